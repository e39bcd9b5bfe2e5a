"""A plan, a difference and an impossible plan, as lines and as rows; shared by the commands on cases and meetings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from enum import Enum

from desk import labels, rule_words, show, words
from desk.language import _
from domain.casework.meeting.impact import MeetingImpact
from domain.casework.meeting.plan_preview import PlanChange, PlanDifference
from domain.rules.facts import MeetingFacts
from domain.rules.planning import NoPlan, Placed, Plan, Risk
from domain.rules.replanning import Difference


def say_plan(plan: Plan | NoPlan) -> None:
    """The chain of meetings with the days that matter, or why there is none."""
    if isinstance(plan, NoPlan):
        show.say(f"  {no_plan_sentence(plan)}")
        return
    show.table(words.PLAN_COLUMNS, (_placed_cells(placed) for placed in plan.placed))
    for risk in plan.risks:
        show.say(f"  {risk_sentence(risk)}")


def say_difference(difference: Difference) -> None:
    """What would move, from where to where and why; then what does not hold."""
    if difference.changes:
        rows = (
            (change.body, _held(change.before), _held(change.after), labels.LABELS["Why"].get(str(change.why), ""))
            for change in difference.changes
        )
        show.table(words.CHANGE_COLUMNS, rows)
    else:
        show.say(words.NOTHING_MOVES)
    for risk in difference.risks:
        show.say(risk_sentence(risk))
    if difference.no_plan is not None:
        show.say(no_plan_sentence(difference.no_plan))


def say_impact(impact: MeetingImpact, *, as_json: bool) -> None:
    """Which cases get another meeting, and which can no longer be planned."""
    possible = [one for one in impact.differences if one.shared.no_plan is None]
    if as_json:
        cases = [{"number": one.number, **difference_row(one.difference)} for one in impact.differences]
        show.as_json({"looked_at": impact.cases, "cases": cases})
        return
    show.say(words.IMPACT.format(cases=impact.cases, changed=len(possible)))
    rows = [
        (one.number, change.body, change.before and change.before.held_on, change.after and change.after.held_on)
        for one in possible
        for change in one.shared.changes
    ]
    if rows:
        show.table(words.IMPACT_COLUMNS, rows)
    if impact.impossible:
        show.say(words.IMPACT_IMPOSSIBLE.format(count=len(impact.impossible)))
    for one in impact.impossible:
        if one.shared.no_plan is not None:
            show.say(f"  {one.number}: {no_plan_sentence(one.shared.no_plan)}")


def say_plan_difference(difference: PlanDifference) -> None:
    """What a plan would change, and what it does not name; the new and the unchanged meetings are only counted."""
    shown = (PlanChange.CHANGED, PlanChange.MOVED, PlanChange.CANCELLED, PlanChange.ELSEWHERE, PlanChange.KEPT)
    rows = [
        (words.PLAN_CHANGES[row.change], row.body, row.held_on, differing(row.before), differing(row.after))
        for row in difference.rows
        if row.change in shown
    ]
    if rows:
        show.table(words.PLAN_CHANGE_COLUMNS, rows)


def differing(values: Mapping[str, object]) -> str:
    """The values of a meeting that differ, side by side."""
    texts = (_(labels.of(value)) if isinstance(value, Enum) else show.text_of(value) for value in values.values())
    return ", ".join(text or _(words.NOTHING_THERE) for text in texts)


def no_plan_sentence(no_plan: NoPlan) -> str:
    """Where it fails, on what, with the dates, and what would cure it."""
    return _(words.NO_PLAN).format(
        body=no_plan.body, why=_because(no_plan.constraint.value, no_plan.facts), cure=_(rule_words.of(no_plan.cure))
    )


def stuck_sentence(stuck_because: str) -> str:
    """Why a case stands still, from ``Case.stuck_because``; "" where it is not for want of a plan."""
    kept = json.loads(stuck_because) if stuck_because else {}
    if kept.get("why") != "no_plan":
        return ""
    cure = _(rule_words.LABELS["Cure"][kept["cure"]])
    facts = {name: _read_day(value) for name, value in kept["facts"].items()}
    return _(words.NO_PLAN).format(body=kept["body"], why=_because(kept["constraint"], facts), cure=cure)


def risk_sentence(risk: Risk) -> str:
    """A fixed date that was kept although a rule speaks against it."""
    return _(words.RISK).format(
        body=risk.body, why=_because(risk.constraint.value, risk.facts), cure=_(rule_words.of(risk.cure))
    )


def plan_row(plan: Plan | NoPlan) -> dict[str, object]:
    """A plan for machines."""
    if isinstance(plan, NoPlan):
        return {"possible": False, **_no_plan_row(plan)}
    stops = [
        {
            "body": placed.body,
            "meeting": placed.meeting.id,
            "meeting_on": placed.meeting.held_on,
            "submission_on": placed.meeting.submission_on,
            "dispatch_on": placed.meeting.dispatch_on,
        }
        for placed in plan.placed
    ]
    risks = [{"body": r.body, "constraint": r.constraint.value, "cure": r.cure.value} for r in plan.risks]
    return {"possible": True, "last_start_on": plan.last_start_on, "stops": stops, "risks": risks}


def difference_row(difference: Difference) -> dict[str, object]:
    """A difference for machines."""
    changes = [
        {
            "body": change.body,
            "from": change.before.held_on if change.before else None,
            "to": change.after.held_on if change.after else None,
            "why": str(change.why),
        }
        for change in difference.changes
    ]
    no_plan = _no_plan_row(difference.no_plan) if difference.no_plan else None
    return {"changes": changes, "no_plan": no_plan}


def _no_plan_row(no_plan: NoPlan) -> dict[str, object]:
    return {
        "body": no_plan.body,
        "constraint": no_plan.constraint.value,
        "cure": no_plan.cure.value,
        "facts": dict(no_plan.facts),
    }


def _because(constraint: str, facts: Mapping[str, object]) -> str:
    """The rule, and the dates that break it where the facts hold them."""
    rule = _(rule_words.LABELS["Constraint"][constraint])
    needed, sentence = rule_words.CONSTRAINT_DATES.get(constraint, ((), ""))
    if not needed or any(facts.get(name) is None for name in needed):
        return rule
    return f"{rule} ({_(sentence).format_map({name: _day(value) for name, value in facts.items()})})"


def _read_day(value: object) -> object:
    """A day that was kept as ISO text; anything else as it is."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return value


def _day(value: object) -> str:
    return show.text_of(value)


def _placed_cells(placed: Placed) -> tuple[object, ...]:
    meeting = placed.meeting
    return (placed.body, meeting.held_on, meeting.submission_on, meeting.dispatch_on, meeting.minutes_ready_on)


def _held(meeting: MeetingFacts | None) -> object:
    return meeting.starts_at if meeting is not None else words.NOT_PLACED
