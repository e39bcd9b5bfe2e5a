"""Scripts, endless titles, disguised files, wrong days, a stale page: a Danish sentence, and what was typed kept."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from desk.web.app import MOST_BYTES, create_app
from domain.casework.house.municipality import adopt_profile
from domain.casework.verb import By
from domain.model import Body, Case, Stop
from domain.model.columns import make_id
from domain.profile.load import shipped_profile
from domain.rules.rights import Grant, Role, Visitor
from domain.store.database import Database
from flows.settings import Settings

Desk = Callable[..., TestClient]
CASE = {"number": "23/9001", "title": "Cykelstier", "is_open": "yes", "route_body": ["DIR"], "route_date": [""]}
SCRIPT = '"><script>alert(1)</script>'


def seen(page: str) -> str:
    return html.unescape(page)


def opened(web: TestClient, **typed: Any) -> str:
    """Open a case through its form and its preview; its page."""
    preview = web.post("/sager/ny", data={**CASE, **typed})
    assert preview.status_code == 200, preview.text
    form = preview.text.rpartition('action="/sager/ny"')[2].partition("</form>")[0]
    fields: dict[str, list[str]] = {"confirm": ["yes"]}
    for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form):
        fields.setdefault(name, []).append(html.unescape(value))
    saved = web.post("/sager/ny", data=fields)
    assert saved.status_code == 303, saved.text
    return web.get(saved.headers["location"]).text


@pytest.fixture
def web(desk_of: Desk, people: Mapping[str, Visitor]) -> TestClient:
    return desk_of(people["secretary"])


def test_a_script_in_a_title_is_shown_as_what_it_is_and_never_run(web: TestClient):
    page = opened(web, title=f"Stier {SCRIPT}")
    assert f"Stier {SCRIPT}" in seen(page)
    for address in (
        "/",
        "/sager",
        "/sager?q=stier",
        f"/sag/{make_id('case', '23/9001')}/ret",
        "/log",
        "/opfoelgning",
    ):
        answer = web.get(address)
        assert answer.status_code == 200, address
        assert "<script>alert" not in answer.text, address


@pytest.mark.parametrize(
    "title",
    [
        "Børnehave 🚸 til Ørum 👨‍👩‍👧‍👦",
        "שלום \u202eנגד\u202c Auning",
        "e\u0301\u0301\u0301 zalgo",
        "𝕊𝕥𝕚𝕖𝕣 \ufeff",
        "''; DROP TABLE 'case'",
    ],
)
def test_letters_of_all_kinds_are_kept_as_they_were_typed(web: TestClient, spring: Database, title: str):
    assert title.strip() in seen(opened(web, title=title))
    with spring.read() as session:
        assert session.get_one(Case, make_id("case", "23/9001")).title == title.strip()


def test_a_title_of_ten_thousand_letters_is_refused_beside_its_field_and_kept(web: TestClient):
    long = "Sti " * 2500
    answer = web.post("/sager/ny", data={**CASE, "title": long})
    assert answer.status_code == 422
    assert "Skriv højst 300 tegn." in answer.text
    assert long.strip() in answer.text


def test_a_nul_byte_is_no_letter_and_is_left_out(norddjurs: Database, by: Callable[..., By]):
    """PostgreSQL cannot store it, and nobody has typed it."""
    mette = Visitor("mette.holbaek", None, "Mette", frozenset({Grant(Role.SECRETARY)}), sees_closed=True)
    app = create_app(norddjurs, lambda: by().at, Settings(), known=lambda _: mette)
    web = TestClient(app, headers={"Origin": "http://testserver"}, follow_redirects=False)
    beside = (
        "promise_owner",
        "promise_due",
        "promise_due_text",
        "promise_place",
        "attachment_number",
        "attachment_open",
    )
    plain: dict[str, list[str]] = {name: [""] for name in beside}
    for name, typed in (
        ("number", "23/9\x00001"),
        ("title", "Cykel\x00stier"),
        ("recommendation", "a\x00b"),
        ("route_date", ["12-04-\x002023"]),
        ("attachment_title", ["a\x00b"]),
        ("promise_text", ["a\x00b"]),
    ):
        answer = web.post("/sager/ny", data={**CASE, **plain, name: typed})
        assert answer.status_code == 200, (name, answer.text)
        assert "\x00" not in answer.text
    assert "Cykelstier" in opened(web, title="Cykel\x00stier")
    assert web.get("/sager", params={"q": "a\x00b"}).status_code == 200
    assert web.get("/sag/%00").status_code == 404


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("decide_before", "31-02-2023"),
        ("period_start", "i morgen"),
        ("decide_before", "2023-13-01"),
        ("period_end", "99"),
    ],
)
def test_a_day_that_is_none_is_asked_for_again_beside_its_field(web: TestClient, field: str, typed: str):
    answer = web.post("/sager/ny", data={**CASE, field: typed})
    assert answer.status_code == 422
    assert f'id="f-{field}-error"' in answer.text
    assert "Skriv en dato, der findes, som 12-04-2023." in answer.text
    assert f'value="{typed}"' in answer.text


def a_zip(**files: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize("address", ["/sager/ny/dokument", "/moeder/import"])
@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("dagsorden.pdf", b"MZ\x90\x00" + b"\x00" * 300, id="a program called a PDF"),
        pytest.param("dagsorden.docx", a_zip(hello="world"), id="any archive called a document"),
        pytest.param("dagsorden.docx", b"%PDF-1.7\n" + b"\xff" * 99, id="half a PDF called a document"),
        pytest.param("dagsorden.docx", a_zip(**{"word/document.xml": "0" * 100_000_000}), id="a bomb"),
        pytest.param("plan.xlsx", a_zip(**{"xl/workbook.xml": "<a"}), id="a broken workbook"),
        pytest.param("dagsorden.txt", b"", id="an empty file"),
        pytest.param("../../etc/passwd", b"\x00\x01\x02\x03", id="a path for a name"),
        pytest.param("<img src=x onerror=alert(1)>.pdf", b"nej", id="a script for a name"),
        pytest.param("dagsorden.exe", b"MZ", id="a program"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_in_danish(
    desk_of: Desk, people: Mapping[str, Visitor], address: str, name: str, data: bytes
):
    web = desk_of(people["administrator"])
    answer = web.post(address, data={"key": "k", "past": "refused"}, files={"file": (name, data)})
    assert answer.status_code == 422, answer.text
    assert re.search("<h1>(Ny sag|Indlæs en mødeplan)</h1>", answer.text)
    assert "form-error-message" in answer.text or "alert-error" in answer.text
    assert "<img src=x" not in answer.text


@pytest.mark.parametrize("address", ["/sager/ny/dokument", "/moeder/import"])
@pytest.mark.parametrize("size", [11 * 1024 * 1024, MOST_BYTES + 1])
def test_a_file_that_is_too_large_is_refused_in_danish(
    desk_of: Desk, people: Mapping[str, Visitor], address: str, size: int
):
    answer = desk_of(people["administrator"]).post(address, files={"file": ("dagsorden.pdf", b"x" * size)})
    assert answer.status_code in {413, 422}
    assert re.search("stor|fylder", answer.text), answer.text[:500]
    assert answer.headers["content-type"].startswith("text/html")


def test_a_page_from_before_somebody_else_saved_changes_nothing_and_loses_nothing(
    web: TestClient, spring: Database, find: Callable[..., str]
):
    case = find("case", "23/4107")
    form = web.get(f"/sag/{case}/ret").text
    fields = {name: html.unescape(value) for name, value in re.findall(r'name="(key|seen)" value="([^"]*)"', form)}
    with spring.read() as session:
        before = session.get_one(Case, case)
    typed = {"title": before.title, "is_open": "yes", "owner_post": before.owner_post or ""}
    assert web.post(f"/sag/{case}/ret", data={**fields, **typed, "economy": "Det første"}).status_code == 303
    late = web.post(f"/sag/{case}/ret", data={**fields, **typed, "key": "en-anden", "economy": "Det andet"})
    assert late.status_code == 409
    assert "Sagen er ændret, mens du skrev" in late.text
    assert "Det andet" in late.text
    with spring.read() as session:
        assert session.get_one(Case, case).economy == "Det første"


def ended(session: Session, body: str) -> bool:
    return session.exec(select(Body.valid_to).where(col(Body.key) == body)).one() is not None


def test_a_body_that_has_ended_is_still_named_where_it_was_and_chosen_nowhere(
    web: TestClient, spring: Database, find: Callable[..., str]
):
    text = shipped_profile()
    at = text.index('key = "MTU"')
    adopt_profile(
        spring,
        By("lone.vejlby", web.app.state.desk.clock()),  # type: ignore[attr-defined]  # an ASGI app that is a FastAPI
        name="norddjurs.toml",
        text=f"{text[:at]}valid_to = 2023-05-01\n{text[at:]}",
    )
    with spring.read() as session:
        assert ended(session, "MTU")
        case = session.exec(select(Stop.case_id).where(Stop.body_key == "MTU")).first()
    meeting = find("meeting", "MTU", "2023-04-24")
    assert "Miljø- og Teknikudvalget" in web.get(f"/sag/{case}").text
    for address in (
        "/",
        "/sager",
        f"/moede/{meeting}",
        f"/moede/{meeting}/dagsorden",
        "/moeder?aar=2023",
        "/aarshjul",
    ):
        assert web.get(address).status_code == 200, address
    assert '<option value="MTU"' not in web.get("/sager/ny").text
    refused = web.post("/sager/ny", data={**CASE, "route_body": ["MTU"]})
    assert refused.status_code == 422
    assert "form-error-message" in refused.text
    assert "Cykelstier" in refused.text
