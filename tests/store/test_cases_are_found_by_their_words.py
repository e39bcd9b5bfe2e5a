"""Search: the same answers on both databases, right after every change, never a closed item to whoever may not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from domain.casework.case.cases import correct_case, withdraw_case
from domain.casework.case.opening import open_case
from domain.casework.verb import By
from domain.model import Case, CaseState
from domain.rules.danish_order import danish_key
from domain.store.database import Database, sqlite_url
from domain.store.migrate import _config, migrate
from domain.store.search import Among, find_cases, words_of

AT = datetime(2023, 3, 1, 9, tzinfo=UTC)
BY = By("lone.vejlby", AT)
Opened = Callable[..., str]


@pytest.fixture
def opened(norddjurs: Database) -> Opened:
    def open_one(number: str, title: str, **more: object) -> str:
        return open_case(norddjurs, BY, number=number, title=title, route=["DIR"], **more).subject  # type: ignore[arg-type]

    return open_one


def found(db: Database, typed: str, *, sees_closed: bool = False, **among: object) -> list[str]:
    with db.read() as session:
        return find_cases(session, typed, sees_closed=sees_closed, among=Among(**among))  # type: ignore[arg-type]


def test_a_word_of_the_title_or_of_a_text_finds_the_case_newest_first(norddjurs: Database, opened: Opened) -> None:
    first = opened("23/1", "Lokalplan for havnen")
    second = opened("23/2", "Ny bro", presentation="Broen hører til den nye havneplan.")
    opened("23/3", "Skolernes ferie")
    assert found(norddjurs, "havn") == [second, first]
    assert found(norddjurs, "havneplan") == [second]


def test_half_a_word_finds_it_and_so_does_the_first_part_of_a_compound(norddjurs: Database, opened: Opened) -> None:
    case = opened("23/1", "Ligestillingsredegørelse")
    for typed in ("l", "ligest", "ligestilling", "LIGESTILLINGSREDEGØRELSE", "ligestillingsredegørels"):
        assert found(norddjurs, typed) == [case], typed
    assert found(norddjurs, "redegørelse") == []


def test_every_word_must_be_there_in_any_order(norddjurs: Database, opened: Opened) -> None:
    case = opened("23/1", "Budget for skoler", economy="Udgiften er 400.000 kr.")
    opened("23/2", "Budget for veje")
    assert found(norddjurs, "skoler budget 400") == [case]


def test_a_number_is_found_as_it_is_written_and_by_its_beginning(norddjurs: Database, opened: Opened) -> None:
    case = opened("23/41694", "En sag")
    opened("24/41", "En anden sag")
    for typed in ("23/41694", "41694", "23/416"):
        assert found(norddjurs, typed) == [case], typed


def test_danish_letters_are_letters_of_their_own_and_capitals_are_not(norddjurs: Database, opened: Opened) -> None:
    case = opened("23/1", "ÅBNE DATA på Ærø")
    assert found(norddjurs, "åbne ÆRØ") == [case]
    assert found(norddjurs, "abne") == []
    assert found(norddjurs, "aero") == []


def test_what_is_corrected_is_found_by_its_new_words_and_not_by_the_old(norddjurs: Database, opened: Opened) -> None:
    case = opened("23/1", "En sag", recommendation="Det indstilles at vente.")
    correct_case(norddjurs, BY, case_id=case, recommendation="Det indstilles at begynde straks.")
    assert found(norddjurs, "straks") == [case]
    assert found(norddjurs, "vente") == []


def test_state_owner_and_cycle_narrow_the_search_and_follow_the_case(norddjurs: Database, opened: Opened) -> None:
    mine = opened("23/1", "Vej", owner_post="hr-chef", obligation="ligestillingsredegoerelse")
    other = opened("23/2", "Vej", owner_post="chef-sekretariat")
    assert found(norddjurs, "vej", owners=("hr-chef",)) == [mine]
    assert found(norddjurs, "vej", owners=("hr-chef", "chef-sekretariat")) == [other, mine]
    assert found(norddjurs, "vej", owners=("hr",)) == []
    assert found(norddjurs, "vej", cycle="ligestillingsredegoerelse") == [mine]
    correct_case(norddjurs, BY, case_id=other, owner_post="hr-chef")
    assert found(norddjurs, "vej", owners=("hr-chef",)) == [other, mine]
    withdraw_case(norddjurs, BY, case_id=mine, reason="ikke mere")
    assert found(norddjurs, "vej", states=(CaseState.OPEN,)) == [other]
    assert found(norddjurs, "vej", states=(CaseState.WITHDRAWN,)) == [mine]
    assert found(norddjurs, "vej") == [other, mine]


def test_a_closed_case_is_found_by_those_who_may_see_it_and_by_nobody_else(
    norddjurs: Database, opened: Opened
) -> None:
    opened("23/1", "Afskedigelse af rektor", is_open=False, presentation="hemmelig")
    case = found(norddjurs, "rektor", sees_closed=True)
    assert len(case) == 1
    for typed in ("rektor", "hemmelig", "23/1", "aclosed", "rektor aclosed", "Lukket"):
        assert found(norddjurs, typed) == [], typed
    assert found(norddjurs, "rektor", closed_only=True) == []


def test_a_case_that_is_opened_up_or_shut_is_found_accordingly(norddjurs: Database, opened: Opened) -> None:
    case = opened("23/1", "Salg af grund")
    for is_open, wanted in ((False, []), (True, [case])):
        with norddjurs.write() as session:
            session.get_one(Case, case).is_open = is_open
        assert found(norddjurs, "grund") == wanted
        assert found(norddjurs, "grund", sees_closed=True) == [case]


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "-",
        '"',
        "*",
        "topen",
        "aopen",
        "NEAR(a b)",
        "words:havn",
        "a OR b",
        "'; DROP TABLE",
        "🙂",
        "\x00",
        "(",
        "&|!<->",
    ],
)
def test_signs_and_words_of_the_databases_own_language_mean_nothing(
    norddjurs: Database, opened: Opened, typed: str
) -> None:
    opened("23/1", "Lokalplan for havnen")
    assert found(norddjurs, typed, sees_closed=True) == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(max_size=60))
def test_whatever_is_typed_is_answered(norddjurs: Database, typed: str) -> None:
    assert found(norddjurs, typed) == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=st.text(alphabet="abdegikrsæøåÆØÅÉü 0123456789", max_size=60))
def test_a_title_finds_its_own_case_by_each_of_its_words(norddjurs: Database, title: str) -> None:
    with norddjurs.write() as session:
        session.add(Case.new(id="egen", number="9999/1", title=f"x{title}", opened_at=AT))
        session.flush()
        for word in words_of(f"x{title}"):
            assert find_cases(session, word, sees_closed=False) == ["egen"], word
        session.rollback()


def test_a_very_long_text_is_taken_in(norddjurs: Database, opened: Opened) -> None:
    case = opened("23/1", "Lang", presentation=" ".join(f"ord{number}" for number in range(150_000)))
    assert found(norddjurs, "ord99 lang") == [case]


def test_cases_from_before_there_was_a_search_are_found_too(tmp_path: Path) -> None:
    db = Database(sqlite_url(tmp_path / "gammel.db"))
    with db.engine.connect().execution_options(writes=True) as connection, connection.begin():
        command.upgrade(_config(connection), "0010")
        connection.exec_driver_sql(
            """INSERT INTO "case" (id, number, title, is_open, state, presentation, economy, recommendation,
                source_file, findings, corrections, stuck_because, opened_at, version)
            VALUES ('gammel', '19/7', 'Gammel sag', 1, 'open', '', '', '', '', '[]', '{}', '', '2019-01-01', 1)"""
        )
    migrate(db)
    assert found(db, "gammel 19") == ["gammel"]
    with db.write() as session:
        session.connection().execute(text("UPDATE \"case\" SET title = 'Ny sag'"))
    assert (found(db, "gammel"), found(db, "ny")) == ([], ["gammel"])
    db.close()


def test_a_deleted_case_is_out_of_the_index(norddjurs: Database) -> None:
    with norddjurs.write() as session:
        session.add(Case.new(id="væk", number="23/77", title="Forsvinder", opened_at=AT))
    with norddjurs.write() as session:
        session.delete(session.get_one(Case, "væk"))
    assert found(norddjurs, "forsvinder") == []


def test_the_database_sorts_titles_by_the_same_key_as_we_do(norddjurs: Database) -> None:
    titles = [
        "Ærø",
        "Øster",
        "Ågård",
        "Aarhus",
        "Zebra",
        "Andst",
        "ÅÅ",
        "AAlborg",
        "Östersund",
        "café",
        "Über",
        "ælg",
    ]
    with norddjurs.write() as session:
        for number, title in enumerate(titles):
            session.add(Case.new(id=f"t{number}", number=f"1/{number}", title=title, opened_at=AT))
    with norddjurs.read() as session:
        rows = (
            session.connection().execute(text("SELECT case_id, title_key FROM case_words ORDER BY title_key")).all()
        )
    by_id = {f"t{number}": title for number, title in enumerate(titles)}
    assert [key for _, key in rows] == [danish_key(by_id[case]) for case, _ in rows]
    assert [by_id[case] for case, _ in rows] == sorted(titles, key=danish_key)
