"""Two houses with the same profile: one with all that can be said of a case, one empty."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from domain.casework.case.cases import find_case
from domain.casework.case.decisions import record_decision
from domain.casework.case.files import attach_file, keep_source, wait_with
from domain.casework.case.follow_ups import Proposal, confirm_follow_up
from domain.casework.case.journey import advance
from domain.casework.case.opening import open_case
from domain.casework.case.publishable import word_for_public
from domain.casework.case.waking import meeting_dispatched
from domain.casework.exchange.outgoing import bytes_of, export_case, export_meeting
from domain.casework.house.municipality import adopt_profile
from domain.casework.meeting.agenda import lock_agenda, publish_agenda
from domain.casework.meeting.minutes import approve_minutes, note_in_minutes
from domain.casework.verb import By
from domain.documents.exchange.packing import pack
from domain.documents.exchange.shape import Exchange, ExchangeEdition
from domain.model import Attachment, FollowUp, Meeting, Outcome, Remark, Stop
from domain.profile import shipped_profile
from domain.rules.facts import AttachmentFacts
from domain.store.database import Database, sqlite_url
from domain.store.migrate import migrate

MARK = "zq"
OPEN, CLOSED = "23/1000", "23/999"
NOW = datetime(2023, 4, 20, 8, 0, tzinfo=UTC)
PDF = b"%PDF-1.7\nen fil\n%%EOF"


@dataclass
class House:
    """One database with its cases."""

    db: Database

    def export(self, number: str, edition: ExchangeEdition = ExchangeEdition.FULL, at: datetime = NOW) -> bytes:
        with self.db.read() as session:
            return self._packed(session, export_case(session, self.case(number), edition=edition, at=at))

    def export_meeting(self, edition: ExchangeEdition = ExchangeEdition.FULL) -> bytes:
        with self.db.read() as session:
            return self._packed(session, export_meeting(session, self.meeting(), edition=edition, at=NOW))

    def _packed(self, session: Any, exchange: Exchange) -> bytes:
        return pack(exchange, bytes_of(session, exchange))

    def case(self, number: str) -> str:
        with self.db.read() as session:
            return find_case(session, number).id

    def meeting(self) -> str:
        return self.one(select(Meeting.id).where(Meeting.body_key == "DIR", Meeting.held_on == date(2023, 4, 12)))

    def one(self, wanted: Any) -> Any:
        with self.db.read() as session:
            return session.exec(wanted).one()


@pytest.fixture
def house(norddjurs_sqlite: Database, at: Callable[..., datetime]) -> House:
    """DIR has treated an open and a closed case on 12 April 2023; everything is said of them that can be said."""
    db, house = norddjurs_sqlite, House(norddjurs_sqlite)

    def by(moment: str) -> By:
        return By("hanne.fjellerby", at(moment))

    for number, title, is_open in ((OPEN, "Personalepolitik", True), (CLOSED, f"Afsked af {MARK}title", False)):
        mark = "" if is_open else MARK
        case = open_case(
            db,
            by("2023-03-01 09:00"),
            number=number,
            title=title,
            is_open=is_open,
            route=["DIR", "HU", "ØK"],
            stages={"DIR": date(2023, 4, 12)},
            owner_post="hr-chef",
            recommendation=f"{mark}Godkendes.",
            presentation=f"{mark}Der er **to** ting.",
            attachments=[
                AttachmentFacts("Politikken" if is_open else f"{MARK}open", "1", is_open=True),
                AttachmentFacts(f"{MARK}closed", f"{MARK}document", is_open=False),
            ],
            findings=[{"code": "year_mismatch", "words": f"{MARK}words", "section": "s"}],
            source_file=f"{MARK}source.docx",
            follow_ups=[Proposal(f"{mark}Svar til HU.", owner_post="hr-chef", due_on=date(2023, 5, 9), place="1")],
        ).subject
        files = {f"{MARK}name.pdf": PDF + number.encode(), f"{MARK}secret.txt": f"{MARK}bytes{number}".encode()}
        with db.read() as session:
            rows = session.exec(
                select(Attachment.id).where(Attachment.case_id == case).order_by(col(Attachment.position))
            ).all()
        for attachment, (name, data) in zip(rows, files.items(), strict=True):
            moment = by("2023-03-01 10:00")
            attach_file(db, moment, case_id=case, attachment_id=attachment, name=f"før-{name}", data=b"F\xc3\xb8r")
            attach_file(db, by("2023-03-01 11:00"), case_id=case, attachment_id=attachment, name=name, data=data)
        upload = wait_with(db, name=f"{MARK}doc.txt", data=f"{MARK}x".encode(), actor="hanne.fjellerby", at=NOW)
        keep_source(db, by("2023-03-01 12:00"), case_id=case, upload_id=upload)
        for _ in range(4):
            advance(db, by("2023-03-01 13:00"), case_id=case)
    for promise in _all(db, select(FollowUp.id)):
        confirm_follow_up(db, by("2023-03-02 09:00"), follow_up_id=promise)
    meeting = house.meeting()
    meeting_dispatched(db, by("2023-04-06 12:00"), meeting_id=meeting)
    lock_agenda(db, by("2023-04-06 12:30"), meeting_id=meeting)
    publish_agenda(db, by("2023-04-06 13:00"), meeting_id=meeting)
    said = {"outcome": Outcome.RECOMMENDED, "text": "Direktionen anbefaler.", "decided_on": date(2023, 4, 12)}
    for number in (OPEN, CLOSED):
        wanted = select(Stop.id).where(Stop.case_id == house.case(number), Stop.body_key == "DIR")
        stop, about = house.one(wanted), {"meeting_id": meeting, "stop_id": house.one(wanted)}
        record_decision(db, by("2023-04-12 14:00"), stop_id=stop, **said)
        mark = MARK if number == CLOSED else ""
        dissent = {"who": f"{mark}Finn Kær", "text": f"{mark}Jeg er imod."}
        note_in_minutes(db, by("2023-04-12 14:30"), kind=Remark.DISSENT, **about, **dissent)
    word_for_public(db, by("2023-04-12 15:00"), stop_id=stop, text="En ansættelse er ophørt.")
    note_in_minutes(db, by("2023-04-12 15:10"), meeting_id=meeting, kind=Remark.ABSENT, who="Else Lund")
    approve_minutes(db, by("2023-04-13 09:00"), meeting_id=meeting)
    return house


@pytest.fixture
def other(tmp_path: Path) -> Iterator[House]:
    """A house that has the profile, and nothing else."""
    db = Database(sqlite_url(tmp_path / "other.db"))
    migrate(db)
    adopt_profile(db, By("lone.vejlby", NOW), name="norddjurs.toml", text=shipped_profile())
    yield House(db)
    db.close()


@pytest.fixture
def everything_in() -> Callable[[bytes], str]:
    """A ZIP as text: its bytes, its members' names and their content, unpacked."""

    def told(data: bytes) -> str:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            members = [f"{one}\n{packed.read(one).decode('latin-1')}" for one in packed.infolist()]
            return "\n".join([data.decode("latin-1"), *members])

    return told


def _all(db: Database, wanted: Any) -> list[Any]:
    with db.read() as session:
        return list(session.exec(wanted))
