"""``case files``, ``attach``, ``fetch``, ``detach`` and ``wording``: a case's files, and its words for the public."""

from __future__ import annotations

from pathlib import Path

from sqlmodel import Session, col, select

from desk import show, words
from desk.lookup import find
from desk.paper import read_bytes
from desk.typed import Json
from desk.workplace import here
from domain.casework.case.files import attach_file, remove_file
from domain.casework.case.publishable import word_for_public
from domain.errors import NotFoundError
from domain.model import Attachment, Decision, Stop, StoredFile
from domain.store.files import content_with, files_of
from domain.store.queries import current_profile
from flows.settings import Settings


def files(number: str, /, *, as_json: Json = False) -> None:
    """Vis en sags bilag og filer.

    Parameters
    ----------
    number
        Sagens nummer.
    """
    with here().database() as db, db.read() as session:
        case = find(session, number)
        attachments = _attachments(session, case.id)
        stored = files_of(session, case.id)
    newest = {file.attachment_id: file for file in reversed(stored)}
    rows = [
        (one.position, one.title, _openness(one.is_open), file.name if file else None, file.version if file else None)
        for one in attachments
        for file in (newest.get(one.id),)
    ]
    sources = [(None, words.FILE_SOURCE, None, one.name, None) for one in stored if one.attachment_id is None]
    if as_json:
        names = ("attachment", "title", "open", "file", "version")
        show.as_json([dict(zip(names, row, strict=True)) for row in [*rows, *sources]])
    else:
        show.table(words.FILE_COLUMNS, [*rows, *sources])


def attach(
    number: str,
    file: Path,
    /,
    *,
    attachment: int | None = None,
    title: str = "",
    document_number: str | None = None,
    closed: bool | None = None,
) -> None:
    """Vedlæg en fil: som nyt bilag, eller som ny version af et bilags fil.

    Parameters
    ----------
    number
        Sagens nummer.
    file
        Filen: PDF, Office, OpenDocument, billede eller ren tekst, uden makroer.
    attachment
        Bilagets nummer i »case files«, når filen hører til et bilag, der står der. Ellers tilføjes et nyt.
    title
        Det nye bilags titel; ellers filens navn.
    document_number
        Det nye bilags dokumentnummer.
    closed
        Det nye bilag er lukket (--closed) eller åbent (--no-closed). Ellers er det ikke oplyst og regnes for lukket.
    """
    with here().database() as db:
        with db.read() as session:
            case = find(session, number)
            chosen = _attachment(session, case.id, attachment).id if attachment is not None else None
        facts = attach_file(
            db,
            here().by(),
            case_id=case.id,
            name=file.name,
            data=read_bytes(file),
            attachment_id=chosen,
            title=title or file.stem,
            document_number=document_number,
            is_open=None if closed is None else not closed,
            most=Settings().file_bytes,
        ).facts
    show.say(words.FILE_ATTACHED.format(number=case.number, version=facts["version"]))


def fetch(number: str, attachment: int, /, *, out: Path) -> None:
    """Hent et bilags fil.

    Parameters
    ----------
    number
        Sagens nummer.
    attachment
        Bilagets nummer i »case files«.
    out
        Filen, den gemmes i.
    """
    with here().database() as db, db.read() as session:
        file = _file_of(session, number, attachment)
        out.write_bytes(content_with(session, file.sha256))
    show.say(words.FILE_FETCHED.format(file=out))


def detach(number: str, attachment: int, /, *, reason: str) -> None:
    """Fjern et bilags fil med alle dens versioner. Bilaget bliver på listen.

    Parameters
    ----------
    number
        Sagens nummer.
    attachment
        Bilagets nummer i »case files«.
    reason
        Hvorfor den fjernes.
    """
    with here().database() as db:
        with db.read() as session:
            file = _file_of(session, number, attachment)
        remove_file(db, here().by(), file_id=file.id, reason=reason)
    show.say(words.FILE_REMOVED.format(number=number))


def wording(number: str, /, *, body: str, text: str = "", withheld: str = "") -> None:
    """Skriv, hvad offentligheden må læse af en beslutning for lukkede døre, eller hvorfor intet kan offentliggøres.

    Parameters
    ----------
    number
        Sagens nummer.
    body
        Organet, som ØK.
    text
        Det, offentligheden må læse.
    withheld
        Eller hvorfor intet kan offentliggøres; også det er offentligt.
    """
    with here().database() as db:
        with db.read() as session:
            case = find(session, number)
            key = current_profile(session).find_body(body).key
            decided = select(Stop.id).join(Decision).where(Stop.case_id == case.id, Stop.body_key == key)
            stop = session.exec(decided.order_by(col(Stop.round_no).desc())).first()
            if stop is None:
                raise NotFoundError(noun="decision", id=f"{case.number} {key}")
        word_for_public(db, here().by(), stop_id=stop, text=text, withheld_because=withheld)
    show.say(words.WORDING_SAVED.format(number=case.number, body=key))


def _attachments(session: Session, case_id: str) -> list[Attachment]:
    wanted = select(Attachment).where(Attachment.case_id == case_id).order_by(col(Attachment.position))
    return list(session.exec(wanted))


def _attachment(session: Session, case_id: str, position: int) -> Attachment:
    for one in _attachments(session, case_id):
        if one.position == position:
            return one
    raise NotFoundError(noun="attachment", id=str(position))


def _file_of(session: Session, number: str, position: int) -> StoredFile:
    case = find(session, number)
    attachment = _attachment(session, case.id, position)
    for file in files_of(session, case.id):
        if file.attachment_id == attachment.id:
            return file
    raise NotFoundError(noun="file", id=str(position))


def _openness(is_open: bool | None) -> str:
    return words.OPENNESS[is_open]
