"""The secretariat words its mails on a page: tried on a whole mail first, kept when wrong, and given up again."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from domain.model import Entry, OwnMailText
from domain.rules.mail_texts import MAIL_TEXTS
from domain.rules.rights import Visitor
from domain.store.database import Database
from flows.messages.wordings import shipped_texts

Desk = Callable[..., TestClient]
ADDRESS = "/profil/skabeloner/deadline.subject"


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None
    return found[1]


def test_a_text_is_tried_taken_into_use_once_and_given_up(
    desk_of: Desk, people: dict[str, Visitor], spring: Database
):
    desk = desk_of(people["secretary_without_closed"])
    assert "Emne" in desk.get("/profil/skabeloner").text
    first = desk.get(ADDRESS).text
    said = {"source": "Husk {{ frist }}: {{ sager }}", "expected": hidden(first, "expected")}
    tried = desk.post(ADDRESS, data=said)
    assert tried.status_code == 200
    assert "Husk aflevering: sag 23/41694" in tried.text
    assert "Intet er gemt endnu" in tried.text
    with spring.read() as session:
        assert session.exec(select(OwnMailText)).all() == []
    saved = {**said, "key": hidden(tried.text, "key"), "confirm": "yes"}
    assert [desk.post(ADDRESS, data=saved).status_code for _ in range(2)] == [303, 303]
    with spring.read() as session:
        assert [row.source for row in session.exec(select(OwnMailText))] == [said["source"]]
    shown = desk.get(ADDRESS).text
    assert "Version 1" in shown
    assert "egen, fra 03.05.2023" in desk.get("/profil/skabeloner").text
    assert desk.post(f"{ADDRESS}/nulstil", data={"expected": "1", "key": "a"}).status_code == 303
    with spring.read() as session:
        verbs = session.exec(select(Entry.verb).where(Entry.noun == "mail_text")).all()
    assert verbs == ["set_mail_text", "reset_mail_text"]


def test_a_text_with_a_fault_stays_in_the_field_with_what_is_wrong_beside_it(
    desk_of: Desk, people: dict[str, Visitor]
):
    answer = desk_of(people["secretary"]).post(ADDRESS, data={"source": "{{ frsit }} <b>", "expected": "0"})
    assert answer.status_code == 422
    assert "ordet »frsit« kendes ikke her" in answer.text
    assert "{{ frsit }} &lt;b&gt;</textarea>" in answer.text


def test_whoever_comes_second_is_told_and_keeps_what_was_typed(desk_of: Desk, people: dict[str, Visitor]):
    desk = desk_of(people["secretary"])
    said = {"expected": "0", "confirm": "yes"}
    assert desk.post(ADDRESS, data={**said, "source": "Første", "key": "1"}).status_code == 303
    late = desk.post(ADDRESS, data={**said, "source": "Anden", "key": "2"})
    assert late.status_code == 422
    assert "Anden</textarea>" in late.text


@pytest.mark.parametrize("who", ["reader", "case_worker"])
def test_only_those_who_send_the_mails_may_word_them(desk_of: Desk, people: dict[str, Visitor], who: str):
    desk = desk_of(people[who])
    assert desk.get("/profil/skabeloner").status_code == 403
    assert desk.get(f"{ADDRESS}/mail").status_code == 403
    assert desk.post(ADDRESS, data={"source": "x", "expected": "0", "confirm": "yes"}).status_code == 403
    assert desk.post(f"{ADDRESS}/nulstil", data={}).status_code == 403


def test_a_mail_is_shown_as_a_document_that_can_run_and_load_nothing(desk_of: Desk, people: dict[str, Visitor]):
    desk = desk_of(people["secretary"])
    layout = shipped_texts()["letter.html"].replace("Venlig hilsen", "Mange hilsner")
    for answer in (
        desk.get("/profil/skabeloner/letter.html/mail?lukket=1"),
        desk.post("/profil/skabeloner/letter.html/mail", data={"source": layout}),
    ):
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'")
        assert policy.endswith("sandbox")
        assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    assert "Mange hilsner" in answer.text
    refused = desk.post("/profil/skabeloner/letter.html/mail", data={"source": layout + "<script>1</script>"})
    assert refused.status_code == 422
    assert "<script>1" not in refused.text


@pytest.mark.parametrize("name", ["letter.html", "letter.text", "invitation.changed.says", "decided.meeting_says"])
def test_every_kind_of_text_has_its_page(desk_of: Desk, people: dict[str, Visitor], name: str):
    answer = desk_of(people["secretary"]).get(f"/profil/skabeloner/{name}")
    assert answer.status_code == 200
    assert all(f"<code>{fact}</code>" in answer.text for fact in MAIL_TEXTS[name].given)


def test_a_text_that_is_not_there_is_a_page_that_is_not_there(desk_of: Desk, people: dict[str, Visitor]):
    assert desk_of(people["secretary"]).get("/profil/skabeloner/deadline.emne").status_code == 404
