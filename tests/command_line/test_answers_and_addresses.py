"""``sagsgang mailbox`` and ``meetings show``: who comes, and whose address does not work, at the keyboard."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import select

from domain.casework.house.municipality import adopt_profile
from domain.casework.mail.outbox import claim_mail, mark_sent
from domain.casework.outlook.invitations import raise_invitations
from domain.casework.verb import By
from domain.model import Mail, Meeting
from domain.profile import shipped_profile
from domain.store.database import Database, sqlite_url

AT = datetime(2023, 1, 3, 9, tzinfo=ZoneInfo("Europe/Copenhagen"))
REPLY = """\
From: carl.rugaard@norddjurs.example
Message-ID: <svar@norddjurs.example>
Content-Type: text/calendar; method=REPLY

BEGIN:VCALENDAR
METHOD:REPLY
VERSION:2.0
BEGIN:VEVENT
UID:{uid}@sagsgang
DTSTAMP:20230103T070000Z
ATTENDEE;PARTSTAT=DECLINED:mailto:carl.rugaard@norddjurs.example
COMMENT:På ferie
SEQUENCE:0
END:VEVENT
END:VCALENDAR
"""
BOUNCE = """\
From: MAILER-DAEMON@mx.example
Message-ID: <retur@mx.example>
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; oda.enslev@norddjurs.example
Action: failed
Status: 5.1.1

--B
Content-Type: text/rfc822-headers

Message-ID: {original}

--B--
"""


def invite(terminal: Any) -> tuple[str, str]:
    """The committee's meetings of 2023 called by mail; the id of the first, and of the mail to its secretary."""
    terminal.ok("meetings", "import", terminal.samples.parent / "moedeplan-2023.csv")
    db = Database(sqlite_url(terminal.place.data / "sagsgang.db"))
    name = 'name = "Miljø- og Teknikudvalget"'
    text = shipped_profile().replace(name, f'{name}\ninvitations = "mail"')
    adopt_profile(db, By("test", AT), name="norddjurs.toml", text=text)
    raise_invitations(db, By("test", AT))
    with db.read() as session:
        first = select(Meeting.id).where(Meeting.body_key == "MTU").order_by(Meeting.starts_at).limit(1)
        meeting = session.exec(first).one()
    for claimed in claim_mail(db, now=AT.replace(hour=10)):
        mark_sent(db, By("test", AT), mail_id=claimed.mail.id, subject="Møde")
    with db.read() as session:
        about = select(Mail.message_id).where(Mail.key.contains(f"{meeting}|oda.enslev"))  # type: ignore[attr-defined]  # a column
        original = session.exec(about).one()
    db.close()
    terminal.set_clock(AT.replace(hour=11))
    return meeting, original


def test_answers_are_read_from_a_folder_and_shown_on_the_meeting(terminal: Any, tmp_path: Path):
    meeting, _ = invite(terminal)
    (tmp_path / "svar.eml").write_text(REPLY.format(uid=meeting), "utf-8")
    said = terminal.ok("mailbox", "read", tmp_path, "--json").json
    assert said == {"replies": 1, "bounces": 0, "other": 0, "known": 0}
    assert "Læst før: 1" in terminal.ok("mailbox", "read", tmp_path / "svar.eml").out
    shown = terminal.ok("meetings", "show", "--body", "MTU", "--meeting", "2023-01-23", "--json").json
    assert [(one["person"], one["answer"], one["comment"]) for one in shown["called"]] == [
        ("carl.rugaard", "declined", "På ferie"),
        ("oda.enslev", None, ""),
    ]
    page = terminal.ok("meetings", "show", "--body", "MTU", "--meeting", "2023-01-23").out
    assert "kommer ikke" in page
    assert "ikke svaret" in page
    (listed, *_) = terminal.ok("meetings", "list", "--body", "MTU", "--json").json
    assert listed["answers"] == {"called": 2, "accepted": 0, "declined": 1, "tentative": 0}


def test_an_address_that_bounced_is_shown_until_somebody_clears_it(terminal: Any, tmp_path: Path):
    _, original = invite(terminal)
    (tmp_path / "retur.eml").write_text(BOUNCE.format(original=original), "utf-8")
    assert terminal.ok("mailbox", "read", tmp_path / "retur.eml", "--json").json["bounces"] == 1
    assert terminal.ok("mailbox", "failing", "--json").json[0]["person"] == "oda.enslev"
    assert "oda.enslev" in terminal.ok("mailbox", "failing").out
    assert [row["person"] for row in terminal.ok("reminders", "stuck", "--json").json] == ["oda.enslev"]
    checks = {row["check"]: row["ok"] for row in terminal("doctor", "--json").json}
    assert checks["addresses"] is False
    assert "går igen til oda.enslev" in terminal.ok("mailbox", "clear", "oda.enslev").out
    assert "som før" in terminal.ok("mailbox", "clear", "oda.enslev").out
    assert terminal.ok("mailbox", "failing").out.strip() == "Alle mailadresser virker, så vidt vi ved."


def test_a_meeting_nobody_was_called_to_by_mail_says_so(terminal: Any):
    terminal.ok("meetings", "import", terminal.samples.parent / "moedeplan-2023.csv")
    page = terminal.ok("meetings", "show", "--body", "KB", "--meeting", "2023-05-23").out
    assert "Ingen er kaldt sammen med mail til dette møde." in page


def test_a_missing_file_and_a_missing_mailbox_are_said_in_danish(terminal: Any, monkeypatch: Any):
    missing = terminal("mailbox", "read", "findes-ikke.eml")
    assert (missing.code, "findes-ikke.eml" in missing.err) == (1, True)
    monkeypatch.delenv("SAGSGANG_IMAP_HOST", raising=False)
    unset = terminal("mailbox", "fetch")
    assert (unset.code, "SAGSGANG_IMAP_HOST" in unset.err) == (1, True)
    monkeypatch.setenv("SAGSGANG_IMAP_HOST", "127.0.0.1")
    monkeypatch.setenv("SAGSGANG_IMAP_PORT", "1")
    away = terminal("mailbox", "fetch")
    assert (away.code, "127.0.0.1" in away.err) == (1, True)
    assert terminal("mailbox", "clear", "ingen.saadan").code == 1


def test_the_log_of_a_day_says_what_went_and_why(terminal: Any):
    assert "skete der intet" in terminal.ok("reminders", "log", "--on", "2023-01-02").out
    invite(terminal)
    rows = terminal.ok("reminders", "log", "--on", "2023-01-03", "--json").json
    assert {(row["outcome"], row["mail"], row["reason"]) for row in rows} == {("sent", "invitation", None)}
    assert {because for row in rows for because in row["because"]} == {
        "formand for Miljø- og Teknikudvalget",
        "sekretær for Miljø- og Teknikudvalget",
    }
    page = terminal.ok("reminders", "log", "--on", "2023-01-03").out
    assert "mail sendt" in page
