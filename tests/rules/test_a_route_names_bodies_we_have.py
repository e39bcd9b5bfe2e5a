from __future__ import annotations

import pytest

from domain.errors import EmptyRouteError, RepeatedBodyError, UnknownBodyError
from domain.profile import shipped_profile
from domain.profile.load import load_profile
from domain.rules.routes import check_route

find = load_profile("norddjurs.toml", shipped_profile()).find_body


def test_names_and_abbreviations_become_bodies_in_their_order() -> None:
    assert check_route([" Direktionen", "HU ", "ØK", "KB"], find) == ("DIR", "HU", "ØK", "KB")


def test_an_unknown_body_is_refused_with_the_nearest_and_never_guessed() -> None:
    with pytest.raises(UnknownBodyError) as refused:
        check_route(["DIR", "ØKU"], find)
    assert refused.value.facts["nearest"][0] == "ØK"


def test_the_same_body_under_two_names_is_a_repetition() -> None:
    with pytest.raises(RepeatedBodyError) as refused:
        check_route(["DIR", "HU", "Direktionen"], find)
    assert refused.value.facts["body"] == "DIR"


@pytest.mark.parametrize("names", [[], [" ", ""]])
def test_a_route_without_bodies_is_refused(names: list[str]) -> None:
    with pytest.raises(EmptyRouteError):
        check_route(names, find)
