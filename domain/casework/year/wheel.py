"""Årets hjul, agreed to: who said that this is how the coming year is, and what they saw."""

from __future__ import annotations

from domain.casework.rows import local_day
from domain.casework.verb import Act, Receipt, verb
from domain.errors import ConflictError, NotAllowedNowError
from domain.model import AgreedWheel
from domain.rules.wheel import to_words
from domain.store.wheel import wheel_of


@verb
def agree_wheel(act: Act, *, year: int, seen: str) -> Receipt:
    """The year's wheel is as it was shown: ``seen`` is its digest. From now on what changes is told as a change.

    Raises:
        NotFoundError: the year is outside the calendar.
        NotAllowedNowError: the year is over (``why`` is year_over).
        ConflictError: the wheel is no longer the one that was seen.
    """
    wheel = wheel_of(act.session, year)
    if year < local_day(act.at).year:
        raise NotAllowedNowError(verb=act.name, noun="wheel", id=str(year), state="", why="year_over")
    if seen != wheel.digest:
        raise ConflictError(noun="wheel", id=str(year), expected=seen[:8], found=wheel.digest[:8])
    entries = to_words(wheel.entries)
    row = act.session.get(AgreedWheel, year)
    if row is not None and row.entries == entries:
        return act.already(str(year), entries=len(entries))
    if row is None:
        row = AgreedWheel.new(year=year, agreed_at=act.at, agreed_by=act.by.actor, entries=entries)
        act.session.add(row)
    else:
        row.agreed_at, row.agreed_by, row.entries = act.at, act.by.actor, entries
        row.version += 1
    return act.enter("wheel", str(year), year=year, entries=len(entries))
