"""What the fifth batch of unseen papers taught, each habit beside what looks like it and is none."""

from datetime import date

import pytest

from domain.documents.document import Document, Item
from domain.documents.reader import read_document
from domain.model.decision import Outcome

HEAD = "Skoleudvalget\nReferat af mødet den 5. maj 2026\n\n"


def read(text: str) -> Document:
    return read_document("prøve.txt", (HEAD + text).encode())


def item(text: str) -> Item:
    (only,) = read(text).items
    return only


@pytest.mark.parametrize(
    ("heading", "body"),
    [
        ("KLIMAUDVALGETS BESLUTNING DEN 28. APRIL 2026", "Klimaudvalget"),
        ("TEKNIK- OG KLIMAUDVALGETS BESLUTNING DEN 28. APRIL 2026", "Teknik- og Klimaudvalget"),
        ("Klimaudvalgets beslutning den 28. april 2026", "Klimaudvalget"),
    ],
)
def test_a_body_in_a_heading_in_capitals_has_its_proper_name(heading: str, body: str):
    (decision,) = item(f"7. Ny sti\n\nIndstilling\nJa.\n\n{heading}\n\nAnbefalet.\n").decisions
    assert (decision.body, decision.date) == (body, date(2026, 4, 28))


@pytest.mark.parametrize(
    ("line", "title", "number"),
    [
        ("Kort (DokumentID: 5520188)", "Kort", "5520188"),
        ("Kort (DokNr. 5520188)", "Kort", "5520188"),
        ("Kort (120188-26)", "Kort", "120188-26"),
        ("Kort 120188-26", "Kort", "120188-26"),
        ("Takster 2025-26", "Takster 2025-26", None),
        ("Dokumentation 2026", "Dokumentation 2026", None),
    ],
)
def test_an_attachments_number_has_its_label_in_one_word_or_its_year_last(line: str, title: str, number: str | None):
    (one,) = item(f"7. Ny sti\n\nIndstilling\nJa.\n\nBilag\n1. {line}\n").attachments
    assert (one.title, one.document_number) == (title, number)


def decided(words: str) -> Item:
    return item(f"7. Ny sti\n\nIndstilling\nJa.\n\nBeslutning\n{words}\n")


def test_whoever_is_asked_to_do_something_has_it_to_do():
    (work,) = decided("Anbefalet. Udvalget beder vejchefen inden udgangen af juni 2026 undersøge prisen.").follow_ups
    assert (work.responsible, work.due) == ("vejchefen", date(2026, 6, 30))
    assert not decided("Anbefalet. Udvalget beder vejchefen om forståelse.").follow_ups


def test_a_body_and_day_are_a_heading_though_the_decision_goes_on_with_another_day():
    text = (
        "7. Ny sti\n\nIndstilling\nJa.\n\nVejudvalget den 28. april 2026\n\nAnbefales.\n\n"
        "Skoleudvalget den 5. maj 2026\n\nUdsat. Vejchefen undersøger prisen inden den 1. juni 2026.\n"
    )
    said = [(one.body, one.outcome) for one in item(text).decisions]
    assert said == [("Vejudvalget", Outcome.RECOMMENDED), ("Skoleudvalget", Outcome.POSTPONED)]


def test_a_letter_to_which_something_is_done_is_a_point_and_a_party_that_votes_is_none():
    points = decided("A anbefales over for Byrådet.\n\nB blev godkendt.").decisions
    assert [one.outcome for one in points] == [Outcome.RECOMMENDED, Outcome.APPROVED]
    assert len(decided("Godkendt.\n\nB kunne have godkendt en anden vej.").decisions) == 1


def test_a_title_under_its_mark_may_begin_as_a_heading_does():
    text = "Punkt 7\nNy sti\n\nIndstilling\n\nBeslutning\n\nUdgår.\n\nPunkt 8\nForslag fra Liste K om gratis bad\n\n"
    assert [one.title for one in read(text + "Beslutning\n\nForkastet.\n").items] == [
        "Ny sti",
        "Forslag fra Liste K om gratis bad",
    ]


@pytest.mark.parametrize(
    "words", ["Sagen blev behandlet for lukkede døre.", "Punktet er blevet behandlet for lukkede døre."]
)
def test_what_was_treated_behind_closed_doors_is_closed(words: str):
    assert item(f"7. Køb af grund\n\n{words}\n\nBeslutning\n\nGodkendt.\n").is_open is False
