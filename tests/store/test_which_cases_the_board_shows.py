"""Which cases come, in which order, on both databases: the next meeting first, nothing twice, nothing left out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from calendars.deadlines import DeadlineKind
from domain.model import Case, CaseState, FollowUp, FollowUpState, Meeting, Stop, StopState
from domain.model.columns import make_id
from domain.rules.danger import Level, Reason
from domain.store.alarms import alarms, coming_deadlines
from domain.store.board_paging import Cursor, Slice
from domain.store.board_queries import cases_between, cursor_of, list_cases
from domain.store.bulk import update_rows
from domain.store.case_wish import Order, Wish
from domain.store.database import Database
from domain.store.in_danger import late_cases, shown_cases, stuck_cases

AT = datetime(2023, 3, 1, 9, tzinfo=UTC)
TODAY = date(2023, 4, 20)
MEETINGS = {
    body: [make_id("meeting", body, date.fromisoformat(day)) for day in days]
    for body, days in {
        "DIR": ("2023-04-12", "2023-05-10"),
        "HU": ("2023-04-27",),
        "ØK": ("2023-05-16", "2023-06-13"),
        "KB": ("2023-05-23", "2023-06-20"),
    }.items()
}
DIR, HU, OEK, KB = (MEETINGS[body][0] for body in ("DIR", "HU", "ØK", "KB"))
Put = Callable[..., list[str]]


@pytest.fixture
def put(norddjurs: Database) -> Callable[..., str]:
    """``put("a", DIR, HU, states=…)``: a case with that id and number, and stops on those meetings in that order."""

    def put_one(name: str, *meetings: str | None, done: int = 0, **case: Any) -> str:
        with norddjurs.write() as session:
            values = {"title": f"Sag {name}", "opened_at": AT, "recommendation": "Det indstilles at godkende."}
            session.add(Case.new(**{"id": name, "number": f"23/{name}", **values, **case}))
            session.flush()
            for position, meeting in enumerate(meetings, start=1):
                body = session.get_one(Meeting, meeting).body_key if meeting else "KB"
                session.add(
                    Stop.new(
                        id=f"{name}-{position}",
                        case_id=name,
                        position=position,
                        body_key=body,
                        meeting_id=meeting,
                        state=StopState.DECIDED if position <= done else StopState.PLANNED,
                    )
                )
        return name

    return put_one


def listed(db: Database, *, sees_closed: bool = True, offset: int = 0, limit: int = 50, **wish: Any) -> Slice:
    with db.read() as session:
        return list_cases(session, Wish(**wish), today=TODAY, sees_closed=sees_closed, offset=offset, limit=limit)


def between(db: Database, from_on: str, to_on: str, **wish: Any) -> list[str]:
    days = {"from_on": date.fromisoformat(from_on), "to_on": date.fromisoformat(to_on)}
    with db.read() as session:
        return cases_between(session, Wish(**wish), **days, today=TODAY, sees_closed=True).ids


def promise(db: Database, case: str, due_on: str, state: FollowUpState = FollowUpState.CONFIRMED) -> None:
    with db.write() as session:
        due = date.fromisoformat(due_on)
        row = FollowUp.new(id=f"{case}-{due_on}", case_id=case, text="følger op", due_on=due, state=state)
        session.add(row)


def test_the_next_meeting_comes_first_before_it_what_has_none_and_last_what_only_waits(
    norddjurs: Database, put: Callable[..., str]
) -> None:
    put("late", KB)
    put("soon", DIR, HU, KB, done=1)
    put("unplaced", None, KB)
    put("waits", DIR, done=1)
    put("over", HU, state=CaseState.CLOSED)
    assert listed(norddjurs).ids == ["unplaced", "soon", "late", "waits"]
    assert listed(norddjurs, is_descending=True).ids == ["late", "soon", "unplaced", "waits"]


def test_a_case_comes_where_its_turn_is_and_not_where_a_later_stop_happens_to_be(
    norddjurs: Database, put: Callable[..., str]
) -> None:
    put("back", KB, HU)  # against the order: its turn is KB
    put("straight", OEK, KB)
    assert listed(norddjurs).ids == ["straight", "back"]


def test_pages_hold_every_case_once(norddjurs: Database, put_cases: Put) -> None:
    put_cases(norddjurs, 30, [DIR, HU, OEK])
    put_cases(norddjurs, 30, [OEK, KB], first=31)
    pages = [listed(norddjurs, offset=offset, limit=7) for offset in range(0, 63, 7)]
    ids = [one for each in pages for one in each.ids]
    assert len(ids) == len(set(ids)) == 60
    assert [each.has_more for each in pages] == [True] * 8 + [False]


@pytest.mark.parametrize(
    "wish",
    [
        {},
        {"is_descending": True},
        {"order": Order.NUMBER},
        {"order": Order.NUMBER, "is_descending": True},
        {"order": Order.TITLE},
        {"order": Order.TITLE, "is_descending": True},
        {"states": (CaseState.OPEN, CaseState.CLOSED)},
    ],
)
def test_a_page_after_a_case_begins_where_that_case_was(
    norddjurs: Database, put: Callable[..., str], put_cases: Put, wish: dict[str, Any]
) -> None:
    put_cases(norddjurs, 9, [DIR, HU, OEK])
    put_cases(norddjurs, 8, [OEK, KB], first=31)
    for name, is_open in (("90", True), ("91", False)):
        put(name, None, is_open=is_open, title="Det samme")
    put("92", HU, done=1)
    everything = listed(norddjurs, sees_closed=False, **wish).ids
    after: Cursor | None = None
    seen: list[str] = []
    while after is not None or not seen:
        with norddjurs.read() as session:
            page = list_cases(session, Wish(**wish), today=TODAY, sees_closed=False, limit=4, after=after)
            after = Cursor.read(str(cursor_of(session, Wish(**wish), page)))
        seen += page.ids
    assert seen == everything
    assert len(everything) == 20


@pytest.mark.parametrize("typed", ["", "x", "7..a", "1.31-04-2023.a", "0.2023-04-31.a", "1.2023-04-30."])
def test_what_is_no_cursor_is_none(typed: str) -> None:
    assert Cursor.read(typed) is None


def test_owner_body_and_cycle_narrow_the_list(norddjurs: Database, put: Callable[..., str]) -> None:
    put("a", HU, KB, owner_post="hr-chef", obligation="ligestillingsredegoerelse")
    put("b", DIR, OEK, done=1)
    assert listed(norddjurs, owners=("hr-chef",)).ids == ["a"]
    assert listed(norddjurs, owners=()).ids == []
    assert listed(norddjurs, cycle="ligestillingsredegoerelse").ids == ["a"]
    assert listed(norddjurs, bodies=("KB",)).ids == ["a"]
    assert listed(norddjurs, bodies=("DIR",)).ids == []  # it has been there
    assert listed(norddjurs, bodies=("ØK", "HU")).ids == ["a", "b"]


@pytest.mark.parametrize("words", ["", "sag"])
def test_titles_are_sorted_as_they_are_shown(norddjurs: Database, put: Callable[..., str], words: str) -> None:
    for name, title in {"1": "Ærø sag", "2": "Aarhus sag", "3": "Zebra sag"}.items():
        put(name, HU, title=title)
    put("4", HU, title="Aalborg sag", is_open=False)
    by_title = {"order": Order.TITLE, "words": words}
    assert listed(norddjurs, **by_title).ids == ["3", "1", "4", "2"]
    # To whoever may not see it, it is "Lukket punkt"; a search does not find it at all.
    assert listed(norddjurs, **by_title, sees_closed=False).ids == (
        ["3", "1", "2"] if words else ["4", "3", "1", "2"]
    )
    assert listed(norddjurs, **by_title, is_descending=True).ids == ["2", "4", "1", "3"]


def test_only_closed_items_are_shown_to_those_alone_who_may_see_them(
    norddjurs: Database, put: Callable[..., str]
) -> None:
    put("a", HU, is_open=False)
    put("b", HU)
    assert listed(norddjurs, closed_only=True).ids == ["a"]
    assert listed(norddjurs, closed_only=True, sees_closed=False).ids == []


def test_what_is_over_is_listed_newest_number_first(norddjurs: Database, put: Callable[..., str]) -> None:
    put("1", HU, done=1, state=CaseState.CLOSED)
    put("2", HU, done=1, state=CaseState.CLOSED)
    put("3", HU, state=CaseState.WITHDRAWN)
    put("4", HU)
    assert listed(norddjurs, states=(CaseState.CLOSED,)).ids == ["2", "1"]
    assert listed(norddjurs, states=(), order=Order.NUMBER).ids == ["1", "2", "3", "4"]
    assert listed(norddjurs, states=(CaseState.CLOSED,), bodies=("HU",)).ids == ["2", "1"]


def test_words_and_the_other_wishes_are_asked_together(norddjurs: Database, put: Callable[..., str]) -> None:
    put("a", HU, title="Havnen nu", owner_post="hr-chef")
    put("b", DIR, OEK, done=1, title="Havnen senere")
    assert listed(norddjurs, words="havn").ids == ["a", "b"]
    assert listed(norddjurs, words="havn", is_descending=True).ids == ["b", "a"]
    assert listed(norddjurs, words="havn", owners=("hr-chef",)).ids == ["a"]
    assert listed(norddjurs, words="havn", bodies=("ØK",)).ids == ["b"]
    assert listed(norddjurs, words="bro").ids == []


def test_the_weeks_show_what_has_a_stop_or_a_promise_in_them(norddjurs: Database, put: Callable[..., str]) -> None:
    put("through", DIR, done=1)
    put("on_its_way", DIR, OEK, done=1)
    put("now", HU, KB)
    put("beyond", MEETINGS["KB"][1])
    put("dropped", HU, state=CaseState.WITHDRAWN)
    assert between(norddjurs, "2023-04-03", "2023-05-29") == ["now", "on_its_way", "through"]
    assert between(norddjurs, "2023-05-20", "2023-05-29") == ["now"]
    assert between(norddjurs, "2023-04-27", "2023-04-28") == ["now"]
    assert between(norddjurs, "2023-04-26", "2023-04-27") == []
    promise(norddjurs, "beyond", "2023-05-01")
    promise(norddjurs, "beyond", "2023-05-02")
    promise(norddjurs, "through", "2023-05-02", FollowUpState.DONE)
    assert between(norddjurs, "2023-04-28", "2023-05-03") == ["beyond"]
    assert between(norddjurs, "2023-04-03", "2023-05-29", bodies=("KB",)) == ["now", "beyond"]


def test_late_is_what_the_rules_call_late_whatever_the_reason(norddjurs: Database, put: Callable[..., str]) -> None:
    put("fine", HU)
    put("not_decided", DIR)
    with norddjurs.write() as session:
        update_rows(session, Stop, ("state",), [(StopState.AWAITING_DECISION, "not_decided-1")])
    put("promise", KB)
    promise(norddjurs, "promise", "2023-04-19")
    promise(norddjurs, "fine", "2023-04-19", FollowUpState.DONE)
    put("never_treated", DIR)
    put("no_recommendation", HU, recommendation="")
    put("beyond_its_day", KB, decide_before=date(2023, 5, 23))
    put("in_time", KB, decide_before=date(2023, 5, 24))
    put("over", DIR, state=CaseState.CLOSED)
    with norddjurs.read() as session:
        late = {one.facts.id: one.danger.reason for one in late_cases(session, today=TODAY)}
        judged = shown_cases(session, session.exec(select(Case.id)).all(), today=TODAY)
    assert late == {
        "not_decided": Reason.DECISION_MISSING,
        "promise": Reason.FOLLOW_UP_OVERDUE,
        "never_treated": Reason.MEETING_IN_PAST,
        "no_recommendation": Reason.MATERIAL_LATE,
        "beyond_its_day": Reason.DECIDE_BEFORE_MISSED,
    }
    assert {one.facts.id for one in judged if one.danger.level is Level.LATE} == set(late)
    assert set(listed(norddjurs, is_late=True).ids) == set(late)
    assert listed(norddjurs, is_late=True, words="never").ids == ["never_treated"]


def test_a_council_whose_agenda_is_not_out_in_time_makes_a_case_late(
    norddjurs: Database, put: Callable[..., str]
) -> None:
    put("a", KB)
    with norddjurs.read() as session:
        assert late_cases(session, today=date(2023, 5, 16)) == []
        [late] = late_cases(session, today=date(2023, 5, 22))
    assert late.danger.reason is Reason.DISPATCH_MISSED


def test_the_alarms_are_the_late_the_stuck_and_the_deadlines_of_the_week(
    norddjurs: Database, put: Callable[..., str]
) -> None:
    put("late", DIR)
    put("stuck", None)
    put("ready", HU)
    put("unready", HU, recommendation="")
    with norddjurs.write() as session:
        update_rows(session, Case, ("stuck_because",), [('{"why": "no_plan"}', "stuck")])
    with norddjurs.read() as session:
        assert stuck_cases(session, limit=9) == ["stuck"]
        found = alarms(session, today=date(2023, 4, 12) + timedelta(days=1))
        deadlines = coming_deadlines(session, today=date(2023, 4, 12))
        held_on = session.exec(select(Meeting.held_on).where(col(Meeting.id) == HU)).one()
    assert [(one.facts.id, one.danger.level) for one in found.cases] == [
        ("late", Level.LATE),
        ("stuck", Level.AT_RISK),
    ]
    submission = next(one for one in deadlines if one.kind is DeadlineKind.SUBMISSION)
    assert (submission.body, submission.held_on, submission.waiting, submission.unready) == ("HU", held_on, 2, 1)
    assert not found.has_more


def test_an_empty_municipality_has_an_empty_board(norddjurs: Database) -> None:
    assert listed(norddjurs).ids == []
    assert between(norddjurs, "2023-04-03", "2023-05-29") == []
    with norddjurs.read() as session:
        found = alarms(session, today=TODAY)
    assert (found.deadlines, found.cases) == ([], [])
