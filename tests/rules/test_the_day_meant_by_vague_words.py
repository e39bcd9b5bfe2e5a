from __future__ import annotations

from datetime import date

import pytest

from domain.rules.fuzzy_dates import fuzzy_due


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("ultimo 2023", date(2023, 12, 31)),
        ("ultimo februar 2024", date(2024, 2, 29)),
        ("primo marts", date(2023, 3, 1)),
        ("primo 2024", date(2024, 1, 1)),
        ("medio juni 2023", date(2023, 6, 15)),
        ("medio 2023", date(2023, 7, 1)),
        ("inden udgangen af april", date(2023, 4, 30)),
        ("senest med udgangen af 2024", date(2024, 12, 31)),
        ("i oktober 2023", date(2023, 10, 31)),
        ("tages op igen i 2026", date(2026, 12, 31)),
        ("inden den 1. juni", date(2023, 5, 31)),
        ("inden 1. januar 2024", date(2023, 12, 31)),
        ("før d. 1. juni 2023", date(2023, 5, 31)),
        ("senest 1. juni", date(2023, 6, 1)),
        ("senest den 1. juni 2024", date(2024, 6, 1)),
        ("Forelægges Økonomiudvalget den 16. maj", date(2023, 5, 16)),
        ("24. april", date(2023, 4, 24)),
    ],
)
def test_the_last_day_that_the_words_allow(words: str, meant: date) -> None:
    assert fuzzy_due(words, 2023) == meant


@pytest.mark.parametrize("words", ["", "løbende", "snarest muligt", "31. april 2023", "17 verdensmål"])
def test_words_that_name_no_day_are_no_day(words: str) -> None:
    assert fuzzy_due(words, 2023) is None
