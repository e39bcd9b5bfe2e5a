"""Filer: a file is attached to a case, replaced by a newer version, or removed, with its reason.

What somebody uploads to open a case from is kept for a day while they fill in the form, and becomes the case's own
when it is opened. That is no verb: nothing has been done yet (as in ``drafts``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, func, select

from domain.casework.case.attachments import append_attachment
from domain.casework.rows import check_open, check_reason, find
from domain.casework.verb import Act, Receipt, verb
from domain.documents.media import MOST_BYTES, Media, clean_name, is_stored, judge
from domain.errors import FileRefusedError, NotFoundError, ReasonMissingError
from domain.model import Attachment, Blob, Case, MeetingSource, StoredFile
from domain.model.columns import make_id
from domain.rules.facts import AttachmentFacts
from domain.store.database import Database
from domain.store.files import content_with

KEPT_WAITING = timedelta(days=1)


@verb
def attach_file(
    act: Act,
    *,
    case_id: str,
    name: str,
    data: bytes,
    attachment_id: str | None = None,
    title: str = "",
    document_number: str | None = None,
    is_open: bool | None = None,
    most: int = MOST_BYTES,
) -> Receipt:
    """Give an attachment its file, or a newer version of it; without ``attachment_id`` a new attachment is added.

    What the file is, is judged by its content. The same bytes again are no change. ``title``, ``document_number`` and
    ``is_open`` are of the new attachment. ``most`` is the limit in bytes.

    Raises:
        NotFoundError: no such case, or no such attachment of it.
        NotAllowedNowError: the case is no longer open.
        ReasonMissingError: a new attachment has no title (``needs`` title).
        FileRefusedError: too large, macros, a zip bomb, unknown … nothing is stored.
    """
    case = find(act.session, Case, "case", case_id)
    check_open(case, act.name)
    media = judge(name, data, most=most)
    if not media.may_be_attached:
        raise FileRefusedError(name=name, reason="web_page")
    if attachment_id is None:
        if not title.strip():
            raise ReasonMissingError(verb=act.name, id=case_id, needs="title")
        facts = AttachmentFacts(title.strip(), (document_number or "").strip() or None, is_open)
        attachment = append_attachment(act.session, case_id, facts)
    else:
        attachment = find(act.session, Attachment, "attachment", attachment_id)
        if attachment.case_id != case_id:
            raise NotFoundError(noun="attachment", id=attachment_id)
    digest = hashlib.sha256(data).hexdigest()
    last = _versions(act.session, case_id, attachment.id)
    if last and last[0].removed_at is None and last[0].sha256 == digest:
        return act.already(case_id, attachment=attachment.id, file=last[0].id, version=last[0].version)
    version = last[0].version + 1 if last else 1
    stored = StoredFile.new(
        id=make_id("stored_file", attachment.id, version, digest, act.at.isoformat()),
        case_id=case_id,
        attachment_id=attachment.id,
        version=version,
        uploaded_at=act.at,
        uploaded_by=act.by.actor,
        **_kept(act.session, digest, data, media, name),
    )
    act.session.add(stored)
    case.version += 1
    return act.enter(
        "case",
        case_id,
        attachment=attachment.id,
        file=stored.id,
        version=version,
        media_type=stored.media_type,
        size=stored.size,
    )


@verb
def remove_file(act: Act, *, file_id: str, reason: str) -> Receipt:
    """Take a file out with all its versions; its bytes are gone unless another file has the same.

    The attachment itself stays in the list, as one whose file is not here.

    Raises:
        NotFoundError: no such file.
        ReasonMissingError: the reason is empty.
    """
    chosen = find(act.session, StoredFile, "file", file_id)
    if chosen.case_id is None:
        raise NotFoundError(noun="file", id=file_id)
    case = find(act.session, Case, "case", chosen.case_id)
    if chosen.removed_at is not None:
        return act.already(case.id, file=file_id)
    said = check_reason(reason, act.name, file_id)
    versions = [row for row in _versions(act.session, case.id, chosen.attachment_id) if row.removed_at is None]
    if chosen.attachment_id is None:
        versions = [chosen]
    for row in versions:
        row.name, row.removed_at, row.removed_by, row.removed_because = "", act.at, act.by.actor, said[:500]
    act.session.flush()
    _drop_unnamed(act.session, {row.sha256 for row in versions})
    case.version += 1
    return act.enter("case", case.id, attachment=chosen.attachment_id, file=file_id, versions=len(versions))


@verb
def keep_source(act: Act, *, case_id: str, upload_id: str) -> Receipt:
    """Keep the document that a case was opened from: one that the same person has uploaded (``wait_with``).

    Raises:
        NotFoundError: no such case, or no such upload of theirs.
    """
    case = find(act.session, Case, "case", case_id)
    waiting = find(act.session, StoredFile, "file", upload_id)
    is_theirs = waiting.case_id is None and waiting.uploaded_by == act.by.actor
    if not is_theirs or not is_stored(waiting.media_type):
        raise NotFoundError(noun="file", id=upload_id)
    file_id = make_id("stored_file", case_id, "source", waiting.sha256)
    if act.session.get(StoredFile, file_id) is not None:
        return act.already(case_id, file=file_id)
    kept = waiting.model_dump(exclude={"id", "case_id"})
    act.session.add(StoredFile.new(**kept, id=file_id, case_id=case_id))
    case.version += 1
    return act.enter("case", case_id, file=file_id, media_type=waiting.media_type, size=waiting.size)


def wait_with(
    db: Database,
    *,
    name: str,
    data: bytes,
    actor: str,
    at: datetime,
    most: int = MOST_BYTES,
    media: Media | None = None,
) -> str:
    """Keep what somebody has uploaded until they have opened cases from it, a day at most; the upload's id.

    Nobody else can make it theirs. What others left behind is swept on the way. ``media``: it has been looked at, and
    is that; else it is judged.

    Raises:
        FileRefusedError: as in ``attach_file``, but a web page may be read.
    """
    media = media or judge(name, data, most=most)
    digest = hashlib.sha256(data).hexdigest()
    with db.write() as session:
        _sweep(session, at)
        upload_id = make_id("stored_file", "waiting", digest, actor)
        stored = session.get(StoredFile, upload_id)
        if stored is None:
            kept = _kept(session, digest, data, media, name)
            session.add(StoredFile.new(id=upload_id, uploaded_at=at, uploaded_by=actor, **kept))
        else:
            stored.uploaded_at, stored.name = at, clean_name(name, media)
    return upload_id


def waiting_with(session: Session, upload_id: str, actor: str) -> bytes:
    """What somebody has uploaded and not used yet. Raises ``NotFoundError`` where it is not theirs, or swept."""
    row = session.get(StoredFile, upload_id)
    if row is None or row.case_id is not None or row.uploaded_by != actor:
        raise NotFoundError(noun="file", id=upload_id)
    return content_with(session, row.sha256)


def keep_blob(session: Session, digest: str, data: bytes) -> None:
    """Keep bytes under their hash, once."""
    if session.exec(select(Blob.sha256).where(Blob.sha256 == digest)).first() is None:
        session.add(Blob.new(sha256=digest, content=data))
        session.flush()


def _kept(session: Session, digest: str, data: bytes, media: Media, name: str) -> dict[str, Any]:
    """What a row says of bytes that are kept."""
    keep_blob(session, digest, data)
    return {"name": clean_name(name, media), "media_type": media.type, "size": len(data), "sha256": digest}


def _versions(session: Session, case_id: str, attachment_id: str | None) -> Sequence[StoredFile]:
    """Every version, removed ones too, the newest first."""
    wanted = select(StoredFile).where(StoredFile.case_id == case_id, StoredFile.attachment_id == attachment_id)
    return session.exec(wanted.order_by(col(StoredFile.version).desc())).all()


def _sweep(session: Session, now: datetime) -> None:
    old = select(StoredFile).where(
        col(StoredFile.case_id).is_(None), col(StoredFile.uploaded_at) < now - KEPT_WAITING
    )
    gone = session.exec(old).all()
    for row in gone:
        session.delete(row)
    session.flush()
    _drop_unnamed(session, {row.sha256 for row in gone})


def _drop_unnamed(session: Session, digests: set[str]) -> None:
    """Drop the bytes that no file names any more."""
    for digest in digests:
        named = select(func.count()).where(StoredFile.sha256 == digest, col(StoredFile.removed_at).is_(None))
        of_a_meeting = select(func.count()).where(MeetingSource.sha256 == digest)
        if session.exec(named).one() == 0 and session.exec(of_a_meeting).one() == 0:
            session.exec(delete(Blob).where(col(Blob.sha256) == digest))
