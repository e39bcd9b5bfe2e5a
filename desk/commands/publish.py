"""``sagsgang publish``: the folder that the public reads, brought to where the database is."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from desk import show, words
from desk.errors import SettingError
from desk.help import noun
from desk.public_folder import follow
from desk.typed import Json
from desk.workplace import here
from flows.settings import Settings

app = noun("publish")


@app.default
def publish(*, out: Path | None = None, as_json: Json = False) -> None:
    """Skriv de offentlige udgaver af alt, der er offentliggjort, og fjern det, der er trukket tilbage.

    Parameters
    ----------
    out
        Mappen. Ellers den i SAGSGANG_PUBLIC_DIR.
    """
    folder = out or Settings().public_dir
    if folder is None:
        raise SettingError(name="SAGSGANG_PUBLIC_DIR", found="")
    with here().database() as db:
        done = follow(db, folder, everything=True)
    if as_json:
        show.as_json({"folder": folder, **asdict(done)})
    else:
        show.say(words.PUBLISHED.format(folder=folder, written=done.written, removed=done.removed))
