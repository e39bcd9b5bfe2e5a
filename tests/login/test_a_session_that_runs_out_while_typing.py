"""Nothing is lost: what was typed goes through the login and is sent again."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest
from fastapi import APIRouter
from fastapi.testclient import TestClient

from desk.web.login.again import MOST_LETTERS
from desk.web.visit import TypedDep, VisitDep

if TYPE_CHECKING:
    from conftest import LoginDesk  # type: ignore[import-not-found]  # pytest finds this folder's own

PASSWORD = "fire korte ord her"  # noqa: S105 - of nobody
WRONG = "forkert kodeord"
LONG = 'Sagen er vigtig, "fordi" <b>vejen</b> er smal\nog skolen & børnehaven 🚲 ligger der.'
TYPED = {"title": "Ny cykelsti", "why": LONG, "body": ["KB", "ØK"], "empty": ""}


@pytest.fixture
def received(desk: LoginDesk) -> list[list[tuple[str, str]]]:
    """What reached a page that demands login; such a page is put on the desk for the test."""
    router, got = APIRouter(), []

    @router.post("/proeve")
    def save(visit: VisitDep, typed: TypedDep) -> str:
        got.append(
            [(name, value if isinstance(value, str) else value.filename) for name, value in typed.multi_items()]
        )
        return visit.visitor.account

    desk.app.include_router(router)
    return got


def hidden(page: str, form: int = 0) -> tuple[str, dict[str, list[str]]]:
    """The address and the fields of a form on a page, as a browser would send them."""
    found = re.findall(r'<form method="post" action="([^"]*)"[^>]*>(.*?)</form>', page, re.DOTALL)[form]
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', found[1]):
        fields.setdefault(html.unescape(name), []).append(html.unescape(value))
    return html.unescape(found[0]), fields


def log_in(browser: TestClient, page: str, password: str = PASSWORD) -> str:
    address, fields = hidden(page)
    assert address == "/login"
    answer = browser.post(address, data={**fields, "account": "mette", "password": password})
    return str(answer.text)


def test_what_was_typed_is_sent_again_after_the_login_to_the_letter(
    desk: LoginDesk, received: list[list[tuple[str, str]]]
) -> None:
    browser = desk.logged_in()
    desk.clock.pass_(hours=3)
    refused = browser.post("/proeve?side=2", data=TYPED)
    assert refused.status_code == 401
    assert "ikke tabt" in refused.text
    assert received == []

    page = log_in(browser, refused.text)
    assert "Send igen" in page
    assert html.escape("Sagen er vigtig") in page
    assert "<b>vejen" not in page
    address, fields = hidden(page)
    assert address == "/proeve?side=2"
    assert browser.post(address, data=fields).json() == "mette"
    sent = [("title", "Ny cykelsti"), ("why", LONG), ("body", "KB"), ("body", "ØK"), ("empty", "")]
    assert [[(name, value.replace("\r\n", "\n")) for name, value in got] for got in received] == [sent]


def test_a_wrong_password_on_the_way_loses_nothing_either(
    desk: LoginDesk, received: list[list[tuple[str, str]]]
) -> None:
    browser = desk.browser()
    page = log_in(browser, browser.post("/proeve", data=TYPED).text, password=WRONG)
    address, fields = hidden(log_in(browser, page))
    browser.post(address, data=fields)
    assert dict(received[0])["title"] == "Ny cykelsti"


def test_a_file_cannot_be_kept_and_the_page_says_so_and_asks_for_it(
    desk: LoginDesk, received: list[list[tuple[str, str]]]
) -> None:
    browser = desk.browser()
    refused = browser.post("/proeve", data={"title": "Sti"}, files={"bilag": ("kort over stien.pdf", b"%PDF-1.7")})
    assert "Filer skal vælges igen: kort over stien.pdf" in refused.text, refused.text
    page = log_in(browser, refused.text)
    assert re.search(r'enctype="multipart/form-data"', page)
    assert re.search(r'<input[^>]*type="file"[^>]*name="bilag"', page)
    browser.post("/proeve", data=hidden(page)[1], files={"bilag": ("kort over stien.pdf", b"%PDF-1.7")})
    assert received == [[("title", "Sti"), ("bilag", "kort over stien.pdf")]]


@pytest.mark.usefixtures("received")
def test_passwords_are_not_carried(desk: LoginDesk) -> None:
    refused = desk.browser().post("/proeve", data={"password": "noget hemmeligt", "old_password": "det gamle ord"})
    assert "hemmeligt" not in refused.text
    assert "det gamle" not in refused.text


@pytest.mark.usefixtures("received")
def test_more_than_can_be_carried_is_said_plainly(desk: LoginDesk) -> None:
    browser = desk.browser()
    refused = browser.post("/proeve", data={"title": "Sti", "why": "x" * (MOST_LETTERS + 1)})
    assert refused.status_code == 401
    assert "for meget til" in refused.text
    assert len(refused.text) < 20_000


@pytest.mark.parametrize("address", ["https://ondt.example/", "//ondt.example/x", "javascript:alert(1)", "/\\ondt"])
def test_it_is_never_sent_to_another_site(desk: LoginDesk, address: str) -> None:
    said = {"account": "mette", "password": PASSWORD, "igen": address, "felt.title": "Sti"}
    answer = desk.browser().post("/login", data=said)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_another_site_cannot_have_it_carried(desk: LoginDesk) -> None:
    assert desk.browser(origin="https://ondt.example").post("/proeve", data=TYPED).status_code == 403


def test_a_part_of_a_page_that_is_asked_for_leads_the_whole_page_to_the_login(
    desk: LoginDesk, received: list[list[tuple[str, str]]]
) -> None:
    asked = desk.browser(**{"hx-request": "true"})
    answer = asked.post("/proeve", data=TYPED)
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (401, "body")
    assert received == []
