"""Which standing items belong on which meetings, and what became of them there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, col, select

from domain.model import Body, BodyKind, Case, CaseState, Meeting, MeetingStatus, StandingUse
from domain.rules.standing import Report, Rhythm, StandingItem, first_days, is_due_at
from domain.store.bulk import among
from domain.store.goals import days_of_bodies
from domain.store.queries import current_profile, find_meeting

LONGEST_AHEAD = timedelta(days=90)  # the most ``days_before`` may say
_BEFORE = timedelta(days=62)  # how far back a politisk rul may have begun
STATUS_OF = "maalstatus-"  # and the body: the key of the status on its goals
_STATUS_DAYS = 42  # before the meeting: those who answer for an action need time to say how far it is


@dataclass(frozen=True, slots=True)
class Standing:
    """A standing item at one meeting. ``case_id``: it is on the agenda; ``left_out_because``: not this once.

    ``is_waiting``: nothing has become of it yet. What was withdrawn as any case is does not come again by itself.
    """

    item: StandingItem
    meeting_id: str
    comes_on: date
    case_id: str | None = None
    left_out_because: str = ""
    is_waiting: bool = True


def standing_of(session: Session, meeting_id: str) -> list[Standing]:
    """The standing items of one meeting, in the profile's order.

    Raises:
        NotFoundError: no such meeting.
    """
    return _standing(session, [find_meeting(session, meeting_id)])


def standing_between(session: Session, first: date, last: date, *, body: str | None = None) -> list[Standing]:
    """The standing items of the meetings from ``first`` to ``last``, both included; of one body where named."""
    wanted = select(Meeting).where(col(Meeting.held_on) >= first, col(Meeting.held_on) <= last)
    if body is not None:
        wanted = wanted.where(Meeting.body_key == body)
    return _standing(session, session.exec(wanted.order_by(col(Meeting.starts_at), col(Meeting.id))).all())


def standing_to_raise(session: Session, today: date) -> list[Standing]:
    """What is to be put on an agenda today: its day has come, its meeting has not, and nothing has become of it."""
    bodies = {item.body for item in standing_items(session, days_of_bodies(session, today + LONGEST_AHEAD))}
    if not bodies:
        return []
    coming = select(Meeting).where(
        col(Meeting.held_on) > today,
        col(Meeting.held_on) <= today + LONGEST_AHEAD,
        col(Meeting.body_key).in_(bodies),
    )
    meetings = session.exec(coming.order_by(col(Meeting.starts_at), col(Meeting.id))).all()
    return [one for one in _standing(session, meetings) if one.is_waiting and one.comes_on <= today]


def statuses_under_way(session: Session, today: date) -> list[Standing]:
    """The statuses on goals that are cases already, at meetings from today on."""
    found = session.exec(
        select(StandingUse, Meeting)
        .join(Meeting, col(Meeting.id) == col(StandingUse.meeting_id))
        .join(Case, col(Case.id) == col(StandingUse.case_id))
        .where(col(Meeting.held_on) >= today, Case.state == CaseState.OPEN)
        .order_by(col(Meeting.starts_at), col(Meeting.id))
    ).all()
    items = {use.item: find_item(session, use.item) for use, _meeting in found}
    return [
        _one(item, meeting, (use, True))
        for use, meeting in found
        if (item := items[use.item]) is not None and item.report is Report.GOALS
    ]


def cases_of_item(session: Session, item: str, meeting_ids: Iterable[str]) -> dict[str, str]:
    """By meeting: the case that an item became there."""
    wanted = select(col(StandingUse.meeting_id), col(StandingUse.case_id)).where(
        StandingUse.item == item, among(session, col(StandingUse.meeting_id), meeting_ids)
    )
    return {meeting: case for meeting, case in session.exec(wanted) if case is not None}


def find_item(session: Session, key: str) -> StandingItem | None:
    """The standing item with that key: of the profile, or the status on goals of a body that has none of its own."""
    items = {item.key: item for item in current_profile(session).standing_items}
    body = key.removeprefix(STATUS_OF)
    if key in items or body == key or session.get(Body, body) is None:
        return items.get(key)
    return _status_of(body)


def status_item(session: Session, body: str) -> StandingItem:
    """The item by which a body hears about its goals: the profile's own for it, else the usual one."""
    own = (item for item in current_profile(session).standing_items if item.body == body)
    return next((item for item in own if item.report is Report.GOALS), _status_of(body))


def standing_items(session: Session, goals: Iterable[str]) -> list[StandingItem]:
    """The profile's standing items, and the status on goals of bodies (``goals``) that have none of their own."""
    items = list(current_profile(session).standing_items)
    told = {item.body for item in items if item.report is Report.GOALS}
    return [*items, *(_status_of(body) for body in sorted(set(goals) - told))]


def _status_of(body: str) -> StandingItem:
    return StandingItem(
        key=f"{STATUS_OF}{body}",
        body=body,
        title="Status på mål og handlinger",
        rhythm=Rhythm.WHEN_DUE,
        source="Målenes opfølgning",
        days_before=_STATUS_DAYS,
        recommendation="Det indstilles, at status drøftes.",
        report=Report.GOALS,
    )


def _standing(session: Session, meetings: Iterable[Meeting]) -> list[Standing]:
    ordinary = [one for one in meetings if one.status is MeetingStatus.ORDINARY]
    if not ordinary:
        return []
    goals = days_of_bodies(session, max(one.held_on for one in ordinary))
    items = standing_items(session, goals)
    if not items:
        return []
    first = min(one.held_on for one in ordinary)
    own, rounds = _days(session, min(date(first.year, 1, 1), first - _BEFORE), max(one.held_on for one in ordinary))
    uses = _uses(session, [one.id for one in ordinary])
    return [
        _one(item, meeting, uses.get((meeting.id, item.key)))
        for meeting in ordinary
        for item in items
        if item.body == meeting.body_key
        and is_due_at(item, meeting.held_on, own.get(item.body, []), rounds, goals.get(item.body, ()))
    ]


def _days(session: Session, first: date, last: date) -> tuple[dict[str, list[date]], list[date]]:
    """The days of each body's ordinary meetings, and the first days of the politiske rul."""
    held = select(Meeting.body_key, col(Meeting.held_on)).where(
        col(Meeting.held_on) >= first, col(Meeting.held_on) <= last, Meeting.status == MeetingStatus.ORDINARY
    )
    own: dict[str, list[date]] = {}
    for body, day in session.exec(held):
        own.setdefault(body, []).append(day)
    kinds = {body.key: body.kind for body in current_profile(session).bodies}
    return own, first_days(
        day for body, days in own.items() if kinds.get(body) is BodyKind.MANAGEMENT for day in days
    )


def _uses(session: Session, meeting_ids: list[str]) -> dict[tuple[str, str], tuple[StandingUse, bool]]:
    """What became of items, and whether their case is still on its way or was treated."""
    rows = session.exec(
        select(StandingUse, Case.state)
        .outerjoin(Case, col(Case.id) == col(StandingUse.case_id))
        .where(among(session, col(StandingUse.meeting_id), meeting_ids))
    )
    return {(use.meeting_id, use.item): (use, state is not CaseState.WITHDRAWN) for use, state in rows}


def _one(item: StandingItem, meeting: Meeting, became: tuple[StandingUse, bool] | None) -> Standing:
    comes_on = meeting.held_on - timedelta(days=item.days_before)
    if became is None:
        return Standing(item, meeting.id, comes_on)
    use, is_kept = became
    case_id = use.case_id if is_kept and not use.left_out_because else None
    return Standing(item, meeting.id, comes_on, case_id, use.left_out_because, is_waiting=False)
