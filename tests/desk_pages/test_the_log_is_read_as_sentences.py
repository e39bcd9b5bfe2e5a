"""Log: what was done as sentences, searched, a page at a time, without a word of a closed case."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlmodel import Session, col, select, update
from starlette.testclient import TestClient

from domain.model import Case, Entry
from domain.rules.rights import Visitor
from domain.store import journal_pages
from domain.store.database import Database
from domain.store.journal_pages import Wanted, log_page, seq_at

Desk = Callable[..., TestClient]


@pytest.fixture
def office(desk_of: Desk, people: dict[str, Visitor]) -> TestClient:
    return desk_of(people["secretary_without_closed"])


def lines(page: str) -> list[str]:
    found = re.findall(r'<li id="linje-\d+">.*?<p>(.*?)</p>', page, re.DOTALL)
    return [html.unescape(re.sub(r"<[^>]+>", "", one)).strip() for one in found]


def walk(db: Database, wanted: Wanted) -> list[int]:
    """Every line that fits, page by page."""
    seen: list[int] = []
    before: int | None = None
    with db.read() as session:
        while True:
            page = log_page(session, wanted, before=before, limit=7)
            seen += [line.seq for line in page.lines]
            if page.before is None:
                return seen
            before = page.before


def test_a_line_says_what_it_is_about_what_was_done_and_by_whom(office: TestClient) -> None:
    said = lines(office.get("/log?verb=record_decision").text)
    assert "Sag 23/4107: beslutning skrevet af sekretæren for direktionen" in said[-1] or any(
        one.startswith("Sag 23/4107: beslutning skrevet af ") for one in said
    )
    assert all("beslutning skrevet" in one for one in said)
    mails = lines(office.get("/log?verb=mail_sent").text)
    assert any(one == "Poul Karlby: mail sendt af Sagsgang" for one in mails)


def test_a_days_lines_and_a_cases_lines(office: TestClient) -> None:
    page = office.get("/log?fra=12-04-2023&til=12-04-2023").text
    assert "Onsdag den 12. april 2023" in page
    assert "13. april" not in re.sub(r"<input[^>]*>", "", page)
    case = lines(office.get("/log?sag=23/4107").text)
    assert case
    assert all(one.startswith("Sag 23/4107: ") for one in case)


def test_what_cannot_be_searched_for_is_said_and_stands(office: TestClient) -> None:
    wrong = office.get("/log?fra=31-02-2023&sag=23/4107")
    assert wrong.status_code == 422
    assert 'value="31-02-2023"' in wrong.text
    unknown = office.get("/log", params={"sag": "<script>1</script>"})
    assert unknown.status_code == 422
    assert "<script>1" not in unknown.text
    assert office.get("/log?foer=abc").status_code == 200


def test_pages_hold_every_line_once_whatever_is_searched_for(
    spring: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_pages, "LOOKED_AT", 10)  # so that a search stops and goes on many times
    noon = datetime(2023, 4, 12, 10, tzinfo=UTC)
    with spring.read() as session:
        case = session.exec(select(Case.id).where(Case.number == "23/4107")).one()
        every = list(session.exec(select(Entry).order_by(col(Entry.seq).desc())))
    assert walk(spring, Wanted()) == [one.seq for one in every]
    assert walk(spring, Wanted(verb="mail_sent")) == [one.seq for one in every if one.verb == "mail_sent"]
    assert walk(spring, Wanted(to_at=noon)) == [one.seq for one in every if one.at < noon]
    assert walk(spring, Wanted(from_at=noon)) == [one.seq for one in every if one.at >= noon]
    assert set(walk(spring, Wanted(case_id=case))) >= {one.seq for one in every if one.subject == case}


def test_the_first_line_of_a_moment_is_found_by_a_few_looks(spring: Database) -> None:
    with spring.read() as session:
        moments = list(session.exec(select(Entry.at).order_by(col(Entry.seq))))
        for at in {*moments, datetime(2020, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)}:
            assert seq_at(session, at, len(moments)) == sum(one < at for one in moments) + 1


def test_the_chain_is_tried_on_request_and_a_changed_line_is_told_of(office: TestClient, spring: Database) -> None:
    assert "Loggen er hel" in office.post("/log/efterproev").text
    with Session(spring.engine) as session:
        session.exec(update(Entry).where(col(Entry.seq) == 5).values(facts="{}"))
        session.commit()
    assert "Linje 5 i logbogen er ændret." in office.post("/log/efterproev").text


def test_no_word_of_a_closed_case_is_in_the_log(office: TestClient, spring: Database) -> None:
    with Session(spring.engine) as session:
        session.exec(update(Case).values(is_open=False, title="Fortrolighedsordet om Vibekes afsked"))
        session.commit()
    for path in ("/log", "/log?sag=23/4107", "/log?verb=open_case", "/log?foer=60"):
        assert "Fortrolighedsordet" not in office.get(path).text


def test_a_reader_may_not(desk_of: Desk, people: dict[str, Visitor]) -> None:
    assert desk_of(people["reader"]).get("/log").status_code == 403
    assert desk_of(people["reader"]).post("/log/efterproev").status_code == 403
    assert desk_of(None).get("/log").status_code == 303
