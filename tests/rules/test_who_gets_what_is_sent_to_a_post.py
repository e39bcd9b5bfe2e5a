from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from domain.rules.posts import Because, Recipient, recipient


@dataclass(frozen=True)
class Seat:
    stand_in_post: str | None = None


@dataclass(frozen=True)
class Holds:
    post_key: str
    person_key: str
    from_on: date = date(2022, 1, 1)
    to_on: date | None = None


@dataclass(frozen=True)
class Away:
    person_key: str
    from_on: date
    to_on: date


POSTS = {
    "kommunaldirektoer": Seat("sekretariatschef"),
    "sekretariatschef": Seat("fagdirektoer"),
    "fagdirektoer": Seat("kommunaldirektoer"),
    "alene": Seat(),
}
HOLDINGS = [
    Holds("kommunaldirektoer", "christian"),
    Holds("sekretariatschef", "birgit", to_on=date(2023, 5, 1)),
    Holds("sekretariatschef", "dorte", from_on=date(2023, 5, 1)),
    Holds("fagdirektoer", "erik"),
]
APRIL_12 = date(2023, 4, 12)


def test_the_holder_of_that_day_gets_it() -> None:
    assert recipient("sekretariatschef", date(2023, 4, 30), POSTS, HOLDINGS) == Recipient(
        "birgit", Because.HOLDER, "sekretariatschef"
    )
    after = recipient("sekretariatschef", date(2023, 5, 1), POSTS, HOLDINGS)
    assert after is not None
    assert after.person_key == "dorte"


def test_an_absent_chair_s_stand_in_gets_it_until_the_chair_is_back() -> None:
    away = [Away("christian", date(2023, 4, 11), date(2023, 4, 13))]
    assert recipient("kommunaldirektoer", APRIL_12, POSTS, HOLDINGS, away) == Recipient(
        "birgit", Because.STAND_IN_ABSENT, "sekretariatschef", "christian"
    )
    back = recipient("kommunaldirektoer", date(2023, 4, 13), POSTS, HOLDINGS, away)
    assert back is not None
    assert back.because is Because.HOLDER


def test_a_vacant_post_is_stood_in_for_by_nobody_s_name() -> None:
    vacant = [holding for holding in HOLDINGS if holding.post_key != "kommunaldirektoer"]
    assert recipient("kommunaldirektoer", APRIL_12, POSTS, vacant) == Recipient(
        "birgit", Because.STAND_IN_VACANT, "sekretariatschef"
    )


def test_when_the_stand_in_is_away_too_the_next_one_gets_it() -> None:
    away = [Away(person, date(2023, 4, 1), date(2023, 5, 1)) for person in ("christian", "birgit")]
    found = recipient("kommunaldirektoer", APRIL_12, POSTS, HOLDINGS, away)
    assert found == Recipient("erik", Because.STAND_IN_ABSENT, "fagdirektoer", "christian")


def test_a_ring_of_stand_ins_who_are_all_away_ends_with_nobody() -> None:
    away = [Away(person, date(2023, 4, 1), date(2023, 5, 1)) for person in ("christian", "birgit", "erik")]
    assert recipient("kommunaldirektoer", APRIL_12, POSTS, HOLDINGS, away) is None


def test_a_post_without_holder_or_stand_in_and_an_unknown_post_have_nobody() -> None:
    assert recipient("alene", APRIL_12, POSTS, HOLDINGS) is None
    assert recipient("ukendt", APRIL_12, POSTS, HOLDINGS) is None


@given(
    st.dictionaries(st.sampled_from("abcde"), st.builds(Seat, st.none() | st.sampled_from("abcdef")), min_size=1),
    st.lists(st.builds(Holds, st.sampled_from("abcde"), st.sampled_from("vwxyz"))),
    st.sets(st.sampled_from("vwxyz")),
)
def test_nobody_who_is_away_ever_gets_it(posts: dict[str, Seat], holdings: list[Holds], away: set[str]) -> None:
    absences = [Away(person, date(2023, 1, 1), date(2024, 1, 1)) for person in away]
    for post in posts:
        found = recipient(post, APRIL_12, posts, holdings, absences)
        if found is not None:
            assert found.person_key not in away
            assert Holds(found.post_key, found.person_key) in holdings
