"""Invitations that Outlook answers: one meeting to one recipient as REQUEST, as update, or as CANCEL (iTIP).

The checklist of outlook-and-mail 2.5, RFC 5546. ORGANIZER and ATTENDEE stand here and nowhere else: in a
feed or a download they make Outlook ask for an answer that nobody reads.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from calendars.copenhagen import VTIMEZONE
from calendars.ics import PRODID, CalendarEvent, EventStatus, fold, render_event

_END = b"END:VEVENT\r\n"
_STATUS = re.compile(rb"^STATUS:.*\r\n", re.MULTILINE)
_NOT_IN_A_NAME = re.compile(r'["^\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff]')  # a quoted parameter holds none
_NOT_IN_AN_ADDRESS = re.compile(r"[^\w.@!#$%&'*+/=?`{|}~-]")


class Method(StrEnum):
    """What a calendar part asks for; the MIME parameter and the METHOD line say the same word."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True, slots=True)
class Party:
    """Who calls the meeting, or who is called: a name and a mail address."""

    name: str
    address: str


def write_invitation(
    event: CalendarEvent, method: Method, *, organizer: Party, attendee: Party, utc: bool = False
) -> bytes:
    """The calendar part of one mail: one VEVENT, one ATTENDEE, whose address nobody else sees.

    A cancelled event goes as CANCEL with STATUS:CANCELLED. CANCEL for an event that is held takes the invitation
    back without a STATUS line (RFC 5546 3.2.5), so that a calendar does not call the meeting off. The same
    arguments give the same bytes. Raises ValueError for a REQUEST to a cancelled event.
    """
    is_cancelled = event.status is EventStatus.CANCELLED
    if is_cancelled and method is Method.REQUEST:
        raise ValueError("nobody is invited to a cancelled event")
    vevent = render_event(event, utc=utc).removesuffix(_END)
    if method is Method.CANCEL and not is_cancelled:
        vevent = _STATUS.sub(b"", vevent)
    asked = ";PARTSTAT=NEEDS-ACTION;RSVP=TRUE" if method is Method.REQUEST else ""
    people = (
        f"ORGANIZER;CN={_name(organizer)}:mailto:{_address(organizer)}",
        f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT{asked};CN={_name(attendee)}:mailto:{_address(attendee)}",
    )
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODID}", "CALSCALE:GREGORIAN", f"METHOD:{method}")
    return b"".join(
        [_lines(head), b"" if utc else VTIMEZONE, vevent, _lines(people), _END, _lines(("END:VCALENDAR",))]
    )


def _lines(lines: tuple[str, ...]) -> bytes:
    return "".join(f"{fold(line)}\r\n" for line in lines).encode()


def _name(party: Party) -> str:
    name = " ".join(_NOT_IN_A_NAME.sub(" ", party.name).split())
    return f'"{name or _address(party)}"'


def _address(party: Party) -> str:
    return _NOT_IN_AN_ADDRESS.sub("", party.address)
