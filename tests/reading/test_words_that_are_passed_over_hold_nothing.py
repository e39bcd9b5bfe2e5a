"""What is passed over for the sake of speed holds nothing: every paper reads the same when nothing is passed over."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from domain.documents import sentences
from domain.documents.corpus import to_corpus
from domain.documents.cues import EVERYTHING
from domain.documents.reader import read_document
from domain.documents.vocabulary import STANDARD

PAPERS = sorted((Path(__file__).parent / "other_templates").glob("*.txt"))
PATIENT = replace(  # every word is held against every row
    STANDARD,
    bodies=tuple(replace(row, stem="") for row in STANDARD.bodies),
    outcomes=tuple(replace(row, stem="") for row in STANDARD.outcomes),
)


def test_no_word_that_is_passed_over_holds_a_fact(monkeypatch: pytest.MonkeyPatch):
    papers = [(path.name, path.read_bytes()) for path in PAPERS]
    quick = [to_corpus(read_document(name, data)) for name, data in papers]
    monkeypatch.setattr(sentences, "cues_of", lambda _: EVERYTHING)
    patient = [to_corpus(read_document(name, data, vocabulary=PATIENT)) for name, data in papers]
    assert json.dumps(quick) == json.dumps(patient)


def test_every_row_of_the_vocabulary_says_which_letters_it_cannot_do_without():
    assert all(row.stem for row in (*STANDARD.bodies, *STANDARD.outcomes))
