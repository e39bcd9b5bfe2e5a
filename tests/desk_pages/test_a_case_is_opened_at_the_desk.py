"""A case is opened by hand or from a document: what was found is confirmed, nothing is invented, the plan is seen."""

from __future__ import annotations

import html
import re
from datetime import date
from importlib.resources import files
from typing import Any

import pytest
from sqlmodel import select

from domain.model import Attachment, Case, FollowUp, StoredFile
from domain.store.case_facts import case_facts
from domain.store.files import content_with

SAMPLES = files("desk") / "sample" / "dokumenter"
BY_HAND = {
    "number": "23/9001",
    "title": "Ny cykelsti langs åen",
    "is_open": "yes",
    "owner_post": "hr-konsulent",
    "route_body": ["DIR", "ØK", "KB"],
    "route_date": ["", "", ""],
}


def sample(name: str) -> tuple[str, bytes]:
    return name, SAMPLES.joinpath(name).read_bytes()


def form_fields(page: str, action: str = "/sager/ny") -> dict[str, list[str]]:
    """All that the form to that address would send: hidden fields, inputs, texts and what is chosen."""
    start = page.index(f'<form method="post" action="{action}"')
    form = page[start : page.index("</form>", start)]
    found: dict[str, list[str]] = {}
    pattern = re.compile(
        r'<input (?P<input>[^>]*)>|<textarea [^>]*name="(?P<area>[^"]+)"[^>]*>\n?(?P<text>.*?)</textarea>'
        r'|<select [^>]*name="(?P<select>[^"]+)"[^>]*>(?P<options>.*?)</select>',
        re.DOTALL,
    )
    for match in pattern.finditer(form):
        if match["input"] is not None:
            given = dict(re.findall(r'([a-z]+)="([^"]*)"', match["input"]))
            is_left_out = given.get("type") == "radio" and " checked" not in match["input"]
            if "name" in given and not is_left_out:
                found.setdefault(given["name"], []).append(html.unescape(given.get("value", "")))
        elif match["area"]:
            found.setdefault(match["area"], []).append(html.unescape(match["text"]))
        else:
            chosen = re.search(r'<option value="([^"]*)" selected', match["options"])
            found.setdefault(match["select"], []).append(html.unescape(chosen[1]) if chosen else "")
    return found


def hidden(page: str) -> dict[str, list[str]]:
    return {**form_fields(page), "confirm": ["yes"]}


@pytest.fixture
def desk(desk_of: Any, people: Any) -> Any:
    return desk_of(people["secretary"])


def numbers(spring: Any) -> set[str]:
    with spring.read() as session:
        return set(session.exec(select(Case.number)))


def test_by_hand_the_plan_stands_on_real_meetings_before_anything_is_saved(desk: Any, spring: Any) -> None:
    preview = desk.post("/sager/ny", data={**BY_HAND, "decide_before": "01-10-2023"})
    assert preview.status_code == 200
    assert "Planen på rigtige møder" in preview.text
    assert "Den sidste sikre kæde" in preview.text
    assert "Sagen skal være klar senest" in preview.text
    assert len(re.findall(r"<strong>\w+dag den \d+\. \w+ 2023</strong>", preview.text)) == 3
    assert "23/9001" not in numbers(spring)


def test_confirmed_it_is_opened_once_however_often_it_is_clicked(desk: Any, spring: Any) -> None:
    confirmed = hidden(desk.post("/sager/ny", data=BY_HAND).text)
    first = desk.post("/sager/ny", data=confirmed)
    assert first.status_code == 303
    assert desk.post("/sager/ny", data=confirmed).headers["location"] == first.headers["location"]
    page = desk.get(first.headers["location"])
    assert page.status_code == 200
    assert "Sagen er oprettet." in page.text
    assert "Ny cykelsti langs åen" in page.text
    assert "23/9001" in numbers(spring)


def test_a_document_fills_the_form_and_what_is_uncertain_is_said_with_its_evidence(desk: Any) -> None:
    answer = desk.post("/sager/ny/dokument", files={"file": sample("ligestillingsredegoerelse-2023.txt")})
    assert answer.status_code == 200
    page = html.unescape(answer.text)
    found = form_fields(answer.text)
    assert found["title"] == ["Ligestillingsredegørelse 2023"]
    assert found["route_body"][:4] == ["DIR", "HU", "ØK", "KB"]
    assert found["route_date"][:4] == ["12-04-2023", "27-04-2023", "16-05-2023", "23-05-2023"]
    assert found["decide_before"] == ["01-06-2023"]
    assert "Side 1, linje 15: »Kommunens besvarelse skal indberettes til ministeriet i 2020.«" in page
    assert "året står der ikke, det er læst af resten" in page
    assert found["owner_post"] == [""]  # the document names nobody, so nobody is chosen


def test_word_and_text_say_the_same(desk: Any) -> None:
    text, word = (
        form_fields(
            desk.post("/sager/ny/dokument", files={"file": sample(f"ligestillingsredegoerelse-2023.{e}")}).text
        )
        for e in ("txt", "docx")
    )
    for name in ("title", "route_body", "route_date", "decide_before", "attachment_title"):
        assert text[name] == word[name]


def test_what_was_read_is_confirmed_and_becomes_a_case(desk: Any, spring: Any) -> None:
    read = form_fields(desk.post("/sager/ny/dokument", files={"file": sample("informationssikkerhed-2023.txt")}).text)
    typed = {**read, "number": ["23/9002"], "is_open": ["yes"], "owner_post": ["it-sikkerhed"], "route_date": [""]}
    preview = desk.post("/sager/ny", data=typed)
    assert preview.status_code == 200, re.findall(r'error-message"[^>]*>(.*?)</span>', preview.text, re.DOTALL)
    answer = desk.post("/sager/ny", data=hidden(preview.text))
    assert answer.status_code == 303
    with spring.read() as session:
        case = session.exec(select(Case).where(Case.number == "23/9002")).one()
        promises = session.exec(select(FollowUp).where(FollowUp.case_id == case.id)).all()
        attachments = session.exec(select(Attachment).where(Attachment.case_id == case.id)).all()
        kept = session.exec(select(StoredFile).where(StoredFile.case_id == case.id)).one()
        assert content_with(session, kept.sha256) == sample("informationssikkerhed-2023.txt")[1]
    assert case.source_file == kept.name == "informationssikkerhed-2023.txt"
    assert {found["code"] for found in case.findings} >= {"closed_attachment_in_open_item"}
    assert [one.text for one in promises] == [text for text in read["promise_text"] if text]
    assert [one.title for one in attachments] == [title for title in read["attachment_title"] if title]


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("dagsorden.pdf", b"MZ\x90\x00\x03\x00\x00\x00" + bytes(range(256)) * 40, "kan ikke læses som tekst"),
        ("dagsorden.docx", b"PK\x03\x04" + b"\x00" * 400, "er ødelagt"),
        ("dagsorden.pdf", b"%PDF-1.7\n not really", "er ødelagt"),
        ("tom.txt", b"  \n ", "er tom"),
        ("../../etc/passwd", b"x" * 10_000_001, "er for stor"),
        ("brev.txt", "Kære alle. Vi holder fri på fredag.".encode(), "intet dagsordenspunkt"),
    ],
)
def test_a_file_that_is_no_document_is_refused_beside_its_field(desk: Any, name: str, data: bytes, says: str) -> None:
    answer = desk.post("/sager/ny/dokument", files={"file": (name, data)})
    assert answer.status_code == 422
    assert says in answer.text
    assert "../" not in answer.text
    assert 'id="f-file-error"' in answer.text


def test_no_file_at_all_is_said(desk: Any) -> None:
    answer = desk.post("/sager/ny/dokument", data={})
    assert answer.status_code == 422
    assert "Vælg en fil." in answer.text


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"number": ""}, "number", "Udfyld feltet."),
        ({"number": "23/4107"}, "number", "En anden sag har det nummer."),
        ({"title": "X" * 301}, "title", "Skriv højst 300 tegn."),
        ({"is_open": ""}, "is_open", ""),
        ({"route_body": [], "route_date": []}, "route", "Skriv mindst ét organ."),
        ({"route_body": ["DIR", "XYZ"], "route_date": ["", ""]}, "route", "XYZ"),
        ({"route_body": ["DIR", "DIR"], "route_date": ["", ""]}, "route", "står to gange"),
        ({"route_date": ["31-02-2023", "", ""]}, "route", "31-02-2023"),
        ({"period_start": "01-05-2023", "period_end": "01-04-2023"}, "period_end", "slutter, før den begynder"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_is_kept(
    desk: Any, change: dict[str, Any], field: str, says: str
) -> None:
    answer = desk.post("/sager/ny", data={**BY_HAND, "economy": "Min tekst 🙂", **change})
    assert answer.status_code == 422
    assert f'id="f-{field}' in answer.text
    assert says in html.unescape(answer.text)
    assert "Min tekst 🙂" in answer.text


def test_a_stated_date_holds_the_stop_on_that_meeting(desk: Any, spring: Any) -> None:
    typed = {**BY_HAND, "route_date": ["", "13-06-2023", ""]}
    desk.post("/sager/ny", data=hidden(desk.post("/sager/ny", data=typed).text))
    with spring.read() as session:
        case = session.exec(select(Case.id).where(Case.number == "23/9001")).one()
        stop = case_facts(session, case).stops[1]
    assert (stop.meeting.held_on if stop.meeting else None, stop.fixed) == (date(2023, 6, 13), True)


def test_findings_that_come_back_with_the_form_are_known_codes_and_plain_values(desk: Any, spring: Any) -> None:
    forged = '[{"code": "year_mismatch", "words": {"x": 1}}, {"code": "<b>"}, 7]'
    preview = desk.post("/sager/ny", data={**BY_HAND, "findings": forged})
    desk.post("/sager/ny", data=hidden(preview.text))
    with spring.read() as session:
        found = session.exec(select(Case.findings).where(Case.number == "23/9001")).one()
    assert found == [{"code": "year_mismatch", "words": "{'x': 1}"}]


def test_a_reader_opens_no_case(desk_of: Any, people: Any) -> None:
    desk = desk_of(people["reader"])
    assert desk.get("/sager/ny").status_code == 403
    assert desk.post("/sager/ny", data=BY_HAND).status_code == 403
    assert (
        desk.post("/sager/ny/dokument", files={"file": sample("informationssikkerhed-2023.txt")}).status_code == 403
    )


def test_one_who_may_not_see_closed_items_opens_none(desk_of: Any, people: Any) -> None:
    answer = desk_of(people["case_worker"]).post("/sager/ny", data={**BY_HAND, "is_open": "no"})
    assert answer.status_code == 422
    assert "Du må ikke se lukkede punkter" in answer.text


def test_a_case_may_be_a_round_of_any_duty_in_force_and_says_which(desk_of: Any, people: Any, spring: Any) -> None:
    office = desk_of(people["secretary"])
    offered = office.get("/sager/ny").text
    assert '<option value="trivselsmaaling">Trivselsmåling</option>' in offered
    assert '<option value="halvaarsregnskab"' not in offered

    route = {"route_body": ["HU"], "route_date": [""]}
    typed = {**BY_HAND, **route, "number": "23/9002", "obligation": "trivselsmaaling"}
    seen = office.post("/sager/ny", data=typed)
    saved = office.post("/sager/ny", data=hidden(seen.text), follow_redirects=True)

    assert saved.status_code == 200
    assert "Trivselsmåling" in saved.text
    with spring.read() as session:
        case = session.exec(select(Case).where(Case.number == "23/9002")).one()
    assert case.obligation == "trivselsmaaling"
