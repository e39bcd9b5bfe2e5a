"""What goes out comes in again as the same facts: once, whole or not at all; nothing closed in the public one."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import func, select

from domain.casework.case.cases import correct_case
from domain.casework.exchange.incoming import Fate, import_exchange, preview_import
from domain.casework.meeting.papers import compose
from domain.casework.verb import By
from domain.documents.exchange.packing import unpack
from domain.documents.exchange.shape import Exchange, ExchangeEdition
from domain.documents.writing.paper import Edition, PaperKind, as_data
from domain.errors import ExchangeError, NotAllowedNowError
from domain.model import Agenda, Blob, Case, Due, DueKind, Entry, Meeting, StoredFile
from domain.store import journal
from domain.store.case_facts import case_facts
from domain.store.database import Database, sqlite_url
from domain.store.transfer import count_rows

OPEN, CLOSED, MARK = "23/1000", "23/999", "zq"
NOW = datetime(2023, 4, 20, 8, 0, tzinfo=UTC)
BY = By("lone.vejlby", NOW)


def content(data: bytes) -> dict[str, Any]:
    parcel = unpack(data)
    assert isinstance(parcel.exchange, Exchange)
    return parcel.exchange.model_dump(mode="json")


def test_a_case_comes_in_as_the_same_facts_and_goes_out_the_same(house: Any, other: Any) -> None:
    number = CLOSED
    data = house.export(number)
    parcel = unpack(data)
    assert parcel.findings == ()
    with other.db.read() as session:
        plan = preview_import(session, parcel)
    assert (plan.is_good, plan.is_done, plan.findings) == (True, False, ())
    import_exchange(other.db, BY, parcel=parcel)
    assert content(other.export(number)) == content(data)
    with house.db.read() as before, other.db.read() as after:
        assert case_facts(after, other.case(number)) == case_facts(before, house.case(number))
        assert after.exec(select(func.count()).select_from(Blob)).one() == len(parcel.files)
        waits = select(Due.kind).where(Due.subject == other.case(number))
        assert after.exec(waits).all() == [DueKind.JOURNEY]
        assert journal.verify(after) == []


@pytest.mark.slow
def test_twice_is_once_also_when_the_case_has_gone_on_since(house: Any, other: Any) -> None:
    parcel = unpack(house.export(OPEN))
    import_exchange(other.db, BY, parcel=parcel)
    correct_case(other.db, BY, case_id=other.case(OPEN), economy="Der er penge til det.")
    with other.db.read() as session:
        rows = count_rows(session)
    assert import_exchange(other.db, BY, parcel=parcel).repeated
    assert import_exchange(house.db, BY, parcel=parcel).repeated  # at home
    with other.db.read() as session:
        assert count_rows(session) == rows


def test_a_case_that_is_here_otherwise_is_never_changed_and_stops_the_whole_file(house: Any, other: Any) -> None:
    parcel = unpack(house.export_meeting())
    correct_case(house.db, BY, case_id=house.case(OPEN), title="Noget helt andet")
    newer = unpack(house.export(OPEN))
    import_exchange(other.db, BY, parcel=parcel)
    with other.db.read() as session:
        rows = count_rows(session)
        assert {one.fate for one in preview_import(session, newer).cases} == {Fate.DIFFERS}
    with pytest.raises(ExchangeError) as refused:
        import_exchange(other.db, BY, parcel=newer)
    assert [one.code for one in refused.value.facts["findings"]] == ["case_differs"]
    with other.db.read() as session:
        assert count_rows(session) == rows


def test_a_meeting_comes_with_agenda_minutes_and_every_case(house: Any, other: Any) -> None:
    data = house.export_meeting()
    import_exchange(other.db, BY, parcel=unpack(data))
    assert content(other.export_meeting()) == content(data)
    papers = []
    for where in (house, other):
        with where.db.read() as session:
            assert session.get(Agenda, where.meeting()).minutes_approved_at is not None
            for edition in Edition:
                paper = compose(session, where.meeting(), PaperKind.MINUTES, edition=edition, on=NOW.date())
                papers.append(as_data(paper))
    assert papers[:2] == papers[2:]


def test_the_public_edition_holds_no_closed_word_in_any_byte(
    house: Any, other: Any, everything_in: Callable[[bytes], str]
) -> None:
    for data in (house.export(OPEN, ExchangeEdition.PUBLIC), house.export_meeting(ExchangeEdition.PUBLIC)):
        told = everything_in(data)
        assert re.findall(rf"{MARK}[a-z]+", told) == []
        assert CLOSED not in told
        assert "hanne.fjellerby" not in told
        import_exchange(other.db, BY, parcel=unpack(data))
    assert MARK in everything_in(house.export(OPEN))  # so the search above can find them
    with pytest.raises(NotAllowedNowError):
        house.export(CLOSED, ExchangeEdition.PUBLIC)
    with other.db.read() as session:
        assert session.exec(select(Case.number)).all() == [OPEN]


@pytest.mark.slow
def test_what_the_house_does_not_know_is_left_out_and_said_or_stops_it(house: Any, other: Any) -> None:
    parcel = unpack(house.export(OPEN))
    said = content(house.export(OPEN))
    case = said["cases"][0] | {"owner_post": "ukendt", "obligation": "findes-ikke"}
    changed = Exchange.model_validate(said | {"cases": [case]})
    strange = type(parcel)(changed, parcel.files)
    with other.db.read() as session:
        plan = preview_import(session, strange)
    assert {(one.code, one.is_error) for one in plan.findings} == {("unknown_post", False), ("unknown_duty", False)}
    import_exchange(other.db, BY, parcel=strange)
    with other.db.read() as session:
        assert session.exec(select(Case.owner_post)).one() is None
    assert import_exchange(other.db, BY, parcel=strange).repeated
    bodies = [{**one, "key": "XX"} if one["key"] == "HU" else one for one in said["bodies"]]
    stops = [{**one, "body": "XX"} if one["body"] == "HU" else one for one in case["stops"]]
    meetings = [one for one in said["meetings"] if one["body"] != "HU"]
    other_case = case | {
        "number": "23/5",
        "stops": [{**one, "meeting": None} if one["body"] == "XX" else one for one in stops],
    }
    foreign = Exchange.model_validate(said | {"bodies": bodies, "meetings": meetings, "cases": [other_case]})
    with pytest.raises(ExchangeError) as refused:
        import_exchange(other.db, BY, parcel=type(parcel)(foreign, parcel.files))
    assert [one.code for one in refused.value.facts["findings"]] == ["unknown_body"]


@pytest.mark.slow
def test_on_a_meeting_that_is_here_a_case_comes_without_the_others_number(house: Any, norddjurs_sqlite: Any) -> None:
    data = house.export(OPEN)
    assert norddjurs_sqlite is house.db
    moved = content(data)["cases"][0] | {"number": "23/77"}
    ids = {one["id"]: f"{at:032x}" for at, one in enumerate([*moved["stops"], *moved["promises"]], start=1)}
    text = Exchange.model_validate(content(data) | {"cases": [moved]}).model_dump_json()
    for old, new in ids.items():
        text = text.replace(old, new)
    parcel = unpack(data)
    copied = type(parcel)(Exchange.model_validate_json(text), parcel.files)
    with house.db.read() as session:
        assert [one.code for one in preview_import(session, copied).findings] == ["number_left_out"]
        meetings = session.exec(select(func.count()).select_from(Meeting)).one()
    import_exchange(house.db, BY, parcel=copied)
    with house.db.read() as session:
        assert session.exec(select(func.count()).select_from(Meeting)).one() == meetings
        names = session.exec(select(StoredFile.case_id).where(StoredFile.case_id == house.case("23/77"))).all()
        assert names
        verbs = session.exec(select(Entry.verb).where(Entry.subject == house.case("23/77"))).all()
        assert verbs == ["import_exchange"]


@pytest.mark.slow
def test_every_case_of_the_spring_moves_house_and_goes_out_the_same(
    replay: Callable[[date], Path], other: Any, tmp_path: Path
) -> None:
    shutil.copyfile(replay(date(2023, 5, 3)), tmp_path / "spring.db")
    spring = type(other)(Database(sqlite_url(tmp_path / "spring.db")))
    with spring.db.read() as session:
        numbers = session.exec(select(Case.number).order_by(Case.number)).all()
    assert len(numbers) > 2
    for number in numbers:
        import_exchange(other.db, BY, parcel=unpack(spring.export(number)))
    for number in numbers:
        assert content(other.export(number)) == content(spring.export(number))
    spring.db.close()
