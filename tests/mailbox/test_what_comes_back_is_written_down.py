"""Answers and bounces: read once, believed only about mails we sent, and put where somebody sees them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from domain.casework.mail.outbox import list_dead
from domain.casework.outlook.replies import attendance_of, clear_failing_address, failing_people
from domain.casework.verb import By
from domain.model import Answer, Entry, IncomingMail, Mail, MailState, Notice, NoticeKind, Person
from flows.mailbox import Bounce, Other, Reply, TakenIn, fetch, read_files, take_in, understand
from flows.settings import Settings

CHAIR, SECRETARY = "carl.rugaard@norddjurs.example", "oda.enslev@norddjurs.example"
HELD = "2023-12-11"
NOW = "2023-11-22 10:00"


@pytest.fixture
def invited(town: Any) -> dict[str, EmailMessage]:
    """The first invitations, by address."""
    return {parseaddr(mail["To"])[1]: mail for mail in town.mails_at("2023-11-21 10:00")}


def take(town: Any, *mails: bytes, at: str = NOW) -> TakenIn:
    return take_in(town.db, town.moment(at), mails, actor="sagsgang")


def answers(town: Any) -> dict[str, tuple[Answer | None, bool]]:
    meeting = town.meeting(HELD)
    with town.db.read() as session:
        called = attendance_of(session, [meeting]).get(meeting, [])
    return {one.person.email: (one.answer, one.is_outdated) for one in called}


def declined_notices(town: Any) -> list[Notice]:
    with town.db.read() as session:
        return list(session.exec(select(Notice).where(Notice.kind == NoticeKind.DECLINED)))


@pytest.mark.parametrize("said", ["ACCEPTED", "DECLINED", "TENTATIVE"])
def test_an_answer_stands_on_the_meeting_by_its_person(
    town: Any, invited: dict[str, EmailMessage], reply: Callable[..., bytes], said: str
):
    taken = take(town, reply(invited[SECRETARY], said, comment="Kommer lidt senere"))
    assert (taken.replies, taken.other) == (1, 0)
    assert answers(town) == {SECRETARY: (Answer(said.lower()), False), CHAIR: (None, False)}


def test_a_mail_is_read_once_however_often_it_is_dropped(
    town: Any, invited: dict[str, EmailMessage], reply: Callable[..., bytes]
):
    mail = reply(invited[CHAIR], "DECLINED")
    assert take(town, mail, mail).known == 1
    assert take(town, mail).known == 1
    assert len(declined_notices(town)) == 1


def test_the_newest_answer_holds_and_an_older_one_changes_nothing(
    town: Any, invited: dict[str, EmailMessage], reply: Callable[..., bytes]
):
    take(town, reply(invited[CHAIR], "ACCEPTED", at="20231122T090000Z"))
    take(town, reply(invited[CHAIR], "TENTATIVE", at="20231122T080000Z"))
    assert answers(town)[CHAIR] == (Answer.ACCEPTED, False)
    take(town, reply(invited[CHAIR], "DECLINED", at="20231122T085959Z", id="<late@x>"))
    assert answers(town)[CHAIR] == (Answer.ACCEPTED, False)


def test_an_answer_from_the_future_does_not_stand_in_the_way_of_the_next(
    town: Any, invited: dict[str, EmailMessage], reply: Callable[..., bytes]
):
    take(town, reply(invited[CHAIR], "ACCEPTED", at="20991231T000000Z", sequence=2_000_000_000))
    take(town, reply(invited[CHAIR], "DECLINED", at="20231123T080000Z"), at="2023-11-23 09:30")
    assert answers(town)[CHAIR] == (Answer.DECLINED, False)


def test_an_answer_given_before_the_meeting_was_moved_is_marked(
    town: Any, invited: dict[str, EmailMessage], reply: Callable[..., bytes]
):
    take(town, reply(invited[CHAIR], "ACCEPTED"))
    meeting = town.meeting(HELD)
    town.move(meeting, "2023-12-12 15:00", "2023-11-22 11:00")
    town.mails_at("2023-11-22 12:00")
    with town.db.read() as session:
        (chair,) = (one for one in attendance_of(session, [meeting])[meeting] if one.person.email == CHAIR)
    assert (chair.answer, chair.is_outdated) == (Answer.ACCEPTED, True)


def test_a_chair_who_declines_is_told_to_the_secretary_in_one_mail(
    town: Any, invited: dict[str, EmailMessage], reply: Callable[..., bytes]
):
    take(town, reply(invited[CHAIR], "DECLINED"))
    take(town, reply(invited[CHAIR], "DECLINED", at="20231122T083000Z"))
    (mail,) = town.mails_at("2023-11-22 10:01")
    assert parseaddr(mail["To"])[1] == SECRETARY
    assert mail["Subject"] == "Afbud fra formanden: Miljø- og Teknikudvalget 11. december 2023"
    assert "Aftal, hvem der leder mødet." in mail.get_body(("plain",)).get_content()


def test_another_who_declines_is_no_mail(town: Any, invited: dict[str, EmailMessage], reply: Callable[..., bytes]):
    take(town, reply(invited[SECRETARY], "DECLINED"))
    assert declined_notices(town) == []


@pytest.mark.parametrize(
    "changed", [{"address": "fremmed@ond.example"}, {"uid": "findes-ikke@sagsgang"}, {"uid": "m1@google.com"}]
)
def test_an_answer_nobody_was_asked_for_is_left_alone(
    town: Any, invited: dict[str, EmailMessage], reply: Callable[..., bytes], changed: dict[str, str]
):
    taken = take(town, reply(invited[CHAIR], "DECLINED", **changed))
    assert (taken.replies, taken.other) == (0, 1)
    assert answers(town)[CHAIR] == (None, False)
    assert declined_notices(town) == []


def test_a_bounce_gives_the_mail_up_and_nothing_more_goes_to_the_address_until_it_is_cleared(
    town: Any, invited: dict[str, EmailMessage], bounce: Callable[..., bytes]
):
    assert take(town, bounce(invited[CHAIR])).bounces == 1
    with town.db.read() as session:
        ((mail, person),) = list_dead(session)
        failing = failing_people(session)
    assert person.email == CHAIR
    assert mail.last_error.startswith("5.1.1 smtp; 550")
    assert failing["carl.rugaard"].since == town.moment(NOW)
    town.move(town.meeting(HELD), "2023-12-12 15:00", "2023-11-22 11:00")
    told = {parseaddr(mail["To"])[1] for mail in town.mails_at("2023-11-22 12:00")}
    assert SECRETARY in told
    assert CHAIR not in told
    assert "address_failing" in {mail.last_error for mail in town.outbox(MailState.SKIPPED)}
    clear_failing_address(town.db, By("lone.vejlby", town.moment("2023-11-22 13:00")), person="carl.rugaard")
    (mail,) = town.mails_at("2023-11-22 13:30")
    assert parseaddr(mail["To"])[1] == CHAIR


def test_a_new_address_in_the_profile_is_no_longer_failing(
    town: Any, invited: dict[str, EmailMessage], bounce: Callable[..., bytes]
):
    take(town, bounce(invited[CHAIR]))
    with town.db.write() as session:
        session.get_one(Person, "carl.rugaard").email = "carl@norddjurs.example"
    with town.db.read() as session:
        assert failing_people(session) == {}


@pytest.mark.parametrize("status", ["5.2.2", "5.7.1", "5.3.4"])
def test_a_full_mailbox_or_a_refused_text_says_nothing_against_the_address(
    town: Any, invited: dict[str, EmailMessage], bounce: Callable[..., bytes], status: str
):
    take(town, bounce(invited[CHAIR], status=status))
    with town.db.read() as session:
        assert len(list_dead(session)) == 1
        assert failing_people(session) == {}


def test_a_delay_is_no_bounce(town: Any, invited: dict[str, EmailMessage], bounce: Callable[..., bytes]):
    assert take(town, bounce(invited[CHAIR], action="delayed", status="4.4.1")).other == 1
    with town.db.read() as session:
        assert list_dead(session) == []


@pytest.mark.parametrize("lie", [{"original": "<gaet@norddjurs.example>"}, {"address": SECRETARY}])
def test_a_bounce_of_a_mail_we_did_not_send_there_is_not_believed(
    town: Any, invited: dict[str, EmailMessage], bounce: Callable[..., bytes], lie: dict[str, str]
):
    assert take(town, bounce(invited[CHAIR], **lie)).other == 1
    with town.db.read() as session:
        assert failing_people(session) == {}


def test_a_server_that_knows_no_such_recipient_marks_the_address_at_once(town: Any):
    town.post.office.refused = {CHAIR: "550 5.1.1 Ukendt modtager"}
    town.mails_at("2023-11-21 10:00")
    with town.db.read() as session:
        assert failing_people(session)["carl.rugaard"].status == "5.1.1"


def test_a_server_that_dislikes_us_marks_nobody(town: Any):
    town.post.office.refused = {CHAIR: "550 5.7.1 Ikke herfra"}
    town.mails_at("2023-11-21 10:00")
    with town.db.read() as session:
        assert failing_people(session) == {}


def test_files_and_folders_are_read_in_order(
    town: Any,
    invited: dict[str, EmailMessage],
    reply: Callable[..., bytes],
    bounce: Callable[..., bytes],
    tmp_path: Path,
):
    folder = tmp_path / "svar"
    folder.mkdir()
    (folder / "a.eml").write_bytes(reply(invited[SECRETARY], "ACCEPTED"))
    (folder / "noter.txt").write_text("ikke en mail")
    (tmp_path / "b.eml").write_bytes(bounce(invited[CHAIR]))
    taken = take(town, *read_files([folder, tmp_path / "b.eml"]))
    assert (taken.replies, taken.bounces, taken.other) == (1, 1, 0)


def test_the_mailbox_is_read_over_imap_once_and_left_as_it_is(
    town: Any, invited: dict[str, EmailMessage], reply: Callable[..., bytes], bounce: Callable[..., bytes], imap: Any
):
    now = town.moment(NOW)
    imap.deliver(reply(invited[SECRETARY], "ACCEPTED"), now)
    imap.deliver(bounce(invited[CHAIR]), now)
    imap.deliver(b"From: borger@example.dk\r\nSubject: Hej\r\nMessage-ID: <hej@example.dk>\r\n\r\nHej\r\n", now)
    before = imap.flags()
    first = fetch(town.db, now, imap.settings, actor="sagsgang")
    assert (first.replies, first.bounces, first.other, first.known) == (1, 1, 1, 0)
    second = fetch(town.db, now, imap.settings, actor="sagsgang")
    assert (second.replies, second.bounces, second.other, second.known) == (0, 0, 0, 3)
    assert [b"\\Seen" in line for line in imap.flags()] == [b"\\Seen" in line for line in before]
    assert answers(town)[SECRETARY] == (Answer.ACCEPTED, False)


def test_the_outbox_reads_the_mailbox_first_and_sends_on_when_it_is_away(town: Any, imap: Any):
    where = {name: getattr(imap.settings, name) for name in ("imap_host", "imap_port", "imap_tls", "imap_user")}
    away = {**where, "imap_port": 1}
    assert town.deliver("2023-11-21 10:00", **away).sent == 2
    here = {**where, "imap_password_file": imap.settings.imap_password_file}
    imap.deliver(b"From: a@example.dk\r\nMessage-ID: <1@example.dk>\r\n\r\nHej\r\n", town.moment(NOW))
    town.deliver(NOW, **here)
    with town.db.read() as session:
        assert len(session.exec(select(IncomingMail)).all()) == 1


def test_nothing_of_a_strangers_mail_is_kept(town: Any):
    take(town, b"From: borger@example.dk\r\nSubject: Hemmeligt\r\nMessage-ID: <hej@example.dk>\r\n\r\nHemmeligt\r\n")
    with town.db.read() as session:
        everything = " ".join(session.exec(select(Entry.facts)).all())
        assert "emmeligt" not in everything
        assert "borger" not in everything


def test_a_database_without_invitations_reads_on(town: Any):
    with town.db.read() as session:
        assert session.exec(select(Mail)).first() is None
    assert take(town, b"\xff\xfe not a mail").other == 1


@given(st.binary(max_size=300))
def test_no_bytes_stop_the_reading(data: bytes):
    heads = (
        b"",
        b"Content-Type: text/calendar; method=REPLY\n\n",
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\n\n--B\n',
    )
    for head in heads:
        assert isinstance(understand(head + data), Reply | Bounce | Other)


@given(
    st.lists(
        st.sampled_from(
            [
                b"BEGIN:VCALENDAR\r\n", b"METHOD:REPLY\r\n", b"BEGIN:VEVENT\r\n", b"UID:x@sagsgang\r\n",
                b"DTSTAMP:20231122T080000Z\r\n", b"DTSTAMP:i g\xc3\xa5r\r\n", b"DTSTAMP;VALUE=DATE:20231122\r\n",
                b"ATTENDEE;PARTSTAT=DECLINED:mailto:a@b.dk\r\n", b"ATTENDEE;PARTSTAT=X:mailto:a@b.dk\r\n",
                b"ATTENDEE:mailto:a@b.dk\r\n", b"SEQUENCE:1\r\n", b"SEQUENCE:et\r\n", b"SEQUENCE:-4\r\n",
                b"COMMENT:hej\r\n", b"END:VEVENT\r\n", b"END:VCALENDAR\r\n",
            ]
        ),
        max_size=14,
    )
)  # fmt: skip
def test_a_calendar_part_in_any_disorder_is_an_answer_or_is_left_alone(lines: list[bytes]):
    found = understand(b"Message-ID: <1@x>\r\nContent-Type: text/calendar; method=REPLY\r\n\r\n" + b"".join(lines))
    assert isinstance(found, Reply | Other)
    if isinstance(found, Reply):
        assert found.sequence >= 0
        assert found.answered_at.astimezone(UTC) <= datetime(2024, 1, 1, tzinfo=UTC)


def test_the_settings_name_a_password_file_and_never_show_it(tmp_path: Path):
    (tmp_path / "kode").write_text("hemmeligt\n")
    settings = Settings(imap_password_file=tmp_path / "kode")
    assert settings.imap_password.get_secret_value() == "hemmeligt"
    assert "hemmeligt" not in repr(settings)
