"""``sagsgang mailbox``: answers to invitations and returned mails, and the addresses that do not work."""

from __future__ import annotations

import imaplib
from pathlib import Path
from typing import TYPE_CHECKING

from desk import show, words
from desk.errors import MailboxUnreachableError, NoSuchFileError
from desk.help import noun
from desk.typed import Json
from desk.workplace import here
from domain.casework.outlook.replies import clear_failing_address, failing_people
from domain.store.people import Directory

if TYPE_CHECKING:
    from flows.mailbox import TakenIn

app = noun("mailbox")


@app.command
def read(*file: Path, as_json: Json = False) -> None:
    """Læs svar på indkaldelser og returmails fra filer (.eml) eller mapper. Hver mail læses kun én gang.

    Parameters
    ----------
    file
        Mails, gemt som .eml, eller mapper med dem.
    """
    from flows.mailbox import read_files, take_in  # noqa: PLC0415 - loaded only to read

    for path in file:
        if not path.exists():
            raise NoSuchFileError(name=str(path), reason="missing")
    place = here()
    with place.database() as db:
        taken = take_in(db, place.now(), read_files(file), actor=place.actor)
    _say(taken, as_json=as_json)


@app.command
def fetch(*, as_json: Json = False) -> None:
    """Læs dem i den postkasse, som svarene går til (IMAP). Mailene bliver liggende, som de er."""
    from flows import mailbox  # noqa: PLC0415 - as above
    from flows.settings import Settings  # noqa: PLC0415 - as above

    place, settings = here(), Settings()
    if not settings.imap_host:
        raise MailboxUnreachableError(host="", why="")
    with place.database() as db:
        try:
            taken = mailbox.fetch(db, place.now(), settings, actor=place.actor)
        except (OSError, imaplib.IMAP4.error) as error:
            raise MailboxUnreachableError(host=settings.imap_host, why=type(error).__name__) from error
    _say(taken, as_json=as_json)


@app.command
def failing(*, as_json: Json = False) -> None:
    """Vis de mailadresser, der ikke virker. Der sendes intet til dem."""
    with here().database() as db, db.read() as session:
        rows, people = failing_people(session), Directory(session).people
    if as_json:
        show.as_json(
            [
                {"person": key, "email": one.address, "since": one.since, "status": one.status, "error": one.said}
                for key, one in rows.items()
            ]
        )
        return
    if not rows:
        show.say(words.NOTHING_FAILING)
        return
    cells = ((key, people[key].name, one.address, one.since, one.status, one.said) for key, one in rows.items())
    show.table(words.FAILING_COLUMNS, cells)


@app.command
def clear(person: str, /) -> None:
    """Skriv, at en persons mailadresse virker igen.

    Parameters
    ----------
    person
        Personens nøgle, som den står i »mailbox failing«.
    """
    place = here()
    with place.database() as db:
        receipt = clear_failing_address(db, place.by(), person=person)
    show.say((words.ADDRESS_WAS_FINE if receipt.repeated else words.ADDRESS_CLEARED).format(person=person))


def _say(taken: TakenIn, *, as_json: bool) -> None:
    if as_json:
        show.as_json({"replies": taken.replies, "bounces": taken.bounces, "other": taken.other, "known": taken.known})
    else:
        show.say(
            words.TAKEN_IN.format(replies=taken.replies, bounces=taken.bounces, other=taken.other, known=taken.known)
        )
