"""Miljø- og Teknikudvalget is called to its meetings by mail, from May 2023; and what its chair answers.

The answers are mails as a calendar program writes them, made from the invitation that lies on the post office's shelf
and read as those in a real mailbox are.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from email.message import EmailMessage
from email.utils import parseaddr

from icalendar import Calendar, Event, vCalAddress
from sqlmodel import select

from calendars.ics import meeting_uid
from desk.demo.post_office import read_mails
from desk.demo.script import Lines, Scene, at
from desk.demo.stage import Stage
from desk.show import day
from domain.casework.house.municipality import adopt_profile
from domain.model import Meeting
from domain.profile import shipped_profile
from domain.profile.edit import change_row
from domain.profile.profile import Profile
from domain.store.queries import current_profile
from flows.mailbox import read_files, take_in

MAILS = "mails"
ANSWERS = "svar"  # where the answers lie that came back
BODY, CHAIR = "MTU", "formand-mtu"
KEPT, MOVED = date(2023, 5, 22), date(2023, 6, 14)  # the second was on 12 June


def calls_on_the_shelf(stage: Stage, meeting_id: str, address: str) -> list[tuple[EmailMessage, Event]]:
    """The invitations to a meeting that lie on the shelf for that address, each with its event, as they came."""
    uid = meeting_uid(meeting_id)
    found = {  # one that came twice, because somebody was killed meanwhile, is one
        str(mail["Message-ID"]): (mail, event)
        for mail in read_mails(stage.folder / MAILS)
        if parseaddr(str(mail["To"]))[1] == address
        for event in _events(mail)
        if str(event["uid"]) == uid
    }
    return list(found.values())


def meeting_on(stage: Stage, on: date) -> str:
    """The id of the committee's meeting on a day."""
    with stage.db.read() as session:
        return session.exec(select(Meeting.id).where(Meeting.body_key == BODY, Meeting.held_on == on)).one()


def chair_of(stage: Stage) -> str:
    """The address of the committee's chair."""
    with stage.db.read() as session:
        profile = current_profile(session)
    person = next(one.person for one in profile.holdings if one.post == CHAIR)
    return next(one.email for one in profile.people if one.key == person)


def _begin_to_call(stage: Stage, who: str) -> Lines:
    number = [body.key for body in _profile(stage).bodies].index(BODY)
    text = change_row(shipped_profile(), "body", number, {"invitations": "mail"})
    adopt_profile(stage.db, stage.by(who), name="norddjurs.toml", text=text)
    return ["formand og sekretær for Miljø- og Teknikudvalget kaldes fra nu af sammen med mail"]


def _say_yes(stage: Stage, _who: str) -> Lines:
    return [
        _answer(stage, meeting_on(stage, KEPT), "ACCEPTED"),
        _answer(stage, meeting_on(stage, date(2023, 6, 12)), "ACCEPTED"),
    ]


def _say_no(stage: Stage, _who: str) -> Lines:
    return [_answer(stage, meeting_on(stage, MOVED), "DECLINED", "Jeg er til kongres den dag.")]


def _answer(stage: Stage, meeting_id: str, answer: str, comment: str = "") -> str:
    """Lay the answer in the folder of those that came, and read it."""
    address = chair_of(stage)
    mail, event = calls_on_the_shelf(stage, meeting_id, address)[-1]
    folder = stage.folder / ANSWERS
    folder.mkdir(exist_ok=True)
    file = folder / f"{stage.today} {answer.lower()} {event.start:%m-%d}.eml"
    file.write_bytes(_reply(mail, event, answer, comment, stage.now))
    take_in(stage.db, stage.now, read_files([file]), actor="sagsgang")
    said = {"ACCEPTED": "kommer", "DECLINED": "kommer ikke"}[answer]
    return f"formanden {said} til mødet den {day(event.start)}"


def _reply(mail: EmailMessage, event: Event, answer: str, comment: str, now: datetime) -> bytes:
    """The answer to an invitation, as a calendar program writes it; the same again when the scene is played again."""
    address = parseaddr(str(mail["To"]))[1]
    attendee = vCalAddress(f"mailto:{address}")
    attendee.params["PARTSTAT"] = answer
    said = Event.new(uid=str(event["uid"]), start=event.start, end=event.end, stamp=now, sequence=event.sequence)
    said.add("attendee", attendee)
    if comment:
        said.add("comment", comment)
    calendar = Calendar.new(prodid="-//Demo//Kalender//DA", version="2.0", method="REPLY", subcomponents=[said])
    reply = EmailMessage()
    reply["From"], reply["To"] = address, str(mail["Reply-To"])
    reply["Subject"] = f"{answer.capitalize()}: {mail['Subject']}"
    reply["Message-ID"] = f"<{answer.lower()}.{str(mail['Message-ID']).strip('<>')}>"
    reply.set_content("")
    reply.add_alternative(calendar.to_ical(), maintype="text", subtype="calendar", params={"method": "REPLY"})
    return reply.as_bytes()


def _events(mail: EmailMessage) -> Iterator[Event]:
    for part in mail.walk():
        if part.get_content_type() == "text/calendar":
            payload = part.get_payload(decode=True)
            yield from Calendar.from_ical(payload if isinstance(payload, bytes) else b"").events


def _profile(stage: Stage) -> Profile:
    with stage.db.read() as session:
        return current_profile(session)


CALLS: tuple[Scene, ...] = (
    Scene(
        "begin_to_call", at("2023-05-04 09:00"), "sekretariatet", "kalder udvalget sammen med mail", _begin_to_call
    ),
    Scene("say_yes", at("2023-05-05 08:30"), "formanden for MTU", "svarer i sin kalender", _say_yes),
    Scene("say_no", at("2023-06-02 08:30"), "formanden for MTU", "svarer i sin kalender", _say_no),
)
