"""A case is opened once, on a route that holds, with the document's dates on real meetings."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.casework.case.cases import correct_case, find_case, withdraw_case
from domain.casework.case.follow_ups import Proposal
from domain.casework.verb import By
from domain.errors import (
    ConflictError,
    EmptyRouteError,
    NotAllowedNowError,
    NotFoundError,
    ReasonMissingError,
    RepeatedBodyError,
    UnknownBodyError,
)
from domain.model import Attachment, Case, CaseState, Due, DueKind, Entry, FollowUp, FollowUpState, NoticeKind, Stop
from domain.rules.facts import AttachmentFacts


def content_of(town: Any) -> list[int]:
    return [len(town.rows(noun)) for noun in (Case, Stop, Attachment, FollowUp, Due, Entry)]


@pytest.mark.parametrize(
    ("route", "refusal"),
    [
        (["DIR", "ØLA", "KB"], UnknownBodyError),
        (["DIR", "Direktionen"], RepeatedBodyError),
        ([], EmptyRouteError),
    ],
)
def test_a_route_that_does_not_hold_is_refused_and_nothing_is_written(
    town: Any, route: list[str], refusal: type[Exception]
) -> None:
    before = content_of(town)
    with pytest.raises(refusal):
        town.open(route=route, stages={})

    assert content_of(town) == before


def test_the_same_case_opened_twice_is_one_case_and_another_under_its_number_is_refused(town: Any) -> None:
    first = town.open()
    before = content_of(town)

    assert town.open() == first
    with pytest.raises(NotAllowedNowError) as refused:
        town.open(title="En anden sag")
    assert refused.value.facts["why"] == "number_taken"
    assert content_of(town) == before


def test_a_corrected_case_is_still_the_same_case_when_its_document_comes_again(small_town: Any) -> None:
    town = small_town
    case_id = town.open()
    by = By("hanne.fjellerby", town.moment("2023-03-02 09:00"))
    correct_case(town.db, by, case_id=case_id, recommendation="Noget andet.")

    assert town.open() == case_id
    assert town.facts(case_id).recommendation == "Noget andet."


def test_the_documents_dates_stand_fixed_on_the_bodies_real_meetings(small_town: Any) -> None:
    town = small_town
    stages = {"Direktionen": date(2023, 4, 12), "HU": date(2023, 4, 26), "MTU": date(2023, 4, 24)}
    case_id = town.open(stages=stages)
    facts = town.facts(case_id)

    assert [(stop.body, stop.fixed) for stop in facts.stops] == [
        ("DIR", True),
        ("HU", False),
        ("ØK", False),
        ("KB", False),
    ]
    assert [finding["code"] for finding in facts.findings] == ["stage_without_meeting", "stage_outside_route"]
    assert facts.findings[0]["nearest"] == ["2023-03-23", "2023-04-27", "2023-06-15"]


def test_what_the_reader_found_comes_along(small_town: Any) -> None:
    town = small_town
    found = [
        Proposal(
            "Retter opgørelsen", owner_text="Chef for Kommunaldirektørens Sekretariat", place="sag.txt, linje 3"
        ),
        Proposal("Giver en status", owner_text="forvaltningen", due_text="ultimo 2023", place="sag.txt, linje 9"),
    ]
    case_id = town.open(
        follow_ups=found,
        attachments=[AttachmentFacts("Spørgeskema", "3453832", is_open=True)],
        findings=[{"code": "year_mismatch", "line": 4}],
    )
    facts = town.facts(case_id)
    rows = {row.text: row for row in town.rows(FollowUp)}

    assert rows["Retter opgørelsen"].owner_post == "chef-sekretariat"
    assert (rows["Giver en status"].owner_post, rows["Giver en status"].due_on) == (None, None)
    assert rows["Giver en status"].due_text == "ultimo 2023"
    assert {row.state for row in rows.values()} == {FollowUpState.PROPOSED}
    assert facts.attachments == (AttachmentFacts("Spørgeskema", "3453832", is_open=True),)
    assert facts.findings[0] == {"code": "year_mismatch", "line": 4}
    kinds = [kind for kind, _, _ in town.picture(case_id)["notices"]]
    assert sorted(kinds) == [NoticeKind.PLANNED, NoticeKind.PROPOSED, NoticeKind.PROPOSED]


def test_the_law_says_when_a_duty_must_be_decided_where_the_document_does_not(small_town: Any) -> None:
    assert small_town.facts(small_town.open()).decide_before == date(2023, 6, 1)


def test_a_finding_is_put_right_by_saying_what_was_done(small_town: Any) -> None:
    town = small_town
    case_id = town.open(findings=[{"code": "year_mismatch"}])
    by = By("hanne.fjellerby", town.moment("2023-03-02 09:00"))
    correct_case(town.db, by, case_id=case_id, corrected={"year_mismatch": "Årstallet er rettet til 2023."})

    assert town.facts(case_id).corrections == {"year_mismatch": "Årstallet er rettet til 2023."}
    again = correct_case(town.db, by, case_id=case_id, corrected={"year_mismatch": "Årstallet er rettet til 2023."})
    assert again.repeated
    with pytest.raises(NotFoundError):
        correct_case(town.db, by, case_id=case_id, corrected={"no_such": "?"})


def test_the_second_writer_gets_a_conflict_and_loses_nothing(town: Any) -> None:
    case_id = town.open()
    by = By("hanne.fjellerby", town.moment("2023-03-02 09:00"))
    correct_case(town.db, by, case_id=case_id, economy="Ingen.", version=1)
    with pytest.raises(ConflictError) as refused:
        correct_case(town.db, by, case_id=case_id, economy="Store.", version=1)

    assert refused.value.facts == {"noun": "case", "id": case_id, "expected": 1, "found": 2}
    assert town.facts(case_id).economy == "Ingen."


def test_a_withdrawn_case_leaves_nothing_to_do_and_the_agenda_that_is_out_is_mended(town: Any) -> None:
    case_id = town.open(follow_ups=[Proposal("Giver en status", place="linje 1")])
    town.pass_time("2023-04-05")
    by = By("hanne.fjellerby", town.moment("2023-04-06 09:00"))
    with pytest.raises(ReasonMissingError):
        withdraw_case(town.db, by, case_id=case_id, reason=" ")
    withdraw_case(town.db, by, case_id=case_id, reason="Sagen er overflødig.")

    facts = town.facts(case_id)
    assert facts.state is CaseState.WITHDRAWN
    assert {stop.state.value for stop in facts.stops} == {"dropped"}
    assert {row.state for row in town.rows(FollowUp)} == {FollowUpState.DROPPED}
    assert not any(due.kind is DueKind.JOURNEY for due in town.rows(Due))
    cancelled = [line for line in town.picture(case_id)["notices"] if line[0] is NoticeKind.CANCELLED]
    assert [(person, stop) for _, person, stop in cancelled] == [("mette.holbaek", facts.stops[0].id)]
    assert withdraw_case(town.db, by, case_id=case_id, reason="Igen.").repeated


def test_a_case_is_found_by_number_or_id_and_not_by_anything_near_it(small_town: Any) -> None:
    town = small_town
    case_id = town.open()
    with town.db.read() as session:
        assert find_case(session, "23/41694").id == find_case(session, case_id).id == case_id
        with pytest.raises(NotFoundError):
            find_case(session, "23/4169")


def test_facts_are_put_right_and_what_is_unknown_again_is_cleared(small_town: Any) -> None:
    case_id = small_town.open(
        attachments=[AttachmentFacts("Bilag 1", None, is_open=None), AttachmentFacts("Bilag 2", "2", is_open=False)]
    )
    by = By("hanne.fjellerby", small_town.moment("2023-03-02 09:00"))
    right = [AttachmentFacts("Bilag 1", "11", is_open=True)]
    said = {"title": "Redegørelse 2023", "is_open": False, "attachments": right, "clear": ["decide_before"]}
    receipt = correct_case(small_town.db, by, case_id=case_id, **said)
    assert receipt.facts["changed"] == ["title", "is_open", "decide_before", "attachments"]
    facts = small_town.facts(case_id)
    assert (facts.title, facts.is_open, facts.decide_before) == ("Redegørelse 2023", False, None)
    assert facts.attachments == tuple(right)
    assert correct_case(small_town.db, by, case_id=case_id, **said).repeated


def test_a_period_does_not_end_before_it_begins(small_town: Any) -> None:
    case_id = small_town.open()
    by = By("hanne.fjellerby", small_town.moment("2023-03-02 09:00"))
    with pytest.raises(NotAllowedNowError) as refused:
        correct_case(small_town.db, by, case_id=case_id, period_start=date(2023, 5, 1), period_end=date(2023, 4, 1))
    assert refused.value.facts["why"] == "reversed"
    assert small_town.facts(case_id).period_start is None


def test_a_case_may_be_a_round_of_the_municipalitys_own_duty_whose_day_then_counts(small_town: Any) -> None:
    case_id = small_town.open(obligation="trivselsmaaling", route=["HU"], stages={})

    facts = small_town.facts(case_id)
    assert (facts.obligation, facts.decide_before) == ("trivselsmaaling", date(2023, 12, 1))


def test_a_duty_nobody_has_read_in_the_law_is_none_that_a_case_can_be_a_round_of(small_town: Any) -> None:
    for duty in ("halvaarsregnskab", "kvalitetsrapport"):
        with pytest.raises(NotFoundError):
            small_town.open(obligation=duty)
    assert small_town.rows(Case) == []
