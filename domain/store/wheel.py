"""A year's wheel as it stands: duties' last days, standing items, bodies, meetings and holidays."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from sqlmodel import Session

from domain.errors import NotFoundError
from domain.model import AgreedWheel, BodyKind, MeetingStatus
from domain.profile import Profile
from domain.profile.year_plan import proposed_year
from domain.rules.obligation import NoRound, Obligation, Round
from domain.rules.obligations import next_round_of, rounds_of
from domain.rules.standing import StandingItem, first_days, is_due_at
from domain.rules.wheel import Entry, Part, WheelChange, changed_since, compare_years, from_words, to_words
from domain.store.cycles import duties_in_force
from domain.store.meeting_year import meetings_between
from domain.store.queries import current_profile

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Wheel:
    """A year's entries. ``is_planned``: its meetings are there; else they are what the profile's rules propose."""

    year: int
    entries: tuple[Entry, ...]
    is_planned: bool

    @property
    def digest(self) -> str:
        """The same for the same wheel: what somebody agreed to is what they saw."""
        said = "\n".join(f"{key}\t{words}" for key, words in sorted(to_words(self.entries).items()))
        return hashlib.sha256(said.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class NextWheel:
    """A year's wheel beside the one before it. ``since`` is what changed after somebody agreed to it."""

    wheel: Wheel
    changes: tuple[WheelChange, ...]
    same: tuple[Entry, ...]  # duties and standing items that come as they did
    agreed: AgreedWheel | None
    since: tuple[WheelChange, ...]
    closing_missing: bool  # this year has closing days of its own and the next has none yet


@dataclass(frozen=True, slots=True)
class _Held:
    body: str
    on: date
    moved_by: str = ""


def next_wheel(session: Session, year: int) -> NextWheel:
    """The wheel of ``year`` proposed from that of the year before."""
    profile = current_profile(session)
    before, wheel = wheel_of(session, year - 1), wheel_of(session, year)
    changes = compare_years(before.entries, wheel.entries)
    changed = {one.entry.id for one in changes}
    agreed = session.get(AgreedWheel, year)
    closing = {day.year for day in profile.local.closing}
    return NextWheel(
        wheel=wheel,
        changes=changes,
        same=tuple(one for one in wheel.entries if one.part in {Part.DUTY, Part.STANDING} and one.id not in changed),
        agreed=agreed,
        since=changed_since(from_words(agreed.entries), wheel.entries) if agreed is not None else (),
        closing_missing=year - 1 in closing and year not in closing,
    )


def days_of_item(session: Session, item: StandingItem, year: int) -> tuple[date, ...]:
    """On which of its body's meetings of a year the item stands, as they are planned."""
    ordinary = [
        _Held(one.body_key, one.held_on)
        for one in meetings_between(session, date(year, 1, 1), date(year, 12, 31))
        if one.status is MeetingStatus.ORDINARY
    ]
    return _days_of(item, current_profile(session), ordinary)


def wheel_of(session: Session, year: int) -> Wheel:
    """The wheel of a year as profile, plan and rounds say today.

    Raises:
        NotFoundError: the year is outside the calendar.
    """
    if not 2000 < year < 2100:  # noqa: PLR2004 - the years the day table reaches
        raise NotFoundError(noun="year", id=str(year))
    profile = current_profile(session)
    ordinary = [
        _Held(one.body_key, one.held_on)
        for one in meetings_between(session, date(year, 1, 1), date(year, 12, 31))
        if one.status is MeetingStatus.ORDINARY
    ]
    held = ordinary or _proposed(profile, year)
    entries = (
        *_duties(duties_in_force(session), year),
        *_standing(profile, held),
        *_bodies(profile, year),
        *_meetings(profile, held),
        *_holidays(profile, year),
    )
    return Wheel(year, entries, is_planned=bool(ordinary))


def _proposed(profile: Profile, year: int) -> list[_Held]:
    proposal = proposed_year(profile, year)
    moved = {
        (one.facts["body"], one.facts["to"]): str(one.facts["name"])
        for one in proposal.findings
        if one.code == "rule_moved"
    }
    return [_Held(one.body, one.on, moved.get((one.body, one.on), "")) for one in proposal.meetings]


def _duties(duties: dict[str, Obligation], year: int) -> Iterator[Entry]:
    """A duty without a round in the year has no entry. Its name is the desk's to give: the key stands for it."""
    last = date(year, 12, 31)
    for key, duty in duties.items():
        due = [one for one in rounds_of(duty, until=last) if one.due_on.year == year]
        if not due:
            continue
        coming = _after(duty, last + _DAY)
        repealed = isinstance(coming, NoRound)
        again = coming.due_on if isinstance(coming, Round) else None
        law = coming.repealed_by if isinstance(coming, NoRound) else ""
        days = tuple(one.due_on for one in due)
        yield Entry(Part.DUTY, key, key, days, due[-1].source, again, law if repealed else "")


def _after(duty: Obligation, day: date) -> Round | NoRound | None:
    try:
        return next_round_of(duty, day)
    except NotFoundError:  # past the years that are looked at
        return None


def _standing(profile: Profile, held: Sequence[_Held]) -> Iterator[Entry]:
    for item in profile.standing_items:
        due = _days_of(item, profile, held)
        if due:
            title = "" if item.closed else item.title
            yield Entry(Part.STANDING, f"{item.body} {item.key}", title, due, item.source)


def _days_of(item: StandingItem, profile: Profile, held: Sequence[_Held]) -> tuple[date, ...]:
    kinds = {body.key: body.kind for body in profile.bodies}
    rounds = first_days(one.on for one in held if kinds.get(one.body) is BodyKind.MANAGEMENT)
    own = sorted(one.on for one in held if one.body == item.body)
    return tuple(day for day in own if is_due_at(item, day, own, rounds))


def _bodies(profile: Profile, year: int) -> Iterator[Entry]:
    """The bodies that exist at the year's end, so that one that ends in the year is gone in the next one's wheel."""
    for body in profile.bodies:
        if body.is_valid(date(year, 12, 31)):
            yield Entry(Part.BODY, body.key, body.name)


def _meetings(profile: Profile, held: Iterable[_Held]) -> Iterator[Entry]:
    names = {body.key: body.name for body in profile.bodies}
    by_month = sorted(held, key=lambda one: (one.body, one.on))
    for (body, month), group in groupby(by_month, key=lambda one: (one.body, one.on.month)):
        found = list(group)
        moved = tuple((one.on, one.moved_by) for one in found if one.moved_by)
        days = tuple(one.on for one in found)
        yield Entry(Part.MEETING, f"{body} {month:02}", names.get(body, body), days, in_the_way=moved)


def _holidays(profile: Profile, year: int) -> Iterator[Entry]:
    days = profile.day_table()
    day = date(year, 1, 1)
    while day.year == year:
        name = days.holiday_name(day)
        if name is not None:
            yield Entry(Part.HOLIDAY, name, name, (day,))
        day += _DAY
