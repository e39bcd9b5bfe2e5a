"""Before a profile is adopted: what differs, which deadlines move, who is reminded, what must stay."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from calendars.deadlines import DeadlineKind
from domain.casework.house.municipality import adopt_profile
from domain.casework.house.profile_impact import preview_profile
from domain.casework.verb import By
from domain.errors import ConflictError, ProfileError, StillInUseError
from domain.profile import shipped_profile
from domain.profile.edit import change_row, drop_row, row_number
from domain.store.database import Database

TEXT = shipped_profile()
TODAY = date(2023, 3, 1)
BY = By("lone.vejlby", datetime(2023, 3, 1, 9, tzinfo=UTC))


def with_earlier_dispatch() -> str:
    return change_row(TEXT, "deadline", row_number(TEXT, "deadline", {"key": "DIR-ud"}), {"days": 5})


def without(table: str, **key: str) -> str:
    return drop_row(TEXT, table, row_number(TEXT, table, key))


def test_the_deadlines_of_coming_meetings_that_move_and_whom_the_ladder_reminds_of_them(norddjurs: Database) -> None:
    with norddjurs.read() as session:
        impact = preview_profile(session, name="n.toml", text=with_earlier_dispatch(), today=TODAY)
    assert [one.code for one in impact.differences] == ["deadline DIR-ud changed"]
    assert {one.body for one in impact.moved} == {"DIR"}
    assert {one.kind for one in impact.moved} == {DeadlineKind.DISPATCH}
    assert all(one.held_on >= TODAY for one in impact.moved)
    moved = {one.held_on: (one.before, one.after) for one in impact.moved}
    assert moved[date(2023, 4, 26)] == (date(2023, 4, 24), date(2023, 4, 21))
    assert date(2023, 4, 12) not in moved  # both fall in Easter, so the day to work to stays the Wednesday before
    assert impact.meetings == len(impact.moved)
    assert impact.reminded == ("sekretaer-dir",)


def test_what_is_foretold_is_what_happens(norddjurs: Database) -> None:
    with norddjurs.read() as session:
        impact = preview_profile(session, name="n.toml", text=with_earlier_dispatch(), today=TODAY)
    receipt = adopt_profile(norddjurs, BY, name="n.toml", text=with_earlier_dispatch(), replaces=impact.number)
    assert receipt.facts["changed"] == ["deadline DIR-ud changed"]
    with norddjurs.read() as session:
        again = preview_profile(session, name="n.toml", text=with_earlier_dispatch(), today=TODAY)
    assert (again.number, again.differences, again.moved) == (impact.number + 1, (), ())


def test_a_profile_that_was_replaced_since_it_was_seen_is_not_overwritten(norddjurs: Database) -> None:
    adopt_profile(norddjurs, BY, name="n.toml", text=with_earlier_dispatch(), replaces=1)
    with pytest.raises(ConflictError):
        adopt_profile(norddjurs, BY, name="n.toml", text=TEXT + "\n# min\n", replaces=1)


def without_mtu() -> str:
    text = without("body", key="MTU")
    while 'body = "MTU"' in text:
        text = drop_row(text, "meeting_rule", row_number(text, "meeting_rule", {"body": "MTU"}))
    return change_row(text, "routes", 0, {"teknik": None, "udvalg": None})


def test_a_body_with_meetings_is_not_taken_away_but_ended(norddjurs: Database) -> None:
    with norddjurs.read() as session:
        impact = preview_profile(session, name="n.toml", text=without_mtu(), today=TODAY)
    assert [(one.noun, one.key) for one in impact.still_used] == [("body", "MTU")]
    assert impact.still_used[0].refers["meetings"] > 0
    with pytest.raises(StillInUseError) as refused:
        adopt_profile(norddjurs, BY, name="n.toml", text=without_mtu())
    assert refused.value.facts["refers"] == impact.still_used[0].refers
    ended = change_row(TEXT, "body", row_number(TEXT, "body", {"key": "MTU"}), {"valid_to": date(2026, 1, 1)})
    assert not adopt_profile(norddjurs, BY, name="n.toml", text=ended).repeated


def test_a_post_nobody_refers_to_may_go(norddjurs: Database) -> None:
    text = without("post", key="it-sikkerhed")
    text = drop_row(text, "holding", row_number(text, "holding", {"post": "it-sikkerhed"}))
    assert not adopt_profile(norddjurs, BY, name="n.toml", text=text).repeated


def test_a_text_with_faults_is_refused_with_their_lines(norddjurs: Database) -> None:
    broken = TEXT.replace('kind = "finance"', 'kind = "finans"')
    with norddjurs.read() as session, pytest.raises(ProfileError) as refused:
        preview_profile(session, name="n.toml", text=broken, today=TODAY)
    assert [finding.line for finding in refused.value.facts["findings"]] == [
        next(number for number, line in enumerate(broken.splitlines(), 1) if '"finans"' in line)
    ]
