"""The profile's ``[[heading]]``, ``[[wording]]`` and ``[[body]]`` rows are words the reader knows."""

import pytest

from domain.documents.document import SectionKey
from domain.documents.municipal import vocabulary_of
from domain.documents.reader import read_document
from domain.errors import ProfileError
from domain.model.decision import Outcome
from domain.profile.load import load_profile, shipped_profile
from domain.profile.shape import READ_AS

OWN = """
[[heading]]
means = "route"
words = ["Vejen gennem huset"]

[[heading]]
means = "case_presentation"
words = ["Hvad det handler om", "Sagen i korte træk"]

[[wording]]
outcome = "postponed"
words = ["sat på pause"]

[[body]]
key = "SKOV"
name = "Skovnævnet"
kind = "committee"
"""
PAPER = """Referat fra Skovnævnets møde den 3. juni 2024
1. Ny sti
Vejen gennem huset
SKOV, KB
Hvad det handler om
Stien er lang.
Indstilling
At stien anlægges.
Beslutning i Skovnævnet den 03-06-2024
Forslaget er sat på pause.
"""


def test_a_profiles_headings_wordings_and_bodies_are_read():
    own = vocabulary_of(load_profile("skov.toml", shipped_profile() + OWN))
    document = read_document("sti.txt", PAPER.encode(), vocabulary=own)
    (item,) = document.items
    assert (document.body, item.route) == ("Skovnævnet", ("SKOV", "KB"))
    assert item.text_of(SectionKey.CASE_PRESENTATION) == "Stien er lang."
    assert [(found.body, found.outcome) for found in item.decisions] == [("Skovnævnet", Outcome.POSTPONED)]


def test_without_the_rows_the_same_paper_is_read_without_guessing():
    (item,) = read_document("sti.txt", PAPER.encode()).items
    assert item.route == ()
    assert item.decisions == ()


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ('[[heading]]\nmeans = "sagsgang"\nwords = ["Vejen"]', "unknown_word"),
        ('[[heading]]\nmeans = "route"', "missing_key"),
        ('[[heading]]\nmeans = "route"\nwords = [""]', "empty"),
        ('[[wording]]\noutcome = "pause"\nwords = ["sat på pause"]', "unknown_word"),
        ('[[wording]]\noutcome = "postponed"\nwords = "sat på pause"', "wrong_type"),
    ],
)
def test_a_wrong_row_is_a_finding_with_its_line(row: str, code: str):
    text = shipped_profile().rstrip("\n") + "\n" + row
    first = len(text.splitlines()) - row.count("\n")
    with pytest.raises(ProfileError) as wrong:
        load_profile("egen.toml", text)
    ((line, found),) = [(one.line, one.code) for one in wrong.value.facts["findings"]]
    assert found == code
    assert first <= line <= first + row.count("\n")


def test_a_heading_may_mean_every_part_of_an_item():
    assert tuple(key.value for key in SectionKey) == READ_AS
