"""Forudblik: what an act on a case would do, seen before it is done.

The act itself is played, with the steps of the journey that follow at once, in one transaction that is never kept.
So what is shown (the stops before and after, who is told, why no plan is found) is what will happen, and there is
no second set of rules to keep in step with the first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn, TypeVar, cast

from sqlmodel import Session, col, select

from domain.casework.case.journey import advance
from domain.casework.together import OneTransaction
from domain.casework.verb import By, Receipt
from domain.model import Case, Mail, MailState, Notice, NoticeKind, Person
from domain.rules.comparing import StopChange, is_moved, stop_changes
from domain.rules.facts import CaseFacts, MeetingFacts
from domain.store.case_facts import case_facts
from domain.store.database import Database
from domain.store.journal import canonical

T = TypeVar("T")

_MOST_STEPS = 12  # of the journey after one act; a journey rests long before

Work = Callable[[Database, By], Receipt]


@dataclass(frozen=True, slots=True)
class WillBeTold:
    """A person who will get a line about it, and why that person. ``is_off``: they have switched that kind off."""

    person: str
    name: str
    kind: NoticeKind
    because: str
    is_off: bool


@dataclass(frozen=True, slots=True)
class Foresight:
    """The case before (None: the act opens it) and after, and what people will hear of it."""

    before: CaseFacts | None
    after: CaseFacts
    changes: tuple[StopChange, ...]
    told: tuple[WillBeTold, ...]
    stuck_because: str  # JSON as in ``Case.stuck_because``; "" when the journey goes on
    receipt: Receipt

    @property
    def is_moved(self) -> bool:
        """Whether any stop becomes otherwise."""
        return is_moved(self.changes)

    @property
    def fingerprint(self) -> str:
        """The same for the same foresight, so that one who confirms it later confirms what was shown."""
        seen = [
            (change.kind, change.stop.id, _when(change.before), _when(change.after), change.stop.state)
            for change in self.changes
        ]
        return hashlib.sha256(canonical({"changes": seen, "stuck": self.stuck_because}).encode()).hexdigest()[:32]


def foresee(db: Database, by: By, work: Work, *, case_id: str | None = None) -> Foresight:
    """What ``work`` (a verb with its arguments) would do at the moment of ``by``. Nothing is kept.

    ``case_id`` is the case it is about; None where ``work`` opens one, whose id is then the receipt's subject.
    Writers stand in line while it is played, as for any verb: a few hundredths of a second.

    Raises what ``work`` raises.
    """
    return rehearse(db, lambda rehearsal, session: _play(rehearsal, session, By(by.actor, by.at), work, case_id))


def rehearse(db: Database, play: Callable[[Database, Session], T]) -> T:
    """What ``play`` sees after the verbs it does to the database it is given: one transaction that is never kept.

    Raises what ``play`` raises.
    """
    try:
        with db.write() as session:
            _close(play(OneTransaction(db, session), session))
    except _CurtainError as curtain:
        return cast("T", curtain.seen)


def _close(seen: object) -> NoReturn:
    raise _CurtainError(seen)


def _play(rehearsal: Database, session: Session, by: By, work: Work, case_id: str | None) -> Foresight:
    before = None if case_id is None else case_facts(session, case_id)
    known = _notices(session, case_id)
    receipt = work(rehearsal, by)
    case_id = case_id or receipt.subject
    for _ in range(_MOST_STEPS):
        if advance(rehearsal, by, case_id=case_id).facts["transition"] == "none":
            break
    after = case_facts(session, case_id)
    stuck = session.get_one(Case, case_id).stuck_because
    told = _told(session, case_id, known)
    return Foresight(before, after, stop_changes(before, after), told, stuck, receipt)


def _notices(session: Session, case_id: str | None) -> set[str]:
    return set() if case_id is None else set(session.exec(select(Notice.id).where(Notice.case_id == case_id)))


def _told(session: Session, case_id: str, known: set[str]) -> tuple[WillBeTold, ...]:
    """One line a person, kind and reason, however many stops it is about; in the order of names."""
    rows = session.exec(
        select(Notice, Person.name, Mail.state)
        .select_from(Notice)
        .join(Person, col(Person.key) == col(Notice.person_key))
        .join(Mail, col(Mail.id) == col(Notice.mail_id))
        .where(Notice.case_id == case_id)
    )
    new = {
        WillBeTold(notice.person_key, name, notice.kind, notice.because, state is MailState.SKIPPED)
        for notice, name, state in rows
        if notice.id not in known
    }
    return tuple(sorted(new, key=lambda one: (one.name, one.kind, one.because)))


def _when(meeting: MeetingFacts | None) -> str:
    return "" if meeting is None else f"{meeting.id} {meeting.starts_at.isoformat()}"


class _CurtainError(Exception):
    """The end of the play, so that its transaction is rolled back."""

    def __init__(self, seen: object) -> None:
        super().__init__()
        self.seen = seen
