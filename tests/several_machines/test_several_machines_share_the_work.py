"""Several machines share the work: two Prefect servers with Redis between them, two workers and two desks."""

from __future__ import annotations

import socket
from collections import Counter
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlmodel import col, select

from desk.web.login import secrets
from domain.casework.case.opening import open_case
from domain.casework.house.accounts import create_account
from domain.casework.house.logins import set_password
from domain.casework.house.municipality import adopt_profile
from domain.casework.meeting.meetings import cancel_meeting, schedule_meeting
from domain.casework.verb import By
from domain.model import Heartbeat, Mail, MailState, Role, Stop
from domain.profile import shipped_profile
from domain.rules.rights import Grant
from domain.store import journal
from domain.store.backup import kind_of
from domain.store.database import Database
from flows.clock import SystemClock

pytestmark = [pytest.mark.slow, pytest.mark.postgres]
PASSWORD = "fire korte ord her"  # noqa: S105 - of nobody
ALONE = {"PREFECT_API_DATABASE_MIGRATE_ON_START": "false", "PREFECT_API_BLOCKS_REGISTER_ON_START": "false"}


def a_case_on_two_meetings(db: Database) -> None:
    """A new case, and meetings of the two bodies on its route."""
    by, now = somebody(), somebody().at
    adopt_profile(db, by, name="norddjurs.toml", text=shipped_profile())
    days = [now.date() + timedelta(days=ahead) for ahead in range(20, 100)]
    tuesdays = [day for day in days if day.weekday() == 1 and not is_holiday(day)]
    for body in ("DIR", "HU"):
        for day in tuesdays[:6]:
            schedule_meeting(db, by, body=body, starts_at=datetime(day.year, day.month, day.day, 9, tzinfo=UTC))
    case = {"number": "26/1", "title": "Prøve", "route": ["DIR", "HU"], "owner_post": "hr-chef", "stages": {}}
    open_case(db, by, **case, recommendation="Godkendes.")


def somebody() -> By:
    """Somebody at the secretariat, now: the workers live by the machine's clock."""
    return By("lone.vejlby", SystemClock().now())


def is_holiday(day: date) -> bool:
    """A day on which no meeting can be called: near Christmas, Easter and the days around Whitsun."""
    return (day.month, day.day) >= (12, 20) or (day.month, day.day) <= (1, 3) or day.month in {4, 5, 6}


def is_ok(url: str, **asked: Any) -> bool:
    try:
        return httpx.get(url, timeout=3, **asked).status_code == 200
    except httpx.HTTPError:
        return False


def test_two_of_everything_share_the_work_and_when_a_machine_is_lost_nothing_is(site: Any, tmp_path: Path) -> None:
    site.start_prefect(0)
    with closing(site.make_databases()) as db:
        a_case_on_two_meetings(db)
        desks = [free_address(), free_address()]
        for number, desk in enumerate(desks):
            port = desk.rpartition(":")[2]
            site.start(f"desk{number}", "desk.cli", "serve", "--desk-only", SAGSGANG_DESK_PORT=port)
        site.until(lambda: is_ok(f"{site.apis[0]}/health"), "Prefect's server")
        site.start_prefect(1, "--no-services", **ALONE)
        site.do("prefect", "work-pool", "create", "sagsgang", "--type", "process")
        site.do("prefect", "--no-prompt", "deploy", "--all", "--prefect-file", "deploy/prefect.yaml")
        site.until(lambda: is_ok(f"{site.apis[1]}/health"), "the other of Prefect's servers")
        for api in site.apis:  # whoever reaches one decides what the workers run
            assert httpx.get(f"{api}/work_pools/sagsgang", timeout=3000).status_code == 401
        for number, api in enumerate(site.apis):
            worker = ["prefect", "worker", "start", "--pool", "sagsgang", "--type", "process"]
            site.start(f"worker{number}", *worker, "--name", f"worker{number}", PREFECT_API_URL=api)
        site.until(lambda: len(site.workers()) == 2, "two workers")

        both = [site.run("morgen", api=0), site.run("sikkerhed", api=1)]  # at once
        site.until(lambda: all(site.ended(run) for run in both), "the first runs")
        assert [site.ended(run) for run in both] == ["COMPLETED", "COMPLETED"]
        with db.read() as session:
            stops = session.exec(select(Stop).order_by(col(Stop.position))).all()
            beat = session.get_one(Heartbeat, "sweep")
        assert [stop.body_key for stop in stops if stop.meeting_id] == ["DIR", "HU"]
        assert beat.error == ""
        assert "events" in site.streams()  # it is through Redis that they speak

        cancel_meeting(db, somebody(), meeting_id=str(stops[1].meeting_id), reason="Sygdom")
        site.kill("worker0", "prefect0")  # a machine is lost, Prefect's services with it; the other one does the work
        last = site.run("morgen", api=1)
        site.until(lambda: site.ended(last, api=1), "the run of the worker that is left")
        assert site.ended(last, api=1) == "COMPLETED"
        with db.read() as session:
            sent = session.exec(select(Mail).where(Mail.state == MailState.SENT)).all()
            assert journal.verify(session) == []
        letters = Counter(str(letter["Message-ID"]) for letter in site.post.mails())
        assert len(sent) == 3
        assert letters == Counter(mail.message_id for mail in sent)

        for desk in desks:
            site.until(lambda: is_ok(f"{desk}/healthz"), "a desk")  # noqa: B023 - at once
        logging_in_at_one_desk_opens_the_other(db, *desks)
        site.start_prefect(0)  # and the machine comes back
        site.until(lambda: all(is_ok(f"{desk}/readyz") for desk in desks), "the desks are ready")
        site.do("desk.cli", "backup", "--out", str(tmp_path / "kopi.dump"))  # the password goes by the environment
        assert kind_of(tmp_path / "kopi.dump") == "postgresql"
    assert [name for name in ("desk0", "desk1", "worker1") if "Traceback" in site.log(name)] == []


def free_address() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


def logging_in_at_one_desk_opens_the_other(db: Database, one: str, other: str) -> None:
    """And logging out at the other closes the first."""
    given = {"name": "Mette Holm", "email": "mette@kommune.example", "grants": [Grant(Role.SECRETARY)]}
    create_account(db, somebody(), account="mette", sees_closed=False, **given)
    set_password(db, somebody(), account="mette", password_hash=secrets.hash_password(PASSWORD))
    with httpx.Client(base_url=one, headers={"Origin": one}, timeout=300) as here:
        let_in = here.post("/login", data={"account": "mette", "password": PASSWORD})
        assert let_in.status_code == 303, let_in.text
        cookies = {"sagsgang": let_in.cookies["sagsgang"]}
    assert httpx.get(f"{other}/mit", cookies=cookies, timeout=300).status_code == 200
    with httpx.Client(base_url=other, headers={"Origin": other}, cookies=cookies, timeout=300) as there:
        assert there.post("/logout").status_code == 303
    assert httpx.get(f"{one}/mit", cookies=cookies, timeout=300).status_code != 200
