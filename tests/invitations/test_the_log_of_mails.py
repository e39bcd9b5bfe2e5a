"""Every mail of a day is in the log with its reason, and so is every mail that was not sent."""

from __future__ import annotations

from datetime import date
from typing import Any

from domain.casework.mail.sent_log import LoggedMail, sent_log
from domain.model import MailKind, NoticeKind

CHAIR = "carl.rugaard@norddjurs.example"


def logged(town: Any, day: date) -> list[LoggedMail]:
    with town.db.read() as session:
        return sent_log(session, on=day)


def test_a_sent_mail_is_logged_with_why_its_reader_got_it(town: Any):
    town.mails_at("2023-11-21 10:00")
    assert logged(town, date(2023, 11, 20)) == []
    first, second = sorted(logged(town, date(2023, 11, 21)), key=lambda row: row.name)
    assert (first.email, first.outcome, first.mail) == (CHAIR, "mail_sent", MailKind.INVITATION)
    assert (first.kinds, first.because) == ((NoticeKind.INVITATION,), ("formand for Miljø- og Teknikudvalget",))
    assert first.subject == "Møde: Miljø- og Teknikudvalget 11. december 2023 kl. 15.00"
    assert (first.reason, second.because) == ("", ("sekretær for Miljø- og Teknikudvalget",))


def test_a_mail_that_came_to_nothing_is_logged_with_the_reason(town: Any):
    town.mails_at("2023-11-21 10:00")
    town.move(town.meeting("2023-12-11"), "2023-12-12 15:00", "2023-11-22 09:00")
    town.mails_at("2023-11-22 09:01")
    town.move(town.meeting("2023-12-12"), "2023-12-13 15:00", "2023-11-22 09:03")
    town.mails_at("2023-11-22 09:04")
    skipped = [row for row in logged(town, date(2023, 11, 22)) if row.outcome == "mail_skipped"]
    invitations = [row for row in skipped if row.mail is MailKind.INVITATION]
    assert {(row.email, row.reason, row.subject) for row in invitations} == {
        (CHAIR, "replaced", ""),
        ("oda.enslev@norddjurs.example", "replaced", ""),
    }


def test_a_refusal_is_logged_in_the_servers_own_words_and_what_followed_from_it_too(town: Any):
    town.post.office.refused = {CHAIR: "550 5.1.1 Ukendt modtager"}
    town.mails_at("2023-11-21 10:00")
    (dead,) = (row for row in logged(town, date(2023, 11, 21)) if row.outcome == "mail_dead")
    assert (dead.email, dead.reason) == (CHAIR, "550 5.1.1 Ukendt modtager")
    town.move(town.meeting("2023-12-11"), "2023-12-12 15:00", "2023-11-22 09:00")
    town.mails_at("2023-11-22 10:00")
    stopped = [row.reason for row in logged(town, date(2023, 11, 22)) if row.email == CHAIR]
    assert stopped == ["address_failing"]


def test_the_day_is_a_danish_day(town: Any):
    town.mails_at("2023-11-22 00:30")  # 23:30 UTC the day before
    assert len(logged(town, date(2023, 11, 22))) == 2
    assert logged(town, date(2023, 11, 21)) == []
