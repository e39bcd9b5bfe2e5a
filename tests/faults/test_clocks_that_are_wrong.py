"""The clocks change, the machine sleeps for days, is set back, has two clocks: nothing is lost or doubled."""

from __future__ import annotations

import socket
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlmodel import col, func, select

from calendars.copenhagen import COPENHAGEN
from domain.casework import queue
from domain.casework.case.follow_ups import Proposal, confirm_follow_up, propose_follow_up
from domain.casework.case.opening import open_case
from domain.casework.verb import By
from domain.model import Due, Mail, MailState, Notice, NoticeKind, Stop
from domain.store import journal
from domain.store.database import Database, sqlite_url
from flows.clock import SetClock
from flows.engine import Engine
from flows.rounds import Rounds
from flows.settings import Settings

OWNERS = ("hr-chef", "chef-sekretariat", "it-sikkerhed", "hr-konsulent")


class Shelf:
    """A mail server that notes whom each mail is to."""

    def __init__(self) -> None:
        self.taken: Counter[tuple[str, str]] = Counter()

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        mail = message_from_bytes(envelope.content or b"", policy=default)
        self.taken[str(mail["To"]), str(mail["Message-ID"])] += 1
        return "250 OK"


class Town:
    """Four cases on their way to the management, a promise in each, and a clock that is set by hand."""

    def __init__(self, db: Database, settings: Settings, shelf: Shelf, opened_at: datetime, due_on: date) -> None:
        self.db, self.shelf = db, shelf
        self.clock = SetClock(opened_at)
        self.rounds = Rounds(db, settings, Engine(), self.clock)
        by = By("hanne.fjellerby", opened_at)
        for number, owner in enumerate(OWNERS):
            case = open_case(db, by, number=f"23/{number}", title="En sag", route=["DIR"], owner_post=owner).subject
            proposal = Proposal("Svar høringen", owner_post=owner, due_on=due_on)
            promise = propose_follow_up(db, by, case_id=case, proposal=proposal).subject
            confirm_follow_up(db, by, follow_up_id=promise, owner_post=owner, due_on=due_on)

    def look(self, at: datetime) -> None:
        self.clock.set(at)
        self.rounds.round()

    def look_every(self, minutes: int, since: datetime, until: datetime) -> None:
        for step in range(int((until - since) / timedelta(minutes=minutes)) + 1):
            self.look(since + step * timedelta(minutes=minutes))

    def sent(self) -> list[Mail]:
        with self.db.read() as session:
            assert journal.verify(session) == []
            return list(session.exec(select(Mail).where(Mail.state == MailState.SENT).order_by(col(Mail.sent_at))))

    def told(self) -> set[tuple[Any, ...]]:
        """What was told whom and has left, whichever mail it stood in."""
        rows = select(Notice.kind, Notice.person_key, Notice.case_id, Notice.follow_up_id, Notice.due_on).join(Mail)
        with self.db.read() as session:
            return {tuple(row) for row in session.exec(rows.where(Mail.state == MailState.SENT))}

    def rows(self) -> tuple[Any, ...]:
        """Where the cases stand, and what is still to come."""
        with self.db.read() as session:
            stops = session.exec(select(Stop.id, Stop.state, Stop.meeting_id).order_by(Stop.id)).all()
            return [tuple(stop) for stop in stops], tuple(map(tuple, session.exec(select(Due.key, Due.due_at)).all()))


@pytest.fixture
def found(tmp_path: Path, norddjurs_sqlite: Database) -> Iterator[Callable[..., Town]]:
    """``found(opened_at, due_on)``: a town of its own, twice where two are compared."""
    running: list[Controller] = []
    made: list[Database] = []
    norddjurs_sqlite.close()
    seed = Path(str(norddjurs_sqlite.engine.url.database)).read_bytes()

    def make(opened_at: datetime, due_on: date) -> Town:
        file = tmp_path / f"town{len(made)}.db"
        file.write_bytes(seed)
        made.append(Database(sqlite_url(file)))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        shelf = Shelf()
        running.append(Controller(shelf, hostname="127.0.0.1", port=port))
        running[-1].start()
        settings = Settings(smtp_host="127.0.0.1", smtp_port=port, data_dir=tmp_path)  # thirty mails a minute
        return Town(made[-1], settings, shelf, opened_at, due_on)

    yield make
    for controller in running:
        controller.stop()
    for db in made:
        db.close()


SPRING = date(2023, 3, 26)  # 02:00 becomes 03:00
AUTUMN = date(2023, 10, 29)  # 03:00 becomes 02:00


@pytest.mark.slow
@pytest.mark.parametrize(("sunday", "hours"), [(SPRING, 23), (AUTUMN, 25)])
def test_through_the_night_the_clocks_change_everything_is_told_once_at_eight_by_the_clock_on_the_wall(
    found: Callable[..., Town], at: Callable[..., datetime], sunday: date, hours: int
):
    friday, monday = sunday - timedelta(days=2), sunday + timedelta(days=1)
    noon, morning = (
        datetime.combine(day, clock_time(12), COPENHAGEN) for day in (sunday - timedelta(days=1), monday)
    )
    assert (morning.timestamp() - noon.timestamp()) / 3600 == 24 + hours
    town = found(at(f"{friday} 07:00"), monday)
    town.look_every(60, at(f"{friday} 07:00"), at(f"{monday} 12:00"))
    sent = town.sent()
    assert {(mail.sent_at or noon).astimezone(COPENHAGEN).time() for mail in sent} == {clock_time(8)}
    assert {(mail.sent_at or noon).astimezone(COPENHAGEN).date() for mail in sent} == {friday, monday}
    assert set(town.shelf.taken.values()) == {1}
    asleep = found(at(f"{friday} 07:00"), monday)  # one that sleeps through the night ends the same
    asleep.look_every(60, at(f"{friday} 07:00"), at(f"{friday} 12:00"))
    asleep.look_every(60, at(f"{monday} 08:00"), at(f"{monday} 12:00"))
    assert (asleep.told(), asleep.rows()) == (town.told(), town.rows())


@pytest.mark.slow
def test_a_machine_that_slept_for_three_days_does_at_once_what_it_missed_and_writes_one_digest_each(
    found: Callable[..., Town], at: Callable[..., datetime]
):
    awake, asleep = (found(at("2023-04-17 07:00"), date(2023, 4, 20)) for _ in range(2))
    awake.look_every(120, at("2023-04-17 08:00"), at("2023-04-21 12:00"))
    asleep.look(at("2023-04-17 08:00"))
    before = asleep.shelf.taken.copy()
    for at_once in (
        "2023-04-20 11:00",
        "2023-04-20 11:00",
        "2023-04-20 11:01",
        "2023-04-21 08:00",
        "2023-04-21 12:00",
    ):
        asleep.look(at(at_once))
        if "04-20" in at_once:
            new = asleep.shelf.taken - before
            assert new
            assert max(Counter(who for who, _ in new).values()) == 1
    assert asleep.rows() == awake.rows()
    assert set(asleep.shelf.taken.values()) == {1}
    missed = awake.told() - asleep.told()  # only what it is too late to tell: a deadline that passed meanwhile
    assert all(kind is NoticeKind.DEADLINE and due_on < date(2023, 4, 20) for kind, *_, due_on in missed)


def test_an_hour_that_comes_twice_because_the_clock_was_set_back_does_nothing_twice_and_stops_no_mail(
    found: Callable[..., Town], at: Callable[..., datetime]
):
    town = found(at("2023-04-17 07:00"), date(2023, 4, 20))
    town.look_every(10, at("2023-04-17 07:00"), at("2023-04-17 08:30"))
    first = town.shelf.taken.copy()
    with town.db.write() as session:  # as many as may leave in a minute have left, by the clock that was ahead
        mail = session.exec(select(Mail).where(Mail.state == MailState.SENT)).first()
        assert mail is not None
        for number in range(40):
            copy = {**mail.model_dump(), "id": f"x{number}", "key": f"x{number}", "message_id": f"<x{number}@x>"}
            session.add(Mail.new(**copy))
    by = By("hanne.fjellerby", at("2023-04-17 07:31"))
    open_case(town.db, by, number="23/99", title="En ny sag", route=["DIR"], owner_post="kommunaldirektoer")
    town.look_every(10, at("2023-04-17 07:30"), at("2023-04-17 08:30"))
    assert set(town.shelf.taken.values()) == {1}
    assert town.shelf.taken.total() > first.total()  # what is new left at eight, not an hour later
    with town.db.read() as session:
        assert (
            session.exec(select(func.count()).select_from(Due).where(col(Due.due_at) <= at("2023-04-17 08:30"))).one()
            == 0
        )


def test_what_was_claimed_by_a_clock_that_was_ahead_is_let_go_of_when_that_lease_runs_out(
    found: Callable[..., Town], at: Callable[..., datetime]
):
    town = found(at("2023-04-17 07:00"), date(2023, 4, 20))
    assert queue.claim(town.db, now=at("2023-04-17 09:00"))  # and it dies; then the clock is set back
    town.look(at("2023-04-17 08:06"))
    assert all(meeting is None for _, _, meeting in town.rows()[0])
    town.look(at("2023-04-17 09:06"))
    assert all(meeting is not None for _, _, meeting in town.rows()[0])


@pytest.mark.slow
def test_two_clocks_by_mistake_and_a_worker_beside_them_do_everything_once(folder: Path, tools: Any):
    db, calm = Database(sqlite_url(folder / "sagsgang.db")), Database(sqlite_url(folder / "calm.db"))
    with tools.spring_on(db, calm, folder, date(2023, 3, 16), clocks=("ring", "ring", "work")) as spring:
        spring.play()
        tools.check_as_without_faults(spring, calm)
        assert set(tools.letters(folder / "mails").values()) == {1}  # with nobody killed, not one mail twice
