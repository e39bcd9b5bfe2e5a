"""A meeting moved or called off, with everything that follows: its deadlines, its cases, and who is told.

The verbs that do it differ in who asks (``meetings``: a person or a plan; ``mirror``: somebody's hand in Outlook).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from calendars.copenhagen import COPENHAGEN
from calendars.deadlines import DeadlineKind, binding
from domain.casework import queue
from domain.casework.mail.telling import Telling
from domain.casework.meeting.days import why_not_on
from domain.casework.meeting.deadlines import MEETING_DUES, deadlines_of, write_deadlines
from domain.casework.meeting.impact import impact_of_cancelling, impact_of_moving
from domain.casework.meeting.replanned import write_impact
from domain.casework.rows import local_day
from domain.casework.verb import Act, Receipt
from domain.errors import MeetingDayError, NotAllowedNowError
from domain.model import Body, DueKind, Meeting, MeetingStatus, NoticeKind
from domain.profile import Profile
from domain.rules.facts import MeetingFacts
from domain.rules.replanning import Why
from domain.rules.wording import body_in_a_sentence
from domain.store.bulk import collecting_later
from domain.store.queries import meeting_facts


def move(
    act: Act,
    profile: Profile,
    meeting: Meeting,
    *,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    reason: str,
) -> Receipt:
    """Move with everything that follows; the day has been found good."""
    before = _facts(act.session, meeting)
    after = moved_facts(profile, before, starts_at, ends_at)
    impact = impact_of_moving(act.session, before, after, today=local_day(act.at), why=Why.MEETING_MOVED)
    meeting.held_on, meeting.starts_at, meeting.ends_at = local_day(starts_at), starts_at, ends_at
    meeting.place = place
    _touch(meeting, act.at)
    write_deadlines(act.session, profile, [meeting], act.at)
    receipt = act.enter(
        "meeting",
        meeting.id,
        body=meeting.body_key,
        before=_in_denmark(before.starts_at),
        after=_in_denmark(starts_at),
        place=place,
        replanned=len(impact.differences) - len(impact.impossible),
        impossible=len(impact.impossible),
        reason=reason,
    )
    occasion = f"moved:{meeting.id}:{meeting.sequence}"
    leaders = _chair_and_secretary(act, meeting, NoticeKind.MOVED, occasion, before)
    write_impact(act, impact, before, kind=NoticeKind.MOVED, occasion=occasion, also=leaders)
    if before.held_on != meeting.held_on or before.starts_at != starts_at:
        # One row: the sweep tells the owners of the cases, so the move costs the same however many there are.
        detail = f"moved:{meeting.sequence}:{before.held_on.isoformat()}"
        key = f"moved:{meeting.id}"  # moved again before the sweep: owners are told once
        queue.put(act, due_at=act.at, kind=DueKind.REMINDER, subject=meeting.id, detail=detail, key=key)
    return receipt


def cancel(act: Act, meeting: Meeting, reason: str) -> Receipt | None:
    """Cancel with everything that follows; None when it was cancelled already."""
    if meeting.status is MeetingStatus.CANCELLED:
        return None
    with collecting_later():
        return _cancel_with_its_cases(act, meeting, reason)


def _cancel_with_its_cases(act: Act, meeting: Meeting, reason: str) -> Receipt:
    before = _facts(act.session, meeting)
    impact = impact_of_cancelling(act.session, before, today=local_day(act.at), why=Why.MEETING_CANCELLED)
    meeting.status = MeetingStatus.CANCELLED
    _touch(meeting, act.at)
    queue.take_out_subject(act.session, MEETING_DUES, meeting.id)
    receipt = act.enter(
        "meeting",
        meeting.id,
        body=meeting.body_key,
        day=meeting.held_on,
        cases=impact.cases,
        replanned=len(impact.differences) - len(impact.impossible),
        impossible=len(impact.impossible),
        reason=reason,
    )
    occasion = f"cancelled:{meeting.id}:{meeting.sequence}"
    leaders = _chair_and_secretary(act, meeting, NoticeKind.CANCELLED, occasion, before)
    write_impact(act, impact, before, kind=NoticeKind.CANCELLED, occasion=occasion, also=leaders)
    return receipt


def moved_facts(profile: Profile, before: MeetingFacts, starts_at: datetime, ends_at: datetime) -> MeetingFacts:
    """The meeting as it would be at another time, with the deadlines it would have then."""
    held_on = local_day(starts_at)
    deadlines = deadlines_of(profile, before.body, held_on)
    submission = binding(deadlines, DeadlineKind.SUBMISSION)
    dispatch = binding(deadlines, DeadlineKind.DISPATCH)
    minutes = binding(deadlines, DeadlineKind.MINUTES)
    return replace(
        before,
        held_on=held_on,
        starts_at=starts_at,
        ends_at=ends_at,
        submission_on=submission.practical_on if submission else None,
        dispatch_on=dispatch.practical_on if dispatch else held_on,
        dispatch_legal_on=dispatch.legal_on if dispatch else held_on,
        minutes_ready_on=minutes.legal_on if minutes else held_on,
    )


def check_day(
    session: Session, profile: Profile, body: str, starts_at: datetime, *, now: datetime, keeping: str | None
) -> None:
    """Raise ``MeetingDayError`` where no meeting of that body can be held, ``keeping`` being the one it moves."""
    day = local_day(starts_at)
    taken = select(Meeting.id).where(
        col(Meeting.body_key) == body, col(Meeting.held_on) == day, col(Meeting.status) != MeetingStatus.CANCELLED
    )
    others = [other for other in session.exec(taken) if other != keeping]
    why = why_not_on(profile.day_table(), day, today=local_day(now), is_taken=bool(others))
    if why is not None:
        raise MeetingDayError(body=body, day=day, why=why, name=profile.day_table().holiday_name(day))


def check_to_come(meeting: Meeting, verb_name: str, *, now: datetime) -> None:
    """Raise ``NotAllowedNowError`` when it is cancelled, or has been held."""
    why = "cancelled" if meeting.status is MeetingStatus.CANCELLED else "held" if meeting.ends_at <= now else None
    if why is not None:
        state = meeting.status.value
        raise NotAllowedNowError(verb=verb_name, noun="meeting", id=meeting.id, state=state, why=why)


def _touch(meeting: Meeting, at: datetime) -> None:
    meeting.sequence += 1
    meeting.version += 1
    meeting.changed_at = at


def _chair_and_secretary(
    act: Act, meeting: Meeting, kind: NoticeKind, occasion: str, before: MeetingFacts
) -> list[Telling]:
    body = act.session.get_one(Body, meeting.body_key)
    detail: dict[str, Any] = {"body": body.key, "from": before.held_on, "to": meeting.held_on}
    name = body_in_a_sentence(body.name)
    posts = ((body.chair_post, f"formand for {name}"), (body.secretary_post, f"sekretær for {name}"))
    return [
        Telling(kind, occasion, post=post, because=because, meeting_id=meeting.id, detail=detail, single=True)
        for post, because in posts
        if post is not None
    ]


def _facts(session: Session, meeting: Meeting) -> MeetingFacts:
    (facts,) = meeting_facts(session, ids=[meeting.id])
    return facts


def _in_denmark(moment: datetime) -> str:
    return moment.astimezone(COPENHAGEN).isoformat(timespec="minutes")
