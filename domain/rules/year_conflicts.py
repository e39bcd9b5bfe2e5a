"""What speaks against a proposed year of meetings: the law's monthly council meeting, dispatch, people and rooms.

The proposal itself says which holidays and recesses it went around (``calendars.year_plan``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import combinations

from calendars.danish_dates import MONTHS
from calendars.days import DayTable
from calendars.deadlines import DeadlineKind, DeadlineRule, binding, deadlines_for
from calendars.plan_values import Finding
from calendars.year_plan_values import ProposedMeeting, YearProposal
from domain.model.body import BodyKind
from domain.rules.constraints import POLITICAL

JULY = 7
MONTHLY_COUNCIL = "Kommunestyrelsesloven § 8, stk. 1"
OF_MUNICIPALITIES = frozenset({"council_month_missing"})  # rest on a law that is not about regions
LENGTH = timedelta(hours=2)  # of a meeting whose rule names no end


@dataclass(frozen=True, slots=True)
class PlannedBody:
    """What the conflicts need to know of a body: its ``chair``, ``secretary`` and ``members`` as posts or people."""

    key: str
    kind: BodyKind
    chair: str | None
    secretary: str | None
    members: frozenset[str] = frozenset()


def conflicts_of(
    proposal: YearProposal, bodies: Mapping[str, PlannedBody], rules: Sequence[DeadlineRule], days: DayTable
) -> tuple[Finding, ...]:
    """Every conflict, by day, all of them warnings: the proposal may still be what the municipality wants.

    council_month_missing (KS8-1) · dispatch_before_minutes (KS20-mat) · members_twice, same_person_twice and
    same_place_twice (two meetings at once).
    """
    known = [meeting for meeting in proposal.meetings if meeting.body in bodies]
    found = [
        *_without_council(proposal, bodies),
        *_late_minutes(known, bodies, rules, days),
        *_at_once(known, bodies),
    ]
    return tuple(sorted(found, key=lambda each: (str(each.facts.get("date", "")), each.code)))


def _without_council(proposal: YearProposal, bodies: Mapping[str, PlannedBody]) -> Iterator[Finding]:
    for council in (body for body in bodies.values() if body.kind is BodyKind.COUNCIL):
        months = {meeting.on.month for meeting in proposal.meetings if meeting.body == council.key}
        for month in sorted(set(range(1, 13)) - months - {JULY}):
            facts = {"body": council.key, "month": MONTHS[month - 1], "source": MONTHLY_COUNCIL}
            yield Finding("council_month_missing", "warning", facts=dict(facts))


def _late_minutes(
    meetings: Sequence[ProposedMeeting],
    bodies: Mapping[str, PlannedBody],
    rules: Sequence[DeadlineRule],
    days: DayTable,
) -> Iterator[Finding]:
    """The finance committee's minutes come after the council's material is sent (KS20-mat, KS18-2)."""
    finance = [meeting for meeting in meetings if bodies[meeting.body].kind is BodyKind.FINANCE]
    for meeting in (each for each in meetings if bodies[each.body].kind is BodyKind.COUNCIL):
        before = max((each for each in finance if each.on <= meeting.on), key=lambda each: each.on, default=None)
        if before is None:
            continue
        dispatch = _deadline(meeting, DeadlineKind.DISPATCH, bodies, rules, days)
        minutes = _deadline(before, DeadlineKind.MINUTES, bodies, rules, days) or before.on
        if dispatch is not None and minutes > dispatch:
            facts: dict[str, object] = {
                "body": meeting.body,
                "date": meeting.on,
                "dispatch_on": dispatch,
                "previous": before.body,
                "previous_on": before.on,
                "minutes_on": minutes,
            }
            yield Finding("dispatch_before_minutes", "warning", facts=facts)


def _deadline(
    meeting: ProposedMeeting,
    kind: DeadlineKind,
    bodies: Mapping[str, PlannedBody],
    rules: Sequence[DeadlineRule],
    days: DayTable,
) -> date | None:
    body = bodies[meeting.body]
    answer = deadlines_for(meeting.on, body=body.key, body_kind=body.kind.value, rules=rules, days=days)
    found = binding(answer, kind)
    if found is None:
        return None
    return found.legal_on if kind is DeadlineKind.MINUTES else found.practical_on


def _at_once(meetings: Sequence[ProposedMeeting], bodies: Mapping[str, PlannedBody]) -> Iterator[Finding]:
    by_day: dict[date, list[ProposedMeeting]] = {}
    for meeting in meetings:
        by_day.setdefault(meeting.on, []).append(meeting)
    for on_the_day in by_day.values():
        for one, other in combinations(on_the_day, 2):
            if _start(other) < _end(one) and _start(one) < _end(other):
                yield from _shared(one, other, bodies[one.body], bodies[other.body])


def _shared(
    one: ProposedMeeting, other: ProposedMeeting, body: PlannedBody, other_body: PlannedBody
) -> Iterator[Finding]:
    facts: dict[str, object] = {"body": one.body, "date": one.on, "other": other.body}
    kinds = {body.kind, other_body.kind}
    # Members of the committees are members of the council; who else sits in two bodies only the profile can say.
    if (BodyKind.COUNCIL in kinds and kinds <= POLITICAL) or body.members & other_body.members:
        yield Finding("members_twice", "warning", facts=facts)
    for role in ("chair", "secretary"):
        post = getattr(body, role)
        if post is not None and post == getattr(other_body, role):
            yield Finding("same_person_twice", "warning", facts=facts | {"role": role, "post": post})
    if one.place and one.place == other.place:
        yield Finding("same_place_twice", "warning", facts=facts | {"place": one.place})


def _start(meeting: ProposedMeeting) -> datetime:
    return datetime.combine(meeting.on, meeting.starts)


def _end(meeting: ProposedMeeting) -> datetime:
    return datetime.combine(meeting.on, meeting.ends) if meeting.ends else _start(meeting) + LENGTH
