"""Faste punkter at the desk: to come, put on now, left out this once; by those who arrange the agenda."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from starlette.testclient import TestClient

from domain.rules.rights import Visitor

Desk = Callable[..., TestClient]
People = dict[str, Visitor]


@pytest.fixture
def agenda(find: Callable[..., str]) -> str:
    return f"/moede/{find('meeting', 'DIR', '2023-06-07')}/dagsorden"


def test_an_item_to_come_is_put_on_now_and_is_a_case_on_the_agenda(
    desk_of: Desk, people: People, agenda: str
) -> None:
    desk = desk_of(people["secretary"])
    said = unescape(desk.get(agenda).text)
    assert "Kommer på dagsordenen af sig selv 17. maj 2023" in said
    assert "Første møde i hvert politisk rul" in said
    for _ in range(2):
        assert desk.post(f"{agenda}/faste/maanedsgrebet", data={"key": "en"}).status_code == 303
    said = unescape(desk.get(agenda).text)
    assert said.count("DIR-20230607-maanedsgrebet") == 1
    assert "Udeladt" not in said


def test_an_item_is_left_out_with_a_reason_and_nothing_typed_is_lost(
    desk_of: Desk, people: People, agenda: str
) -> None:
    desk, address = desk_of(people["secretary"]), f"{agenda}/faste/maanedsgrebet/udelad"
    empty = desk.post(address, data={"item": "maanedsgrebet", "reason": " "})
    assert empty.status_code == 422
    assert "form-error-message" in empty.text
    for _ in range(2):
        done = desk.post(address, data={"item": "maanedsgrebet", "reason": "Seminar den dag.", "key": "to"})
        assert done.status_code == 303
    said = unescape(desk.get(agenda).text)
    assert "Seminar den dag." in said
    assert "Sæt på alligevel" in said


def test_who_may_not_arrange_the_agenda_sees_the_items_and_no_buttons(
    desk_of: Desk, people: People, agenda: str
) -> None:
    desk = desk_of(people["reader"])
    said = unescape(desk.get(agenda).text)
    assert "Faste punkter" in said
    assert "Sæt på nu" not in said
    assert desk.post(f"{agenda}/faste/maanedsgrebet", data={"key": "x"}).status_code == 403
    assert desk_of(people["secretary"]).post(f"{agenda}/faste/sygefravaer", data={}).status_code == 404


def test_the_profile_shows_the_items_and_leads_to_the_wheel_where_they_are_written(
    desk_of: Desk, people: People
) -> None:
    office = desk_of(people["administrator"])
    said = unescape(office.get("/profil").text)
    assert "Månedsgrebet" in said
    assert "første møde i hvert politisk rul" in said
    led_to = re.findall(r'href="(/aarshjul/(?:pligt|fastpunkt)/[^"]+)"', said)
    assert {"/aarshjul/fastpunkt/maanedsgrebet", "/aarshjul/pligt/trivselsmaaling", "/aarshjul/pligt/budget"} <= {
        *led_to
    }
    assert {office.get(address).status_code for address in led_to} == {200}
    for noun in ("pligt/trivselsmaaling", "runder/budget", "fastpunkt/maanedsgrebet", "pligt/ny"):
        assert f"/profil/{noun}" not in said
        assert office.get(f"/profil/{noun}").status_code == 404, noun
    assert "/aarshjul/fastpunkt/" not in desk_of(people["case_worker"]).get("/profil").text
