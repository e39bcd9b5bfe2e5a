"""``sagsgang backup``: the database in one file, while everybody works on."""

from __future__ import annotations

from pathlib import Path

from calendars.copenhagen import COPENHAGEN
from desk import show, words
from desk.errors import NoSuchFileError
from desk.first_use import check_reachable
from desk.help import noun
from desk.workplace import here
from domain.store.backup import back_up
from domain.store.database import Database

app = noun("backup")


@app.default
def backup(*, out: Path | None = None) -> None:
    """Gem en sikkerhedskopi af databasen, mens der arbejdes. Overskriver intet.

    Parameters
    ----------
    out
        Filen, kopien skrives i. Ellers en med dato og klokkeslæt i datamappens `backup`.
    """
    place = here()
    if not place.has_database():
        raise NoSuchFileError(name=place.database_url.removeprefix("sqlite:///"), reason="missing")
    db = Database(place.database_url)
    try:
        check_reachable(db)
        moment = place.now().astimezone(COPENHAGEN)
        ending = "db" if db.is_sqlite else "dump"
        file = out or place.data / "backup" / f"sagsgang-{moment:%Y-%m-%d-%H%M%S}.{ending}"
        back_up(db, file)
    finally:
        db.close()
    show.say(words.BACKED_UP.format(file=file, size=f"{file.stat().st_size:,}".replace(",", ".")))
