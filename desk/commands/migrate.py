"""``sagsgang migrate``: the database brought to the version of the program, or moved whole to another one."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter
from sqlalchemy.exc import ArgumentError

from desk import journal_words, show, words
from desk.errors import NoSuchFileError, SettingError
from desk.first_use import check, check_reachable, shown, upgrade
from desk.help import noun
from desk.workplace import Workplace, here
from domain.store.database import Database
from domain.store.transfer import transfer

app = noun("migrate")


@app.default
def migrate(*, target: Annotated[str | None, Parameter(name="--to")] = None) -> int:
    """Bring databasen op på programmets version, eller flyt den til en anden. Er den det allerede, ændres intet.

    Parameters
    ----------
    target
        En anden og tom databases adresse: alt kopieres dertil, og hver række efterprøves.
    """
    place = here()
    if target is not None:
        return _move(place, target)
    was_needed = upgrade(place.database_url, exists=place.has_database())
    show.say(words.MIGRATED if was_needed else words.MIGRATED_ALREADY)
    return 0


def _move(place: Workplace, target: str) -> int:
    if not place.has_database():
        raise NoSuchFileError(name=place.database_url.removeprefix("sqlite:///"), reason="missing")
    try:
        old, new = Database(place.database_url), Database(target)
    except ArgumentError:
        raise SettingError(name="--to", found=target) from None
    try:
        check(old)
        if not new.is_sqlite:
            check_reachable(new)
        moved = transfer(old, new)
        show.say(words.MOVED.format(rows=moved.rows, tables=moved.tables, target=shown(new)))
    finally:
        old.close()
        new.close()
    show.say(words.MOVED_NEXT if not moved.breaks else words.MOVED_BROKEN)
    for one in moved.breaks:
        show.complain(journal_words.JOURNAL_BREAKS[one.why].format(seq=one.seq))
    return 1 if moved.breaks else 0
