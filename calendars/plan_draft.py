"""A plan while it is being read: what the readers have found so far, and what only the whole can tell.

A moved meeting, two meetings on a day, a year that stands alone: none of these shows in one row.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import MAXYEAR, MINYEAR, date, timedelta

from calendars.danish_dates import WEEKDAYS
from calendars.days import SATURDAY
from calendars.holidays import public_holidays
from calendars.plan_values import (
    Cell,
    Finding,
    MeetingPlan,
    Note,
    OtherEvent,
    PlannedMeeting,
    PlanStatus,
    Severity,
)
from calendars.plan_words import MOVED_FROM, MOVED_TO
from calendars.written_dates import WrittenDate, dates_in

# A plan may run a little into the neighbouring years: the budget year's first meetings, a delayed last one.
YEAR_SLACK = timedelta(days=45)
HOLIDAY_YEARS = frozenset(range(1970, 2101))  # a date outside them is a slip of the pen, whatever its holiday


@dataclass(slots=True)
class PlanDraft:
    """The values found so far. ``year`` is the year the file itself names, if it names one."""

    name: str
    year: int | None = None
    meetings: list[PlannedMeeting] = field(default_factory=list)
    other_events: list[OtherEvent] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)
    moves: list[tuple[PlannedMeeting, date]] = field(default_factory=list)
    left_days: dict[tuple[str, date], PlannedMeeting] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    headings: set[int] = field(default_factory=set)  # rows of the sheet that say what the others mean
    before_sheet: tuple[int, int, int, int] = (0, 0, 0, 0)

    def find(
        self,
        code: str,
        *,
        severity: Severity = "error",
        row: int | None = None,
        column: str | None = None,
        **facts: object,
    ) -> None:
        """Note something a person should look at."""
        self.findings.append(Finding(code, severity, row, column, facts))

    def start_sheet(self) -> None:
        """From here on rows are counted from 1 again."""
        self.headings.clear()
        self.before_sheet = (len(self.meetings), len(self.moves), len(self.other_events), len(self.findings))

    def rows_read(self) -> set[int | None]:
        """Every row of the sheet that has become something."""
        meetings, moves, others, findings = self.before_sheet
        of_meetings = [*self.meetings[meetings:], *(meeting for meeting, _ in self.moves[moves:])]
        rows = {meeting.row for meeting in of_meetings}
        rows |= {event.row for event in self.other_events[others:]}
        return self.headings | rows | {finding.row for finding in self.findings[findings:]}

    def check_date(self, found: WrittenDate, row: int, column: str | None, weekday: int | None = None) -> date | None:
        """The date if it exists, with a finding when it does not, or when its weekday is another."""
        if found.on is None:
            code = "missing_year" if not found.has_year and self.year is None else "invalid_date"
            self.find(code, row=row, column=column, text=found.text)
            return None
        written = found.weekday if found.weekday is not None else weekday
        if written is not None and written != found.on.weekday():
            self.find(
                "weekday_mismatch",
                row=row,
                column=column,
                date=found.on,
                written=WEEKDAYS[written],
                actual=WEEKDAYS[found.on.weekday()],
            )
        return found.on

    def add(self, meeting: PlannedMeeting, *texts: str) -> None:
        """Take in a meeting; the texts of its row may say that it was moved to another day."""
        moved_to = _day_after(MOVED_TO, meeting, texts)
        moved_from = _day_after(MOVED_FROM, meeting, texts)
        if moved_from is not None and moved_from != meeting.on:
            self.left_days[self._body_key(meeting.body), moved_from] = meeting
        if moved_to is None or moved_to == meeting.on:
            self.meetings.append(meeting)
        else:
            self.moves.append((meeting, moved_to))

    def finish(self) -> MeetingPlan:
        """The plan, in the order of its dates, with the findings about the whole."""
        self._settle_moves()
        year = self.year if self.year is not None else self._usual_year()
        self._check_meetings(year)
        if not self.meetings:
            self.find("no_meetings", name=self.name)
        meetings = sorted(self.meetings, key=lambda each: (each.on, str(each.starts or ""), each.body))
        findings = sorted(self.findings, key=lambda each: (each.row or 0, each.code))
        return MeetingPlan(
            name=self.name,
            year=year,
            meetings=tuple(meetings),
            other_events=tuple(sorted(self.other_events, key=lambda each: (each.on, each.title))),
            findings=tuple(findings),
            body_aliases=dict(self.aliases),
            notes=tuple(sorted(self.notes, key=lambda each: (each.sheet, each.row))),
        )

    def _settle_moves(self) -> None:
        """A moved meeting is at its new day only, unless its old row also says it is off."""
        for meeting, moved_to in self.moves:
            if meeting.status is PlanStatus.CANCELLED:
                self.meetings.append(meeting)
            body = self._body_key(meeting.body)
            if not any(each.on == moved_to and self._body_key(each.body) == body for each in self.meetings):
                status = PlanStatus.ORDINARY if meeting.status is PlanStatus.CANCELLED else meeting.status
                self.meetings.append(replace(meeting, on=moved_to, status=status))
                self.find(
                    "moved", severity="warning", row=meeting.row, body=meeting.body, date=meeting.on, to=moved_to
                )
            elif meeting.row is not None and meeting.status is not PlanStatus.CANCELLED:
                self.notes.append(Note(f"{meeting.body} {meeting.on:%d-%m-%Y} → {moved_to:%d-%m-%Y}", meeting.row))

        for meeting in list(self.meetings):
            now = self.left_days.get((self._body_key(meeting.body), meeting.on))
            if now is not None and meeting.status is not PlanStatus.CANCELLED:
                self.meetings.remove(meeting)
                self.find("moved", severity="warning", row=meeting.row, body=meeting.body, date=meeting.on, to=now.on)

    def _usual_year(self) -> int | None:
        years = Counter(meeting.on.year for meeting in self.meetings)
        if not years:
            return None
        year, count = years.most_common(1)[0]
        return year if 2 * count > years.total() else None

    def _check_meetings(self, year: int | None) -> None:
        seen: dict[tuple[str, date], PlannedMeeting] = {}
        years = {meeting.on.year for meeting in self.meetings} & HOLIDAY_YEARS
        holidays = {day: name for each in years for day, name in public_holidays(each, each).items()}
        for meeting in self.meetings:
            if year is not None and _is_far_from(meeting.on, year):
                self._note(meeting, "year_mismatch", "error", year=year)
            if meeting.status is PlanStatus.CANCELLED:
                continue
            first = seen.setdefault((self._body_key(meeting.body), meeting.on), meeting)
            if first is not meeting:
                self._note(meeting, "two_meetings_on_a_day", "error", first_row=first.row)
            if meeting.on in holidays:
                self._note(meeting, "holiday", "warning", holiday=holidays[meeting.on])
            elif meeting.on.weekday() >= SATURDAY:
                self._note(meeting, "weekend", "warning", weekday=WEEKDAYS[meeting.on.weekday()])
            self._check_clock(meeting)

    def _check_clock(self, meeting: PlannedMeeting) -> None:
        if meeting.starts is None:
            self._note(meeting, "missing_time", "warning")
        elif meeting.ends is not None and meeting.ends <= meeting.starts:
            self._note(meeting, "ends_before_start", "error", starts=meeting.starts, ends=meeting.ends)

    def _note(self, meeting: PlannedMeeting, code: str, severity: Severity, **facts: object) -> None:
        self.findings.append(
            Finding(code, severity, meeting.row, None, {"body": meeting.body, "date": meeting.on, **facts})
        )

    def _body_key(self, body: str) -> str:
        return self.aliases.get(body, body).casefold()


def _is_far_from(day: date, year: int) -> bool:
    if MINYEAR < year < MAXYEAR:
        return not date(year, 1, 1) - YEAR_SLACK <= day <= date(year, 12, 31) + YEAR_SLACK
    return day.year != year


def _day_after(words: re.Pattern[str], meeting: PlannedMeeting, texts: tuple[str, ...]) -> date | None:
    """The day a text names after the words; without a year it is the meeting's."""
    for text in texts:
        if found := words.search(text):
            new = dates_in(Cell(text[found.end() :]), meeting.on.year)
            if new and new[0].on is not None:
                return new[0].on
    return None
