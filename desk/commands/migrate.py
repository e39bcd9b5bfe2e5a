"""``sagsgang migrate``: the database brought to the version of the program."""

from __future__ import annotations

from desk import show, words
from desk.first_use import upgrade
from desk.help import noun
from desk.workplace import here

app = noun("migrate")


@app.default
def migrate() -> None:
    """Bring databasen op på programmets version. Er den det allerede, ændres intet."""
    place = here()
    was_needed = upgrade(place.database_url, exists=place.has_database())
    show.say(words.MIGRATED if was_needed else words.MIGRATED_ALREADY)
