"""danish-rules section 9 no. 8, on the case as the documents of 2023 give it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from calendars.days import DayTable
from domain.model.body import BodyKind
from domain.model.decision import Outcome
from domain.model.follow_up import FollowUpState
from domain.model.stop import StopState
from domain.rules.checks import CHECKS, Check, Severity, check_case
from domain.rules.facts import AttachmentFacts, CaseFacts, DecisionFacts, FollowUpFacts, MeetingFacts

CaseOn = Callable[..., CaseFacts]
CHAIN = ("DIR 12-04-2023", "HU 27-04-2023", "ØK 16-05-2023", "KB 23-05-2023")
EASTER_WEEK = date(2023, 4, 3)
PROMISE = FollowUpFacts("promise", "promise", "ret opgørelsen", FollowUpState.PROPOSED, has_owner=False)


def found(case: CaseFacts, today: date = EASTER_WEEK, days: DayTable | None = None) -> dict[str, Check]:
    return {check.code: check for check in check_case(case, today=today, days=days)}


def as_read(case_on: CaseOn, **values: object) -> CaseFacts:
    read: dict[str, object] = {
        "recommendation": "  ",
        "obligation": "ligestillingsredegoerelse",
        "period_start": date(2020, 6, 1),
        "period_end": date(2023, 5, 31),
        "findings": ({"code": "year_mismatch", "found": 2020, "expected": 2023},),
        "follow_ups": (PROMISE,),
    }
    return case_on(*CHAIN, **(read | values))


def test_all_six_checks_of_the_handbook_fire(case_on: CaseOn) -> None:
    assert {
        "year_mismatch",
        "empty_recommendation",
        "dispatch_collision",
        "material_after_previous_body",
        "unassigned_follow_up",
        "next_round_none",
    } <= set(found(as_read(case_on)))


def test_a_careful_case_has_nothing_to_notice(case_on: CaseOn, days: DayTable) -> None:
    case = case_on("DIR 22-03-2023", "ØK 11-04-2023", "KB 25-04-2023")
    assert check_case(case, today=date(2023, 3, 1), days=days) == ()


def test_a_corrected_year_is_not_noticed_again(case_on: CaseOn) -> None:
    assert "year_mismatch" not in found(as_read(case_on, corrections={"year_mismatch": "rettet til 2023"}))


def test_the_council_material_goes_out_on_the_day_the_finance_committee_meets(case_on: CaseOn) -> None:
    check = found(as_read(case_on))["dispatch_collision"]
    assert check.severity is Severity.WARN
    assert check.evidence["previous_held_on"] == check.evidence["dispatch_on"] == date(2023, 5, 16)
    assert check.evidence["is_same_day"] is True
    assert check.cure == "urgency_reason_§8_5"


def test_an_urgency_reason_turns_the_collision_into_information(case_on: CaseOn) -> None:
    case = as_read(case_on)
    *others, council = case.stops
    case = replace(case, stops=(*others, replace(council, urgency_reason="Skal indberettes inden 1. juni.")))
    assert found(case, date(2023, 5, 17))["dispatch_collision"].severity is Severity.INFO


def test_past_the_legal_limit_without_a_reason_the_collision_stops_the_case(case_on: CaseOn) -> None:
    assert found(as_read(case_on), date(2023, 5, 16))["dispatch_collision"].severity is Severity.WARN
    assert found(as_read(case_on), date(2023, 5, 17))["dispatch_collision"].severity is Severity.STOP


def test_a_missed_dispatch_stops_the_council_also_without_a_collision(case_on: CaseOn) -> None:
    case = case_on("ØK 11-04-2023", "KB 25-04-2023")
    assert "dispatch_missed" not in found(case, date(2023, 4, 19))
    assert found(case, date(2023, 4, 20))["dispatch_missed"].severity is Severity.STOP


def test_the_hovedudvalg_wants_its_material_one_day_after_the_direktion(case_on: CaseOn) -> None:
    check = found(as_read(case_on))["material_after_previous_body"]
    assert check.evidence["submission_on"] == date(2023, 4, 13)
    assert check.evidence["previous_held_on"] == date(2023, 4, 12)
    assert check.evidence["margin_days"] == 1


def test_the_next_round_names_the_law_that_ended_it(case_on: CaseOn) -> None:
    check = found(as_read(case_on))["next_round_none"]
    assert check.severity is Severity.INFO
    assert check.evidence["law"] == "lov nr. 1470 af 10. december 2024"
    assert check.evidence["repealed_on"] == date(2025, 1, 1)


def test_a_promise_with_an_owner_is_assigned_and_a_done_one_is_quiet(case_on: CaseOn) -> None:
    owned = replace(PROMISE, has_owner=True, state=FollowUpState.CONFIRMED)
    assert "unassigned_follow_up" not in found(as_read(case_on, follow_ups=(owned,)))
    done = replace(PROMISE, state=FollowUpState.DONE)
    assert not {"unassigned_follow_up", "follow_up_without_day"} & set(found(as_read(case_on, follow_ups=(done,))))


def test_a_promise_that_blocks_a_stop_stops_that_stop(case_on: CaseOn) -> None:
    check = found(as_read(case_on, follow_ups=(replace(PROMISE, blocks_stop="hu"),)))["follow_up_blocks"]
    assert (check.severity, check.stop) == (Severity.STOP, "hu")


def test_an_overdue_promise_counts_its_days(case_on: CaseOn) -> None:
    late = replace(PROMISE, due_on=date(2023, 3, 31))
    assert found(as_read(case_on, follow_ups=(late,)))["follow_up_overdue"].evidence["days_late"] == 3


def test_a_committee_decision_stopped_by_23_may_not_be_carried_out_yet(case_on: CaseOn) -> None:
    case = case_on("MTU 24-04-2023", "KB 23-05-2023")
    committee, council = case.stops
    stopped = replace(
        committee,
        state=StopState.DECIDED,
        decision=DecisionFacts(Outcome.STOPPED_23, date(2023, 4, 24), applied=True),
    )
    promise = replace(PROMISE, state=FollowUpState.CONFIRMED, due_on=date(2023, 5, 1), has_owner=True)
    case = replace(case, stops=(stopped, council), follow_ups=(promise,))
    assert "follow_up_before_council" in found(case)
    decided = replace(council, state=StopState.DECIDED)
    assert "follow_up_before_council" not in found(replace(case, stops=(stopped, decided)))


def test_a_route_to_the_council_without_the_finance_committee_is_noticed(case_on: CaseOn) -> None:
    assert found(case_on("DIR 12-04-2023", "KB 25-04-2023"))["council_without_finance"].stop == "kb"
    assert "council_without_finance" not in found(case_on(*CHAIN))


def test_the_hovedudvalg_after_politics_stops_the_case(case_on: CaseOn) -> None:
    check = found(case_on("MTU 20-03-2023", "HU 27-04-2023", "KB 23-05-2023"))["med_after_politics"]
    assert (check.severity, check.evidence["after_body"]) == (Severity.STOP, "MTU")


def test_a_plan_past_the_cases_own_limit_is_noticed(case_on: CaseOn) -> None:
    assert found(case_on("ØK 13-06-2023", "KB 20-06-2023"))["decide_before_missed"].evidence["decide_before"] == date(
        2023, 6, 1
    )
    assert "decide_before_missed" not in found(case_on(*CHAIN))


def test_approval_before_the_period_ends_is_only_information(case_on: CaseOn) -> None:
    assert found(as_read(case_on))["approved_before_period_end"].severity is Severity.INFO


def test_stops_out_of_order_and_without_meeting_are_noticed(case_on: CaseOn) -> None:
    case = case_on("DIR 12-04-2023", "ØK 11-04-2023", "KB 23-05-2023")
    assert found(case)["stage_order"].stop == "øk"
    *others, council = case.stops
    assert found(replace(case, stops=(*others, replace(council, meeting=None))))["unplaced_stop"].stop == "kb"


def test_a_meeting_on_a_holiday_in_the_past_or_cancelled_is_noticed(case_on: CaseOn, days: DayTable) -> None:
    case = case_on("KB 25-04-2023")
    (stop,) = case.stops
    assert stop.meeting is not None

    def on(meeting: MeetingFacts) -> CaseFacts:
        return replace(case, stops=(replace(stop, meeting=meeting),))

    ascension = on(replace(stop.meeting, held_on=date(2023, 5, 18)))
    assert found(ascension, days=days)["meeting_on_free_day"].evidence["name"] == "Kristi himmelfartsdag"
    assert "meeting_on_free_day" not in found(case, days=days)
    assert "meeting_in_past" in found(case, today=date(2023, 4, 26))
    assert "meeting_cancelled" in found(on(replace(stop.meeting, cancelled=True)))


def test_attachments_are_counted_and_never_named(case_on: CaseOn) -> None:
    attachments = (
        AttachmentFacts("Politik", "41694/23", is_open=True),
        AttachmentFacts("Navne på ansatte", None, is_open=False),
    )
    checks = check_case(as_read(case_on, attachments=attachments), today=EASTER_WEEK)
    by_code = {check.code: check for check in checks}
    assert by_code["closed_attachment_in_open_item"].evidence == {"closed": 1, "attachments": 2}
    assert by_code["attachment_without_number"].evidence == {"places": [2], "attachments": 2}
    assert "Navne" not in repr(checks)


def test_every_check_has_a_code_of_its_own_and_a_source() -> None:
    assert len({row.code for row in CHECKS}) == len(CHECKS)
    assert all(row.source for row in CHECKS)
    assert {row.find.__name__ for row in CHECKS} == {row.code for row in CHECKS}


def test_a_case_sent_back_to_the_hovedudvalg_has_not_broken_the_order(case_on: CaseOn) -> None:
    case = case_on("DIR 12-04-2023", "ØK 16-05-2023")
    direktion, finance = (replace(stop, state=StopState.DECIDED) for stop in case.stops)
    again = case_on("DIR 24-05-2023", "ØK 13-06-2023").stops
    second = tuple(replace(stop, id=f"{stop.id}-2", round_no=2) for stop in again)
    case = replace(case, stops=(direktion, second[0], finance, second[1]), decide_before=None)
    assert BodyKind.MED not in {stop.kind for stop in case.stops}
    assert "stage_order" not in found(case)
