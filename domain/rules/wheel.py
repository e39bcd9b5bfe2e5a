"""Årshjul: what a year turns on, as entries, and what differs from one year to the next and why.

No two years have the same dates, so days are compared as people do: the fourth Tuesday of May is where it was. What
a year was agreed to be is compared day by day.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

_WEEK = 7


class Part(StrEnum):
    """What an entry is, in the order a wheel is read."""

    DUTY = "duty"
    STANDING = "standing"
    BODY = "body"
    HOLIDAY = "holiday"
    MEETING = "meeting"  # a body's meetings of one month


class Turn(StrEnum):
    """What happened to an entry."""

    ADDED = "added"
    GONE = "gone"
    MOVED = "moved"
    CHANGED = "changed"  # another law, or another number of times


class Why(StrEnum):
    """Why: what the desk says of it, with ``source`` or ``on`` in it."""

    REPEALED = "repealed"
    COMES_AGAIN = "comes_again"  # every so many years
    NOT_THIS_YEAR = "not_this_year"
    SOURCE = "source"  # the law or whoever moved the day
    BEGINS = "begins"
    ENDS = "ends"
    IN_THE_WAY = "in_the_way"  # a holiday or recess moved the meeting
    PLAN = "plan"  # the meeting plan, or its rules
    LAW = "law"  # of holidays


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of a year's wheel: its days in time order, what it rests on, and when it comes again or ends.

    ``in_the_way`` says of a day what moved a meeting to it.
    """

    part: Part
    key: str
    name: str
    days: tuple[date, ...] = ()
    source: str = ""
    again_on: date | None = None
    repealed_by: str = ""
    in_the_way: tuple[tuple[date, str], ...] = ()

    @property
    def id(self) -> str:
        """What the entry is known by from one year to the next."""
        return f"{self.part.value}:{self.key}"


@dataclass(frozen=True, slots=True)
class WheelChange:
    """One difference: ``before`` and ``after`` are the days that differ; ``source`` and ``on`` are of the reason."""

    turn: Turn
    entry: Entry
    why: Why
    before: tuple[date, ...] = ()
    after: tuple[date, ...] = ()
    source: str = ""
    on: date | None = None


def compare_years(before: Iterable[Entry], after: Iterable[Entry]) -> tuple[WheelChange, ...]:
    """What is new, gone, moved or rests on something else in the later of two years; what stays is not told."""
    was, now = _by_id(before), _by_id(after)
    found: list[WheelChange] = []
    for key in (*was, *(key for key in now if key not in was)):
        if key not in now:
            found.append(_gone(was[key]))
        elif key not in was:
            found.append(_added(now[key]))
        elif now[key].part is Part.MEETING:
            found += _meetings(was[key], now[key])
        else:
            found += _kept(was[key], now[key])
    return _in_order(found)


def changed_since(agreed: Iterable[Entry], now: Iterable[Entry]) -> tuple[WheelChange, ...]:
    """What is no longer as it was agreed to, day by day."""
    was, today = _by_id(agreed), _by_id(now)
    found: list[WheelChange] = []
    for key in (*was, *(key for key in today if key not in was)):
        old, new = was.get(key), today.get(key)
        if old is None or new is None:
            found += [_added(one) for one in (new,) if one is not None]
            found += [_gone(one) for one in (old,) if one is not None]
            continue
        left = tuple(day for day in old.days if day not in new.days)
        come = tuple(day for day in new.days if day not in old.days)
        if left or come:
            turn = Turn.MOVED if left and come else Turn.ADDED if come else Turn.GONE
            why = Why.PLAN if new.part in {Part.MEETING, Part.STANDING} else Why.SOURCE
            found.append(WheelChange(turn, new, why, left, come, new.source))
        elif old.source != new.source:
            found.append(WheelChange(Turn.CHANGED, new, Why.SOURCE, old.days, new.days, new.source))
    return _in_order(found)


def to_words(entries: Iterable[Entry]) -> dict[str, str]:
    """Entries as they are kept: by id, the name, the days and the source."""
    return {
        one.id: "\t".join([_line(one.name), " ".join(day.isoformat() for day in one.days), _line(one.source)])
        for one in entries
    }


def from_words(kept: Mapping[str, str]) -> tuple[Entry, ...]:
    """The entries that were kept."""
    found = []
    for key, said in kept.items():
        part, _colon, own = key.partition(":")
        name, days, source = said.split("\t")
        found.append(Entry(Part(part), own, name, tuple(map(date.fromisoformat, days.split())), source))
    return tuple(found)


def _in_order(found: Iterable[WheelChange]) -> tuple[WheelChange, ...]:
    parts = list(Part)
    return tuple(sorted(found, key=lambda one: (parts.index(one.entry.part), one.entry.key)))


def _line(text: str) -> str:
    return " ".join(text.split())


def _by_id(entries: Iterable[Entry]) -> dict[str, Entry]:
    return {one.id: one for one in entries}


def _gone(entry: Entry) -> WheelChange:
    change = WheelChange(Turn.GONE, entry, Why.PLAN, before=entry.days)
    if entry.part is Part.DUTY and entry.repealed_by:
        return replace(change, why=Why.REPEALED, source=entry.repealed_by)
    if entry.part is Part.DUTY:
        return replace(change, why=Why.NOT_THIS_YEAR, on=entry.again_on, source=entry.source)
    if entry.part is Part.HOLIDAY:
        return replace(change, why=Why.LAW)
    return replace(change, why=Why.PLAN if entry.part is Part.MEETING else Why.ENDS, source=entry.source)


def _added(entry: Entry) -> WheelChange:
    why = {Part.DUTY: Why.COMES_AGAIN, Part.HOLIDAY: Why.LAW, Part.MEETING: Why.PLAN}.get(entry.part, Why.BEGINS)
    return WheelChange(Turn.ADDED, entry, why, after=entry.days, source=entry.source)


def _kept(was: Entry, now: Entry) -> Iterator[WheelChange]:
    """A duty or an item that is in both years: another day, another law, or another number of times."""
    if now.part is Part.DUTY and [_in_year(day) for day in was.days] != [_in_year(day) for day in now.days]:
        yield WheelChange(Turn.MOVED, now, Why.SOURCE, was.days, now.days, now.source)
    elif now.part is Part.STANDING and len(was.days) != len(now.days):
        yield WheelChange(Turn.CHANGED, now, Why.PLAN, was.days, now.days, now.source)
    elif was.source != now.source:
        yield WheelChange(Turn.CHANGED, now, Why.SOURCE, was.days, now.days, now.source)


def _meetings(was: Entry, now: Entry) -> Iterator[WheelChange]:
    """A body's meetings of a month, one by one in order."""
    names = dict((*now.in_the_way, *was.in_the_way))
    for old, new in zip(was.days, now.days, strict=False):
        if not _is_same_place(old, new):
            name = names.get(new) or names.get(old, "")
            why = Why.IN_THE_WAY if name else Why.PLAN
            yield WheelChange(Turn.MOVED, now, why, (old,), (new,), name)
    shared = min(len(was.days), len(now.days))
    if was.days[shared:]:
        yield WheelChange(Turn.GONE, now, Why.PLAN, before=was.days[shared:])
    if now.days[shared:]:
        yield WheelChange(Turn.ADDED, now, Why.PLAN, after=now.days[shared:])


def _in_year(day: date) -> tuple[int, int]:
    return (day.month, day.day)


def _is_same_place(old: date, new: date) -> bool:
    """The same weekday, counted from the front of the month or from its end; 29 to 31 fall where they can."""
    if old.weekday() != new.weekday():
        return False
    if (old.day - 1) // _WEEK == (new.day - 1) // _WEEK:
        return True
    return all(day.day + _WEEK > monthrange(day.year, day.month)[1] for day in (old, new))
