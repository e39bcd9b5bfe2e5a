"""The meetings in Outlook: what is to be written there, what was written, and what staff changed there by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from calendars.copenhagen import COPENHAGEN
from calendars.ics import CANCELLED_PREFIX
from domain.casework.meeting.changes import cancel, check_day, check_to_come, move
from domain.casework.rows import check_reason, check_version, find
from domain.casework.verb import Act, Receipt, verb
from domain.errors import NotAllowedNowError
from domain.model import ChangeInOutlook, Meeting, MeetingStatus, MirroredCalendar, MirroredMeeting
from domain.profile import Profile
from domain.store.bulk import in_chunks
from domain.store.queries import current_profile

KEPT = timedelta(days=30)  # a cancelled meeting stays that long after its day, as in the feeds
WINDOW = timedelta(days=550)  # how far ahead meetings are mirrored: some 18 months, as in the feeds


@dataclass(frozen=True, slots=True)
class Shown:
    """A meeting as its event shows it: nothing of its agenda, so nothing of a closed item. Moments are aware."""

    title: str
    starts_at: datetime
    ends_at: datetime
    place: str

    @property
    def is_cancelled(self) -> bool:
        """Whether it says that the meeting is off."""
        return self.title.startswith(CANCELLED_PREFIX)

    def is_held_as(self, other: Shown) -> bool:
        """Whether time and place are the same; a title that somebody has put right moves no meeting."""
        return (self.starts_at, self.ends_at, self.place) == (other.starts_at, other.ends_at, other.place)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A meeting, how its event should look (None: it should have none), in which mailbox, and what is there now."""

    meeting_id: str
    mailbox: str
    shown: Shown | None
    row: MirroredMeeting | None

    @property
    def is_right(self) -> bool:
        """Whether nothing is to be written. What was changed by hand stays until the meeting itself changes."""
        if self.shown is None:
            return self.row is None or not self.row.mailbox
        return self.row is not None and self.row.mailbox == self.mailbox and shown_of(self.row) == self.shown


@dataclass(frozen=True, slots=True)
class Seen:
    """An event of ours as it was read back; ``shown`` is None when it is gone."""

    event_id: str
    etag: str
    shown: Shown | None


@verb
def record_mirrored(
    act: Act, *, meeting_id: str, mailbox: str, event_id: str, etag: str, shown: Shown, generation: int = 0
) -> Receipt:
    """Write down that a meeting's event looks like this now. It answers whatever was proposed there by hand.

    Raises:
        NotFoundError: no such meeting.
    """
    find(act.session, Meeting, "meeting", meeting_id)
    row = act.session.get(MirroredMeeting, meeting_id)
    values = {
        "mailbox": mailbox,
        "event_id": event_id,
        "etag": etag,
        "generation": generation,
        "title": shown.title,
        "starts_at": shown.starts_at,
        "ends_at": shown.ends_at,
        "place": shown.place,
    }
    if row is not None and row.change is None and all(getattr(row, key) == value for key, value in values.items()):
        return act.already(meeting_id)
    if row is None:
        row = MirroredMeeting.new(meeting_id=meeting_id, mirrored_at=act.at, **values)
        act.session.add(row)
    for key, value in values.items():
        setattr(row, key, value)
    row.mirrored_at = act.at
    _forget_proposal(row)
    return act.enter("mirror", meeting_id, mailbox=mailbox, starts_at=shown.starts_at, cancelled=shown.is_cancelled)


@verb
def record_unmirrored(act: Act, *, meeting_id: str) -> Receipt:
    """Write down that a meeting has no event any more: it was taken away by us, or is not to be found.

    Raises:
        NotFoundError: the meeting was never mirrored.
    """
    row = find(act.session, MirroredMeeting, "mirrored_meeting", meeting_id)
    if not row.mailbox:
        return act.already(meeting_id)
    mailbox, row.mailbox, row.event_id, row.etag = row.mailbox, "", "", ""
    row.generation += 1
    _forget_proposal(row)
    return act.enter("mirror", meeting_id, mailbox=mailbox, removed=True)


@verb
def record_read_back(
    act: Act, *, body: str, mailbox: str, delta_link: str, read_from: date, seen: Sequence[Seen]
) -> Receipt:
    """Take in what was read back from a body's calendar: a move by hand becomes a proposal, and nothing more.

    An event that stands as the meeting does, or as we last wrote it, takes a proposal back. Meetings that have
    begun are left alone.
    """
    known = act.session.get(MirroredCalendar, body)
    reached = (mailbox, delta_link, read_from)
    if known is not None and not seen and (known.mailbox, known.delta_link, known.read_from) == reached:
        return act.already(body)
    if known is None:
        known = MirroredCalendar.new(body_key=body, mailbox=mailbox, delta_link=delta_link, read_from=read_from)
        act.session.add(known)
    known.mailbox, known.delta_link, known.read_from = reached
    rows = _rows_of_events(act.session, mailbox, (one.event_id for one in seen))
    proposed = [rows[one.event_id].meeting_id for one in seen if one.event_id in rows and _note(act, rows, one)]
    return act.enter("mirror", body, read=len(seen), proposed=proposed)


@verb
def accept_change_in_outlook(act: Act, *, meeting_id: str, reason: str, version: int | None = None) -> Receipt:
    """Do to a meeting what somebody did to its event in Outlook: move it, or call it off. Its cases follow.

    Raises:
        NotFoundError, ConflictError, ReasonMissingError, MeetingDayError.
        NotAllowedNowError: nothing was changed there, or the meeting is cancelled or has been held.
    """
    reason = check_reason(reason, "accept_change_in_outlook", meeting_id)
    meeting = find(act.session, Meeting, "meeting", meeting_id)
    check_version(meeting, "meeting", meeting_id, version)
    row = _answered(act, meeting)
    check_to_come(meeting, act.name, now=act.at)
    starts_at, ends_at = row.proposed_starts_at, row.proposed_ends_at
    if starts_at is None or ends_at is None:
        _forget_proposal(row)
        return cancel(act, meeting, reason) or act.already(meeting_id)
    profile = current_profile(act.session)
    check_day(act.session, profile, meeting.body_key, starts_at, now=act.at, keeping=meeting_id)
    place = row.proposed_place
    _take_for_written(row)
    return move(act, profile, meeting, starts_at=starts_at, ends_at=ends_at, place=place, reason=reason)


@verb
def refuse_change_in_outlook(act: Act, *, meeting_id: str) -> Receipt:
    """Leave the meeting as it is; the next pass writes its time and place back, or makes its event anew.

    Raises:
        NotFoundError: no such meeting.
        NotAllowedNowError: nothing was changed there.
    """
    row = _answered(act, find(act.session, Meeting, "meeting", meeting_id))
    refused = row.change
    if row.proposed_starts_at is None:
        row.mailbox = ""
        _forget_proposal(row)
    else:
        _take_for_written(row)
    return act.enter("mirror", meeting_id, refused=refused)


def wanted(
    session: Session, profile: Profile, now: datetime, title: Callable[[str, MeetingStatus], str]
) -> list[Wanted]:
    """Every meeting that has an event, or should have one, by its moment. Held meetings stay as they are.

    ``title`` says what a meeting of a body is called; that it is off is put before it here.
    """
    today = now.astimezone(COPENHAGEN).date()
    of_body = {body.key: body for body in profile.bodies}
    found = select(Meeting).where(col(Meeting.held_on) >= today - 2 * KEPT, col(Meeting.held_on) <= today + WINDOW)
    rows = {row.meeting_id: row for row in session.exec(select(MirroredMeeting))}
    asked = []
    for meeting in session.exec(found.order_by(col(Meeting.starts_at), col(Meeting.id))):
        body, row = of_body.get(meeting.body_key), rows.get(meeting.id)
        mailbox = body.outlook if body is not None else ""
        is_off = meeting.status is MeetingStatus.CANCELLED
        if is_off and (row is None or not row.event_id or meeting.held_on + KEPT < today):
            mailbox = ""  # what is not seen there need not be called off
        elif meeting.starts_at <= now:
            continue
        called = title(body.name, meeting.status) if body is not None else ""
        asked.append(Wanted(meeting.id, mailbox, _shown(meeting, called) if mailbox else None, row))
    return asked


def waiting_since(session: Session, lags: Iterable[Wanted]) -> datetime | None:
    """When the first of these meetings came to look as its event does not yet; None when there are none."""
    oldest: list[datetime | None] = [
        session.exec(select(func.min(col(Meeting.changed_at))).where(col(Meeting.id).in_(some))).one()
        for some in in_chunks(one.meeting_id for one in lags)
    ]
    return min((each for each in oldest if each is not None), default=None)


def shown_of(row: MirroredMeeting) -> Shown:
    """What was last written to the event."""
    return Shown(row.title, row.starts_at, row.ends_at, row.place)


def proposals(session: Session, meeting_ids: Iterable[str]) -> Mapping[str, MirroredMeeting]:
    """What was done by hand in Outlook to the events of these meetings, by meeting."""
    return {
        row.meeting_id: row
        for some in in_chunks(meeting_ids)
        for row in session.exec(
            select(MirroredMeeting).where(
                col(MirroredMeeting.meeting_id).in_(some), col(MirroredMeeting.change).is_not(None)
            )
        )
    }


def _shown(meeting: Meeting, title: str) -> Shown:
    prefix = CANCELLED_PREFIX if meeting.status is MeetingStatus.CANCELLED else ""
    place = " ".join(meeting.place.split())
    return Shown(f"{prefix}{title}", meeting.starts_at, meeting.ends_at, place)


def _rows_of_events(session: Session, mailbox: str, event_ids: Iterable[str]) -> dict[str, MirroredMeeting]:
    return {
        row.event_id: row
        for some in in_chunks(event_ids)
        for row in session.exec(
            select(MirroredMeeting).where(col(MirroredMeeting.event_id).in_(some), MirroredMeeting.mailbox == mailbox)
        )
    }


def _note(act: Act, rows: Mapping[str, MirroredMeeting], seen: Seen) -> bool:
    """Take in one event. Whether it is a proposal that we did not know."""
    row = rows[seen.event_id]
    meeting = act.session.get_one(Meeting, row.meeting_id)
    before = (row.change, row.proposed_starts_at, row.proposed_ends_at, row.proposed_place)
    row.etag = seen.etag
    if meeting.starts_at <= act.at:
        return False
    now = Shown(row.title, meeting.starts_at, meeting.ends_at, " ".join(meeting.place.split()))
    _forget_proposal(row)
    if seen.shown is None:
        # The mailbox stays: the event was taken away there, and is not put back before the meeting itself changes.
        row.change, row.event_id, row.etag = ChangeInOutlook.REMOVED, "", ""
        row.generation += 1
    elif not (seen.shown.is_held_as(now) or seen.shown.is_held_as(shown_of(row))):
        row.change = ChangeInOutlook.MOVED
        row.proposed_starts_at, row.proposed_ends_at = seen.shown.starts_at, seen.shown.ends_at
        row.proposed_place = seen.shown.place[:200]
    if row.change is None:
        return False
    row.noticed_at = act.at
    return before != (row.change, row.proposed_starts_at, row.proposed_ends_at, row.proposed_place)


def _answered(act: Act, meeting: Meeting) -> MirroredMeeting:
    """The meeting's event with what was done to it by hand, which somebody now answers."""
    row = act.session.get(MirroredMeeting, meeting.id)
    if row is None or row.change is None:
        state = meeting.status.value
        raise NotAllowedNowError(verb=act.name, noun="meeting", id=meeting.id, state=state, why="nothing_proposed")
    return row


def _take_for_written(row: MirroredMeeting) -> None:
    """What stands there is somebody's hand: from now on it is right or wrong as if we had written it."""
    row.starts_at = row.proposed_starts_at or row.starts_at
    row.ends_at = row.proposed_ends_at or row.ends_at
    row.place = row.proposed_place
    _forget_proposal(row)


def _forget_proposal(row: MirroredMeeting) -> None:
    row.change, row.noticed_at = None, None
    row.proposed_starts_at, row.proposed_ends_at, row.proposed_place = None, None, ""
