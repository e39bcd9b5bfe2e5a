"""A year of meetings, standing items and last days as the wheel draws them and the tables beside it say them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from babel.dates import format_date

from calendars.copenhagen import COPENHAGEN
from desk import labels
from desk.web.duty_rows import Known
from desk.web.language import _, locale
from desk.web.page import long_day, weekday_day
from desk.web.pictures.wheel import Dot, Free, Milestone, Ring, Words
from domain.model import Meeting, MeetingStatus
from domain.profile import Profile
from domain.rules.access import shown_title
from domain.rules.obligations import rounds_of
from domain.rules.standing import StandingItem
from domain.store.standing import Standing

FIRST, LAST = 2000, 2099  # the years the calendar reaches


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A standing item of the year: its title as one may see it, and each meeting it stands on."""

    item: StandingItem
    title: str
    days: tuple[tuple[Standing, Meeting], ...]


def bodies(profile: Profile, meetings: Sequence[Meeting], year: int) -> list[str]:
    """The bodies of the year from the outer ring inwards: the council first, the management last."""
    meeting = {one.body_key for one in meetings}
    return [body.key for body in reversed(profile.bodies) if body.key in meeting or body.is_valid(date(year, 7, 1))]


def rings(profile: Profile, keys: Iterable[str], meetings: Sequence[Meeting], items: Iterable[ItemRow]) -> list[Ring]:
    """A ring a body; a dot says which standing items the meeting has."""
    names = {body.key: body.name for body in profile.bodies}
    standing: dict[str, list[str]] = {}
    for row in items:
        for one, meeting in row.days:
            if not one.left_out_because:
                standing.setdefault(meeting.id, []).append(row.title)
    return [
        Ring(
            key,
            names.get(key, key),
            tuple(_dot(one, standing.get(one.id, ())) for one in meetings if one.body_key == key),
        )
        for key in keys
    ]


def _dot(meeting: Meeting, standing: Sequence[str]) -> Dot:
    is_off = meeting.status is MeetingStatus.CANCELLED
    at = meeting.starts_at.astimezone(COPENHAGEN)
    said = f"{meeting.body_key} {weekday_day(meeting.held_on)} {_('kl.')} {at:%H.%M}"
    said = f"{said} ({_('aflyst')})" if is_off else said
    title = f"{said}: {', '.join(standing)}" if standing else said
    return Dot(meeting.held_on, title, f"/moede/{meeting.id}", is_off, has_more=bool(standing))


def item_rows(
    profile: Profile, standing: Iterable[Standing], meetings: Mapping[str, Meeting], *, sees_closed: bool
) -> list[ItemRow]:
    """The standing items in the profile's order, each with its meetings of the year; a closed one has no title."""
    found: dict[str, list[tuple[Standing, Meeting]]] = {item.key: [] for item in profile.standing_items}
    extra: dict[str, StandingItem] = {item.key: item for item in profile.standing_items}
    for one in standing:
        if one.meeting_id in meetings:
            extra.setdefault(one.item.key, one.item)
            found.setdefault(one.item.key, []).append((one, meetings[one.meeting_id]))
    return [
        ItemRow(extra[key], shown_title(not item.closed or sees_closed, item.title), tuple(days))
        for key, days in found.items()
        for item in (extra[key],)
    ]


def milestones(known: Iterable[Known], year: int) -> list[Milestone]:
    """The last day of every round that is due in the year."""
    found = [
        Milestone(
            round_.due_on,
            one.name,
            f"{one.name}: {_('senest')} {long_day(round_.due_on)}. {round_.source}",
            f"/aarshjul?aar={year}&pligt={round_.obligation}#pligt",
        )
        for one in known
        for round_ in rounds_of(one.obligation, until=date(year, 12, 31))
        if round_.due_on.year == year
    ]
    return sorted(found, key=lambda one: (one.on, one.label))


def free(profile: Profile, year: int) -> list[Free]:
    """The recess of the year: whole months, holiday weeks, and the municipality's own days."""
    recess = profile.recess
    found = [
        Free(
            date(year, month, 1),
            _last_of(year, month),
            _("Ingen møder i %(month)s") % {"month": _month_names("LLLL")[month - 1]},
        )
        for month in sorted(recess.months)
    ]
    for week in sorted(recess.weeks):
        try:
            monday = date.fromisocalendar(year, week, 1)
        except ValueError:  # week 53 of a year without one
            continue
        found.append(Free(monday, monday + timedelta(days=6), _("Ingen møder i uge %(week)s") % {"week": week}))
    found += [Free(one.from_on, one.to_on, one.name) for one in recess.periods if one.from_on.year == year]
    return sorted(found, key=lambda one: one.first_on)


def _last_of(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def months(bodies: Sequence[str], meetings: Sequence[Meeting]) -> list[tuple[str, list[list[Meeting]]]]:
    """The wheel's table: a row a month, a cell a body."""
    by_month = {month: list(group) for month, group in groupby(meetings, key=lambda one: one.held_on.month)}
    return [
        (labels.capital(name), [[one for one in by_month.get(month, []) if one.body_key == key] for key in bodies])
        for month, name in enumerate(_month_names("LLLL"), 1)
    ]


def wheel_words(year: int, today: date) -> Words:
    """What the wheel says itself; the months are short in either language."""
    name = _("Årshjul %(year)s") % {"year": year}
    said = _("Møderne ligger i ringe, en for hvert organ. Uden om står årets frister. Tabellerne siger det samme.")
    now = f"{_('i dag')} {format_date(today, _('d. MMM'), locale=locale())}"
    return Words(name, said, now, tuple(_month_names("LLL")))


def _month_names(pattern: str) -> list[str]:
    return [format_date(date(2000, month, 1), pattern, locale=locale()).rstrip(".") for month in range(1, 13)]
