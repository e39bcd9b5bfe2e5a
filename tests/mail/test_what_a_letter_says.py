"""A letter says what, which date, what to do and why the reader gets it; of a closed item it knows no title."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest

from calendars.deadlines import DeadlineKind
from domain.model import NoticeKind, Outcome
from flows.messages import words
from flows.messages.letters import compose
from flows.messages.line_facts import LineFacts
from flows.messages.wordings import WORDINGS

TODAY = date(2023, 5, 1)
DUE = date(2023, 5, 2)
MEETING = date(2023, 5, 16)


def _fact(
    kind: NoticeKind = NoticeKind.DEADLINE, number: str = "23/41694", title: str = "Ligestilling i tal", **rest: Any
) -> LineFacts:
    given = {
        "why": "Sekretær for Økonomiudvalget",
        "body": "Økonomiudvalget",
        "meeting_on": MEETING,
        "deadline": DeadlineKind.SUBMISSION,
        "due_on": DUE,
        "outcome": Outcome.POSTPONED,
        "case_id": "5a6753",
    }
    return LineFacts(kind, number, title, **{**given, **rest})


def _letter(*facts: LineFacts, **rest: Any):
    return compose(facts, name="Mette Holm", today=TODAY, municipality="Norddjurs Kommune", **rest)


def test_the_subject_is_action_object_and_date():
    letter = _letter(*(_fact(number=f"23/{n}") for n in range(3)))
    assert letter.subject == "Frist i morgen: 3 sager til Økonomiudvalget 16. maj 2023"


def test_a_subject_with_one_case_names_its_number_and_never_its_title():
    letter = _letter(_fact())
    assert letter.subject == "Frist i morgen: sag 23/41694 til Økonomiudvalget 16. maj 2023"


def test_the_most_pressing_leads_and_the_rest_are_counted():
    letter = _letter(_fact(), _fact(NoticeKind.CHASE, "23/7", due_on=date(2023, 4, 20)))
    assert letter.subject == "Rykker: opfølgning på sag 23/7, frist 20. april 2023 og én anden besked"


def test_a_line_says_what_when_what_to_do_and_why_you():
    text = _letter(_fact(why="Sekretær for Økonomiudvalget, stedfortræder for Bo Lund")).text
    assert "Sag 23/41694: Ligestilling i tal" in text
    assert "til Økonomiudvalgets møde den 16. maj 2023 er i morgen, tirsdag den 2. maj 2023." in text
    assert "Aflever den færdige sag til sekretariatet." in text
    assert "Du får beskeden som stedfortræder for Bo Lund (sekretær for Økonomiudvalget)." in text


@pytest.mark.parametrize("kind", list(WORDINGS))
def test_every_kind_of_notice_makes_a_letter_without_holes(kind: NoticeKind):
    letter = _letter(_fact(kind), desk_url="https://sagsgang.kommune.example")
    for part in (letter.subject, letter.text, letter.html):
        assert "{" not in part
        assert "None" not in part
    for part in (letter.text, letter.html):
        assert "https://sagsgang.kommune.example/sag/5a6753" in part
    assert letter.subject[0].isupper()
    assert len(letter.subject) < 100


@pytest.mark.parametrize("kind", list(WORDINGS))
def test_a_closed_item_is_a_number_and_the_words_lukket_punkt(kind: NoticeKind):
    letter = _letter(_fact(kind, title=""))
    assert "Sag 23/41694 (lukket punkt)" in letter.text
    assert "Sag 23/41694 (lukket punkt)" in letter.html


def test_each_table_of_words_is_complete():
    assert set(WORDINGS) == set(NoticeKind) - {NoticeKind.INVITATION}  # which has a letter of its own
    assert set(words.DEADLINES) == set(words.DEADLINE_TASKS) == set(words.MEETING_TASKS) == set(DeadlineKind)
    assert set(words.OUTCOMES) == set(Outcome)
    assert len(set(words.OUTCOMES.values())) == len(Outcome)


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]):
        self.tags.append((tag, dict(attrs)))


def test_the_html_is_what_word_can_draw_and_a_screen_reader_can_read():
    page = Page()
    page.feed(_letter(_fact(), _fact(NoticeKind.FOLLOW_UP), desk_url="https://x.example").html)
    names = [tag for tag, _ in page.tags]
    assert names.count("h1") == 1
    assert dict(page.tags)["html"]["lang"] == "da"
    assert all(attributes.get("role") == "presentation" for tag, attributes in page.tags if tag == "table")
    assert not {"div", "img", "script", "style", "link"} & set(names)
    styles = [attributes["style"] or "" for _, attributes in page.tags if "style" in attributes]
    assert not any(word in style for style in styles for word in ("flex", "grid", "max-width", "radius", "url("))
    for tag, attributes in page.tags:
        style = attributes.get("style") or ""
        if "color:" in style.replace("background-color:", "") and tag != "table":
            assert "background-color:" in style, (tag, style)


def test_markup_in_a_title_is_text():
    letter = _letter(_fact(title="<b>Budget & løn</b>"))
    assert "<b>Budget & løn</b>" in letter.text
    assert "&lt;b&gt;Budget &amp; løn&lt;/b&gt;" in letter.html


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2023, 5, 1), "i dag"),
        (date(2023, 5, 2), "i morgen"),
        (date(2023, 5, 4), "om tre dage"),
        (date(2023, 5, 16), "16. maj 2023"),
        (date(2023, 4, 30), "i går"),
        (date(2023, 4, 20), "for 11 dage siden"),
    ],
)
def test_a_date_is_said_as_people_say_it(day: date, said: str):
    assert words.when(day, TODAY) == said


@pytest.mark.parametrize(
    ("about", "leads_to"),
    [
        ({}, "Åbn sag 23/41694: https://desk.example/sag/5a6753"),
        ({"follow_up_id": "f1"}, "Åbn opfølgningen: https://desk.example/opfoelgning/f1"),
        ({"number": "", "case_id": "", "meeting_id": "m1"}, "Åbn mødet: https://desk.example/moede/m1"),
    ],
)
def test_each_line_leads_to_the_page_of_what_it_is_about(about: dict[str, str], leads_to: str):
    assert leads_to in _letter(_fact(**about), desk_url="https://desk.example/").text


def test_the_foot_says_where_to_choose_ones_own_mails_and_how_to_do_without_these():
    plain = _letter(_fact())
    assert "Skru ned" not in plain.text + plain.html
    letter = _letter(_fact(), desk_url="https://desk.example", unsubscribe_url="https://desk.example/afmeld/abc")
    for part in (letter.text, letter.html):
        assert "https://desk.example/mit" in part
        assert "https://desk.example/afmeld/abc" in part
    assert "sekretariatet.\nSkru ned for disse mails: https://desk.example/mit\nAfmeld" in letter.text
