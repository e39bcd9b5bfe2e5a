"""Sager: search as one types and without JavaScript, filters that stay in the address, sorting, pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

from starlette.testclient import TestClient

from domain.model import Case, CaseState
from domain.rules.rights import Visitor
from domain.store.bulk import insert_rows
from domain.store.database import Database

Desk = Callable[..., TestClient]
People = dict[str, Visitor]
AT = datetime(2023, 4, 20, 9, tzinfo=UTC)


def numbers(html: str) -> list[str]:
    return re.findall(r'class="board-number">([^<]+)<', html)


def put(db: Database, count: int, **values: object) -> None:
    with db.write() as session:
        rows = [
            Case.new(**{"id": f"ny{n}", "number": f"99/{n:03}", "title": f"Ny sag {n}", "opened_at": AT, **values})
            for n in range(count)
        ]
        insert_rows(session, rows)


def test_a_search_finds_open_cases_and_offers_those_that_are_over(
    desk_of: Desk, people: People, spring: Database
) -> None:
    put(spring, 1, title="Gammel ligestilling", state=CaseState.CLOSED)
    desk = desk_of(people["reader"])
    found = desk.get("/sager?q=LIGEST").text
    assert numbers(found) == ["23/4107"]
    assert 'value="LIGEST"' in found
    assert "Søg også i sager, der er slut" in found
    assert sorted(numbers(desk.get("/sager?q=LIGEST&tilstand=alle").text)) == ["23/4107", "99/000"]
    assert "Ingen sager har alle de ord." in desk.get("/sager?q=rumskib").text


def test_htmx_is_given_the_list_alone_and_a_person_the_whole_page(desk_of: Desk, people: People) -> None:
    desk = desk_of(people["reader"])
    whole = desk.get("/sager?q=ligest").text
    part = desk.get("/sager?q=ligest", headers={"HX-Request": "true"}).text
    assert "<html" in whole
    assert "<html" not in part
    assert numbers(part) == numbers(whole) == ["23/4107"]


def test_pages_are_turned_and_the_filters_go_along(desk_of: Desk, people: People, spring: Database) -> None:
    put(spring, 120)
    desk = desk_of(people["reader"])
    address, seen = "/sager?q=99&sorter=nummer", []
    for _ in range(3):
        html = desk.get(address).text
        seen += numbers(html)
        after = re.search(r'rel="next" href="([^"]+)"', html)
        address = after[1].replace("&amp;", "&") if after else ""
    assert seen == [f"99/{number:03}" for number in range(120)]
    assert address == ""
    assert "Viser 101–120" in html


def test_a_heading_sorts_and_the_same_heading_turns_the_order(
    desk_of: Desk, people: People, spring: Database
) -> None:
    put(spring, 3)
    desk = desk_of(people["reader"])
    html = desk.get("/sager?sorter=nummer").text
    assert 'aria-sort="ascending"' in html
    assert numbers(html) == sorted(numbers(html))
    turned = re.search(r'href="([^"]+)">Nummer', html)
    assert turned is not None
    html = desk.get(turned[1].replace("&amp;", "&")).text
    assert 'aria-sort="descending"' in html
    assert numbers(html) == sorted(numbers(html), reverse=True)


def test_the_list_goes_on_after_the_last_page_that_has_a_number(
    desk_of: Desk, people: People, spring: Database
) -> None:
    put(spring, 2110)
    desk = desk_of(people["reader"])
    address, seen = "/sager?sorter=nummer&side=4000", list[str]()
    while address:
        html = desk.get(address).text
        seen += numbers(html)
        after = re.search(r'rel="next" href="([^"]+)"', html)
        address = after[1].replace("&amp;", "&") if after else ""
    everything = sorted(numbers(desk.get("/sager?sorter=nummer&side=40").text))
    assert seen[:50] == everything
    assert seen == sorted(set(seen)), "each once, in order"
    assert seen[-1] == "99/999", "numbers are text"
    assert "Til den første side" in html
    assert "Viser 2101–" in html


def test_the_cases_that_are_over_are_listed_on_request(desk_of: Desk, people: People, spring: Database) -> None:
    put(spring, 2, state=CaseState.WITHDRAWN)
    html = desk_of(people["reader"]).get("/sager?tilstand=tilbage").text
    assert numbers(html) == ["99/001", "99/000"]
    assert "Trukket tilbage" in html
