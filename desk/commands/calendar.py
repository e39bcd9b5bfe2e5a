"""``sagsgang calendar``: meetings as a calendar file for Outlook and others."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from calendars.ics import write_feed
from desk import show, words
from desk.commands.lookup import find
from desk.errors import ChooseOneError
from desk.feed import meeting_events
from desk.help import noun
from desk.workplace import here
from domain.store.queries import current_profile

app = noun("calendar")


@app.command
def export(
    *,
    out: Path,
    body: str | None = None,
    case: str | None = None,
    every: Annotated[bool, Parameter(name="--all", negative=())] = False,
) -> None:
    """Gem møder som kalenderfil. Lukkede punkter står uden titel.

    Parameters
    ----------
    out
        Filen, der skal skrives, som møder.ics.
    body
        Kun ét organs møder.
    case
        Kun de møder, en sag er på; sagens nummer.
    every
        Alle møder.
    """
    if [body is not None, case is not None, every].count(True) != 1:
        raise ChooseOneError(options=["--body", "--case", "--all"])
    with here().database() as db, db.read() as session:
        profile = current_profile(session)
        name = profile.name
        if body is not None:
            found = profile.find_body(body)
            name, events = found.name, meeting_events(session, body=found.key)
        elif case is not None:
            chosen = find(session, case)
            name, events = f"Sag {chosen.number}", meeting_events(session, case_id=chosen.id)
        else:
            events = meeting_events(session)
    out.write_bytes(write_feed(name, events))
    show.say(words.CALENDAR_WRITTEN.format(count=len(events), file=out))
