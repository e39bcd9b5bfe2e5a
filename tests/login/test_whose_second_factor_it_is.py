"""Totrinslogin turned on, turned off, reset and asked for: by whom, and who is told."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from sqlmodel import col, select

from desk import health
from domain.casework.mail.outbox import claim_mail
from domain.model import Entry, LoginStep, Mail, MailKind, Notice, NoticeKind, RecoveryCode, Role
from domain.rules.rights import Grant
from domain.store.database import Database
from flows.messages.letters import compose
from flows.messages.line_facts import line_facts
from flows.messages.words import ACCESS
from flows.settings import SecondFactorFor, Settings

if TYPE_CHECKING:
    from conftest import App, LoginDesk  # type: ignore[import-not-found]  # pytest finds this folder's own
    from fastapi.testclient import TestClient
    from httpx2 import Response

PASSWORD = "fire korte ord her"  # noqa: S105 - of nobody
LOG_IN = {"account": "mette", "password": PASSWORD}
PROOF = {"own_password": PASSWORD}


def told(desk: LoginDesk) -> list[str]:
    """What the mails say that have been queued about somebody's access."""
    with desk.db.read() as session:
        rows = session.exec(select(Notice).where(Notice.kind == NoticeKind.ACCESS).order_by(col(Notice.raised_at)))
        return [re.findall(r'"access":"(\w+)"', row.detail)[0] for row in rows]


def give(browser: TestClient, code: str) -> Response:
    answer: Response = browser.post("/login/kode", data={"code": code, "next": "/moeder"})
    return answer


def is_in(browser: TestClient) -> bool:
    return bool(browser.get("/mit/adgang").status_code == 200)


def test_it_is_turned_on_with_the_password_and_a_code_and_ends_every_other_session(desk: LoginDesk) -> None:
    here, there = desk.logged_in(), desk.logged_in()
    assert "Bekræft, at det er dig" in here.post("/mit/adgang/totrin").text
    app = desk.set_up(here)
    assert len(set(app.codes)) == 10
    assert (is_in(here), is_in(there)) == (True, False)
    page = here.get("/mit/adgang").text
    assert "10 nødkoder tilbage" in page
    assert not any(code in page for code in app.codes)
    assert app.secret not in page


def test_turning_it_off_needs_the_password_and_a_code(desk: LoginDesk, app: App) -> None:
    browser = desk.half_in()
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
    anne, mette = desk.logged_in("anne"), desk.half_in()
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
    assert give(desk.half_in(), app.code()).status_code == 303


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
    app = desk.app_in(browser)
    assert browser.get("/login/kode").headers["location"] == "/login/totrin"
    assert give(browser, app.code()).status_code == 401  # there is no factor yet
    browser = desk.browser()
    browser.post("/login", data={**LOG_IN, "account": account})
    app = desk.app_in(browser)
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
        secrets.append(desk.app_in(browser))
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
    app = desk.set_up(desk.logged_in())
    used = app.code()
    give(desk.half_in(), used)
    give(desk.half_in(), app.codes[0])
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
    app = desk.set_up(desk.logged_in("lone"))
    browser = desk.half_in("lone")
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


def test_the_doctor_counts_administrators_who_must_have_it_and_have_not(make_desk: Callable[..., LoginDesk]) -> None:
    desk = make_desk()
    desk.user("mette")
    desk.user("anne", Grant(Role.ADMINISTRATOR), Grant(Role.SECRETARY), Grant(Role.ADMINISTRATOR, "HU"))
    desk.user("bo", Grant(Role.ADMINISTRATOR), password=None)  # comes in by no password yet

    def said(asked_of: SecondFactorFor) -> tuple[bool, str]:
        looked = health.database(desk.db, desk.clock.now, Settings(second_factor=asked_of), whole_journal=False)
        (found,) = [one for one in looked if one.thing == "second_factor"]
        return found.is_well, found.said

    assert said(SecondFactorFor.OPTIONAL)[0]
    lacks = "1 administrator mangler det; det sættes op ved næste login"
    assert said(SecondFactorFor.ADMINISTRATORS) == said(SecondFactorFor.EVERYBODY) == (False, lacks)
    desk.set_up(desk.logged_in("anne"))
    assert said(SecondFactorFor.ADMINISTRATORS) == (True, "alle administratorer med adgangskode har det")


def test_the_pages_are_in_english_too(desk: LoginDesk, app: App) -> None:
    browser = desk.half_in()
    browser.post("/sprog", data={"sprog": "en", "next": "/login/kode"})
    assert app.secret
    assert "Type the code from your app" in browser.get("/login/kode").text
