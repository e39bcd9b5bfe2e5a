"""Draft, approved, signed: the last only of what is approved, on a day that can be true, and gone when reopened."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.casework.meeting.minutes import approve_minutes, reopen_minutes, sign_minutes
from domain.casework.meeting.papers import compose
from domain.casework.verb import By
from domain.documents.writing.paper import Edition, PaperKind
from domain.documents.writing.text import write_text
from domain.errors import NotAllowedNowError
from domain.model import Outcome

DAY = "2023-04-12"


@pytest.fixture
def say(town: Any) -> Any:
    case_id = town.open("23/1", obligation=None)
    town.pass_time(DAY)
    town.decide(case_id, "DIR", Outcome.RECOMMENDED, DAY)

    def doing(verb: Any, at: str = f"{DAY} 23:00", **values: Any) -> Any:
        return verb(town.db, By("mette", town.moment(at)), meeting_id=town.meeting("DIR", DAY), **values)

    return doing


def public_minutes(town: Any) -> str:
    with town.db.read() as session:
        meeting = town.meeting("DIR", DAY)
        paper = compose(session, meeting, PaperKind.MINUTES, edition=Edition.PUBLIC, on=date(2023, 4, 14))
    return write_text(paper)


def refused(say: Any, **values: Any) -> object:
    with pytest.raises(NotAllowedNowError) as error:
        say(sign_minutes, **values)
    return error.value.facts["why"]


def test_minutes_are_signed_when_approved_and_the_paper_says_so_until_they_are_reopened(town: Any, say: Any) -> None:
    assert refused(say, signed_on=date(2023, 4, 12)) == "minutes_unapproved"
    say(approve_minutes)
    for day in (date(2023, 4, 11), date(2023, 4, 13)):
        assert refused(say, signed_on=day) == "signed_when", "before the meeting, or tomorrow"
    assert not say(sign_minutes, signed_on=date(2023, 4, 12)).repeated
    assert say(sign_minutes, signed_on=date(2023, 4, 12)).repeated
    assert "Underskrevet af medlemmerne 12. april 2023." in public_minutes(town)
    say(reopen_minutes, reason="Carl var der ikke.")
    assert "Underskrevet" not in public_minutes(town)
