"""Calendar files that Outlook is happy with: feeds to subscribe to, and single meetings to download.

The rules are the checklists of outlook-and-mail 2.2-2.4. The same events always give the same bytes
(nothing here knows what time it is), so that a feed can answer "not changed", and an event's bytes can
be stored and joined later.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache

from icalendar import Alarm, Calendar, vText

from calendars.copenhagen import COPENHAGEN, TZID, VTIMEZONE

PRODID = "-//Sagsgang//Politisk kalender//DA"
UID_DOMAIN = "sagsgang"
CANCELLED_PREFIX = "AFLYST: "
LINE_LIMIT = 75  # octets
REFRESH_EVERY = timedelta(hours=1)

# What no calendar text may hold: C0 and C1 controls but tab and line feed, the separators some readers
# break lines at, and halves of surrogate pairs, which have no UTF-8.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff]")
_WHOLE = re.compile(r"[\\^].|.", re.DOTALL)  # what a fold may not part: TEXT escapes, and RFC 6868's in parameters
_ESCAPES = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})
_END = b"END:VCALENDAR\r\n"
_END_OF_EVENT = b"END:VEVENT\r\n"
# Lines of a rendered event. A line of text cannot pass for one: its breaks are escaped, its folds begin with a space.
_LOCAL_TIME = re.compile(rb"^(DTSTART|DTEND);TZID=Europe/Copenhagen:(\d{8}T\d{6})\r\n", re.MULTILINE)
_SUMMARY = re.compile(rb"^SUMMARY:(.*(?:\r\n .*)*)\r\n", re.MULTILINE)
_SILENT = re.compile(rb"^(?:STATUS:CANCELLED|DTSTART;VALUE=DATE:)", re.MULTILINE)


class EventStatus(StrEnum):
    """Whether the event takes place."""

    CONFIRMED = "confirmed"
    TENTATIVE = "tentative"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One event: two aware moments, or two dates for a whole-day event. The end is not included.

    ``uid`` never changes; ``sequence`` rises with time, place, status or title; ``changed_at`` is when
    the event was last changed, never "now". ``url`` is written only when it is https. ``alarm_minutes``
    rings that long before, and never for a cancelled meeting. Raises ValueError when the times do not fit.
    """

    uid: str
    starts_at: datetime | date
    ends_at: datetime | date
    summary: str
    changed_at: datetime
    place: str = ""
    description: str = ""
    url: str = ""
    categories: tuple[str, ...] = ()
    status: EventStatus = EventStatus.CONFIRMED
    sequence: int = 0
    busy: bool = True
    alarm_minutes: int | None = None

    def __post_init__(self) -> None:
        moments = [moment for moment in (self.starts_at, self.ends_at) if isinstance(moment, datetime)]
        if len(moments) == 1 or any(moment.tzinfo is None for moment in [*moments, self.changed_at]):
            raise ValueError("two aware moments, or two dates")
        if not _moment(self.starts_at) < _moment(self.ends_at):
            raise ValueError("an event ends after it starts")
        if self.sequence < 0 or not self.uid:
            raise ValueError("an event has a UID and a sequence from 0")


def meeting_uid(meeting_id: str) -> str:
    """The UID of a meeting: the same in feed, download and mail, whatever happens to the meeting."""
    return f"{meeting_id}@{UID_DOMAIN}"


def write_feed(name: str, events: Iterable[CalendarEvent], *, utc: bool = False) -> bytes:
    """A calendar to subscribe to. ``utc`` writes moments in UTC instead of Danish time, for odd readers."""
    in_order = sorted(events, key=lambda event: (_moment(event.starts_at), event.uid))
    return join_feed(name, (render_event(event, utc=utc) for event in in_order), utc=utc)


def join_feed(name: str, rendered: Iterable[bytes], *, utc: bool = False) -> bytes:
    """A feed of events that are already bytes, from ``render_event`` with the same ``utc``, in their order."""
    return _wrap(_head_of_feed(name), rendered, utc=utc)


def write_single(event: CalendarEvent, *, utc: bool = False) -> bytes:
    """One event to open in Outlook as an item. A copy: opening it again does not update it."""
    return wrap_single(render_event(event, utc=utc), utc=utc)


def wrap_single(rendered: bytes, *, utc: bool = False) -> bytes:
    """The same for an event that is already bytes, from ``render_event`` with the same ``utc``."""
    calendar = _calendar()
    calendar.add("x-ms-olk-forceinspectoropen", vText("TRUE"))
    return _wrap(_head(calendar), [rendered], utc=utc)


def render_event(event: CalendarEvent, *, utc: bool = False) -> bytes:
    """The bytes of one VEVENT, CRLF included, fit to be stored and joined later.

    Written line by line in the order of icalendar 7, whose own objects take thirty times as long; a test compares
    the two for any event.
    """
    is_cancelled = event.status is EventStatus.CANCELLED
    is_busy = event.busy and not is_cancelled
    changed_at = f"{event.changed_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    summary = _one_line(event.summary)
    if is_cancelled and not summary.startswith(CANCELLED_PREFIX):
        # Outlook shows STATUS:CANCELLED like any other meeting, so the title has to say it.
        summary = CANCELLED_PREFIX + summary
    lines = [
        "BEGIN:VEVENT",
        f"SUMMARY:{_escaped(summary)}",
        f"DTSTART{_when(event.starts_at, utc=utc)}",
        f"DTEND{_when(event.ends_at, utc=utc)}",
        f"DTSTAMP:{changed_at}",
        f"UID:{_escaped(_one_line(event.uid))}",
        f"SEQUENCE:{event.sequence}",
    ]
    if event.categories:
        lines.append("CATEGORIES:" + ",".join(_escaped(_one_line(category)) for category in event.categories))
    if event.description:
        lines.append(f"DESCRIPTION:{_escaped(_clean(event.description))}")
    lines.append(f"LAST-MODIFIED:{changed_at}")
    if event.place:
        lines.append(f"LOCATION:{_escaped(_one_line(event.place))}")
    lines += [f"STATUS:{event.status.value.upper()}", f"TRANSP:{'OPAQUE' if is_busy else 'TRANSPARENT'}"]
    if event.url.startswith("https://"):
        lines.append(f"URL:{_one_line(event.url)}")
    lines.append(f"X-MICROSOFT-CDO-BUSYSTATUS:{_busy_status(event.status, is_busy=is_busy)}")
    rendered = "\r\n".join([fold(line) for line in lines]).encode() + b"\r\n"
    if event.alarm_minutes is not None and not is_cancelled:
        rendered += _folded(_alarm(summary, event.alarm_minutes).to_ical())
    return rendered + _END_OF_EVENT


def in_utc(rendered: bytes) -> bytes:
    """A rendered event with its moments in UTC, as ``render_event(event, utc=True)`` writes them."""
    return _LOCAL_TIME.sub(_utc_line, rendered)


def with_alarm(rendered: bytes, minutes: int) -> bytes:
    """A rendered event that rings ``minutes`` before, as ``render_event`` has it. Cancelled and whole days do not."""
    if _SILENT.search(rendered):
        return rendered
    found = _SUMMARY.search(rendered)
    summary = found[1].replace(b"\r\n ", b"") if found else b""
    said = fold(f"DESCRIPTION:{summary.decode()}").encode()
    alarm: bytes = _alarm("", minutes).to_ical().replace(b"DESCRIPTION:", said)
    return rendered.removesuffix(_END_OF_EVENT) + alarm + _END_OF_EVENT


def _utc_line(found: re.Match[bytes]) -> bytes:
    local = datetime.strptime(found[2].decode(), "%Y%m%dT%H%M%S").replace(tzinfo=COPENHAGEN)
    return found[1] + f":{local.astimezone(UTC):%Y%m%dT%H%M%SZ}\r\n".encode()


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODID)
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-timezone", vText(TZID))
    return calendar


@lru_cache(maxsize=512)
def _head_of_feed(name: str) -> bytes:
    """How a feed of that name begins: the library writes it, once for all who ask for the feed."""
    calendar = _calendar()
    calendar.add("name", vText(_one_line(name)))
    calendar.add("x-wr-calname", vText(_one_line(name)))
    calendar.add("x-published-ttl", vText("PT1H"))
    calendar.add("refresh-interval", REFRESH_EVERY, parameters={"VALUE": "DURATION"})
    return _head(calendar)


def _head(calendar: Calendar) -> bytes:
    return _folded(calendar.to_ical()).removesuffix(_END)


def _wrap(head: bytes, rendered: Iterable[bytes], *, utc: bool) -> bytes:
    return b"".join([head, b"" if utc else VTIMEZONE, *rendered, _END])


def _folded(rendered: bytes) -> bytes:
    """The lines folded anew at 75 octets, never within a character or an escape.

    icalendar 7.3 parts an escaped backslash where the fold falls between its two halves, which Outlook
    cannot deal with; so its folds are taken out and ours put in.
    """
    lines = rendered.replace(b"\r\n ", b"").decode().split("\r\n")
    return "\r\n".join(fold(line) for line in lines).encode()


def fold(line: str) -> str:
    """A content line as physical lines of at most 75 octets, never parted within a character or an escape."""
    if len(line.encode()) <= LINE_LIMIT:
        return line
    folded, room = [], LINE_LIMIT
    for whole in _WHOLE.findall(line):
        size = len(whole.encode())
        if size > room:
            folded.append("\r\n ")
            room = LINE_LIMIT - 1
        folded.append(whole)
        room -= size
    return "".join(folded)


def _alarm(summary: str, minutes: int) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", timedelta(minutes=-minutes))
    return alarm


def _busy_status(status: EventStatus, *, is_busy: bool) -> str:
    if not is_busy:
        return "FREE"
    return "TENTATIVE" if status is EventStatus.TENTATIVE else "BUSY"


def _when(moment: datetime | date, *, utc: bool) -> str:
    if not isinstance(moment, datetime):
        return f";VALUE=DATE:{moment:%Y%m%d}"
    if utc:
        return f":{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return f";TZID={TZID}:{moment.astimezone(COPENHAGEN):%Y%m%dT%H%M%S}"


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)


def _moment(when: datetime | date) -> datetime:
    return when if isinstance(when, datetime) else datetime.combine(when, time(), COPENHAGEN)


def _clean(text: str) -> str:
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _one_line(text: str) -> str:
    return " ".join(_clean(text).split())
