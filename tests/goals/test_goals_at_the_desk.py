"""Mål at the desk: looked at by all, changed by the secretary and by whoever answers for them, also from a file."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook
from sqlmodel import select

from domain.casework.case.opening import open_case
from domain.casework.verb import By
from domain.model import Action, ActionState, Goal, Measurement
from domain.model.columns import make_id
from domain.rules.rights import Role
from flows.standing_items import put_on

pytestmark = pytest.mark.slow

CSV = "Indikator;Runde;Værdi;Enhed;Landsgennemsnit;Kilde\nSkygge på fortovet;2021;20,5;%;25;Luftfoto\n"
OWNER = "hanne.fjellerby"  # HR-chef
HU = date(2023, 4, 27)


def rows(planned: Any, noun: Any) -> list[Any]:
    with planned.db.read() as session:
        return list(session.exec(select(noun)))


def form(**other: str) -> dict[str, str]:
    said = {"plan": "Træplan", "text": "Renere luft", "owner_post": "hr-chef", "body": "HU", "rhythm": "12"}
    return {**said, "first_on": "01-06-2023", "key": "f1", **other}


def test_a_goal_is_written_down_once_and_found_on_the_list(planned: Any) -> None:
    desk = planned.desk()
    made = desk.post("/maal/nyt", data=form())
    assert made.status_code == 303
    assert desk.post("/maal/nyt", data=form()).headers["location"] == made.headers["location"]
    assert len(rows(planned, Goal)) == 2
    listed = desk.get("/maal").text
    assert "Renere luft" in listed
    assert "Flere gadetræer" in listed
    assert "1. juni 2023" not in desk.get("/maal?organ=ØK").text
    assert "hvert år" in desk.get(made.headers["location"]).text


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"text": ""}, "Udfyld feltet."),
        ({"rhythm": "0"}, "hvor tit det følges op"),
        ({"rhythm": "runde"}, "hvor tit det følges op"),
        ({"rhythm": "tit"}, "Vælg en af mulighederne."),
        ({"first_on": "31-02-2023"}, "Skriv en dato, der findes"),
        ({"text": "Flere gadetræer"}, "planen har det mål i forvejen"),
        ({"owner_post": "x"}, "findes ikke"),
    ],
)
def test_what_cannot_be_a_goal_is_said_beside_its_field(planned: Any, wrong: dict[str, str], says: str) -> None:
    answer = planned.desk().post("/maal/nyt", data=form(**wrong))
    assert answer.status_code in {409, 422}
    assert says in answer.text
    assert "Træplan" in answer.text  # what was typed is still there
    assert len(rows(planned, Goal)) == 1


def test_a_reader_looks_and_the_owner_says_how_far_an_action_is(planned: Any) -> None:
    reader, owner = planned.desk(Role.READER, "ida.ravn"), planned.desk(Role.READER, OWNER)
    address = f"/maal/handling/{planned.action}/status"
    assert reader.get(f"/maal/{planned.goal}").status_code == 200
    assert "Sig, hvor langt den er" not in reader.get(f"/maal/{planned.goal}").text
    said = {"state": "under_way", "text": "De første ti står.", "key": "p1"}
    for path in (address, f"/maal/{planned.goal}/ret", f"/maal/indikator/{planned.indicator}/maaling", "/maal/nyt"):
        assert reader.get(path).status_code == 403
        assert reader.post(path, data=said).status_code == 403
    assert owner.get("/maal/nyt").status_code == 403  # an owner keeps a goal; new ones are the secretary's
    assert owner.get(address).status_code == 200
    assert owner.post(address, data=said).status_code == 303
    assert "De første ti står." in owner.get(f"/maal/{planned.goal}").text
    assert owner.post(address, data={**said, "text": " ", "key": "p2"}).status_code == 422
    assert rows(planned, Action)[0].state is ActionState.UNDER_WAY


def test_a_secretary_of_one_body_keeps_its_goals_and_no_others(planned: Any) -> None:
    other = planned.desk(Role.SECRETARY, "ida.ravn", "KB")
    assert other.get(f"/maal/{planned.goal}/ret").status_code == 403
    assert other.post("/maal/nyt", data=form(body="HU")).status_code == 403
    assert other.post("/maal/nyt", data=form(body="KB")).status_code == 303


def test_every_form_is_shown_filled_in_and_an_indicator_is_kept_by_its_form(planned: Any) -> None:
    desk = planned.desk()
    of_action, of_indicator = f"/maal/handling/{planned.action}", f"/maal/indikator/{planned.indicator}"
    for address in (
        "/maal/nyt?pligt=danmarkskort",
        f"/maal/{planned.goal}/ret",
        f"/maal/{planned.goal}/afslut",
        f"/maal/{planned.goal}/handling",
        f"{of_action}/ret",
        f"{of_action}/status",
        f"{of_action}/indikator",
        f"{of_indicator}/ret",
        f"{of_indicator}/afslut",
        f"{of_indicator}/maaling",
        "/maal/maalinger",
    ):
        assert desk.get(address).status_code == 200, address
    assert "Skygge på fortovet" in desk.get(f"{of_indicator}/ret").text
    typed = {"name": "Høje træer", "unit": "stk.", "better": "higher", "lowest": "0", "highest": "0,5"}
    assert desk.post(f"{of_action}/indikator", data={**typed, "highest": "mange"}).status_code == 422
    assert desk.post(f"{of_action}/indikator", data={**typed, "highest": "9" * 400}).status_code == 422
    assert "mindre end den største" in desk.post(f"{of_action}/indikator", data={**typed, "lowest": "1"}).text
    assert desk.post(f"{of_action}/indikator", data={**typed, "key": "i1"}).status_code == 303
    taken = {**typed, "name": "høje  træer", "unit": "m", "key": "i2"}
    assert "hedder det samme" in desk.post(f"{of_indicator}/ret", data=taken).text
    assert desk.post(f"{of_indicator}/ret", data={**typed, "name": "Skygge", "key": "i3"}).status_code == 303
    assert desk.post(f"{of_indicator}/afslut", data={"reason": "Ingen måler.", "key": "i4"}).status_code == 303
    assert "måles ikke længere" in desk.get(f"/maal/{planned.goal}").text
    action = {"text": "Plant ved stationen", "owner_post": "", "due_on": "01-10-2023", "key": "a1"}
    assert desk.post(f"/maal/{planned.goal}/handling", data=action).status_code == 303
    assert desk.post(f"{of_action}/ret", data={**action, "text": "Plant ved havnen", "key": "a2"}).status_code == 303
    assert "Plant ved havnen" in desk.get(f"/maal/{planned.goal}").text


def test_a_change_that_somebody_else_made_first_is_a_conflict(planned: Any) -> None:
    desk = planned.desk()
    changed = form(text="Flere gadetræer i byerne", version="1", key="c1")
    assert desk.post(f"/maal/{planned.goal}/ret", data=changed).status_code == 303
    late = desk.post(f"/maal/{planned.goal}/ret", data=form(text="Flere parker", version="1", key="c2"))
    assert late.status_code == 409
    assert "Flere parker" in late.text
    assert desk.post(f"/maal/{planned.goal}/afslut", data={"reason": ""}).status_code == 422
    assert desk.post(f"/maal/{planned.goal}/afslut", data={"reason": "Udløbet.", "key": "e"}).status_code == 303
    assert "Flere gadetræer i byerne" not in desk.get("/maal").text
    assert "Udløbet." in desk.get(f"/maal/{planned.goal}").text


def test_measurements_are_a_slope_a_table_and_a_sentence(planned: Any) -> None:
    desk = planned.desk()
    address = f"/maal/indikator/{planned.indicator}/maaling"
    for number, (year, value, average) in enumerate([("2020", "20", "25"), ("2022", "31,5", "27")]):
        typed = {"day": year, "value": value, "average": average, "key": f"m{number}"}
        assert desk.post(address, data=typed).status_code == 303
    page = desk.get(f"/maal/{planned.goal}").text
    assert "2022: 31,5 % mod landets 27 %, bedre end landet, gået frem siden 2020." in page
    assert '<svg class="slope"' in page
    assert re.search(r"2020</th>.*?dårligere end landet", page)
    for wrong, says in (
        ({"value": "meget"}, "er ikke et tal"),
        ({"value": "101"}, "er ikke muligt"),
        ({"day": "i går"}, "hverken et år"),
    ):
        refused = desk.post(address, data={"day": "2021", "value": "3", **wrong})
        assert refused.status_code in {409, 422}
        assert says in refused.text
    strike = f"/maal/indikator/{planned.indicator}/stryg/2020-12-31"
    assert desk.get(strike).status_code == 200
    assert desk.post(strike, data={"reason": "Talt forkert.", "key": "s"}).status_code == 303
    assert desk.get(f"/maal/indikator/{planned.indicator}/stryg/i-gaar").status_code == 404
    assert [one.value for one in rows(planned, Measurement)] == [31.5]


def test_whoever_is_asked_is_led_from_the_promise_to_the_action(planned: Any) -> None:
    put_on(planned.db, By("lone.vejlby", planned.now), item="maalstatus", meeting_id=make_id("meeting", "HU", HU))
    asked = rows(planned, Action)[0].asked
    owner = planned.desk(Role.CASE_WORKER, OWNER)
    assert f'href="/maal/handling/{planned.action}/status"' in owner.get(f"/opfoelgning/{asked}").text
    assert "Der er spurgt, hvor langt den er" in owner.get(f"/maal/{planned.goal}").text
    said = {"state": "done", "text": "Alle står.", "key": "d1"}
    assert owner.post(f"/maal/handling/{planned.action}/status", data=said).status_code == 303
    assert "Alle står." in owner.get(f"/opfoelgning/{asked}").text


def send(desk: Any, data: bytes, name: str = "tal.csv", **other: str) -> Any:
    return desk.post("/maal/maalinger", files={"file": (name, data)}, data={"key": "k1", **other})


def test_a_file_is_seen_before_it_is_taken_in_and_taken_in_once(planned: Any) -> None:
    desk = planned.desk()
    seen = send(desk, CSV.encode())
    assert seen.status_code == 200
    assert "20,5 % (landet 25 %)" in seen.text
    assert rows(planned, Measurement) == []
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', seen.text))
    for _ in range(2):
        saved = desk.post("/maal/maalinger", data={**hidden, "confirm": "yes"})
        assert "er indlæst" in saved.text or "indlæst i forvejen" in saved.text
    assert [(one.value, one.average, one.is_year, one.source) for one in rows(planned, Measurement)] == [
        (20.5, 25.0, True, "Luftfoto")
    ]


def test_a_row_that_is_wrong_is_said_with_its_cure_and_nothing_is_taken_in(planned: Any) -> None:
    wrong = (
        CSV + "Skygge på fortovet;2022;120;%;25;\nSkyggen på fortovet;2022;12;%;;\nSkygge på fortovet;2020;12;;;\n"
    )
    answer = send(planned.desk(), wrong.encode())
    assert answer.status_code == 422
    for says in ("120 % er ikke muligt", "kendes ikke. Nærmest er Skygge på fortovet", "der står ingen enhed"):
        assert says.casefold() in answer.text.casefold()
    assert rows(planned, Measurement) == []
    assert send(planned.desk(), b"%PDF-1.7", "tal.pdf").status_code == 422
    assert send(planned.desk(), b"", "tom.csv").status_code == 422
    assert send(planned.desk(Role.READER, "ida.ravn"), CSV.encode()).status_code == 403


def test_a_workbook_is_read_as_well(planned: Any) -> None:
    book = Workbook()
    for row in (["Indikator", "År", "Værdi", "Enhed"], ["skygge på  fortovet", 2022, 12.5, "%"]):
        book.active.append(row)  # type: ignore[union-attr]  # a new book has a sheet
    stream = io.BytesIO()
    book.save(stream)
    assert "12,5 %" in send(planned.desk(), stream.getvalue(), "tal.xlsx").text


def test_the_status_is_shown_as_a_page_and_papers_and_put_on_an_agenda_once(planned: Any) -> None:
    by = By("lone.vejlby", planned.now)
    open_case(planned.db, by, number="23/9", title="Grundsalg ved Kvægtorvet", is_open=False, route=["HU"])
    desk = planned.desk()
    page = desk.get("/maal/status/HU").text
    assert "Plant ved skolerne" in page
    assert "Kvægtorvet" not in page
    pdf, word = desk.get("/maal/status/HU/notat.pdf"), desk.get("/maal/status/HU/notat.docx")
    assert (pdf.content[:4], word.content[:2]) == (b"%PDF", b"PK")
    meeting = re.search(r'<option value="(\w+)">', page)
    assert meeting is not None
    first = desk.post("/maal/status/HU", data={"meeting": meeting[1], "key": "s1"})
    again = desk.post("/maal/status/HU", data={"meeting": meeting[1], "key": "s2"})
    assert first.status_code == again.status_code == 303
    assert first.headers["location"] == again.headers["location"]
    assert "Plant ved skolerne" in desk.get(first.headers["location"]).text
    assert (
        planned.desk(Role.READER, "ida.ravn").post("/maal/status/HU", data={"meeting": meeting[1]}).status_code == 403
    )
    assert desk.get("/maal/status/FINDESIKKE").status_code == 404
    assert desk.get("/maal/findesikke").status_code == 404
