"""Æ, ø, å come last and "aa" is an å."""

from __future__ import annotations

from domain.rules.danish_order import danish_key


def test_the_names_of_the_handbook_are_sorted_as_a_dane_sorts_them() -> None:
    names = ["Aarhus", "Ærø", "Ågård", "Zebra", "Andst", "Øster"]
    assert sorted(names, key=danish_key) == ["Andst", "Zebra", "Ærø", "Øster", "Ågård", "Aarhus"]


def test_capitals_make_no_difference_and_foreign_letters_stand_by_their_danish_kin() -> None:
    assert danish_key("ÆBLE") == danish_key("æble")
    assert danish_key("Ü") == danish_key("y")
    assert danish_key("café") == danish_key("cafe")


def test_two_a_in_two_words_are_no_a_with_a_ring() -> None:
    assert danish_key("sa a") < danish_key("saa")
