"""What is kept about people goes when its time is over, and never while somebody still needs it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import SQLModel, col, func, select

from desk.retention_plan import plan
from desk.web.login.secrets import hash_of
from domain.casework.case.files import wait_with
from domain.casework.house.accounts import create_account, deactivate_account
from domain.casework.house.logins import create_api_token, make_link, open_session
from domain.casework.house.municipality import adopt_profile, record_absence
from domain.casework.house.retention import FORMER
from domain.casework.verb import By
from domain.model import (
    Absence,
    Account,
    ApiToken,
    Attendance,
    Blob,
    Case,
    CaseState,
    Due,
    Entry,
    FollowUp,
    LoginFailure,
    LoginSession,
    Mail,
    MailState,
    Meeting,
    Notice,
    OneTimeLink,
    Person,
    ProfileText,
    Role,
    StoredFile,
)
from domain.profile import load_profile, shipped_profile
from domain.profile.edit import add_row, drop_row, row_number
from domain.rules.retention import RETENTION, Kept, OwnRetention, in_force
from domain.rules.rights import Deed, Grant
from domain.store import journal
from domain.store.case_facts import case_facts, timeline
from domain.store.database import Database, sqlite_url
from domain.store.retention import ERASED_ADDRESS
from flows.retention import retention

START = datetime(2023, 3, 1, 9, tzinfo=UTC)
GONE = "tove.gammelby"
RULES = {rule.kept: rule for rule in RETENTION}


def by(at: datetime = START) -> By:
    return By("drift", at)


def after(kept: Kept, day: date, *, days: int = 0) -> datetime:
    """Noon on the first day that the rule takes what happened on ``day``, and so many days later."""
    return datetime(day.year, day.month, day.day, 11, tzinfo=UTC) + timedelta(days=(RULES[kept].days or 0) + days)


def test_each_thing_that_is_kept_has_one_rule_and_what_the_archive_must_have_is_never_deleted() -> None:
    assert [rule.kept for rule in RETENTION] == list(dict.fromkeys(rule.kept for rule in RETENTION))
    assert {rule.kept for rule in RETENTION} == set(Kept)
    assert {rule.kept for rule in RETENTION if rule.days is None} == {Kept.CASES, Kept.JOURNAL}
    tried = in_force([OwnRetention(Kept.CASES, days=1), OwnRetention(Kept.FEEDS, days=7)])
    assert [(rule.kept, rule.days) for rule in tried if rule.kept in {Kept.CASES, Kept.FEEDS}] == [
        (Kept.FEEDS, 7),
        (Kept.CASES, None),
    ]


@pytest.fixture
def at_the_door(norddjurs: Database) -> Database:
    """Somebody with a session, a link, a key and an attempt in vain, all of the same morning."""
    grants = [Grant(Role.SECRETARY)]
    create_account(norddjurs, by(), account="tove", name="Tove Gammelby", email="tove@kommune.example", grants=grants)
    ends = START + timedelta(hours=8)
    given: dict[str, Any] = {"account": "tove", "token_hash": hash_of("a")}
    open_session(norddjurs, by(), **given, device="Firefox", idle=timedelta(hours=2), ends_at=ends)
    make_link(norddjurs, by(), **given, expires_at=ends)
    create_api_token(norddjurs, by(), **given, name="Arkiv", scopes=[Deed.LOOK], expires_at=ends)
    with norddjurs.write() as session:
        session.add(LoginFailure.new(key="f" * 64, count=3, last_at=START))
    return norddjurs


@pytest.mark.parametrize(
    ("kept", "model"),
    [
        (Kept.SESSIONS, LoginSession),
        (Kept.LINKS, OneTimeLink),
        (Kept.API_TOKENS, ApiToken),
        (Kept.ATTEMPTS, LoginFailure),
    ],
)
def test_what_opened_a_door_goes_on_its_day_and_not_the_day_before(
    at_the_door: Database, kept: Kept, model: Any
) -> None:
    def left() -> int:
        with at_the_door.read() as session:
            return session.exec(select(func.count()).select_from(model)).one()

    assert kept not in retention(at_the_door, after(kept, START.date(), days=-1)).counts
    assert left() == 1
    assert retention(at_the_door, after(kept, START.date())).counts[kept] == 1
    assert left() == 0


def test_a_closed_user_is_forgotten_but_for_the_key_that_the_journal_names(at_the_door: Database) -> None:
    deactivate_account(at_the_door, by(), account="tove")
    retention(at_the_door, after(Kept.ACCOUNTS, START.date(), days=-1))
    with at_the_door.read() as session:
        assert session.get_one(Account, "tove").name == "Tove Gammelby"
    retention(at_the_door, after(Kept.ACCOUNTS, START.date()))
    with at_the_door.read() as session:
        account = session.get_one(Account, "tove")
        assert (account.name, account.email, account.password_hash) == (FORMER, ERASED_ADDRESS, None)
        line = session.exec(select(Entry).where(Entry.verb == "erase", Entry.subject == "accounts")).one()
        assert '"who":["tove"]' in line.facts
        assert journal.verify(session) == []
    assert retention(at_the_door, after(Kept.ACCOUNTS, START.date())).counts == {}


def with_a_person_who_leaves(db: Database) -> None:
    text = shipped_profile()
    mail = "tove@norddjurs.example"
    named = add_row(text, "person", {"key": GONE, "name": "Tove Gammelby", "email": mail})
    post = load_profile("a", text).posts[0].key
    holding = {"post": post, "person": GONE, "from_on": date(2020, 1, 1), "to_on": date(2022, 1, 1)}
    adopt_profile(db, by(), name="norddjurs.toml", text=add_row(named, "holding", holding))


def without(text: str) -> str:
    text = drop_row(text, "holding", row_number(text, "holding", {"person": GONE}))
    return drop_row(text, "person", row_number(text, "person", {"key": GONE}))


def test_whoever_has_left_is_forgotten_in_every_profile_once_the_one_in_force_names_them_no_more(
    norddjurs: Database,
) -> None:
    with_a_person_who_leaves(norddjurs)
    record_absence(norddjurs, by(), person=GONE, from_on=date(2021, 12, 1), to_on=date(2021, 12, 24))
    day = date(2022, 1, 1)
    assert Kept.PEOPLE not in retention(norddjurs, after(Kept.PEOPLE, day)).counts
    with norddjurs.read() as session:
        assert plan(session, after(Kept.PEOPLE, day).date()).left_but_named == 1
        text = session.exec(select(ProfileText).order_by(col(ProfileText.number).desc())).first()
    assert text is not None
    adopt_profile(norddjurs, by(), name="norddjurs.toml", text=without(text.toml))
    assert Kept.PEOPLE not in retention(norddjurs, after(Kept.PEOPLE, day, days=-1)).counts
    assert retention(norddjurs, after(Kept.PEOPLE, day)).counts[Kept.PEOPLE] >= 1
    with norddjurs.read() as session:
        person = session.get_one(Person, GONE)
        assert (person.name, person.email) == (FORMER, ERASED_ADDRESS)
        for kept in session.exec(select(ProfileText)):
            assert "Tove" not in kept.toml
            load_profile("again", kept.toml)
        assert "Tove" not in " ".join(session.exec(select(Entry.facts)))
        assert session.exec(select(Absence).where(Absence.person_key == GONE)).all() == []
        assert journal.verify(session) == []


def test_a_municipality_sets_its_own_days_or_switches_a_rule_off(norddjurs: Database) -> None:
    record_absence(norddjurs, by(), person="erik.lyngsvad", from_on=date(2023, 1, 2), to_on=date(2023, 1, 9))
    off = add_row(shipped_profile(), "retention", {"kept": "absences", "on": False})
    adopt_profile(norddjurs, by(), name="norddjurs.toml", text=off)
    assert Kept.ABSENCES not in retention(norddjurs, after(Kept.ABSENCES, date(2023, 1, 9))).counts
    short = add_row(shipped_profile(), "retention", {"kept": "absences", "days": 10})
    adopt_profile(norddjurs, by(), name="norddjurs.toml", text=short)
    assert retention(norddjurs, datetime(2023, 1, 19, 11, tzinfo=UTC)).counts[Kept.ABSENCES] == 1


def test_a_file_that_became_no_case_goes_with_its_bytes_the_day_after(norddjurs_sqlite: Database) -> None:
    wait_with(norddjurs_sqlite, name="notat.txt", data=b"Et notat om noget", actor="lone.vejlby", at=START)
    assert Kept.UPLOADS not in retention(norddjurs_sqlite, START + timedelta(hours=10)).counts
    assert retention(norddjurs_sqlite, START + timedelta(days=2)).counts[Kept.UPLOADS] == 1
    with norddjurs_sqlite.read() as session:
        assert session.exec(select(StoredFile)).all() == []
        assert session.exec(select(col(Blob.sha256))).all() == []


@pytest.fixture(scope="session")
def _played(replay: Callable[[date], Path]) -> Path:
    return replay(date(2023, 5, 3))


@pytest.fixture(scope="module")
def spring(_played: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Database]]:
    """``spring()``: the replayed spring until 3 May 2023, fresh each time."""
    folder, opened = tmp_path_factory.mktemp("springs"), []

    def fresh() -> Database:
        copy = folder / f"spring{len(opened)}.db"
        shutil.copyfile(_played, copy)
        opened.append(Database(sqlite_url(copy)))
        return opened[-1]

    yield fresh
    for db in opened:
        db.close()


def what_runs(db: Database, today: date) -> dict[str, Any]:
    """Everything that a case under way stands on: its facts, its history, its promises, the queue, mails about it."""
    with db.read() as session:
        running = session.exec(select(Case.id).where(Case.state == CaseState.OPEN).order_by(col(Case.id))).all()
        notices = select(Notice.key).where(col(Notice.case_id).in_(running)).order_by(col(Notice.key))
        waiting = select(Mail.key).where(col(Mail.state).in_((MailState.QUEUED, MailState.SENDING)))
        coming = select(Meeting.id).where(col(Meeting.held_on) >= today)
        answers = select(Attendance.id).where(col(Attendance.meeting_id).in_(session.exec(coming).all()))
        return {
            "cases": {key: (case_facts(session, key), timeline(session, key)) for key in running},
            "promises": [repr(row) for row in session.exec(select(FollowUp).order_by(col(FollowUp.id)))],
            "queue": [repr(row) for row in session.exec(select(Due).order_by(col(Due.key)))],
            "notices": session.exec(notices).all(),
            "mails": session.exec(waiting.order_by(col(Mail.key))).all(),
            "answers": session.exec(answers.order_by(col(Attendance.id))).all(),
        }


@pytest.mark.slow
@settings(max_examples=6, deadline=None)
@given(days=st.integers(0, 9000))
def test_nothing_that_a_running_case_needs_is_ever_deleted(spring: Callable[[], Database], days: int) -> None:
    db = spring()
    now = datetime(2023, 5, 3, 11, tzinfo=UTC) + timedelta(days=days)
    before = what_runs(db, now.date())
    assert before["cases"]
    done = retention(db, now)
    after_it = what_runs(db, now.date())
    assert after_it == before
    with db.read() as session:
        assert journal.verify(session) == []
        assert all(one.today == 0 for one in plan(session, now.date()).rows)
    assert (days < 365) or done.counts


@pytest.mark.slow
def test_the_mails_of_what_is_over_go_and_those_of_what_runs_stay(spring: Callable[[], Database]) -> None:
    db = spring()
    done = retention(db, after(Kept.MAILS, date(2023, 5, 3), days=1)).counts
    assert done[Kept.MAILS]
    with db.read() as session:
        about = select(Notice.mail_id).where(col(Notice.case_id).in_(select(Case.id).where(Case.state != "open")))
        kept = set(session.exec(select(Mail.id)))
        running = select(Notice.mail_id).join(Case).where(Case.state == CaseState.OPEN)
        assert kept
        assert set(session.exec(running)) <= kept
        assert set(session.exec(about)) <= kept  # a digest that tells of both stays whole
        assert {mail.subject for mail in session.exec(select(Mail).where(Mail.state == MailState.SENT))} == {""}


@pytest.mark.slow
def test_a_look_writes_nothing_and_the_rows_it_counts_are_those_that_go(spring: Callable[[], Database]) -> None:
    db = spring()
    now = after(Kept.MAILS, date(2023, 5, 3), days=-20)

    def everything() -> dict[str, list[str]]:
        with db.read() as session:
            tables = SQLModel.metadata.sorted_tables
            return {one.name: sorted(map(repr, session.connection().execute(one.select()))) for one in tables}

    before = everything()
    with db.read() as session:
        found = plan(session, now.date())
    assert everything() == before
    counted = {one.rule.kept: one.today for one in found.rows if one.today}
    assert retention(db, now).counts == counted
    assert any(one.in_a_month > one.today for one in found.rows)
