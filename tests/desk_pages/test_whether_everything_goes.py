"""Status: the looks of the doctor as a page, and for a machine that watches."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, col, update
from starlette.testclient import TestClient

from desk import health, words
from desk.web.pages.status import GROUPS
from domain.model import Case, Heartbeat, Meeting
from domain.rules.rights import Visitor
from domain.store.database import Database
from domain.store.heartbeats import beat, last_beats
from flows.clock import SetClock
from flows.heartbeat import beating
from flows.schedule import Ring
from flows.settings import Settings

Desk = Callable[..., TestClient]
NOW = datetime(2023, 5, 3, 10, tzinfo=UTC)


@pytest.fixture
def office(desk_of: Desk, people: dict[str, Visitor]) -> TestClient:
    return desk_of(people["secretary"])


def looked(db: Database, thing: str) -> list[health.Symptom]:
    return [one for one in health.database(db, NOW, Settings(), whole_journal=False) if one.thing == thing]


def test_everything_that_is_looked_at_has_a_name_and_a_place_on_the_page(spring: Database) -> None:
    found = {one.thing for one in health.database(spring, NOW, Settings())} | {
        "smtp",
        "prefect",
        "disk",
        "virus_scanner",
    }
    placed = {thing for _, things in GROUPS for thing in things}
    assert found - {"journal"} == placed  # the log's own page tries the chain
    assert found <= words.EXAMINED.keys()


def test_the_clock_goes_while_its_heart_beats(spring: Database) -> None:
    (never,) = looked(spring, "clock")
    assert never.is_well
    beat(spring, Ring.SWEEP.value, NOW - timedelta(minutes=4))
    assert looked(spring, "clock")[0].is_well
    beat(spring, Ring.SWEEP.value, NOW - timedelta(minutes=2), "ValueError i flows/sweep.py:80")
    (failed,) = looked(spring, "clock")
    assert not failed.is_well
    assert "flows/sweep.py:80" in failed.said
    with Session(spring.engine) as session:
        session.get_one(Heartbeat, "sweep").at = NOW - timedelta(hours=1)
        session.commit()
    assert "kører »sagsgang serve«?" in looked(spring, "clock")[0].said


def fail(db: Database, clock: SetClock) -> None:
    with beating(db, Ring.SWEEP, clock):
        int("hemmeligt")


def test_every_round_leaves_its_mark_also_one_that_fails_and_an_old_one_covers_no_newer(spring: Database) -> None:
    clock = SetClock(NOW)
    with beating(spring, Ring.SWEEP, clock):
        pass
    clock.set(NOW + timedelta(minutes=5))
    with pytest.raises(ValueError, match="hemmeligt"):
        fail(spring, clock)
    beat(spring, Ring.SWEEP.value, NOW)
    with spring.read() as session:
        last = last_beats(session)["sweep"]
    assert last.at == NOW + timedelta(minutes=5)
    assert "ValueError" in last.error
    assert "hemmeligt" not in last.error


def test_how_far_the_meeting_plan_reaches_for_each_body(spring: Database) -> None:
    assert all(one.is_well for one in looked(spring, "plan"))
    with Session(spring.engine) as session:
        session.exec(update(Meeting).where(col(Meeting.body_key) == "KB").values(held_on=date(2023, 5, 23)))
        session.exec(update(Meeting).where(col(Meeting.body_key) == "HU").values(held_on=date(2023, 4, 23)))
        session.commit()
    said = {one.said.split(" ")[0]: one for one in looked(spring, "plan")}
    assert (said["KB"].is_well, said["HU"].is_well, said["ØK"].is_well) == (False, False, True)
    assert "(20 dage)" in said["KB"].said
    assert "ingen kommende møder" in said["HU"].said


def test_what_stands_still_is_on_the_page(office: TestClient, spring: Database) -> None:
    assert "Sager, der står stille" in office.get("/status").text
    with Session(spring.engine) as session:
        session.exec(update(Case).values(stuck_because='{"why": "no_plan"}'))
        session.commit()
    said = html.unescape(office.get("/status").text)
    assert f"3; {words.STUCK.partition('; ')[2]}" in said
    assert "skal ses på" in said


def test_a_machine_that_watches_needs_no_login_and_learns_nothing_about_anybody(
    desk_of: Desk, spring: Database
) -> None:
    desk = desk_of(None)
    assert desk.get("/healthz").json() == {"status": "ok"}
    ready = desk.get("/readyz")
    assert (ready.status_code, ready.json()["checks"]["database"]) == (200, True)
    beat(spring, Ring.SWEEP.value, NOW - timedelta(hours=2))
    late = desk.get("/readyz")
    assert (late.status_code, late.json()["status"]) == (503, "fail")
    assert late.json()["checks"]["clock"] is False
    assert set(late.json()) == {"status", "checks"}


def test_only_those_who_run_it_see_the_page(desk_of: Desk, people: dict[str, Visitor]) -> None:
    assert desk_of(people["reader"]).get("/status").status_code == 403
    assert desk_of(people["case_worker"]).get("/status").status_code == 403
    assert desk_of(people["administrator"]).get("/status").status_code == 200


def test_the_short_address_leads_to_the_statement_and_says_what_is_missing_without_one(desk_of: Desk) -> None:
    without = desk_of(None).get("/was")
    assert without.status_code == 200
    assert "SAGSGANG_WAS_URL" in without.text
    address = "https://www.was.digst.dk/sagsgang"
    led = desk_of(None, settings=Settings(was_url=address)).get("/was")
    assert (led.status_code, led.headers["location"]) == (303, address)
    wicked = desk_of(None, settings=Settings(was_url="javascript:alert(1)", was_contact="it@example.dk")).get("/was")
    assert wicked.status_code == 200
    assert "it@example.dk" in wicked.text
    assert 'href="/was"' in wicked.text
