"""``sagsgang agenda``: the agenda of one meeting, as everybody may read it or as its members get it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from desk import show, words
from desk.agenda import agenda_items, agenda_of
from desk.commands.lookup import meeting_of
from desk.help import noun
from desk.typed import Day, Json
from desk.workplace import here
from domain.rules.access import Who
from domain.store.queries import current_profile

app = noun("agenda")


@app.default
def agenda(
    *,
    body: str,
    meeting: Day,
    members: Annotated[bool, Parameter(negative=())] = False,
    out: Path | None = None,
    as_json: Json = False,
) -> None:
    """Dagsordenen for et møde. Lukkede punkter og bilag står uden titel.

    Parameters
    ----------
    body
        Organet, som KB.
    meeting
        Mødedagen, som 2023-05-23.
    members
        Medlemmernes udgave, hvor også det lukkede står. Den må ikke offentliggøres.
    out
        Gem dagsordenen i denne fil i stedet for at vise den.
    """
    who = Who.MEMBER if members else Who.PUBLIC
    with here().database() as db, db.read() as session:
        found = meeting_of(session, body, meeting, current_profile(session))
        text = agenda_of(session, found, who)
        items = agenda_items(session, found, who)
    if out is not None:
        out.write_text(text, encoding="utf-8")
    if as_json:
        row = {"body": found.body_key, "meeting": found.id, "meeting_on": found.held_on, "for": who.value}
        show.as_json({**row, "file": out, "items": [asdict(item) for item in items]})
    elif out is not None:
        show.say(words.AGENDA_WRITTEN.format(file=out))
    else:
        show.text(text)
