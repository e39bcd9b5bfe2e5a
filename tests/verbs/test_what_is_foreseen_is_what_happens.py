"""Before something that moves dates is saved it is shown; that is what then happens, and showing it keeps nothing."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest
from sqlmodel import SQLModel

from domain.casework.case.cases import withdraw_case
from domain.casework.case.decisions import record_decision
from domain.casework.case.opening import open_case
from domain.casework.case.stops import add_stop, drop_stop, place_stop
from domain.casework.foresight.of_case import Foresight, foresee
from domain.casework.mail.switches import switch_mail
from domain.casework.verb import By
from domain.errors import NotAllowedNowError, NotFoundError
from domain.model import Notice, NoticeKind, Outcome
from domain.rules.comparing import StopChangeKind
from domain.store.database import Database

NOW = "2023-04-12 22:00"


def do(verb: Any, **values: Any) -> Callable[[Database, By], Any]:
    return lambda db, by: verb(db, by, **values)


def everything(db: Database) -> list[Any]:
    with db.read() as session:
        connection = session.connection()
        return [sorted(map(str, connection.execute(table.select()))) for table in SQLModel.metadata.sorted_tables]


def kinds(seen: Foresight) -> list[tuple[str, str]]:
    return [(change.stop.body, change.kind.value) for change in seen.changes]


ACTS: dict[str, Callable[[Any, str], Callable[[Database, By], Any]]] = {
    "postponed": lambda town, case: do(
        record_decision,
        stop_id=town.open_stop(case, "DIR").id,
        outcome=Outcome.POSTPONED,
        text="Vendes på et senere møde.",
        decided_on=date(2023, 4, 12),
    ),
    "approved": lambda town, case: do(
        record_decision,
        stop_id=town.open_stop(case, "DIR").id,
        outcome=Outcome.APPROVED,
        decided_on=date(2023, 4, 12),
    ),
    "taken off": lambda town, case: do(
        record_decision,
        stop_id=town.open_stop(case, "DIR").id,
        outcome=Outcome.WITHDRAWN,
        decided_on=date(2023, 4, 12),
    ),
    "placed": lambda town, case: do(
        place_stop,
        stop_id=town.open_stop(case, "ØK").id,
        meeting_id=town.meeting("ØK", "2023-06-13"),
        reason="Udvalget beder om mere tid.",
    ),
    "dropped": lambda town, case: do(drop_stop, stop_id=town.open_stop(case, "HU").id, reason="Ikke nødvendigt."),
    "added": lambda town, case: do(
        add_stop, case_id=case, body="MTU", after=town.open_stop(case, "HU").id, reason="Vejene berøres."
    ),
    "withdrawn": lambda _town, case: do(withdraw_case, case_id=case, reason="Ikke aktuel længere."),
}


@pytest.mark.parametrize("act", ACTS)
def test_what_is_foreseen_is_what_happens(town: Any, act: str) -> None:
    case = town.open()
    town.pass_time("2023-04-12")
    work = ACTS[act](town, case)
    by = By("mette.holbaek", town.moment(NOW))
    notices = {row.id for row in town.rows(Notice)}
    before = everything(town.db)

    seen = foresee(town.db, by, work, case_id=case)
    assert everything(town.db) == before

    work(town.db, by)
    town.sweep(by.at)
    assert town.facts(case) == seen.after
    told = {(row.person_key, row.kind, row.because) for row in town.rows(Notice) if row.id not in notices}
    assert told == {(one.person, one.kind, one.because) for one in seen.told}


def test_a_postponement_moves_every_later_stop_that_no_longer_holds(small_town: Any) -> None:
    case = small_town.open(obligation=None)
    small_town.pass_time("2023-04-12")
    by = By("mette.holbaek", small_town.moment(NOW))
    said = {"outcome": Outcome.POSTPONED, "decided_on": date(2023, 4, 12)}
    later = small_town.meeting("DIR", "2023-05-10")
    work = do(record_decision, stop_id=small_town.open_stop(case, "DIR").id, named_meeting=later, **said)
    seen = foresee(small_town.db, by, work, case_id=case)
    assert kinds(seen) == [("DIR", "decided"), ("DIR", "added"), ("HU", "moved"), ("ØK", "moved"), ("KB", "moved")]
    assert all(change.after is not None for change in seen.changes[1:])
    assert seen.stuck_because == ""
    assert NoticeKind.DECIDED in {one.kind for one in seen.told}


def test_that_no_plan_will_be_found_is_foreseen_too(small_town: Any) -> None:
    case = small_town.open()  # to be decided before 1 June
    small_town.pass_time("2023-04-12")
    said = {"outcome": Outcome.POSTPONED, "decided_on": date(2023, 4, 12)}
    later = small_town.meeting("DIR", "2023-05-10")
    work = do(record_decision, stop_id=small_town.open_stop(case, "DIR").id, named_meeting=later, **said)
    seen = foresee(small_town.db, By("mette.holbaek", small_town.moment(NOW)), work, case_id=case)
    assert "no_plan" in seen.stuck_because
    assert NoticeKind.STUCK in {one.kind for one in seen.told}


def test_opening_a_case_shows_its_plan_on_real_meetings_before_it_is_saved(small_town: Any) -> None:
    opened = do(open_case, number="23/7", title="Ny cykelsti", route=["DIR", "ØK", "KB"], owner_post="hr-chef")
    by = By("hanne.fjellerby", small_town.moment("2023-03-01 09:00"))
    seen = foresee(small_town.db, by, opened)
    assert seen.before is None
    assert [(change.kind, change.stop.body) for change in seen.changes] == [
        (StopChangeKind.ADDED, body) for body in ("DIR", "ØK", "KB")
    ]
    days = [change.after.held_on for change in seen.changes if change.after]
    assert len(days) == 3
    assert days == sorted(days)
    with pytest.raises(NotFoundError):
        small_town.facts(seen.receipt.subject)


def test_a_person_who_does_without_that_mail_is_shown_as_such(small_town: Any) -> None:
    case = small_town.open()
    small_town.pass_time("2023-04-12")
    by = By("mette.holbaek", small_town.moment(NOW))
    work = ACTS["approved"](small_town, case)
    one = next(one for one in foresee(small_town.db, by, work, case_id=case).told if one.kind is NoticeKind.DECIDED)
    assert not one.is_off
    switch_mail(small_town.db, by, person=one.person, kind=NoticeKind.DECIDED, on=False)
    again = foresee(small_town.db, by, work, case_id=case).told
    assert [told.is_off for told in again if (told.person, told.kind) == (one.person, one.kind)] == [True]


def test_what_a_verb_refuses_is_refused_before_it_is_tried(small_town: Any) -> None:
    case = small_town.open()
    work = ACTS["approved"](small_town, case)
    with pytest.raises(NotAllowedNowError):
        foresee(small_town.db, By("mette.holbaek", small_town.moment("2023-03-01 09:00")), work, case_id=case)


def test_the_fingerprint_tells_whether_the_same_is_seen(small_town: Any) -> None:
    case = small_town.open()
    small_town.pass_time("2023-04-12")
    look = partial(foresee, small_town.db, By("mette.holbaek", small_town.moment(NOW)), case_id=case)
    first = look(ACTS["postponed"](small_town, case))
    assert look(ACTS["postponed"](small_town, case)).fingerprint == first.fingerprint
    assert look(ACTS["approved"](small_town, case)).fingerprint != first.fingerprint
