"""Agenda, minutes, one item and the year's meetings, fetched from their pages by those who may see them."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from domain.rules.rights import Visitor
from domain.store.database import Database
from flows.settings import Settings

DAY = "2023-04-12"
TITLE = "Ligestillingsredegørelse 2023"


@pytest.fixture
def meeting(find: Callable[..., str]) -> str:
    return find("meeting", "DIR", DAY)


def test_each_page_leads_to_its_papers_in_both_editions(
    desk_of: Callable[..., Any], people: dict[str, Visitor], meeting: str
) -> None:
    desk = desk_of(people["reader"])
    for page, name in (
        ("dagsorden", "dagsorden"),
        ("dagsorden/udskrift", "dagsorden"),
        ("dagsorden/referat", "referat"),
    ):
        shown = desk.get(f"/moede/{meeting}/{page}").text
        links = re.findall(rf'href="(/moede/{meeting}/papir/{name}\.(?:pdf|docx)\?udgave=\w+)"', shown)
        assert len(links) == 4
        for link in links:
            made = desk.get(link)
            assert made.status_code == 200
            assert made.content.startswith(b"%PDF" if ".pdf" in link else b"PK")
            ending = "-medlemmer" if "medlemmer" in link else ""
            assert f'filename="{name}-dir-{DAY}{ending}.' in made.headers["Content-Disposition"]
            assert made.headers["Cache-Control"] == "no-store"
    plan = re.findall(r'href="(/moeder/2023/moedeplan\.pdf)"', desk.get("/moeder").text)
    assert desk.get(plan[0]).headers["Content-Type"] == "application/pdf"


def test_one_item_is_fetched_by_its_number(
    desk_of: Callable[..., Any], people: dict[str, Visitor], meeting: str
) -> None:
    desk = desk_of(people["secretary"])
    made = [desk.get(f"/moede/{meeting}/papir/punkt/{number}.docx") for number in range(1, 5)]
    told = [
        "\n".join(one.text for one in Document(io.BytesIO(one.content)).paragraphs)
        for one in made
        if one.status_code == 200
    ]
    (report,) = [text for text in told if TITLE in text]
    assert "Beslutning\n" in report
    assert desk.get(f"/moede/{meeting}/papir/punkt/99.pdf").status_code == 404


@pytest.mark.parametrize(
    "address", ["papir/dagsorden.exe", "papir/hemmeligt.pdf", "papir/dagsorden.pdf?udgave=min", "papir/punkt/x.pdf"]
)
def test_what_is_no_paper_is_not_found(
    desk_of: Callable[..., Any], people: dict[str, Visitor], meeting: str, address: str
) -> None:
    assert desk_of(people["secretary"]).get(f"/moede/{meeting}/{address}").status_code in {404, 422}


def test_whoever_is_not_logged_in_gets_no_paper(desk_of: Callable[..., Any], meeting: str) -> None:
    answer = desk_of(None).get(f"/moede/{meeting}/papir/dagsorden.pdf")
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/login")


def test_publishing_at_the_desk_writes_the_publics_folder_and_taking_back_empties_it(
    desk_of: Callable[..., Any],
    people: dict[str, Visitor],
    find: Callable[..., str],
    spring: Database,  # noqa: ARG001 - the database that the desk is opened on
    tmp_path: Path,
) -> None:
    desk = desk_of(people["secretary"], settings=Settings(public_dir=tmp_path / "ud"))
    address = f"/moede/{find('meeting', 'KB', '2023-05-23')}/dagsorden"
    for act in ("laas", "offentliggoer"):
        assert desk.post(f"{address}/{act}", data={}).status_code == 303
    page = tmp_path / "ud" / "kb-2023-05-23-1700" / "index.html"
    assert TITLE in page.read_text("utf-8")
    assert "kb-2023-05-23-1700/" in (tmp_path / "ud" / "index.html").read_text("utf-8")
    assert desk.post(f"{address}/traek-tilbage", data={"reason": "Et navn skal ud."}).status_code == 303
    assert not page.exists()


def test_approved_minutes_are_signed_from_their_page(
    desk_of: Callable[..., Any], people: dict[str, Visitor], meeting: str
) -> None:
    desk = desk_of(people["secretary"])
    page = f"/moede/{meeting}/dagsorden/referat"
    early = desk.post(f"{page}/underskriv", data={"signed_on": "12-04-2023"})
    assert (early.status_code, "referatet er ikke godkendt endnu" in early.text) == (422, True)
    desk.post(f"{page}/godkend")
    assert "Skriv en dato, der findes" in desk.post(f"{page}/underskriv", data={"signed_on": "31-04-2023"}).text
    assert desk.post(f"{page}/underskriv", data={"signed_on": "14-04-2023"}).status_code == 303
    assert "Referatet er godkendt og underskrevet" in desk.get(page).text
    assert desk_of(people["reader"]).post(f"{page}/underskriv", data={"signed_on": "14-04-2023"}).status_code == 403
