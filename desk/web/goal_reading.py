"""Goals as the pages show them: what a visitor may do with each, and an indicator's picture."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from sqlmodel import Session, select

from desk import goal_words, labels
from desk.duty_words import duty_names
from desk.web.language import _
from desk.web.pictures.slope import Series, slope
from desk.web.visit import NotAllowedError, Visit
from domain.model import Goal
from domain.rules.goals import Measured, against_country, way_since
from domain.rules.rights import Deed, may_keep_goal
from domain.store.goals import ShownGoal, ShownIndicator
from domain.store.people import Directory
from domain.store.queries import current_profile


@dataclass(frozen=True, slots=True)
class MeasuredLine:
    """One measurement in a table."""

    round: str
    value: str
    average: str
    against: str
    way: str
    source: str
    day: str  # ISO, to strike it by


def posts_of(session: Session, visit: Visit) -> Collection[str]:
    """The posts that the visitor holds or stands in for."""
    person = visit.visitor.person
    return Directory(session).posts_of(person, visit.today) if person else ()


def may_keep(session: Session, visit: Visit, goal: Goal, *posts: str | None) -> bool:
    """Whether the visitor may change the goal, or what ``posts`` answer for in it."""
    owners = {goal.owner_post, *(post for post in posts if post)}
    return may_keep_goal(visit.visitor, goal.body_key, owners=owners, posts=posts_of(session, visit))


def check_may_keep(session: Session, visit: Visit, goal: Goal, *posts: str | None) -> None:
    """Raise ``NotAllowedError`` where they may not."""
    if not may_keep(session, visit, goal, *posts):
        raise NotAllowedError(deed=Deed.GOALS, body=goal.body_key)


def choices(session: Session) -> dict[str, Any]:
    """What a goal's form offers: posts, bodies there are, rhythms, duties."""
    profile = current_profile(session)
    directory = Directory(session)
    return {
        "posts": sorted(((key, post.title) for key, post in directory.posts.items()), key=lambda one: one[1]),
        "bodies": [(body.key, body.name) for body in profile.bodies],
        "rhythms": [*((months, _(said)) for months, said in goal_words.RHYTHMS.items())],
        "duties": sorted(
            ((key, labels.capital(name)) for key, name in duty_names(profile).items()), key=lambda one: one[1]
        ),
    }


def picture(one: ShownIndicator) -> Markup:
    """Our measurements and the country's, round by round."""
    rounds = [goal_words.round_of(each) for each in one.measurements]
    ours = Series(_("Kommunen"), tuple(each.value for each in one.measurements))
    country = Series(_("Landet"), tuple(each.average for each in one.measurements))
    series = [ours, country] if any(value is not None for value in country.values) else [ours]
    return slope(one.row.name, goal_words.verdict(one), rounds, series, one.row.unit)


def lines(one: ShownIndicator) -> list[MeasuredLine]:
    """Its measurements, newest first, each with how it stands."""
    found = []
    before: Measured | None = None
    for each in one.measurements:
        now = Measured(each.measured_on, each.value, each.average)
        found.append(
            MeasuredLine(
                goal_words.round_of(each),
                goal_words.value(each.value, one.row.unit),
                goal_words.value(each.average, one.row.unit),
                _(labels.of(against_country(now, one.row.better))),
                _(labels.of(way_since(before, now, one.row.better))) if before else "",
                each.source,
                each.measured_on.isoformat(),
            )
        )
        before = now
    return found[::-1]


def keeps(session: Session, visit: Visit, goal: ShownGoal) -> dict[str, bool]:
    """What the visitor may change: the goal (under its own id), and each action."""
    posts = posts_of(session, visit)

    def may(*owners: str) -> bool:
        return may_keep_goal(visit.visitor, goal.row.body_key, owners={goal.owner.post, *owners}, posts=posts)

    return {goal.row.id: may(), **{one.row.id: may(one.owner.post) for one in goal.actions}}


def goals_of_duty(session: Session, obligation: str) -> bool:
    """Whether some goal in force belongs to the duty."""
    wanted = select(Goal.id).where(Goal.obligation == obligation, Goal.ended_on == None).limit(1)  # noqa: E711 - SQL
    return session.exec(wanted).first() is not None
