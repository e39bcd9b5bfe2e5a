"""Which meetings the public may read, and which of them something has happened to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from calendars.copenhagen import COPENHAGEN
from domain.model import Agenda, AgendaItem, Entry, JournalHead, Meeting, Stop
from domain.store.bulk import in_chunks

_OF_EVERYTHING = ("profile", "meeting_plan")  # names of bodies, places and times


@dataclass(frozen=True, slots=True)
class Publication:
    """A meeting that is published: since when, and since when its minutes stand. Danish days."""

    meeting_id: str
    published_on: date
    approved_on: date | None


def publications(session: Session, ids: Iterable[str] | None = None) -> list[Publication]:
    """Those of the meetings that are published (None: every one), the latest meeting first."""
    wanted = (
        select(Agenda)
        .join(Meeting, col(Meeting.id) == col(Agenda.meeting_id))
        .where(col(Agenda.published_at).is_not(None))
        .order_by(col(Meeting.starts_at).desc(), col(Meeting.id))
    )
    if ids is None:
        return list(_publications(session.exec(wanted)))
    some = [session.exec(wanted.where(col(Agenda.meeting_id).in_(chunk))) for chunk in in_chunks(sorted(ids))]
    return [one for rows in some for one in _publications(rows)]


def journal_end(session: Session) -> int:
    """How long the journal is."""
    return session.exec(select(JournalHead.seq)).first() or 0


def touched_since(session: Session, seq: int) -> frozenset[str] | None:
    """The meetings that lines of the journal after ``seq`` are about, now or before. None: it may be any."""
    after = select(Entry.noun, Entry.subject).where(col(Entry.seq) > seq)
    told = set(session.exec(after.where(col(Entry.noun).in_(("case", "meeting", *_OF_EVERYTHING)))))
    if any(noun in _OF_EVERYTHING for noun, _ in told):
        return None
    found = {subject for noun, subject in told if noun == "meeting"}
    for cases in in_chunks(sorted(subject for noun, subject in told if noun == "case")):
        found |= {one for one in session.exec(select(Stop.meeting_id).where(col(Stop.case_id).in_(cases))) if one}
        left = select(AgendaItem.meeting_id).join(Stop, col(Stop.id) == col(AgendaItem.stop_id))
        found |= set(session.exec(left.where(col(Stop.case_id).in_(cases))))
    return frozenset(found)


def _publications(rows: Iterable[Agenda]) -> Iterator[Publication]:
    for row in rows:
        if row.published_at is not None:
            approved_at = row.minutes_approved_at
            yield Publication(
                row.meeting_id,
                row.published_at.astimezone(COPENHAGEN).date(),
                approved_at.astimezone(COPENHAGEN).date() if approved_at else None,
            )
