from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from argon2 import PasswordHasher, extract_parameters
from sqlmodel import col, select
from starlette.requests import Request

from desk.web.login import secrets
from desk.web.login.sessions import current
from domain.casework.house.accounts import change_rights, deactivate_account
from domain.model import Account, Entry, LoginFailure, LoginSession, OneTimeLink, Role
from domain.rules.rights import Grant

if TYPE_CHECKING:
    from conftest import LoginDesk  # type: ignore[import-not-found]  # pytest finds this folder's own
    from httpx2 import Response

PASSWORD = "fire korte ord her"  # noqa: S105 - of nobody
LOG_IN = {"account": "mette", "password": PASSWORD}


def attempts(desk: LoginDesk, times: int, account: str = "mette", **headers: str) -> list[int]:
    browser = desk.browser(**headers)
    wrong = {"account": account, "password": "ikke den her gang"}
    return [browser.post("/login", data=wrong).status_code for _ in range(times)]


def errors(answer: Response) -> list[str]:
    return re.findall(r"<li>(?:<a [^>]*>)?([^<]+)(?:</a>)?</li>", answer.text.split("</h2>")[1].split("</ul>")[0])


def test_whoever_knows_the_password_is_let_in_and_sent_where_they_wanted_to_go(desk_on_both: LoginDesk) -> None:
    browser = desk_on_both.browser()
    answer = browser.post("/login", data={**LOG_IN, "account": " Mette ", "next": "/moeder?aar=2023"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/moeder?aar=2023")
    assert browser.get("/login").headers["location"] == "/"


@pytest.mark.parametrize(
    "next_", ["https://ondt.example/", "//ondt.example", "/\\ondt.example", "javascript:alert(1)", ""]
)
def test_nobody_is_sent_to_another_site(desk: LoginDesk, next_: str) -> None:
    assert desk.browser().post("/login", data={**LOG_IN, "next": next_}).headers["location"] == "/"
    assert desk.logged_in().get("/login", params={"next": next_}).headers["location"] == "/"


def test_the_cookie_is_no_ones_to_read_and_the_database_does_not_hold_it(desk: LoginDesk) -> None:
    answer = desk.browser().post("/login", data=LOG_IN)
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    token = answer.cookies["sagsgang"]
    assert len(token) == 43
    with desk.db.read() as session:
        rows = repr(session.exec(select(LoginSession)).all()) + repr(session.exec(select(Entry.facts)).all())
    assert token not in rows
    assert secrets.hash_of(token) in rows


def test_behind_https_the_cookie_is_of_this_host_alone(make_desk: object) -> None:
    desk = make_desk(desk_url="https://sagsgang.test")  # type: ignore[operator]  # a fixture that makes desks
    desk.user()
    cookie = desk.browser(origin="https://sagsgang.test").post("/login", data=LOG_IN).headers["set-cookie"]
    assert cookie.startswith("__Host-sagsgang=")
    assert "Secure" in cookie
    assert "Path=/;" in cookie


def test_a_wrong_password_an_unknown_name_and_a_closed_user_get_the_same_answer(desk: LoginDesk) -> None:
    desk.user("ny", password=None)
    desk.user("lone")
    deactivate_account(desk.db, desk.by(), account="lone")
    said = {
        (answer.status_code, tuple(errors(answer)), "Set-Cookie" in answer.headers)
        for answer in (
            desk.browser().post("/login", data={"account": "mette", "password": "forkert kodeord"}),
            desk.browser().post("/login", data={"account": "ingen", "password": PASSWORD}),
            desk.browser().post("/login", data={"account": "ny", "password": PASSWORD}),
            desk.browser().post("/login", data={"account": "lone", "password": PASSWORD}),
            desk.browser().post("/login", data={"account": "\0'; --", "password": PASSWORD}),
        )
    }
    assert said == {(401, ("Brugernavn og adgangskode passer ikke sammen.",), False)}


def test_a_password_is_looked_at_also_for_a_name_that_nobody_has(
    desk: LoginDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[str] = []
    verify = secrets.HASHER.verify

    class Watched:
        hash = secrets.HASHER.hash

        def verify(self, hash_: str, password: str) -> bool:
            looked_at.append(hash_)
            return verify(hash_, password)

    monkeypatch.setattr(secrets, "HASHER", Watched())
    for account in ("mette", "ingen"):
        desk.browser().post("/login", data={"account": account, "password": "forkert kodeord"})
    assert len(looked_at) == 2
    assert {hash_.rsplit("$", 2)[0] for hash_ in looked_at} == {"$argon2id$v=19$m=8,t=1,p=1"}


def test_what_was_typed_wrongly_stays_but_never_the_password(desk: LoginDesk) -> None:
    answer = desk.browser().post("/login", data={"account": "mette", "password": "hemmelighed 12"})
    assert 'value="mette"' in answer.text
    assert "hemmelighed 12" not in answer.text
    assert desk.browser().post("/login", data={"account": "mette"}).status_code == 422


def test_after_five_attempts_one_waits_longer_and_longer_and_the_right_password_does_not_help(
    desk: LoginDesk,
) -> None:
    assert attempts(desk, 8) == [401] * 6 + [429] * 2
    assert desk.browser().post("/login", data=LOG_IN).status_code == 429
    desk.clock.pass_(seconds=31)
    assert attempts(desk, 2) == [401, 429]
    desk.clock.pass_(seconds=31)
    assert attempts(desk, 1) == [429]
    desk.clock.pass_(seconds=31)
    assert desk.browser().post("/login", data=LOG_IN).status_code == 303
    assert attempts(desk, 6) == [401] * 6


def test_a_name_that_nobody_has_is_shut_out_like_one_that_somebody_has(desk: LoginDesk) -> None:
    assert attempts(desk, 8, "ingen") == attempts(desk, 8, "mette")


def test_names_are_counted_by_themselves_and_a_town_hall_behind_one_address_gets_more(desk: LoginDesk) -> None:
    answers = [attempts(desk, 1, f"navn{n}")[0] for n in range(52)]
    assert answers == [401] * 51 + [429]
    desk.clock.pass_(seconds=6)
    assert desk.browser().post("/login", data=LOG_IN).status_code == 303


def test_attempts_are_forgotten_after_an_hour_and_hold_no_names(desk: LoginDesk) -> None:
    attempts(desk, 6)
    with desk.db.read() as session:
        assert "mette" not in repr(session.exec(select(LoginFailure)).all())
    desk.clock.pass_(minutes=61)
    assert attempts(desk, 6) == [401] * 6


def test_a_name_that_is_shut_out_stands_in_the_journal_but_not_what_was_typed_for_nobody(desk: LoginDesk) -> None:
    attempts(desk, 7, "mette")
    attempts(desk, 7, "min-hemmelige-kode")
    with desk.db.read() as session:
        lines = session.exec(select(Entry).where(Entry.verb == "login_locked")).all()
        everything = repr(session.exec(select(Entry)).all())
    assert [line.subject for line in lines] == ["mette"]
    assert "min-hemmelige-kode" not in everything


def test_a_session_ends_when_nobody_clicks_and_at_the_latest_after_half_a_day(desk: LoginDesk) -> None:
    browser = desk.logged_in()
    for _ in range(7):
        desk.clock.pass_(minutes=100)
        is_in = browser.get("/login").status_code == 303
        assert is_in
    desk.clock.pass_(minutes=21)  # 721 minutes since the login
    assert browser.get("/login").status_code == 200
    idle = desk.logged_in()
    desk.clock.pass_(minutes=121)
    assert idle.get("/login").status_code == 200


def test_that_a_session_is_in_use_is_written_once_a_minute_and_not_in_the_journal(desk: LoginDesk) -> None:
    browser = desk.logged_in()
    with desk.db.read() as session:
        lines = len(session.exec(select(Entry.seq)).all())
    seen = []
    for _ in range(6):
        desk.clock.pass_(seconds=20)
        browser.get("/login")
        with desk.db.read() as session:
            seen.append(session.exec(select(LoginSession.seen_at)).one())
    assert len(set(seen)) == 3
    with desk.db.read() as session:
        assert len(session.exec(select(Entry.seq)).all()) == lines


def test_logging_out_ends_the_session_for_whoever_has_copied_its_cookie(desk: LoginDesk) -> None:
    browser, thief = desk.logged_in(), desk.browser()
    thief.cookies.set("sagsgang", browser.cookies["sagsgang"])
    assert thief.get("/login").status_code == 303
    assert browser.post("/logout").headers["location"] == "/login"
    assert "sagsgang" not in browser.cookies
    assert thief.get("/login").status_code == 200
    assert browser.post("/logout").status_code == 303


def test_a_session_of_a_closed_user_is_nothing_and_new_rights_hold_from_the_next_click(desk: LoginDesk) -> None:
    browser = desk.logged_in()

    def visitor() -> object:
        cookie = f"sagsgang={browser.cookies['sagsgang']}".encode()
        scope = {"type": "http", "app": desk.app, "headers": [(b"cookie", cookie), (b"host", b"sagsgang.test")]}
        return current(Request({**scope, "scheme": "http", "path": "/", "server": ("sagsgang.test", 80)}))

    change_rights(desk.db, desk.by(), account="mette", grants=[Grant(Role.READER)], sees_closed=True)
    found = visitor()
    assert (found.grants, found.sees_closed) == ({Grant(Role.READER)}, True)  # type: ignore[attr-defined]
    deactivate_account(desk.db, desk.by(), account="mette")
    assert visitor() is None


def test_a_form_from_another_site_is_not_a_login(desk: LoginDesk) -> None:
    browser = desk.browser(origin="https://ondt.example")
    assert browser.post("/login", data=LOG_IN).status_code == 403


def test_ended_sessions_are_cleared_away_a_month_later(desk: LoginDesk) -> None:
    desk.logged_in()
    desk.clock.pass_(days=31)
    desk.logged_in()
    with desk.db.read() as session:
        assert len(session.exec(select(LoginSession)).all()) == 1


def test_with_a_one_time_link_one_chooses_a_password_and_is_let_in_once(desk_on_both: LoginDesk) -> None:
    desk = desk_on_both
    desk.user("ny", password=None)
    link, browser = desk.link("ny"), desk.browser()
    assert browser.get(link).status_code == browser.get(link).status_code == 200
    answer = browser.post(link, data={"password": "hest plade vindue", "repeated": "hest plade vindue"})
    assert (answer.status_code, browser.get("/login").status_code) == (303, 303)
    assert desk.browser().get(link).status_code == 404
    again = {"password": "en anden en end den", "repeated": "en anden en end den"}
    assert desk.browser().post(link, data=again).status_code == 404
    found = desk.browser().post("/login", data={"account": "ny", "password": "hest plade vindue"})
    assert found.status_code == 303
    with desk.db.read() as session:
        held = repr(session.exec(select(Account)).all()) + repr(session.exec(select(OneTimeLink)).all())
        held += repr(session.exec(select(Entry)).all())
    assert "hest plade" not in held
    assert link.rpartition("/")[2] not in held


def test_a_link_is_nothing_when_it_is_old_replaced_made_up_or_of_a_closed_user(desk: LoginDesk) -> None:
    first = desk.link()
    second = desk.link(hours=1)
    assert desk.browser().get(first).status_code == 404
    assert desk.browser().get("/adgang/opfundet").status_code == 404
    desk.clock.pass_(hours=1)
    assert desk.browser().get(second).status_code == 404
    desk.user("lone")
    third = desk.link("lone")
    deactivate_account(desk.db, desk.by(), account="lone")
    assert desk.browser().get(third).status_code == 404


@pytest.mark.parametrize(
    ("password", "repeated", "says"),
    [
        ("kort", "kort", "Skriv mindst 12 tegn"),
        ("aaaaaaaaaaaaa", "aaaaaaaaaaaaa", "flere forskellige tegn"),
        ("mettemette123", "mettemette123", "dit eget navn"),
        ("x1y2" * 60, "x1y2" * 60, "højst 200"),
        ("fire andre ord her", "fire andre ord hen", "er ikke ens"),
        ("", "", "Udfyld feltet"),
    ],
)
def test_a_password_that_will_not_do_is_refused_beside_its_field(
    desk: LoginDesk, password: str, repeated: str, says: str
) -> None:
    link = desk.link()
    answer = desk.browser().post(link, data={"password": password, "repeated": repeated})
    assert answer.status_code == 422
    assert says in answer.text
    assert not password or password not in answer.text
    assert desk.browser().get(link).status_code == 200


def test_a_new_password_by_link_ends_the_sessions_there_were(desk: LoginDesk) -> None:
    before = desk.logged_in()
    desk.browser().post(desk.link(), data={"password": "hest plade vindue", "repeated": "hest plade vindue"})
    assert before.get("/login").status_code == 200


def test_what_a_password_costs_at_work_is_what_the_standard_asks() -> None:
    found = extract_parameters(PasswordHasher().hash("x"))
    assert (found.type.name, found.memory_cost, found.time_cost) == ("ID", 65536, 3)


def test_the_last_session_in_the_list_is_the_newest(desk: LoginDesk) -> None:
    desk.logged_in()
    desk.clock.pass_(minutes=1)
    desk.logged_in(**{"user-agent": "Mozilla/5.0 (Windows NT 10.0) Gecko Firefox/140.0"})
    with desk.db.read() as session:
        rows = session.exec(select(LoginSession).order_by(col(LoginSession.created_at))).all()
    assert [row.device for row in rows] == ["", "Firefox, Windows"]
    assert rows[1].ends_at - rows[1].created_at == timedelta(hours=12)
