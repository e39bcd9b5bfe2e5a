"""The page of a case: what it shows, to whom, and what it never says of a closed one."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import col, select

from domain.casework.case.cases import correct_case
from domain.casework.case.stops import give_urgency_reason
from domain.casework.verb import By
from domain.model import Entry, FollowUp
from domain.rules.facts import AttachmentFacts
from domain.store.database import Database

REPORT = "23/4107"
WORDS = ("Ligestilling", "HR-afdelingen", "sundhedstilbud", "Udkast til besvarelse", "kønsfordelingen", "hasten er")


@pytest.fixture
def closed(spring: Database, find: Callable[..., str], at: Callable[..., Any]) -> str:
    """The report, closed on 3 May after it had been open, with a reason of urgency typed while it was."""
    case = find("case", REPORT)
    by = By("lone.vejlby", at("2023-05-03 09:00"))
    give_urgency_reason(spring, by, stop_id=find("stop", REPORT, "KB"), reason="hasten er stor")
    correct_case(spring, by, case_id=case, is_open=False)
    return case


def test_the_route_stands_with_date_deadline_and_outcome(desk_of: Any, people: Any, find: Any) -> None:
    answer = desk_of(people["reader"]).get(f"/sag/{find('case', REPORT)}")
    assert answer.status_code == 200
    page = answer.text
    for said in ("Ligestillingsredegørelse 2023", "12. april 2023 – drøftet", "27. april 2023 – anbefalet"):
        assert said in page
    assert "16. maj 2023 – indleveres senest 2. maj 2023" in page
    assert "Dagsordenen til Økonomiudvalget sendes ud 11. maj 2023 kl. 12.00" in page


def test_each_deadline_says_why_it_is_that_day(desk_of: Any, people: Any, find: Any) -> None:
    page = desk_of(people["reader"]).get(f"/sag/{find('case', REPORT)}").text
    counted = re.findall(r'<ol class="case-counted">(.*?)</ol>', page, re.DOTALL)
    assert counted
    assert any("16. maj 2023" in one or "16-05-2023" in one or "16.05" in one for one in counted)


def test_a_check_has_its_cure_beside_it_and_one_who_may_can_go_there(desk_of: Any, people: Any, find: Any) -> None:
    address = f"/sag/{find('case', REPORT)}"
    hurry = f"{address}/led/{find('stop', REPORT, 'KB')}/hast"
    assert f'href="{hurry}"' in desk_of(people["secretary"]).get(address).text
    readers = desk_of(people["reader"]).get(address).text
    assert "Begrund hasten" in readers
    assert hurry not in readers


def test_a_reader_is_offered_nothing_to_do(desk_of: Any, people: Any, find: Any) -> None:
    page = desk_of(people["reader"]).get(f"/sag/{find('case', REPORT)}").text
    for deed in ("/beslutning", '/moede"', "/udgaar", '/ret"', "/traek-tilbage", "/nyt-led", "/opfoelgning/ny"):
        assert deed not in page


def test_the_history_is_told_in_danish_newest_first(desk_of: Any, people: Any, find: Any) -> None:
    page = desk_of(people["reader"]).get(f"/sag/{find('case', REPORT)}").text
    history = page[page.index('class="case-history') :]
    said = [
        "Skrev beslutningen i Hovedudvalget den 27. april 2023: anbefalet.",
        "Meldte en opfølgning udført.",
        "Rettede indstilling.",
        "Oprettede sagen med sagsgangen DIR, HU, ØK, KB.",
    ]
    places = [history.index(one) for one in said]
    assert places == sorted(places)
    assert "advance" not in history
    assert "transition" not in history


def test_texts_are_formatted_and_tags_in_them_are_letters(
    spring: Any, desk_of: Any, people: Any, find: Any, at: Any
) -> None:
    case = find("case", REPORT)
    text = (
        "**Vigtigt**\n\n- et\n- to\n\n<script>alert(1)</script> ![x](http://ondt.dk/x.png) [her](javascript:alert(1))"
    )
    correct_case(spring, By("lone.vejlby", at("2023-05-03 09:00")), case_id=case, recommendation=text)
    page = desk_of(people["reader"]).get(f"/sag/{case}").text
    assert "<strong>Vigtigt</strong>" in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert "<img" not in page
    assert 'href="javascript:' not in page


@pytest.mark.parametrize("who", ["reader", "case_worker", "secretary_without_closed", "administrator"])
def test_of_a_closed_case_others_see_only_where_it_is(
    desk_of: Any, people: Any, closed: str, who: str, spring: Any
) -> None:
    answer = desk_of(people[who]).get(f"/sag/{closed}")
    assert answer.status_code == 200
    assert "Lukket punkt" in answer.text
    with spring.read() as session:
        promises = session.exec(select(FollowUp.text).where(FollowUp.case_id == closed)).all()
    for word in (*WORDS, *promises):
        assert word.casefold() not in answer.text.casefold(), word
    assert "Kommunalbestyrelsen" in answer.text
    assert "lov nr." not in answer.text  # the law behind a duty would say which


def test_one_who_may_sees_a_closed_case_whole(desk_of: Any, people: Any, closed: str) -> None:
    page = desk_of(people["secretary"]).get(f"/sag/{closed}").text
    assert "Ligestillingsredegørelse 2023" in page
    assert "hasten er stor" in page
    assert "Lukket" in page


@pytest.mark.parametrize(
    "below", ["/ret", "/traek-tilbage", "/nyt-led", "/opfoelgning/ny", "/led/{stop}/hast", "/led/{stop}/moede"]
)
def test_a_closed_case_is_not_changed_by_one_who_may_not_read_it(
    desk_of: Any, people: Any, closed: str, find: Any, below: str
) -> None:
    address = f"/sag/{closed}{below.format(stop=find('stop', REPORT, 'KB'))}"
    desk = desk_of(people["secretary_without_closed"])
    for answer in (desk.get(address), desk.post(address, data={"reason": "x"})):
        assert answer.status_code == 403
        assert not any(word.casefold() in answer.text.casefold() for word in WORDS)


def test_a_closed_attachment_of_an_open_case_is_hidden_and_survives_an_edit(
    spring: Any, desk_of: Any, people: Any, find: Any, at: Any
) -> None:
    case = find("case", REPORT)
    by = By("lone.vejlby", at("2023-05-03 09:00"))
    both = [
        AttachmentFacts("Hemmeligt bilag", "7", is_open=False),
        AttachmentFacts("Åbent bilag", None, is_open=True),
    ]
    correct_case(spring, by, case_id=case, attachments=both)
    desk = desk_of(people["case_worker"])
    assert "Hemmeligt bilag" not in desk.get(f"/sag/{case}").text
    form = desk.get(f"/sag/{case}/ret").text
    assert "Hemmeligt bilag" not in form
    fields = {"title": "Ny titel", "is_open": "yes", "attachment_title": "Åbent bilag, rettet"}
    sent = {**fields, "attachment_number": "8", "attachment_open": "yes"}
    assert desk.post(f"/sag/{case}/ret", data=sent).status_code == 303
    page = desk_of(people["secretary"]).get(f"/sag/{case}").text
    assert "Hemmeligt bilag" in page
    assert "Åbent bilag, rettet" in page


def test_there_is_no_such_case(desk_of: Any, people: Any) -> None:
    assert desk_of(people["reader"]).get("/sag/findes-ikke").status_code == 404


def test_nobody_sees_a_case_without_logging_in(desk_of: Any, find: Any) -> None:
    answer = desk_of(None).get(f"/sag/{find('case', REPORT)}")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/login")


def test_the_page_costs_the_same_number_of_statements_however_long_the_history(
    spring: Any, desk_of: Any, people: Any, find: Any
) -> None:
    from sqlalchemy import event  # noqa: PLC0415 - only this test counts

    def statements(number: str) -> int:
        desk, seen = desk_of(people["secretary"]), []
        listener = lambda *_: seen.append(1)  # noqa: E731
        event.listen(spring.engine, "before_cursor_execute", listener)
        try:
            assert desk.get(f"/sag/{find('case', number)}").status_code == 200
        finally:
            event.remove(spring.engine, "before_cursor_execute", listener)
        return len(seen)

    with spring.read() as session:
        lines = {
            number: len(session.exec(select(Entry.seq).where(col(Entry.subject) == find("case", number))).all())
            for number in (REPORT, "23/4133")
        }
    assert lines[REPORT] > lines["23/4133"]
    assert statements(REPORT) == statements("23/4133") <= 30
