"""The definite form of a name is the same name; where two fit, nobody is meant."""

from __future__ import annotations

import pytest

from domain.rules.wording import body_in_a_sentence, is_same_name, only_one_named


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("IT-sikkerhedskoordinator", "IT-sikkerhedskoordinatoren"),
        ("Chef for HR", "chefen for HR"),
        ("Sekretariat", "sekretariatet"),
        ("Ligestillingsredegørelse 2023", "Ligestillingsredegørelsen 2023"),
    ],
)
def test_the_definite_form_is_the_same_name_both_ways(one: str, other: str) -> None:
    assert is_same_name(one, other)
    assert is_same_name(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Chef", "Chef for HR"), ("Plan 2023", "Plan 2023t"), ("Chef", "cheferne"), ("", ""), ("A", "B")],
)
def test_other_words_are_other_names(one: str, other: str) -> None:
    assert not is_same_name(one, other)


def test_the_exact_title_goes_before_the_definite_form_and_two_of_a_kind_mean_nobody() -> None:
    posts = [("a", "Leder"), ("b", "Lederen"), ("c", "Konsulent"), ("d", "konsulent")]
    assert only_one_named("lederen", posts) == "b"
    assert only_one_named("leder", posts) == "a"
    assert only_one_named("konsulenten", posts) is None
    assert only_one_named("konsulent", posts) is None
    assert only_one_named("direktør", posts) is None


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Økonomiudvalg", "Økonomiudvalget"),
        ("Økonomiudvalget", "Økonomiudvalget"),
        ("Udvalg for Børn og Unge", "Udvalget for Børn og Unge"),
        ("MED-udvalg", "MED-udvalget"),
        ("Direktion", "Direktionen"),
        ("Kommunalbestyrelse", "Kommunalbestyrelsen"),
        ("Byråd", "Byrådet"),
        ("Ældreråd i Norddjurs", "Ældrerådet i Norddjurs"),
        ("Task Force", "Task Force"),
    ],
)
def test_a_body_is_named_in_a_sentence_in_the_definite_form(name: str, said: str) -> None:
    assert body_in_a_sentence(name) == said
