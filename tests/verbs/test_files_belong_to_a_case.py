"""A file's bytes are kept once, as long as somebody's file is those; an upload is its owner's, for a day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from domain.casework.case.cases import withdraw_case
from domain.casework.case.files import KEPT_WAITING, attach_file, keep_source, remove_file, wait_with
from domain.casework.case.opening import open_case
from domain.casework.verb import By
from domain.errors import NotAllowedNowError, NotFoundError, ReasonMissingError
from domain.model import Blob, StoredFile
from domain.store.database import Database


@pytest.fixture
def case(norddjurs_sqlite: Database, at: Any) -> Any:
    """A case, and somebody at the secretariat on 1 March 2023."""
    by = By("lone.vejlby", at("2023-03-01 09:00"))
    said = {"title": "Cykelsti", "route": ["DIR"], "owner_post": "hr-chef"}
    return norddjurs_sqlite, by, open_case(norddjurs_sqlite, by, number="23/1", **said).subject


def blobs(db: Database) -> int:
    with db.read() as session:
        return len(session.exec(select(Blob.sha256)).all())


def test_the_same_bytes_are_there_once_until_the_last_file_of_them_is_removed(case: Any) -> None:
    db, by, case_id = case
    said = {"case_id": case_id, "name": "a.txt", "data": b"Det samme"}
    first, second = (attach_file(db, by, title=title, **said).facts for title in ("Et", "To"))
    assert attach_file(db, by, attachment_id=first["attachment"], **said).repeated
    newer = attach_file(db, by, attachment_id=first["attachment"], **{**said, "data": b"Nyt"}).facts
    assert (newer["version"], blobs(db)) == (2, 2)
    remove_file(db, by, file_id=newer["file"], reason="Forkert.")  # with its earlier version
    assert blobs(db) == 1
    with pytest.raises(ReasonMissingError):
        remove_file(db, by, file_id=second["file"], reason=" ")
    remove_file(db, by, file_id=second["file"], reason="Forkert.")
    assert blobs(db) == 0
    assert remove_file(db, by, file_id=second["file"], reason="Igen.").repeated
    again = attach_file(db, by, attachment_id=first["attachment"], **said).facts
    assert (again["version"], blobs(db)) == (3, 1)


def test_an_upload_is_nobody_elses_and_is_swept_after_a_day(case: Any) -> None:
    db, by, case_id = case
    upload = wait_with(db, name="sag.txt", data=b"Dagsorden", actor=by.actor, at=by.at)
    with pytest.raises(NotFoundError):
        keep_source(db, By("en.anden", by.at), case_id=case_id, upload_id=upload)
    kept = keep_source(db, by, case_id=case_id, upload_id=upload).facts["file"]
    assert keep_source(db, by, case_id=case_id, upload_id=upload).repeated
    with pytest.raises(NotFoundError):  # what has become a case's is no upload
        keep_source(db, by, case_id=case_id, upload_id=kept)
    wait_with(db, name="b.txt", data=b"Noget andet", actor=by.actor, at=by.at)
    late = by.at + KEPT_WAITING + timedelta(seconds=1)
    wait_with(db, name="c.txt", data=b"Et tredje", actor=by.actor, at=late)
    with db.read() as session:
        waiting = session.exec(select(StoredFile.name).where(StoredFile.case_id == None)).all()  # noqa: E711 - SQL
    assert (waiting, blobs(db)) == (["c.txt"], 2)


def test_a_case_that_is_over_takes_no_file_but_lets_one_go(case: Any) -> None:
    db, by, case_id = case
    said = {"case_id": case_id, "name": "a.txt", "data": b"x", "title": "Et"}
    file = attach_file(db, by, **said).facts["file"]
    withdraw_case(db, by, case_id=case_id, reason="Ikke mere.")
    with pytest.raises(NotAllowedNowError):
        attach_file(db, by, **{**said, "title": "To"})
    remove_file(db, by, file_id=file, reason="Et CPR-nummer.")
    assert blobs(db) == 0
