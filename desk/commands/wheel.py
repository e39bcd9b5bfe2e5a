"""``sagsgang wheel``: what the next year's wheel has that this year's has not, and that somebody agrees to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Annotated

from cyclopts import Parameter

from desk import show, words
from desk.asking import may_save
from desk.help import noun
from desk.typed import Json, Yes
from desk.workplace import here
from domain.casework.rows import local_day
from domain.casework.year.wheel import agree_wheel
from domain.profile.profile import Profile
from domain.rules.wheel import WheelChange
from domain.store.queries import current_profile
from domain.store.wheel import NextWheel, next_wheel

app = noun("wheel")


@app.command(name="next")
def next_(
    year: int | None = None,
    /,
    *,
    agree: Annotated[bool, Parameter(negative=())] = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Næste års hjul ud fra dette års: hvad er nyt, væk, flyttet eller ændret, og hvorfor.

    Parameters
    ----------
    year
        Året; ellers det næste.
    agree
        Bekræft hjulet, som det er vist. Ændres noget siden, bliver det sagt.
    """
    place = here()
    wanted = year or place.today().year + 1
    with place.database() as db:
        with db.read() as session:
            found = next_wheel(session, wanted)
            profile = current_profile(session)
        if as_json:
            show.as_json(_as_dict(found))
        else:
            _say(found, profile)
        # In a pipe nobody can be asked: whoever writes --agree there means it.
        if agree and (as_json or not show.is_terminal() or may_save(yes=yes)):
            receipt = agree_wheel(db, place.by(), year=wanted, seen=found.wheel.digest)
            if not as_json:
                show.say((words.WHEEL_ALREADY if receipt.repeated else words.WHEEL_AGREED).format(year=wanted))


def _say(found: NextWheel, profile: Profile) -> None:
    from desk import wheel_words  # noqa: PLC0415 - the words of days cost time to load

    def rows(changes: Iterable[WheelChange]) -> Iterator[tuple[str, ...]]:
        said = (wheel_words.say(one, profile) for one in changes)
        yield from ((one.part, one.turn, one.name, one.before, one.after, one.why) for one in said)

    year = found.wheel.year
    show.say(words.WHEEL_TITLE.format(year=year, before=year - 1), style="bold")
    if not found.wheel.is_planned:
        show.say(words.WHEEL_UNPLANNED.format(year=year))
    if found.closing_missing:
        show.say(words.WHEEL_NO_CLOSING.format(year=year))
    show.table(words.WHEEL_COLUMNS, rows(found.changes))
    if found.agreed is not None:
        day = show.day(local_day(found.agreed.agreed_at))
        show.say(words.WHEEL_AGREED_BY.format(name=found.agreed.agreed_by, day=day))
        if found.since:
            show.table(words.WHEEL_COLUMNS, rows(found.since), title=words.WHEEL_SINCE)


def _as_dict(found: NextWheel) -> dict[str, object]:
    return {
        "year": found.wheel.year,
        "planned": found.wheel.is_planned,
        "closing_missing": found.closing_missing,
        "agreed_by": found.agreed.agreed_by if found.agreed is not None else None,
        "changes": [asdict(one) for one in found.changes],
        "since": [asdict(one) for one in found.since],
        "same": [asdict(one) for one in found.same],
    }
