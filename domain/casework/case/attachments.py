"""Bilag of a case: the list as it stands, written whole. Each is open or closed by itself, and may have a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict

from sqlmodel import Session, col, select

from domain.errors import NotAllowedNowError
from domain.model import Attachment, StoredFile
from domain.model.columns import make_id
from domain.rules.facts import AttachmentFacts
from domain.store.files import current_files


def attachments_of(session: Session, case_id: str) -> tuple[AttachmentFacts, ...]:
    """The case's attachments in their order."""
    return tuple(AttachmentFacts(row.title, row.document_number, row.is_open) for row in _rows(session, case_id))


def add_attachments(session: Session, case_id: str, attachments: Sequence[AttachmentFacts]) -> None:
    """Write the list of a case that has none."""
    _write(session, case_id, [(None, attachment) for attachment in attachments])


def append_attachment(session: Session, case_id: str, attachment: AttachmentFacts) -> Attachment:
    """Put one more at the end of the list; its row."""
    rows = _rows(session, case_id)
    before = [(row, AttachmentFacts(row.title, row.document_number, row.is_open)) for row in rows]
    return _write(session, case_id, [*before, (None, attachment)])[-1]


def replace_attachments(session: Session, case_id: str, attachments: Sequence[AttachmentFacts]) -> None:
    """Write the list anew; whoever was told of it was told of the case, never of one attachment.

    An attachment keeps its file when it is moved, renamed, opened or closed.

    Raises:
        NotAllowedNowError: one that has a file is no longer in the list (why=has_file): the file is removed first.
    """
    rows = list(_rows(session, case_id))
    kept = _same(rows, attachments)
    gone = [row for row in rows if row not in kept]
    with_file = current_files(session, [row.id for row in gone])
    if with_file:
        raise NotAllowedNowError(
            verb="correct_case", noun="attachment", id=next(iter(with_file)), state="", why="has_file"
        )
    for row in gone:
        for file in session.exec(select(StoredFile).where(StoredFile.attachment_id == row.id)):
            file.attachment_id = None  # removed files keep what is said of their removal
    session.flush()
    for row in gone:
        session.delete(row)
    session.flush()
    _write(session, case_id, list(zip(kept, attachments, strict=True)))


def _same(rows: Sequence[Attachment], attachments: Sequence[AttachmentFacts]) -> list[Attachment | None]:
    """For each of the new list its row: the one of that title and number, of that title, or of that place."""
    left = list(rows)
    found: list[Attachment | None] = [None] * len(attachments)
    for alike in (_by_title_and_number, _by_title):
        for place, one in enumerate(attachments):
            if found[place] is None:
                found[place] = next((row for row in left if alike(row, one)), None)
                left = [row for row in left if row is not found[place]]
    if len(rows) == len(attachments):  # a line whose words were changed
        for place, row in enumerate(rows):
            if found[place] is None and row in left:
                found[place] = row
    return found


def _by_title_and_number(row: Attachment, one: AttachmentFacts) -> bool:
    return (row.title, row.document_number) == (one.title, one.document_number)


def _by_title(row: Attachment, one: AttachmentFacts) -> bool:
    return row.title == one.title


def _write(
    session: Session, case_id: str, listed: Iterable[tuple[Attachment | None, AttachmentFacts]]
) -> list[Attachment]:
    written = []
    for position, (row, facts) in enumerate(listed, start=1):
        attachment = row or Attachment.new(
            id=_free_id(session, case_id, position), case_id=case_id, position=position, **asdict(facts)
        )
        attachment.position = position
        attachment.title, attachment.document_number = facts.title, facts.document_number
        attachment.is_open = facts.is_open
        session.add(attachment)
        session.flush()
        written.append(attachment)
    return written


def _free_id(session: Session, case_id: str, position: int) -> str:
    wanted, again = make_id("attachment", case_id, position), 1
    while session.get(Attachment, wanted) is not None:
        again += 1
        wanted = make_id("attachment", case_id, position, again)
    return wanted


def _rows(session: Session, case_id: str) -> Sequence[Attachment]:
    wanted = select(Attachment).where(Attachment.case_id == case_id).order_by(col(Attachment.position))
    return session.exec(wanted).all()
