"""Invitations by mail: everyone who is called knows the meeting as it is, by as few mails as that takes."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any

import pytest
from sqlmodel import select

from domain.casework.case.opening import open_case
from domain.casework.house.municipality import record_absence
from domain.casework.mail.outbox import claim_mail
from domain.casework.meeting.meetings import schedule_meeting
from domain.casework.outlook.invitations import raise_invitations
from domain.model import Mail, MailState, Notice, NoticeKind
from domain.profile import shipped_profile
from domain.store.database import Database
from flows.letter_shown import letter_shown
from flows.settings import ItipTimes

CHAIR = "carl.rugaard@norddjurs.example"
HELD = "2023-12-11"
FIRST = "2023-11-21 10:00"


def addresses(mails: list[EmailMessage]) -> set[str]:
    return {parseaddr(mail["To"])[1] for mail in mails}


def tree(part: Any) -> Any:
    if part.is_multipart():
        return {part.get_content_subtype(): [tree(one) for one in part.iter_parts()]}
    return part.get_content_type()


def calendar(mail: EmailMessage) -> Any:
    (part,) = (part for part in mail.walk() if part.get_content_type() == "text/calendar")
    return importlib.import_module("icalendar").Calendar.from_ical(part.get_payload(decode=True))


def to(mails: list[EmailMessage], address: str) -> EmailMessage:
    (mail,) = (mail for mail in mails if parseaddr(mail["To"])[1] == address)
    return mail


def test_chair_secretary_and_members_get_one_request_each_for_a_meeting_to_come(town: Any):
    mails = town.mails_at(FIRST)
    assert len(mails) == 2
    assert CHAIR in addresses(mails)
    for mail in mails:
        found = calendar(mail)
        (event,) = found.events
        (attendee,) = [event["attendee"]]
        assert found["method"] == "REQUEST"
        assert event["uid"] == f"{town.meeting(HELD)}@sagsgang"
        assert event.start.astimezone(UTC) == town.moment(f"{HELD} 15:00")
        assert str(attendee).removeprefix("mailto:") == parseaddr(mail["To"])[1]
        assert event["organizer"] == "mailto:moeder@norddjurs.example"
        assert event["organizer"].params["CN"] == "Sekretariatet i Norddjurs Kommune"
        assert mail["Subject"] == "Møde: Miljø- og Teknikudvalget 11. december 2023 kl. 15.00"
        assert mail["Reply-To"].addresses[0].addr_spec == "moeder@norddjurs.example"
    assert town.mails_at("2023-11-21 11:00") == []


def test_a_member_is_a_post_or_a_person(town: Any):
    town.adopt(
        town_profile(members='["naestformand-mtu", "hanne.fjellerby"]'),
        "2023-11-21 09:30",
    )
    mails = town.mails_at(FIRST)
    assert len(mails) == 4
    assert "hanne.fjellerby@norddjurs.example" in addresses(mails)
    words = to(mails, "hanne.fjellerby@norddjurs.example").get_body(("plain",)).get_content()
    assert "Du får mailen som medlem af Miljø- og Teknikudvalget." in words


def town_profile(**values: str) -> str:
    members = values.get("members", "[]")
    name = 'name = "Miljø- og Teknikudvalget"'
    return shipped_profile().replace(name, f'{name}\ninvitations = "mail"\nmembers = {members}', 1)


def test_the_mail_has_the_structure_that_outlook_and_gmail_show_buttons_for(town: Any):
    mail = to(town.mails_at(FIRST), CHAIR)
    assert tree(mail) == {
        "mixed": [{"alternative": ["text/plain", "text/html", "text/calendar"]}, "application/ics"],
    }
    inline, copy = [p for p in mail.walk() if p.get_content_type() in {"text/calendar", "application/ics"}]
    assert inline["Content-Disposition"] is None
    assert inline["Content-Transfer-Encoding"] == "base64"
    assert dict(inline["Content-Type"].params) == {"charset": "utf-8", "method": "REQUEST"}
    assert copy.get_filename() == "invite.ics"
    assert inline.get_payload(decode=True) == copy.get_payload(decode=True)
    assert all(len(line) <= 76 for line in inline.get_payload().splitlines())
    assert mail["Auto-Submitted"] is None  # an answer is wanted
    assert mail["X-Auto-Response-Suppress"] is None


def test_the_calendar_part_has_none_of_the_defects_outlook_stumbles_over(
    town: Any, defects: Callable[[bytes], list[str]]
):
    mails = town.mails_at(FIRST)
    town.move(
        town.meeting(HELD), "2023-12-12 15:30", "2023-11-22 09:00", place="Rådhuset, lokale 3; bagbygningen \\ nord"
    )
    mails += town.invitations(town.mails_at("2023-11-22 09:10"))
    town.cancel(town.meeting("2023-12-12"), "2023-11-23 09:00")
    mails += town.invitations(town.mails_at("2023-11-23 09:10"))
    assert len(mails) == 6
    for mail in mails:
        (part,) = (part for part in mail.walk() if part.get_content_type() == "text/calendar")
        assert defects(part.get_payload(decode=True)) == []


def test_a_moved_meeting_is_an_update_with_the_same_uid_and_a_higher_sequence(town: Any):
    first = calendar(to(town.mails_at(FIRST), CHAIR)).events[0]
    town.move(town.meeting(HELD), "2023-12-12 15:30", "2023-11-22 09:00", place="Byrådssalen")
    mails = town.invitations(town.mails_at("2023-11-22 09:05"))
    assert len(mails) == 2
    found = calendar(to(mails, CHAIR))
    (event,) = found.events
    assert (found["method"], event["uid"]) == ("REQUEST", first["uid"])
    assert event["sequence"] > first["sequence"]
    assert event["dtstamp"].dt > first["dtstamp"].dt
    assert event.start.astimezone(UTC) == town.moment("2023-12-12 15:30")
    assert to(mails, CHAIR)["Subject"] == "Ændret: Miljø- og Teknikudvalget 12. december 2023 kl. 15.30"
    words = to(mails, CHAIR).get_body(("plain",)).get_content()
    assert "(før: mandag den 11. december 2023 kl. 15.00–17.30)" in words
    assert "Sted: Byrådssalen" in words


def test_changes_shortly_after_one_another_go_as_one_update(town: Any):
    town.mails_at(FIRST)
    town.move(town.meeting(HELD), "2023-12-12 15:00", "2023-11-22 09:00")
    assert town.invitations(town.mails_at("2023-11-22 09:01")) == []
    town.move(town.meeting("2023-12-12"), "2023-12-13 15:00", "2023-11-22 09:03")
    assert town.invitations(town.mails_at("2023-11-22 09:06")) == []
    mails = town.invitations(town.mails_at("2023-11-22 09:08"))
    assert len(mails) == 2
    assert calendar(mails[0]).events[0].start.astimezone(UTC) == town.moment("2023-12-13 15:00")
    assert {mail.last_error for mail in town.outbox(MailState.SKIPPED) if mail.kind == "invitation"} == {"replaced"}
    assert town.invitations(town.mails_at("2023-11-23 09:00")) == []


def test_a_meeting_moved_away_and_back_is_no_news(town: Any):
    town.mails_at(FIRST)
    meeting = town.meeting(HELD)
    town.move(meeting, "2023-12-12 15:00", "2023-11-22 09:00")
    town.mails_at("2023-11-22 09:01")
    town.move(meeting, "2023-12-11 15:00", "2023-11-22 09:02")
    assert town.invitations(town.mails_at("2023-11-22 09:30")) == []
    waited = [mail for mail in town.outbox(MailState.SKIPPED) if mail.kind == "invitation"]
    assert {mail.last_error for mail in waited} == {"nothing_changed"}


def test_a_cancelled_meeting_is_a_cancel_with_status_and_a_higher_sequence(town: Any):
    first = calendar(to(town.mails_at(FIRST), CHAIR)).events[0]
    town.cancel(town.meeting(HELD), "2023-11-22 09:00")
    mails = town.invitations(town.mails_at("2023-11-22 09:05"))
    assert len(mails) == 2
    mail = to(mails, CHAIR)
    found = calendar(mail)
    (event,) = found.events
    assert (found["method"], event["status"], event["uid"]) == ("CANCEL", "CANCELLED", first["uid"])
    assert event["sequence"] > first["sequence"]
    assert event["organizer"] == first["organizer"]
    assert mail["Subject"] == "Aflyst: Miljø- og Teknikudvalget 11. december 2023"
    part = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    assert part.get_param("method") == "CANCEL"
    assert mail["Auto-Submitted"] == "auto-generated"


def test_a_meeting_cancelled_before_anyone_was_told_is_not_cancelled_to_anyone(town: Any):
    raise_invitations(town.db, town.by("2023-11-21 09:01"))
    schedule_meeting(town.db, town.by("2023-11-21 09:30"), body="MTU", starts_at=town.moment("2023-12-18 15:00"))
    extra = town.meeting("2023-12-18")
    assert town.invitations(town.mails_at("2023-11-21 09:31"), extra) == []
    town.cancel(extra, "2023-11-21 09:33")
    assert town.invitations(town.mails_at("2023-11-21 12:00"), extra) == []


def test_nobody_is_written_to_about_a_meeting_that_has_begun(town: Any):
    assert town.mails_at("2023-12-11 15:00") == []
    assert town.outbox(MailState.QUEUED) == []


def test_an_invitation_still_waiting_when_the_meeting_begins_is_skipped(town: Any):
    town.deliver(FIRST, smtp_port=1)
    assert len(town.outbox(MailState.QUEUED)) == 2
    assert town.mails_at("2023-12-11 15:01") == []
    assert {mail.last_error for mail in town.outbox(MailState.SKIPPED)} == {"past"}


def test_a_body_with_a_feed_sends_no_invitations(town: Any):
    town.adopt(shipped_profile(), "2023-11-21 09:30")
    assert town.mails_at(FIRST) == []


def test_a_body_that_goes_over_to_the_feed_takes_its_invitations_back_without_calling_the_meeting_off(town: Any):
    town.mails_at(FIRST)
    town.adopt(shipped_profile(), "2023-11-21 11:00")
    mails = town.mails_at("2023-11-21 12:00")
    assert len(mails) == 2
    found = calendar(mails[0])
    (event,) = found.events
    assert found["method"] == "CANCEL"
    assert "status" not in event
    assert not str(event["summary"]).startswith("AFLYST")
    assert mails[0]["Subject"].startswith("Du er ikke længere indkaldt: ")
    assert "Mødet holdes stadig." in mails[0].get_body(("plain",)).get_content()
    assert town.mails_at("2023-11-21 13:00") == []


def test_one_who_is_away_that_day_is_taken_off_and_the_stand_in_is_called(town: Any):
    town.mails_at(FIRST)
    record_absence(
        town.db,
        town.by("2023-11-23 09:00"),
        person="carl.rugaard",
        from_on=date(2023, 12, 9),
        to_on=date(2023, 12, 16),
    )
    mails = town.invitations(town.mails_at("2023-11-23 09:10"))
    assert {calendar(mail)["method"] for mail in mails} == {"CANCEL", "REQUEST"}
    assert calendar(to(mails, CHAIR))["method"] == "CANCEL"
    (stand_in,) = (mail for mail in mails if calendar(mail)["method"] == "REQUEST")
    assert "stedfortræder for Carl Rugaard" in stand_in.get_body(("plain",)).get_content()


def test_the_secretariats_own_mailbox_is_never_invited_by_itself(town: Any):
    town.adopt(town_profile().replace("moeder@norddjurs.example", CHAIR), "2023-11-21 09:30")
    assert CHAIR not in addresses(town.mails_at(FIRST))


def test_a_closed_case_is_not_in_an_invitation_and_an_open_one_is_when_the_agenda_is_out(town: Any):
    for number, title, is_open in (("23/1", "Cykelsti ved havnen", True), ("23/2", "Køb af Tangsø", False)):
        open_case(
            town.db,
            town.by("2023-11-21 09:10"),
            number=number,
            title=title,
            is_open=is_open,
            route=["MTU"],
            stages={"MTU": date(2023, 12, 11)},
            owner_post="hr-chef",
            recommendation="Det indstilles, at sagen godkendes.",
        )
    before = to(town.invitations(town.mails_at(FIRST)), CHAIR)
    assert "Cykelsti" not in before.get_body(("plain",)).get_content()
    sweep = importlib.import_module("flows.sweep").sweep
    for day in ("2023-11-21 10:30", "2023-12-07 09:00"):
        sweep(town.db, town.moment(day))
    town.move(town.meeting(HELD), "2023-12-11 16:00", "2023-12-07 10:00")
    mail = to(town.invitations(town.mails_at("2023-12-07 10:10")), CHAIR)
    said = mail.get_body(("plain",)).get_content() + str(calendar(mail).events[0]["description"])
    assert said.count("Cykelsti ved havnen") == 2
    for part in mail.walk():
        if not part.is_multipart():
            assert "Tangsø" not in part.get_payload(decode=True).decode()
            assert "23/2" not in part.get_payload(decode=True).decode()


def test_a_connection_lost_after_data_sends_the_same_invitation_again(town: Any):
    town.post.office.hang_ups_after_data = 1
    town.deliver(FIRST)
    town.deliver("2023-11-21 10:02")
    ids = town.post.office.message_ids
    assert len(ids) == 3
    assert len(set(ids)) == 2
    same = [mail for mail in town.taken if ids.count(mail["Message-ID"]) == 2]
    assert calendar(same[0]).to_ical() == calendar(same[1]).to_ical()


def test_a_sender_killed_after_it_claimed_loses_nothing_and_a_later_cancel_still_comes(town: Any):
    raise_invitations(town.db, town.by("2023-11-21 09:01"))
    claimed = claim_mail(town.db, now=town.moment("2023-11-21 09:10"))
    assert len(claimed) == 2  # and here the sender dies, perhaps after the server's 250
    town.cancel(town.meeting(HELD), "2023-11-21 09:11")
    mails = town.invitations(town.mails_at("2023-11-21 09:30"))
    assert {calendar(mail)["method"] for mail in mails} == {"CANCEL"}
    assert len(mails) == 2


def test_a_busy_server_costs_a_wait_and_a_change_meanwhile_goes_as_the_newer_request(town: Any):
    town.post.office.replies = ["451 4.3.0 Try later", "451 4.3.0 Try later"]
    assert town.mails_at(FIRST) == []
    town.move(town.meeting(HELD), "2023-12-12 15:00", "2023-11-21 10:00")
    mails = town.invitations(town.mails_at("2023-11-21 10:10"))
    assert {calendar(mail).events[0].start.astimezone(UTC) for mail in mails} == {town.moment("2023-12-12 15:00")}
    assert len(mails) == 2


def test_an_address_nobody_has_is_tried_once_a_change_and_never_cancelled(town: Any):
    town.post.office.refused = {CHAIR: "550 5.1.1 Ukendt modtager"}
    assert len(town.mails_at(FIRST)) == 1
    assert len(town.mails_at("2023-11-21 12:00")) == 0
    assert len(town.outbox(MailState.DEAD)) == 1
    town.cancel(town.meeting(HELD), "2023-11-22 09:00")
    assert CHAIR not in addresses(town.invitations(town.mails_at("2023-11-22 09:10")))


def test_times_can_go_as_utc_for_an_outlook_that_shifts_them(town: Any):
    (part, *_) = (
        part
        for part in town.mails_at(FIRST, itip_times=ItipTimes.UTC)[0].walk()
        if part.get_content_type() == "text/calendar"
    )
    assert b"DTSTART:20231211T140000Z\r\n" in part.get_payload(decode=True)
    assert b"VTIMEZONE" not in part.get_payload(decode=True)


def test_an_invitation_is_seen_before_it_goes_and_nothing_is_sent(town: Any):
    raise_invitations(town.db, town.by("2023-11-21 09:01"))
    with town.db.read() as session:
        mails = session.exec(select(Mail.id)).all()
    letters = [letter_shown(town.db, mail, town.moment(FIRST), town.post.settings) for mail in mails]
    subject = "Møde: Miljø- og Teknikudvalget 11. december 2023 kl. 15.00"
    assert {letter.subject if letter else None for letter in letters} == {subject}
    assert town.taken == []


def test_the_pass_says_again_what_it_said_on_both_databases(
    norddjurs: Database, at: Callable[..., datetime], by: Any
):
    town_of = importlib.import_module("domain.casework.house.municipality")
    town_of.adopt_profile(norddjurs, by(at("2023-11-21 09:00")), name="norddjurs.toml", text=town_profile())
    first = raise_invitations(norddjurs, by(at("2023-11-21 09:01")))
    assert (first.facts["request"], first.facts["meetings"]) == (2, 1)
    assert raise_invitations(norddjurs, by(at("2023-11-21 09:02"))).repeated
    with norddjurs.read() as session:
        notices = session.exec(select(Notice).where(Notice.kind == NoticeKind.INVITATION)).all()
    assert len(notices) == 2


@pytest.mark.parametrize("wait", [timedelta(), timedelta(minutes=4)])
def test_the_bell_knows_when_an_invitation_has_settled(town: Any, wait: timedelta):
    start = town.moment("2023-11-22 09:00")
    town.mails_at(FIRST)
    town.move(town.meeting(HELD), "2023-12-12 15:00", "2023-11-22 09:00")
    raise_invitations(town.db, type(town.by("2023-11-22 09:00"))("x", start + wait))
    waiting = [mail for mail in town.outbox(MailState.QUEUED) if mail.kind == "invitation"]
    assert {mail.next_try_at for mail in waiting} == {start + timedelta(minutes=5)}


def test_a_renamed_body_updates_each_invitation_to_a_meeting_ahead_once(town: Any):
    first = calendar(to(town.mails_at(FIRST), CHAIR)).events[0]
    renamed = town_profile().replace('name = "Miljø- og Teknikudvalget"', 'name = "Klima- og Teknikudvalget"', 1)
    town.adopt(renamed, "2023-11-21 14:00")
    mail = to(town.mails_at("2023-11-21 15:00"), CHAIR)
    found = calendar(mail)
    (event,) = found.events
    assert (found["method"], str(event["summary"])) == ("REQUEST", "Klima- og Teknikudvalget")
    assert (event["uid"], event.start) == (first["uid"], first.start)
    assert event["sequence"] == first["sequence"] + 1
    words = " ".join(mail.get_body(("plain",)).get_content().split())
    assert "Klima- og Teknikudvalget" in words
    assert "Miljø- og Teknikudvalget" in words  # what it was
    assert town.mails_at("2023-11-21 16:00") == []


def test_a_name_that_is_changed_back_before_anybody_was_told_is_no_mail(town: Any):
    town.mails_at(FIRST)
    renamed = town_profile().replace('name = "Miljø- og Teknikudvalget"', 'name = "Klimaudvalget"', 1)
    town.adopt(renamed, "2023-11-21 14:00")
    raise_invitations(town.db, town.by("2023-11-21 14:01"))
    town.adopt(town_profile(), "2023-11-21 14:02")
    assert town.mails_at("2023-11-21 15:00") == []
