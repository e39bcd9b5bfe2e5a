"""Region Nordjylland: the same program with forretningsudvalg and regionsråd, other duties, and no municipal law."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlmodel import select

from calendars.deadlines import LAW_RULES
from calendars.meeting_plan import read_plan
from calendars.year_plan_csv import write_year
from domain.casework.case.opening import open_case
from domain.casework.house.municipality import adopt_profile
from domain.casework.meeting.meetings import import_meeting_plan
from domain.casework.verb import By
from domain.casework.year.cycles import open_cycle, rounds_to_open
from domain.errors import NotFoundError
from domain.model import BodyKind, Meeting
from domain.profile import Profile, load_profile, shipped_profile
from domain.profile.year_plan import proposed_year
from domain.rules.obligations import NoRound, next_round_of
from domain.store.case_facts import case_facts
from domain.store.cycles import duties_in_force
from domain.store.database import Database, sqlite_url
from domain.store.migrate import migrate

ROOT = Path(__file__).parents[2]
REGION = shipped_profile("region")
NOW = By("astrid.limkaer", datetime(2027, 1, 4, 9, tzinfo=UTC))


@pytest.fixture(scope="module")
def profile() -> Profile:
    return load_profile("region.toml", REGION)


@pytest.fixture
def region(tmp_path: Path, profile: Profile) -> Iterator[Database]:
    """The region with the meetings of 2027 that its own rules propose."""
    db = Database(sqlite_url(tmp_path / "region.db"))
    migrate(db)
    adopt_profile(db, NOW, name="region.toml", text=REGION)
    names = {body.key: body.name for body in profile.bodies}
    plan = write_year(proposed_year(profile, 2027).meetings, names)
    import_meeting_plan(db, NOW, plan=read_plan("moedeplan-2027.csv", plan))
    yield db
    db.close()


def test_its_bodies_are_of_the_kinds_the_rules_hang_on(profile: Profile) -> None:
    kinds = {body.key: body.kind for body in profile.bodies}
    assert (kinds["FU"], kinds["RR"]) == (BodyKind.FINANCE, BodyKind.COUNCIL)
    assert profile.find_body("regionsråd").key == "RR"
    assert profile.find_body("forretningsudvalget").key == "FU"


def test_its_law_is_its_own_and_no_municipal_rule_is_passed_off_as_one(profile: Profile) -> None:
    assert not set(LAW_RULES) & set(profile.deadline_rules)
    assert set(LAW_RULES) <= set(load_profile("n.toml", shipped_profile()).deadline_rules)
    assert "danmarkskort" not in profile.obligations
    assert isinstance(next_round_of(profile.obligations["ligestillingsredegoerelse"], date(2026, 1, 1)), NoRound)
    assert not any(one.code == "council_month_missing" for one in proposed_year(profile, 2027).findings)


def test_its_plan_and_its_trivselsmaaling_come_again(region: Database) -> None:
    with region.read() as session:
        duties = duties_in_force(session)
        opened = {one.obligation for one in rounds_to_open(session, date(2027, 11, 1))}
    assert {"ligestillingsplan", "trivselsmaaling"} <= set(duties)
    assert opened == {"ligestillingsplan", "trivselsmaaling"}
    case_id = open_cycle(region, NOW, obligation="trivselsmaaling", year=2027).subject
    with region.read() as session:
        case = case_facts(session, case_id)
    assert (case.title, [stop.body for stop in case.stops]) == ("Trivselsmåling 2027", ["DIR", "HMU"])


@pytest.mark.slow
def test_a_case_goes_to_the_regional_council_by_its_kind_and_not_by_its_name(region: Database) -> None:
    facts = open_case(
        region, NOW, number="27/1", title="Ny plan", route=["DIR", "FU", "RR"], is_open=True, owner_post="direktoer"
    )
    with region.read() as session:
        case = case_facts(session, facts.subject)
        meetings = set(session.exec(select(Meeting.body_key)))
    assert [stop.kind for stop in case.stops][-2:] == [BodyKind.FINANCE, BodyKind.COUNCIL]
    assert meetings == {"DIR", "HMU", "FU", "RR"}


def test_there_are_two_examples_and_no_third() -> None:
    assert shipped_profile() == shipped_profile("norddjurs") != REGION
    with pytest.raises(NotFoundError):
        shipped_profile("staten")


def test_no_rule_knows_a_body_by_its_abbreviation() -> None:
    """What the program does hangs on a body's kind; abbreviations are a municipality's own."""
    own = {"DIR", "HU", "ØK", "KB", "MTU", "FU", "RR"}
    reader = ROOT / "domain" / "documents"  # what others write: it reads their abbreviations
    for folder in ("calendars", "domain", "flows", "desk"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            if reader in file.parents or (ROOT / "desk" / "demo") in file.parents:
                continue
            text = file.read_text("utf-8")
            if not any(f'"{key}"' in text for key in own):  # parsing them all takes seconds
                continue
            tree = ast.parse(text)
            found = {one.value for one in ast.walk(tree) if isinstance(one, ast.Constant)} & own
            assert not found, (file, found)
