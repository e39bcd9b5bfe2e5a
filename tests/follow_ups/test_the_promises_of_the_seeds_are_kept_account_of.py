"""Every promise in the real papers is in the system: whose, when (or plainly not said), and where it was found.

What the papers say is in them and not here: a promise is known by its line, who keeps it and when.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from desk.intake import Said, to_case
from desk.promises_in import promises_for
from domain.casework.case.opening import open_case
from domain.casework.verb import By
from domain.documents.document import Document
from domain.documents.reader import read_document
from domain.model import FollowUp, FollowUpState
from domain.profile import shipped_profile
from domain.profile.load import load_profile
from domain.rules.standing import Rhythm
from domain.store.database import Database

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
pytestmark = pytest.mark.skipif(
    not SEEDS.is_dir(), reason="the seeds (../shared/seeds) do not stand beside this checkout"
)

At = Callable[..., datetime]
# line, post, the document's words for the owner, day, its words for the day
Kept = tuple[int, str | None, str, date | None, str]
SECRETARIAT: Kept = (80, "chef-sekretariat", "Chef for Kommunaldirektørens Sekretariat", None, "")
ANALYSIS: Kept = (180, None, "", None, "")


def seed(number: str) -> Document:
    (file,) = SEEDS.glob(f"{number}_*.txt")
    return read_document(file.name, file.read_bytes())


def taken_over(db: Database, at: At, document: Document, point: str | None = None) -> list[Kept]:
    """Open the case as the keyboard does, and say what became of the paper's promises."""
    intake = to_case(document, Said(number="23/1", is_open=True), point=point)
    case = open_case(db, By("lone.vejlby", at("2023-04-13 09:00")), **intake.arguments).subject
    with db.read() as session:
        return kept_of(session, case, document.name)


def kept_of(session: Session, case: str, name: str) -> list[Kept]:
    rows = session.exec(select(FollowUp).where(FollowUp.case_id == case)).all()
    assert {row.state for row in rows} <= {FollowUpState.PROPOSED}  # until a person confirms them
    assert all(row.text and row.source_place.startswith(f"{name}, side ") for row in rows)
    lines = [int(row.source_place.split("linje ")[1].split()[0]) for row in rows]
    kept = [(row.owner_post, row.owner_text, row.due_on, row.due_text) for row in rows]
    return sorted((line, *one) for line, one in zip(lines, kept, strict=True))


def proposed_from(town: Any, number: str) -> list[Kept]:
    """Let the keyboard propose what a paper without a route promises, on a case that is there."""
    (file,) = SEEDS.glob(f"{number}_*.txt")
    with town.place.database() as db:
        opened = open_case(db, town.place.by(), number="23/1", title="Ligestilling og HR", route=["DIR"])
    town.ok("followups", "propose", file, "--case", "23/1", "--yes")
    with town.place.database() as db, db.read() as session:
        return kept_of(session, opened.subject, file.name)


def test_the_managements_two_promises_are_taken_over_with_the_item(norddjurs_sqlite: Database, at: At) -> None:
    kept = taken_over(norddjurs_sqlite, at, seed("001"))
    assert kept == [SECRETARIAT, ANALYSIS]


@pytest.mark.parametrize(("point", "promised"), [("1", [SECRETARIAT]), ("3", []), ("5", [ANALYSIS])])
def test_a_sub_point_that_becomes_a_case_takes_its_own_promise_along(
    norddjurs_sqlite: Database, at: At, point: str, promised: list[Kept]
) -> None:
    assert taken_over(norddjurs_sqlite, at, seed("001"), point) == promised


def test_read_as_minutes_the_promises_find_the_cases_of_their_sub_points() -> None:
    document = seed("001")
    titles = {point.number: point.title for item in document.items for point in item.points}
    found, homeless = promises_for(document, titles)
    assert {case: [one.owner_text for one in some] for case, some in found.items()} == {
        "1": ["Chef for Kommunaldirektørens Sekretariat"],
        "5": [""],
    }
    assert homeless == []


def test_what_comes_at_the_start_of_each_round_is_a_standing_item_and_no_promise() -> None:
    profile = load_profile("norddjurs.toml", shipped_profile())
    (item,) = [one for one in profile.standing_items if one.title == "Månedsgrebet"]
    assert (item.body, item.rhythm) == ("DIR", Rhythm.FIRST_OF_ROUND)


def test_the_plan_of_a_region_promises_its_survey_again_and_says_neither_who_nor_when(
    furnished_terminal: Any,
) -> None:
    kept = proposed_from(furnished_terminal, "002")
    assert (328, None, "", None, "hvert 2. år") in kept
    assert all(due is None for _, _, _, due, _ in kept)


def test_the_note_answers_what_the_committee_asked_for_and_keeps_its_two_fuzzy_days(furnished_terminal: Any) -> None:
    """The day of the meeting that asked is no day it is due on; ultimo 2023 and 2026 are words."""
    assert proposed_from(furnished_terminal, "004") == [
        (16, None, "forvaltningen", None, ""),
        (87, None, "Gruppen", None, "ultimo 2023"),
        (162, None, "", None, "2026"),
    ]
