"""Meeting plans in calendar files, as Outlook, Exchange and council systems write them.

The order is that of outlook-and-mail section 7: bytes, encoding, line ends, refuse what is no calendar,
parse, and when the whole will not parse, save what can be saved event by event, each with its line.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass, replace
from datetime import MAXYEAR, date, datetime

from icalendar import Calendar, Component
from icalendar.error import GloballyUniqueTZIDGuessed

from calendars.errors import UnreadableFileError
from calendars.plan_draft import PlanDraft
from calendars.plan_event import PlanEvent
from calendars.plan_recurrence import Recurrence, occurrences
from calendars.plan_text import decode_text
from calendars.plan_values import MeetingPlan, OtherEvent, PlannedMeeting, PlanStatus, Severity
from calendars.plan_words import Title, read_title
from calendars.written_dates import years_in

# Zone properties the library cannot bear; the zone is read right without them (outlook-and-mail 4).
_BAD_ZONE_LINE = re.compile(
    r"^(TZUNTIL|TZID-ALIAS-OF|X-TZID-ALIAS-OF)[:;].*\n(?:[ \t].*\n)*", re.MULTILINE | re.IGNORECASE
)
_BLANK_ZONE = re.compile(r";TZID=(?=[:;])|^TZID:[ \t]*\n", re.MULTILINE | re.IGNORECASE)
_ONLY_MEETING = re.compile(
    r"(aflyst\W+)?((ordinært|ekstraordinært|konstituerende|ekstra) )?(udvalgs)?møde( (nr\.? ?)?\d+)?(\s*[-–(:,].*)?"
    r"|aflyst",
    re.IGNORECASE,
)
# What it means for a plan that a property of an event cannot be read.
_BROKEN = {
    "DTSTART": "invalid_date",
    "DTEND": "unreadable_time",
    "DURATION": "unreadable_time",
    "RRULE": "unreadable_recurrence",
    "RDATE": "unreadable_recurrence",
    "EXDATE": "unreadable_recurrence",
    "RECURRENCE-ID": "unreadable_recurrence",
}
MOST_IN_A_FILE = 20_000  # instances of series; fifty bodies that meet each day of a year
COST_OF_TROUBLE = 1000  # a series that had to be cut has taken as long as a thousand instances
_CALENDAR_NAMES = ("X-WR-CALNAME", "NAME")


def read_ics(name: str, data: bytes) -> MeetingPlan:
    """The plan in a calendar file, repeated meetings written out. Raises UnreadableFileError when it is none."""
    text, _encoding = decode_text(name, data)
    text = text.lstrip("\ufeff \t\n")
    if re.search(r"^VERSION:1\.0\s*$", text, re.MULTILINE):
        raise UnreadableFileError(name=name, reason="unknown_format")
    skipped = data[: len(data) - len(data.lstrip(b"\xef\xbb\xbf \t\r\n"))].count(b"\n")
    draft = PlanDraft(name)
    with warnings.catch_warnings():
        # "/vendor/Europe/Copenhagen" is taken for Europe/Copenhagen, which is what its vendors mean.
        warnings.simplefilter("ignore", GloballyUniqueTZIDGuessed)
        calendar_name, found = _parse(name, text, skipped, draft)
    draft.year = _year_of(calendar_name, name)
    _Reader(draft, calendar_name).read(found)
    return draft.finish()


def _year_of(*texts: str) -> int | None:
    for text in texts:
        years = set(years_in(text))
        if len(years) == 1:
            return years.pop()
    return None


def _parse(name: str, text: str, skipped: int, draft: PlanDraft) -> tuple[str, list[PlanEvent]]:
    lines = [
        number for number, line in enumerate(text.split("\n"), start=1 + skipped) if _is_line(line, "BEGIN:VEVENT")
    ]
    mended = _BLANK_ZONE.sub("", _BAD_ZONE_LINE.sub("", text))
    for attempt in (text, mended):
        try:
            calendars = Calendar.from_ical(attempt, multiple=True)
        except Exception:  # noqa: BLE001, S112  whatever the library stumbles on in a broken file, we go on
            continue
        events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
        if len(events) == len(lines):
            return _name_of(calendars), [PlanEvent(event, line) for event, line in zip(events, lines, strict=True)]
    return _salvage(name, mended, lines, draft)


def _salvage(name: str, text: str, lines: list[int], draft: PlanDraft) -> tuple[str, list[PlanEvent]]:
    """Each event parsed for itself, between the head and the zones of the file."""
    zones = "".join(re.findall(r"^BEGIN:VTIMEZONE\n.*?^END:VTIMEZONE[ \t]*\n", text, re.MULTILINE | re.DOTALL))
    named = re.search(r"^(?:X-WR-CALNAME|NAME)[^:\n]*:(.*)$", text, re.MULTILINE)
    blocks = re.split(r"^(?=BEGIN:VEVENT[ \t]*$)", text, flags=re.MULTILINE | re.IGNORECASE)[1:]
    found: list[PlanEvent] = []
    for block, line in zip(blocks, lines, strict=True):
        end = re.search(r"^END:VEVENT[ \t]*$", block, re.MULTILINE | re.IGNORECASE)
        event = _single(zones, block[: end.end()]) if end else None
        if event is None:
            draft.find("unreadable_event", row=line)
        else:
            found.append(PlanEvent(event, line))
    if not found:
        raise UnreadableFileError(name=name, reason="broken")
    return named[1].strip() if named else "", found


def _single(zones: str, block: str) -> Component | None:
    for head in (zones, ""):
        try:
            calendar = Calendar.from_ical(f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-\n{head}{block}\nEND:VCALENDAR\n")
        except Exception:  # noqa: BLE001, S112  the same
            continue
        return next(iter(calendar.walk("VEVENT")), None)
    return None


def _is_line(line: str, wanted: str) -> bool:
    return line.rstrip(" \t").upper() == wanted  # a line that begins with a space goes on from the one before


def _name_of(calendars: list[Calendar]) -> str:
    return next((str(each[key]) for each in calendars for key in _CALENDAR_NAMES if key in each), "")


@dataclass(slots=True)
class _Reader:
    """Turns events into meetings and other events of the draft."""

    draft: PlanDraft
    calendar_name: str
    written_out: int = 0  # instances of series so far

    def read(self, events: list[PlanEvent]) -> None:
        """Every event: single ones as they are, series written out with their exceptions."""
        latest = self._newest_versions([event for event in events if self._is_sound(event)])
        replaced = {(event.uid, event.instance) for event in latest if event.instance is not None}
        for event in latest:
            for start in self._starts(event):
                if not event.is_series or (event.uid, start) not in replaced:
                    self._take(event, start)

    def _is_sound(self, event: PlanEvent) -> bool:
        for name, why in event.broken.items():
            if name in _BROKEN:
                self.draft.find(_BROKEN[name], row=event.line, column=name, text=why)
        if event.start is None:
            if "DTSTART" not in event.broken:
                self.draft.find("missing_date", row=event.line, column="DTSTART", body=event.text("SUMMARY"))
            return False
        if event.lacks_zone:
            self.draft.find("naive_time", severity="warning", row=event.line, column="DTSTART", time=event.start)
        return True

    def _newest_versions(self, events: list[PlanEvent]) -> list[PlanEvent]:
        """One of each UID and instance: the file may hold older versions of an event beside the newest."""
        newest: dict[tuple[str, object], PlanEvent] = {}
        for event in events:
            key = (event.uid, event.instance)
            held = newest.get(key)
            if held is not None:
                self.draft.find("same_uid", severity="warning", row=event.line, uid=event.uid, first_row=held.line)
            if held is None or event.sequence >= held.sequence:
                newest[key] = event
        return list(newest.values())

    def _starts(self, event: PlanEvent) -> tuple[datetime | date, ...]:
        start = event.start
        if start is None or not event.is_series:
            return () if start is None else (start,)
        series = Recurrence(start, event.rules(), tuple(event.dates("RDATE")), frozenset(event.dates("EXDATE")))
        last = date(self.draft.year or min(start.year + 1, MAXYEAR), 12, 31)
        written_out = occurrences(series, last, max(0, MOST_IN_A_FILE - self.written_out))
        self.written_out += COST_OF_TROUBLE if written_out.problem == "long_recurrence" else len(written_out.starts)
        if not written_out.starts:
            self.draft.find("empty_recurrence", severity="warning", row=event.line, column="EXDATE")
        if written_out.problem is not None:
            severity: Severity = "error" if written_out.problem == "unreadable_recurrence" else "warning"
            self.draft.find(written_out.problem, severity=severity, row=event.line, column="RRULE", until=last)
        return written_out.starts

    def _take(self, event: PlanEvent, start: datetime | date) -> None:
        summary = event.text("SUMMARY")
        on = start.date() if isinstance(start, datetime) else start
        title = self._title(event, summary, is_whole_day=not isinstance(start, datetime))
        if title is None or title.body is None:
            self.draft.other_events.append(OtherEvent(summary, on, event.last_day_for(start), event.line))
            return
        is_cancelled = event.text("STATUS").upper() == "CANCELLED"
        self.draft.add(
            PlannedMeeting(
                body=title.body,
                on=on,
                starts=start.time() if isinstance(start, datetime) else None,
                ends=event.ends_for(start),
                place=event.text("LOCATION"),
                status=PlanStatus.CANCELLED if is_cancelled else title.status,
                remark=" ".join(re.findall(r"\(([^)]*)\)", summary)),
                uid=event.text("UID") or None,
                row=event.line,
            ),
            summary,
        )

    def _title(self, event: PlanEvent, summary: str, *, is_whole_day: bool) -> Title | None:
        """What the title says; None for what is private or names no meeting."""
        if event.text("CLASS").upper() in {"PRIVATE", "CONFIDENTIAL"}:
            return None
        title = read_title(summary)
        if title.body is None and _ONLY_MEETING.fullmatch(summary):
            # A calendar of one body needs only say "Ordinært møde"; the body is the calendar's name.
            title = replace(title, body=self._body_of_calendar(), says_meeting=True)
        # A whole day without a clock is a meeting only when it says so itself: "Byrådsmøde", not "Byrådet".
        return None if is_whole_day and not title.says_meeting else title

    def _body_of_calendar(self) -> str | None:
        plain = re.sub(r"\b20\d\d\b|\bmøde(plan|kalender|r)?\b", "", self.calendar_name, flags=re.IGNORECASE)
        return read_title(" ".join(plain.split()).strip(" -–:")).body
