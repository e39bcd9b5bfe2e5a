"""Brugere and Mit/adgang, as an administrator and as anybody."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

import pytest
from sqlmodel import select

from domain.casework.house.accounts import change_rights
from domain.model import Account, ApiToken, Entry, LoginSession, Role
from domain.rules.rights import Grant
from domain.store.accounts import grants_of

if TYPE_CHECKING:
    from conftest import LoginDesk  # type: ignore[import-not-found]  # pytest finds this folder's own
    from fastapi.testclient import TestClient

PASSWORD = "fire korte ord her"  # noqa: S105 - of nobody
PROOF = {"own_password": PASSWORD}
NEW = {**PROOF, "name": "Bo Dahl", "account": "bo", "email": "bo@example.dk", "grants": ["secretary:HU", "reader:"]}


@pytest.fixture
def anne(desk: LoginDesk) -> TestClient:
    """Anne is administrator, and logged in."""
    desk.user("anne", Grant(Role.ADMINISTRATOR))
    browser: TestClient = desk.logged_in("anne")
    return browser


def token_in(page: str) -> str:
    (found,) = re.findall(r'<code class="desk-secret">([^<]+)</code>', page)
    return html.unescape(found)


def rights_of(desk: LoginDesk, key: str) -> tuple[bool, set[Grant]]:
    with desk.db.read() as session:
        return session.get_one(Account, key).sees_closed, set(grants_of(session, [key])[key])


@pytest.mark.parametrize(
    "grants", [(Grant(Role.SECRETARY),), (Grant(Role.ADMINISTRATOR, "HU"),), (Grant(Role.READER),)]
)
def test_only_administrators_of_the_whole_municipality_see_and_change_users(
    desk: LoginDesk, grants: tuple[Grant, ...]
) -> None:
    desk.user("bo", *grants)
    browser = desk.logged_in("bo")
    for address in ("/brugere", "/brugere/ny", "/brugere/mette"):
        assert browser.get(address).status_code == 403
    for action in ("ny", "mette/ret", "mette/rettigheder", "mette/link", "mette/luk", "mette/aabn", "mette/logud"):
        assert browser.post(f"/brugere/{action}", data={**NEW, "account": "ny"}).status_code == 403
    assert desk.browser().get("/brugere").headers["location"] == "/login?next=%2Fbrugere"
    with desk.db.read() as session:
        assert {row.key for row in session.exec(select(Account))} == {"mette", "bo"}


def test_a_user_is_made_with_roles_and_gets_in_by_the_link(desk: LoginDesk, anne: TestClient) -> None:
    answer = anne.post("/brugere/ny", data={**NEW, "sees_closed": "yes", "key": "k1"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/brugere/bo")
    assert rights_of(desk, "bo") == (True, {Grant(Role.SECRETARY, "HU"), Grant(Role.READER)})
    page = anne.get("/brugere/bo").text
    assert "læser, sekretær i HU, lukkede punkter. Kommer ind: mangler adgangskode" in page
    link = token_in(anne.post("/brugere/bo/link", data=PROOF).text)
    typed = {"password": "hest plade vindue", "repeated": "hest plade vindue"}
    assert desk.browser().post(link, data=typed).status_code == 303
    assert link not in anne.get("/brugere/bo").text


def test_a_form_sent_twice_makes_one_user(desk: LoginDesk, anne: TestClient) -> None:
    answers = [anne.post("/brugere/ny", data={**NEW, "key": "k1"}) for _ in range(2)]
    assert [answer.headers.get("location") for answer in answers] == ["/brugere/bo"] * 2
    with desk.db.read() as session:
        assert len(session.exec(select(Entry).where(Entry.verb == "create_account")).all()) == 3


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": ""}, "Udfyld feltet"),
        ({"account": "Bo Dahl"}, "Et brugernavn er 2 til 60"),
        ({"account": "mette"}, "en anden bruger har det brugernavn"),
        ({"email": "ingen"}, "Skriv en mailadresse"),
        ({"grants": ["chef:HU"]}, "Vælg en af mulighederne"),
        ({"grants": ["reader:XX"]}, "XX"),
        ({"name": "x" * 10_000}, "Skriv højst 120 tegn"),
    ],
)
def test_what_is_wrong_with_a_new_user_is_said_and_what_was_typed_stays(
    anne: TestClient, wrong: dict[str, Any], says: str
) -> None:
    answer = anne.post("/brugere/ny", data={**NEW, "name": "Bo <b>Dahl", **wrong})
    assert answer.status_code == 422
    assert says in html.unescape(answer.text)
    assert 'value="bo@example.dk"' in answer.text or "email" in wrong
    assert "<b>Dahl" not in answer.text


def test_rights_are_changed_and_a_stale_page_is_told(desk: LoginDesk, anne: TestClient) -> None:
    page = anne.get("/brugere/mette").text
    version = re.findall(r'name="version" value="(\d+)"', page)[0]
    assert re.search(r'value="secretary:" checked', page)
    said = {**PROOF, "grants": ["case_worker:", "secretary:KB"], "version": version}
    assert anne.post("/brugere/mette/rettigheder", data=said).status_code == 303
    assert rights_of(desk, "mette") == (False, {Grant(Role.CASE_WORKER), Grant(Role.SECRETARY, "KB")})
    stale = anne.post("/brugere/mette/rettigheder", data={**PROOF, "grants": ["reader:"], "version": version})
    assert stale.status_code == 409
    assert "En anden har ændret brugeren imens" in stale.text
    assert rights_of(desk, "mette")[1] == {Grant(Role.CASE_WORKER), Grant(Role.SECRETARY, "KB")}


def test_the_last_administrator_cannot_shut_themselves_out(desk: LoginDesk, anne: TestClient) -> None:
    answer = anne.post("/brugere/anne/rettigheder", data={**PROOF, "grants": ["reader:"]})
    assert answer.status_code == 422
    assert "ingen kunne ændre brugere" in answer.text
    assert anne.post("/brugere/anne/luk", data=PROOF).status_code == 422
    assert rights_of(desk, "anne")[1] == {Grant(Role.ADMINISTRATOR)}


def test_name_and_person_are_changed(desk: LoginDesk, anne: TestClient) -> None:
    said = {"name": "Mette Holm", "email": "mh@example.dk", "person": "lone.vejlby", "version": "1"}
    assert anne.post("/brugere/mette/ret", data=said).status_code == 303
    with desk.db.read() as session:
        row = session.get_one(Account, "mette")
    assert (row.name, row.email, row.person_key) == ("Mette Holm", "mh@example.dk", "lone.vejlby")
    assert anne.post("/brugere/mette/ret", data={**said, "email": "nej", "version": "2"}).status_code == 422


def test_a_closed_user_is_out_at_once_and_can_be_opened_again(desk: LoginDesk, anne: TestClient) -> None:
    mette = desk.logged_in()
    assert anne.post("/brugere/mette/luk", data=PROOF).status_code == 303
    assert mette.get("/mit/adgang").status_code == 303
    anne.post("/brugere/mette/aabn", data=PROOF)
    assert desk.logged_in().get("/mit/adgang").status_code == 200


def test_an_administrator_ends_one_session_or_all(desk: LoginDesk, anne: TestClient) -> None:
    browsers = [desk.logged_in() for _ in range(3)]
    session_id = re.findall(r'name="session" value="(\w+)"', anne.get("/brugere/mette").text)[0]
    anne.post("/brugere/mette/logud", data={"session": session_id})
    assert sorted(browser.get("/mit/adgang").status_code for browser in browsers) == [200, 200, 303]
    anne.post("/brugere/mette/logud")
    assert [browser.get("/mit/adgang").status_code for browser in browsers] == [303] * 3
    assert anne.get("/brugere").status_code == 200


def test_users_are_found_by_a_part_of_their_name_and_the_list_has_pages(desk: LoginDesk, anne: TestClient) -> None:
    for n in range(52):
        desk.user(f"navn{n:02}", password=None)
    page = anne.get("/brugere").text
    assert page.count('href="/brugere/navn') < 52
    assert "side=2" in page
    assert 'href="/brugere/navn51"' in anne.get("/brugere?side=2").text
    found = anne.get("/brugere", params={"q": "NAVN1"}).text
    assert re.findall(r'href="/brugere/(navn\d+)"', found) == [f"navn1{n}" for n in range(10)]
    assert "Ingen brugere passer" in anne.get("/brugere", params={"q": "100%"}).text
    assert anne.get("/brugere", params={"q": "a\0b", "side": "-4"}).status_code == 200


def test_somebody_without_a_role_is_known_and_sees_nothing(desk: LoginDesk) -> None:
    desk.user("ny")
    change_rights(desk.db, desk.by(), account="ny", grants=[], sees_closed=True)
    browser = desk.logged_in("ny")
    for address in ("/", "/moeder", "/brugere", "/mit/adgang", "/log"):
        answer = browser.get(address)
        assert answer.status_code == 403
        assert "Direktionen" not in answer.text


def test_a_user_that_is_not_there_is_a_page_of_its_own(anne: TestClient) -> None:
    assert anne.get("/brugere/ingen").status_code == 404
    assert anne.post("/brugere/ingen/luk", data=PROOF).status_code == 404
    assert anne.post("/brugere/mette/logud", data={"session": "opfundet"}).status_code == 404


def test_one_changes_ones_own_password_and_stays_logged_in_here_only(desk: LoginDesk) -> None:
    here, there = desk.logged_in(), desk.logged_in()
    said = {"old_password": PASSWORD, "password": "hest plade vindue", "repeated": "hest plade vindue"}
    answer = here.post("/mit/adgang/kode", data=said)
    assert "logget ud alle andre steder" in answer.text
    assert (here.get("/mit/adgang").status_code, there.get("/mit/adgang").status_code) == (200, 303)
    assert desk.browser().post("/login", data={"account": "mette", "password": PASSWORD}).status_code == 401
    new = {"account": "mette", "password": "hest plade vindue"}
    assert desk.browser().post("/login", data=new).status_code == 303


def test_the_old_password_must_be_right_and_is_not_tried_for_ever(desk: LoginDesk) -> None:
    browser = desk.logged_in()
    said = {"old_password": "ikke den her", "password": "hest plade vindue", "repeated": "hest plade vindue"}
    pages = [browser.post("/mit/adgang/kode", data=said) for _ in range(7)]
    assert {page.status_code for page in pages} == {422}
    assert "Det er ikke din adgangskode" in pages[0].text
    assert "for mange gange" in pages[6].text
    right = browser.post("/mit/adgang/kode", data={**said, "old_password": PASSWORD})
    assert right.status_code == 422


def test_one_ends_ones_own_sessions_and_nobody_elses(desk: LoginDesk) -> None:
    desk.user("lone")
    lone, here, there = desk.logged_in("lone"), desk.logged_in(), desk.logged_in()
    with desk.db.read() as session:
        others = session.exec(select(LoginSession.id).where(LoginSession.account_key == "lone")).one()
    assert here.post("/mit/adgang/logud", data={"session": others}).status_code == 404
    assert lone.get("/mit/adgang").status_code == 200
    assert here.post("/mit/adgang/logud").status_code == 303
    assert (here.get("/mit/adgang").status_code, there.get("/mit/adgang").status_code) == (200, 303)


def test_a_key_to_the_api_is_shown_once_listed_and_taken_back_by_its_owner_alone(desk: LoginDesk) -> None:
    browser = desk.logged_in()
    made = browser.post(
        "/mit/adgang/noegle", data={**PROOF, "name": "ESDH", "scopes": ["look", "decide"], "days": "30"}
    )
    token = token_in(made.text)
    page = browser.get("/mit/adgang").text
    assert token not in page
    assert "ESDH" in page
    with desk.db.read() as session:
        row = session.exec(select(ApiToken)).one()
        assert token not in repr(row) + repr(session.exec(select(Entry)).all())
    assert (row.scopes, (row.expires_at - desk.clock.now).days) == ("decide look", 30)
    desk.user("lone")
    assert desk.logged_in("lone").post("/mit/adgang/noegle/tilbage", data={"token": row.id}).status_code == 404
    browser.post("/mit/adgang/noegle/tilbage", data={"token": row.id})
    assert "taget tilbage" in browser.get("/mit/adgang").text


def test_a_key_for_nothing_or_without_a_name_is_not_made(desk: LoginDesk) -> None:
    browser = desk.logged_in()
    for said in (
        {"name": "ESDH"},
        {"scopes": ["look"]},
        {"name": "x", "scopes": ["alt"]},
        {"name": "x", "days": "0"},
    ):
        assert browser.post("/mit/adgang/noegle", data=said).status_code == 422
    with desk.db.read() as session:
        assert session.exec(select(ApiToken)).all() == []
