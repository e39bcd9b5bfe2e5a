"""The desk is killed while forms are being sent: whoever sends the same again has done it once."""

from __future__ import annotations

import random
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlmodel import col, func, select

from desk.web.login.secrets import hash_of, new_token
from domain.casework.house.accounts import create_account
from domain.casework.house.logins import create_api_token
from domain.casework.verb import By
from domain.model import Case, Entry, Role, Stop
from domain.rules.rights import Deed, Grant
from domain.store import journal
from domain.store.database import Database, sqlite_url

pytestmark = pytest.mark.slow
NOW = datetime(2023, 3, 1, 9, tzinfo=UTC)
CASES = 40
KILLS = 10


def cut_a_key(db: Database) -> str:
    """A key to the API."""
    by, token = By("prøve", NOW), new_token()
    rights = {"grants": [Grant(Role.ADMINISTRATOR)], "sees_closed": True}
    create_account(db, by, account="esdh", name="ESDH", email="esdh@example.dk", **rights)
    until = datetime(2025, 1, 1, tzinfo=UTC)
    made = {"token_hash": hash_of(token), "name": "ESDH", "scopes": list(Deed), "expires_at": until}
    create_api_token(db, by, account="esdh", **made)
    return token


def test_cases_that_are_sent_until_somebody_answers_are_there_once(folder: Path, tools: Any) -> None:
    chance = random.Random(tools.seed())
    db, calm = Database(sqlite_url(folder / "sagsgang.db")), Database(sqlite_url(folder / "calm.db"))
    with tools.spring_on(db, calm, folder, date(2023, 3, 1)) as spring:
        headers = {"Authorization": f"Bearer {cut_a_key(db)}"}
        port, starts, unanswered = tools.free_port(), 0, 0
        for number in range(CASES):
            said = {
                "number": f"23/{number}",
                "title": f"Sag {number}",
                "route": ["DIR", "HU"],
                "owner_post": "hr-chef",
            }
            once = headers | {"Idempotency-Key": f"sag-{number}"}
            while True:
                if not tools.answers(port):
                    # It dies somewhere in the next handful of requests, until it has died often enough.
                    fault = {
                        "what": "kill",
                        "after": chance.randint(5, 45),
                        "delay": chance.choice([0, 0.002]),
                        "victims": [],
                    }
                    fault["after"] += 10**9 * (starts >= KILLS)
                    spring.forge.start("desk", port=port, at=NOW.isoformat(), fault=fault)
                    starts += 1
                try:
                    answer = httpx.post(f"http://127.0.0.1:{port}/api/v1/cases", json=said, headers=once, timeout=20)
                except httpx.TransportError:
                    unanswered += 1
                    time.sleep(0.02)
                    continue
                assert answer.status_code in {200, 201}, answer.text
                break
        with db.read() as session:
            assert journal.verify(session) == []
            opened = session.exec(select(Entry.key).where(Entry.verb == "open_case")).all()
            assert session.exec(select(func.count()).select_from(Case)).one() == CASES
            assert session.exec(select(func.count(col(Stop.id)))).one() == 2 * CASES
        print(f"{starts - 1} deaths, {unanswered} without an answer")
        assert len(opened) == len(set(opened)) == CASES
        assert starts - 1 == KILLS
        assert unanswered >= KILLS / 2
