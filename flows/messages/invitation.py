"""The mail of an invitation: the words beside the calendar part, and the calendar event in it.

The reader's calendar shows the meeting; the words say the same to one whose mail program shows no calendar,
and what is different from last time. What is closed never comes here: the store gives the open items alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from calendars.copenhagen import COPENHAGEN
from calendars.ics import CalendarEvent, EventStatus, meeting_uid
from calendars.invitation import Method
from domain.casework.outlook.invitations import Invitation
from domain.model import MeetingStatus
from flows.mail import Letter
from flows.messages.letters import why_told
from flows.messages.texts import Texts
from flows.messages.words import MEETING_KINDS, long_date, short_date


def compose_invitation(invitation: Invitation, *, municipality: str, texts: Texts | None = None) -> Letter:
    """The subject and the words, twice; ``texts`` hold the municipality's own wording."""
    texts = texts or Texts()
    facts = {
        "møde": _title(invitation),
        "dato": short_date(_local(invitation.starts_at).date()),
        "klokken": _clock(invitation.starts_at),
    }
    situation = _situation(invitation)
    given = {
        "emne": texts.write(f"invitation.{situation}.subject", **facts),
        "hilsen": texts.write("letter.greeting", navn=invitation.person.name),
        "siger": texts.write(f"invitation.{situation}.says", **facts),
        "rækker": list(_rows(invitation)),
        "punkter": [f"{number}: {title}" for number, title in invitation.items] if _is_request(invitation) else [],
        "opgave": texts.write("invitation.task", **facts) if _is_request(invitation) else "",
        "derfor": why_told(invitation.because),
        "kommune": municipality,
        "fod": texts.write("letter.footer", kan_besvares=True),
    }
    return Letter(
        str(given["emne"]), texts.write("invitation.text", **given), texts.write("invitation.html", **given)
    )


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
    return _named(invitation.body, invitation.status)


def _named(body: str, status: MeetingStatus) -> str:
    kind = MEETING_KINDS[status]
    return f"{body} ({kind})" if kind else body


def _situation(invitation: Invitation) -> str:
    if invitation.is_withdrawn:
        return "withdrawn"
    if invitation.method is Method.CANCEL:
        return "cancelled"
    return "changed" if invitation.before else "called"


def _rows(invitation: Invitation) -> Iterator[dict[str, str]]:
    """What the meeting is now, and what it was where that is news."""
    before = invitation.before
    was = _times(*(datetime.fromisoformat(before[key]) for key in ("starts_at", "ends_at"))) if before else ""
    called = _named(before["body"], MeetingStatus(before["status"])) if "body" in before else ""
    for name, now, earlier in (
        ("Møde", _title(invitation), called),
        ("Tid", _times(invitation.starts_at, invitation.ends_at), was),
        ("Sted", invitation.place, before.get("place", "")),
    ):
        if now or earlier:
            is_news = earlier != now and _is_request(invitation)
            yield {"navn": name, "nu": now or "ikke fastsat", "før": earlier if is_news else ""}


def _is_request(invitation: Invitation) -> bool:
    return invitation.method is Method.REQUEST


def _times(starts_at: datetime, ends_at: datetime) -> str:
    return f"{long_date(_local(starts_at).date())} kl. {_clock(starts_at)}–{_clock(ends_at)}"


def _clock(moment: datetime) -> str:
    return f"{_local(moment):%H.%M}"


def _local(moment: datetime) -> datetime:
    return moment.astimezone(COPENHAGEN)
