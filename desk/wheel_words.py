"""What differs between two years' wheels, in words: the same on the page and at the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from desk import labels
from desk.duty_words import duty_names
from desk.language import _, locale, ngettext
from domain.profile.profile import Profile
from domain.rules.access import CLOSED_TITLE
from domain.rules.wheel import Entry, Part, Turn, WheelChange, Why

PARTS = {
    Part.DUTY: "Pligter",
    Part.STANDING: "Faste punkter",
    Part.BODY: "Organer",
    Part.HOLIDAY: "Helligdage",
    Part.MEETING: "Møder",
}
TURNS = {Turn.ADDED: "nyt", Turn.GONE: "væk", Turn.MOVED: "flyttet", Turn.CHANGED: "ændret"}
WHYS: Mapping[Why, str] = {
    Why.REPEALED: "Ophævet: {source}.",
    Why.COMES_AGAIN: "Den kommer igen: {source}.",
    Why.NOT_THIS_YEAR: "Ingen runde i år; næste gang senest {on}.",
    Why.SOURCE: "Følger af: {source}.",
    Why.BEGINS: "Begynder: {source}.",
    Why.ENDS: "Slutter, eller organet har ingen møder, det kan stå på.",
    Why.IN_THE_WAY: "I vejen: {source}.",
    Why.PLAN: "Følger af mødeplanen.",
    Why.LAW: "Følger af loven om helligdage.",
}
SOURCELESS = {Why.BEGINS: "Det begynder.", Why.NOT_THIS_YEAR: "Ingen runde i år."}


@dataclass(frozen=True, slots=True)
class Said:
    """A difference as it is read: which part, what happened, to what, before, after, and why."""

    part: str
    turn: str
    colour: str
    name: str
    before: str
    after: str
    why: str


_COLOURS = {Turn.ADDED: "success", Turn.GONE: "error", Turn.MOVED: "warning", Turn.CHANGED: "info"}


def say(change: WheelChange, profile: Profile) -> Said:
    """One difference in words."""
    return Said(
        part=_(PARTS[change.entry.part]),
        turn=_(TURNS[change.turn]),
        colour=_COLOURS[change.turn],
        name=name_of(change.entry, profile),
        before=_days(change.before, change),
        after=_days(change.after, change),
        why=_why(change),
    )


def name_of(entry: Entry, profile: Profile) -> str:
    """What the entry is called; a closed item has no name."""
    named = _NAMED.get(entry.part)
    return named(entry, profile) if named is not None else entry.name


def _standing(entry: Entry, _profile: Profile) -> str:
    body = entry.key.partition(" ")[0]
    return f"{body}: {entry.name or _(CLOSED_TITLE)}"


def _meeting(entry: Entry, _profile: Profile) -> str:
    month = format_date(date(2000, int(entry.key.rpartition(" ")[2]), 1), "LLLL", locale=locale())
    return f"{entry.name}, {month}"


_NAMED: Mapping[Part, Callable[[Entry, Profile], str]] = {
    Part.DUTY: lambda entry, profile: labels.capital(duty_names(profile).get(entry.key, entry.name)),
    Part.STANDING: _standing,
    Part.MEETING: _meeting,
}


def _why(change: WheelChange) -> str:
    if (change.why in SOURCELESS and not change.source) or (change.why is Why.NOT_THIS_YEAR and change.on is None):
        return _(SOURCELESS[change.why])
    on = _long(change.on) if change.on is not None else ""
    return _(WHYS[change.why]).format(source=change.source.rstrip("."), on=on)


def _days(days: tuple[date, ...], change: WheelChange) -> str:
    """The days, or how many there are where only their number changed."""
    if change.entry.part is Part.STANDING and change.turn is not Turn.MOVED:
        return ngettext("{count} møde", "{count} møder", len(days)).format(count=len(days)) if days else ""
    return ", ".join(map(_short if change.entry.part is Part.MEETING else _long, days))


def _short(day: date) -> str:
    """A meeting among many: the year stands above."""
    return format_date(day, _("EEE d. MMM"), locale=locale())


def _long(day: date) -> str:
    return format_date(day, "full", locale=locale())
