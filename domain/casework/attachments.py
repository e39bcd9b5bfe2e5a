"""Bilag of a case: the list as it stands, written whole. Each is open or closed by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from sqlmodel import Session, col, select

from domain.model import Attachment
from domain.model.columns import make_id
from domain.rules.facts import AttachmentFacts


def attachments_of(session: Session, case_id: str) -> tuple[AttachmentFacts, ...]:
    """The case's attachments in their order."""
    return tuple(AttachmentFacts(row.title, row.document_number, row.is_open) for row in _rows(session, case_id))


def add_attachments(session: Session, case_id: str, attachments: Sequence[AttachmentFacts]) -> None:
    """Write the list of a case that has none."""
    _write(session, case_id, attachments, 1)


def _write(session: Session, case_id: str, attachments: Sequence[AttachmentFacts], first: int) -> None:
    for position, attachment in enumerate(attachments, start=first):
        session.add(
            Attachment.new(
                id=make_id("attachment", case_id, position), case_id=case_id, position=position, **asdict(attachment)
            )
        )
    session.flush()


def append_attachments(session: Session, case_id: str, attachments: Sequence[AttachmentFacts]) -> None:
    """Write some more after those the case has."""
    last = max((row.position for row in _rows(session, case_id)), default=0)
    _write(session, case_id, attachments, last + 1)


def replace_attachments(session: Session, case_id: str, attachments: Sequence[AttachmentFacts]) -> None:
    """Write the list anew; whoever was told of it was told of the case, never of one attachment."""
    for row in _rows(session, case_id):
        session.delete(row)
    session.flush()
    add_attachments(session, case_id, attachments)


def _rows(session: Session, case_id: str) -> Sequence[Attachment]:
    wanted = select(Attachment).where(Attachment.case_id == case_id).order_by(col(Attachment.position))
    return session.exec(wanted).all()
