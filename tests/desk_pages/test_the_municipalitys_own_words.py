"""Headings, wordings and phrases are written in a form, tried on a text, and saved by a secretary without TOML."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from sqlmodel import col, select
from starlette.testclient import TestClient

from domain.model import Entry, Outcome
from domain.profile import Profile
from domain.rules.rights import Visitor
from domain.store.database import Database
from domain.store.queries import current_profile

Desk = Callable[..., TestClient]
PAPER = """Referat fra Økonomiudvalget den 16. maj 2023
1. Ny sti
Hvad det handler om
Stien er lang.
Indstilling
At stien anlægges.
Beslutning i Økonomiudvalget den 16-05-2023
Forslaget er sat på pause.
"""
HEADING = {"means": "case_presentation", "words": "Hvad det handler om", "sample": PAPER}


@pytest.fixture
def office(desk_of: Desk, people: dict[str, Visitor]) -> TestClient:
    return desk_of(people["secretary"])


def profile(db: Database) -> Profile:
    with db.read() as session:
        return current_profile(session)


def last_form(page: str) -> dict[str, str]:
    form = page.rsplit("<form", 1)[1]
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    text = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", form, re.DOTALL)
    sample = {"sample": html.unescape(text[1])} if text else {}
    return {name: html.unescape(value) for name, value in fields.items()} | sample


def test_a_heading_is_tried_on_a_text_before_and_after_and_saved_once(spring: Database, office: TestClient) -> None:
    seen = office.post("/profil/ord/overskrift/ny", data=HEADING)
    assert seen.status_code == 200
    before, after = seen.text.split("Som det er nu")[1].split("Med ændringen")
    assert "Sagsfremstilling: Stien er lang." not in before
    assert "Sagsfremstilling: Stien er lang." in after
    assert profile(spring).headings == (), "nothing is saved yet"
    save = {**last_form(seen.text), "confirm": "yes"}
    assert [office.post("/profil/ord/overskrift/ny", data=save).status_code for _twice in range(2)] == [303, 303]
    assert [(one.means, one.words) for one in profile(spring).headings] == [
        ("case_presentation", ("Hvad det handler om",))
    ]
    with spring.read() as session:
        wanted = select(Entry).where(Entry.verb == "adopt_profile").order_by(col(Entry.seq).desc())
        assert session.exec(wanted).first().actor == "lone.vejlby"  # type: ignore[union-attr]  # there is one
    assert "Hvad det handler om" in office.get("/profil/ord?gemt=1").text


def test_without_a_text_it_is_tried_on_one_with_the_words_in_it(office: TestClient) -> None:
    typed = {"outcome": "postponed", "words": "sat på pause"}
    page = office.post("/profil/ord/ordlyd/ny", data=typed).text
    after = page.split("Med ændringen")[1]
    assert "Besluttet: udsat (»Sat på pause.«)" in html.unescape(after)
    assert "Det gør ingen forskel" not in page


def test_a_phrase_is_changed_and_taken_out(spring: Database, office: TestClient) -> None:
    first = profile(spring).phrases[0]
    form = office.get("/profil/ord/formulering/0").text
    assert first.text in html.unescape(form)
    typed = {"outcome": "noted", "text": "Udvalget har set det.", "bodies": "ØK, KB"}
    seen = office.post("/profil/ord/formulering/0", data=typed)
    office.post("/profil/ord/formulering/0", data={**last_form(seen.text), "confirm": "yes"})
    changed = profile(spring).phrases[0]
    assert (changed.outcome, changed.text, changed.bodies) == (Outcome.NOTED, "Udvalget har set det.", ("ØK", "KB"))
    count = len(profile(spring).phrases)
    gone = office.post("/profil/ord/formulering/0", data={"slet": "ja"})
    assert "tages ud" in gone.text
    office.post("/profil/ord/formulering/0", data={**last_form(gone.text), "confirm": "yes"})
    assert len(profile(spring).phrases) == count - 1


def test_what_is_wrong_stands_beside_its_field_with_what_was_typed(office: TestClient) -> None:
    answer = office.post("/profil/ord/formulering/ny", data={"outcome": "noted", "text": "Set.", "bodies": "XYZ"})
    assert answer.status_code == 422
    assert re.search(r'id="f-bodies-error"[^>]*>.*?XYZ', answer.text, re.DOTALL)
    assert 'value="XYZ"' in answer.text
    empty = office.post("/profil/ord/overskrift/ny", data={"means": "", "words": "", "sample": "Noget"})
    assert empty.status_code == 422
    assert empty.text.count("Udfyld feltet.") >= 2
    assert "Noget" in empty.text


def test_two_people_at_once_are_told(office: TestClient) -> None:
    assert office.post("/profil/ord/overskrift/ny", data={**HEADING, "replaces": "77"}).status_code == 422


@pytest.mark.parametrize("who", ["reader", "case_worker"])
def test_others_read_and_do_not_write(desk_of: Desk, people: dict[str, Visitor], who: str) -> None:
    desk = desk_of(people[who])
    page = desk.get("/profil/ord")
    assert page.status_code == 200
    assert "/profil/ord/overskrift/ny" not in page.text
    assert desk.get("/profil/ord/overskrift/ny").status_code == 403
    assert desk.post("/profil/ord/overskrift/ny", data={**HEADING, "confirm": "yes"}).status_code == 403
