"""``sagsgang case list --search``: the desk's search in the terminal; a closed case only when it is asked for."""

from __future__ import annotations

from typing import Any

from domain.casework.case.cases import withdraw_case
from domain.casework.case.opening import open_case
from domain.casework.verb import By


def put(town: Any, number: str, title: str, *, is_open: bool = True) -> str:
    with town.place.database() as db:
        return open_case(
            db, By("prøve", town.place.now()), number=number, title=title, route=["DIR"], is_open=is_open
        ).subject


def found(town: Any, *argv: str) -> list[str]:
    return [row["number"] for row in town.ok("case", "list", *argv, "--json").json]


def test_words_narrow_the_list_of_open_cases_and_of_all(town: Any) -> None:
    put(town, "23/1", "Lokalplan for havnen")
    put(town, "23/2", "Ny skole")
    gone = put(town, "23/3", "Bro over havnen")
    with town.place.database() as db:
        withdraw_case(db, By("prøve", town.place.now()), case_id=gone, reason="dukkede op to gange")
    assert found(town, "--search", "HAVN") == ["23/1"]
    assert found(town, "--search", "havn", "--all") == ["23/1", "23/3"]
    assert found(town, "--search", "rumskib") == []
    assert found(town) == ["23/1", "23/2"]


def test_a_closed_case_is_found_only_when_closed_cases_are_asked_for(town: Any) -> None:
    put(town, "23/1", "Salg af havnegrund", is_open=False)
    assert found(town, "--search", "havn") == []
    assert found(town, "--search", "havn", "--show-closed") == ["23/1"]
    assert "havnegrund" not in town.ok("case", "list").out
