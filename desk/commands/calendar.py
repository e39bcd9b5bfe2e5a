"""``sagsgang calendar``: meetings as a calendar file for Outlook and others."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from calendars.ics import wrap_single
from desk import feed_words, show, words
from desk.errors import ChooseOneError
from desk.feed_answer import Wishes, feed_bytes
from desk.feed_refresh import refresh
from desk.help import noun
from desk.lookup import find, meeting_of
from desk.typed import Day
from desk.wheel_calendar import wheel_calendar
from desk.workplace import here
from domain.model import FeedKind, Fragment
from domain.store.database import Database
from domain.store.feed_queries import Scope
from domain.store.queries import current_profile

app = noun("calendar")


@app.command
def export(
    *,
    out: Path,
    body: str | None = None,
    case: str | None = None,
    every: Annotated[bool, Parameter(name="--all", negative=())] = False,
    deadlines: bool = False,
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
    deadlines
        Også fristerne, som heldagsaftaler.
    """
    if [body is not None, case is not None, every].count(True) != 1:
        raise ChooseOneError(options=["--body", "--case", "--all"])
    with here().database() as db:
        scope = _scope(db, body, case)  # a body or case that does not exist is refused before anything is made
        refresh(db)
        with db.read() as session:
            _, calendar = feed_bytes(session, scope, Wishes(deadlines=deadlines), on=here().today())
    out.write_bytes(calendar)
    show.say(words.CALENDAR_WRITTEN.format(count=calendar.count(b"\r\nBEGIN:VEVENT\r\n"), file=out))


@app.command
def wheel(*, year: int, out: Path, body: str | None = None) -> None:
    """Gem et års hjul som kalenderfil: møder, faste punkter og pligternes frister. Lukkede punkter står uden titel.

    Parameters
    ----------
    year
        Året.
    out
        Filen, der skal skrives, som årshjul.ics.
    body
        Kun ét organs møder og faste punkter; pligternes frister er altid med.
    """
    with here().database() as db, db.read() as session:
        key = None if body is None else current_profile(session).find_body(body).key
        calendar = wheel_calendar(session, year, key)
    out.write_bytes(calendar)
    show.say(words.WHEEL_WRITTEN.format(file=out))


@app.command
def single(*, body: str, meeting: Day, out: Path) -> None:
    """Gem ét møde, til at åbne som en aftale. Kopien bliver ikke opdateret; abonner i stedet.

    Parameters
    ----------
    body
        Organet.
    meeting
        Mødets dato.
    out
        Filen, der skal skrives, som møde.ics.
    """
    with here().database() as db:
        with db.read() as session:
            found = meeting_of(session, body, meeting, current_profile(session))
        refresh(db)
        with db.read() as session:
            calendar = wrap_single(session.get_one(Fragment, found.id).content)
    out.write_bytes(calendar)
    show.say(feed_words.SINGLE_WRITTEN.format(file=out))


def _scope(db: Database, body: str | None, case: str | None) -> Scope:
    with db.read() as session:
        if body is not None:
            return Scope(FeedKind.BODY, current_profile(session).find_body(body).key)
        if case is not None:
            return Scope(FeedKind.CASE, find(session, case).id)
    return Scope(FeedKind.ALL)
