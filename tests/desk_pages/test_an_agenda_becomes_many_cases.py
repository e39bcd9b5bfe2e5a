"""An agenda with many items: one table, what is known already beside it, saved with one button, never by halves."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

import pytest
from sqlmodel import col, select
from starlette.testclient import TestClient

from domain.casework.case.opening import open_case
from domain.casework.verb import VERBS, By
from domain.model import Attachment, Case, Entry, FollowUp, StoredFile
from domain.rules.rights import Visitor
from domain.store.case_facts import case_facts
from domain.store.database import Database

Desk = Callable[..., TestClient]
AGENDA = """Dagsorden for Økonomiudvalget den 16. maj 2023
1. Godkendelse af dagsorden
Indstilling
At dagsordenen godkendes.
2. Cykelstier langs kysten
Sagsnr.: 23/6001
Åben sag
Sagsgang
ØK, KB
Sagsfremstilling
Teknisk chef udarbejder en tidsplan senest den 1. september 2023.
Indstilling
At planen godkendes.
Bilag
1 Åben Kort over kysten 1001/23
3. Ny sti i skoven
Åben sag
Indstilling
At stien anlægges.
4. Havnegrunden sælges
Sagsnr.: 23/6003
Lukket sag
Indstilling
At grunden sælges.
5. Nyt bibliotek
Åben sag
Indstilling
At biblioteket bygges.
"""


def known(db: Database, number: str, title: str, day: date, *, is_open: bool = True, **more: Any) -> str:
    return open_case(
        db,
        By("jytte.glesborg", datetime(2023, 5, 3, 10, 0, tzinfo=UTC)),
        number=number,
        title=title,
        is_open=is_open,
        route=["ØK"],
        stages={"ØK": day},
        **more,
    ).subject


def upload(desk: TestClient, text: str = AGENDA) -> str:
    return desk.post("/sager/ny/dokument", files={"file": ("dagsorden.txt", text.encode())}).text


def fields(page: str) -> dict[str, Any]:
    """What a browser would send for the table as it stands."""
    form = page.split('class="agenda-in"')[1].split("</form>", maxsplit=1)[0]
    sent: dict[str, Any] = {}

    def put(name: str, value: str) -> None:
        sent.setdefault(name, []).append(unescape(value))

    for tag in re.findall(r"<input[^>]*>", form):
        named = dict(re.findall(r'(\w[\w-]*)="([^"]*)"', tag))
        if named.get("type") != "checkbox" or " checked" in tag:
            put(named["name"], named.get("value", ""))
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        put(name, chosen[1] if chosen else "")
    return sent


def send(desk: TestClient, typed: dict[str, Any], **changed: str) -> Any:
    return desk.post(
        "/sager/ny/dagsorden", data={**typed, **{name.replace("_at_", "-"): v for name, v in changed.items()}}
    )


def cases(db: Database, *numbers: str) -> dict[str, Case]:
    with db.read() as session:
        found = session.exec(select(Case).where(col(Case.number).in_(numbers))).all()
        for case in found:
            session.expunge(case)
    return {case.number: case for case in found}


def test_every_item_is_a_row_with_what_was_found_and_what_is_uncertain(
    spring: Database, desk_of: Desk, people: dict[str, Visitor]
) -> None:
    known(spring, "23/6002", "Ny sti i skoven", date(2023, 5, 16))
    known(spring, "23/6003", "Et andet navn", date(2023, 5, 16), is_open=False)
    known(spring, "23/6005", "Nyt bibliotek", date(2023, 6, 13))
    page = upload(desk_of(people["secretary"]))
    typed = fields(page)
    assert [typed[f"does-{at}"] for at in range(5)] == [["leave"], ["open"], ["attach"], ["attach"], [""]]
    assert (typed["number-1"], typed["route-1"], typed["is_open-1"]) == (["23/6001"], ["ØK 16-05-2023, KB"], ["yes"])
    assert [typed[f"number-{at}"] for at in (2, 3)] == [["23/6002"], ["23/6003"]]
    assert "sikkert: samme nummer" in page
    assert "samme overskrift" in page
    assert "usikkert: overskriften ligner" in page, "the library stands on another meeting"
    assert "der står ingen sagsgang" in page.casefold()
    assert "Kort over kysten" in page
    assert "senest den 1. september 2023" in page
    with spring.read() as session:
        assert session.exec(select(Case).where(Case.number == "23/6001")).first() is None, "nothing is saved yet"


def test_a_closed_case_is_not_named_to_one_who_may_not_see_it(
    spring: Database, desk_of: Desk, people: dict[str, Visitor]
) -> None:
    known(spring, "23/6003", "Et hemmeligt navn", date(2023, 5, 16), is_open=False)
    desk = desk_of(people["secretary_without_closed"])
    page = upload(desk)
    assert "hemmeligt" not in page
    typed = fields(page)
    answer = send(desk, typed, does_at_3="attach", does_at_1="leave", does_at_2="leave", does_at_4="leave")
    assert answer.status_code == 422
    assert "Der er ingen sag med det nummer." in answer.text
    assert "hemmeligt" not in answer.text


def test_one_click_saves_the_whole_agenda_once(spring: Database, desk_of: Desk, people: dict[str, Visitor]) -> None:
    moved = known(spring, "23/6005", "Nyt bibliotek", date(2023, 6, 13), economy="Der er sat penge af.")
    desk = desk_of(people["secretary"])
    typed = fields(upload(desk))
    changed = {"number_at_2": "23/6002", "does_at_4": "attach", "does_at_3": "leave"}
    first = send(desk, typed, **changed)
    assert first.status_code == 303
    count = len(cases(spring, "23/6001", "23/6002", "23/6005"))
    again = send(desk, typed, **changed)
    assert (again.status_code, again.headers["location"]) == (303, first.headers["location"])
    page = desk.get(first.headers["location"]).text
    assert (page.count("oprettet</li>"), page.count("sat på mødet og suppleret</li>")) == (2, 1)
    made = cases(spring, "23/6001", "23/6002", "23/6005")
    assert (count, len(made)) == (3, 3)
    assert made["23/6005"].recommendation == "At biblioteket bygges."
    assert made["23/6005"].economy == "Der er sat penge af.", "what stands is left alone"
    with spring.read() as session:
        stop = case_facts(session, moved).stops[0]
        assert stop.meeting is not None
        assert (stop.meeting.held_on, stop.fixed) == (date(2023, 5, 16), True)
        promises = session.exec(select(FollowUp).where(FollowUp.case_id == made["23/6001"].id)).all()
        bilag = session.exec(select(Attachment.title).where(Attachment.case_id == made["23/6001"].id)).all()
        lines = session.exec(
            select(Entry).where(Entry.subject == made["23/6001"].id, Entry.verb == "open_case")
        ).all()
        files = session.exec(select(StoredFile.name).where(col(StoredFile.case_id).is_not(None))).all()
    assert (len(promises), bilag, len(lines)) == (1, ["Kort over kysten"], 1)
    assert files == ["dagsorden.txt"] * 3


def test_the_paper_stays_with_its_cases_for_those_who_see_closed_items_or_nowhere(
    spring: Database, desk_of: Desk, people: dict[str, Visitor]
) -> None:
    desk = desk_of(people["secretary"])
    typed = fields(upload(desk))
    assert send(desk, typed | {"keep": ""}, does_at_2="leave", does_at_4="leave").status_code == 303
    with spring.read() as session:
        assert session.exec(select(StoredFile).where(col(StoredFile.case_id).is_not(None))).all() == []
    only = {f"does_at_{at}": "leave" for at in (1, 3, 4)} | {"number_at_2": "23/6002"}
    assert send(desk, fields(upload(desk)), **only).status_code == 303
    case = cases(spring, "23/6002")["23/6002"].id
    with spring.read() as session:
        kept = session.exec(select(StoredFile).where(StoredFile.case_id == case)).one()
    address = f"/sag/{case}/fil/{kept.id}"
    assert "Havnegrunden" in desk.get(address).text
    assert "Havnegrunden" not in desk_of(people["case_worker"]).get(address).text


def test_an_agenda_from_a_web_page_is_taken_in_and_not_stored(
    spring: Database, desk_of: Desk, people: dict[str, Visitor]
) -> None:
    desk = desk_of(people["secretary"])
    lines = "".join(f"<p>{line}</p>" for line in AGENDA.splitlines())
    web = f"<!DOCTYPE html><html lang=da><body>{lines}</body></html>".encode()
    page = desk.post("/sager/ny/dokument", files={"file": ("dagsorden.html", web)}).text
    only = {f"does_at_{at}": "leave" for at in (2, 3, 4)}
    assert send(desk, fields(page), **only).status_code == 303
    assert set(cases(spring, "23/6001")) == {"23/6001"}


def test_a_refused_row_stays_with_its_error_and_the_others_are_saved(
    spring: Database, desk_of: Desk, people: dict[str, Visitor]
) -> None:
    desk = desk_of(people["secretary"])
    typed = fields(upload(desk))
    answer = send(desk, typed, route_at_1="ØK 31-02-2023", number_at_4="23/6005", title_at_4="Bibliotek ved åen")
    assert answer.status_code == 422
    assert "Datoen »31-02-2023« findes ikke." in answer.text
    assert "Udfyld feltet." in answer.text, "the path in the wood has no number"
    assert set(cases(spring, "23/6001", "23/6003", "23/6005")) == {"23/6003", "23/6005"}
    left = fields(answer.text)
    assert left["row"] == ["0", "1", "2"], "what is left out may still be wanted"
    assert left["key"] == typed["key"]
    done = send(desk, left, route_at_1="ØK 16-05-2023", number_at_2="23/6002")
    assert done.status_code == 303
    assert desk.get(done.headers["location"]).text.count("oprettet</li>") == 4


def test_a_row_that_fails_half_way_leaves_nothing(
    spring: Database, desk_of: Desk, people: dict[str, Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    known(spring, "23/6005", "Nyt bibliotek", date(2023, 6, 13))
    desk = desk_of(people["secretary"])
    typed = fields(upload(desk))
    only = {f"does_at_{at}": "leave" for at in (1, 2, 3)} | {"does_at_4": "attach"}

    def killed(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("desk.agenda_in.supplement_case", killed)
    assert send(desk, typed, **only).status_code == 500
    monkeypatch.setattr("desk.agenda_in.supplement_case", VERBS["supplement_case"])
    with spring.read() as session:
        case = session.exec(select(Case).where(Case.number == "23/6005")).one()
        stop = case_facts(session, case.id).stops[0]
    assert stop.meeting is not None
    assert stop.meeting.held_on == date(2023, 6, 13), "it was not moved without the rest"
    assert send(desk, typed, **only).status_code == 303


def test_one_item_may_be_taken_in_the_whole_form(desk_of: Desk, people: dict[str, Visitor]) -> None:
    desk = desk_of(people["secretary"])
    typed = fields(upload(desk))
    page = desk.post("/sager/ny/dagsorden/punkt", data={**typed, "punkt": "1"}).text
    assert 'value="Cykelstier langs kysten"' in page
    assert "At planen godkendes." in page
    assert "Kort over kysten" in page


@pytest.mark.parametrize("who", ["reader"])
def test_who_may_open_no_case_may_not_send_the_table(desk_of: Desk, people: dict[str, Visitor], who: str) -> None:
    assert send(desk_of(people[who]), {"key": "x"}).status_code == 403
