"""``sagsgang doctor``: is everything on this machine as it must be? One line a thing, and what to do about it."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import func
from sqlmodel import Session, col, select

from calendars.errors import SagsgangError
from desk import error_words, labels, show, words
from desk.first_use import check, shown
from desk.help import noun
from desk.typed import Json
from desk.workplace import Workplace, here
from domain.casework.mirror import waiting_since, wanted
from domain.casework.replies import failing_people
from domain.model import Due, Mail, MailState, MirroredMeeting
from domain.store import journal
from domain.store.database import Database
from domain.store.queries import current_profile
from flows.settings import Settings

app = noun("doctor")
_PATIENCE = 3.0  # seconds for a server to answer
_TOO_LATE = timedelta(days=1)  # what is due is done within minutes where »sagsgang serve« runs


@dataclass(frozen=True, slots=True)
class Symptom:
    """One thing looked at: which, whether it is well, and what there is to say."""

    thing: str
    is_well: bool
    said: str


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
    yield _folder(place.data)
    yield from _database(place)
    yield _post_office(Settings())
    has_prefect = find_spec("prefect") is not None
    yield Symptom("prefect", has_prefect, words.PREFECT[has_prefect])


def _folder(folder: Path) -> Symptom:
    there = next(one for one in (folder, *folder.parents) if one.exists())
    if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
        return Symptom("data_folder", is_well=True, said=str(folder))
    return Symptom("data_folder", is_well=False, said=words.NO_FOLDER.format(folder=there))


def _database(place: Workplace) -> Iterator[Symptom]:
    """The database, and what only it can tell."""
    if not place.has_database():
        yield Symptom("database", is_well=True, said=words.NO_DATABASE_YET)
        return
    db = Database(place.database_url)
    try:
        check(db)
        yield Symptom("database", is_well=True, said=shown(db))
        with db.read() as session:
            yield Symptom("profile", is_well=True, said=current_profile(session).name)
            yield _journal(session)
            yield from _queues(session, place)
            yield _graph(session, place, Settings())
    except SagsgangError as error:
        yield Symptom("database", is_well=False, said=error_words.sentence(error))
    finally:
        db.close()


def _journal(session: Session) -> Symptom:
    breaks = journal.verify(session)
    said = labels.JOURNAL_BREAKS[breaks[0].why].format(seq=breaks[0].seq) if breaks else words.JOURNAL_WHOLE
    return Symptom("journal", not breaks, said)


def _queues(session: Session, place: Workplace) -> Iterator[Symptom]:
    late = session.exec(select(func.count()).select_from(Due).where(col(Due.due_at) <= place.now())).one()
    oldest = session.exec(select(Due.due_at).order_by(col(Due.due_at)).limit(1)).first()
    is_stopped = oldest is not None and oldest < place.now() - _TOO_LATE
    said = words.QUEUE_STOPPED if is_stopped else words.QUEUE
    yield Symptom("queue", not is_stopped, said.format(count=late, oldest=show.text_of(oldest)))
    dead = session.exec(select(func.count()).select_from(Mail).where(Mail.state == MailState.DEAD)).one()
    queued = session.exec(select(func.count()).select_from(Mail).where(Mail.state == MailState.QUEUED)).one()
    said = words.MAILS if dead == 0 else words.MAILS_STUCK
    yield Symptom("mails", dead == 0, said.format(waiting=queued, dead=dead))
    failing = len(failing_people(session))
    yield Symptom("addresses", failing == 0, words.ADDRESSES.format(count=failing))


def _graph(session: Session, place: Workplace, settings: Settings) -> Symptom:
    """The meetings in Outlook: is it on, can we log in, and is everything written that should be?"""
    from flows.mail_access import NoTokenError, token_from  # noqa: PLC0415 - only where Graph is set up
    from flows.mirror import is_on, title_of  # noqa: PLC0415 - as above

    if not settings.graph_url:
        return Symptom("graph", is_well=True, said=words.GRAPH_OFF)
    if not is_on(settings):
        return Symptom("graph", is_well=False, said=words.GRAPH_NO_TOKEN)
    try:
        token_from(settings.graph_token_file, settings.graph_token_command)
    except (OSError, NoTokenError, ValueError) as error:  # its words stay out: they may hold the secret
        return Symptom("graph", is_well=False, said=words.GRAPH_TOKEN_UNREAD.format(why=type(error).__name__))
    profile = current_profile(session)
    if not any(body.outlook for body in profile.bodies):
        return Symptom("graph", is_well=False, said=words.GRAPH_NO_MAILBOX)
    lags = [one for one in wanted(session, profile, place.now(), title_of) if not one.is_right]
    newest = session.exec(select(func.max(col(MirroredMeeting.mirrored_at)))).one()
    since = waiting_since(session, lags)
    is_behind = since is not None and since < place.now() - _TOO_LATE
    said = words.GRAPH_BEHIND if is_behind else words.GRAPH_WELL
    return Symptom("graph", not is_behind, said.format(count=len(lags), newest=show.text_of(newest) or words.NEVER))


def _post_office(settings: Settings) -> Symptom:
    address = f"{settings.smtp_host}:{settings.smtp_port}"
    try:
        with socket.create_connection((settings.smtp_host, settings.smtp_port), timeout=_PATIENCE):
            pass
    except OSError:
        return Symptom("smtp", is_well=False, said=words.SMTP_SILENT.format(address=address))
    if settings.mail_from == Settings.model_fields["mail_from"].default:
        return Symptom("smtp", is_well=False, said=words.NO_SENDER.format(address=address))
    return Symptom("smtp", is_well=True, said=words.SMTP_ANSWERS.format(address=address))
