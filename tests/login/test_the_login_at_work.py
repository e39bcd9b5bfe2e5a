"""Through a real OpenID provider: its addresses, its signed tokens, its claims."""

from __future__ import annotations

import importlib
import json
import logging
import threading
import warnings
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

import httpx2
import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from desk.web.login.claims import identity_of, role_map
from domain.casework.house.accounts import deactivate_account
from domain.model import Account, Entry, Role
from domain.rules.rights import Grant
from domain.store.accounts import grants_of
from flows.settings import Settings

if TYPE_CHECKING:
    from conftest import LoginDesk  # type: ignore[import-not-found]  # pytest finds this folder's own

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # the provider is written for an older Authlib

ROLES = "Sagsgang=reader; Sekr-HU=secretary:HU; Drift=administrator"
METTE = {"name": "Mette Holm", "email": "mette.holm@example.dk", "preferred_username": "mette.holm@example.dk"}


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it is written for an older Authlib
        oidc_provider_mock = importlib.import_module("oidc_provider_mock")
    with oidc_provider_mock.run_server_in_thread(port=0) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def work(make_desk: Callable[..., LoginDesk], provider: str, tmp_path: Any) -> LoginDesk:
    secret = tmp_path / "secret"
    secret.write_text("hemmelig")
    made: LoginDesk = make_desk(
        oidc_issuer=provider,
        oidc_client_id="sagsgang",
        oidc_client_secret_file=secret,
        oidc_roles=ROLES,
        oidc_closed="Lukkede",
    )
    return made


def tell(provider: str, subject: str, **claims: object) -> None:
    """What the provider knows of somebody."""
    answer = httpx2.put(f"{provider}/users/{subject}", json={**METTE, **claims}, trust_env=False)
    assert answer.status_code == 204, answer.text


def at_work(browser: TestClient, subject: str, target: str = "/moeder") -> str:
    """Go to the login at work and say who one is there; the address one is sent back to."""
    there = browser.get("/login/arbejde", params={"next": target})
    assert there.status_code == 302, there.text
    answer = httpx2.post(there.headers["location"], data={"sub": subject}, trust_env=False)
    assert answer.status_code in {302, 303}, answer.text
    return str(answer.headers["location"])


def come(desk: LoginDesk, subject: str) -> Any:
    browser = desk.browser()
    return browser.get(at_work(browser, subject))


def account(desk: LoginDesk, key: str) -> tuple[Account, frozenset[Grant]]:
    with desk.db.read() as session:
        return session.get_one(Account, key), grants_of(session, [key])[key]


def test_whoever_comes_from_work_gets_an_account_with_the_roles_of_the_claims(work: LoginDesk, provider: str) -> None:
    tell(provider, "s-1", roles=["Sagsgang", "Sekr-HU", "Noget andet", "Lukkede"])
    answer = come(work, "s-1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/moeder")
    assert "sagsgang=" in answer.headers["set-cookie"]
    row, grants = account(work, "mette.holm")
    assert grants == {Grant(Role.READER), Grant(Role.SECRETARY, "HU")}
    assert (row.name, row.email, row.sees_closed, row.password_hash) == ("Mette Holm", METTE["email"], True, None)


def test_the_account_follows_what_work_says_the_next_time_and_is_journalled_only_then(
    work: LoginDesk, provider: str
) -> None:
    tell(provider, "s-2", roles=["Drift", "Lukkede"])
    come(work, "s-2")
    come(work, "s-2")
    tell(provider, "s-2", roles=["Sagsgang"], name="Mette Holm-Lund")
    come(work, "s-2")
    row, grants = account(work, "mette.holm")
    assert (row.name, row.sees_closed, grants) == ("Mette Holm-Lund", False, {Grant(Role.READER)})
    with work.db.read() as session:
        assert len(session.exec(select(Entry).where(Entry.verb == "welcome")).all()) == 2


def test_another_person_with_the_same_name_is_another_account_and_never_takes_one_over(
    work: LoginDesk, provider: str
) -> None:
    work.user("mette.holm")
    tell(provider, "s-3", roles=["Sagsgang"])
    come(work, "s-3")
    assert account(work, "mette.holm")[0].oidc_subject is None
    assert account(work, "mette.holm-2")[1] == {Grant(Role.READER)}


def test_a_user_closed_here_does_not_come_in_from_work(work: LoginDesk, provider: str) -> None:
    tell(provider, "s-4", roles=["Sagsgang"])
    come(work, "s-4")
    deactivate_account(work.db, work.by(), account="mette.holm")
    answer = come(work, "s-4")
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers or "sagsgang=" not in answer.headers["set-cookie"]
    assert "brugeren er lukket" in answer.text


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda query: {**query, "state": ["forkert"]}, id="another state"),
        pytest.param(lambda query: {"code": query["code"]}, id="no state"),
        pytest.param(lambda query: {**query, "code": ["opfundet"]}, id="a code of nobody"),
        pytest.param(lambda query: {"state": query["state"]}, id="no code"),
        pytest.param(lambda query: {"error": ["access_denied"], "state": query["state"]}, id="refused at work"),
        pytest.param(lambda _: {}, id="nothing"),
    ],
)
def test_an_answer_that_does_not_fit_is_a_page_and_no_login(
    work: LoginDesk, provider: str, change: Callable[[dict[str, list[str]]], dict[str, list[str]]]
) -> None:
    tell(provider, "s-5")
    browser = work.browser()
    parts = urlsplit(at_work(browser, "s-5"))
    query = urlencode(change(parse_qs(parts.query)), doseq=True)
    answer = browser.get(urlunsplit(parts._replace(query=query)))
    assert answer.status_code == 400
    assert "Prøv forfra" in answer.text
    assert "sagsgang" not in browser.cookies


def test_an_answer_is_good_once_and_in_the_browser_that_asked(work: LoginDesk, provider: str) -> None:
    tell(provider, "s-6", roles=["Sagsgang"])
    browser = work.browser()
    address = at_work(browser, "s-6")
    assert work.browser().get(address).status_code == 400
    assert browser.get(address).status_code == 303
    assert browser.get(address).status_code == 400


def test_whoever_must_show_once_more_that_it_is_them_is_asked_anew(
    make_desk: Callable[..., LoginDesk], provider: str
) -> None:
    browser = make_desk(oidc_issuer=provider, oidc_client_id="sagsgang").browser()
    anew = browser.get("/login/arbejde", params={"next": "/brugere", "igen": "ja"}).headers["location"]
    assert parse_qs(urlsplit(anew).query)["prompt"] == ["login"]
    assert "prompt" not in parse_qs(urlsplit(browser.get("/login/arbejde").headers["location"]).query)


def test_a_provider_that_does_not_answer_is_said_and_passwords_still_work(
    make_desk: Callable[..., LoginDesk],
) -> None:
    desk = make_desk(oidc_issuer="http://127.0.0.1:9", oidc_client_id="sagsgang")
    desk.user()
    answer = desk.browser().get("/login/arbejde")
    assert answer.status_code == 503
    assert "svarer ikke" in answer.text
    assert "Log ind med kommunens login" in desk.browser().get("/login").text
    assert desk.logged_in().get("/login").status_code == 303


@pytest.fixture
def leading_astray() -> Iterator[tuple[str, list[str]]]:
    """A provider whose own addresses are another machine's, asked for by plain http; and what it was asked."""
    asked: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            here = f"http://127.0.0.1:{self.server.server_address[1]}"
            inside = "http://169.254.169.254/latest/meta-data"
            if self.path == "/moved/.well-known/openid-configuration":
                self.send_response(302)
                self.send_header("Location", f"{here}/inside")
                self.end_headers()
                return
            told = {"issuer": here, "authorization_endpoint": f"{here}/go", "token_endpoint": inside}
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps({**told, "jwks_uri": inside}).encode())

        def log_message(self, *_said: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}", asked
    server.shutdown()
    server.server_close()


def test_a_provider_cannot_send_us_anywhere_but_by_https(
    make_desk: Callable[..., LoginDesk], leading_astray: tuple[str, list[str]]
) -> None:
    browser = make_desk(oidc_issuer=leading_astray[0], oidc_client_id="sagsgang").browser()
    there = browser.get("/login/arbejde")
    assert there.status_code == 302
    state = parse_qs(urlsplit(there.headers["location"]).query)["state"][0]
    assert browser.get(f"/login/arbejde/svar?code=a&state={state}").status_code == 400


def test_a_provider_that_moves_its_description_is_not_followed(
    make_desk: Callable[..., LoginDesk], leading_astray: tuple[str, list[str]]
) -> None:
    address, asked = leading_astray
    browser = make_desk(oidc_issuer=f"{address}/moved", oidc_client_id="sagsgang").browser()
    assert browser.get("/login/arbejde").status_code == 503
    assert "/inside" not in asked


def test_without_a_login_at_work_there_is_none_to_go_to(desk: LoginDesk) -> None:
    assert desk.browser().get("/login/arbejde").status_code == 404
    assert desk.browser().get("/login/arbejde/svar").status_code == 404
    assert "Eller med adgangskode" not in desk.browser().get("/login").text


def test_nobody_is_sent_on_to_another_site_after_it(work: LoginDesk, provider: str) -> None:
    tell(provider, "s-7", roles=["Sagsgang"])
    browser = work.browser()
    assert browser.get(at_work(browser, "s-7", "//ondt.example")).headers["location"] == "/"


def of_claims(claims: dict[str, object], **settings: str) -> tuple[str, str, str, frozenset[Grant] | None]:
    whole = {"iss": "https://login.example", "sub": "1", **claims}
    found = identity_of(whole, Settings(oidc_roles=ROLES, **settings))  # type: ignore[arg-type]  # plain texts
    return found.account, found.name, found.email, found.grants


READER = frozenset({Grant(Role.READER)})


def test_entra_id_adfs_and_keycloak_each_say_it_their_way() -> None:
    entra = {"preferred_username": "Mette.Holm@kommune.dk", "name": "Mette Holm", "roles": ["Sagsgang"], "oid": "x"}
    assert of_claims(entra) == ("mette.holm", "Mette Holm", "Mette.Holm@kommune.dk", READER)
    adfs = {"unique_name": "KOMMUNE\\søå", "upn": "soren@kommune.dk", "group": "Sagsgang"}
    assert of_claims(adfs, oidc_claim="group") == ("soren", "soren", "soren@kommune.dk", READER)
    only_windows = {"unique_name": "KOMMUNE\\søå", "given_name": "Søren", "family_name": "Åen"}
    assert of_claims(only_windows) == ("soeaa", "Søren Åen", "soeaa@uden-mailadresse.invalid", frozenset())
    keycloak = {"preferred_username": "mh", "email": "m@k.dk", "realm_access": {"roles": ["Sagsgang", "offline"]}}
    assert of_claims(keycloak, oidc_claim="realm_access.roles") == ("mh", "mh", "m@k.dk", READER)
    full = "http://schemas.microsoft.com/ws/2008/06/identity/claims/role"
    assert of_claims({full: "Sagsgang", "upn": "mh@k.dk"}, oidc_claim=full)[3] == READER


def test_a_claim_that_is_missing_or_odd_gives_no_role() -> None:
    for roles in (None, [], {}, 7, [None, {"x": 1}], "Sagsgang2"):
        assert of_claims({"roles": roles})[3] == frozenset()


def test_without_a_map_of_roles_they_are_given_here_and_stay(
    make_desk: Callable[..., LoginDesk], provider: str, tmp_path: Any
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hemmelig")
    desk = make_desk(oidc_issuer=provider, oidc_client_id="sagsgang", oidc_client_secret_file=secret)
    tell(provider, "s-8", roles=["Drift"])
    answer = come(desk, "s-8")
    assert answer.status_code == 303, answer.text
    assert account(desk, "mette.holm")[1] == frozenset()
    assert identity_of({"iss": "x", "sub": "1"}, Settings()).grants is None


def test_everybody_from_work_may_be_given_a_role_by_a_star() -> None:
    assert role_map("*=reader") == (("*", Grant(Role.READER)),)
    assert identity_of({"iss": "x", "sub": "1"}, Settings(oidc_roles="*=reader")).grants == READER


@pytest.mark.parametrize("wrong", ["Gruppe", "Gruppe=chef", "=reader", "Gruppe=reader;x"])
def test_a_map_that_names_no_role_is_refused_at_once(wrong: str) -> None:
    with pytest.raises(ValueError, match="oidc_roles"):
        Settings(oidc_roles=wrong)


def test_claims_without_a_subject_are_nobody() -> None:
    for claims in ({}, {"sub": "1"}, {"iss": "x", "sub": ""}, {"iss": "x", "sub": 7}):
        with pytest.raises(ValueError, match="sub"):
            identity_of(claims, Settings())
