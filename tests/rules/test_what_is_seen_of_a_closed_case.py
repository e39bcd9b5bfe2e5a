from __future__ import annotations

from dataclasses import fields
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from domain.model.body import BodyKind
from domain.model.case import CaseState
from domain.model.follow_up import FollowUpState
from domain.model.stop import StopState
from domain.rules.access import (
    ACCESS,
    CLOSED_TITLE,
    Action,
    Thing,
    Who,
    may,
    shown_title,
    view,
)
from domain.rules.facts import AttachmentFacts, CaseFacts, FollowUpFacts, StopFacts


def case_of(title: str, *, is_open: bool, attachments: tuple[AttachmentFacts, ...] = ()) -> CaseFacts:
    return CaseFacts("sag", "23/1", title, is_open=is_open, state=CaseState.OPEN, stops=(), attachments=attachments)


SECRET = AttachmentFacts("Navnet på en ansat", None, is_open=False)
PUBLIC = AttachmentFacts("Politik", "1/23", is_open=True)
UNSAID = AttachmentFacts("Skema", None, is_open=None)


def test_every_viewer_and_thing_has_a_row() -> None:
    assert set(ACCESS) == set(product(Who, Thing))


# A mark that no name of ours has: a word like "obligati" stands in every case's repr.
WORDS = st.text(min_size=8, alphabet=st.characters(categories=["Lu", "Ll"])).map("¤{}".format)


@given(WORDS, st.sampled_from(Who))
def test_the_words_of_a_closed_case_reach_only_those_with_a_part_in_it(word: str, who: Who) -> None:
    case = CaseFacts(
        "sag",
        "23/1",
        word,
        is_open=False,
        state=CaseState.OPEN,
        recommendation=word,
        economy=word,
        findings=({"code": "sum_mismatch", "words": word},),
        corrections={"sum_mismatch": word},
        attachments=(AttachmentFacts(word, word, is_open=True),),
        stops=(
            StopFacts(
                "led", 1, 1, "KB", BodyKind.COUNCIL, StopState.PLANNED, urgency_reason=word, added_because=word
            ),
        ),
        follow_ups=(FollowUpFacts("løfte", "promise", word, FollowUpState.CONFIRMED, has_owner=True),),
    )
    seen = view(case, who)
    if may(who, Action.SEE_TITLE, Thing.CLOSED_ITEM):
        assert seen == case
    else:
        assert word not in repr(seen)
        assert (seen.number, seen.title, seen.stops[0].body) == ("23/1", CLOSED_TITLE, "KB")


def test_the_view_knows_every_field_of_a_case_that_holds_words() -> None:
    """A field that is added must be thought of here: is it a number, a date or a state, or did somebody write it?"""
    wordless = {"id", "number", "is_open", "state", "obligation", "decide_before", "period_start", "period_end"}
    wordless |= {"stands_still"}
    taken_out = {
        "title",
        "recommendation",
        "economy",
        "findings",
        "corrections",
        "attachments",
        "stops",
        "follow_ups",
        "round_at_risk",  # it tells that the case is a duty's, and nearly which
    }
    assert {field.name for field in fields(CaseFacts)} == wordless | taken_out


def test_the_public_other_staff_and_logs_have_no_right_to_a_closed_title() -> None:
    without = {who for who in Who if not may(who, Action.SEE_TITLE, Thing.CLOSED_ITEM)}
    assert without == {Who.PUBLIC, Who.STAFF, Who.SYSTEM}


def test_a_log_never_gets_a_title_not_even_an_open_one() -> None:
    assert view(case_of("Lokalplan", is_open=True), Who.SYSTEM).title == ""


def test_an_attachment_is_closed_by_itself_in_an_open_case() -> None:
    case = case_of("Lokalplan", is_open=True, attachments=(SECRET, PUBLIC, UNSAID))
    assert view(case, Who.PUBLIC).attachments == (PUBLIC,)
    assert view(case, Who.CASE_OWNER).attachments == (SECRET, PUBLIC, UNSAID)


def test_a_subject_line_shows_the_label_of_a_closed_case() -> None:
    assert shown_title(is_open=False, title="Afsked af en medarbejder") == "Lukket punkt"
    assert shown_title(is_open=True, title="Lokalplan") == "Lokalplan"
