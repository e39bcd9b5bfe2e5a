"""Rows written past SQLAlchemy's own machinery are the same rows, and the short way to an id gives the same id."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID, uuid5

from hypothesis import given, settings
from hypothesis import strategies as some
from sqlmodel import col, select

from domain.model import Case, Due, DueKind, Post
from domain.model.columns import make_id
from domain.store.bulk import among, delete_rows, insert_rows, update_rows
from domain.store.database import Database

NAMESPACE = UUID("6f1d4a0e-0b61-5f0e-9d0e-5a6753a9c0de")
AT = datetime(2023, 5, 3, 8, 0, tzinfo=UTC)


@settings(max_examples=200)
@given(some.lists(some.text(max_size=20), min_size=1, max_size=4))
def test_an_id_is_the_uuid5_of_its_noun_and_key(parts: list[str]) -> None:
    assert make_id(*parts) == uuid5(NAMESPACE, "\x1f".join(parts)).hex


def a_case(number: int, **values: object) -> Case:
    return Case.new(id=f"case{number}", number=f"23/{number}", title="Sag", opened_at=AT, **values)


def test_every_kind_of_column_comes_back_as_it_went_in(db: Database) -> None:
    findings: list[dict[str, object]] = [{"code": "title_missing", "line": 3}]
    elsewhere = datetime(2023, 5, 3, 10, 0, tzinfo=timezone(timedelta(hours=2)))
    rows = [
        a_case(1, is_open=False, findings=findings, decide_before=date(2023, 6, 1), corrections={"a": "æ"}),
        a_case(2),
        a_case(3, closed_at=elsewhere),
    ]
    wanted = [row.model_dump() for row in rows]
    with db.write() as session:
        insert_rows(session, rows)
    with db.read() as session:
        found = session.exec(select(Case).order_by(col(Case.id))).all()
        assert [row.model_dump() for row in found] == wanted


def test_a_value_of_the_wrong_kind_is_refused_in_bulk_too(db: Database) -> None:
    naive = a_case(1)
    naive.opened_at = datetime(2023, 5, 3)  # noqa: DTZ001 - that is the point
    for wrong in (naive, a_case(2).model_copy(update={"state": "no such state"})):
        try:
            with db.write() as session:
                insert_rows(session, [wrong])
        except (ValueError, LookupError):
            continue
        raise AssertionError(wrong)


def test_rows_are_found_by_several_columns_changed_and_deleted(db: Database) -> None:
    dues = [
        Due.new(due_at=AT + timedelta(hours=n), key=f"k{n}", kind=DueKind.JOURNEY, subject=f"sag{n}")
        for n in range(3)
    ]
    later = AT + timedelta(days=1)
    with db.write() as session:
        insert_rows(session, dues)
        rows = [(later, AT, "k0"), (later, AT, "k1")]  # k1 is due an hour later, so it is not that row
        update_rows(session, Due, ("lease_until",), rows, by=("due_at", "key"))
        delete_rows(session, Due, ("key",), [("k2",), ("unknown",)])
    with db.read() as session:
        found = session.exec(select(Due).order_by(col(Due.key))).all()
        assert [(due.key, due.lease_until) for due in found] == [("k0", later), ("k1", None)]


def test_a_change_can_raise_the_version(db: Database) -> None:
    with db.write() as session:
        insert_rows(session, [a_case(1), a_case(2)])
        update_rows(session, Case, ("title",), [("Ny", "case2")], raise_version=True)
    with db.read() as session:
        found = session.exec(select(Case).order_by(col(Case.id))).all()
        assert [(case.title, case.version) for case in found] == [("Sag", 1), ("Ny", 2)]


def test_nothing_to_write_asks_nothing(db: Database) -> None:
    with db.write() as session:
        insert_rows(session, [])
        delete_rows(session, Due, ("key",), [])
        update_rows(session, Case, ("title",), [])


def test_among_finds_any_number_of_values_with_any_letters(db: Database) -> None:
    with db.write() as session:
        insert_rows(session, [Post.new(key=key, title="Stilling") for key in ("chef", "øk'onom", 'a"b')])
    with db.read() as session:
        asked = ["øk'onom", 'a"b', *map(str, range(40_000))]  # more than either database takes as single values
        assert set(session.exec(select(Post.key).where(among(session, col(Post.key), asked)))) == {"øk'onom", 'a"b'}
        assert session.exec(select(Post.key).where(among(session, col(Post.key), []))).all() == []
