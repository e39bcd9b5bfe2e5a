"""The year's meetings: read in from a plan, called, moved and cancelled."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Session, col, select

from calendars.copenhagen import COPENHAGEN
from calendars.meeting_plan import MeetingPlan
from domain.casework import queue
from domain.casework.meeting.changes import cancel, check_day, check_to_come, move, moved_facts
from domain.casework.meeting.deadlines import write_deadlines
from domain.casework.meeting.impact import MeetingImpact, impact_of_cancelling, impact_of_moving
from domain.casework.meeting.planned import Past, Wanted, wanted_meetings
from domain.casework.rows import check_reason, check_version, local_day
from domain.casework.verb import Act, Receipt, verb
from domain.model import Case, CaseState, DueKind, Meeting, MeetingStatus
from domain.model.columns import make_id
from domain.profile import Profile
from domain.rules.replanning import Why
from domain.store.bulk import collecting_later
from domain.store.queries import current_profile, find_meeting, meeting_facts


@verb
def import_meeting_plan(act: Act, *, plan: MeetingPlan, past: Past = Past.REFUSED) -> Receipt:
    """Take a plan's meetings in: all of it, or nothing.

    A meeting is known by its UID, else by its body and day; another time, place or kind changes it and raises its
    SEQUENCE. One that the same calendar has on another day than last time is moved as by ``move_meeting``.
    A meeting the plan calls off is cancelled as by ``cancel_meeting``. Meetings that the plan does not name
    stay, and so do those that staff have moved or cancelled: the receipt counts them. The same plan again
    changes nothing. ``past`` says what becomes of meetings before today that we do not know; those left out are
    named in the receipt.

    Raises:
        PlanFileError: with every finding (the file's errors, unknown bodies, impossible days); nothing is changed.
    """
    profile = current_profile(act.session)
    wanted, left_out = wanted_meetings(act.session, profile, plan, today=local_day(act.at), past=past)
    new = [_new_meeting(one, act.at) for one in wanted if one.meeting is None and not one.is_elsewhere]
    moved = [one for one in wanted if one.is_moved]
    for one in moved:
        _follow(act, profile, one, plan.name)
    changed = [
        one.meeting
        for one in wanted
        if one.meeting is not None and one not in moved and _take_over(one.meeting, one, act.at)
    ]
    off = [one.meeting for one in wanted if one.is_called_off and one.meeting is not None]
    cancelled = [meeting for meeting in off if cancel(act, meeting, plan.name)]
    act.session.add_all(new)
    write_deadlines(act.session, profile, [*new, *changed], act.at)
    learnt = sum(_remember_uid(one) for one in wanted)
    facts = {
        "file": plan.name,
        "created": len(new),
        "changed": len(changed),
        "moved": len(moved),
        "cancelled": len(cancelled),
        "unchanged": len(wanted) - len(new) - len(changed) - len(moved) - len(cancelled),
        "moved_by_staff": sum(one.is_elsewhere for one in wanted),
        "left_out": [f"{one.body} {one.on.isoformat()}" for one in left_out],
    }
    if not new and not changed and not moved and not cancelled and not learnt:
        return act.already(plan.name, **facts)
    if new:
        _wake_stuck_cases(act)
    return act.enter("meeting_plan", plan.name[:80], **facts)


@verb
def schedule_meeting(
    act: Act,
    *,
    body: str,
    starts_at: datetime,
    ends_at: datetime | None = None,
    place: str = "",
    status: MeetingStatus = MeetingStatus.EXTRAORDINARY,
    remark: str = "",
) -> Receipt:
    """Call one more meeting. Cases that could not be planned are looked at again.

    Raises:
        UnknownBodyError: no such body.
        MeetingDayError: the day is past, a weekend, a holiday, a closing day or taken.
    """
    profile = current_profile(act.session)
    spec = profile.find_body(body, on=_day(starts_at))
    check_day(act.session, profile, spec.key, starts_at, now=act.at, keeping=None)
    meeting = Meeting.new(
        id=_free_id(act.session, spec.key, _day(starts_at)),
        body_key=spec.key,
        held_on=_day(starts_at),
        starts_at=starts_at,
        ends_at=ends_at or starts_at + spec.length,
        place=place,
        status=status,
        remark=remark,
        changed_at=act.at,
    )
    act.session.add(meeting)
    write_deadlines(act.session, profile, [meeting], act.at)
    _wake_stuck_cases(act)
    return act.enter(
        "meeting", meeting.id, body=spec.key, day=meeting.held_on, starts_at=_local(starts_at), kind=status
    )


@verb
def move_meeting(
    act: Act,
    *,
    meeting_id: str,
    starts_at: datetime,
    ends_at: datetime | None = None,
    place: str | None = None,
    reason: str,
    version: int | None = None,
) -> Receipt:
    """Give a meeting another time or place. Its cases follow by themselves; those it no longer suits are re-planned.

    The meeting keeps its length unless ``ends_at`` says otherwise. The write is as small for a thousand cases
    as for ten, because the deadlines are the meeting's; owners are told by the next sweep.

    Raises:
        NotFoundError, ConflictError, ReasonMissingError, MeetingDayError.
        NotAllowedNowError: it is cancelled, or has been held.
    """
    reason = check_reason(reason, "move_meeting", meeting_id)
    meeting = find_meeting(act.session, meeting_id)
    check_version(meeting, "meeting", meeting_id, version)
    check_to_come(meeting, "move_meeting", now=act.at)
    ends_at = ends_at or starts_at + (meeting.ends_at - meeting.starts_at)
    place = meeting.place if place is None else place
    if (meeting.starts_at, meeting.ends_at, meeting.place) == (starts_at, ends_at, place):
        return act.already(meeting_id, body=meeting.body_key)
    profile = current_profile(act.session)
    check_day(act.session, profile, meeting.body_key, starts_at, now=act.at, keeping=meeting_id)
    return move(act, profile, meeting, starts_at=starts_at, ends_at=ends_at, place=place, reason=reason)


@verb
def cancel_meeting(act: Act, *, meeting_id: str, reason: str, version: int | None = None) -> Receipt:
    """Call a meeting off. Its cases get the next meeting that holds, each with its journal line and notice.

    Raises:
        NotFoundError, ConflictError, ReasonMissingError.
        NotAllowedNowError: it has been held.
    """
    reason = check_reason(reason, "cancel_meeting", meeting_id)
    meeting = find_meeting(act.session, meeting_id)
    check_version(meeting, "meeting", meeting_id, version)
    if meeting.status is MeetingStatus.CANCELLED:
        return act.already(meeting_id, body=meeting.body_key)
    check_to_come(meeting, "cancel_meeting", now=act.at)
    receipt = cancel(act, meeting, reason)
    if receipt is None:
        return act.already(meeting_id, body=meeting.body_key)
    return receipt


def preview_move(
    session: Session, meeting_id: str, starts_at: datetime, *, now: datetime, ends_at: datetime | None = None
) -> MeetingImpact:
    """What ``move_meeting`` would do to the cases; writes nothing.

    Raises:
        NotFoundError, NotAllowedNowError, MeetingDayError: as ``move_meeting`` would at ``now``.
    """
    meeting = find_meeting(session, meeting_id)
    check_to_come(meeting, "move_meeting", now=now)
    profile = current_profile(session)
    check_day(session, profile, meeting.body_key, starts_at, now=now, keeping=meeting_id)
    (before,) = meeting_facts(session, ids=[meeting_id])
    ends_at = ends_at or starts_at + (before.ends_at - before.starts_at)
    after = moved_facts(profile, before, starts_at, ends_at)
    return impact_of_moving(session, before, after, today=local_day(now), why=Why.MEETING_MOVED)


def preview_cancel(session: Session, meeting_id: str, *, now: datetime) -> MeetingImpact:
    """What ``cancel_meeting`` would do to the cases; writes nothing.

    Raises:
        NotFoundError, NotAllowedNowError: as ``cancel_meeting`` would at ``now``; also when it is cancelled already.
    """
    check_to_come(find_meeting(session, meeting_id), "cancel_meeting", now=now)
    (before,) = meeting_facts(session, ids=[meeting_id])
    return impact_of_cancelling(session, before, today=local_day(now), why=Why.MEETING_CANCELLED)


def _follow(act: Act, profile: Profile, wanted: Wanted, plan: str) -> None:
    """Move a meeting to where the plan now has it, and take over what else the plan says of it."""
    meeting = wanted.meeting
    if meeting is not None:
        times = {"starts_at": wanted.starts_at, "ends_at": wanted.ends_at}
        with collecting_later():
            move(act, profile, meeting, **times, place=wanted.place, reason=plan)
        _take_over(meeting, wanted, act.at)


def _remember_uid(wanted: Wanted) -> bool:
    """Keep what the plan's own calendar calls a meeting we had, and its day there. Whether that is news."""
    meeting = wanted.meeting
    if meeting is None or wanted.uid is None or (meeting.plan_uid, meeting.plan_on) == (wanted.uid, wanted.held_on):
        return False
    meeting.plan_uid, meeting.plan_on = wanted.uid, wanted.held_on
    return True


def _take_over(meeting: Meeting, wanted: Wanted, at: datetime) -> bool:
    """Change what the plan says differently. Whether anything was."""
    if meeting.status is MeetingStatus.CANCELLED or wanted.is_called_off:
        return False
    seen = (meeting.starts_at, meeting.ends_at, meeting.place, meeting.status)
    said = (wanted.starts_at, wanted.ends_at, wanted.place, wanted.status)
    if seen == said and meeting.remark == wanted.remark:
        return False
    meeting.starts_at, meeting.ends_at, meeting.place, meeting.status = said
    meeting.remark = wanted.remark
    if seen != said:
        meeting.sequence += 1
    meeting.version += 1
    meeting.changed_at = at
    return True


def _new_meeting(wanted: Wanted, at: datetime) -> Meeting:
    return Meeting.new(
        id=wanted.id,
        body_key=wanted.body.key,
        held_on=wanted.held_on,
        starts_at=wanted.starts_at,
        ends_at=wanted.ends_at,
        place=wanted.place,
        status=MeetingStatus.CANCELLED if wanted.is_called_off else wanted.status,
        remark=wanted.remark,
        changed_at=at,
        plan_uid=wanted.uid,
        plan_on=wanted.held_on if wanted.uid else None,
    )


def _wake_stuck_cases(act: Act) -> None:
    """A new meeting may be the cure: the journeys that found no plan look again."""
    stuck = select(Case.id).where(col(Case.state) == CaseState.OPEN, col(Case.stuck_because) != "")
    queue.put_all(
        act.session, [queue.new_due(DueKind.JOURNEY, case_id, act.at) for case_id in act.session.exec(stuck)]
    )


def _free_id(session: Session, body: str, day: date) -> str:
    """The id of a body's meeting first planned for that day; a later one of the same day gets the next."""
    found, number = make_id("meeting", body, day), 1
    while session.get(Meeting, found) is not None:
        number += 1
        found = make_id("meeting", body, day, number)
    return found


def _day(moment: datetime) -> date:
    return local_day(moment)


def _local(moment: datetime) -> str:
    return moment.astimezone(COPENHAGEN).isoformat(timespec="minutes")
