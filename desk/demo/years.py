"""The performance of six years, 2020–2025: every duty comes round by itself, and people do no more than decide.

It is played like the spring (``play``), with the real flows and real mails, but not day by day: the daily bells ring
on Mondays, which does no harm (``flows/schedule.py``), and else only those moments are played at which something is
due. It may be stopped or killed at any moment, and goes on from the last day in the journal.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

from sqlalchemy import event
from sqlmodel import col, func, select

from calendars.copenhagen import COPENHAGEN
from calendars.meeting_plan import read_plan
from calendars.year_plan_csv import write_year
from desk import labels
from desk.demo.play import Day, Happening, let_go, settings_of
from desk.demo.post_office import PostOffice
from desk.demo.stage import Stage, sample_bytes
from desk.demo.years_people import at_their_desks, decide_what_was_treated
from desk.errors import NotADemoFolderError
from desk.show import day as shown
from domain.casework.house.municipality import adopt_profile
from domain.casework.meeting.meetings import import_meeting_plan, schedule_meeting
from domain.casework.verb import By
from domain.model import Case, Cycle, Due, Entry, Mail, MailState, MeetingStatus
from domain.profile.load import load_profile, shipped_profile
from domain.profile.profile import Profile
from domain.profile.year_plan import proposed_year
from domain.store.database import Database, sqlite_url
from domain.store.migrate import migrate
from domain.store.queries import current_profile
from flows.deliver_outbox import deliver_outbox
from flows.engine import Engine
from flows.reporting_cycle import reporting_cycle
from flows.settings import Settings
from flows.standing_items import standing_items
from flows.sweep import sweep

FIRST = date(2020, 1, 2)
LAST = date(2025, 12, 31)
MARK = ".sagsgang-aarene"  # says that the folder is this performance's own
OWN_PLANS = {2023: "moedeplan-2023.csv"}  # the year of the spring has its own meetings; the others come of the rules
ELECTIONS = (2021, 2025)  # then the new council's first meeting is called too
BELLS = (time(8, 5), time(13, 0), time(21, 0))  # reminders, agendas, what has been held
DAILY = (time(4, 50), time(10, 0))  # duties and standing items; then people are at their desks
_BEGUN = datetime.combine(FIRST, time(9), COPENHAGEN)


def prepare(folder: Path) -> Stage:
    """The stage: the sample profile, and the meetings of the first year. Safe to repeat.

    Raises:
        NotADemoFolderError: the folder holds something else, as the demo of the spring or a real data folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    mark = folder / MARK
    if not mark.exists() and any(folder.iterdir()):
        raise NotADemoFolderError(folder=str(folder))
    mark.touch()
    db = Database(sqlite_url(folder / "sagsgang.db"))
    event.listen(db.engine, "connect", _hurry)
    migrate(db)
    text = shipped_profile()
    adopt_profile(db, By("demo", _BEGUN, "years:profile"), name="norddjurs.toml", text=text)
    stage = Stage(db, folder, _BEGUN)
    take_in_year(stage, load_profile("norddjurs.toml", text), FIRST.year, "demo")
    return stage


def _hurry(connection: sqlite3.Connection, _record: object) -> None:
    """Six years are many commits, and what a power cut takes can be played again: no commit waits for the disk."""
    connection.execute("PRAGMA synchronous=OFF")


def take_in_year(stage: Stage, profile: Profile, year: int, who: str) -> None:
    """The meetings of a year, as a secretary takes in the plan that was agreed to. Safe to repeat."""
    name = OWN_PLANS.get(year, f"moedeplan-{year}.csv")
    names = {body.key: body.name for body in profile.bodies}
    data = sample_bytes(name) if year in OWN_PLANS else write_year(proposed_year(profile, year).meetings, names)
    by = By(who, stage.now, f"years:plan:{year}")
    import_meeting_plan(stage.db, by, plan=read_plan(name, data))
    if year in ELECTIONS:
        begins = datetime.combine(date(year, 12, 2), time(17), COPENHAGEN)
        by = By(who, stage.now, f"years:constituent:{year}")
        schedule_meeting(stage.db, by, body="KB", starts_at=begins, status=MeetingStatus.CONSTITUENT)


def play(stage: Stage, post_office: PostOffice, *, until: date = LAST) -> Iterator[Day]:
    """Play the days on which something happens, one by one, from where the journal ends."""
    settings = settings_of(stage.folder, post_office.port)
    engine = Engine("")
    let_go(stage.db)
    stage.now = datetime.combine(resume_on(stage.db), time(), COPENHAGEN)
    known = _rounds(stage)
    while (at := _next_moment(stage)).date() <= until:
        stage.now = at
        _moment(stage, at, engine, settings)
        seen = _rounds(stage)
        lines = tuple(f"{number}: {said}" for number, said in sorted(seen.items()) if known.get(number) != said)
        known = seen
        if lines:
            yield Day(at.date(), (Happening(at, "Sagsgang", "", lines),))


def resume_on(db: Database) -> date:
    """The day to begin with: the first, or the last one that the journal knows."""
    with db.read() as session:
        last = session.exec(select(Entry.at).order_by(col(Entry.seq).desc()).limit(1)).one()
    return max(FIRST, last.astimezone(COPENHAGEN).date())


def _moment(stage: Stage, at: datetime, engine: Engine, settings: Settings) -> None:
    if at.time() == DAILY[0]:
        reporting_cycle(stage.db, at, engine)
        standing_items(stage.db, at)
        return
    if at.time() == DAILY[1]:
        for year in at_their_desks(stage):
            with stage.db.read() as session:
                profile = current_profile(session)
            take_in_year(stage, profile, year, "sekretariatet")
        return
    sweep(stage.db, at, engine)
    if decide_what_was_treated(stage):
        sweep(stage.db, at, engine)
    if _mail_waits(stage, at):
        deliver_outbox(stage.db, at, settings, engine=engine)


def _next_moment(stage: Stage) -> datetime:
    """The next bell by which something is due, or the next Monday's."""
    with stage.db.read() as session:
        due = session.exec(select(func.min(Due.due_at))).one()
        mail = session.exec(select(func.min(Mail.next_try_at)).where(Mail.state == MailState.QUEUED)).one()
    moments: list[datetime | None] = [due, mail]
    waiting = [bell_after(max(moment, stage.now), stage.now) for moment in moments if moment is not None]
    return min([monday_after(stage.now), *waiting])


def bell_after(moment: datetime, now: datetime) -> datetime:
    """The first bell at or after a moment, and after now."""
    on = moment.astimezone(COPENHAGEN).date()
    bells = [datetime.combine(on + timedelta(days=ahead), bell, COPENHAGEN) for ahead in (0, 1) for bell in BELLS]
    return next(bell for bell in bells if bell >= moment and bell > now)


def monday_after(now: datetime) -> datetime:
    """The first of a Monday's two bells after now."""
    on = now.astimezone(COPENHAGEN).date()
    monday = on - timedelta(days=on.weekday())
    weeks = (monday, monday + timedelta(days=7))
    bells = [datetime.combine(week, bell, COPENHAGEN) for week in weeks for bell in DAILY]
    return next(bell for bell in bells if bell > now)


def _mail_waits(stage: Stage, at: datetime) -> bool:
    with stage.db.read() as session:
        waiting = select(Mail.id).where(Mail.state == MailState.QUEUED, col(Mail.next_try_at) <= at).limit(1)
        return session.exec(waiting).first() is not None


def _rounds(stage: Stage) -> dict[str, str]:
    """Every round that has been touched, by its case's number, and how far it is, in Danish."""
    with stage.db.read() as session:
        rows = session.exec(select(Case.number, Cycle).join(Cycle, col(Cycle.case_id) == col(Case.id))).all()
    return {number: _said_of(row) for number, row in rows}


def _said_of(row: Cycle) -> str:
    at_risk = f"; {labels.of(row.risk)}" if row.risk is not None else ""
    return f"{labels.of(row.state)}, frist {shown(row.due_on)}{at_risk}"
