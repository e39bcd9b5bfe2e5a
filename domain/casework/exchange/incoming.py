"""A whole case or meeting comes in from another house: seen first, then written in one transaction, or not at all.

What is here already is never changed. A case that is here as it came is the same case; one that is here otherwise, or
a body that the house does not have, stops the whole file. Posts, people and duties that the house does not know are
left out, and said.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from enum import StrEnum
from typing import Any

from sqlmodel import Session, col, select

from domain.casework.exchange.outgoing import export_case
from domain.casework.exchange.rows import Writer
from domain.casework.rows import local_day
from domain.casework.verb import Act, Receipt, verb
from domain.documents.document import WARNING_CODES
from domain.documents.exchange.packing import Parcel, ParcelFinding
from domain.documents.exchange.shape import (
    CaseOut,
    Exchange,
    ExchangeEdition,
    ItemOut,
    MeetingOut,
    PromiseOut,
    StopOut,
    meeting_key,
)
from domain.documents.leftovers import CODES as LEFT
from domain.errors import ExchangeError, UnknownBodyError
from domain.model import AgendaItem, Case, Entry, Meeting, Person, Post
from domain.profile import Profile
from domain.store.agenda import find_agenda, is_locked
from domain.store.cycles import duties_in_force
from domain.store.journal import canonical
from domain.store.queries import current_profile

KNOWN_FINDINGS = frozenset(WARNING_CODES) | frozenset(LEFT) | {"stage_outside_route", "stage_without_meeting"}
YEARS = range(2000, 2100)  # in which days are counted


class Fate(StrEnum):
    """What taking the file in does with a case or a meeting of it."""

    NEW = "new"
    SAME = "same"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class Arriving:
    """A case: what becomes of it, and how it looks with what this house does not know left out."""

    case: CaseOut
    fate: Fate


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What taking a file in would do. ``meetings`` are those by their key; their ids where they are here."""

    cases: tuple[Arriving, ...] = ()
    meetings: Mapping[str, tuple[MeetingOut, str | None]] = field(default_factory=dict)
    findings: tuple[ParcelFinding, ...] = ()

    @property
    def is_good(self) -> bool:
        """Whether it can be done."""
        return not any(finding.is_error for finding in self.findings)

    @property
    def is_done(self) -> bool:
        """Whether everything is here already."""
        has_new_meeting = any(here is None for _, here in self.meetings.values())
        return self.is_good and not has_new_meeting and all(one.fate is Fate.SAME for one in self.cases)


def preview_import(session: Session, parcel: Parcel) -> ImportPlan:
    """What taking the file in would do, with everything that is wrong or left out. Changes nothing."""
    if parcel.exchange is None:
        return ImportPlan(findings=parcel.findings)
    fitted = _Fitting(session, parcel.exchange)
    cases = tuple(fitted.arriving(case) for case in parcel.exchange.cases)
    findings = (*parcel.findings, *fitted.findings)
    return ImportPlan(cases, fitted.meetings, tuple(findings))


@verb
def import_exchange(act: Act, *, parcel: Parcel) -> Receipt:
    """Take a file in: its meetings that are not here, its cases that are not here, with their files. Nobody is told.

    A case that is still open goes on its journey here. The journal says that it was taken in, and from what.

    Raises:
        ExchangeError: something is wrong with the file, or does not fit here; nothing is written.
    """
    plan = preview_import(act.session, parcel)
    exchange = parcel.exchange
    if exchange is None or not plan.is_good:
        raise ExchangeError(findings=[one for one in plan.findings if one.is_error])
    first = _id_of(plan)
    if plan.is_done:
        return act.already(first)
    writer = Writer(act, current_profile(act.session), parcel.files)
    new = [meeting for meeting, here in plan.meetings.values() if here is None]
    known = {key: here for key, (_, here) in plan.meetings.items() if here is not None}
    writer.write_meetings(new, known)
    agenda = exchange.agenda
    if agenda is not None and agenda.meeting in {one.key for one in new}:
        writer.write_agenda(agenda)
    cases = [one.case for one in plan.cases if one.fate is Fate.NEW]
    for case in cases:
        writer.write_case(case)
    for case in cases:
        writer.write_answers(case)
    receipts = [act.enter("meeting", writer.meetings[one.key], body=one.body, origin="exchange") for one in new]
    came = {case.number: digest_of(case) for case in exchange.cases}
    for case in cases:
        route = list(dict.fromkeys(stop.body for stop in case.stops))
        facts = {"number": case.number, "is_open": case.is_open, "route": route, "edition": exchange.edition.value}
        receipts.append(
            act.enter("case", writer.cases[case.number], **facts, origin="exchange", content=came[case.number])
        )
    return receipts[-1]


class _Fitting:
    """The file held against this house."""

    def __init__(self, session: Session, exchange: Exchange) -> None:
        self._session = session
        self._exchange = exchange
        self._profile = current_profile(session)
        self._posts = set(session.exec(select(Post.key)))
        self._people = set(session.exec(select(Person.key)))
        self._duties = duties_in_force(session)
        self._numbers = {case.number for case in exchange.cases}
        self._found: dict[tuple[str, tuple[tuple[str, object], ...]], ParcelFinding] = {}
        self._check_bodies(self._profile)
        self.meetings = {one.key: (one, self._meeting_here(one)) for one in exchange.meetings}
        self._check_agenda()
        if exchange.edition is ExchangeEdition.PUBLIC:
            self._say("public_edition", is_error=False)
        if exchange.agenda is not None and exchange.agenda.closed_items:
            self._say("closed_left_out", is_error=False, count=exchange.agenda.closed_items)

    @property
    def findings(self) -> Sequence[ParcelFinding]:
        return tuple(self._found.values())

    def arriving(self, case: CaseOut) -> Arriving:
        """What becomes of the case here."""
        known = self._session.exec(select(Case).where(Case.number == case.number)).first()
        if known is None:
            return Arriving(self._fitted(case), Fate.NEW)
        is_public = self._exchange.edition is ExchangeEdition.PUBLIC and known.is_open
        edition = ExchangeEdition.PUBLIC if is_public else ExchangeEdition.FULL
        here = export_case(self._session, known.id, edition=edition, at=self._exchange.written_at)
        if digest_of(case) in (_came_as(self._session, known.id), digest_of(here.cases[0])):
            return Arriving(case, Fate.SAME)
        self._say("case_differs", number=case.number)
        return Arriving(case, Fate.DIFFERS)

    def _check_bodies(self, profile: Profile) -> None:
        for body in self._exchange.bodies:
            try:
                is_same = profile.body(body.key).kind is body.kind
            except (KeyError, UnknownBodyError):
                self._say("unknown_body", body=body.key, name=body.name)
                continue
            if not is_same:
                self._say("other_body", body=body.key)

    def _check_agenda(self) -> None:
        """On a meeting that is here its own agenda and minutes stand."""
        agenda = self._exchange.agenda
        meeting_id = self.meetings[agenda.meeting][1] if agenda is not None else None
        if agenda is None or meeting_id is None:
            return
        here, told = find_agenda(self._session, meeting_id), ("locked_at", "published_at", "minutes_approved_at")
        if [getattr(here, name, None) for name in told] != [getattr(agenda, name) for name in told]:
            self._say("agenda_left_out", is_error=False, key=agenda.meeting)

    def _meeting_here(self, meeting: MeetingOut) -> str | None:
        here = self._session.exec(
            select(Meeting)
            .where(Meeting.body_key == meeting.body, Meeting.starts_at == meeting.starts_at)
            .order_by(col(Meeting.id))
        ).first()
        is_named_so = meeting_key(meeting.body, meeting.starts_at.astimezone(UTC)) == meeting.key
        is_on_day = local_day(meeting.starts_at) == meeting.held_on and meeting.starts_at < meeting.ends_at
        if not is_named_so or not is_on_day or meeting.held_on.year not in YEARS:
            self._say("wrong_meeting_key", key=meeting.key)
        if here is None:
            return None
        told = ("ends_at", "place", "status", "remark")
        if any(getattr(here, name) != getattr(meeting, name) for name in told):
            self._say("meeting_differs", is_error=False, key=meeting.key)
        return here.id

    def _fitted(self, case: CaseOut) -> CaseOut:
        changed: dict[str, Any] = {
            "owner_post": self._known("unknown_post", case.owner_post, self._posts),
            "obligation": self._known("unknown_duty", case.obligation, self._duties.keys()),
            "promises": tuple(self._fitted_promise(one) for one in case.promises),
            "findings": tuple(
                one for one in case.findings if self._known("unknown_finding", one.code, KNOWN_FINDINGS)
            ),
        }
        if any(self.meetings[item.meeting][1] is not None for stop in case.stops for item in stop.items):
            changed["stops"] = tuple(self._fitted_items(case, stop) for stop in case.stops)
        return case.model_copy(update=changed)

    def _fitted_items(self, case: CaseOut, stop: StopOut) -> StopOut:
        """On an agenda that is here already the number may be another's: the stop comes on it without one."""
        kept = tuple(item for item in stop.items if self._is_free(item))
        if any(item.number for item in stop.items if item not in kept):
            self._say("number_left_out", is_error=False, number=case.number)
        return stop.model_copy(update={"items": kept})

    def _is_free(self, item: ItemOut) -> bool:
        meeting_id = self.meetings[item.meeting][1]
        if meeting_id is None:
            return True
        if is_locked(find_agenda(self._session, meeting_id)):
            return False
        of_meeting = select(AgendaItem.number).where(AgendaItem.meeting_id == meeting_id)
        return item.number is None or item.number not in set(self._session.exec(of_meeting))

    def _fitted_promise(self, promise: PromiseOut) -> PromiseOut:
        answer = promise.answer_case
        if answer is not None and answer not in self._numbers:
            here = self._session.exec(select(Case.id).where(Case.number == answer)).first()
            if here is None:
                self._say("unknown_answer", is_error=False, number=answer)
                answer = None
        changed = {
            "owner_post": self._known("unknown_post", promise.owner_post, self._posts),
            "owner_person": self._known("unknown_person", promise.owner_person, self._people),
            "answer_case": answer,
        }
        return promise.model_copy(update=changed)

    def _known(self, code: str, key: str | None, known: Iterable[str]) -> str | None:
        if key is None or key in known:
            return key
        self._say(code, is_error=False, key=key)
        return None

    def _say(self, code: str, *, is_error: bool = True, **facts: object) -> None:
        self._found[code, tuple(sorted(facts.items()))] = ParcelFinding(code, is_error, facts)


def digest_of(case: CaseOut) -> str:
    """What tells whether a case is as it came."""
    return hashlib.sha256(canonical(case.model_dump(mode="json")).encode()).hexdigest()


def _came_as(session: Session, case_id: str) -> str | None:
    """The digest of the case as it was taken in, from the journal: what has happened to it since is its own."""
    line = session.exec(
        select(Entry.facts).where(Entry.subject == case_id, Entry.verb == "import_exchange").order_by(col(Entry.seq))
    ).first()
    return None if line is None else str(json.loads(line)["content"])


def _id_of(plan: ImportPlan) -> str:
    """What the act is about, where there is nothing new: the first case, else the first meeting."""
    if plan.cases:
        return plan.cases[0].case.number
    return next((here for _, here in plan.meetings.values() if here is not None), "")
