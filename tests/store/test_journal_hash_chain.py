"""Nothing in the journal can be changed or taken out unseen."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import text
from sqlmodel import col, select

from domain.model import Entry
from domain.store import journal
from domain.store.database import Database
from domain.store.journal import Break, Line

AT = datetime(2023, 5, 3, 8, 0, 0, 123456, tzinfo=UTC)


def write_some(db: Database, count: int = 6) -> None:
    for number in range(count):
        with db.write() as session:
            journal.append(
                session,
                at=AT,
                actor="lone",
                verb="test",
                noun="case",
                subject=str(number),
                facts={"n": number, "å": "æ"},
            )


def breaks(db: Database) -> list[Break]:
    with db.read() as session:
        return journal.verify(session)


def tamper(db: Database, statement: str) -> None:
    with db.write() as session:
        session.connection().execute(text(statement))


def test_an_untouched_journal_holds(db: Database) -> None:
    assert breaks(db) == []
    write_some(db)
    assert breaks(db) == []


def test_many_lines_at_once_are_chained_like_single_ones(db: Database) -> None:
    write_some(db, 2)
    with db.write() as session:
        lines = [Line("case", str(number), journal.canonical({"n": number})) for number in range(50)]
        journal.append_all(session, at=AT, actor="lone", verb="cancel_meeting", lines=lines)
    write_some(db, 1)
    assert breaks(db) == []
    with db.read() as session:
        assert [entry.seq for entry in session.exec(select(Entry).order_by(col(Entry.seq)))] == list(range(1, 54))


def test_an_altered_line_is_found(db: Database) -> None:
    write_some(db)
    tamper(db, "UPDATE journal SET facts = '{}' WHERE seq = 3")
    assert breaks(db) == [Break(3, "altered")]


def test_an_altered_actor_or_moment_is_found(db: Database) -> None:
    write_some(db)
    tamper(db, "UPDATE journal SET actor = 'en anden' WHERE seq = 2")
    tamper(db, "UPDATE journal SET at = '2023-05-03 08:00:00.123457' WHERE seq = 5")
    assert breaks(db) == [Break(2, "altered"), Break(5, "altered")]


def test_a_line_missing_in_the_middle_is_found(db: Database) -> None:
    write_some(db)
    tamper(db, "DELETE FROM journal WHERE seq = 4")
    assert breaks(db)[0] == Break(4, "missing")


def test_lines_cut_off_at_the_end_are_found(db: Database) -> None:
    write_some(db)
    tamper(db, "DELETE FROM journal WHERE seq > 4")
    assert breaks(db) == [Break(5, "missing")]


def test_an_emptied_journal_is_found(db: Database) -> None:
    write_some(db)
    tamper(db, "DELETE FROM journal")
    assert breaks(db) == [Break(1, "missing")]


def test_an_altered_line_with_a_fresh_hash_breaks_the_chain_after_it(db: Database) -> None:
    write_some(db)
    with db.write() as session:
        entry = session.get_one(Entry, 3)
        entry.facts = '{"n":99}'
        entry.hash = journal._hash(entry)
    assert breaks(db) == [Break(4, "unchained")]


def test_the_last_line_rewritten_with_a_fresh_hash_is_found_by_the_head(db: Database) -> None:
    write_some(db)
    with db.write() as session:
        entry = session.get_one(Entry, 6)
        entry.facts = '{"n":99}'
        entry.hash = journal._hash(entry)
    assert breaks(db) != []


def test_a_journal_written_anew_from_end_to_end_is_found_by_a_head_that_was_kept(db: Database) -> None:
    write_some(db)
    with db.read() as session:
        kept = journal.head(session)
        assert journal.verify(session, kept) == []
    with db.write() as session:  # whoever may write it all makes a whole new chain
        lines = session.exec(select(Entry).order_by(col(Entry.seq))).all()
        previous = journal.GENESIS
        for line in lines:
            line.facts, line.previous = '{"n":99}', previous
            line.hash = previous = journal._hash(line)
        journal._set_last(session, len(lines), previous)
    assert breaks(db) == []
    with db.read() as session:
        assert journal.verify(session, kept) == [Break(int(kept.partition(":")[0]), "rewritten")]


def test_a_head_stays_a_witness_while_the_journal_grows(db: Database) -> None:
    write_some(db)
    with db.read() as session:
        kept = journal.head(session)
    write_some(db)
    with db.read() as session:
        assert journal.head(session) != kept
        assert journal.verify(session, kept) == []
