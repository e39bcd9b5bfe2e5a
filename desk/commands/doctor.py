"""``sagsgang doctor``: is everything on this machine as it must be? One line a thing, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator

from desk import health, show, words
from desk.health import Symptom
from desk.help import noun
from desk.typed import Json
from desk.workplace import Workplace, here
from domain.store.database import Database
from flows.settings import Settings

app = noun("doctor")


@app.default
def doctor(*, as_json: Json = False) -> int:
    """Undersøg om alt på denne maskine er, som det skal være. Ændrer intet."""
    symptoms = list(_examine(here()))
    if as_json:
        show.as_json([{"check": one.thing, "ok": one.is_well, "message": one.said} for one in symptoms])
    else:
        rows = ((words.WELL[one.is_well], words.EXAMINED[one.thing], one.said) for one in symptoms)
        show.table(("", "Hvad", "Svar"), rows)
    return 0 if all(one.is_well for one in symptoms) else 1


def _examine(place: Workplace) -> Iterator[Symptom]:
    settings = Settings()
    yield health.folder(place.data)
    yield health.disk(place.data)
    yield from _database(place, settings)
    yield health.post_office(settings)
    yield health.virus_scanner(settings)
    yield health.has_prefect()


def _database(place: Workplace, settings: Settings) -> Iterator[Symptom]:
    if not place.has_database():
        yield Symptom("database", is_well=True, said=words.NO_DATABASE_YET)
        return
    db = Database(place.database_url)
    try:
        yield from health.database(db, place.now(), settings)
    finally:
        db.close()
