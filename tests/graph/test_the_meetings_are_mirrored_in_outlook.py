"""One shared mailbox's calendar a body, kept like its meetings; and no hand in Outlook ever moves a meeting."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from domain.casework.outlook import mirror as verbs
from domain.model import ChangeInOutlook
from flows import mirror as flow
from flows.engine import Engine
from flows.graph import BusyError, Graph, UnsafeAddressError
from flows.mirror import Mirror, Mirrored
from flows.rounds import Rounds
from flows.settings import Settings

if TYPE_CHECKING:
    from conftest import Mirroring, Terminal

OEK = "oek-kalender@kommune.example"


def test_without_an_address_a_token_or_a_mailbox_nothing_is_asked(town: Mirroring) -> None:
    assert Mirror(town.db, Settings()).mirror(town.moment("2023-03-02 10:00")) == Mirrored()
    assert Mirror(town.db, Settings(graph_url=town.graph.url)).mirror(town.moment("2023-03-02 10:00")) == Mirrored()
    town.adopt(lambda text: text)
    assert town.run() == Mirrored()
    assert town.graph.asked == []


def test_every_meeting_to_come_is_an_event_at_its_hour_in_denmark(town: Mirroring) -> None:
    meetings = town.meetings()
    assert town.run() == Mirrored(written=len(meetings))
    events = town.graph.events()
    assert [one["start"]["dateTime"][:10] for one in events] == [str(one.held_on) for one in meetings]
    first = events[0]
    assert first["start"]["timeZone"] == first["end"]["timeZone"] == "Europe/Copenhagen"
    local = meetings[0].starts_at + timedelta(hours=1)  # winter
    assert first["start"]["dateTime"] == f"{local:%Y-%m-%dT%H:%M:%S}"
    assert (first["subject"], first["showAs"]) == ("Økonomiudvalget", "busy")


def test_an_event_has_no_attendees_no_text_and_our_meetings_id(town: Mirroring) -> None:
    town.run()
    for event, meeting in zip(town.graph.events(), town.meetings(), strict=True):
        assert not {"attendees", "body", "attachments"} & event.keys()
        assert event["singleValueExtendedProperties"][0]["value"] == meeting.id


def test_a_second_pass_writes_nothing_and_leaves_no_line(town: Mirroring) -> None:
    town.run()
    town.run("2023-03-02 10:05")  # reads the events of the first back
    before, asked = town.rows(), len(town.graph.asked)
    assert town.run("2023-03-02 10:10") == Mirrored()
    assert town.rows() == before
    assert [method for method, _, _ in town.graph.asked[asked:]] == ["GET"]
    assert town.graph.most_at_once == 1


def test_a_moved_meeting_is_changed_in_place(town: Mirroring) -> None:
    town.run()
    meeting = town.meetings()[0]
    before = town.graph.on(str(meeting.held_on))["id"]
    town.do("move_meeting", meeting_id=meeting.id, starts_at=town.moment("2023-03-28 15:30"), reason="Sygdom.")
    assert town.run("2023-03-02 12:00") == Mirrored(written=1)
    event = town.graph.on("2023-03-28")
    assert (event["id"], event["start"]["dateTime"]) == (before, "2023-03-28T15:30:00")


def test_a_cancelled_meeting_says_so_is_free_and_goes_a_month_after_its_day(town: Mirroring) -> None:
    town.run()
    meeting = town.meetings()[0]
    town.do("cancel_meeting", meeting_id=meeting.id, reason="For få punkter.")
    town.run("2023-03-02 12:00")
    event = town.graph.on(str(meeting.held_on))
    assert (event["subject"], event["showAs"]) == ("AFLYST: Økonomiudvalget", "free")
    later = datetime.combine(meeting.held_on + timedelta(days=31), datetime.min.time())
    assert town.run(f"{later:%Y-%m-%d} 12:00").removed == 1
    assert event["id"] not in {one["id"] for one in town.graph.events()}


def test_a_held_meeting_stays_as_it_was(town: Mirroring) -> None:
    town.run()
    count = len(town.graph.events())
    town.run("2024-01-05 10:00")
    assert len(town.graph.events()) == count


@pytest.mark.parametrize("forgets", [False, True], ids=["the event is answered again", "409 is answered"])
def test_a_pass_killed_after_a_create_makes_no_second_event(
    town: Mirroring, monkeypatch: pytest.MonkeyPatch, forgets: bool
) -> None:
    town.graph.forgets_transactions = forgets
    with monkeypatch.context() as patch:
        patch.setattr(flow, "record_mirrored", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            town.run()
    meeting = town.meetings()[0]
    town.do("move_meeting", meeting_id=meeting.id, starts_at=town.moment("2023-03-28 15:30"), reason="Sygdom.")
    assert town.run("2023-03-02 12:00") == Mirrored(written=len(town.meetings()))
    assert len(town.graph.events()) == len(town.meetings())
    assert town.graph.on("2023-03-28")["start"]["dateTime"] == "2023-03-28T15:30:00"


def test_a_pass_killed_after_a_change_puts_itself_right(town: Mirroring, monkeypatch: pytest.MonkeyPatch) -> None:
    town.run()
    meeting = town.meetings()[0]
    town.do("move_meeting", meeting_id=meeting.id, starts_at=town.moment("2023-03-28 15:30"), reason="Sygdom.")
    with monkeypatch.context() as patch:
        patch.setattr(flow, "record_mirrored", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            town.run("2023-03-02 12:00")
    town.run("2023-03-02 12:05")  # 412: it is read back
    assert town.row(meeting.id).change is None
    assert town.run("2023-03-02 12:10").written == 1
    assert town.run("2023-03-02 12:15") == Mirrored()


def test_a_move_by_hand_is_a_proposal_and_moves_nothing(town: Mirroring, terminal: Terminal) -> None:
    town.run()
    meeting = town.meetings()[0]
    event = town.graph.on(str(meeting.held_on))
    moved = {"dateTime": "2023-03-29T09:00:00", "timeZone": "Europe/Copenhagen"}
    town.graph.by_hand(event, start=moved, end={**moved, "dateTime": "2023-03-29T11:00:00"})
    assert town.run("2023-03-02 12:00") == Mirrored(proposed=1)
    assert town.run("2023-03-02 12:05") == Mirrored()  # it stays as somebody put it
    row = town.row(meeting.id)
    assert (row.change, row.proposed_starts_at) == (ChangeInOutlook.MOVED, town.moment("2023-03-29 09:00"))
    assert town.meetings()[0].starts_at == meeting.starts_at

    terminal.place.database_url = town.db.url
    terminal.set_clock(town.moment("2023-03-02 12:10"))
    day = f"{meeting.held_on:%d-%m-%Y}"
    shown = terminal.ok("meetings", "show", "--body", "ØK", "--meeting", day).out
    assert "Ændret i Outlook: ØK" in shown
    assert "09:00–11:00" in shown
    assert "Ændret i Outlook: ØK" in terminal.ok("meetings", "list", "--body", "ØK").out
    listed = terminal.ok("meetings", "list", "--body", "ØK", "--json").json
    assert [one["in_outlook"] and one["in_outlook"]["change"] for one in listed[:2]] == ["moved", None]


def test_the_meeting_moved_to_where_it_was_proposed_answers_the_proposal(town: Mirroring) -> None:
    town.run()
    meeting = town.meetings()[0]
    moved = {"dateTime": "2023-03-29T09:00:00", "timeZone": "Europe/Copenhagen"}
    ends = {**moved, "dateTime": "2023-03-29T11:00:00"}
    town.graph.by_hand(town.graph.on(str(meeting.held_on)), start=moved, end=ends)
    town.run("2023-03-02 12:00")
    town.do("move_meeting", meeting_id=meeting.id, starts_at=town.moment("2023-03-29 09:00"), reason="Ja.")
    assert town.run("2023-03-02 12:10") == Mirrored(written=1)
    assert town.row(meeting.id).change is None


def test_a_move_taken_back_in_outlook_takes_the_proposal_back(town: Mirroring) -> None:
    town.run()
    meeting = town.meetings()[0]
    event = town.graph.on(str(meeting.held_on))
    town.graph.by_hand(event, location={"displayName": "Kantinen"})
    assert town.run("2023-03-02 12:00").proposed == 1
    assert town.row(meeting.id).proposed_place == "Kantinen"
    town.graph.by_hand(event)
    assert town.run("2023-03-02 12:05") == Mirrored()
    assert town.row(meeting.id).change is None


def test_a_hand_on_anything_but_time_and_place_is_no_proposal_and_blocks_no_later_change(town: Mirroring) -> None:
    town.run()
    meeting = town.meetings()[0]
    town.graph.by_hand(town.graph.on(str(meeting.held_on)), categories=["Vigtigt"])
    town.do("move_meeting", meeting_id=meeting.id, starts_at=town.moment("2023-03-28 15:30"), reason="Sygdom.")
    assert town.run("2023-03-02 12:00") == Mirrored()  # 412: nothing unseen is overwritten
    assert town.run("2023-03-02 12:05") == Mirrored(written=1)
    assert town.graph.on("2023-03-28")["categories"] == ["Vigtigt"]


def test_an_event_deleted_by_hand_is_a_proposal_until_the_meeting_changes(town: Mirroring) -> None:
    town.run()
    meeting = town.meetings()[0]
    town.graph.delete_by_hand(town.graph.on(str(meeting.held_on)))
    assert town.run("2023-03-02 12:00") == Mirrored(proposed=1)
    assert town.run("2023-03-02 12:05") == Mirrored()
    assert town.row(meeting.id).change is ChangeInOutlook.REMOVED
    town.do("move_meeting", meeting_id=meeting.id, starts_at=town.moment("2023-03-28 15:30"), reason="Sygdom.")
    assert town.run("2023-03-02 12:10") == Mirrored(written=1)
    assert town.graph.on("2023-03-28")["start"]["dateTime"] == "2023-03-28T15:30:00"
    assert town.row(meeting.id).change is None


def test_an_event_moved_out_of_the_years_that_are_read_is_moved_and_not_deleted(town: Mirroring) -> None:
    town.run()
    town.run("2023-03-02 10:05")
    meeting = town.meetings()[0]
    far = {"dateTime": "2029-03-29T09:00:00", "timeZone": "Europe/Copenhagen"}
    ends = {**far, "dateTime": "2029-03-29T11:00:00"}
    town.graph.by_hand(town.graph.on(str(meeting.held_on)), start=far, end=ends)
    assert town.run("2023-03-02 12:00") == Mirrored(proposed=1)
    assert town.row(meeting.id).change is ChangeInOutlook.MOVED


def test_appointments_that_are_not_ours_are_left_alone(town: Mirroring) -> None:
    town.run()
    theirs = {**town.graph.events()[0], "id": "theirs", "subject": "Frokost"}
    town.graph.by_hand(theirs)
    assert town.run("2023-03-02 12:00") == Mirrored()
    assert [one["subject"] for one in town.graph.events() if one["id"] == "theirs"] == ["Frokost"]


def test_long_answers_come_in_pages_and_a_link_that_has_run_out_is_begun_again(town: Mirroring) -> None:
    town.graph.page = 2
    town.run()
    town.graph.by_hand(town.graph.events()[-1], location={"displayName": "Kantinen"})
    town.graph.expired = True
    assert town.run("2023-03-02 12:00") == Mirrored(proposed=1)


def test_a_busy_graph_is_waited_for_as_long_as_it_asks(town: Mirroring) -> None:
    town.graph.busy = [(429, "7"), (503, "")]
    assert town.run() == Mirrored(written=len(town.meetings()))
    assert town.waited == [7, 2]


def test_a_graph_that_asks_for_long_peace_has_it_and_holds_up_nothing(town: Mirroring) -> None:
    town.graph.busy = [(429, "400")]
    assert town.run() == Mirrored(failed=1)
    asked = len(town.graph.asked)
    assert town.run("2023-03-02 10:06") == Mirrored()
    assert len(town.graph.asked) == asked
    assert town.waited == []
    assert town.run("2023-03-02 10:07").written == len(town.meetings())


def test_a_graph_that_stays_busy_is_left_after_three_tries(town: Mirroring) -> None:
    town.graph.busy = [(503, "1")] * 3
    with Graph(town.graph.url, lambda: "t", wait=town.waited.append) as graph, pytest.raises(BusyError):
        graph.read(OEK, "x")
    assert town.waited == [1, 1]


def test_a_group_refuses_applications_and_the_other_bodies_are_mirrored_all_the_same(
    town: Mirroring, with_mailbox: Callable[..., str]
) -> None:
    group = "gruppe@kommune.example"
    town.graph.groups.add(group)
    town.adopt(lambda text: with_mailbox(with_mailbox(text), "KB", group), at="2023-03-02 09:30")
    done = town.run()
    assert done.written == len(town.meetings())
    assert done.failed == len(town.meetings("KB")) + 1  # and its calendar could not be read


def test_another_mailbox_in_the_profile_moves_the_events_there(
    town: Mirroring, with_mailbox: Callable[..., str]
) -> None:
    town.run()
    new = "ny@kommune.example"
    town.adopt(lambda text: with_mailbox(text, mailbox=new), at="2023-03-02 11:00")
    count = len(town.meetings())
    assert town.run("2023-03-02 12:00") == Mirrored(written=count, removed=count)
    assert (len(town.graph.events()), len(town.graph.events(new))) == (0, count)
    town.adopt(lambda text: text, at="2023-03-02 12:30")
    assert town.run("2023-03-02 13:00") == Mirrored(removed=count)
    assert town.graph.events(new) == []
    town.adopt(with_mailbox, at="2023-03-02 13:30")
    assert town.run("2023-03-02 14:00").written == count


def test_a_wrong_token_or_none_is_tried_again_and_stops_no_round(town: Mirroring) -> None:
    assert town.settings.graph_token_file is not None
    token = town.settings.graph_token_file.read_text()
    for wrong in ("", "another"):
        town.settings.graph_token_file.write_text(wrong)
        assert town.run().failed
    town.settings.graph_token_file.write_text(token)
    assert town.run().written == len(town.meetings())


def test_a_round_of_the_clock_mirrors_too(town: Mirroring) -> None:
    settings = town.settings.model_copy(update={"smtp_host": "127.0.0.1", "smtp_port": 1})

    class Clock:
        def now(self) -> datetime:
            return town.moment("2023-01-02 08:00")

    Rounds(town.db, settings, Engine(), Clock()).round()
    assert town.graph.events()


@pytest.mark.parametrize("url", ["http://graph.microsoft.com/v1.0", "ftp://127.0.0.1", "graph.microsoft.com"])
def test_the_token_leaves_by_https_alone(url: str) -> None:
    with pytest.raises(UnsafeAddressError):
        Graph(url, lambda: "token")


def test_a_link_that_leads_elsewhere_is_not_followed_with_our_token(town: Mirroring) -> None:
    with Graph(town.graph.url, lambda: "token") as graph, pytest.raises(UnsafeAddressError):
        graph.changes(OEK, "https://elsewhere.example/delta", from_on=town.meetings()[0].held_on, days=verbs.WINDOW)


def test_no_word_of_a_closed_case_reaches_outlook(
    town: Mirroring, closed_case: Callable[[str], Any], caplog: pytest.LogCaptureFixture
) -> None:
    town.do("open_case", "2023-03-02 09:30", **closed_case("zqtitle"))
    with caplog.at_level("DEBUG"):
        town.run()
    said = json.dumps(town.graph.asked, ensure_ascii=False) + caplog.text
    assert town.graph.events()
    assert "zq" not in said
    assert "23/999" not in said
