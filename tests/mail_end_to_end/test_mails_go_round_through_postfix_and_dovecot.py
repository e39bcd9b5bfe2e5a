"""Invitations, reminders, bounces and answers through servers no one here wrote (issue 3, "how it is proved")."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr
from pathlib import Path
from typing import Any

import pytest

from desk.cli import run
from desk.workplace import Workplace
from domain.casework.case.opening import open_case
from domain.casework.mail.outbox import list_dead
from domain.casework.outlook.replies import attendance_of, failing_people
from domain.model import Answer, MailState
from flows.mailbox import fetch
from flows.sweep import sweep

pytestmark = pytest.mark.slow

CHAIR, SECRETARY = "carl.rugaard@norddjurs.example", "oda.enslev@norddjurs.example"
OWNER, SHARED = "hanne.fjellerby@norddjurs.example", "moeder@norddjurs.example"
HELD = "2023-12-11"
FIRST = "2023-11-21 10:00"


def nested(text: str) -> Any:
    """A BODYSTRUCTURE as lists in lists."""
    stack: list[list[Any]] = [[]]
    for mark in re.findall(r'[()]|"[^"]*"|[^\s()]+', text[text.index("BODYSTRUCTURE") + len("BODYSTRUCTURE") :]):
        if mark == "(":
            stack.append([])
        elif mark == ")" and len(stack) > 1:
            done = stack.pop()
            stack[-1].append(done)
        else:
            stack[-1].append(mark.strip('"').lower())
    return stack[0][0]


def tree(part: list[Any]) -> Any:
    """Its types: a leaf as "type/subtype", a multipart as {subtype: [its parts]}."""
    if isinstance(part[0], str):
        return f"{part[0]}/{part[1]}"
    parts = [one for one in part if is_part(one)]
    return {next(one for one in part if isinstance(one, str)): [tree(one) for one in parts]}


def is_part(one: Any) -> bool:
    """Whether it is a part of a mail, and not the parameters of one."""
    return isinstance(one, list) and (isinstance(one[0], list) or one[0] in {"text", "application", "message"})


def leaves(part: list[Any]) -> Iterator[list[Any]]:
    if isinstance(part[0], str):
        yield part
        return
    for one in part:
        if is_part(one):
            yield from leaves(one)


def calendar_parts(mail: EmailMessage) -> list[EmailMessage]:
    return [part for part in mail.walk() if part.get_content_type() in {"text/calendar", "application/ics"}]


def handed_over(town: Any, address: str) -> list[EmailMessage]:
    """The mails that left for that address, as they were handed to Postfix."""
    mails = [message_from_bytes(data, policy=default) for data in town.post.handed_over]
    return [mail for mail in mails if parseaddr(mail["To"])[1] == address]


def change_twice(town: Any) -> None:
    """Call the committee, move the meeting, cancel it."""
    assert town.deliver(FIRST).sent == 2
    town.move(town.meeting(HELD), "2023-12-12 15:30", "2023-11-22 09:00", place="Rådhuset, lokale 3; æøå")
    assert town.deliver("2023-11-22 09:10").is_clean
    town.cancel(town.meeting("2023-12-12"), "2023-11-23 09:00")
    assert town.deliver("2023-11-23 09:10").is_clean


def test_a_call_its_update_and_its_cancellation_arrive_whole_and_in_the_structure_of_invitations(town: Any) -> None:
    change_twice(town)
    sent = handed_over(town, SECRETARY)
    arrived = town.post.arrived(SECRETARY, len(sent))
    by_id = {mail["Message-ID"]: mail for mail in sent}
    methods = []
    for number, mail in enumerate(arrived, start=1):
        if not calendar_parts(mail):
            continue  # the notice that the meeting is moved or cancelled
        structure = nested(town.post.structure(SECRETARY, number))
        assert tree(structure) == {
            "mixed": [{"alternative": ["text/plain", "text/html", "text/calendar"]}, "application/ics"]
        }
        (calendar,) = (leaf for leaf in leaves(structure) if leaf[1] == "calendar")
        said = dict(zip(calendar[2][::2], calendar[2][1::2], strict=True))
        assert said.keys() == {"charset", "method"}
        assert (said["charset"], calendar[5]) == ("utf-8", "base64")
        inline, copy = (part.get_payload(decode=True) for part in calendar_parts(mail))
        before, _ = (part.get_payload(decode=True) for part in calendar_parts(by_id[mail["Message-ID"]]))
        assert inline == copy == before
        assert f"METHOD:{said['method'].upper()}\r\n".encode() in inline
        methods.append(said["method"])
    assert sorted(methods) == ["cancel", "request", "request"]


def test_a_reminder_arrives_with_both_its_texts_as_they_were_written(town: Any) -> None:
    by = town.by("2023-11-21 09:30")
    open_case(
        town.db,
        by,
        number="23/51001",
        title="Støj fra ældre vejbelægninger",
        route=["MTU"],
        stages={"MTU": date(2023, 12, 11)},
        owner_post="hr-chef",
    )
    for at in ("2023-11-22 08:00", "2023-11-24 08:00"):
        sweep(town.db, town.moment(at))
        assert town.deliver(at).is_clean
    written = handed_over(town, OWNER)[-1]
    assert written["Subject"] == "Frist om tre dage: sag 23/51001 til Miljø- og Teknikudvalget 11. december 2023"
    arrived = town.post.arrived(OWNER, len(handed_over(town, OWNER)))
    (mail,) = (one for one in arrived if one["Message-ID"] == written["Message-ID"])
    assert mail["Subject"] == written["Subject"]
    assert mail["Auto-Submitted"] == "auto-generated"
    for kind in ("plain", "html"):
        text = mail.get_body((kind,)).get_content()
        assert text == written.get_body((kind,)).get_content()
        assert "23/51001" in text


def test_a_real_bounce_marks_the_address_and_nothing_more_goes_there(town: Any, invited_by_mail: str) -> None:
    unknown = "findes.ikke@norddjurs.example"
    town.adopt(invited_by_mail.replace(CHAIR, unknown), "2023-11-21 09:30")
    assert town.deliver(FIRST).sent == 2
    (report,) = town.post.arrived(SHARED, 1)
    assert report.get_content_type() == "multipart/report"
    now = town.moment("2023-11-21 11:00")
    taken = fetch(town.db, now, town.post.settings, actor="sagsgang")
    assert (taken.bounces, taken.replies, taken.other) == (1, 0, 0)
    with town.db.read() as session:
        ((mail, person),) = list_dead(session)
        failing = failing_people(session)["carl.rugaard"]
    assert (person.email, failing.status) == (unknown, "5.1.1")
    assert mail.last_error.startswith("5.1.1")
    town.move(town.meeting(HELD), "2023-12-12 15:00", "2023-11-22 11:00")
    town.deliver("2023-11-22 12:00")
    assert len(handed_over(town, unknown)) == 1
    assert "address_failing" in {mail.last_error for mail in town.outbox(MailState.SKIPPED)}


def test_an_answer_by_mail_is_fetched_and_shown_on_the_meeting(
    town: Any, reply: Callable[..., bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert town.deliver(FIRST).sent == 2
    for address, said in ((CHAIR, "TENTATIVE"), (SECRETARY, "ACCEPTED")):
        (invitation,) = town.post.arrived(address, 1)
        town.post.send(reply(invitation, said), address, SHARED)
    assert len(town.post.arrived(SHARED, 2)) == 2
    now = town.moment("2023-11-22 10:00")
    taken = fetch(town.db, now, town.post.settings, actor="sagsgang")
    assert (taken.replies, taken.bounces, taken.other) == (2, 0, 0)
    assert fetch(town.db, now, town.post.settings, actor="sagsgang").known == 2
    meeting = town.meeting(HELD)
    with town.db.read() as session:
        answers = {one.person.email: one.answer for one in attendance_of(session, [meeting])[meeting]}
    assert answers == {CHAIR: Answer.TENTATIVE, SECRETARY: Answer.ACCEPTED}
    place = Workplace(tmp_path, str(town.db.engine.url), clock=lambda: now)
    capsys.readouterr()
    assert run(["meetings", "show", "--body", "MTU", "--meeting", HELD], place) == 0
    shown = capsys.readouterr().out
    for name, said in (("Carl Rugaard", "måske"), ("Oda Enslev", "kommer")):
        assert re.search(f"{name}.*{said}", shown), shown
