"""Meeting plans in calendar files, as Outlook, Exchange and council systems write them.

The order is that of outlook-and-mail section 7: bytes, encoding, line ends, refuse what is no calendar,
parse, and when the whole will not parse, save what can be saved event by event, each with its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from icalendar import Calendar, Event

from calendars.copenhagen import COPENHAGEN
from calendars.errors import UnreadableFileError
from calendars.plan_draft import PlanDraft
from calendars.plan_recurrence import Recurrence, occurrences
from calendars.plan_text import decode_text
from calendars.plan_values import MeetingPlan, OtherEvent, PlannedMeeting, PlanStatus
from calendars.plan_words import Title, is_body_name, read_title, status_in
from calendars.written_dates import years_in

# Zone properties the library cannot bear; the zone is read right without them (outlook-and-mail 4).
_BAD_ZONE_LINE = re.compile(
    r"^(TZUNTIL|TZID-ALIAS-OF|X-TZID-ALIAS-OF)[:;].*\n(?:[ \t].*\n)*", re.MULTILINE | re.IGNORECASE
)
_BLANK_ZONE = re.compile(r";TZID=(?=[:;])|^TZID:[ \t]*\n", re.MULTILINE | re.IGNORECASE)
_CALENDAR_NAMES = ("X-WR-CALNAME", "NAME")


@dataclass(frozen=True, slots=True)
class _Found:
    """An event and the line its BEGIN:VEVENT stands on."""

    event: Event
    line: int


def read_ics(name: str, data: bytes) -> MeetingPlan:
    """The plan in a calendar file, repeated meetings written out. Raises UnreadableFileError when it is none."""
    text, _encoding = decode_text(name, data)
    text = text.lstrip("\ufeff \t\n")
    if re.search(r"^VERSION:1\.0\s*$", text, re.MULTILINE):
        raise UnreadableFileError(name=name, reason="unknown_format")
    skipped = data[: len(data) - len(data.lstrip(b"\xef\xbb\xbf \t\r\n"))].count(b"\n")
    draft = PlanDraft(name)
    calendar_name, found = _parse(name, text, skipped, draft)
    draft.year = _year_of(calendar_name, name)
    reader = _Reader(draft, calendar_name)
    reader.read([each for each in found if reader.is_sound(each)])
    return draft.finish()


def _year_of(*texts: str) -> int | None:
    for text in texts:
        years = set(years_in(text))
        if len(years) == 1:
            return years.pop()
    return None


def _parse(name: str, text: str, skipped: int, draft: PlanDraft) -> tuple[str, list[_Found]]:
    lines = [
        number for number, line in enumerate(text.split("\n"), start=1 + skipped) if _is_line(line, "BEGIN:VEVENT")
    ]
    mended = _BLANK_ZONE.sub("", _BAD_ZONE_LINE.sub("", text))
    for attempt in (text, mended):
        try:
            calendars = Calendar.from_ical(attempt, multiple=True)
        except (ValueError, IndexError, KeyError, TypeError):
            continue
        events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
        if len(events) == len(lines):
            return _name_of(calendars), [_Found(event, line) for event, line in zip(events, lines, strict=True)]
    return _salvage(name, mended, lines, draft)


def _salvage(name: str, text: str, lines: list[int], draft: PlanDraft) -> tuple[str, list[_Found]]:
    """Each event parsed for itself, between the head and the zones of the file."""
    zones = "".join(re.findall(r"^BEGIN:VTIMEZONE\n.*?^END:VTIMEZONE[ \t]*\n", text, re.MULTILINE | re.DOTALL))
    named = re.search(r"^(?:X-WR-CALNAME|NAME)[^:\n]*:(.*)$", text, re.MULTILINE)
    blocks = re.split(r"^(?=BEGIN:VEVENT[ \t]*$)", text, flags=re.MULTILINE | re.IGNORECASE)[1:]
    found: list[_Found] = []
    for block, line in zip(blocks, lines, strict=True):
        end = re.search(r"^END:VEVENT[ \t]*$", block, re.MULTILINE | re.IGNORECASE)
        event = _single(zones, block[: end.end()]) if end else None
        if event is None:
            draft.find("unreadable_event", row=line)
        else:
            found.append(_Found(event, line))
    if not found:
        raise UnreadableFileError(name=name, reason="broken")
    return named[1].strip() if named else "", found


def _single(zones: str, block: str) -> Event | None:
    for head in (zones, ""):
        try:
            calendar = Calendar.from_ical(f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-\n{head}{block}\nEND:VCALENDAR\n")
        except (ValueError, IndexError, KeyError, TypeError):
            continue
        return next((event for event in calendar.walk("VEVENT") if isinstance(event, Event)), None)
    return None


def _is_line(line: str, wanted: str) -> bool:
    return line.strip(" \t").upper() == wanted


def _name_of(calendars: list[Calendar]) -> str:
    return next((str(each[key]) for each in calendars for key in _CALENDAR_NAMES if key in each), "")


@dataclass(slots=True)
class _Reader:
    """Turns events into meetings and other events of the draft."""

    draft: PlanDraft
    calendar_name: str

    def is_sound(self, found: _Found) -> bool:
        """Whether the event has a start that can be read; a finding if not."""
        try:
            start = found.event.get("DTSTART")
            if start is not None and isinstance(start.dt, date):
                return True
        except (ValueError, AttributeError, TypeError):
            pass
        text = next((str(error[1]) for error in found.event.errors if "DTSTART" in str(error[0]).upper()), "")
        self.draft.find("invalid_date", row=found.line, column="DTSTART", text=text)
        return False

    def read(self, found: list[_Found]) -> None:
        """Every event: single ones as they are, series written out with their exceptions."""
        latest = self._newest_versions(found)
        moved = {
            (str(each.event.get("UID", "")), self._wall(each.event["RECURRENCE-ID"].dt, each.line))
            for each in latest
            if "RECURRENCE-ID" in each.event
        }
        for each in latest:
            if "RECURRENCE-ID" in each.event or not ({"RRULE", "RDATE"} & set(each.event)):
                self._take(each, self._start(each))
                continue
            for start in self._series(each):
                if (str(each.event.get("UID", "")), start) not in moved:
                    self._take(each, start)

    def _newest_versions(self, found: list[_Found]) -> list[_Found]:
        """One of each UID and instance: the file may hold older versions of an event beside the newest."""
        newest: dict[tuple[str, object], _Found] = {}
        for each in found:
            uid = str(each.event.get("UID", "")) or f"line {each.line}"
            instance = (
                self._wall(each.event["RECURRENCE-ID"].dt, each.line) if "RECURRENCE-ID" in each.event else None
            )
            held = newest.get((uid, instance))
            if held is not None:
                self.draft.find("same_uid", severity="warning", row=each.line, uid=uid, first_row=held.line)
            if held is None or int(each.event.get("SEQUENCE", 0)) >= int(held.event.get("SEQUENCE", 0)):
                newest[uid, instance] = each
        return list(newest.values())

    def _series(self, found: _Found) -> Iterator[datetime | date]:
        event = found.event
        start = self._start(found)
        recurrence = Recurrence(
            start=start,
            rules=tuple(rule.to_ical().decode() for rule in _listed(event.get("RRULE"))),
            extra=tuple(self._wall(each, found.line) for each in _dates_of(event.get("RDATE"))),
            left_out=frozenset(self._wall(each, found.line) for each in _dates_of(event.get("EXDATE"))),
        )
        last = date((self.draft.year or start.year) + (0 if self.draft.year else 1), 12, 31)
        written_out = occurrences(recurrence, last)
        if written_out.problem:
            self.draft.find(
                written_out.problem,
                severity="error" if written_out.problem == "unreadable_recurrence" else "warning",
                row=found.line,
                column="RRULE",
                until=last,
            )
        yield from written_out.starts

    def _take(self, found: _Found, start: datetime | date) -> None:
        event = found.event
        summary = " ".join(str(event.get("SUMMARY", "")).split())
        title = self._title(event, summary, is_whole_day=not isinstance(start, datetime))
        on = start.date() if isinstance(start, datetime) else start
        if title is None or title.body is None:
            self.draft.other_events.append(OtherEvent(summary, on, self._last_day(found, on), found.line))
            return
        starts = start.time() if isinstance(start, datetime) else None
        description = str(event.get("DESCRIPTION", ""))
        status = PlanStatus.CANCELLED if str(event.get("STATUS", "")).upper() == "CANCELLED" else status_in(summary)
        self.draft.add(
            PlannedMeeting(
                body=title.body,
                on=on,
                starts=starts,
                ends=self._ends(found, starts),
                place=" ".join(str(event.get("LOCATION", "")).split()),
                status=status,
                remark=" ".join(re.findall(r"\(([^)]*)\)", summary)),
                uid=str(event["UID"]) if "UID" in event else None,
                row=found.line,
            ),
            summary,
            description.split("\n")[0],
        )

    def _title(self, event: Event, summary: str, *, is_whole_day: bool) -> Title | None:
        if str(event.get("CLASS", "")).upper() in {"PRIVATE", "CONFIDENTIAL"}:
            return None
        title = read_title(summary, self.draft.aliases)
        if (
            title.body is None
            and re.search(r"\bmøde\b|^aflyst$", summary.lower())
            and not re.search(r"møde\s+med\b", summary.lower())
        ):
            # A calendar of one body needs only say "Ordinært møde"; the body is the calendar's name.
            calendar_of = read_title(
                re.sub(r"\b20\d\d\b|\bmøde(plan|kalender|r)?\b", "", self.calendar_name).strip(" -–:")
            )
            if calendar_of.body is not None and is_body_name(calendar_of.body):
                title = replace(title, body=calendar_of.body, says_meeting=True)
        # A whole day without a clock is a meeting only when it says so itself: "Byrådsmøde", not "Byrådet på tur".
        return None if is_whole_day and not title.says_meeting else title

    def _start(self, found: _Found) -> datetime | date:
        return self._wall(found.event["DTSTART"].dt, found.line, found.event)

    def _ends(self, found: _Found, starts: time | None) -> time | None:
        event = found.event
        if starts is None:
            return None
        try:
            if "DTEND" in event:
                end = self._wall(event["DTEND"].dt, found.line)
                return end.time() if isinstance(end, datetime) else None
            if "DURATION" in event:
                return (datetime.combine(date.min, starts) + event["DURATION"].dt).time()
        except (ValueError, AttributeError, TypeError, OverflowError):
            self.draft.find("unreadable_time", row=found.line, column="DTEND", text=str(event.get("DTEND", "")))
        return None

    def _last_day(self, found: _Found, on: date) -> date:
        """The last day of an event that is no meeting; DTEND names the day or moment after it."""
        end = getattr(found.event.get("DTEND"), "dt", None)
        if isinstance(end, datetime):
            return max(on, end.astimezone(COPENHAGEN).date() if end.tzinfo else end.date())
        return max(on, end - timedelta(days=1)) if isinstance(end, date) else on

    def _wall(self, moment: datetime | date, line: int, event: Event | None = None) -> datetime | date:
        """Danish wall-clock time without zone. A time that names no zone is taken as Danish, with a finding."""
        if not isinstance(moment, datetime):
            return moment
        if moment.tzinfo is not None:
            return moment.astimezone(COPENHAGEN).replace(tzinfo=None)
        if event is not None:
            zone = event["DTSTART"].params.get("TZID")
            self.draft.find("naive_time", severity="warning", row=line, column="DTSTART", zone=zone, time=moment)
        return moment


def _listed(value: object) -> list[object]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _dates_of(value: object) -> Iterator[datetime | date]:
    for group in _listed(value):
        for each in getattr(group, "dts", []):
            moment = each.dt[0] if isinstance(each.dt, tuple) else each.dt
            if isinstance(moment, date):
                yield moment
