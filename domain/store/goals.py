"""Goals with all that hangs on them, as the pages and the status notes show them; and when they are followed up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from sqlmodel import Session, col, select

from domain.errors import NotFoundError
from domain.model import Action, ActionState, Body, Goal, Indicator, Measurement, Progress
from domain.rules.goals import Against, Measured, Way, against_country, asked_on, before_rounds, every, way_since
from domain.rules.obligation import Obligation
from domain.rules.obligations import rounds_of
from domain.store.bulk import among
from domain.store.cycles import duties_in_force
from domain.store.people import Directory

LIVE = (ActionState.AGREED, ActionState.UNDER_WAY)
LISTED = 500  # goals on one list; a municipality has some dozens
_AHEAD = timedelta(days=366 * 11)  # the longest rhythm is ten years


@dataclass(frozen=True, slots=True)
class Keeper:
    """A post, and who holds it today."""

    post: str
    title: str
    holder: str


@dataclass(frozen=True, slots=True)
class ShownIndicator:
    """An indicator with its measurements, oldest first, and what the newest says."""

    row: Indicator
    measurements: tuple[Measurement, ...]
    against: Against
    way: Way | None  # None: there is nothing before the newest

    @property
    def newest(self) -> Measurement | None:
        """The newest measurement."""
        return self.measurements[-1] if self.measurements else None


@dataclass(frozen=True, slots=True)
class ShownAction:
    """An action: who answers for it, when it is next followed up (None: never, or it is over), what has been said."""

    row: Action
    owner: Keeper
    asked_on: date | None
    progress: tuple[Progress, ...]  # newest first
    indicators: tuple[ShownIndicator, ...]

    @property
    def is_live(self) -> bool:
        """Whether it is still followed up."""
        return self.row.state in LIVE


@dataclass(frozen=True, slots=True)
class ShownGoal:
    """A goal with its actions. ``body_ended_on``: the body that hears about it is no more from that day on."""

    row: Goal
    owner: Keeper
    body: str
    body_ended_on: date | None
    actions: tuple[ShownAction, ...]

    @property
    def asked_on(self) -> date | None:
        """The first day on which one of its actions is to be followed up."""
        return min((one.asked_on for one in self.actions if one.asked_on is not None), default=None)

    @property
    def is_in_force(self) -> bool:
        """Whether it is still followed up."""
        return self.row.ended_on is None

    def count(self, state: ActionState) -> int:
        """How many of its actions are in that state."""
        return sum(one.row.state is state for one in self.actions)


def list_goals(
    session: Session,
    *,
    today: date,
    body: str | None = None,
    obligation: str | None = None,
    with_ended: bool = False,
    limit: int = LISTED,
) -> list[ShownGoal]:
    """Goals by plan, area and text; of one body or one duty where named."""
    wanted = select(Goal).order_by(col(Goal.plan), col(Goal.area), col(Goal.text), col(Goal.id)).limit(limit)
    if body is not None:
        wanted = wanted.where(Goal.body_key == body)
    if obligation is not None:
        wanted = wanted.where(Goal.obligation == obligation)
    if not with_ended:
        wanted = wanted.where(col(Goal.ended_on).is_(None))
    return _shown(session, session.exec(wanted).all(), today)


def shown_goal(session: Session, goal_id: str, *, today: date) -> ShownGoal:
    """One goal.

    Raises:
        NotFoundError: no such goal.
    """
    row = session.get(Goal, goal_id)
    if row is None:
        raise NotFoundError(noun="goal", id=goal_id)
    return _shown(session, [row], today)[0]


def goal_of_action(session: Session, action_id: str) -> tuple[Goal, Action]:
    """An action and its goal. Raises ``NotFoundError``."""
    action = session.get(Action, action_id)
    if action is None:
        raise NotFoundError(noun="action", id=action_id)
    return session.get_one(Goal, action.goal_id), action


def goal_of_indicator(session: Session, indicator_id: str) -> tuple[Goal, Action, Indicator]:
    """An indicator, its action and its goal. Raises ``NotFoundError``."""
    indicator = session.get(Indicator, indicator_id)
    if indicator is None:
        raise NotFoundError(noun="indicator", id=indicator_id)
    return (*goal_of_action(session, indicator.action_id), indicator)


def action_asked_about(session: Session, follow_up_id: str) -> str | None:
    """The action that a promise asks how far it is; None where it asks of none."""
    return session.exec(select(Action.id).where(Action.asked == follow_up_id)).first()


def plan_names(session: Session) -> list[str]:
    """What the plans are called that have goals in force."""
    return list(session.exec(select(Goal.plan).where(col(Goal.ended_on).is_(None)).distinct().order_by(Goal.plan)))


def follow_up_days(goal: Goal, duties: Mapping[str, Obligation], until: date) -> tuple[date, ...]:
    """The days on which a goal is followed up, up to and including ``until``; none when its duty is gone."""
    if goal.every_months is not None:
        return every(goal.every_months, goal.first_on, until)
    duty = duties.get(goal.obligation or "")
    if duty is None:
        return ()
    due = [one.due_on for one in rounds_of(duty, until=until + timedelta(days=100))]
    return tuple(day for day in before_rounds(due, goal.first_on) if day <= until)


def days_of_bodies(session: Session, until: date) -> dict[str, list[date]]:
    """By body: the days on which one of its goals in force is followed up, that has an action still under way."""
    live = select(Action.goal_id).where(col(Action.state).in_(LIVE))
    goals = session.exec(select(Goal).where(col(Goal.ended_on).is_(None), col(Goal.id).in_(live))).all()
    if not goals:
        return {}
    duties = duties_in_force(session)
    found: dict[str, set[date]] = defaultdict(set)
    for goal in goals:
        found[goal.body_key].update(follow_up_days(goal, duties, until))
    return {body: sorted(days) for body, days in found.items()}


def _shown(session: Session, goals: Sequence[Goal], today: date) -> list[ShownGoal]:
    """Goals with all that hangs on them, in five statements however many they are."""
    actions = _by(session.exec(_of(session, Action, Action.goal_id, (one.id for one in goals))), "goal_id")
    action_ids = [one.id for some in actions.values() for one in some]
    progress = _by(session.exec(_of(session, Progress, Progress.action_id, action_ids)), "action_id")
    indicators = _by(session.exec(_of(session, Indicator, Indicator.action_id, action_ids)), "action_id")
    names = [one.id for some in indicators.values() for one in some]
    measured = _by(session.exec(_of(session, Measurement, Measurement.indicator_id, names)), "indicator_id")
    bodies = {one.key: one for one in session.exec(select(Body))}
    directory = Directory(session)
    duties = duties_in_force(session)

    def keeper(post: str) -> Keeper:
        found = directory.recipient(post, today)
        title = directory.posts[post].title if post in directory.posts else post
        return Keeper(post, title, directory.people[found.person_key].name if found else "")

    def action(row: Action, goal: Goal, days: Sequence[date]) -> ShownAction:
        is_asked = row.state in LIVE and goal.ended_on is None
        said = sorted(progress.get(row.id, []), key=lambda one: (one.noted_at, one.id), reverse=True)
        own = sorted(indicators.get(row.id, []), key=lambda one: (one.ended_on is not None, one.name))
        return ShownAction(
            row,
            keeper(row.owner_post or goal.owner_post),
            asked_on(days, agreed_on=row.agreed_on, noted_on=row.noted_on) if is_asked else None,
            tuple(said),
            tuple(_indicator(one, measured.get(one.id, [])) for one in own),
        )

    found = []
    for goal in goals:
        days = follow_up_days(goal, duties, max(today, goal.first_on) + _AHEAD)
        rows = sorted(actions.get(goal.id, []), key=lambda one: (one.state not in LIVE, one.agreed_on, one.id))
        body = bodies[goal.body_key]
        ended = body.valid_to if body.valid_to is not None and body.valid_to <= today else None
        shown = tuple(action(row, goal, days) for row in rows)
        found.append(ShownGoal(goal, keeper(goal.owner_post), body.name, ended, shown))
    return found


def _indicator(row: Indicator, measurements: Iterable[Measurement]) -> ShownIndicator:
    ordered = sorted(measurements, key=lambda one: one.measured_on)
    as_rules = [Measured(one.measured_on, one.value, one.average) for one in ordered]
    against = against_country(as_rules[-1], row.better) if as_rules else Against.UNKNOWN
    ways = [way_since(before, now, row.better) for before, now in pairwise(as_rules)]
    return ShownIndicator(row, tuple(ordered), against, ways[-1] if ways else None)


def _of(session: Session, noun: type[Any], column: Any, ids: Iterable[str]) -> Any:
    return select(noun).where(among(session, col(column), ids))


def _by(rows: Iterable[Any], name: str) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found


def keepers_of(goal: ShownGoal) -> Collection[str]:
    """The posts that answer for a goal or one of its actions."""
    return {goal.owner.post, *(one.owner.post for one in goal.actions)}
