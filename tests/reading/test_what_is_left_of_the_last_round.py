"""A text taken over from the last round is read for what belongs to that round: years, days, period, theme, names."""

from __future__ import annotations

import pytest

from domain.documents.leftovers import CODES, find_leftovers, is_still_there

TEXT = """Kommunen skal igen gøre rede for sit arbejde med ligestilling.
Tallene skal derfor indberettes i 2020 og dækker perioden 1. november 2017 til 31. maj 2020.
Temaet er unge på arbejdsmarkedet. Direktionen drøfter sagen den 15. april.
HR-chef Karla Mosegaard og Poul Karlby har samlet svarene; borgmesteren er orienteret."""


def found(text: str = TEXT, year: int = 2023, **given: object) -> list[tuple[str, str, int]]:
    left = find_leftovers({"presentation": text}, year=year, **given)  # type: ignore[arg-type]  # theme and names
    return [(one.code, one.found, one.line) for one in left]


def test_every_thing_of_the_last_round_is_found_at_its_line() -> None:
    assert found(theme="Unge på arbejdsmarkedet", names=["Poul Karlby", "Hanne Fjellerby"]) == [
        ("old_period", "1. november 2017 til 31. maj 2020", 2),
        ("old_year", "2020", 2),
        ("old_date", "den 15. april", 3),
        ("old_theme", "unge på arbejdsmarkedet", 3),
        ("old_name", "Poul Karlby", 4),
        ("old_name", "Karla Mosegaard", 4),
    ]
    assert {code for code, _found, _line in found(theme="tema", names=["Poul Karlby"])} <= set(CODES)


@pytest.mark.parametrize("text", ["Der skal indberettes i 2023.", "Senest den 31. maj 2023.", "Sag 23/2020", ""])
def test_what_is_of_this_round_and_what_is_no_year_is_left_alone(text: str) -> None:
    assert [code for code, _found, _line in found(text) if code != "old_name"] == []


def test_a_day_without_a_year_was_a_day_of_the_last_round() -> None:
    assert found("Behandles i økonomiudvalget d. 16. maj og den 3-5-2020.") == [
        ("old_date", "d. 16. maj", 1),
        ("old_date", "den 3-5-2020", 1),
    ]


def test_the_section_and_the_words_around_it_are_told_so_that_it_can_be_found() -> None:
    left = find_leftovers({"presentation": "Intet her.", "economy": "x\nBudgettet for 2019 rækker."}, year=2023)
    assert [(one.section, one.line, one.words) for one in left] == [("economy", 2, "Budgettet for 2019 rækker.")]


def test_what_has_been_written_anew_is_no_longer_there() -> None:
    kept = {"code": "old_year", "section": "presentation", "found": "2020"}
    assert is_still_there(kept, {"presentation": "i 2020"})
    assert not is_still_there(kept, {"presentation": "i 2023", "economy": "2020"})
