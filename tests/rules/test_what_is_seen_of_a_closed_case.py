from __future__ import annotations

from dataclasses import fields
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from domain.model.case import CaseState
from domain.rules.access import (
    ACCESS,
    CLOSED_TITLE,
    Action,
    RedactedCase,
    Thing,
    VisibleCase,
    Who,
    may,
    shown_title,
    view,
)
from domain.rules.facts import AttachmentFacts, CaseFacts


def case_of(title: str, *, is_open: bool, attachments: tuple[AttachmentFacts, ...] = ()) -> CaseFacts:
    return CaseFacts("sag", "23/1", title, is_open=is_open, state=CaseState.OPEN, stops=(), attachments=attachments)


SECRET = AttachmentFacts("Navnet på en ansat", None, is_open=False)
PUBLIC = AttachmentFacts("Politik", "1/23", is_open=True)
UNSAID = AttachmentFacts("Skema", None, is_open=None)


def test_every_viewer_and_thing_has_a_row() -> None:
    assert set(ACCESS) == set(product(Who, Thing))


def test_a_redacted_case_has_no_field_that_could_hold_a_title() -> None:
    assert {field.name for field in fields(RedactedCase)} == {"id", "number", "label"}


@given(st.text(min_size=8, alphabet=st.characters(categories=["Lu", "Ll", "Zs"])), st.sampled_from(Who))
def test_a_closed_title_reaches_only_those_with_a_part_in_the_case(title: str, who: Who) -> None:
    seen = view(case_of(title, is_open=False, attachments=(SECRET,)), who)
    if may(who, Action.SEE_TITLE, Thing.CLOSED_ITEM):
        assert isinstance(seen, VisibleCase)
        assert seen.label == title
    else:
        assert seen == RedactedCase("sag", "23/1", CLOSED_TITLE)
        assert SECRET.title not in repr(seen)


def test_the_public_other_staff_and_logs_have_no_right_to_a_closed_title() -> None:
    without = {who for who in Who if not may(who, Action.SEE_TITLE, Thing.CLOSED_ITEM)}
    assert without == {Who.PUBLIC, Who.STAFF, Who.SYSTEM}


def test_a_log_never_gets_a_title_not_even_an_open_one() -> None:
    assert isinstance(view(case_of("Lokalplan", is_open=True), Who.SYSTEM), RedactedCase)


def test_an_attachment_is_closed_by_itself_in_an_open_case() -> None:
    case = case_of("Lokalplan", is_open=True, attachments=(SECRET, PUBLIC, UNSAID))
    seen, owned = view(case, Who.PUBLIC), view(case, Who.CASE_OWNER)
    assert isinstance(seen, VisibleCase)
    assert seen.attachments == (PUBLIC,)
    assert isinstance(owned, VisibleCase)
    assert owned.attachments == (SECRET, PUBLIC, UNSAID)


def test_a_subject_line_shows_the_label_of_a_closed_case() -> None:
    assert shown_title(is_open=False, title="Afsked af en medarbejder") == "Lukket punkt"
    assert shown_title(is_open=True, title="Lokalplan") == "Lokalplan"
