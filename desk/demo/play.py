"""The performance: every day from 1 March to 30 June 2023 on a set clock, with the real flows and real mails.

It may be stopped or killed at any moment: the next start goes on from the last day in the journal. That day is played
again from its morning, and since every act is safe to repeat, nothing happens twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from sqlmodel import col, func, select

from calendars.copenhagen import COPENHAGEN
from calendars.meeting_plan import read_plan
from desk.demo.calls import CALLS
from desk.demo.post_office import LOOPBACK, PostOffice
from desk.demo.script import SCENES as SPRING
from desk.demo.script import Scene
from desk.demo.stage import Stage, sample_bytes
from desk.demo.town import EVERYDAY
from desk.errors import NotADemoFolderError
from domain.casework import queue
from domain.casework.house.municipality import adopt_profile
from domain.casework.meeting.meetings import import_meeting_plan
from domain.casework.verb import By
from domain.model import Case, Due, Entry, Mail, MailState, Outcome, Person
from domain.profile.load import shipped_profile
from domain.store.database import Database, sqlite_url
from domain.store.migrate import migrate
from flows.case_journey import STATES
from flows.deliver_outbox import deliver_outbox
from flows.engine import Engine
from flows.messages.words import OUTCOMES
from flows.settings import Settings, SmtpSecurity
from flows.sweep import sweep

FIRST = date(2023, 3, 1)
LAST = date(2023, 6, 30)
MARK = ".sagsgang-demo"  # says that the folder is the demo's own
PLAN = "moedeplan-2023.csv"
ADOPTED = datetime(2023, 1, 2, 9, tzinfo=COPENHAGEN)
SCENES = (*SPRING, *EVERYDAY, *CALLS)
BELLS = (time(5, 30), time(23, 55))  # in the morning, and once more for what failed during the day


@dataclass(frozen=True, slots=True)
class Happening:
    """What one scene or one ring of the bell brought: when, by whom, and the lines to print."""

    at: datetime
    who: str
    what: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the demo and what happened on it."""

    on: date
    happenings: tuple[Happening, ...]


def prepare(folder: Path) -> Stage:
    """The stage: the database with the sample profile and meeting plan. Safe to repeat.

    Raises:
        NotADemoFolderError: the folder holds something that is not the demo's, as a real data folder would.
    """
    folder.mkdir(parents=True, exist_ok=True)
    mark = folder / MARK
    if not mark.exists() and any(folder.iterdir()):
        raise NotADemoFolderError(folder=str(folder))
    mark.touch()
    db = Database(sqlite_url(folder / "sagsgang.db"))
    migrate(db)
    adopt_profile(db, By("demo", ADOPTED, "demo:profile"), name="norddjurs.toml", text=shipped_profile())
    plan = read_plan(PLAN, sample_bytes(PLAN))
    import_meeting_plan(db, By("demo", ADOPTED, "demo:plan"), plan=plan)
    return Stage(db, folder, ADOPTED)


def play(stage: Stage, post_office: PostOffice, engine: Engine, *, until: date = LAST) -> Iterator[Day]:
    """Play the days one by one, from where the journal ends."""
    settings = settings_of(stage.folder, post_office.port)
    let_go(stage.db)
    first = resume_on(stage.db)
    for number in range((until - first).days + 1):
        on = first + timedelta(days=number)
        yield Day(on, tuple(_day(stage, on, engine, settings)))


def let_go(db: Database) -> None:
    """Give up the leases of a performance that was killed: its clock stands still, so they would never run out."""
    with db.write() as session:
        held = session.exec(select(Due).where(col(Due.lease_until).is_not(None))).all()
        for mail in session.exec(select(Mail).where(Mail.state == MailState.SENDING)).all():
            mail.state, mail.lease_until = MailState.QUEUED, None
    queue.release(db, held)


def _day(stage: Stage, on: date, engine: Engine, settings: Settings) -> Iterator[Happening]:
    """Moment after moment: the scenes, and whenever something is due, as the bell would ring."""
    stage.now = datetime.combine(on, time(), COPENHAGEN)
    while (at := _next_moment(stage, on)) is not None:
        yield from _moment(stage, at, engine, settings)


def _next_moment(stage: Stage, on: date) -> datetime | None:
    """The next moment of the day at which somebody acts or something is due; None when the day is over."""
    moments: list[datetime | None] = [scene.at for scene in SCENES]
    moments += [datetime.combine(on, bell, COPENHAGEN) for bell in BELLS]
    with stage.db.read() as session:
        moments.append(session.exec(select(func.min(Due.due_at)).where(Due.due_at > stage.now)).one())
        mail = select(func.min(Mail.next_try_at)).where(Mail.state == MailState.QUEUED, Mail.next_try_at > stage.now)
        moments.append(session.exec(mail).one())
    end = datetime.combine(on + timedelta(days=1), time(), COPENHAGEN)
    coming = [moment.astimezone(COPENHAGEN) for moment in moments if moment is not None and stage.now < moment < end]
    return min(coming, default=None)


def resume_on(db: Database) -> date:
    """The day to begin with: the first, or the last one that the journal knows."""
    with db.read() as session:
        last = session.exec(select(Entry.at).order_by(col(Entry.seq).desc()).limit(1)).one()
    return max(FIRST, last.astimezone(COPENHAGEN).date())


def _moment(stage: Stage, at: datetime, engine: Engine, settings: Settings) -> Iterator[Happening]:
    """The scenes of a moment, then the bell: what is due is done and the mails go out."""
    stage.now = at
    for scene in SCENES:
        if scene.at == at:
            yield _act(stage, scene)
    yield from _ring(stage, engine, settings)


def _act(stage: Stage, scene: Scene) -> Happening:
    stage.scene = scene.key
    return Happening(scene.at, scene.who, scene.what, tuple(scene.play(stage, scene.who)))


def _ring(stage: Stage, engine: Engine, settings: Settings) -> Iterator[Happening]:
    seen = _journal_length(stage.db)
    sweep(stage.db, stage.now, engine)
    deliver_outbox(stage.db, stage.now, settings, engine=engine)
    lines = tuple(_told(stage, seen))
    if lines:
        yield Happening(stage.now, "Sagsgang", "", lines)


def _journal_length(db: Database) -> int:
    with db.read() as session:
        return session.exec(select(Entry.seq).order_by(col(Entry.seq).desc()).limit(1)).first() or 0


def _told(stage: Stage, seen: int) -> Iterator[str]:
    """What the flows did since that line of the journal: steps of cases, then the mails of the moment."""
    with stage.db.read() as session:
        numbers = dict(session.exec(select(Case.id, Case.number)).all())
        for entry in session.exec(select(Entry).where(col(Entry.seq) > seen).order_by(col(Entry.seq))):
            facts = json.loads(entry.facts)
            if "transition" in facts and entry.subject in numbers:
                yield _step(numbers[entry.subject], facts)
        sent = select(Mail, Person).join(Person, col(Mail.person_key) == col(Person.key))
        for mail, person in session.exec(
            sent.where(Mail.state == MailState.SENT, Mail.sent_at == stage.now).order_by(Mail.key)
        ):
            yield f"mail til {person.name}: {mail.subject}"


def _step(number: str, facts: dict[str, str]) -> str:
    outcome = facts.get("outcome")
    state = OUTCOMES[Outcome(outcome)] if outcome else STATES[facts["transition"]]
    body = f" · {facts['body']}" if facts.get("body") else ""
    return f"sag {number}{body}: {state}"


def settings_of(folder: Path, port: int, desk_port: int = 0) -> Settings:
    """The demo's own settings: mail to the post office, whatever the surroundings say."""
    return Settings(
        data_dir=folder,
        database_url="",
        smtp_host=LOOPBACK,
        smtp_port=port,
        smtp_security=SmtpSecurity.NONE,
        mails_a_minute=0,
        desk_port=desk_port,
        desk_url=f"http://{LOOPBACK}:{desk_port}" if desk_port else "",
        mail_from="Sagsgang i Norddjurs <sagsgang@norddjurs.example>",
        mail_reply_to="lone.vejlby@norddjurs.example",
    )
