"""What somebody did in Outlook is accepted, and the meeting follows; or refused, and Outlook is put right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from domain.casework.verb import VERBS, By
from domain.errors import ConflictError, MeetingDayError, NotAllowedNowError
from domain.model import Meeting, MeetingStatus
from flows.mirror import Mirrored

if TYPE_CHECKING:
    from conftest import Mirroring, Terminal

AT = "2023-03-02 12:00"
LATER = "2023-03-02 12:10"


@pytest.fixture
def meeting(town: Mirroring) -> Meeting:
    """The first meeting of ØK, mirrored."""
    town.run()
    return town.meetings()[0]


def move_by_hand(town: Mirroring, meeting: Meeting, to: str = "2023-03-29", place: str = "Kantinen") -> None:
    start = {"dateTime": f"{to}T09:00:00", "timeZone": "Europe/Copenhagen"}
    end = {**start, "dateTime": f"{to}T11:00:00"}
    event = town.graph.on(str(meeting.held_on))
    town.graph.by_hand(event, start=start, end=end, location={"displayName": place})
    assert town.run(AT).proposed == 1


def test_an_accepted_move_moves_the_meeting_and_writes_nothing_more_in_outlook(
    town: Mirroring, meeting: Meeting
) -> None:
    move_by_hand(town, meeting)
    town.do("accept_change_in_outlook", AT, meeting_id=meeting.id, reason="Formanden kan den dag.")
    moved = town.meetings()[0]
    assert (moved.id, moved.place, moved.sequence) == (meeting.id, "Kantinen", meeting.sequence + 1)
    assert (moved.starts_at, moved.ends_at) == (town.moment("2023-03-29 09:00"), town.moment("2023-03-29 11:00"))
    assert town.row(meeting.id).change is None
    assert town.run(LATER) == Mirrored()


def test_a_refused_move_is_written_back_by_the_next_pass(town: Mirroring, meeting: Meeting) -> None:
    move_by_hand(town, meeting)
    town.do("refuse_change_in_outlook", AT, meeting_id=meeting.id)
    assert town.meetings()[0].starts_at == meeting.starts_at
    assert town.run(LATER) == Mirrored(written=1)
    event = town.graph.on(str(meeting.held_on))
    assert event["location"]["displayName"] == meeting.place
    assert town.row(meeting.id).change is None
    assert town.run("2023-03-02 12:15") == Mirrored()


def test_an_accepted_deletion_calls_the_meeting_off(town: Mirroring, meeting: Meeting) -> None:
    town.graph.delete_by_hand(town.graph.on(str(meeting.held_on)))
    town.run(AT)
    town.do("accept_change_in_outlook", AT, meeting_id=meeting.id, reason="Ingen sager.")
    assert town.meetings()[0].status is MeetingStatus.CANCELLED
    town.run(LATER)
    assert all(str(meeting.held_on) not in event["start"]["dateTime"] for event in town.graph.events())


def test_a_refused_deletion_is_made_anew_by_the_next_pass(town: Mirroring, meeting: Meeting) -> None:
    town.graph.delete_by_hand(town.graph.on(str(meeting.held_on)))
    town.run(AT)
    town.do("refuse_change_in_outlook", AT, meeting_id=meeting.id)
    assert town.run(LATER) == Mirrored(written=1)
    assert town.graph.on(str(meeting.held_on))["subject"] == "Økonomiudvalget"
    assert town.run("2023-03-02 12:15") == Mirrored()


def test_a_day_no_meeting_can_be_held_on_is_not_accepted_and_stays_a_proposal(
    town: Mirroring, meeting: Meeting
) -> None:
    move_by_hand(town, meeting, to="2023-04-06")  # skærtorsdag
    with pytest.raises(MeetingDayError):
        town.do("accept_change_in_outlook", AT, meeting_id=meeting.id, reason="Ja.")
    assert town.row(meeting.id).change is not None
    assert town.meetings()[0].starts_at == meeting.starts_at


@pytest.mark.parametrize("verb", ["accept_change_in_outlook", "refuse_change_in_outlook"])
def test_what_nobody_changed_there_is_not_answered(town: Mirroring, meeting: Meeting, verb: str) -> None:
    more = {"reason": "Ja."} if verb.startswith("accept") else {}
    with pytest.raises(NotAllowedNowError):
        town.do(verb, AT, meeting_id=meeting.id, **more)


def test_an_answer_to_another_version_of_the_meeting_is_refused(town: Mirroring, meeting: Meeting) -> None:
    move_by_hand(town, meeting)
    with pytest.raises(ConflictError):
        town.do("accept_change_in_outlook", AT, meeting_id=meeting.id, reason="Ja.", version=meeting.version - 1)


def test_the_same_answer_sent_twice_is_one(town: Mirroring, meeting: Meeting) -> None:
    move_by_hand(town, meeting)
    by = By("lone.vejlby", town.moment(AT), key="form:1")
    first = VERBS["refuse_change_in_outlook"](town.db, by, meeting_id=meeting.id)
    again = VERBS["refuse_change_in_outlook"](town.db, by, meeting_id=meeting.id)
    assert (first.repeated, again.repeated) == (False, True)


def test_both_answers_at_the_keyboard(town: Mirroring, meeting: Meeting, terminal: Terminal) -> None:
    move_by_hand(town, meeting)
    terminal.place.database_url = town.db.url
    terminal.set_clock(town.moment(LATER))
    which = ("--body", "ØK", "--meeting", f"{meeting.held_on:%d-%m-%Y}")
    terminal.ok("meetings", "accept", *which)  # nobody is asked in a pipe, and nothing is saved
    assert town.meetings()[0].starts_at == meeting.starts_at
    assert "Outlook rettes" in terminal.ok("meetings", "refuse", *which).out
    assert "ikke ændret noget" in terminal.refused("meetings", "refuse", *which)
    town.run("2023-03-02 12:20")
    move_by_hand(town, meeting)
    said = terminal.ok("meetings", "accept", *which, "--yes").out
    assert "29-03-2023" in said
    assert town.meetings()[0].starts_at == town.moment("2023-03-29 09:00")
