"""What a text looks like in a mail before it is used: a whole letter with facts like real ones, open and closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from calendars.deadlines import DeadlineKind
from calendars.invitation import Method
from domain.casework.outlook.invitations import Invitation
from domain.model import MeetingStatus, NoticeKind, Outcome, Person
from domain.rules.mail_texts import SITUATIONS, find_mail_text
from flows.mail import Letter
from flows.messages.invitation import compose_invitation
from flows.messages.letters import compose
from flows.messages.line_facts import LineFacts
from flows.messages.texts import Texts
from flows.messages.wordings import WORDINGS

TODAY = date(2023, 5, 1)
DESK = "https://sagsgang.kommune.example"
READER = Person.new(key="mette.holm", name="Mette Holm", email="mette.holm@kommune.example")
CASE = LineFacts(
    NoticeKind.DEADLINE,
    case_number="23/41694",
    shown_title="Ligestilling i tal 2020-2023",
    why="Sekretær for Økonomiudvalget",
    body="Økonomiudvalget",
    meeting_on=date(2023, 5, 16),
    deadline=DeadlineKind.SUBMISSION,
    due_on=date(2023, 5, 2),
    outcome=Outcome.APPROVED,
    case_id="5a6753",
)
MEETING = Invitation(
    meeting_id="a1",
    person=READER,
    method=Method.REQUEST,
    sequence=1,
    because="Formand for Økonomiudvalget",
    body="Økonomiudvalget",
    starts_at=datetime(2023, 5, 16, 12, tzinfo=UTC),
    ends_at=datetime(2023, 5, 16, 14, tzinfo=UTC),
    place="Mødelokale 2",
    status=MeetingStatus.ORDINARY,
    items=(("4", "Ligestilling i tal 2020-2023"),),
    before={},
    written_at=datetime(2023, 5, 1, 6, tzinfo=UTC),
)


def preview(name: str, texts: Texts, *, municipality: str, is_closed: bool = False) -> Letter:
    """A letter in which the text ``name`` stands; with ``is_closed`` about a closed item, as it would be told.

    Raises:
        NotFoundError: there is no such text.
    """
    find_mail_text(name)
    noun, *middle, part = name.split(".")
    if noun == "invitation":
        return compose_invitation(
            _called(middle[0] if middle else SITUATIONS[0]), municipality=municipality, texts=texts
        )
    kinds = [NoticeKind(noun)] if noun != "letter" else list(WORDINGS)[:3]
    facts = [replace(CASE, kind=kind) for kind in kinds]
    if is_closed:
        facts = [replace(fact, shown_title="", text="") for fact in facts]
    if part.startswith("meeting_"):
        facts = [
            replace(fact, case_number="", shown_title="", case_id="", meeting_id="a1", cases=3) for fact in facts
        ]
    return compose(
        facts,
        name=READER.name,
        today=TODAY,
        municipality=municipality,
        desk_url=DESK,
        unsubscribe_url=f"{DESK}/afmeld/9f2c" if noun == "letter" else "",
        texts=texts,
    )


def _called(situation: str) -> Invitation:
    moved = {"starts_at": "2023-05-09T12:00:00+00:00", "ends_at": "2023-05-09T14:00:00+00:00", "place": "Byrådssalen"}
    return {
        "called": MEETING,
        "changed": replace(MEETING, before=moved),
        "cancelled": replace(MEETING, method=Method.CANCEL, status=MeetingStatus.CANCELLED),
        "withdrawn": replace(MEETING, method=Method.CANCEL),
    }[situation]
