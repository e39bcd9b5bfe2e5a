"""What a new profile would change: in itself, in the deadlines of coming meetings, and in whose mails move with them.

And what it may not do: take away a body or a post that something still refers to. That is ended with a date, so that
what was decided there can still be read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func
from sqlmodel import Session, col, select

from calendars.deadlines import Deadline, DeadlineKind, binding, deadlines_for
from domain.errors import StillInUseError
from domain.model import (
    Action,
    Case,
    CaseState,
    FollowUp,
    FollowUpState,
    Goal,
    Meeting,
    MeetingStatus,
    ProfileText,
    Stop,
)
from domain.profile import Profile, load_profile
from domain.profile.compare import Difference, compare
from domain.rules.ladder import To
from domain.store.queries import LIVE_STOPS

_OPEN_PROMISES = (FollowUpState.PROPOSED, FollowUpState.CONFIRMED)


@dataclass(frozen=True, slots=True)
class MovedDeadline:
    """A deadline of a coming meeting under the profile in force and under the new one; None: there is none."""

    meeting_id: str
    body: str
    held_on: date
    kind: DeadlineKind
    before: date | None
    after: date | None


@dataclass(frozen=True, slots=True)
class StillUsed:
    """A body or post that the new profile takes away, and how many of what refer to it."""

    noun: str
    key: str
    refers: dict[str, int]


@dataclass(frozen=True, slots=True)
class ProfileImpact:
    """Everything that adopting would do. ``number`` is of the profile it was compared with (0: none).

    ``reminded`` are the posts whose reminders move with the deadlines: chairs, secretaries and owners of cases.
    """

    number: int
    differences: tuple[Difference, ...]
    moved: tuple[MovedDeadline, ...]
    reminded: tuple[str, ...]
    still_used: tuple[StillUsed, ...]

    @property
    def meetings(self) -> int:
        """How many meetings get another deadline."""
        return len({one.meeting_id for one in self.moved})


def preview_profile(session: Session, *, name: str, text: str, today: date) -> ProfileImpact:
    """What adopting this text would change; nothing is written.

    Raises:
        ProfileError: the text is wrong.
    """
    after = load_profile(name, text)
    newest = newest_text(session)
    if newest is None:
        return ProfileImpact(0, (), (), (), ())
    before = load_profile(newest.name, newest.toml)
    moved = _moved(session, before, after, today)
    return ProfileImpact(
        newest.number,
        compare(before, after),
        moved,
        _reminded(session, after, moved),
        still_used(session, before, after),
    )


def newest_text(session: Session) -> ProfileText | None:
    """The profile in force as it was written; None where none is."""
    return session.exec(select(ProfileText).order_by(col(ProfileText.number).desc()).limit(1)).first()


def still_used(session: Session, before: Profile, after: Profile) -> tuple[StillUsed, ...]:
    """Bodies and posts that ``after`` no longer has, and that something refers to."""
    bodies = {one.key for one in before.bodies} - {one.key for one in after.bodies}
    posts = {one.key for one in before.posts} - {one.key for one in after.posts}
    found = [StillUsed("body", key, refers_to(session, "body", key)) for key in sorted(bodies)]
    found += [StillUsed("post", key, refers_to(session, "post", key)) for key in sorted(posts)]
    return tuple(one for one in found if one.refers)


def check_nothing_is_lost(session: Session, before: Profile, after: Profile) -> None:
    """Raise ``StillInUseError`` for the first body or post that is taken away while something refers to it."""
    for one in still_used(session, before, after):
        raise StillInUseError(noun=one.noun, id=one.key, refers=one.refers)


def refers_to(session: Session, noun: str, key: str) -> dict[str, int]:
    """How many meetings, cases and promises refer to a body or a post; nothing for anything else."""
    count = {"body": _refers_to_body, "post": _refers_to_post}.get(noun)
    return count(session, key) if count else {}


def _refers_to_body(session: Session, key: str) -> dict[str, int]:
    meetings = select(func.count()).select_from(Meeting).where(Meeting.body_key == key)
    cases = select(func.count(func.distinct(Stop.case_id))).where(Stop.body_key == key)
    goals = select(func.count()).select_from(Goal).where(Goal.body_key == key)
    asked = {"meetings": meetings, "cases": cases, "goals": goals}
    counted = {noun: session.exec(question).one() for noun, question in asked.items()}
    return {noun: count for noun, count in counted.items() if count}


def _refers_to_post(session: Session, key: str) -> dict[str, int]:
    cases = select(func.count()).select_from(Case).where(Case.owner_post == key, Case.state == CaseState.OPEN)
    promises = select(func.count()).select_from(FollowUp).where(FollowUp.owner_post == key)
    goals = select(func.count()).select_from(Goal).where(Goal.owner_post == key)
    actions = select(func.count()).select_from(Action).where(Action.owner_post == key)
    counted = {
        "goals": session.exec(goals).one(),
        "actions": session.exec(actions).one(),
        "cases": session.exec(cases).one(),
        "follow_ups": session.exec(promises.where(col(FollowUp.state).in_(_OPEN_PROMISES))).one(),
    }
    return {noun: count for noun, count in counted.items() if count}


def _moved(session: Session, before: Profile, after: Profile, today: date) -> tuple[MovedDeadline, ...]:
    """The practical deadlines of coming meetings that are not the same under both."""
    kept = {one.key for one in after.bodies} & {one.key for one in before.bodies}
    coming = select(col(Meeting.id), col(Meeting.body_key), col(Meeting.held_on)).where(
        col(Meeting.held_on) >= today, col(Meeting.body_key).in_(kept), Meeting.status != MeetingStatus.CANCELLED
    )
    found = []
    for meeting_id, body, held_on in session.exec(coming.order_by(col(Meeting.held_on), col(Meeting.body_key))):
        was, now = _deadlines(before, body, held_on), _deadlines(after, body, held_on)
        for kind in DeadlineKind:
            first, then = (_day(binding(one, kind)) for one in (was, now))
            if first != then:
                found.append(MovedDeadline(meeting_id, body, held_on, kind, first, then))
    return tuple(found)


def _deadlines(profile: Profile, key: str, held_on: date) -> Sequence[Deadline]:
    body = profile.body(key)
    return deadlines_for(
        held_on, body=key, body_kind=body.kind.value, rules=profile.deadline_rules, days=profile.day_table()
    )


def _day(deadline: Deadline | None) -> date | None:
    return deadline.practical_on if deadline is not None else None


def _reminded(session: Session, profile: Profile, moved: Sequence[MovedDeadline]) -> tuple[str, ...]:
    """The posts the ladder reminds of the deadlines that move."""
    steps = {(step.deadline, step.to) for step in profile.ladder}
    told: set[str] = set()
    owned: set[str] = set()
    for one in moved:
        body = profile.body(one.body)
        for to, post in ((To.CHAIR, body.chair), (To.SECRETARY, body.secretary)):
            if post is not None and (one.kind.value, to) in steps:
                told.add(post)
        if (one.kind.value, To.CASE_OWNER) in steps:
            owned.add(one.meeting_id)
    if owned:
        owners = (
            select(Case.owner_post)
            .join(Stop, col(Stop.case_id) == col(Case.id))
            .where(
                col(Stop.meeting_id).in_(owned), col(Stop.state).in_(LIVE_STOPS), col(Case.owner_post).is_not(None)
            )
            .distinct()
        )
        told |= {post for post in session.exec(owners) if post is not None}
    return tuple(post.key for post in profile.posts if post.key in told)
