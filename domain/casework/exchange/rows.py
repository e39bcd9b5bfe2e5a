"""The rows of a case or a meeting that comes from another house, written as they were there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlmodel import Session, select

from domain.casework.case.files import keep_blob
from domain.casework.case.promise_ladder import put_reminders
from domain.casework.meeting.deadlines import write_deadlines
from domain.casework.rows import look_again
from domain.casework.verb import Act
from domain.documents.exchange.shape import (
    AgendaOut,
    AttachmentOut,
    CaseOut,
    DecisionOut,
    FileOut,
    ItemOut,
    MeetingOut,
    PromiseOut,
    RemarkOut,
    StopOut,
)
from domain.documents.media import clean_name, media_of
from domain.model import (
    Agenda,
    AgendaItem,
    Attachment,
    Case,
    CaseState,
    Decision,
    FollowUp,
    FollowUpState,
    Meeting,
    MeetingSource,
    MinutesRemark,
    PublicWording,
    Stop,
    StoredFile,
)
from domain.model.columns import make_id
from domain.profile import Profile


class Writer:
    """Writes into one transaction. ``meetings`` are ids by key, ``cases`` ids by number, as they become known."""

    def __init__(self, act: Act, profile: Profile, files: Mapping[str, bytes]) -> None:
        self._act = act
        self._session = act.session
        self._profile = profile
        self._files = files
        self.meetings: dict[str, str] = {}
        self.cases: dict[str, str] = {}
        self._promises: dict[str, str] = {}

    def write_meetings(self, new: Sequence[MeetingOut], known: Mapping[str, str]) -> None:
        """Those that are not here, with their deadlines by the rules of this house."""
        self.meetings = dict(known)
        rows = []
        for one in new:
            meeting_id = _free_meeting_id(self._session, one)
            row = Meeting.new(
                **one.model_dump(exclude={"key", "body"}), id=meeting_id, body_key=one.body, changed_at=self._act.at
            )
            self._session.add(row)
            self._session.flush()
            self.meetings[one.key] = meeting_id
            rows.append(row)
        write_deadlines(self._session, self._profile, rows, self._act.at)

    def write_agenda(self, agenda: AgendaOut) -> None:
        """What staff had done to the meeting, and what its minutes say of the whole of it."""
        meeting_id = self.meetings[agenda.meeting]
        done = agenda.model_dump(exclude={"meeting", "remarks", "sources", "closed_items"})
        if any(done.values()):
            self._session.add(Agenda.new(**done, meeting_id=meeting_id))
        self._remarks(agenda.remarks, None)
        for file in {one.sha256: one for one in agenda.sources}.values():
            source_id = make_id("meeting_source", meeting_id, file.sha256)
            self._session.add(MeetingSource.new(**self._kept(file), id=source_id, meeting_id=meeting_id))

    def write_case(self, case: CaseOut) -> None:
        """The case with all that is its own."""
        case_id = make_id("case", case.number)
        own = case.model_dump(exclude={"attachments", "sources", "stops", "promises"})
        row = Case.new(**{**own, "findings": [one.model_dump() for one in case.findings]}, id=case_id)
        self._session.add(row)
        self._session.flush()
        self.cases[case.number] = case_id
        for position, one in enumerate(case.attachments, start=1):
            self._attachment(case_id, position, one)
        for file in case.sources:
            self._file(file, case_id, None, make_id("stored_file", case_id, "source", file.sha256))
        stops = {one.id: self._stop(case_id, one) for one in case.stops}
        for promise in case.promises:
            self._promise(case_id, promise, stops)
        if case.state is CaseState.OPEN:
            look_again(self._act, case_id)

    def write_answers(self, case: CaseOut) -> None:
        """Which case answers which promise, once every case is there."""
        for promise in case.promises:
            if promise.answer_case is not None:
                answer = self._session.exec(select(Case.id).where(Case.number == promise.answer_case)).one()
                self._session.get_one(FollowUp, self._promises[promise.id]).answer_case = answer

    def _attachment(self, case_id: str, position: int, one: AttachmentOut) -> None:
        attachment_id = make_id("attachment", case_id, position)
        self._session.add(
            Attachment.new(**one.model_dump(exclude={"files"}), id=attachment_id, case_id=case_id, position=position)
        )
        self._session.flush()
        for file in one.files:
            key = (file.version, file.sha256, file.uploaded_at.isoformat())
            self._file(file, case_id, attachment_id, make_id("stored_file", attachment_id, *key))

    def _file(self, file: FileOut, case_id: str, attachment_id: str | None, id: str) -> None:
        said = {**self._kept(file), "version": file.version}
        self._session.add(StoredFile.new(**said, id=id, case_id=case_id, attachment_id=attachment_id))

    def _kept(self, file: FileOut) -> dict[str, object]:
        """What a row says of a file whose bytes are kept."""
        keep_blob(self._session, file.sha256, self._files[file.sha256])
        said = {**file.model_dump(exclude={"version"}), "name": clean_name(file.name, media_of(file.media_type))}
        return {**said, "uploaded_by": file.uploaded_by or self._act.by.actor}

    def _stop(self, case_id: str, one: StopOut) -> str:
        is_free = self._session.get(Stop, one.id) is None
        stop_id = one.id if is_free else make_id("stop", case_id, one.position, one.round_no)
        own = one.model_dump(exclude={"id", "body", "meeting", "decision", "items", "remarks"})
        meeting_id = self.meetings[one.meeting] if one.meeting is not None else None
        row = Stop.new(**own, id=stop_id, case_id=case_id, body_key=one.body, meeting_id=meeting_id)
        self._session.add(row)
        self._session.flush()
        if one.decision is not None:
            self._decision(stop_id, one.decision)
        for item in one.items:
            self._item(stop_id, item)
        self._remarks(one.remarks, stop_id)
        return stop_id

    def _decision(self, stop_id: str, one: DecisionOut) -> None:
        own = one.model_dump(exclude={"named_meeting", "public_text", "withheld_because"})
        named = self.meetings[one.named_meeting] if one.named_meeting is not None else None
        own["recorded_by"] = one.recorded_by or self._act.by.actor
        self._session.add(Decision.new(**own, id=make_id("decision", stop_id), stop_id=stop_id, named_meeting=named))
        if one.public_text or one.withheld_because:
            said = {"text": one.public_text, "withheld_because": "" if one.public_text else one.withheld_because}
            who = {"said_at": one.recorded_at, "said_by": own["recorded_by"]}
            self._session.add(PublicWording.new(**said, **who, stop_id=stop_id))

    def _item(self, stop_id: str, one: ItemOut) -> None:
        own = one.model_dump(exclude={"meeting", "was_of_case_as_it_is"})
        version = 1 if one.was_of_case_as_it_is else None
        meeting_id = self.meetings[one.meeting]
        self._session.add(AgendaItem.new(**own, meeting_id=meeting_id, stop_id=stop_id, case_version=version))

    def _remarks(self, remarks: Iterable[RemarkOut], stop_id: str | None) -> None:
        for one in remarks:
            meeting_id = self.meetings[one.meeting]
            remark_id = make_id("minutes_remark", meeting_id, stop_id, one.kind.value, one.who.casefold())
            if self._session.get(MinutesRemark, remark_id) is None:
                own = {**one.model_dump(exclude={"meeting"}), "noted_by": one.noted_by or self._act.by.actor}
                self._session.add(MinutesRemark.new(**own, id=remark_id, meeting_id=meeting_id, stop_id=stop_id))
                self._session.flush()

    def _promise(self, case_id: str, one: PromiseOut, stops: Mapping[str, str]) -> None:
        own = one.model_dump(exclude={"id", "from_stop", "blocks_stop", "answer_case"})
        said = {"from_stop": one.from_stop, "blocks_stop": one.blocks_stop}
        stop_of = {name: stops[stop] for name, stop in said.items() if stop is not None}
        is_free = self._session.get(FollowUp, one.id) is None
        id_here = one.id if is_free else make_id("follow_up", case_id, "exchange", one.id)
        row = FollowUp.new(**own, **stop_of, id=id_here, case_id=case_id)
        self._session.add(row)
        self._promises[one.id] = row.id
        self._session.flush()
        if row.state is FollowUpState.CONFIRMED:
            put_reminders(self._act, row)


def _free_meeting_id(session: Session, one: MeetingOut) -> str:
    found, number = make_id("meeting", one.body, one.held_on), 1
    while session.get(Meeting, found) is not None:
        number += 1
        found = make_id("meeting", one.body, one.held_on, number)
    return found
