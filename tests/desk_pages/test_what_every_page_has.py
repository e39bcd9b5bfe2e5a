"""What surrounds every page: login, rights, headers, the origin of a form, and answers to what goes wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi import APIRouter
from starlette.testclient import TestClient

from desk.web.page import formatted_text, own_path
from desk.web.visit import VisitDep
from domain.rules.rights import Deed, Visitor

Desk = Callable[..., TestClient]


def test_whoever_has_not_logged_in_is_sent_to_the_login_and_back_again(desk_of: Desk):
    desk = desk_of(None)
    for_members = APIRouter()

    @for_members.get("/proeve")
    def look(visit: VisitDep) -> str:
        return visit.visitor.name

    desk.app.include_router(for_members)  # type: ignore[attr-defined]
    answer = desk.get("/proeve?q=a%26b")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/login?next=%2Fproeve%3Fq%3Da%2526b"


@pytest.mark.parametrize("address", ["/", "/findes/ikke", "/licenser", "/static/app.js"])
def test_no_page_may_be_framed_or_run_what_is_not_ours(desk_of: Desk, people: dict[str, Visitor], address: str):
    answer = desk_of(people["secretary"]).get(address)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("origin", [None, "null", "http://ond.example", "http://testserver.ond.example"])
def test_a_form_from_elsewhere_changes_nothing(desk_of: Desk, people: dict[str, Visitor], origin: str | None):
    desk = desk_of(people["secretary"])
    del desk.headers["origin"]
    sent = {} if origin is None else {"Origin": origin}
    assert desk.post("/sprog", data={"sprog": "en"}, headers=sent).status_code == 403
    assert desk.post("/sprog", data={"sprog": "en"}, headers={"Origin": "http://testserver"}).status_code == 303


def test_an_unknown_address_is_a_danish_page(desk_of: Desk, people: dict[str, Visitor]):
    answer = desk_of(people["reader"]).get("/findes/ikke")
    assert answer.status_code == 404
    assert "Siden findes ikke" in answer.text
    assert '<html lang="da"' in answer.text


def test_what_nobody_foresaw_tells_nothing_of_itself(
    desk_of: Desk, people: dict[str, Visitor], caplog: pytest.LogCaptureFixture
):
    desk = desk_of(people["secretary"])
    broken = APIRouter()

    @broken.get("/i-stykker")
    def break_down(visit: VisitDep) -> None:
        visit.check_may(Deed.LOOK)
        msg = "hemmelig titel"
        raise RuntimeError(msg)

    desk.app.include_router(broken)  # type: ignore[attr-defined]
    answer = desk.get("/i-stykker")
    assert answer.status_code == 500
    assert "Intet er gemt halvt" in answer.text
    assert "hemmelig" not in answer.text + caplog.text
    assert "RuntimeError in test_what_every_page_has.py" in caplog.text


def test_too_large_a_request_is_refused(desk_of: Desk, people: dict[str, Visitor]):
    desk = desk_of(people["secretary"])
    assert desk.post("/sprog", content=b"x" * (26 * 1024 * 1024)).status_code == 413


def test_a_page_is_in_english_for_those_who_choose_it(desk_of: Desk, people: dict[str, Visitor]):
    desk = desk_of(people["reader"])
    desk.post("/sprog", data={"sprog": "en", "next": "/licenser"})
    assert '<html lang="en"' in desk.get("/licenser").text
    desk.post("/sprog", data={"sprog": "klingon"})
    assert '<html lang="da"' in desk.get("/licenser").text


@pytest.mark.parametrize(
    "address", ["//ond.example", "https://ond.example", "/\\ond.example", "ond", "", "/a\nb", "javascript:alert(1)"]
)
def test_one_is_never_sent_on_to_another_site(address: str):
    assert own_path(address) == "/"


def test_one_is_sent_on_to_our_own_pages():
    assert own_path("/sag/1?vis=alt#bilag") == "/sag/1?vis=alt#bilag"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;"),
        ("[klik](javascript:alert(1))", "[klik](javascript:alert(1))"),
        ("![billede](http://ond.example/x.png)", ">billede</a>"),
        ("**vigtigt**", "<strong>vigtigt</strong>"),
    ],
)
def test_a_cases_text_is_formatted_and_never_run(typed: str, shown: str):
    html = str(formatted_text(typed))
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert shown in html
