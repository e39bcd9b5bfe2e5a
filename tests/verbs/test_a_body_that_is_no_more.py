"""Nothing new is put before a body that is no more; what went there before stays, and one to come may be named."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.casework.case.opening import open_case
from domain.casework.case.sketches import preview_add
from domain.casework.case.stops import add_stop
from domain.casework.house.municipality import adopt_profile
from domain.casework.verb import By
from domain.errors import EndedBodyError
from domain.model import Case, Entry, Stop
from domain.profile import shipped_profile
from domain.profile.edit import add_row, change_row

ENDS = date(2023, 4, 1)  # the first day without it
MTU = 2  # its row in the shipped profile


def adopt(town: Any, text: str, when: str = "2023-01-03 09:00") -> None:
    adopt_profile(town.db, By("lone.vejlby", town.moment(when)), name="norddjurs.toml", text=text)


@pytest.fixture
def ending(small_town: Any) -> Any:
    """The committee ends with March, and another has its name from then on."""
    text = change_row(shipped_profile(), "body", MTU, {"valid_to": ENDS})
    successor = {
        "key": "KTU",
        "name": "Klima- og Teknikudvalget",
        "kind": "committee",
        "valid_from": ENDS,
    }
    adopt(small_town, add_row(text, "body", successor))
    return small_town


def open_at(town: Any, when: str, number: str, body: str) -> str:
    by = By("hanne.fjellerby", town.moment(when))
    return open_case(town.db, by, number=number, title="Vejplan", route=["DIR", body]).subject


def test_a_case_for_a_body_that_is_no_more_is_refused_with_the_day_and_those_there_are(ending: Any) -> None:
    before = [len(ending.rows(noun)) for noun in (Case, Stop, Entry)]
    with pytest.raises(EndedBodyError) as refused:
        open_at(ending, "2023-04-01 09:00", "23/1", "MTU")

    assert refused.value.facts == {
        "body": "Miljø- og Teknikudvalget",
        "last_on": date(2023, 3, 31),
        "instead": ["KTU"],
    }
    assert [len(ending.rows(noun)) for noun in (Case, Stop, Entry)] == before


def test_up_to_its_last_day_a_body_gets_cases_and_the_same_case_again_afterwards_is_the_same(ending: Any) -> None:
    opened = open_at(ending, "2023-03-31 09:00", "23/1", "MTU")

    assert open_at(ending, "2023-05-01 09:00", "23/1", "MTU") == opened
    assert [stop.body for stop in ending.facts(opened).stops] == ["DIR", "MTU"]


def test_a_case_may_be_opened_for_a_body_that_is_to_come(ending: Any) -> None:
    case = open_at(ending, "2023-03-01 09:00", "23/1", "KTU")

    assert [stop.body for stop in ending.facts(case).stops] == ["DIR", "KTU"]


def test_no_stop_in_a_body_that_is_no_more_is_added_nor_previewed(ending: Any) -> None:
    case = ending.open(number="23/2", route=["DIR"], stages={}, obligation=None)
    later = ending.moment("2023-04-20 09:00")

    with pytest.raises(EndedBodyError):
        add_stop(ending.db, By("lone.vejlby", later), case_id=case, body="MTU", reason="Udvalget vil se den.")
    with ending.db.read() as session, pytest.raises(EndedBodyError):
        preview_add(session, case_id=case, body="MTU", today=later.date())
