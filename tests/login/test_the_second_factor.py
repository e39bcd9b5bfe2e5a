"""Totrinslogin at the door: a code after the password, each code once, and nothing open before it."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest
from sqlmodel import select

from desk.web.pages import ROUTERS
from domain.casework.house.login_attempts import LOCKED
from domain.model import Entry

if TYPE_CHECKING:
    from conftest import App, LoginDesk  # type: ignore[import-not-found]  # pytest finds this folder's own
    from fastapi.testclient import TestClient
    from httpx2 import Response

PASSWORD = "fire korte ord her"  # noqa: S105 - of nobody
LOG_IN = {"account": "mette", "password": PASSWORD}
PROOF = {"own_password": PASSWORD}


def give(browser: TestClient, code: str) -> Response:
    answer: Response = browser.post("/login/kode", data={"code": code, "next": "/moeder"})
    return answer


def is_in(browser: TestClient) -> bool:
    return bool(browser.get("/mit/adgang").status_code == 200)


def error(answer: Response) -> str:
    return html.unescape(re.findall(r'id="f-code-error">.*?</span>([^<]+)<', answer.text)[0])


def test_after_the_password_the_code_is_asked_for_and_then_one_is_where_one_wanted_to_go(
    desk: LoginDesk, app: App
) -> None:
    browser = desk.half_in()
    assert not is_in(browser)
    assert "Skriv koden fra din app" in browser.get("/login/kode").text
    answer = give(browser, f"{app.code()[:3]} {app.code()[3:]}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/moeder")
    assert is_in(browser)
    assert "sagsgang_trin" not in browser.cookies


def test_the_same_on_both_databases(desk_on_both: LoginDesk) -> None:
    app = desk_on_both.set_up(desk_on_both.logged_in())
    assert give(desk_on_both.half_in(), app.code()).status_code == 303
    assert give(desk_on_both.half_in(), app.codes[0]).status_code == 303
    assert give(desk_on_both.half_in(), app.codes[0]).status_code == 401


def test_a_code_is_good_once(desk: LoginDesk, app: App) -> None:
    code = app.code()
    assert give(desk.half_in(), code).status_code == 303
    again = give(desk.half_in(), code)
    assert (again.status_code, error(again)[:18]) == (401, "Koden passer ikke.")
    desk.clock.pass_(seconds=30)
    assert give(desk.half_in(), app.code()).status_code == 303


def test_the_code_that_turned_it_on_logs_nobody_in(desk: LoginDesk) -> None:
    browser = desk.logged_in()
    browser.post("/mit/adgang/totrin", data=PROOF)
    app = desk.app_in(browser)
    code = app.code()
    assert "Dine nødkoder" in browser.post("/login/totrin", data={"code": code}).text
    assert give(desk.half_in(), code).status_code == 401


@pytest.mark.parametrize(("seconds", "status"), [(-60, 401), (-30, 303), (0, 303), (30, 303), (60, 401)])
def test_a_clock_may_be_half_a_minute_wrong_to_either_side(
    desk: LoginDesk, app: App, seconds: int, status: int
) -> None:
    desk.clock.pass_(minutes=5)
    assert give(desk.half_in(), app.code(seconds)).status_code == status


def test_an_older_code_is_nothing_once_a_newer_one_was_used(desk: LoginDesk, app: App) -> None:
    desk.clock.pass_(minutes=5)
    assert give(desk.half_in(), app.code(30)).status_code == 303
    for seconds in (-30, 0, 30):
        assert give(desk.half_in(), app.code(seconds)).status_code == 401


@pytest.mark.parametrize("typed", ["", "000000000", "½²³456", "\ud83d\ude00", "' OR 1=1 --", "x" * 61, "12345"])
def test_what_is_no_code_lets_nobody_in(desk: LoginDesk, app: App, typed: str) -> None:
    browser = desk.half_in()
    assert app.secret
    assert browser.post(
        "/login/kode",
        content=b"next=/&code=" + typed.encode(errors="replace"),
        headers={"content-type": "application/x-www-form-urlencoded"},
    ).status_code in {401, 422}
    assert not is_in(browser)


def test_a_code_for_emergencies_works_once_however_it_is_written_and_its_owner_is_told(
    desk: LoginDesk, app: App
) -> None:
    assert give(desk.half_in(), app.codes[3].upper().replace("-", " ")).status_code == 303
    assert give(desk.half_in(), app.codes[3]).status_code == 401
    browser = desk.half_in()
    assert give(browser, app.codes[4]).status_code == 303
    assert "8 nødkoder tilbage" in browser.get("/mit/adgang").text


def test_half_logged_in_reaches_nothing(desk: LoginDesk, app: App) -> None:
    """Every address there is, with what a browser has after the password alone."""
    half, nobody = desk.half_in(), desk.browser()
    assert app.secret
    assert "sagsgang_trin" in half.cookies
    routes = [
        (method, re.sub(r"\{[^}]+\}", "mette", route.path))
        for router in ROUTERS
        for route in router.routes
        for method in sorted(route.methods - {"HEAD"})
        if not route.path.startswith("/login")
    ]
    assert len(routes) > 150
    for method, path in routes:
        answers = [browser.request(method, path) for browser in (half, nobody)]
        assert len({answer.status_code for answer in answers}) == 1, (method, path)
        assert len({answer.headers.get("location") for answer in answers}) == 1, (method, path)
        assert "Mette Prøve" not in answers[0].text, (method, path)
    stolen = desk.browser()
    stolen.cookies.set("sagsgang", half.cookies["sagsgang_trin"])
    assert not is_in(stolen)
    assert (
        stolen.get("/api/v1/users", headers={"authorization": f"Bearer {half.cookies['sagsgang_trin']}"}).status_code
        == 401
    )


def test_half_logged_in_lasts_five_minutes_and_is_this_browsers_alone(desk: LoginDesk, app: App) -> None:
    browser = desk.half_in()
    elsewhere = desk.browser()
    assert elsewhere.get("/login/kode").headers["location"] == "/login"
    assert give(elsewhere, app.code()).status_code == 401
    desk.clock.pass_(minutes=5)
    late = give(browser, app.code())
    assert (late.status_code, "Det tog for lang tid" in late.text, is_in(browser)) == (401, True, False)


def test_a_login_that_is_done_cannot_be_finished_once_more(desk: LoginDesk, app: App) -> None:
    browser = desk.half_in()
    token = browser.cookies["sagsgang_trin"]
    assert give(browser, app.code()).status_code == 303
    desk.clock.pass_(seconds=60)
    thief = desk.browser()
    thief.cookies.set("sagsgang_trin", token)
    assert give(thief, app.code()).status_code == 401


def test_wrong_codes_are_counted_with_wrong_passwords_and_the_right_password_begins_nothing_anew(
    desk: LoginDesk, app: App
) -> None:
    answers = []
    for _ in range(4):  # password and guess by turns, as one who knows the password would
        answer = desk.browser().post("/login", data=LOG_IN)
        answers.append(answer.status_code)
    browser = desk.browser()
    browser.post("/login", data=LOG_IN)
    answers += [give(browser, "000000").status_code for _ in range(3)]
    assert answers == [303] * 4 + [401, 429, 429]
    assert give(browser, app.code()).status_code == 429
    assert desk.browser().post("/login", data=LOG_IN).status_code == 429
    with desk.db.read() as session:
        assert [row.subject for row in session.exec(select(Entry).where(Entry.verb == LOCKED))] == ["mette"]
    desk.clock.pass_(seconds=31)
    assert give(browser, app.code()).status_code == 303
    assert give(desk.half_in(), "000000").status_code == 401


def test_a_new_password_by_link_does_not_get_past_it(desk: LoginDesk, app: App) -> None:
    browser = desk.browser()
    chosen = {"password": "hest plade vindue", "repeated": "hest plade vindue"}
    answer = browser.post(desk.link(), data=chosen)
    assert answer.headers["location"].startswith("/login/kode")
    assert not is_in(browser)
    assert give(browser, app.code()).status_code == 303
    assert is_in(browser)


def test_a_new_password_ends_a_login_that_was_half_done_with_the_old_one(desk: LoginDesk, app: App) -> None:
    thief = desk.half_in()
    desk.browser().post(desk.link(), data={"password": "hest plade vindue", "repeated": "hest plade vindue"})
    assert give(thief, app.code()).status_code == 401
    assert not is_in(thief)


def test_what_was_typed_is_carried_past_the_code_too_but_no_code_or_password_is(desk: LoginDesk, app: App) -> None:
    browser = desk.browser()
    typed = {"reason": "Formanden er syg", "own_password": PASSWORD, "code": "123456"}
    page = browser.post("/brugere/mette/totrin", data=typed).text
    assert "Formanden er syg" in page
    assert PASSWORD not in page
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))
    assert hidden == {"next": "/", "igen": "/brugere/mette/totrin", "felt.reason": "Formanden er syg"}
    asked = browser.post("/login", data={**hidden, **LOG_IN})
    assert "Skriv koden fra din app" in asked.text
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', asked.text))
    wrong = browser.post("/login/kode", data={**hidden, "code": "000000"})
    assert "Formanden er syg" in wrong.text
    done = browser.post("/login/kode", data={**hidden, "code": app.code()})
    assert '<form method="post" action="/brugere/mette/totrin">' in done.text
    assert 'name="reason" value="Formanden er syg"' in done.text
