"""The events of all feeds as bytes: what the journal says has changed, what is kept, and what a feed is joined from.

No verb writes here. Every verb writes to the journal, so the journal says which events to make again; that is done
before a feed is read (``desk/feed_refresh.py``), once however many changes there were.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from operator import attrgetter

from sqlalchemy import delete, exists, func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from domain.model import (
    Entry,
    FeedState,
    FollowUp,
    Fragment,
    FragmentCase,
    FragmentKind,
    JournalHead,
    Meeting,
    Stop,
)
from domain.store.bulk import in_chunks, insert_rows, put_values

_EVERYTHING = frozenset({"profile"})  # names of bodies and deadlines of every meeting may be others
_DUTIES = frozenset({"cycle"}) | _EVERYTHING  # who has moved a round's day, and which duties there are
_RELEVANT = frozenset({"case", "meeting", "meeting_plan", "follow_up"}) | _DUTIES
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Behind:
    """What the fragments have not followed yet: lines up to ``seq``, the last that matters at ``changed_at``."""

    seq: int
    changed_seq: int
    changed_at: datetime
    meetings: frozenset[str]
    follow_ups: frozenset[str]
    duties: bool


def state_of(session: Session) -> FeedState:
    """How far the fragments are; nowhere yet when none has been made."""
    found = session.get(FeedState, 1)
    return found or FeedState.new(seq=0, changed_seq=0, changed_at=_LONG_AGO, format=0)


def behind(session: Session, state: FeedState, *, format: int) -> Behind | None:
    """What must be made again to reach the end of the journal; None when nothing was written since.

    ``format`` is the program's; where the stored bytes have another, everything is made again.
    """
    head = session.exec(select(JournalHead.seq)).first() or 0
    is_other_format = state.format != format
    if head == state.seq and not is_other_format:
        return None
    lines = session.exec(
        select(Entry.noun, Entry.subject, func.max(Entry.seq), func.max(Entry.at))
        .where(col(Entry.seq) > state.seq, col(Entry.noun).in_(_RELEVANT))
        .group_by(Entry.noun, Entry.subject)
    ).all()
    subjects: dict[str, set[str]] = {noun: set() for noun in _RELEVANT}
    changed_seq, changed_at = state.changed_seq, state.changed_at
    for noun, subject, seq, at in lines:
        subjects[noun].add(subject)
        changed_seq, changed_at = max(changed_seq, seq), max(changed_at, at)
    if is_other_format or any(subjects[noun] for noun in _EVERYTHING):
        meetings, follow_ups = set(session.exec(select(Meeting.id))), set(session.exec(select(FollowUp.id)))
    else:
        meetings = set(_meetings(session, subjects)) if lines else set()
        follow_ups = subjects["follow_up"] | set(_follow_ups_of(session, subjects["case"]))
    return Behind(
        head,
        max(changed_seq, head) if is_other_format else changed_seq,
        changed_at,
        frozenset(meetings),
        frozenset(follow_ups),
        is_other_format or any(subjects[noun] for noun in _DUTIES),
    )


def _meetings(session: Session, subjects: dict[str, set[str]]) -> Iterator[str]:
    """The meetings of those lines: their own, those of a plan taken in, and those of a case, now or before."""
    yield from subjects["meeting"]
    if subjects["meeting_plan"]:
        made = exists().where(
            col(Fragment.id) == col(Meeting.id), col(Fragment.source_version) == col(Meeting.version)
        )
        yield from session.exec(select(Meeting.id).where(~made))
    for cases in in_chunks(subjects["case"]):
        on = select(Stop.meeting_id).where(col(Stop.case_id).in_(cases)).distinct()
        yield from (meeting for meeting in session.exec(on) if meeting is not None)
        yield from session.exec(select(FragmentCase.fragment_id).where(col(FragmentCase.case_id).in_(cases)))


def _follow_ups_of(session: Session, cases: Iterable[str]) -> Iterator[str]:
    for some in in_chunks(cases):
        yield from session.exec(select(FollowUp.id).where(col(FollowUp.case_id).in_(some)))


@dataclass(frozen=True, slots=True)
class Rendered:
    """A row of ``Fragment`` that is to be stored: its columns, made by us and so not validated one by one."""

    id: str
    kind: FragmentKind
    meeting_id: str | None
    body_key: str | None
    detail: str
    starts_at: datetime
    is_cancelled: bool
    sequence: int
    sequence_of: str
    source_version: int
    changed_at: datetime
    sha256: str
    content: bytes


_COLUMNS = tuple(column.name for column in fields(Rendered))


@dataclass(frozen=True, slots=True)
class Kept:
    """What is remembered of a stored fragment when its event is made again."""

    sequence: int
    sequence_of: str
    changed_at: datetime
    source_version: int
    sha256: str

    def differs_from(self, fragment: Rendered) -> bool:
        """Whether what is stored is to be replaced."""
        return (self.sha256, self.source_version) != (fragment.sha256, fragment.source_version)


def kept(session: Session, ids: Collection[str]) -> dict[str, Kept]:
    """The stored fragments with these ids."""
    columns = select_columns(
        col(Fragment.id),
        col(Fragment.sequence),
        col(Fragment.sequence_of),
        col(Fragment.changed_at),
        col(Fragment.source_version),
        col(Fragment.sha256),
    )
    return {
        row.id: Kept(row.sequence, row.sequence_of, row.changed_at, row.source_version, row.sha256)
        for some in in_chunks(ids)
        for row in session.execute(columns.where(col(Fragment.id).in_(some)))
    }


def keep(session: Session, fragments: Collection[Rendered], cases: dict[str, Collection[str]]) -> None:
    """Store these fragments in place of those with the same ids; ``cases`` are the ones each names."""
    for some in in_chunks(fragment.id for fragment in fragments):
        session.execute(delete(FragmentCase).where(col(FragmentCase.fragment_id).in_(some)))
    put_values(session, Fragment, _COLUMNS, map(attrgetter(*_COLUMNS), fragments), by="id")
    named = [
        FragmentCase.new(case_id=case, fragment_id=fragment.id)
        for fragment in fragments
        for case in cases.get(fragment.id, ())
    ]
    insert_rows(session, named)


def forget(session: Session, ids: Collection[str]) -> None:
    """Take fragments out, with what they name."""
    for some in in_chunks(ids):
        session.execute(delete(FragmentCase).where(col(FragmentCase.fragment_id).in_(some)))
        session.execute(delete(Fragment).where(col(Fragment.id).in_(some)))


def deadlines_kept(session: Session, meeting_ids: Collection[str]) -> set[str]:
    """The ids of the deadlines' fragments of these meetings."""
    return {
        found
        for some in in_chunks(meeting_ids)
        for found in session.exec(
            select(Fragment.id).where(col(Fragment.meeting_id).in_(some), col(Fragment.kind) == FragmentKind.DEADLINE)
        )
    }


def duties_kept(session: Session) -> set[str]:
    """The ids of the duties' fragments."""
    return set(session.exec(select(Fragment.id).where(col(Fragment.kind) == FragmentKind.DUTY)))


def follow(session: Session, state: FeedState, reached: Behind, *, format: int) -> None:
    """Note that the fragments have followed the journal so far; ``state`` is what ``state_of`` gave."""
    state.seq, state.changed_seq, state.changed_at = reached.seq, reached.changed_seq, reached.changed_at
    state.format = format
    session.add(state)


def digest(content: bytes | str) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()
