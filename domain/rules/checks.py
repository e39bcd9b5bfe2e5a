"""What a careful secretary would notice on a case and its plan: one row for each check.

A check refuses nothing by itself: ``next_move`` keeps a case with a ``stop`` off the agenda, the rest is shown.
Evidence holds dates, bodies and counts, never the text of a closed case or the name of an attachment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from calendars.days import DayTable
from domain.rules import case_checks, plan_checks
from domain.rules.check_values import Check, Found, Setting, Severity
from domain.rules.facts import CaseFacts

__all__ = ["CHECKS", "Check", "CheckRow", "Severity", "check_case", "check_sources"]


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One check: its usual severity, the rule it rests on, what cures it, and how it is found."""

    code: str
    severity: Severity
    source: str
    cure: str
    find: Callable[[CaseFacts, Setting], Iterator[Found]]


def check_case(case: CaseFacts, *, today: date, days: DayTable | None = None) -> tuple[Check, ...]:
    """Everything noticed on the case on that day: what the reader found first, then the rows in their order."""
    setting = Setting(today, days)
    return (
        *_of_the_reader(case),
        *(
            Check(row.code, found.severity or row.severity, found.stop, found.evidence, row.cure)
            for row in CHECKS
            for found in row.find(case, setting)
        ),
    )


def check_sources() -> dict[str, str]:
    """The rule each check rests on, by code."""
    return {row.code: row.source for row in CHECKS}


_WORDLESS = frozenset({"body", "date", "nearest"})  # what a finding on a closed case may show; the rest quotes it


def _of_the_reader(case: CaseFacts) -> Iterator[Check]:
    """The reader's findings (a year that contradicts the rest, a date that does not exist), until corrected.

    What is also seen on the case itself has a row of its own, which sees when it was put right.
    """
    own = {row.code for row in CHECKS}
    for finding in case.findings:
        code = str(finding.get("code", ""))
        if code and code not in own and code not in case.corrections:
            evidence = {
                name: value
                for name, value in finding.items()
                if name in _WORDLESS or (case.is_open and name != "code")
            }
            yield Check(code, Severity.WARN, None, evidence, "correct_text")


_S, _W, _I = Severity.STOP, Severity.WARN, Severity.INFO

CHECKS: tuple[CheckRow, ...] = (
    CheckRow(
        "empty_recommendation",
        _S,
        "kommunestyrelsesloven § 8 stk. 4: det fornødne materiale",
        "write_recommendation",
        case_checks.empty_recommendation,
    ),
    CheckRow(
        "dispatch_collision",
        _W,
        "resumé 87.1.3; kommunestyrelsesloven § 8 stk. 4-5",
        "urgency_reason_§8_5",
        plan_checks.dispatch_collision,
    ),
    CheckRow(
        "dispatch_missed",
        _S,
        "kommunestyrelsesloven § 8 stk. 4-5",
        "urgency_reason_§8_5",
        plan_checks.dispatch_missed,
    ),
    CheckRow(
        "material_after_previous_body",
        _W,
        "MED-aftalens frist for materiale; organets husregel",
        "faster_minutes",
        plan_checks.material_after_previous_body,
    ),
    CheckRow(
        "follow_up_blocks", _S, "opfølgningen er sat foran leddet", "complete_follow_up", case_checks.follow_up_blocks
    ),
    CheckRow(
        "unassigned_follow_up", _W, "en opfølgning har en ejer", "assign_follow_up", case_checks.unassigned_follow_up
    ),
    CheckRow(
        "unconfirmed_follow_up", _I, "en foreslået opfølgning bekræftes", "confirm", case_checks.unconfirmed_follow_up
    ),
    CheckRow(
        "follow_up_without_day", _I, "en opfølgning har en frist", "set_due_day", case_checks.follow_up_without_day
    ),
    CheckRow(
        "follow_up_overdue", _W, "opfølgningens egen frist", "complete_follow_up", case_checks.follow_up_overdue
    ),
    CheckRow(
        "follow_up_before_council",
        _W,
        "kommunestyrelsesloven § 23",
        "wait_for_council",
        case_checks.follow_up_before_council,
    ),
    CheckRow(
        "next_round_none", _I, "lovens egen historik, se obligations.py", "no_new_case", case_checks.next_round_none
    ),
    CheckRow(
        "round_at_risk", _W, "pligtens egen frist, se obligations.py", "keep_the_meeting", case_checks.round_at_risk
    ),
    CheckRow(
        "round_too_late",
        _W,
        "pligtens egen frist, se obligations.py",
        "extraordinary_meeting",
        case_checks.round_too_late,
    ),
    CheckRow("unplaced_stop", _W, "hvert led har et møde", "place_stop", plan_checks.unplaced_stop),
    CheckRow(
        "meeting_cancelled", _W, "et aflyst møde behandler intet", "other_meeting", plan_checks.meeting_cancelled
    ),
    CheckRow("stage_order", _W, "sagsgangens rækkefølge", "other_meeting", plan_checks.stage_order),
    CheckRow("meeting_in_past", _W, "et møde ligger forude", "other_meeting", plan_checks.meeting_in_past),
    CheckRow(
        "meeting_on_free_day",
        _W,
        "mødeplanen: weekend, helligdag, lukkedag",
        "other_meeting",
        plan_checks.meeting_on_free_day,
    ),
    CheckRow(
        "council_without_finance",
        _W,
        "kommunestyrelsesloven § 18 stk. 2",
        "add_finance_stop",
        plan_checks.council_without_finance,
    ),
    CheckRow(
        "med_after_politics",
        _S,
        "MED-aftalen: før politisk behandling",
        "other_route",
        plan_checks.med_after_politics,
    ),
    CheckRow(
        "decide_before_missed", _W, "sagens egen frist", "extraordinary_meeting", plan_checks.decide_before_missed
    ),
    CheckRow(
        "approved_before_period_end", _I, "perioden løber endnu; lovligt", "", plan_checks.approved_before_period_end
    ),
    CheckRow(
        "closed_attachment_in_open_item",
        _W,
        "kommunestyrelsesloven § 10; bilag lukkes hver for sig",
        "decide_access",
        case_checks.closed_attachment_in_open_item,
    ),
    CheckRow(
        "attachment_without_number",
        _W,
        "journaliseringspligt",
        "number_attachment",
        case_checks.attachment_without_number,
    ),
)
