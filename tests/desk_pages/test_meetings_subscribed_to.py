"""``/moeder/abonner``: one's own calendars; the secret is shown once, and nobody touches another's."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape

import pytest
from icalendar import Calendar
from sqlmodel import select
from starlette.testclient import TestClient

from domain.casework.case.opening import open_case
from domain.casework.verb import By
from domain.model import Entry, Feed
from domain.rules.rights import Grant, Role, Visitor
from domain.store.database import Database

Opened = Callable[..., TestClient]
ADDRESS = re.compile(r'<code class="feed-address">(http\S+)</code>')
READS = frozenset({Grant(Role.READER)})
METTE = Visitor("mette.holbaek", "mette.holbaek", "Mette Holbæk", READS)


@pytest.fixture
def desk(desk_of: Opened, people: dict[str, Visitor]) -> TestClient:
    return desk_of(people["reader"])


def subscribe(desk: TestClient, **typed: str) -> str:
    given = {"kind": "all", "key": "k1", **typed}
    return desk.post("/moeder/abonner", data=given).text


def address_in(text: str) -> str:
    (found,) = ADDRESS.findall(text)
    return unescape(found).removeprefix("http://testserver")


def feeds(db: Database) -> list[Feed]:
    with db.read() as session:
        return list(session.exec(select(Feed)))


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ({"kind": "all"}, "Norddjurs Kommune, politiske møder"),
        ({"kind": "body", "body": "KB"}, "Kommunalbestyrelsen"),
        ({"kind": "person"}, "Politisk kalender for Lone Vejlby"),
        ({"kind": "post", "post": "hr-chef"}, "HR-chef"),
        ({"kind": "case", "case": "23/4107"}, "Sag 23/4107"),
        ({"kind": "round", "month": "2023-05"}, "Politisk rul, maj 2023"),
    ],
)
def test_the_address_that_is_shown_leads_to_the_calendar(desk: TestClient, typed: dict[str, str], name: str) -> None:
    text = subscribe(desk, **typed)
    answer = desk.get(address_in(text))
    assert answer.status_code == 200
    assert str(Calendar.from_ical(answer.content)["X-WR-CALNAME"]).replace("\\", "") == name
    assert "webcal://testserver/kalender/" in text
    assert "Outlook i tre trin" in text


def test_the_choices_are_in_the_address(desk: TestClient) -> None:
    address = address_in(subscribe(desk, deadlines="yes", alarm="30", utc="yes"))
    assert address.endswith("?deadlines=1&alarm=30&tz=utc")
    calendar = desk.get(address).text
    assert "TRIGGER:-PT30M" in calendar
    assert "Frist\\, udsendelse" in calendar


def test_the_secret_is_shown_once_and_stands_nowhere(desk: TestClient, spring: Database) -> None:
    text = subscribe(desk)
    secret = address_in(text).split("/")[2]
    again = subscribe(desk)  # the same form sent twice
    assert "kan ikke vises igen" in again
    assert secret not in again + desk.get("/moeder/abonner").text
    (feed,) = feeds(spring)
    with spring.read() as session:
        assert not [line for line in session.exec(select(Entry)) if secret in line.facts]
    assert secret not in feed.model_dump_json()


def test_a_new_address_ends_the_old_one_and_a_subscription_is_taken_back(desk: TestClient, spring: Database) -> None:
    first = address_in(subscribe(desk))
    (feed,) = feeds(spring)
    renewed = desk.post(f"/moeder/abonner/{feed.id}/ny-adresse", data={"version": "1", "key": "k2"})
    second = address_in(renewed.text)
    assert [desk.get(address).status_code for address in (first, second)] == [404, 200]
    assert desk.post(f"/moeder/abonner/{feed.id}/tilbage", data={"version": "1", "key": "k3"}).status_code == 409
    taken = desk.post(f"/moeder/abonner/{feed.id}/tilbage", data={"version": "2", "key": "k3"})
    assert taken.status_code == 303
    assert desk.get(second).status_code == 404
    assert "taget tilbage" in desk.get("/moeder/abonner").text


def test_nobody_touches_anothers_but_an_administrator(desk: TestClient, desk_of: Opened, spring: Database) -> None:
    address = address_in(subscribe(desk))
    (feed,) = feeds(spring)
    other = desk_of(METTE)
    for deed in ("ny-adresse", "tilbage"):
        answer = other.post(f"/moeder/abonner/{feed.id}/{deed}", data={"version": "1", "key": f"x{deed}"})
        assert answer.status_code == 404
    assert feed.id not in other.get("/moeder/abonner?alle=ja").text
    assert desk.get(address).status_code == 200
    head = desk_of(Visitor("it", None, "It", frozenset({Grant(Role.ADMINISTRATOR)})))
    assert feed.id in head.get("/moeder/abonner?alle=ja").text
    answer = head.post(f"/moeder/abonner/{feed.id}/tilbage", data={"version": "1", "key": "y"})
    assert answer.status_code == 303
    assert desk.get(address).status_code == 404


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"kind": "body", "body": ""}, "kendes ikke"),
        ({"kind": "body", "body": "XX"}, "Organet »XX« kendes ikke"),
        ({"kind": "case", "case": "23/0"}, "Sagen »23/0« findes ikke"),
        ({"kind": "round", "month": "maj"}, "Måneden »maj« findes ikke"),
        ({"kind": "alt"}, "Vælg en af mulighederne"),
        ({"alarm": "0"}, "mindst 1"),
        ({"alarm": "en time"}, "Skriv et helt tal"),
    ],
)
def test_what_cannot_be_subscribed_to_is_said_beside_its_field(
    desk: TestClient, spring: Database, typed: dict[str, str], said: str
) -> None:
    answer = desk.post("/moeder/abonner", data={"kind": "all", "key": "k", **typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert feeds(spring) == []


def test_whoever_is_no_person_is_told_so_and_gets_none(desk_of: Opened, spring: Database) -> None:
    desk = desk_of(Visitor("gaest", None, "Gæst", READS))
    assert "ikke knyttet til en person" in desk.get("/moeder/abonner").text
    assert desk.post("/moeder/abonner", data={"kind": "all", "key": "k"}).status_code == 422
    assert feeds(spring) == []


def test_a_closed_cases_calendar_says_neither_title_nor_number(desk: TestClient, spring: Database) -> None:

    by = By("lone.vejlby", datetime(2023, 5, 3, 10, tzinfo=UTC))
    open_case(spring, by, number="23/999", title="Grundsalg", is_open=False, route=["DIR"])
    text = subscribe(desk, kind="case", case="23/999")
    assert "Lukket punkt" in text
    assert "Grundsalg" not in text
    calendar = desk.get(address_in(text)).text
    assert "23/999" not in calendar
