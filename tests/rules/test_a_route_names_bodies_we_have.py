from __future__ import annotations

from dataclasses import dataclass

import pytest

from domain.errors import EmptyRouteError, RepeatedBodyError, UnknownBodyError
from domain.rules.routes import check_route, nearest_names


@dataclass(frozen=True)
class Known:
    key: str


NAMES = {"DIR": "DIR", "Direktionen": "DIR", "HU": "HU", "Hovedudvalget": "HU", "ØK": "ØK", "KB": "KB"}


def find(name: str) -> Known:
    if name not in NAMES:
        raise UnknownBodyError(name=name, nearest=nearest_names(name, list(NAMES)), place="")
    return Known(NAMES[name])


def test_names_and_abbreviations_become_bodies_in_their_order() -> None:
    assert check_route([" Direktionen", "HU ", "ØK", "KB"], find) == ("DIR", "HU", "ØK", "KB")


def test_an_unknown_body_is_refused_with_the_nearest_and_never_guessed() -> None:
    with pytest.raises(UnknownBodyError) as refused:
        check_route(["DIR", "ØKU"], find)
    assert refused.value.facts["nearest"] == ["ØK"]


def test_the_same_body_under_two_names_is_a_repetition() -> None:
    with pytest.raises(RepeatedBodyError) as refused:
        check_route(["DIR", "HU", "Direktionen"], find)
    assert refused.value.facts["body"] == "DIR"


@pytest.mark.parametrize("names", [[], [" ", ""]])
def test_a_route_without_bodies_is_refused(names: list[str]) -> None:
    with pytest.raises(EmptyRouteError) as refused:
        check_route(names, find, title="Lokalplan")
    assert refused.value.facts == {"title": "Lokalplan"}


def test_the_nearest_names_are_known_ones_whatever_the_case_of_the_letters() -> None:
    assert nearest_names("hovedudvalg", list(NAMES)) == ["Hovedudvalget"]
    assert nearest_names("qqqq", list(NAMES)) == []
