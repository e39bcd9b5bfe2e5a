"""One row of a profile is changed and everything else stands as it was written, comments too."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import NotFoundError
from domain.profile import load_profile, shipped_profile
from domain.profile.compare import Change, compare
from domain.profile.edit import add_row, change_row, drop_row, row_number

TEXT = shipped_profile()
BEFORE = load_profile("n.toml", TEXT)


def lines_gone(after: str) -> list[str]:
    return [line for line in TEXT.splitlines() if line.strip() and line not in after.splitlines()]


def what_differs(after: str) -> list[str]:
    return [one.code for one in compare(BEFORE, load_profile("n.toml", after))]


def test_a_body_is_added_after_the_last_one_and_before_the_next_heading() -> None:
    after = add_row(TEXT, "body", {"key": "BKU", "name": "Børneudvalget", "kind": "committee", "aliases": ["BU"]})
    assert lines_gone(after) == []
    assert after.index('key = "BKU"') < after.index("# ---- Sagsgange")
    assert what_differs(after) == ["body BKU added"]


def test_a_key_is_set_and_another_taken_out() -> None:
    number = row_number(TEXT, "body", {"key": "MTU"})
    after = change_row(TEXT, "body", number, {"valid_to": date(2026, 1, 1), "secretary": None})
    assert lines_gone(after) == ['secretary = "sekretaer-mtu"']
    changed = compare(BEFORE, load_profile("n.toml", after))[0]
    assert (changed.table, changed.key, changed.change) == ("body", "MTU", Change.CHANGED)
    assert {(one.field, one.after) for one in changed.fields} == {("valid_to", date(2026, 1, 1)), ("secretary", None)}


def test_a_day_added_to_a_list_keeps_the_lists_comment() -> None:
    closing = [*sorted(BEFORE.local.closing), date(2027, 5, 7)]
    after = change_row(TEXT, "days", 0, {"closing": closing})
    assert "# fredag efter Kristi himmelfartsdag, og grundlovsdag" in after
    assert load_profile("n.toml", after).local.closing == set(closing)


def test_a_route_with_danish_letters_and_one_taken_out() -> None:
    after = change_row(TEXT, "routes", 0, {"børn": ["DIR", "KB"], "udvalg": None})
    assert what_differs(after) == ["routes udvalg removed", "routes børn added"]


def test_a_table_that_was_not_there_is_made() -> None:
    assert what_differs(change_row(TEXT, "capacity", 0, {"KB": 30})) == ["capacity KB added"]


def test_what_stands_before_every_table_is_changed_too() -> None:
    after = change_row(TEXT, "", 0, {"name": "Syddjurs Kommune"})
    assert lines_gone(after) == ['name = "Norddjurs Kommune"']


def test_a_row_is_taken_out_whole() -> None:
    number = row_number(TEXT, "holding", {"post": "hr-chef", "person": "hanne.fjellerby"})
    assert what_differs(drop_row(TEXT, "holding", number)) == ["holding hr-chef hanne.fjellerby 2018-11-01 removed"]


def test_a_row_that_is_not_there_is_refused() -> None:
    with pytest.raises(NotFoundError):
        row_number(TEXT, "body", {"key": "XX"})
    with pytest.raises(NotFoundError):
        drop_row(TEXT, "body", 99)


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60).filter(str.strip))
def test_whatever_is_typed_as_a_name_comes_back_as_it_was_typed(name: str) -> None:
    after = change_row(TEXT, "post", 0, {"title": name})
    assert load_profile("n.toml", after).posts[0].title == name
    assert lines_gone(after) == [] if name == "Borgmester" else ['title = "Borgmester"']


def test_the_same_profile_differs_in_nothing() -> None:
    assert compare(BEFORE, load_profile("n.toml", TEXT + "\n# en bemærkning\n")) == ()
