"""Tavle: alarms, the picture with its table, filters; to each visitor what they may see."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlmodel import col, select
from starlette.testclient import TestClient

from domain.casework.case.opening import open_case
from domain.casework.verb import By
from domain.model import Case, FollowUp, Holding, Stop, StopState
from domain.rules.rights import Grant, Role, Visitor
from domain.store.database import Database

Desk = Callable[..., TestClient]
People = dict[str, Visitor]
AT = datetime(2023, 4, 20, 9, tzinfo=UTC)
CLOSED = "Bortvisning af navngiven leder"


def page(desk: TestClient, address: str = "/") -> str:
    answer = desk.get(address)
    assert answer.status_code == 200, answer.text
    return answer.text


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def holder(spring: Database, post: str) -> str:
    with spring.read() as session:
        return session.exec(select(Holding.person_key).where(col(Holding.post_key) == post)).one()


def shut(spring: Database, number: str = "23/4107") -> str:
    """Close a case that is open to all, with a title of its own."""
    with spring.write() as session:
        case = session.exec(select(Case).where(Case.number == number)).one()
        case.is_open, case.title = False, CLOSED
        for promise in session.exec(select(FollowUp).where(FollowUp.case_id == case.id)):
            promise.text = CLOSED
        return case.id


def test_the_board_shows_the_case_of_the_spring_with_its_route_its_danger_and_its_days(
    desk_of: Desk, people: People, find: Callable[..., str]
) -> None:
    html = page(desk_of(people["reader"]))
    said = text_of(html)
    assert "onsdag den 3. maj 2023 · uge 18" in said
    assert "Ligestillingsredegørelse 2023" in said
    assert f'href="/sag/{find("case", "23/4107")}"' in html
    assert f'href="/moede/{find("meeting", "KB", "2023-05-23")}"' in html
    assert "KB !" in said
    assert "I fare: referatet når" in said
    for station in ("DIR 12/4 drøftet", "HU 27/4 anbefalet", "ØK 16/5", "KB 23/5"):
        assert station in said
    assert "Intet er for sent." in said
    assert "2 Frister de næste 7 dage" in said


def test_every_case_of_the_picture_stands_in_the_table_too(desk_of: Desk, people: People) -> None:
    html = page(desk_of(people["reader"]))
    picture, table = html.split("Samme oplysninger som tabel")
    drawn = set(re.findall(r'href="(/sag/\w+)"', picture.split('<svg class="timeline"')[1]))
    assert drawn
    assert drawn == set(re.findall(r'href="(/sag/\w+)"', table))


def test_on_another_day_other_things_are_said(desk_of: Desk, people: People) -> None:
    later = page(desk_of(people["reader"], now=datetime(2023, 5, 30, 8, tzinfo=UTC)))
    assert re.search(r"\b2 For sent", text_of(later)), text_of(later)[:600]


def test_the_weeks_are_turned_and_an_empty_stretch_says_so(desk_of: Desk, people: People) -> None:
    desk = desk_of(people["reader"])
    earlier = re.search(r'href="(/\?fra=[^"#]+)#rul" rel="prev"', page(desk))
    assert earlier is not None
    assert "uge 11" in page(desk, earlier[1])
    empty = page(desk, "/?fra=2021-01-04")
    assert "Ingen sager har møder i disse uger." in empty
    assert '<svg class="timeline"' not in empty


@pytest.mark.parametrize(
    "address",
    [
        "/?fra=2023-02-31",
        "/?fra=9999-12-31",
        "/?side=-1",
        "/?side=x",
        "/?side=99999999999999999999",
        "/?organ=%00",
        "/?organ=<b>",
        "/?cyklus=intet",
        "/?q=%00",
    ],
)
def test_an_address_that_makes_no_sense_is_answered_all_the_same(desk_of: Desk, people: People, address: str) -> None:
    assert desk_of(people["reader"]).get(address).status_code == 200


def test_mine_and_my_bodies_are_those_of_the_posts_one_holds(desk_of: Desk, people: People, spring: Database) -> None:
    everybody = page(desk_of(people["reader"]), "/sager")
    assert "23/4151" in everybody
    with spring.write() as session:
        session.exec(select(Case).where(Case.number == "23/4151")).one().owner_post = "sekretaer-kb"
    person = holder(spring, "sekretaer-kb")
    visitor = Visitor(person, person, "Prøve", frozenset({Grant(Role.SECRETARY, "KB")}))
    desk = desk_of(visitor)
    mine = page(desk, "/sager?mine=ja")
    assert "23/4151" in mine
    assert "23/4107" not in mine
    my_bodies = page(desk, "/?organ=mine")
    assert "23/4107" in my_bodies
    nobody = Visitor("it", None, "IT", frozenset({Grant(Role.READER)}))
    assert "Ingen sager." in page(desk_of(nobody), "/sager?mine=ja")


def test_a_closed_case_is_a_closed_item_to_whoever_may_not_see_it(
    desk_of: Desk, people: People, spring: Database
) -> None:
    case = shut(spring)
    for who in ("reader", "case_worker", "administrator", "secretary_without_closed"):
        for address in (
            "/",
            "/sager",
            "/sager?q=bortvisning",
            "/sager?lukkede=ja",
            "/sager?sorter=titel",
            "/?lukkede=ja",
        ):
            html = page(desk_of(people[who]), address)
            assert "Bortvisning" not in html, (who, address)
            assert "navngiven" not in html
    html = page(desk_of(people["reader"]))
    assert "Lukket punkt" in html
    assert "Lukkede punkter" not in html
    seen = page(desk_of(people["secretary"]))
    assert CLOSED in seen
    assert "Lukkede punkter" in seen
    assert f"/sag/{case}" in page(desk_of(people["secretary"]), "/sager?lukkede=ja")
    assert f"/sag/{case}" not in page(desk_of(people["reader"]), "/sager?q=bortvisning")


def test_whoever_may_nothing_is_refused_and_whoever_is_nobody_is_asked_to_log_in(desk_of: Desk) -> None:
    nothing = Visitor("ny", None, "Ny", frozenset())
    for address in ("/", "/sager"):
        assert desk_of(nothing).get(address).status_code == 403
        answer = desk_of(None).get(address)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/login")


def test_what_people_typed_is_never_markup(desk_of: Desk, people: People, spring: Database) -> None:
    title = "<script>alert(1)</script> \"'&\u202e 🙂" + "x" * 250
    opened = open_case(
        spring, By("x", AT), number="23/<b>1", title=title, route=["KB"], stages={"KB": date(2023, 5, 23)}
    )
    for address in ("/", "/sager", "/sager?q=<script>alert(1)</script>"):
        html = page(desk_of(people["reader"]), address)
        assert "<script>alert" not in html
    assert f"/sag/{opened.subject}" in page(desk_of(people["reader"]))


def test_a_decision_nobody_wrote_is_the_first_thing_one_sees(
    desk_of: Desk, people: People, spring: Database, find: Callable[..., str]
) -> None:
    html = page(desk_of(people["reader"], now=datetime(2023, 5, 17, 8, tzinfo=UTC)))
    assert "beslutningen mangler" not in html
    with spring.write() as session:
        stop = session.get_one(Stop, find("stop", "23/4107", "ØK"))
        stop.state = StopState.AWAITING_DECISION
    html = page(desk_of(people["reader"], now=datetime(2023, 5, 17, 8, tzinfo=UTC)))
    assert "beslutningen mangler, møde 16.\xa0maj" in html
    assert "ØK !" in html
    assert "23/4107" in page(desk_of(people["reader"], now=datetime(2023, 5, 17, 8, tzinfo=UTC)), "/sager?sen=ja")
