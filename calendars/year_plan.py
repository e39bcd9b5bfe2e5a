"""A year of meetings worked out from rules: which days they name, and where a meeting goes when its day is taken.

The rules are the municipality's own (``calendars.year_plan_values``); dateutil finds the nth weekday of a month.
Whether the result also keeps the law is not for the calendar to say: ``domain.rules.year_conflicts``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import MAXYEAR, MINYEAR, date, datetime, time, timedelta

from dateutil.rrule import MONTHLY, rrule, weekday

from calendars.danish_dates import MONTHS, WEEKDAYS
from calendars.days import DayTable
from calendars.plan_values import Finding
from calendars.year_plan_values import Dodge, MeetingRule, Nth, ProposedMeeting, Recess, YearProposal

MOST_TRIES = 40  # a meeting that has been pushed this often has nowhere to go
_NTH_IN_DANISH = {
    Nth.FIRST: "første",
    Nth.SECOND: "anden",
    Nth.THIRD: "tredje",
    Nth.FOURTH: "fjerde",
    Nth.FIFTH: "femte",
    Nth.LAST: "sidste",
}


def propose_year(year: int, rules: Sequence[MeetingRule], recess: Recess, days: DayTable) -> YearProposal:
    """The meetings the rules give in ``year``, in the order they are held, with a finding for each irregularity.

    A meeting whose day is a holiday, a special or closing day, or free by the municipality's own choice is moved as
    its rule says, always by whole days or weeks in one direction; in a month without meetings it is left out. A
    meeting that follows another body's is counted from where that one came to lie, also across New Year.
    Findings: rule_moved, rule_left_out, rule_day_missing, rule_doubled (warnings), rule_follows_nothing (error).
    Raises DayOutOfRangeError near the ends of the day table.
    """
    for needed in (year - 1, year + 1):
        days.holiday_name(date(min(max(needed, MINYEAR), MAXYEAR), 1, 1))  # raises where the table does not reach
    draft = _Draft(year, recess, days)
    waiting = list(rules)
    while waiting:
        unsettled = {rule.body for rule in waiting}
        ready = [rule for rule in waiting if rule.follows is None or rule.follows not in unsettled]
        if not ready:
            break
        for rule in ready:
            draft.take(rule)
        waiting = [rule for rule in waiting if rule not in ready]
    for rule in waiting:  # they follow one another in a ring
        draft.find("rule_follows_nothing", body=rule.body, follows=rule.follows)
    return draft.finish()


@dataclass(slots=True)
class _Draft:
    """The proposal while it is made. It reaches into the neighbouring years, where bodies follow one another too."""

    year: int
    recess: Recess
    days: DayTable
    meetings: list[ProposedMeeting] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def take(self, rule: MeetingRule) -> None:
        """Every meeting of one rule."""
        if rule.follows is not None and not any(each.body == rule.follows for each in self.meetings):
            self.find("rule_follows_nothing", body=rule.body, follows=rule.follows)
        for named_on in self._named(rule):
            self._place(rule, named_on)

    def find(self, code: str, **facts: object) -> None:
        """Note an irregularity."""
        self.findings.append(Finding(code, "error" if code == "rule_follows_nothing" else "warning", facts=facts))

    def finish(self) -> YearProposal:
        """What lies in the year itself."""
        here = sorted(
            (each for each in self.meetings if each.on.year == self.year),
            key=lambda each: (each.on, each.starts, each.body),
        )
        return YearProposal(self.year, tuple(here), tuple(self.findings))

    def _named(self, rule: MeetingRule) -> Iterator[date]:
        """The days the rule itself names, whatever is in their way."""
        if rule.follows is not None:
            before = sorted(each.on for each in self.meetings if each.body == rule.follows)
            named = [_day_after(rule, each) for each in before]
            yield from (each for each in named if rule.is_for(each.month))
            return
        first = date(self.year - 1, 11, 1)
        for month in (month_after(first, number) for number in range(16)):
            if not rule.is_for(month.month):
                continue
            if not rule.months and month.month in self.recess.months:
                continue  # the rule never meant that month
            found = _day_in_month(rule, month)
            if found is not None:
                yield found
            elif month.year == self.year and month.month not in self.recess.months:
                self._note_missing(rule, month)

    def _note_missing(self, rule: MeetingRule, month: date) -> None:
        nth = rule.nth or rule.week
        self.find(
            "rule_day_missing",
            body=rule.body,
            month=MONTHS[month.month - 1],
            nth=_NTH_IN_DANISH[nth] if nth else "",
            weekday=WEEKDAYS[rule.weekday.number] if rule.weekday else "",
        )

    def _place(self, rule: MeetingRule, named_on: date) -> None:
        on, why = self._free_day(rule, named_on)
        if on is None:
            if named_on.year == self.year:
                self.find("rule_left_out", body=rule.body, date=named_on, name=why)
            return
        if any(each.body == rule.body and each.on == on for each in self.meetings):
            if on.year == self.year:
                self.find("rule_doubled", body=rule.body, date=on)
            return
        if on != named_on and self.year in {on.year, named_on.year}:
            self.find("rule_moved", body=rule.body, date=named_on, to=on, name=why)
        self.meetings.append(ProposedMeeting(rule.body, on, rule.starts, rule.ends, rule.place, named_on))

    def _free_day(self, rule: MeetingRule, named_on: date) -> tuple[date | None, str]:
        """The first free day from the named one, and what was in the way first; no day when there is none."""
        on, first_name = named_on, ""
        direction = -1 if rule.dodge is Dodge.PREVIOUS else 1
        for _ in range(MOST_TRIES):
            obstacle = self.recess.why_not(on, self.days)
            if obstacle is None:
                return on, first_name
            first_name = first_name or obstacle.name
            if obstacle.step == 0 or rule.dodge is Dodge.SKIP:
                break
            on += timedelta(days=direction * obstacle.step)
        return None, first_name


def month_after(first: date, number: int) -> date:
    """The first day of the month that lies ``number`` months after the month of ``first``."""
    years, month = divmod(first.month - 1 + number, 12)
    return date(first.year + years, month + 1, 1)


def _day_in_month(rule: MeetingRule, month: date) -> date | None:
    """The day by ``nth`` or by ``week``; None when the month has no such day."""
    nth = rule.nth or rule.week
    if nth is None or rule.weekday is None:
        return None
    counted = rule.weekday.number if rule.nth else 0  # a week is counted by its Monday
    start, end = (datetime.combine(day, time()) for day in (month, month_after(month, 1)))
    found = rrule(MONTHLY, dtstart=start, byweekday=weekday(counted, nth.number)).between(start, end, inc=True)
    if not found or found[0] >= end:
        return None
    return found[0].date() + timedelta(days=0 if rule.nth else rule.weekday.number)


def _day_after(rule: MeetingRule, before: date) -> date:
    if rule.days_after is not None:
        return before + timedelta(days=rule.days_after)
    monday = before - timedelta(days=before.weekday())
    number = rule.weekday.number if rule.weekday is not None else before.weekday()
    return monday + timedelta(weeks=rule.weeks_after or 0, days=number)
