"""The municipality itself: which profile is in force, and who is away."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from sqlalchemy import update
from sqlmodel import Session, col, select

from calendars.deadlines import DeadlineRule
from domain.casework.house.profile_impact import check_nothing_is_lost, newest_text
from domain.casework.meeting.deadlines import write_deadlines
from domain.casework.rows import find, local_day
from domain.casework.verb import Act, Receipt, verb
from domain.errors import ConflictError, NotAllowedNowError
from domain.model import Absence, Body, Holding, Meeting, Person, Post, ProfileText
from domain.model.columns import Row, make_id
from domain.profile import Profile, load_profile
from domain.profile.compare import compare
from domain.store.bulk import table_of

R = TypeVar("R", bound=Row)
_MOST_TOLD = 200  # changes named in the journal: a whole new profile has more, and its text is kept anyway


@verb
def adopt_profile(act: Act, *, name: str, text: str, replaces: int | None = None) -> Receipt:
    """Put a profile in force: its bodies, posts, people and holdings become rows, its rules meet the coming meetings.

    ``replaces`` is the number of the profile the writer saw (None: did not look). Rows that the profile no longer
    names stay for history: a body ends today, a holding ends today.

    Raises:
        ProfileError: the text is wrong; nothing is changed.
        ConflictError: another profile was adopted since the writer saw ``replaces``.
        StillInUseError: a body or post is taken away that something refers to. It is to be ended with a date.
    """
    profile = load_profile(name, text)
    newest = newest_text(act.session)
    if newest is not None and newest.toml == text:
        return act.already(newest.id, municipality=profile.name, number=newest.number)
    found = newest.number if newest else 0
    if replaces is not None and replaces != found:
        raise ConflictError(noun="profile", id=name, expected=replaces, found=found)
    before = load_profile(newest.name, newest.toml) if newest else None
    if before is not None:
        check_nothing_is_lost(act.session, before, profile)
    number = found + 1
    today = local_day(act.at)
    digest = hashlib.sha256(f"{number}\n{text}".encode()).hexdigest()
    act.session.add(ProfileText.new(id=digest, name=name, toml=text, adopted_at=act.at, number=number))
    _write_posts(act.session, profile)
    _write_people(act.session, profile, today)
    renamed = _write_bodies(act.session, profile, today)
    _rename_meetings(act, renamed)
    _rewrite_coming_meetings(act, profile, before, today)
    changed = [one.code for one in compare(before, profile)] if before is not None else []
    return act.enter(
        "profile",
        digest,
        municipality=profile.name,
        number=number,
        bodies=[body.key for body in profile.bodies],
        changed=changed[:_MOST_TOLD],
    )


@verb
def record_absence(act: Act, *, person: str, from_on: date, to_on: date) -> Receipt:
    """A person is away from a day up to, not including, another; what is sent to their posts goes to the stand-in.

    Raises:
        NotFoundError: no such person.
        NotAllowedNowError: the period ends before it begins (``why`` is reversed).
    """
    find(act.session, Person, "person", person)
    if to_on <= from_on:
        raise NotAllowedNowError(verb="record_absence", noun="person", id=person, state="", why="reversed")
    absence_id = make_id("absence", person, from_on, to_on)
    if act.session.get(Absence, absence_id) is not None:
        return act.already(person, from_on=from_on.isoformat(), to_on=to_on.isoformat())
    act.session.add(Absence.new(id=absence_id, person_key=person, from_on=from_on, to_on=to_on))
    return act.enter("person", person, from_on=from_on, to_on=to_on)


@verb
def cancel_absence(act: Act, *, absence_id: str) -> Receipt:
    """A person is not away after all; from now on what is sent to their posts goes to themselves again.

    Raises:
        NotFoundError: no such absence.
        NotAllowedNowError: it is over (``why`` is past).
    """
    absence = find(act.session, Absence, "absence", absence_id)
    if absence.to_on <= local_day(act.at):
        raise NotAllowedNowError(verb=act.name, noun="absence", id=absence_id, state="", why="past")
    act.session.delete(absence)
    return act.enter("person", absence.person_key, from_on=absence.from_on, to_on=absence.to_on)


def _write_posts(session: Session, profile: Profile) -> None:
    for post in profile.posts:
        _keep(session, Post, post.key, key=post.key, title=post.title)
    session.flush()  # chiefs and stand-ins point at posts, so all of them must be there first
    for post in profile.posts:
        _keep(session, Post, post.key, chief_post=post.chief, stand_in_post=post.stand_in)
    session.flush()


def _write_people(session: Session, profile: Profile, today: date) -> None:
    for person in profile.people:
        _keep(session, Person, person.key, key=person.key, name=person.name, email=person.email)
    session.flush()
    named: set[str] = set()
    for holding in profile.holdings:
        holding_id = make_id("holding", holding.post, holding.person, holding.from_on)
        named.add(holding_id)
        _keep(
            session,
            Holding,
            holding_id,
            id=holding_id,
            post_key=holding.post,
            person_key=holding.person,
            from_on=holding.from_on,
            to_on=holding.to_on,
        )
    for row in session.exec(select(Holding).where(col(Holding.to_on).is_(None))):
        if row.id not in named:
            row.to_on = max(today, date.fromordinal(row.from_on.toordinal() + 1))
    session.flush()


def _write_bodies(session: Session, profile: Profile, today: date) -> list[str]:
    """The keys of those that are called something else now."""
    names = dict(session.exec(select(col(Body.key), col(Body.name))).all())
    renamed = [body.key for body in profile.bodies if names.get(body.key, body.name) != body.name]
    for body in profile.bodies:
        _keep(
            session,
            Body,
            body.key,
            key=body.key,
            name=body.name,
            kind=body.kind,
            aliases=list(body.aliases),
            chair_post=body.chair,
            secretary_post=body.secretary,
            meeting_minutes=body.minutes,
            valid_from=body.valid_from,
            valid_to=body.valid_to,
        )
    named = {body.key for body in profile.bodies}
    for row in session.exec(select(Body).where(col(Body.valid_to).is_(None))):
        if row.key not in named and (row.valid_from is None or row.valid_from < today):
            row.valid_to = today
    session.flush()
    return renamed


def _rename_meetings(act: Act, bodies: Sequence[str]) -> None:
    """A body's name is the title of its meetings, which calendars only take over with a higher SEQUENCE."""
    if not bodies:
        return
    meeting = table_of(Meeting)
    raised = {"sequence": meeting.c.sequence + 1, "version": meeting.c.version + 1, "changed_at": act.at}
    act.session.connection().execute(update(meeting).where(meeting.c.body_key.in_(bodies)).values(**raised))
    act.session.expire_all()


def _keep(session: Session, model: type[R], row_key: str, /, **values: object) -> None:
    """Make the row, or change what differs; a row that already says so is left alone."""
    row = session.get(model, row_key)
    if row is None:
        session.add(model.new(**values))
        return
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)


def _rewrite_coming_meetings(act: Act, profile: Profile, before: Profile | None, today: date) -> None:
    """Deadlines follow the rules in force: where those changed, the coming meetings get theirs anew."""
    if before is None or _rules(before) == _rules(profile):
        return
    kept = {body.key for body in profile.bodies}
    coming = select(Meeting).where(col(Meeting.held_on) >= today, col(Meeting.body_key).in_(kept))
    write_deadlines(act.session, profile, act.session.exec(coming).all(), act.at)


def _rules(profile: Profile) -> tuple[object, ...]:
    rules: tuple[DeadlineRule, ...] = profile.deadline_rules
    kinds = tuple(sorted((body.key, body.kind.value) for body in profile.bodies))
    return (profile.reading, profile.local, rules, profile.ladder, kinds)
