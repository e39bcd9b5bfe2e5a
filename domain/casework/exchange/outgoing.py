"""A whole case or meeting as it goes out: everything, or what the public may see. Reads and changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from domain.casework.rows import find
from domain.documents.exchange.shape import (
    AgendaOut,
    AttachmentOut,
    BodyOut,
    CaseOut,
    DecisionOut,
    Exchange,
    ExchangeEdition,
    FileOut,
    ItemOut,
    MeetingOut,
    PromiseOut,
    RemarkOut,
    StopOut,
    meeting_key,
)
from domain.documents.media import media_of
from domain.documents.writing.layout import short_name
from domain.errors import NotAllowedNowError
from domain.model import (
    AgendaItem,
    Attachment,
    Body,
    Case,
    Decision,
    FollowUp,
    Meeting,
    MeetingSource,
    MinutesRemark,
    PublicWording,
    Stop,
    StoredFile,
)
from domain.rules.access import Who, may_have_file
from domain.store.agenda import find_agenda, items_of, remarks_of
from domain.store.bulk import among
from domain.store.files import content_with, files_of, sources_of_meeting
from domain.store.queries import current_profile, find_meeting

_SOURCE = ("sha256", "media_type", "size", "name", "uploaded_at", "uploaded_by")
_FILE = (*_SOURCE, "version")
_CASE = (
    *("number", "title", "is_open", "state", "owner_post", "obligation", "decide_before", "period_start"),
    *("period_end", "presentation", "economy", "recommendation", "opened_at", "closed_at"),
)
_OWN = ("source_file", "findings", "corrections")  # of the house itself
_STOP = (
    *("id", "position", "round_no", "state", "fixed", "min_gap_days", "urgency_reason", "added_because"),
    "decided_at",
)
_PROMISE = (
    *("id", "text", "kind", "from_stop", "owner_post", "owner_text", "due_on", "due_text"),
    *("blocks_stop", "state", "settled_at"),
)


def export_case(session: Session, case_id: str, *, edition: ExchangeEdition, at: datetime) -> Exchange:
    """One case with the meetings it is on.

    Raises:
        NotFoundError: no such case.
        NotAllowedNowError: the public may see nothing of it (why=case_is_closed).
    """
    case = find(session, Case, "case", case_id)
    if edition is ExchangeEdition.PUBLIC and not case.is_open:
        raise NotAllowedNowError(verb="export_case", noun="case", id=case_id, state="", why="case_is_closed")
    return _Export(session, edition, at).exchange([case])


def export_meeting(session: Session, meeting_id: str, *, edition: ExchangeEdition, at: datetime) -> Exchange:
    """One meeting with its agenda, its minutes and every case on it; closed ones are counted only in the public one.

    Raises:
        NotFoundError: no such meeting.
    """
    meeting = find_meeting(session, meeting_id)
    stops = [item.stop for item in items_of(session, meeting_id)]
    on_it = select(Stop.case_id).where(among(session, col(Stop.id), stops))
    cases = session.exec(select(Case).where(col(Case.id).in_(on_it)).order_by(col(Case.number))).all()
    return _Export(session, edition, at).exchange(cases, meeting)


def bytes_of(session: Session, exchange: Exchange) -> dict[str, bytes]:
    """The bytes of its files, by hash."""
    return {file.sha256: content_with(session, file.sha256) for file in exchange.files}


class _Export:
    """One file on its way out."""

    def __init__(self, session: Session, edition: ExchangeEdition, at: datetime) -> None:
        self._session = session
        self._edition = edition
        self._is_public = edition is ExchangeEdition.PUBLIC
        self._at = at
        self._meetings: dict[str, Meeting] = {}
        self._bodies: set[str] = set()

    def exchange(self, cases: Sequence[Case], meeting: Meeting | None = None) -> Exchange:
        shown = [self._case(case) for case in cases if case.is_open or not self._is_public]
        agenda = self._agenda(meeting, len(cases) - len(shown)) if meeting is not None else None
        meetings = sorted(self._meetings.values(), key=lambda one: (one.starts_at, one.body_key))
        bodies = [find(self._session, Body, "body", key) for key in sorted(self._bodies)]
        return Exchange(
            edition=self._edition,
            house=current_profile(self._session).name,
            written_at=self._at,
            bodies=tuple(BodyOut(key=body.key, name=body.name, kind=body.kind) for body in bodies),
            meetings=tuple(
                MeetingOut(
                    key=meeting_key(one.body_key, one.starts_at),
                    body=one.body_key,
                    **_taken(one, ("held_on", "starts_at", "ends_at", "place", "status", "remark")),
                )
                for one in meetings
            ),
            cases=tuple(shown),
            agenda=agenda,
        )

    def _agenda(self, meeting: Meeting, left_out: int) -> AgendaOut:
        row = find_agenda(self._session, meeting.id)
        names = ("locked_at", "published_at", "minutes_approved_at")
        done = _taken(row, names) if row is not None else {}
        if row is not None:
            done |= {name: self._actor(getattr(row, name)) for name in ("locked_by", "minutes_approved_by")}
        remarks = [one for one in remarks_of(self._session, meeting.id) if one.stop_id is None]
        return AgendaOut(
            meeting=self._meeting(meeting.id),
            remarks=tuple(map(self._remark, remarks)),
            sources=() if self._is_public else tuple(map(self._file, sources_of_meeting(self._session, meeting.id))),
            closed_items=left_out,
            **done,
        )

    def _case(self, case: Case) -> CaseOut:
        files = files_of(self._session, case.id)[::-1]
        stops = self._session.exec(
            select(Stop).where(Stop.case_id == case.id).order_by(col(Stop.position), col(Stop.round_no))
        ).all()
        promises = self._session.exec(select(FollowUp).where(FollowUp.case_id == case.id).order_by(col(FollowUp.id)))
        return CaseOut(
            **_taken(case, _CASE),
            **({} if self._is_public else _taken(case, _OWN)),
            attachments=tuple(self._attachments(case, files)),
            sources=() if self._is_public else tuple(self._file(one) for one in files if one.attachment_id is None),
            stops=tuple(self._stop(stop, case) for stop in stops),
            promises=tuple(self._promise(one) for one in promises),
        )

    def _attachments(self, case: Case, files: Sequence[StoredFile]) -> Iterable[AttachmentOut]:
        who = Who.PUBLIC if self._is_public else Who.SECRETARY
        wanted = select(Attachment).where(Attachment.case_id == case.id).order_by(col(Attachment.position))
        for row in self._session.exec(wanted):
            if not may_have_file(who, case_is_open=case.is_open, attachment_is_open=row.is_open):
                continue
            own = [self._file(one) for one in files if one.attachment_id == row.id]
            if self._is_public:  # what somebody called their file is their own affair
                own = [one.model_copy(update={"name": _neutral(row.title, one.media_type)}) for one in own[-1:]]
            yield AttachmentOut(
                title=row.title,
                document_number=row.document_number,
                is_open=row.is_open,
                files=tuple(own),
            )

    def _file(self, row: StoredFile | MeetingSource) -> FileOut:
        taken = _taken(row, _FILE if isinstance(row, StoredFile) else _SOURCE)
        return FileOut.model_validate({**taken, "uploaded_by": self._actor(row.uploaded_by)})

    def _stop(self, stop: Stop, case: Case) -> StopOut:
        self._bodies.add(stop.body_key)
        items = self._session.exec(
            select(AgendaItem).where(AgendaItem.stop_id == stop.id).order_by(col(AgendaItem.meeting_id))
        )
        remarks = self._session.exec(
            select(MinutesRemark)
            .where(MinutesRemark.stop_id == stop.id, col(MinutesRemark.struck_at).is_(None))
            .order_by(col(MinutesRemark.noted_at), col(MinutesRemark.id))
        )
        return StopOut(
            **_taken(stop, _STOP),
            body=stop.body_key,
            meeting=self._meeting(stop.meeting_id) if stop.meeting_id else None,
            decision=self._decision(stop),
            items=tuple(
                ItemOut(
                    meeting=self._meeting(one.meeting_id),
                    readiness_by=self._actor(one.readiness_by),
                    was_of_case_as_it_is=one.case_version == case.version,
                    **_taken(one, ("place", "number", "is_supplement", "readiness", "readiness_at")),
                )
                for one in items
            ),
            remarks=tuple(map(self._remark, remarks)),
        )

    def _decision(self, stop: Stop) -> DecisionOut | None:
        row = self._session.exec(select(Decision).where(Decision.stop_id == stop.id)).first()
        if row is None:
            return None
        wording = self._session.get(PublicWording, stop.id)
        if row.return_to:
            self._bodies.add(row.return_to)
        return DecisionOut(
            **_taken(row, ("outcome", "text", "decided_on", "recorded_at", "return_to", "applied_at")),
            recorded_by=self._actor(row.recorded_by),
            named_meeting=self._meeting(row.named_meeting) if row.named_meeting else None,
            public_text=wording.text if wording else "",
            withheld_because=wording.withheld_because if wording else "",
        )

    def _promise(self, row: FollowUp) -> PromiseOut:
        own: dict[str, Any] = {}
        if not self._is_public:  # the place it was found names a file, and what that is called is the house's own
            answer = self._session.get(Case, row.answer_case) if row.answer_case else None
            own = {
                **_taken(row, ("owner_person", "note", "source_place")),
                "answer_case": answer.number if answer else None,
            }
        return PromiseOut(**_taken(row, _PROMISE), **own)

    def _remark(self, row: MinutesRemark) -> RemarkOut:
        return RemarkOut(
            meeting=self._meeting(row.meeting_id),
            noted_by=self._actor(row.noted_by),
            **_taken(row, ("kind", "who", "text", "noted_at")),
        )

    def _meeting(self, meeting_id: str) -> str:
        meeting = self._meetings.get(meeting_id) or find_meeting(self._session, meeting_id)
        self._meetings[meeting_id] = meeting
        self._bodies.add(meeting.body_key)
        return meeting_key(meeting.body_key, meeting.starts_at)

    def _actor(self, name: str) -> str:
        return "" if self._is_public else name


def _neutral(title: str, media_type: str) -> str:
    return f"{short_name(title)}{media_of(media_type).endings[0]}"


def _taken(row: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
