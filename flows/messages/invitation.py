"""The mail of an invitation: the words beside the calendar part, and the calendar event in it.

The reader's calendar shows the meeting; the words say the same to one whose mail program shows no calendar,
and what is different from last time. What is closed never comes here: the store gives the open items alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from calendars.copenhagen import COPENHAGEN
from calendars.ics import CalendarEvent, EventStatus, meeting_uid
from calendars.invitation import Method
from domain.casework.invitations import Invitation
from domain.model import MeetingStatus
from flows.mail import Letter
from flows.messages.letters import template, why_told
from flows.messages.words import MEETING_KINDS, long_date, short_date


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of the table: what it is, what it is now, and what it was when that is news."""

    name: str
    now: str
    before: str = ""


def compose_invitation(invitation: Invitation, *, municipality: str) -> Letter:
    """The subject and the words, twice."""
    subject = _subject(invitation)
    given = {
        "subject": subject,
        "greeting": f"Kære {invitation.person.name}",
        "says": _says(invitation),
        "rows": list(_rows(invitation)),
        "items": [f"{number}: {title}" for number, title in invitation.items] if _is_request(invitation) else [],
        "task": "Svar ja, nej eller måske i din kalender." if _is_request(invitation) else "",
        "why": why_told(invitation.because),
        "municipality": municipality,
    }
    text = template("invitation.txt.j2").render(given)
    html = template("invitation.html.j2").render(given)
    return Letter(subject, text.strip() + "\n", html.strip() + "\n")


def invitation_event(invitation: Invitation) -> CalendarEvent:
    """The meeting as the calendar part has it: the UID of feed and download, and the invitation's own SEQUENCE."""
    is_cancelled = invitation.status is MeetingStatus.CANCELLED
    return CalendarEvent(
        uid=meeting_uid(invitation.meeting_id),
        starts_at=invitation.starts_at,
        ends_at=invitation.ends_at,
        summary=_title(invitation),
        changed_at=invitation.written_at,
        place=invitation.place,
        description="\n".join(f"{number} {title}" for number, title in invitation.items),
        status=EventStatus.CANCELLED if is_cancelled else EventStatus.CONFIRMED,
        sequence=invitation.sequence,
    )


def _title(invitation: Invitation) -> str:
    kind = MEETING_KINDS[invitation.status]
    return f"{invitation.body} ({kind})" if kind else invitation.body


def _subject(invitation: Invitation) -> str:
    at = f"{_title(invitation)} {short_date(_local(invitation.starts_at).date())}"
    if invitation.is_withdrawn:
        return f"Du er ikke længere indkaldt: {at}"
    if invitation.method is Method.CANCEL:
        return f"Aflyst: {at}"
    return f"{'Ændret' if invitation.before else 'Møde'}: {at} kl. {_clock(invitation.starts_at)}"


def _says(invitation: Invitation) -> str:
    if invitation.is_withdrawn:
        return "Du er ikke længere indkaldt til dette møde. Mødet holdes stadig."
    if invitation.method is Method.CANCEL:
        return "Mødet er aflyst."
    return "Mødet er ændret." if invitation.before else "Du indkaldes til et møde."


def _rows(invitation: Invitation) -> Iterator[_Row]:
    before = invitation.before
    was = _times(*(datetime.fromisoformat(before[key]) for key in ("starts_at", "ends_at"))) if before else ""
    for name, now, earlier in (
        ("Møde", _title(invitation), ""),
        ("Tid", _times(invitation.starts_at, invitation.ends_at), was),
        ("Sted", invitation.place, before.get("place", "")),
    ):
        if now or earlier:
            yield _Row(name, now or "ikke fastsat", earlier if earlier != now and _is_request(invitation) else "")


def _is_request(invitation: Invitation) -> bool:
    return invitation.method is Method.REQUEST


def _times(starts_at: datetime, ends_at: datetime) -> str:
    return f"{long_date(_local(starts_at).date())} kl. {_clock(starts_at)}–{_clock(ends_at)}"


def _clock(moment: datetime) -> str:
    return f"{_local(moment):%H.%M}"


def _local(moment: datetime) -> datetime:
    return moment.astimezone(COPENHAGEN)
