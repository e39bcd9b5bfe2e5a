"""Of a decision behind closed doors somebody says what the public may read; until then it is missing."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

from sqlmodel import select

from domain.casework.case.cases import correct_case
from domain.casework.case.corrections import correct_decision
from domain.casework.verb import By
from domain.model import Decision, PublicWording

REPORT = "23/4107"
NOW = datetime(2023, 5, 3, 10, 0, tzinfo=UTC)


def fields(page: str) -> dict[str, str]:
    form = page[page.rindex('<form method="post"', 0, page.index("</main>")) :]
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form[: form.index("</form>")]))


def test_it_is_missed_until_it_is_said_and_again_when_the_decision_is_put_right(
    spring: Any, desk_of: Any, people: Any, find: Any
) -> None:
    case, stop, meeting = find("case", REPORT), find("stop", REPORT, "DIR"), find("meeting", "DIR", "2023-04-12")
    by = By("lone.vejlby", NOW)
    correct_case(spring, by, case_id=case, is_open=False, title="zqtitel")
    desk, minutes = desk_of(people["secretary"]), f"/moede/{meeting}/dagsorden/referat"
    asked = f"/sag/{case}/led/{stop}/offentlig"
    missing = "Lukkede beslutninger mangler en offentlig tekst"
    page = desk.get(minutes).text
    assert missing in page
    assert asked in page
    assert "Offentlig tekst mangler." in desk.get(f"/sag/{case}").text
    typed = fields(desk.get(asked).text)
    assert desk.post(asked, data=typed).status_code == 422  # neither
    both = {**typed, "public_text": "Sagen er godkendt.", "withheld_because": "Den er fortrolig."}
    assert "skriv enten teksten eller grunden" in desk.post(asked, data=both).text
    one = {**typed, "public_text": "Sagen er godkendt."}
    assert [desk.post(asked, data=one).status_code for _ in range(2)] == [303, 303]
    assert missing not in desk.get(minutes).text
    public = desk_of(people["reader"]).get(f"{minutes}?udgave=offentlig").text
    assert "Sagen er godkendt." in public
    assert "zqtitel" not in public
    assert "Sagen er godkendt." in desk.get(f"/sag/{case}").text
    with spring.read() as session:
        said = session.get(PublicWording, stop)
        assert (said.text, said.said_by) == ("Sagen er godkendt.", "lone.vejlby")
        outcome = session.exec(select(Decision.outcome).where(Decision.stop_id == stop)).one()
    put_right = {"outcome": outcome, "text": "Noget andet.", "decided_on": date(2023, 4, 12)}
    correct_decision(spring, by, stop_id=stop, reason="Forkert.", **put_right)
    assert missing in desk.get(minutes).text


def test_only_the_bodys_secretary_who_sees_it_may_say_it(spring: Any, desk_of: Any, people: Any, find: Any) -> None:
    case, stop = find("case", REPORT), find("stop", REPORT, "DIR")
    desk, asked = desk_of(people["secretary"]), f"/sag/{case}/led/{stop}/offentlig"
    open_case = {**fields(desk.get(asked).text), "public_text": "Godkendt."}
    assert "sagen er åben" in desk.post(asked, data=open_case).text
    correct_case(spring, By("lone.vejlby", NOW), case_id=case, is_open=False)
    for name in ("reader", "case_worker", "secretary_without_closed"):
        assert desk_of(people[name]).get(asked).status_code == 403


def test_the_excerpt_of_an_item_is_a_click_from_its_case_and_its_decision(
    desk_of: Any, people: Any, find: Any
) -> None:
    case, stop, meeting = find("case", REPORT), find("stop", REPORT, "DIR"), find("meeting", "DIR", "2023-04-12")
    desk, address = desk_of(people["secretary"]), f"/moede/{meeting}/papir/led/{stop}"
    for page in (f"/sag/{case}", f"/moede/{meeting}/dagsorden/beslutninger"):
        for ending in ("pdf", "docx"):
            assert f'href="{address}.{ending}"' in desk.get(page).text, page
    fetched = desk.get(f"{address}.docx")
    assert fetched.status_code == 200
    assert fetched.headers["content-disposition"].startswith('attachment; filename="udskrift-dir-2023-04-12-punkt-')
    assert desk.get(f"/moede/{meeting}/papir/led/{'0' * 32}.pdf").status_code == 404
