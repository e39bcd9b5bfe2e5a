"""Totrinslogin: a code after the password, each code once, and nothing open before it."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pyotp
import pytest
from sqlmodel import col, select

from desk.web.pages import ROUTERS
from domain.casework.house.login_attempts import LOCKED
from domain.casework.mail.outbox import claim_mail
from domain.model import Entry, LoginStep, Mail, MailKind, Notice, NoticeKind, RecoveryCode, Role
from domain.rules.rights import Grant
from domain.store.database import Database
from flows.messages.letters import compose
from flows.messages.line_facts import line_facts
from flows.messages.words import ACCESS

if TYPE_CHECKING:
    from conftest import LoginDesk  # type: ignore[import-not-found]  # pytest finds this folder's own
    from fastapi.testclient import TestClient
    from httpx2 import Response

PASSWORD = "fire korte ord her"  # noqa: S105 - of nobody
LOG_IN = {"account": "mette", "password": PASSWORD}
PROOF = {"own_password": PASSWORD}


class App:
    """Somebody's telephone: what it shows now, or shall have shown so many seconds from now."""

    def __init__(self, desk: LoginDesk, page: str) -> None:
        self.desk = desk
        (shown,) = re.findall(r'<code class="desk-secret">([^<]+)</code>', page)
        self.secret = shown.replace(" ", "")
        self.codes: list[str] = []

    def code(self, seconds: int = 0) -> str:
        return pyotp.TOTP(self.secret).at(int(self.desk.clock.now.timestamp()) + seconds)


def set_up(desk: LoginDesk, browser: TestClient) -> App:
    """Turn it on where one is logged in; half a minute later the app shows another code."""
    begun = browser.post("/mit/adgang/totrin", data=PROOF)
    assert begun.headers["location"].startswith("/login/totrin")
    app = App(desk, browser.get("/login/totrin").text)
    done = browser.post("/login/totrin", data={"code": app.code(), "next": "/mit/adgang"})
    app.codes = re.findall(r"<code>([^<]+)</code>", done.text)
    desk.clock.pass_(seconds=30)
    return app


def half_in(desk: LoginDesk, account: str = "mette") -> TestClient:
    """A browser that has given the right password."""
    browser: TestClient = desk.browser()
    answer = browser.post("/login", data={**LOG_IN, "account": account, "next": "/moeder"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/login/kode?next=%2Fmoeder")
    return browser


def give(browser: TestClient, code: str) -> Response:
    answer: Response = browser.post("/login/kode", data={"code": code, "next": "/moeder"})
    return answer


def is_in(browser: TestClient) -> bool:
    return bool(browser.get("/mit/adgang").status_code == 200)


def error(answer: Response) -> str:
    return html.unescape(re.findall(r'id="f-code-error">.*?</span>([^<]+)<', answer.text)[0])


@pytest.fixture
def app(desk: LoginDesk) -> App:
    """Mette has turned it on."""
    return set_up(desk, desk.logged_in())


def told(desk: LoginDesk) -> list[str]:
    """What the mails say that have been queued about somebody's access."""
    with desk.db.read() as session:
        rows = session.exec(select(Notice).where(Notice.kind == NoticeKind.ACCESS).order_by(col(Notice.raised_at)))
        return [re.findall(r'"access":"(\w+)"', row.detail)[0] for row in rows]


def test_it_is_turned_on_with_the_password_and_a_code_and_ends_every_other_session(desk: LoginDesk) -> None:
    here, there = desk.logged_in(), desk.logged_in()
    assert "Bekræft, at det er dig" in here.post("/mit/adgang/totrin").text
    app = set_up(desk, here)
    assert len(set(app.codes)) == 10
    assert (is_in(here), is_in(there)) == (True, False)
    page = here.get("/mit/adgang").text
    assert "10 nødkoder tilbage" in page
    assert not any(code in page for code in app.codes)
    assert app.secret not in page


def test_after_the_password_the_code_is_asked_for_and_then_one_is_where_one_wanted_to_go(
    desk: LoginDesk, app: App
) -> None:
    browser = half_in(desk)
    assert not is_in(browser)
    assert "Skriv koden fra din app" in browser.get("/login/kode").text
    answer = give(browser, f"{app.code()[:3]} {app.code()[3:]}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/moeder")
    assert is_in(browser)
    assert "sagsgang_trin" not in browser.cookies


def test_the_same_on_both_databases(desk_on_both: LoginDesk) -> None:
    app = set_up(desk_on_both, desk_on_both.logged_in())
    assert give(half_in(desk_on_both), app.code()).status_code == 303
    assert give(half_in(desk_on_both), app.codes[0]).status_code == 303
    assert give(half_in(desk_on_both), app.codes[0]).status_code == 401


def test_a_code_is_good_once(desk: LoginDesk, app: App) -> None:
    code = app.code()
    assert give(half_in(desk), code).status_code == 303
    again = give(half_in(desk), code)
    assert (again.status_code, error(again)[:18]) == (401, "Koden passer ikke.")
    desk.clock.pass_(seconds=30)
    assert give(half_in(desk), app.code()).status_code == 303


def test_the_code_that_turned_it_on_logs_nobody_in(desk: LoginDesk) -> None:
    browser = desk.logged_in()
    browser.post("/mit/adgang/totrin", data=PROOF)
    app = App(desk, browser.get("/login/totrin").text)
    code = app.code()
    assert "Dine nødkoder" in browser.post("/login/totrin", data={"code": code}).text
    assert give(half_in(desk), code).status_code == 401


@pytest.mark.parametrize(("seconds", "status"), [(-60, 401), (-30, 303), (0, 303), (30, 303), (60, 401)])
def test_a_clock_may_be_half_a_minute_wrong_to_either_side(
    desk: LoginDesk, app: App, seconds: int, status: int
) -> None:
    desk.clock.pass_(minutes=5)
    assert give(half_in(desk), app.code(seconds)).status_code == status


def test_an_older_code_is_nothing_once_a_newer_one_was_used(desk: LoginDesk, app: App) -> None:
    desk.clock.pass_(minutes=5)
    assert give(half_in(desk), app.code(30)).status_code == 303
    for seconds in (-30, 0, 30):
        assert give(half_in(desk), app.code(seconds)).status_code == 401


@pytest.mark.parametrize("typed", ["", "000000000", "½²³456", "\ud83d\ude00", "' OR 1=1 --", "x" * 61, "12345"])
def test_what_is_no_code_lets_nobody_in(desk: LoginDesk, app: App, typed: str) -> None:
    browser = half_in(desk)
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
    assert give(half_in(desk), app.codes[3].upper().replace("-", " ")).status_code == 303
    assert give(half_in(desk), app.codes[3]).status_code == 401
    browser = half_in(desk)
    assert give(browser, app.codes[4]).status_code == 303
    assert "8 nødkoder tilbage" in browser.get("/mit/adgang").text


def test_half_logged_in_reaches_nothing(desk: LoginDesk, app: App) -> None:
    """Every address there is, with what a browser has after the password alone."""
    half, nobody = half_in(desk), desk.browser()
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
    browser = half_in(desk)
    elsewhere = desk.browser()
    assert elsewhere.get("/login/kode").headers["location"] == "/login"
    assert give(elsewhere, app.code()).status_code == 401
    desk.clock.pass_(minutes=5)
    late = give(browser, app.code())
    assert (late.status_code, "Det tog for lang tid" in late.text, is_in(browser)) == (401, True, False)


def test_a_login_that_is_done_cannot_be_finished_once_more(desk: LoginDesk, app: App) -> None:
    browser = half_in(desk)
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
    assert give(half_in(desk), "000000").status_code == 401


def test_a_new_password_by_link_does_not_get_past_it(desk: LoginDesk, app: App) -> None:
    browser = desk.browser()
    chosen = {"password": "hest plade vindue", "repeated": "hest plade vindue"}
    answer = browser.post(desk.link(), data=chosen)
    assert answer.headers["location"].startswith("/login/kode")
    assert not is_in(browser)
    assert give(browser, app.code()).status_code == 303
    assert is_in(browser)


def test_a_new_password_ends_a_login_that_was_half_done_with_the_old_one(desk: LoginDesk, app: App) -> None:
    thief = half_in(desk)
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


def test_turning_it_off_needs_the_password_and_a_code(desk: LoginDesk, app: App) -> None:
    browser = half_in(desk)
    give(browser, app.code())
    desk.clock.pass_(seconds=30)
    for wrong in ({}, {**PROOF, "code": "000000"}, {"own_password": "en forkert en", "code": app.code()}):
        assert browser.post("/mit/adgang/totrin/fra", data=wrong).status_code == 422
    assert browser.post("/mit/adgang/totrin", data=PROOF).headers["location"] == "/mit/adgang"  # no way round it
    answer = browser.post("/mit/adgang/totrin/fra", data={**PROOF, "code": app.code()})
    assert (answer.status_code, answer.headers["location"]) == (303, "/mit/adgang")
    assert "Slå totrinslogin til" in browser.get("/mit/adgang").text
    assert desk.browser().post("/login", data=LOG_IN).headers["location"] == "/"
    with desk.db.read() as session:
        assert session.exec(select(RecoveryCode)).all() == []


def test_an_administrator_resets_it_with_a_reason_and_their_own_password(desk: LoginDesk, app: App) -> None:
    desk.user("anne", Grant(Role.ADMINISTRATOR))
    anne, mette = desk.logged_in("anne"), half_in(desk)
    give(mette, app.code())
    assert "adgangskode og totrinslogin" in anne.get("/brugere").text
    assert anne.post("/brugere/mette/totrin", data=PROOF).status_code == 422
    asked = anne.post("/brugere/mette/totrin", data={"reason": "Telefonen faldt i havnen"})
    assert "Bekræft, at det er dig" in asked.text
    assert is_in(mette)
    done = anne.post("/brugere/mette/totrin", data={"reason": "Telefonen faldt i havnen", **PROOF})
    assert done.headers["location"] == "/brugere/mette"
    assert not is_in(mette)
    with desk.db.read() as session:
        line = session.exec(select(Entry).where(Entry.verb == "reset_second_factor")).one()
    assert (line.actor, line.subject, "Telefonen faldt i havnen" in line.facts) == ("anne", "mette", True)
    assert desk.browser().post("/login", data=LOG_IN).headers["location"] == "/"


def test_a_reset_is_for_administrators(desk: LoginDesk, app: App) -> None:
    desk.user("bo")
    answer = desk.logged_in("bo").post("/brugere/mette/totrin", data={"reason": "nysgerrig", **PROOF})
    assert answer.status_code == 403
    assert give(half_in(desk), app.code()).status_code == 303


@pytest.mark.parametrize(
    ("asked_of", "account", "sets_up"),
    [
        ("optional", "anne", False),
        ("administrators", "anne", True),
        ("administrators", "mette", False),
        ("everybody", "mette", True),
    ],
)
def test_whose_role_asks_for_it_sets_it_up_before_anything_else(
    make_desk: Callable[..., LoginDesk], asked_of: str, account: str, sets_up: bool
) -> None:
    desk = make_desk(second_factor=asked_of)
    desk.user("mette")
    desk.user("anne", Grant(Role.ADMINISTRATOR))
    browser = desk.browser()
    answer = browser.post("/login", data={**LOG_IN, "account": account, "next": "/moeder"})
    assert answer.headers["location"] == ("/login/totrin?next=%2Fmoeder" if sets_up else "/moeder")
    assert is_in(browser) is not sets_up
    if not sets_up:
        return
    app = App(desk, browser.get("/login/totrin").text)
    assert browser.get("/login/kode").headers["location"] == "/login/totrin"
    assert give(browser, app.code()).status_code == 401  # there is no factor yet
    browser = desk.browser()
    browser.post("/login", data={**LOG_IN, "account": account})
    app = App(desk, browser.get("/login/totrin").text)
    assert browser.post("/login/totrin", data={"code": "000000"}).status_code == 422
    assert not is_in(browser)
    done = browser.post("/login/totrin", data={"code": app.code(), "next": "/moeder"})
    assert 'href="/moeder"' in done.text
    assert is_in(browser)
    desk.clock.pass_(seconds=30)
    off = browser.post("/mit/adgang/totrin/fra", data={**PROOF, "code": app.code()})
    assert off.headers["location"].startswith("/login/totrin")  # another app at once, and nothing open before it
    assert not is_in(browser)


def test_a_secret_that_another_browser_was_shown_is_not_the_one_that_is_turned_on(
    make_desk: Callable[..., LoginDesk],
) -> None:
    desk = make_desk(second_factor="everybody")
    desk.user("mette")
    thief, mette = desk.browser(), desk.browser()
    secrets = []
    for browser in (thief, mette):
        browser.post("/login", data=LOG_IN)
        secrets.append(App(desk, browser.get("/login/totrin").text))
    assert secrets[0].secret != secrets[1].secret
    mette.post("/login/totrin", data={"code": secrets[1].code()})
    assert is_in(mette)
    assert thief.post("/login/totrin", data={"code": secrets[0].code()}).status_code == 401
    assert not is_in(thief)


def test_the_picture_holds_the_secret_and_nothing_the_page_forbids(desk: LoginDesk) -> None:
    browser = desk.logged_in()
    browser.post("/mit/adgang/totrin", data=PROOF)
    page = browser.get("/login/totrin").text
    (svg,) = re.findall(r'<svg role="img".*?</svg>', page, flags=re.DOTALL)
    assert 'aria-label="QR-kode til din app"' in svg
    assert not re.search(r"style=|<script|<style|href|on\w+=", svg)


def test_secrets_and_codes_stand_in_no_journal_mail_cookie_or_log(
    desk: LoginDesk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    app = set_up(desk, desk.logged_in())
    used = app.code()
    give(half_in(desk), used)
    give(half_in(desk), app.codes[0])
    with desk.db.read() as session:
        journal = repr(session.exec(select(Entry.facts, Entry.subject)).all())
        queued = repr(session.exec(select(Mail)).all()) + repr(session.exec(select(Notice)).all())
        kept = repr(session.exec(select(RecoveryCode)).all()) + repr(session.exec(select(LoginStep.token_hash)).all())
    for secret in (app.secret, *app.codes, *(code.replace("-", "").upper() for code in app.codes)):
        assert secret not in journal + queued + kept + caplog.text
    assert f'"{used}"' not in journal


def test_a_mail_says_what_was_changed_without_a_link_to_log_in_by(
    desk: LoginDesk, norddjurs_sqlite: Database
) -> None:
    """Lone is a person of the profile; a user who is none has nobody whom a mail is sent to."""
    desk.user("lone")
    desk.user("anne", Grant(Role.ADMINISTRATOR))
    anne = desk.logged_in("anne")
    anne.post("/brugere/lone/ret", data={"name": "Lone", "email": "lone@example.dk", "person": "lone.vejlby"})
    assert told(desk) == []  # until then they were nobody
    app = set_up(desk, desk.logged_in("lone"))
    browser = half_in(desk, "lone")
    give(browser, app.codes[0])
    new = {"old_password": PASSWORD, "password": "hest plade vindue", "repeated": "hest plade vindue"}
    desk.clock.pass_(seconds=1)
    browser.post("/mit/adgang/kode", data=new)
    desk.clock.pass_(seconds=1)
    anne.post("/brugere/lone/rettigheder", data={"grants": ["reader:"], **PROOF})
    desk.clock.pass_(seconds=1)
    anne.post("/brugere/lone/totrin", data={"reason": "Telefonen er væk", **PROOF})
    desk.clock.pass_(seconds=1)
    anne.post("/brugere/lone/ret", data={"name": "Lone", "email": "ny@example.dk", "person": ""})
    assert told(desk) == ["factor_on", "recovery_code", "password", "rights", "factor_reset", "address"]
    assert set(told(desk)) <= set(ACCESS)
    with norddjurs_sqlite.read() as session:
        mails = session.exec(select(Mail).join(Notice).where(Notice.kind == NoticeKind.ACCESS)).all()
    assert {(mail.person_key, mail.kind) for mail in mails} == {("lone.vejlby", MailKind.SINGLE)}
    says = []
    for mail in claim_mail(norddjurs_sqlite, now=desk.clock.now):
        facts = [line_facts(notice, {}) for notice in mail.notices]
        letter = compose(
            facts, name="Lone", today=desk.clock.now.date(), municipality="N", desk_url="https://desk.example"
        )
        assert letter.subject == "Din adgang til Sagsgang er ændret"
        assert "sig det straks til en administrator" in letter.text
        links = re.findall(r"https://desk[^\s\"<]*", letter.text + letter.html)
        assert set(links) == {"https://desk.example/mit"}
        says += [reason for fact in facts for reason in fact.reasons]
    assert len(says) == 6
    assert "Totrinslogin blev slået til 1. marts 2023 kl. 10.00." in says
