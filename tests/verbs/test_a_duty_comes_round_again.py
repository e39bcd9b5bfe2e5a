"""A round of a duty: its case is opened once, follows what is decided, and says when it may miss its day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from domain.casework.case.cases import correct_case, withdraw_case
from domain.casework.case.follow_ups import complete_follow_up
from domain.casework.case.opening import open_case
from domain.casework.house.municipality import adopt_profile
from domain.casework.verb import By, Receipt
from domain.casework.year.cycles import (
    cycles_under_way,
    move_cycle,
    open_cycle,
    rounds_to_open,
    skip_cycle,
    watch_cycle,
)
from domain.errors import NotAllowedNowError, NotFoundError, ReasonMissingError
from domain.model import Case, Cycle, CycleRisk, CycleState, Entry, FollowUp, Notice, NoticeKind, Outcome, Stop
from domain.profile import shipped_profile
from domain.profile.edit import drop_row, row_number
from domain.rules.facts import AttachmentFacts
from domain.rules.obligations import next_round_of
from domain.store.cycles import duties_in_force

DUTY = "ligestillingsredegoerelse"


@pytest.fixture
def by(at: Callable[..., datetime]) -> Callable[..., By]:
    return lambda when="2023-02-01 09:00": By("sagsgang", at(when))


def the_cycle(town: Any, duty: str = DUTY, year: int = 2023) -> Cycle:
    return next(one for one in town.rows(Cycle) if (one.obligation, one.year) == (duty, year))


def refusal(act: Callable[[], Receipt]) -> object:
    with pytest.raises(NotAllowedNowError) as refused:
        act()
    return refused.value.facts["why"]


def test_a_round_gets_one_case_however_often_it_is_opened(town: Any, by: Any) -> None:
    first = open_cycle(town.db, by(), obligation=DUTY, year=2023)
    again = open_cycle(town.db, by("2023-02-02 09:00"), obligation=DUTY)

    assert (again.subject, again.repeated) == (first.subject, True)
    assert [one.id for one in town.rows(Case)] == [first.subject]
    case = town.rows(Case)[0]
    assert (case.number, case.title) == ("ligestillingsredegoerelse-2023", "Ligestillingsredegørelse 2023")
    assert (case.owner_post, case.decide_before) == ("hr-chef", date(2023, 6, 1))
    assert (case.period_start, case.period_end) == (date(2020, 6, 1), date(2023, 5, 31))
    assert [stop[0] for stop in town.plan(case.id)] == ["DIR", "HU", "ØK", "KB"]
    cycle = the_cycle(town)
    assert (cycle.state, cycle.case_id, cycle.due_on) == (CycleState.OPENED, case.id, date(2023, 5, 31))
    told = [(one.kind, one.person_key) for one in town.rows(Notice) if one.kind is NoticeKind.ROUND_OPENED]
    assert told == [(NoticeKind.ROUND_OPENED, "hanne.fjellerby")]


def test_a_case_that_staff_have_opened_is_the_rounds_and_no_other_is_opened(town: Any, by: Any) -> None:
    case_id = town.open()
    assert the_cycle(town).case_id == case_id
    assert open_cycle(town.db, by("2023-03-02 09:00"), obligation=DUTY).subject == case_id
    other = town.open(number="23/2", title="Noget andet om ligestilling")
    assert (the_cycle(town).case_id, len(town.rows(Case))) == (case_id, 2)
    assert other != case_id


def test_a_repealed_duty_never_gets_a_case(small_town: Any, by: Any) -> None:
    late = by("2025-03-01 09:00")
    assert refusal(lambda: open_cycle(small_town.db, late, obligation=DUTY)) == "repealed"
    assert refusal(lambda: open_cycle(small_town.db, late, obligation=DUTY, year=2026)) == "repealed"
    with pytest.raises(NotFoundError):
        open_cycle(small_town.db, late, obligation=DUTY, year=2022)
    with pytest.raises(NotFoundError):
        open_cycle(small_town.db, late, obligation="halvaarsregnskab")
    with small_town.db.read() as session:
        for year in range(2023, 2032):
            opened = {one.obligation for one in rounds_to_open(session, date(year, 12, 1))}
            assert DUTY not in opened
    assert small_town.rows(Case) == []


def test_a_duty_without_a_route_is_opened_by_hand_only(small_town: Any, by: Any) -> None:
    text = shipped_profile()
    bare = drop_row(text, "cycle", row_number(text, "cycle", {"key": "planstrategi"}))
    adopt_profile(small_town.db, by(), name="norddjurs.toml", text=bare)
    assert refusal(lambda: open_cycle(small_town.db, by(), obligation="planstrategi")) == "no_route"


def test_the_budget_is_treated_twice_with_three_weeks_between(small_town: Any, by: Any) -> None:
    case_id = open_cycle(small_town.db, by("2023-05-01 09:00"), obligation="budget").subject
    stops = sorted(small_town.rows(Stop), key=lambda stop: stop.position)
    assert [(stop.body_key, stop.min_gap_days) for stop in stops] == [
        ("DIR", 0),
        ("HU", 0),
        ("ØK", 0),
        ("KB", 0),
        ("KB", 21),
    ]
    small_town.sweep(by("2023-05-01 09:00").at)
    days = [date.fromisoformat(day) for body, day, _ in small_town.plan(case_id) if body == "KB" and day]
    assert (days[1] - days[0]).days >= 21


def test_a_round_is_opened_the_margin_before_the_last_day_it_can_be_ready(small_town: Any) -> None:
    with small_town.db.read() as session:
        days = [date.fromordinal(day) for day in range(date(2023, 1, 2).toordinal(), date(2023, 6, 1).toordinal())]
        opens = next(day for day in days if any(one.obligation == DUTY for one in rounds_to_open(session, day)))
    # HU 27 April wants its material 14 days before, so DIR on 12 April is too late: DIR 8 March takes what is in on
    # 1 March, and that is 30 days after the case is opened.
    assert opens == date(2023, 1, 30)


def test_a_round_follows_its_case_to_the_receipt(town: Any, by: Any) -> None:
    case_id = town.open()
    for body, day in (("DIR", "2023-04-12"), ("HU", "2023-04-27"), ("ØK", "2023-05-16"), ("KB", "2023-05-23")):
        town.pass_time(day, since=day)
        town.sweep(by(f"{day} 20:00").at)
        town.decide(case_id, body, Outcome.APPROVED if body == "KB" else Outcome.RECOMMENDED, day)
        town.sweep(by(f"{day} 23:30").at)
        assert the_cycle(town).state is (CycleState.APPROVED if body == "KB" else CycleState.OPENED)
    assert the_cycle(town).approved_on == date(2023, 5, 23)
    with town.db.read() as session:
        assert cycles_under_way(session) == [the_cycle(town).id]

    promise = next(one for one in town.rows(FollowUp) if one.kind == "submission")
    assert promise.due_on == date(2023, 5, 31)
    complete_follow_up(town.db, by("2023-05-25 10:00"), follow_up_id=promise.id, note="Kvittering modtaget")

    cycle = the_cycle(town)
    assert (cycle.state, cycle.submitted_on) == (CycleState.SUBMITTED, date(2023, 5, 25))
    with town.db.read() as session:
        assert cycles_under_way(session) == []


def test_a_round_on_the_last_meeting_is_said_months_before_and_once(town: Any, by: Any) -> None:
    case_id = town.open()
    town.sweep(by("2023-03-01 10:00").at)

    watch_cycle(town.db, by("2023-03-02 05:00"), cycle=the_cycle(town).id)
    again = watch_cycle(town.db, by("2023-03-03 05:00"), cycle=the_cycle(town).id)

    cycle = the_cycle(town)
    assert (cycle.risk, cycle.risk_body, cycle.risk_on) == (CycleRisk.LAST_MEETING, "DIR", date(2023, 4, 12))
    assert again.repeated
    told = [one for one in town.rows(Notice) if one.kind is NoticeKind.ROUND_AT_RISK]
    assert [(one.person_key, one.case_id, one.due_on) for one in told] == [
        ("hanne.fjellerby", case_id, date(2023, 5, 31))
    ]
    assert town.facts(case_id).round_at_risk is not None


def test_what_is_handed_in_for_a_meeting_is_on_no_last_one_while_later_meetings_reach_the_day(
    small_town: Any, by: Any
) -> None:
    opened = by("2023-08-01 09:00")
    moved = {"due_on": date(2023, 10, 31), "reason": "Efter aftale", "source": "Kommunalbestyrelsen"}
    move_cycle(small_town.db, opened, obligation="danmarkskort", year=2023, **moved)
    case_id = open_cycle(small_town.db, opened, obligation="danmarkskort", year=2023).subject
    correct_case(small_town.db, opened, case_id=case_id, recommendation="At tallene drøftes.")
    small_town.sweep(opened.at)
    (_, first, _), *_ = small_town.plan(case_id)
    day_before = date.fromisoformat(first) - timedelta(days=1)

    watch_cycle(small_town.db, by(f"{day_before} 05:00"), cycle=the_cycle(small_town, "danmarkskort").id)

    assert the_cycle(small_town, "danmarkskort").risk is None


def test_where_next_years_meetings_are_not_known_no_round_is_said_to_be_too_late(small_town: Any, by: Any) -> None:
    opened = by("2023-12-01 09:00")
    open_cycle(small_town.db, opened, obligation="aarsregnskab", year=2024)
    small_town.sweep(opened.at)
    for day in ("2023-12-11", "2024-01-15"):
        watch_cycle(small_town.db, by(f"{day} 05:00"), cycle=the_cycle(small_town, "aarsregnskab", 2024).id)
        assert the_cycle(small_town, "aarsregnskab", 2024).risk is None

    watch_cycle(small_town.db, by("2024-02-01 05:00"), cycle=the_cycle(small_town, "aarsregnskab", 2024).id)
    assert (
        the_cycle(small_town, "aarsregnskab", 2024).risk is CycleRisk.TOO_LATE
    )  # 1 May is near, and no meeting is called


def test_a_round_that_no_meeting_reaches_is_told_the_secretariat_too(town: Any, by: Any) -> None:
    town.open()
    for body, day in (("DIR", "2023-04-12"), ("HU", "2023-04-27")):
        town.pass_time(day, since=day)
        town.sweep(by(f"{day} 20:00").at)
        case_id = town.rows(Case)[0].id
        outcome = Outcome.POSTPONED if body == "HU" else Outcome.RECOMMENDED
        town.decide(case_id, body, outcome, day)
        town.sweep(by(f"{day} 23:30").at)

    watch_cycle(town.db, by("2023-04-28 05:00"), cycle=the_cycle(town).id)

    assert (the_cycle(town).risk, the_cycle(town).risk_on) == (CycleRisk.TOO_LATE, None)
    told = {one.person_key for one in town.rows(Notice) if one.kind is NoticeKind.ROUND_AT_RISK}
    assert told == {"hanne.fjellerby", "lone.vejlby"}


def test_the_minister_moves_one_round_and_says_where_it_stands(town: Any, by: Any) -> None:
    case_id = town.open()
    moved = {"obligation": DUTY, "year": 2023, "due_on": date(2023, 9, 1)}
    with pytest.raises(ReasonMissingError):
        move_cycle(town.db, by(), **moved, reason="Ekstraordinær situation", source=" ")
    said = {"reason": "Ekstraordinær situation", "source": "ligestillingsloven § 6 stk. 2"}
    move_cycle(town.db, by(), **moved, **said)
    assert move_cycle(town.db, by(), **moved, **said).repeated

    assert town.facts(case_id).decide_before == date(2023, 9, 2)
    with town.db.read() as session:
        coming = next_round_of(duties_in_force(session)[DUTY], date(2023, 7, 1))
    assert (coming.due_on, coming.source) == (date(2023, 9, 1), "ligestillingsloven § 6 stk. 2")  # type: ignore[union-attr]  # a Round


def test_a_round_cannot_be_moved_past_the_next(small_town: Any, by: Any) -> None:
    said = {"reason": "Sent tal", "source": "Ankestyrelsen"}
    act = lambda: move_cycle(  # noqa: E731 - it is asked twice
        small_town.db, by(), obligation="danmarkskort", year=2023, due_on=date(2025, 1, 1), **said
    )
    assert refusal(act) == "after_next_round"


def test_a_round_that_is_not_to_be_done_says_why_and_is_not_opened(town: Any, by: Any) -> None:
    with town.db.read() as session:
        assert "danmarkskort" in {one.obligation for one in rounds_to_open(session, date(2023, 10, 1))}
    skip_cycle(town.db, by(), obligation="danmarkskort", year=2023, reason="Ankestyrelsen offentliggjorde intet")
    assert skip_cycle(town.db, by(), obligation="danmarkskort", year=2023, reason="igen").repeated
    assert the_cycle(town, "danmarkskort").state is CycleState.NOT_DONE
    with town.db.read() as session:
        assert "danmarkskort" not in {one.obligation for one in rounds_to_open(session, date(2023, 10, 1))}
    with pytest.raises(ReasonMissingError):
        skip_cycle(town.db, by(), obligation="budget", year=2023, reason=" ")


def test_a_round_under_way_is_withdrawn_before_it_is_given_up(town: Any, by: Any) -> None:
    case_id = town.open()
    act = lambda: skip_cycle(town.db, by(), obligation=DUTY, year=2023, reason="Nej")  # noqa: E731 - asked twice
    assert refusal(act) == "round_has_case"
    withdraw_case(town.db, by(), case_id=case_id, reason="Forkert sag")
    watch_cycle(town.db, by(), cycle=the_cycle(town).id)
    assert the_cycle(town).risk is CycleRisk.TOO_LATE

    second = town.open(number="23/8")
    assert (the_cycle(town).case_id, the_cycle(town).risk) == (second, None)


def test_nothing_is_journalled_where_nothing_has_changed(small_town: Any, by: Any) -> None:
    small_town.open()
    watch_cycle(small_town.db, by(), cycle=the_cycle(small_town).id)
    before = len(small_town.rows(Entry))
    watch_cycle(small_town.db, by(), cycle=the_cycle(small_town).id)
    assert len(small_town.rows(Entry)) == before


OLD_WORDS = (
    "Der skal indberettes i 2021 for perioden 1. december 2019 til 30. november 2021.\nPoul Karlby har tallene."
)


def test_a_round_starts_from_the_words_of_the_last_one_and_flags_what_is_old(town: Any, by: Any, at: Any) -> None:
    last = {
        "number": "21/77",
        "title": "Trivselsmåling 2021",
        "route": ["HU"],
        "stages": {},
        "obligation": "trivselsmaaling",
        "presentation": OLD_WORDS,
        "recommendation": "HU drøfter målingen.",
        "attachments": [AttachmentFacts("Resultater 2021", "123", is_open=True)],
    }
    open_case(town.db, By("niels.trustrup", at("2021-09-01 09:00")), **last)

    case_id = open_cycle(town.db, by("2023-05-01 09:00"), obligation="trivselsmaaling", theme="Støj").subject

    case = next(one for one in town.rows(Case) if one.id == case_id)
    assert (case.title, case.presentation, case.recommendation) == (
        "Trivselsmåling 2023",
        OLD_WORDS,
        "HU drøfter målingen.",
    )
    assert the_cycle(town, "trivselsmaaling").theme == "Støj"
    assert town.facts(case_id).attachments == ()  # the old papers are not this round's
    flagged = [(one["code"], one.get("found") or one["words"]) for one in case.findings]
    assert flagged == [
        ("old_period", "1. december 2019 til 30. november 2021"),
        ("old_year", "2021"),
        ("old_name", "Poul Karlby"),
        ("renew_attachment", "Resultater 2021"),
    ]

    correct_case(
        town.db, by("2023-05-02 09:00"), case_id=case_id, presentation="Målingen er klar. Poul Karlby ved mere."
    )
    left = [one["code"] for one in next(one for one in town.rows(Case) if one.id == case_id).findings]
    assert left == ["old_name", "renew_attachment"]
