"""What is looked at to know that everything goes: one list, for ``sagsgang doctor``, the status page and monitoring.

Each thing looked at is a ``Symptom``: which, whether it is well, and a Danish sentence about it that names nobody.
"""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import func
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select

from calendars.copenhagen import COPENHAGEN
from calendars.errors import SagsgangError
from desk import error_words, health_words, journal_words, show, words
from desk.first_use import check, shown
from desk.language import _, ngettext
from desk.outside import scanner
from domain.casework.outlook.mirror import waiting_since, wanted
from domain.casework.outlook.replies import failing_people
from domain.model import Due, Entry, IncomingMail, Mail, MailState, Meeting, MirroredMeeting
from domain.profile import Profile
from domain.store import journal
from domain.store.database import Database
from domain.store.heartbeats import last_beats
from domain.store.queries import current_profile
from domain.store.second_factors import administrators_without_second_factor
from domain.store.soundness import why_not_writable
from domain.store.watching import last_meetings, stuck_count
from flows.schedule import SAFETY, Ring
from flows.settings import SecondFactorFor, Settings

PATIENCE = 3.0  # seconds for a server to answer
_TOO_LATE = timedelta(days=1)  # what is due is done within minutes where »sagsgang serve« runs
_STOPPED = 3 * SAFETY  # a clock that has missed two of its rounds does not go
_LITTLE_ROOM = 200  # megabytes: a day's copy of a large database, and its log beside it
_WRONG_TIME = timedelta(minutes=5)  # machines that write the same journal are never quite of one mind
_PLAN_ENDS_SOON = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Symptom:
    """One thing looked at: which, whether it is well, and what there is to say."""

    thing: str
    is_well: bool
    said: str


def has_prefect() -> Symptom:
    """Whether Prefect is there to run the flows."""
    found = find_spec("prefect") is not None
    return Symptom("prefect", found, _(words.PREFECT[found]))


def prefect(settings: Settings, patience: float = PATIENCE) -> Symptom:
    """Whether the Prefect server that is named answers; where none is, one is started with the program."""
    if not settings.prefect:
        return Symptom("prefect", is_well=True, said=_(words.PREFECT_OFF))
    if not settings.prefect_api_url:
        return has_prefect()
    address = urlsplit(settings.prefect_api_url)
    port = address.port or (443 if address.scheme == "https" else 80)
    is_there = _answers(address.hostname or "", port, patience)
    said = words.SMTP_ANSWERS if is_there else words.SILENT
    return Symptom("prefect", is_there, _(said).format(address=f"{address.hostname}:{port}"))


def folder(data: Path) -> Symptom:
    """Whether the data folder can be written in."""
    there = next(one for one in (data, *data.parents) if one.exists())
    if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
        return Symptom("data_folder", is_well=True, said=str(data))
    return Symptom("data_folder", is_well=False, said=_(words.NO_FOLDER).format(folder=there))


def database(db: Database, now: datetime, settings: Settings, *, whole_journal: bool = True) -> Iterator[Symptom]:
    """The database, and what only it can tell. ``whole_journal``: try every line of it, which takes its time."""
    try:
        check(db)
        yield Symptom("database", is_well=True, said=shown(db))
        with db.read() as session:
            profile = current_profile(session)
            yield Symptom("profile", is_well=True, said=profile.name)
            yield _writing(db)
            yield _time(session, now)
            if whole_journal:
                yield _journal(session)
            yield _clock(session, now)
            yield from _queues(session, now)
            yield _mailbox(session, settings)
            yield _second_factor(session, settings)
            yield _stuck(session)
            yield from _plans(session, profile, now.astimezone(COPENHAGEN).date())
            yield _graph(session, now, settings)
    except SagsgangError as error:
        yield Symptom("database", is_well=False, said=error_words.sentence(error))
    except DBAPIError as error:  # its words stay out: they may quote a row
        yield Symptom(
            "database", is_well=False, said=_(health_words.UNREADABLE).format(why=type(error.orig).__name__)
        )


def _second_factor(session: Session, settings: Settings) -> Symptom:
    """Whether the administrators have a second factor, where one is asked for; they set it up at their next login."""
    if settings.second_factor is SecondFactorFor.OPTIONAL:
        return Symptom("second_factor", is_well=True, said=_(health_words.FACTOR_OPTIONAL))
    lacking = administrators_without_second_factor(session)
    if not lacking:
        return Symptom("second_factor", is_well=True, said=_(health_words.FACTOR_ALL))
    said = ngettext(*health_words.FACTOR_LACKING, lacking).format(count=lacking)
    return Symptom("second_factor", is_well=False, said=said)


def disk(data: Path) -> Symptom:
    """Whether there is room left on the disk of the data folder."""
    there = next(one for one in (data, *data.parents) if one.exists())
    free = shutil.disk_usage(there).free // 1_000_000
    if free >= _LITTLE_ROOM:
        return Symptom("disk", is_well=True, said=_(health_words.DISK_FREE).format(free=free))
    return Symptom("disk", is_well=False, said=_(health_words.DISK_FULL).format(free=free, folder=there))


def _writing(db: Database) -> Symptom:
    """Whether anything can be written: a clock that cannot leave its mark cannot say so either."""
    why = why_not_writable(db)
    return Symptom("writing", why is None, _(health_words.CANNOT_WRITE[why.value] if why else health_words.CAN_WRITE))


def _time(session: Session, now: datetime) -> Symptom:
    """A clock set back: what was to be done in the time that comes twice waits until it has come again."""
    last = session.exec(select(Entry.at).order_by(col(Entry.seq).desc()).limit(1)).first()
    if last is None or last <= now + _WRONG_TIME:
        return Symptom("time", is_well=True, said=_(health_words.TIME_RIGHT))
    return Symptom(
        "time", is_well=False, said=_(health_words.TIME_BACK).format(minutes=(last - now) // timedelta(minutes=1))
    )


def _journal(session: Session) -> Symptom:
    breaks = journal.verify(session)
    said = (
        _(journal_words.JOURNAL_BREAKS[breaks[0].why]).format(seq=breaks[0].seq) if breaks else _(words.JOURNAL_WHOLE)
    )
    return Symptom("journal", not breaks, said)


def _clock(session: Session, now: datetime) -> Symptom:
    """When the clock last went round. Where it never has, nobody has started it: the queue says if that is late."""
    beat = last_beats(session).get(Ring.SWEEP.value)
    if beat is None:
        return Symptom("clock", is_well=True, said=_(words.CLOCK_NEVER))
    since = show.text_of(beat.at)
    if beat.at < now - _STOPPED:
        return Symptom("clock", is_well=False, said=_(words.CLOCK_STOPPED).format(since=since))
    if beat.error:
        return Symptom("clock", is_well=False, said=_(words.CLOCK_FAILED).format(since=since, error=beat.error))
    return Symptom("clock", is_well=True, said=_(words.CLOCK_GOES).format(since=since))


def _queues(session: Session, now: datetime) -> Iterator[Symptom]:
    late = session.exec(select(func.count()).select_from(Due).where(col(Due.due_at) <= now)).one()
    oldest = session.exec(select(Due.due_at).order_by(col(Due.due_at)).limit(1)).first()
    is_stopped = oldest is not None and oldest < now - _TOO_LATE
    said = words.QUEUE_STOPPED if is_stopped else words.QUEUE
    yield Symptom("queue", not is_stopped, _(said).format(count=late, oldest=show.text_of(oldest)))
    dead = session.exec(select(func.count()).select_from(Mail).where(Mail.state == MailState.DEAD)).one()
    queued = session.exec(select(func.count()).select_from(Mail).where(Mail.state == MailState.QUEUED)).one()
    said = words.MAILS if dead == 0 else words.MAILS_STUCK
    yield Symptom("mails", dead == 0, _(said).format(waiting=queued, dead=dead))
    failing = len(failing_people(session))
    yield Symptom("addresses", failing == 0, _(words.ADDRESSES).format(count=failing))


def _mailbox(session: Session, settings: Settings) -> Symptom:
    """Where answers to invitations come: is it read, and when was something last found in it?"""
    if not settings.imap_host:
        return Symptom("mailbox", is_well=True, said=_(words.MAILBOX_OFF))
    newest = session.exec(select(func.max(col(IncomingMail.read_at)))).one()
    return Symptom(
        "mailbox", is_well=True, said=_(words.MAILBOX_READ).format(newest=show.text_of(newest) or _(words.NEVER))
    )


def _stuck(session: Session) -> Symptom:
    """Cases that stand still until somebody does something."""
    count = stuck_count(session)
    return Symptom("stuck", count == 0, _(words.STUCK).format(count=count) if count else _(words.NONE_STUCK))


def _plans(session: Session, profile: Profile, today: date) -> Iterator[Symptom]:
    """How long the meeting plan reaches for each body: a case is placed on meetings that are in it, and no others."""
    reach = last_meetings(session, today=today)
    for body in profile.bodies:
        if not body.is_valid(today):
            continue
        ends = reach.get(body.key)
        if (
            ends is None
            and session.exec(select(Meeting.id).where(Meeting.body_key == body.key).limit(1)).first() is None
        ):
            yield Symptom("plan", is_well=True, said=_(words.PLAN_NONE).format(body=body.key))
            continue
        if ends is None:
            yield Symptom("plan", is_well=False, said=_(words.PLAN_OVER).format(body=body.key))
            continue
        facts = {"body": body.key, "last": show.day(ends), "days": (ends - today).days}
        is_well = ends - today >= _PLAN_ENDS_SOON
        yield Symptom("plan", is_well, _(words.PLAN_REACHES if is_well else words.PLAN_ENDS).format(**facts))


def _graph(session: Session, now: datetime, settings: Settings) -> Symptom:
    """The meetings in Outlook: is it on, can we log in, and is everything written that should be?"""
    from flows.mail_access import NoTokenError, token_from  # noqa: PLC0415 - only where Graph is set up
    from flows.mirror import is_on, title_of  # noqa: PLC0415 - as above

    if not settings.graph_url:
        return Symptom("graph", is_well=True, said=_(words.GRAPH_OFF))
    if not is_on(settings):
        return Symptom("graph", is_well=False, said=_(words.GRAPH_LACKS_ACCESS))
    try:
        token_from(settings.graph_token_file, settings.graph_token_command)
    except (OSError, NoTokenError, ValueError) as error:  # its words stay out: they may hold the secret
        return Symptom("graph", is_well=False, said=_(words.GRAPH_ACCESS_UNREAD).format(why=type(error).__name__))
    profile = current_profile(session)
    if not any(body.outlook for body in profile.bodies):
        return Symptom("graph", is_well=False, said=_(words.GRAPH_NO_MAILBOX))
    lags = [one for one in wanted(session, profile, now, title_of) if not one.is_right]
    newest = session.exec(select(func.max(col(MirroredMeeting.mirrored_at)))).one()
    since = waiting_since(session, lags)
    is_behind = since is not None and since < now - _TOO_LATE
    said = words.GRAPH_BEHIND if is_behind else words.GRAPH_WELL
    return Symptom(
        "graph", not is_behind, _(said).format(count=len(lags), newest=show.text_of(newest) or _(words.NEVER))
    )


def post_office(settings: Settings, patience: float = PATIENCE) -> Symptom:
    """Whether the mail server answers, and a sender is set."""
    address = f"{settings.smtp_host}:{settings.smtp_port}"
    if not _answers(settings.smtp_host, settings.smtp_port, patience):
        return Symptom("smtp", is_well=False, said=_(words.SMTP_SILENT).format(address=address))
    if settings.mail_from == Settings.model_fields["mail_from"].default:
        return Symptom("smtp", is_well=False, said=_(words.NO_SENDER).format(address=address))
    return Symptom("smtp", is_well=True, said=_(words.SMTP_ANSWERS).format(address=address))


def virus_scanner(settings: Settings, patience: float = PATIENCE) -> Symptom:
    """Whether the virus scanner that is set answers: where it does not, no file comes in."""
    address = settings.virus_scanner
    if not address:
        return Symptom("virus_scanner", is_well=True, said=_(words.SCANNER_OFF))
    try:
        version = scanner.version(address, patience)
    except OSError:
        return Symptom("virus_scanner", is_well=False, said=_(words.SCANNER_SILENT).format(address=address))
    return Symptom("virus_scanner", is_well=True, said=_(words.SCANNER_ANSWERS).format(version=version))


def _answers(host: str, port: int, patience: float) -> bool:
    try:
        with socket.create_connection((host, port), timeout=patience):
            return True
    except OSError:
        return False
