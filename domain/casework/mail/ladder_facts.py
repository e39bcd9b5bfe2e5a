"""What the ladder's steps in the queue ask to be told: many meetings and promises in a few statements."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Row
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, select

from domain.casework.mail.still_true import MATTERS
from domain.casework.mail.telling import Telling
from domain.model import (
    Body,
    Case,
    CaseState,
    Due,
    DueKind,
    FollowUp,
    FollowUpState,
    Holding,
    Meeting,
    MeetingDeadline,
    MeetingStatus,
    NoticeKind,
    Post,
    Stop,
    StopState,
)
from domain.rules.ladder import To
from domain.rules.wording import body_in_a_sentence
from domain.store.bulk import among, in_chunks, table_of
from domain.store.queries import LIVE_STOPS

_PROMISES = select_columns(
    *(table_of(FollowUp).c[name] for name in ("id", "state", "case_id", "due_on", "owner_post", "owner_person"))
)
MOVED = "moved"  # not a deadline: a meeting got another time, and its cases' owners are to know


@dataclass(slots=True)
class Asked:
    """The tellings, and how many steps asked for nothing, by why."""

    tellings: list[Telling] = field(default_factory=list)
    nothing: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class _Step:
    """A row's detail read: "submission:-7:case_owner"; for a move the number is its sequence, the word its day."""

    subject: str
    what: str
    days: int
    to: str


def read_steps(session: Session, dues: Sequence[Due]) -> Asked:
    """What these rows of the queue ask to be told, by the facts as they stand; reads only."""
    asked = Asked()
    meetings = [_step(due) for due in dues if due.kind is DueKind.REMINDER]
    promises = [_step(due) for due in dues if due.kind is DueKind.FOLLOW_UP]
    if meetings:
        _read_meetings(session, meetings, asked)
    if promises:
        _read_promises(session, promises, asked)
    return asked


def _step(due: Due) -> _Step:
    what, days, to = due.detail.split(":", 2)
    return _Step(due.subject, what, int(days), to)


@dataclass(frozen=True, slots=True)
class _OnMeeting:
    stop_id: str
    case_id: str
    owner_post: str | None
    state: StopState


def _read_meetings(session: Session, steps: Sequence[_Step], asked: Asked) -> None:
    ids = {step.subject for step in steps}
    meetings: dict[str, tuple[Meeting, Body]] = {}
    deadlines: dict[tuple[str, str], date] = {}
    stops: dict[str, list[_OnMeeting]] = defaultdict(list)
    for chunk in in_chunks(ids):
        of_body = select(Meeting, Body).join(Body, col(Meeting.body_key) == col(Body.key))
        for meeting, body in session.exec(of_body.where(col(Meeting.id).in_(chunk))):
            meetings[meeting.id] = (meeting, body)
        strictest = (
            select(col(MeetingDeadline.meeting_id), col(MeetingDeadline.kind), func.min(MeetingDeadline.practical_on))
            .where(col(MeetingDeadline.meeting_id).in_(chunk))
            .group_by(col(MeetingDeadline.meeting_id), col(MeetingDeadline.kind))
        )
        deadlines.update({(meeting_id, kind): day for meeting_id, kind, day in session.exec(strictest)})
        live = (
            select(col(Stop.meeting_id), col(Stop.id), col(Stop.case_id), col(Stop.state))
            .add_columns(col(Case.owner_post))
            .join(Case, col(Stop.case_id) == col(Case.id))
            .where(col(Stop.meeting_id).in_(chunk), col(Stop.state).in_(LIVE_STOPS))
            .where(col(Case.state) == CaseState.OPEN)
            .order_by(col(Stop.id))
        )
        for meeting_id, stop_id, case_id, state, owner in session.execute(live):
            stops[meeting_id].append(_OnMeeting(stop_id, case_id, owner, state))
    for step in steps:
        found = meetings.get(step.subject)
        if found is None or found[0].status is MeetingStatus.CANCELLED:
            asked.nothing["meeting_cancelled"] += 1
            continue
        due_on = deadlines.get((step.subject, step.what))
        tellings = list(_of_meeting(step, *found, due_on, stops[step.subject]))
        asked.tellings += tellings
        if not tellings:
            asked.nothing["no_case_waits"] += 1


def _of_meeting(
    step: _Step, meeting: Meeting, body: Body, due_on: date | None, stops: Iterable[_OnMeeting]
) -> Iterator[Telling]:
    """Owners are told of each case; a chair or a secretary once of the meeting, with the number of cases."""
    if step.what == MOVED:
        for stop in stops:
            yield Telling(
                NoticeKind.MOVED,
                f"moved:{meeting.id}:{step.days}",
                post=stop.owner_post,
                because=_owner(stop.owner_post),
                case_id=stop.case_id,
                meeting_id=meeting.id,
                detail={"body": body.key, "from": step.to, "to": meeting.held_on},
                single=True,
            )
        return
    waiting = [stop for stop in stops if stop.state in MATTERS.get(step.what, frozenset())]
    if not waiting or due_on is None:
        return
    occasion = f"{step.what}:{step.days}:{step.to}:{due_on}"
    if step.to == To.CASE_OWNER:
        for stop in waiting:
            yield Telling(
                NoticeKind.DEADLINE,
                occasion,
                post=stop.owner_post,
                because=_owner(stop.owner_post),
                case_id=stop.case_id,
                stop_id=stop.stop_id,
                meeting_id=meeting.id,
                deadline_kind=step.what,
                due_on=due_on,
                today=True,
            )
        return
    is_chair = step.to == To.CHAIR
    yield Telling(
        NoticeKind.DEADLINE,
        occasion,
        post=body.chair_post if is_chair else body.secretary_post,
        because=f"{'formand' if is_chair else 'sekretær'} for {body_in_a_sentence(body.name)}",
        meeting_id=meeting.id,
        deadline_kind=step.what,
        due_on=due_on,
        detail={"cases": len(waiting)},
        today=True,
    )


def _owner(post: str | None) -> str:
    return "sagens ejer" if post else "sagen har ingen ejer"


def _read_promises(session: Session, steps: Sequence[_Step], asked: Asked) -> None:
    wanted = among(session, col(FollowUp.id), {step.subject for step in steps})
    promises = {promise.id: promise for promise in session.execute(_PROMISES.where(wanted))}
    chiefs = dict(session.exec(select(col(Post.key), col(Post.chief_post))).all())
    posts = dict(
        session.exec(select(col(Holding.person_key), col(Holding.post_key)).order_by(col(Holding.from_on))).all()
    )
    for step in steps:
        promise = promises.get(step.subject)
        if promise is None or promise.state is not FollowUpState.CONFIRMED:
            asked.nothing[f"follow_up_{promise.state.value}" if promise else "follow_up_gone"] += 1
            continue
        asked.tellings.append(_of_promise(step, promise, chiefs, posts))


def _of_promise(step: _Step, promise: Row[Any], chiefs: dict[str, str | None], posts: dict[str, str]) -> Telling:
    occasion = f"follow_up:{step.days}:{step.to}:{promise.due_on}"
    post, person, because = promise.owner_post, promise.owner_person, "ansvarlig for opfølgningen"
    kind = NoticeKind.CHASE if step.days > 0 else NoticeKind.FOLLOW_UP
    if step.to == To.CHIEF:
        kind, person, because = NoticeKind.ESCALATION, None, "chef for den ansvarlige"
        post = chiefs.get(promise.owner_post or posts.get(promise.owner_person or "", ""))
    return Telling(
        kind,
        occasion,
        post=post,
        person=None if post else person,
        because=because,
        case_id=promise.case_id,
        follow_up_id=promise.id,
        due_on=promise.due_on,
        today=True,
    )
