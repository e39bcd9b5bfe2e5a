"""Referatet: who was away or could not take part, who thought otherwise, and when the minutes were approved."""

from __future__ import annotations

from datetime import date

from sqlmodel import col, select

from domain.casework.meeting.agenda import check_on_agenda, reason_in_journal, touch
from domain.casework.rows import check_reason, find, local_day
from domain.casework.verb import Act, Receipt, verb
from domain.errors import NotAllowedNowError, ReasonMissingError
from domain.model import Agenda, Meeting, MinutesRemark, Remark, Stop, StopState
from domain.model.columns import make_id
from domain.rules.minutes import REMARKS
from domain.store.agenda import find_agenda, items_of
from domain.store.bulk import among
from domain.store.queries import find_meeting


@verb
def note_in_minutes(
    act: Act, *, meeting_id: str, kind: Remark, who: str, text: str = "", stop_id: str | None = None
) -> Receipt:
    """Write a remark about somebody in the minutes, at one item or at the whole meeting.

    The same remark about the same person once more changes its text, and brings it back where it was struck.

    Raises:
        NotFoundError: no such meeting, or the stop is not on its agenda.
        ReasonMissingError: nobody is named (``needs`` who), or the remark must say something (``needs`` text).
        NotAllowedNowError: ``why`` is item_only (a remark of that kind is about one item) or minutes_approved.
    """
    meeting = _check_unapproved(act, meeting_id)
    row = REMARKS[kind]
    named, said = " ".join(who.split()), text.strip()
    for needs, is_missing in (("who", not named), ("text", row.needs_text and not said)):
        if is_missing:
            raise ReasonMissingError(verb=act.name, id=meeting_id, needs=needs)
    if stop_id is not None:
        check_on_agenda(items_of(act.session, meeting_id), stop_id)
    elif row.of_an_item:
        raise _refuse(act, meeting_id, "item_only")
    remark_id = make_id("minutes_remark", meeting_id, stop_id, kind.value, named.casefold())
    remark = act.session.get(MinutesRemark, remark_id)
    if remark is None:
        remark = MinutesRemark.new(
            id=remark_id,
            meeting_id=meeting_id,
            stop_id=stop_id,
            kind=kind,
            who=named,
            text=said,
            noted_at=act.at,
            noted_by=act.by.actor,
        )
        act.session.add(remark)
    elif (remark.who, remark.text, remark.struck_at) == (named, said, None):
        return act.already(meeting_id, remark=remark_id)
    else:
        remark.who, remark.text, remark.struck_at = named, said, None
        remark.noted_by = act.by.actor
    return act.enter("meeting", meeting_id, body=meeting.body_key, remark=remark_id, kind=kind.value, stop=stop_id)


@verb
def strike_from_minutes(act: Act, *, remark_id: str) -> Receipt:
    """Take a remark out of the minutes again; it is kept, marked as struck.

    Raises:
        NotFoundError: no such remark.
        NotAllowedNowError: the minutes have been approved (why=minutes_approved).
    """
    remark = find(act.session, MinutesRemark, "remark", remark_id)
    if remark.struck_at is not None:
        return act.already(remark.meeting_id, remark=remark_id)
    meeting = _check_unapproved(act, remark.meeting_id)
    remark.struck_at = act.at
    return act.enter(
        "meeting", meeting.id, body=meeting.body_key, remark=remark_id, kind=remark.kind.value, stop=remark.stop_id
    )


@verb
def approve_minutes(act: Act, *, meeting_id: str, version: int | None = None) -> Receipt:
    """The minutes are as the body wants them: every item has its decision, and no remark changes any more.

    Raises:
        NotFoundError: no such meeting.
        NotAllowedNowError: ``why`` is not_held, agenda_empty or undecided.
        ConflictError: somebody changed the agenda first.
    """
    meeting = find_meeting(act.session, meeting_id)
    agenda = find_agenda(act.session, meeting_id)
    if agenda is not None and agenda.minutes_approved_at is not None:
        return act.already(meeting_id)
    if act.at < meeting.starts_at:
        raise _refuse(act, meeting_id, "not_held")
    items = [item.stop for item in items_of(act.session, meeting_id) if not item.is_off]
    if not items:
        raise _refuse(act, meeting_id, "agenda_empty")
    open_stops = select(Stop.id).where(among(act.session, col(Stop.id), items), Stop.state != StopState.DECIDED)
    if act.session.exec(open_stops.limit(1)).first() is not None:
        raise _refuse(act, meeting_id, "undecided")
    agenda = touch(act, meeting_id, agenda, version)
    agenda.minutes_approved_at, agenda.minutes_approved_by = act.at, act.by.actor
    return act.enter("meeting", meeting_id, body=meeting.body_key, items=len(items))


@verb
def sign_minutes(act: Act, *, meeting_id: str, signed_on: date, version: int | None = None) -> Receipt:
    """The members have signed the approved minutes (kommunestyrelsesloven § 13). Signed again is another day.

    Raises:
        NotFoundError: no such meeting.
        NotAllowedNowError: ``why`` is minutes_unapproved, or signed_when (before the meeting, or in the future).
        ConflictError: somebody changed the agenda first.
    """
    meeting = find_meeting(act.session, meeting_id)
    agenda = find_agenda(act.session, meeting_id)
    if agenda is None or agenda.minutes_approved_at is None:
        raise _refuse(act, meeting_id, "minutes_unapproved")
    if not meeting.held_on <= signed_on <= local_day(act.at):
        raise _refuse(act, meeting_id, "signed_when")
    if agenda.minutes_signed_on == signed_on:
        return act.already(meeting_id)
    touch(act, meeting_id, agenda, version)
    agenda.minutes_signed_on = signed_on
    return act.enter("meeting", meeting_id, body=meeting.body_key, signed_on=signed_on)


@verb
def reopen_minutes(act: Act, *, meeting_id: str, reason: str, version: int | None = None) -> Receipt:
    """Open approved minutes again, because something in them is wrong; who had signed them signs again.

    Raises:
        NotFoundError: no such meeting.
        ReasonMissingError: the reason is empty.
        ConflictError: somebody changed the agenda first.
    """
    said = check_reason(reason, act.name, meeting_id)
    meeting = find_meeting(act.session, meeting_id)
    agenda = find_agenda(act.session, meeting_id)
    if agenda is None or agenda.minutes_approved_at is None:
        return act.already(meeting_id)
    touch(act, meeting_id, agenda, version)
    agenda.minutes_approved_at, agenda.minutes_approved_by, agenda.minutes_signed_on = None, "", None
    shown = reason_in_journal(items_of(act.session, meeting_id), said)
    return act.enter("meeting", meeting_id, body=meeting.body_key, reason=shown)


def _check_unapproved(act: Act, meeting_id: str) -> Meeting:
    meeting = find_meeting(act.session, meeting_id)
    agenda: Agenda | None = find_agenda(act.session, meeting_id)
    if agenda is not None and agenda.minutes_approved_at is not None:
        raise _refuse(act, meeting_id, "minutes_approved")
    return meeting


def _refuse(act: Act, meeting_id: str, why: str) -> NotAllowedNowError:
    return NotAllowedNowError(verb=act.name, noun="meeting", id=meeting_id, state="", why=why)
