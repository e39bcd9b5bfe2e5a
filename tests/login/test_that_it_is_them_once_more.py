"""Before rights, users and keys are changed whoever is logged in shows once more that it is them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlmodel import select

from desk.web.login import secrets
from domain.casework.house.accounts import grant_role, welcome
from domain.casework.house.logins import open_session
from domain.model import Account, ApiToken, Entry, OneTimeLink, Role
from domain.rules.rights import Grant

if TYPE_CHECKING:
    from conftest import LoginDesk  # type: ignore[import-not-found]  # pytest finds this folder's own
    from fastapi.testclient import TestClient

PASSWORD = "fire korte ord her"  # noqa: S105 - of nobody
PROOF = {"own_password": PASSWORD}
DEEDS = {
    "/brugere/ny": {"name": "Bo Dahl", "account": "bo", "email": "bo@example.dk", "grants": "reader:"},
    "/brugere/mette/rettigheder": {"grants": "reader:KB", "sees_closed": "yes"},
    "/brugere/mette/link": {},
    "/brugere/mette/luk": {},
    "/brugere/mette/aabn": {},
    "/brugere/mette/totrin": {"reason": "Telefonen er væk"},
    "/mit/adgang/noegle": {"name": "ESDH", "scopes": "decide", "days": "30"},
    "/mit/adgang/totrin": {},
}
ASKS = "Bekræft, at det er dig"


@pytest.fixture
def anne(desk: LoginDesk) -> TestClient:
    """Anne is administrator, and logged in."""
    desk.user("anne", Grant(Role.ADMINISTRATOR))
    browser: TestClient = desk.logged_in("anne")
    return browser


def lines(desk: LoginDesk) -> int:
    with desk.db.read() as session:
        return len(session.exec(select(Entry.seq)).all())


@pytest.mark.parametrize("address", DEEDS)
def test_nothing_is_done_before_the_password_is_given_again(desk: LoginDesk, anne: TestClient, address: str) -> None:
    before = lines(desk)
    asked = anne.post(address, data=DEEDS[address])
    assert (asked.status_code, ASKS in asked.text) == (200, True)
    wrong = anne.post(address, data={**DEEDS[address], "own_password": "en forkert adgangskode"})
    assert (wrong.status_code, "Det er ikke din adgangskode" in wrong.text) == (422, True)
    assert "en forkert adgangskode" not in wrong.text
    assert lines(desk) == before
    with desk.db.read() as session:
        assert session.exec(select(ApiToken)).all() == session.exec(select(OneTimeLink)).all() == []


def test_what_was_to_be_done_is_carried_and_done_when_it_is_them(anne: TestClient) -> None:
    asked = anne.post("/brugere/mette/rettigheder", data={"grants": ["reader:KB", "secretary:HU"], "version": "1"})
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', asked.text.split(ASKS)[-1])
    assert sorted(hidden) == [("grants", "reader:KB"), ("grants", "secretary:HU"), ("version", "1")]
    fields: dict[str, list[str]] = {"own_password": [PASSWORD]}
    for name, value in hidden:
        fields.setdefault(name, []).append(value)
    assert anne.post("/brugere/mette/rettigheder", data=fields).status_code == 303
    assert "læser i KB, sekretær i HU" in anne.get("/brugere/mette").text
    assert anne.post("/brugere/mette/luk").text.count(ASKS) > 0  # each time, and not only the first


def test_it_is_not_ones_own_password_that_somebody_else_has(desk: LoginDesk, anne: TestClient) -> None:
    desk.user("bo", Grant(Role.ADMINISTRATOR), password="et helt andet kodeord")  # noqa: S106 - of nobody
    answer = anne.post("/brugere/mette/luk", data={"own_password": "et helt andet kodeord"})
    assert answer.status_code == 422


def test_it_is_not_tried_for_ever_and_then_the_right_one_does_not_help(desk: LoginDesk, anne: TestClient) -> None:
    for _ in range(6):
        anne.post("/brugere/mette/luk", data={"own_password": "en forkert adgangskode"})
    answer = anne.post("/brugere/mette/luk", data=PROOF)
    assert (answer.status_code, "for mange gange" in answer.text) == (422, True)
    assert desk.browser().post("/login", data={"account": "anne", "password": PASSWORD}).status_code == 429
    with desk.db.read() as session:
        assert session.get_one(Account, "mette").is_active


def test_who_may_not_is_told_so_before_any_password_is_asked_for(desk: LoginDesk) -> None:
    mette = desk.logged_in()
    for address in (one for one in DEEDS if one.startswith("/brugere")):
        assert mette.post(address, data={**DEEDS[address], **PROOF}).status_code == 403


def test_a_way_back_and_no_word_of_a_password_when_the_session_runs_out_meanwhile(
    desk: LoginDesk, anne: TestClient
) -> None:
    assert '<a href="/brugere/mette">Fortryd</a>' in anne.post("/brugere/mette/luk").text
    desk.clock.pass_(hours=13)
    page = anne.post("/brugere/mette/rettigheder", data={"grants": "reader:KB", **PROOF})
    assert page.status_code == 401
    assert PASSWORD not in page.text


def test_who_comes_by_the_login_at_work_must_have_done_so_lately(desk: LoginDesk) -> None:
    subject = {"subject": "https://login|1", "account": "ida", "name": "Ida Prøve", "email": "ida@example.dk"}
    welcome(desk.db, desk.by(), **subject, grants=[])
    grant_role(desk.db, desk.by(), account="ida", role=Role.ADMINISTRATOR)
    token, now = secrets.new_token(), desk.clock.now
    given = {"account": "ida", "token_hash": secrets.hash_of(token), "device": "", "idle": timedelta(hours=2)}
    open_session(desk.db, desk.by(), **given, ends_at=now + timedelta(hours=12))
    ida = desk.browser()
    ida.cookies.set("sagsgang", token)
    desk.clock.pass_(minutes=15)
    assert ida.post("/brugere/mette/luk").status_code == 303
    desk.clock.pass_(seconds=1)
    asked = ida.post("/brugere/mette/aabn", data={"own_password": "hvad som helst"})
    assert "logget ind inden for de sidste 15 minutter" in asked.text
    with desk.db.read() as session:
        assert not session.get_one(Account, "mette").is_active
