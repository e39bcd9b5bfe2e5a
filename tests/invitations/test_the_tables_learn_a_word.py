"""A database in use is upgraded with its mails in it: every row stays, and the new word is known."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from domain.store import migrate as migrating
from domain.store.database import Database, sqlite_url
from domain.store.migrate import check_version, migrate


def test_mails_and_notices_survive_and_the_check_knows_the_new_word_and_no_other(tmp_path: Path):
    db = Database(sqlite_url(tmp_path / "in-use.db"))
    with migrating._writing(db) as connection:
        command.upgrade(migrating._config(connection), "0002")
    insert = (
        "INSERT INTO mail (id, key, kind, person_key, occasion, message_id, state, attempts, next_try_at, "
        "last_error, subject, queued_at) VALUES "
        "(:id, :id, :kind, 'p', '', :id, 'queued', 0, '2023-01-01 08:00', '', '', '2023-01-01 08:00')"
    )
    with db.write() as session:
        connection = session.connection()
        connection.execute(text("INSERT INTO person (key, name, email) VALUES ('p', 'P', 'p@x')"))
        connection.execute(text(insert), {"id": "old", "kind": "digest"})
        connection.execute(
            text(
                "INSERT INTO notice (id, key, kind, mail_id, person_key, because, detail, raised_at) "
                "VALUES ('n', 'n', 'moved', 'old', 'p', '', '', '2023-01-01 08:00')"
            )
        )
    with pytest.raises(IntegrityError), db.write() as session:
        session.connection().execute(text(insert), {"id": "new", "kind": "invitation"})
    migrate(db)
    check_version(db)
    with db.write() as session:
        session.connection().execute(text(insert), {"id": "new", "kind": "invitation"})
    with pytest.raises(IntegrityError), db.write() as session:
        session.connection().execute(text(insert), {"id": "odd", "kind": "letter"})
    with db.read() as session:
        connection = session.connection()
        assert connection.execute(text("SELECT kind FROM mail ORDER BY kind")).scalars().all() == [
            "digest",
            "invitation",
        ]
        assert connection.execute(text("SELECT kind FROM notice")).scalars().all() == ["moved"]
        assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
    db.close()
