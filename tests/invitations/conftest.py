"""A municipality whose committee is invited by mail, the mail server of ``tests/mail``, a calendar that obeys."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from icalendar import Calendar
from sqlmodel import col, select

from domain.casework.house.municipality import adopt_profile
from domain.casework.meeting.meetings import cancel_meeting, move_meeting
from domain.casework.verb import By
from domain.model import Mail, MailState, Meeting
from domain.profile import shipped_profile
from domain.store.database import Database
from flows.deliver_outbox import Delivered, deliver_outbox

TESTS = Path(__file__).parents[1]


def _borrow(name: str, path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


post_office = _borrow("the_real_post_office", TESTS / "mail" / "conftest.py").post_office


@pytest.fixture(scope="session")
def defects() -> Callable[[bytes], list[str]]:
    return _borrow("the_ics_linter", TESTS / "calendars_out" / "ics_linter.py").defects


def by_mail(*, members: str = "[]", body: str = "Miljø- og Teknikudvalget") -> str:
    """The sample profile with one body invited by mail."""
    return shipped_profile().replace(
        f'name = "{body}"', f'name = "{body}"\ninvitations = "mail"\nmembers = {members}', 1
    )


def calendar_of(mail: EmailMessage) -> Calendar:
    (part,) = (part for part in mail.walk() if part.get_content_type() == "text/calendar")
    found = Calendar.from_ical(part.get_payload(decode=True))
    assert isinstance(found, Calendar)
    return found


@dataclass
class Diary:
    """A calendar program of the plainest kind: it does what mails say, and ignores what is older than it has."""

    address: str
    entries: dict[str, tuple[int, datetime | None, datetime | None, str]] = field(default_factory=dict)

    def read(self, mails: list[EmailMessage]) -> Diary:
        for mail in mails:
            if parseaddr(mail["To"])[1] == self.address and "invite.ics" in mail.as_string():
                self._obey(calendar_of(mail))
        return self

    def _obey(self, calendar: Calendar) -> None:
        (event,) = calendar.events
        uid, sequence = str(event["uid"]), int(event["sequence"])
        if uid in self.entries and self.entries[uid][0] > sequence:
            return
        off = calendar["method"] == "CANCEL"
        place = str(event.get("location", ""))
        self.entries[uid] = (sequence, None, None, "") if off else (sequence, event.start, event.end, place)

    def holds(self, meeting_id: str) -> tuple[datetime | None, datetime | None, str] | None:
        entry = self.entries.get(f"{meeting_id}@sagsgang")
        return None if entry is None or entry[1] is None else entry[1:]


@dataclass
class Town:
    db: Database
    moment: Callable[..., datetime]
    post: Any

    @property
    def taken(self) -> list[EmailMessage]:
        return self.post.office.taken

    def by(self, at: str) -> By:
        return By("lone.vejlby", self.moment(at))

    def deliver(self, at: str, **settings: Any) -> Delivered:
        return deliver_outbox(self.db, self.moment(at), self.post.settings.model_copy(update=settings))

    def mails_at(self, at: str, **settings: Any) -> list[EmailMessage]:
        """The mails that leave at that moment."""
        before = len(self.taken)
        self.deliver(at, **settings)
        return self.taken[before:]

    def adopt(self, text: str, at: str) -> None:
        adopt_profile(self.db, self.by(at), name="norddjurs.toml", text=text)

    def meeting(self, on: str, body: str = "MTU") -> str:
        with self.db.read() as session:
            day = self.moment(f"{on} 12:00").date()
            return session.exec(select(Meeting.id).where(Meeting.body_key == body, Meeting.held_on == day)).one()

    def move(self, meeting_id: str, to: str, at: str, **values: Any) -> None:
        move_meeting(
            self.db,
            self.by(at),
            meeting_id=meeting_id,
            starts_at=self.moment(to),
            reason="Salen er optaget.",
            **values,
        )

    def cancel(self, meeting_id: str, at: str) -> None:
        cancel_meeting(self.db, self.by(at), meeting_id=meeting_id, reason="For få sager.")

    def outbox(self, state: MailState) -> list[Mail]:
        with self.db.read() as session:
            return list(session.exec(select(Mail).where(col(Mail.state) == state).order_by(Mail.id)))

    def invitations(self, mails: list[EmailMessage], uid: str = "") -> list[EmailMessage]:
        """Those of the mails that carry a calendar part, about one meeting if asked."""
        carrying = [mail for mail in mails if any(part.get_content_type() == "text/calendar" for part in mail.walk())]
        return [mail for mail in carrying if uid in str(calendar_of(mail).events[0]["uid"])]


AUTUMN = "2023-11-21 09:00"  # one meeting of the committee is left: 11 December


@pytest.fixture
def town(norddjurs_sqlite: Database, at: Callable[..., datetime], post_office: Any) -> Town:
    """The committee is invited by mail from 21 November 2023, when one of its meetings of the year is left."""
    found = Town(norddjurs_sqlite, at, post_office)
    found.adopt(by_mail(), AUTUMN)
    return found


@pytest.fixture(scope="session")
def diary() -> Callable[[str], Diary]:
    """``diary(address)``: the empty calendar of the person with that address."""
    return Diary
