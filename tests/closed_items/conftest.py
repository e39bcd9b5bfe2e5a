"""A closed case full of words that nobody else may read, and a secretariat that keeps all it has let out."""

from __future__ import annotations

import html
import io
import logging
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from sqlmodel import SQLModel, col, select

from desk.cli import run
from desk.demo.post_office import PostOffice
from desk.workplace import Workplace
from domain.casework.case.cases import find_case
from domain.casework.case.follow_ups import Proposal
from domain.casework.verb import VERBS, By, Receipt
from domain.model import FollowUp, Meeting, Outcome, Stop, StopState
from domain.rules.facts import AttachmentFacts
from domain.store.database import Database
from flows.clock import SetClock
from flows.engine import Engine, Once
from flows.rounds import Rounds
from flows.settings import Settings

# Each text of the case has a word of its own, so that a leak says where it comes from.
MARK = "zq"
NUMBER = "23/999"


class ListeningEngine(Engine):
    """Works plainly, and keeps what Prefect would be shown of each run: its parameters and its end."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def run(self, flow: Callable[[Once[Any]], object], work: Callable[[], Any]) -> Any:
        arguments = getattr(flow, "args", ())
        answer = super().run(flow, work)
        shown = [one() if isinstance(one, Once) else one for one in arguments]
        self.heard += [repr(one) for one in [*shown, answer]]
        return answer


@dataclass
class Office:
    """The secretariat: its database, its keyboard, its mail server, and everything it has let out so far."""

    db: Database
    place: Workplace
    post: PostOffice
    moment: Callable[..., datetime]
    capsys: pytest.CaptureFixture[str]
    engine: ListeningEngine = field(default_factory=ListeningEngine)
    out: list[tuple[str, str]] = field(default_factory=list)  # through which channel, and what

    def do(self, name: str, at: str, **values: Any) -> Receipt:
        """A verb, by somebody who may know the case."""
        receipt = VERBS[name](self.db, By("hanne.fjellerby", self.moment(at)), **values)
        self.out.append((f"receipt of {name}", repr(receipt)))
        return receipt

    def type(self, *argv: str, at: str) -> str:
        """A command, and what everybody who looks at the screen or the pipe sees of it."""
        self.place.clock = lambda: self.moment(at)
        self.capsys.readouterr()
        run(argv, self.place)
        said = self.capsys.readouterr()
        self.out.append((" ".join(["sagsgang", *argv]), said.out + said.err))
        return said.out + said.err

    def live(self, since: str, until: str) -> None:
        """Let days pass, with a round of the flows each morning, noon and night."""
        settings = Settings(smtp_host="127.0.0.1", smtp_port=self.post.port, mails_a_minute=0)
        day, last = date.fromisoformat(since), date.fromisoformat(until)
        while day <= last:
            for hour in ("08:00", "12:00", "23:00"):
                clock = SetClock(self.moment(f"{day} {hour}"))
                self.out.append(("a round's summary", repr(Rounds(self.db, settings, self.engine, clock).round())))
            day += timedelta(days=1)

    def decide(self, body: str, at: str, outcome: Outcome, **values: Any) -> None:
        """Record what the body decided, for every case that waits for it."""
        with self.db.read() as session:
            waiting = session.exec(
                select(Stop.id).where(Stop.body_key == body, Stop.state == StopState.AWAITING_DECISION)
            ).all()
        for stop in waiting:
            day = date.fromisoformat(at[:10])
            self.do("record_decision", at, stop_id=stop, outcome=outcome, decided_on=day, **values)

    def stop(self, body: str, number: str = NUMBER) -> str:
        """The open stop of the closed case in a body."""
        case_id = self.case_id(number)
        with self.db.read() as session:
            return session.exec(
                select(Stop.id).where(
                    Stop.case_id == case_id, Stop.body_key == body, col(Stop.state).in_(["planned", "on_agenda"])
                )
            ).one()

    def meeting(self, body: str, on: str) -> str:
        with self.db.read() as session:
            wanted = select(Meeting.id).where(Meeting.body_key == body, Meeting.held_on == date.fromisoformat(on))
            return session.exec(wanted).one()

    def stops_at(self, body: str, on: str, number: str) -> list[str]:
        """The case's stops at that meeting."""
        case_id, meeting_id = self.case_id(number), self.meeting(body, on)
        with self.db.read() as session:
            return list(session.exec(select(Stop.id).where(Stop.case_id == case_id, Stop.meeting_id == meeting_id)))

    def promises(self) -> list[str]:
        with self.db.read() as session:
            return list(session.exec(select(FollowUp.id).order_by(col(FollowUp.due_on))))

    def case_id(self, number: str) -> str:
        with self.db.read() as session:
            return find_case(session, number).id

    def rows(self, *nouns: type[SQLModel]) -> str:
        """Every row of the tables, as text."""
        with self.db.read() as session:
            return "\n".join(str(row.model_dump()) for noun in nouns for row in session.exec(select(noun)))

    def letters(self) -> list[str]:
        """Every mail as its reader sees it: headers and parts, decoded."""
        return [whole(mail) for mail in self.post.mails()]


def whole(mail: EmailMessage) -> str:
    parts = [part.get_content() for part in mail.walk() if not part.is_multipart()]
    return "\n".join([*(f"{name}: {value}" for name, value in mail.items()), *parts])


@pytest.fixture
def office(
    norddjurs_sqlite: Database,
    at: Callable[..., datetime],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> Iterator[Office]:
    place = Workplace(tmp_path / "data", norddjurs_sqlite.url, actor="prøve")
    with caplog.at_level(logging.DEBUG), PostOffice(tmp_path / "post") as post:
        yield Office(norddjurs_sqlite, place, post, at, capsys)


@pytest.fixture
def closed_case() -> Callable[[str], Mapping[str, Any]]:
    """``closed_case(title)``: what ``open_case`` is told of a case whose every text holds a word of its own."""
    return _closed_case


def _closed_case(title: str) -> Mapping[str, Any]:
    return {
        "number": NUMBER,
        "title": title,
        "is_open": False,
        "route": ["DIR", "HU", "ØK", "KB"],
        "stages": {"DIR": date(2023, 4, 12), "HU": date(2023, 4, 27)},
        "owner_post": "hr-chef",
        "presentation": f"{MARK}presentation",
        "economy": f"{MARK}economy",
        "recommendation": f"{MARK}recommendation",
        "attachments": [
            AttachmentFacts(f"{MARK}attachment", f"{MARK}document", is_open=False),
            AttachmentFacts(f"{MARK}openattachment", None, is_open=True),
        ],
        "findings": [
            {"code": "year_mismatch", "words": f"{MARK}words", "section": f"{MARK}section"},
            {"code": "sum_mismatch", "stated": f"{MARK}stated"},
        ],
        "source_file": f"{MARK}file.docx",
        "follow_ups": [
            Proposal(
                f"{MARK}promise{number}",
                owner_text=f"{MARK}ownerwords",
                due_text=f"{MARK}duewords",
                due_on=due_on,
                place=f"{MARK}place",
            )
            for number, due_on in enumerate((date(2023, 4, 3), date(2023, 5, 9), None), start=1)
        ],
    }


@pytest.fixture
def everything_in() -> Callable[[str, bytes], str]:
    """``everything_in(name, data)``: a file as text, whatever it hides its words in."""
    return _everything_in


def _everything_in(name: str, data: bytes) -> str:
    """A file as text, whatever it hides in: its name, its bytes, every stream and string, every member."""
    told = [name, data.decode("latin-1"), data.decode("utf-16-be", "ignore")]
    if data.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(data)) as pdf:
            for thing in pdf.objects:
                if isinstance(thing, pikepdf.Stream):
                    told.append(thing.read_bytes().decode("latin-1"))
                told.append(repr(thing))
            told += [str(pdf.docinfo), str(pdf.open_metadata())]
            with pdf.open_outline() as outline:
                told.append(repr(outline.root))
        read = pypdfium2.PdfDocument(data)
        told += [page.get_textpage().get_text_bounded() for page in read]
        read.close()
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for member in packed.infolist():
                told += [str(member), packed.read(member).decode("latin-1")]
    return html.unescape("\n".join(told))
