"""Whatever is done to a meeting, whenever mails go: a calendar that obeys its mails shows the meeting as it is."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.casework.house.municipality import adopt_profile
from domain.casework.meeting.meetings import cancel_meeting, move_meeting
from domain.casework.outlook.invitations import raise_invitations
from domain.casework.verb import By
from domain.model import Meeting, MeetingStatus
from domain.profile import shipped_profile
from domain.store.database import Database, sqlite_url
from flows.deliver_outbox import deliver_outbox

ACTS = st.lists(
    st.tuples(
        st.sampled_from(["move", "back", "place", "off", "mail", "mail", "busy", "lost", "feed", "by mail"]),
        st.integers(1, 12),
    ),
    min_size=2,
    max_size=9,
)


class Run:
    """One story told to the municipality, minute by minute."""

    def __init__(self, town: Any, db: Database) -> None:
        self.town, self.db, self.now = town, db, town.moment("2023-11-21 10:00")
        self.office = town.post.office
        self.meeting_id = town.meeting("2023-12-11")
        self.profiles = 0

    def by(self) -> By:
        return By("lone.vejlby", self.now)

    def meeting(self) -> Meeting:
        with self.db.read() as session:
            return session.get_one(Meeting, self.meeting_id)

    def do(self, what: str) -> None:
        is_on = self.meeting().status is not MeetingStatus.CANCELLED
        if what in {"move", "back", "place"} and is_on:
            to = "2023-12-12 15:00" if what == "move" else "2023-12-11 15:00"
            where = f"Lokale {self.now:%H%M}" if what == "place" else None
            move_meeting(
                self.db,
                self.by(),
                meeting_id=self.meeting_id,
                starts_at=self.town.moment(to),
                place=where,
                reason="Salen er optaget.",
            )
        elif what == "off" and is_on:
            cancel_meeting(self.db, self.by(), meeting_id=self.meeting_id, reason="For få sager.")
        elif what in {"feed", "by mail"}:
            self.profiles += 1
            name = 'name = "Miljø- og Teknikudvalget"'
            switched = f'{name}\ninvitations = "{"feed" if what == "feed" else "mail"}"'
            text = shipped_profile().replace(name, switched) + f"\n# {self.profiles}\n"
            adopt_profile(self.db, self.by(), name="norddjurs.toml", text=text)
        elif what in {"busy", "lost", "mail"}:
            self.office.replies = ["451 4.3.0 Try later"] if what == "busy" else []
            self.office.hang_ups_after_data = 1 if what == "lost" else 0
            deliver_outbox(self.db, self.now, self.town.post.settings)

    def let_settle(self) -> None:
        for _ in range(8):
            self.now += timedelta(minutes=20)
            self.do("mail")


@pytest.mark.slow
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(acts=ACTS, ends_by_mail=st.booleans())
def test_a_diary_that_obeys_its_mails_shows_the_meeting_as_it_is(
    town: Any, tmp_path: Path, diary: Callable[[str], Any], acts: list[tuple[str, int]], ends_by_mail: bool
):
    town.db.close()
    copy = tmp_path / "story.db"
    for leftover in tmp_path.glob("story.db*"):
        leftover.unlink()
    shutil.copyfile(Path(str(town.db.engine.url.database)), copy)
    db = Database(sqlite_url(copy))
    town.taken.clear()
    run = Run(town, db)
    for what, minutes in acts:
        run.do(what)
        run.now += timedelta(minutes=minutes)
    run.do("by mail" if ends_by_mail else "feed")
    run.let_settle()
    meeting = run.meeting()
    is_shown = ends_by_mail and meeting.status is not MeetingStatus.CANCELLED
    wanted: tuple[datetime, datetime, str] | None = (
        (meeting.starts_at, meeting.ends_at, meeting.place) if is_shown else None
    )
    for address in ("carl.rugaard@norddjurs.example", "oda.enslev@norddjurs.example"):
        assert diary(address).read(town.taken).holds(run.meeting_id) == wanted
    sent = len(town.taken)
    run.let_settle()
    assert len(town.taken) == sent  # and then it is quiet
    assert raise_invitations(db, run.by()).repeated
    db.close()
