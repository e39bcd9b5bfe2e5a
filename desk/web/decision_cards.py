"""Beslutninger under mødet: for each item its form as it was left, and what others are writing about it meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from desk.web.agenda_lines import Line
from desk.web.forms import Filled, empty
from desk.web.meeting_paper import MeetingPaper
from desk.web.visit import Visit
from domain.casework.case.drafts import Continued
from domain.model import Draft, Meeting, MeetingStatus, Person
from domain.profile.profile import Phrase
from domain.store.agenda import drafts_of, names_used
from domain.store.people import Directory

TYPED = ("outcome", "text", "decided_on", "return_to", "named_meeting")
MOST_LATER = 12  # meetings offered for "udsat til": a year of them
NAMES_SINCE = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class OtherText:
    """A draft that is not the one in the form: somebody else's, or one's own from another window."""

    id: str
    author: str
    is_own: bool
    saved_at: datetime
    typed: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Card:
    """One item as it is decided: what the form holds, since when it is kept, and what else is written about it."""

    line: Line
    form: Filled[Any]
    kept_at: datetime | None
    continues: Continued | None
    others: tuple[OtherText, ...]
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen on every card."""

    phrases: tuple[Phrase, ...]
    later: tuple[Meeting, ...]
    bodies: tuple[tuple[str, str], ...]
    names: tuple[str, ...]


def cards_of(visit: Visit, paper: MeetingPaper, lines: Sequence[Line]) -> dict[str, Card]:
    """The cards of these items, by stop; drafts on closed items go only to those who may see the item."""
    shown = [line.stop for line in lines if line.is_shown]
    with visit.db.read() as session:
        drafts = drafts_of(session, shown)
    return {line.stop: _card(visit, paper, line, drafts.get(line.stop, [])) for line in lines}


def choices_of(visit: Visit, paper: MeetingPaper) -> Choices:
    """Standard phrases, later meetings of the body, bodies, and the names used before."""
    body = paper.body.key
    with visit.db.read() as session:
        later = session.exec(
            select(Meeting)
            .where(Meeting.body_key == body, col(Meeting.held_on) > paper.meeting.held_on)
            .where(Meeting.status != MeetingStatus.CANCELLED)
            .order_by(col(Meeting.held_on))
            .limit(MOST_LATER)
        ).all()
        used = names_used(session, body, since=paper.meeting.held_on - NAMES_SINCE)
        people = _people_of(session, paper)
    return Choices(
        phrases=paper.profile.phrases_of(body),
        later=tuple(later),
        bodies=tuple((one.key, one.name) for one in paper.profile.bodies if one.is_valid(paper.meeting.held_on)),
        names=tuple(dict.fromkeys([*people, *used])),
    )


def _people_of(session: Session, paper: MeetingPaper) -> list[str]:
    """The chair and those the profile invites: by post, or by themselves."""
    directory = Directory(session)
    found = []
    for key in filter(None, (paper.body.chair, *paper.body.members)):
        recipient = directory.recipient(key, paper.meeting.held_on) if key in directory.posts else None
        person = session.get(Person, recipient.person_key if recipient else key)
        found += [person.name] if person is not None else []
    return found


def _card(visit: Visit, paper: MeetingPaper, line: Line, drafts: Sequence[Draft]) -> Card:
    me = visit.visitor.account
    own = next((draft for draft in drafts if draft.author == me), None) if line.is_live else None
    recorded = line.decision.text if line.decision is not None else None
    others = tuple(
        OtherText(draft.id, paper.name(draft.author), draft.author == me, draft.saved_at, draft.typed)
        for draft in drafts
        if draft is not own and draft.typed.get("text", "").strip() != recorded
    )
    decided_on = min(paper.meeting.held_on, visit.today)
    typed = {"decided_on": f"{decided_on:%d-%m-%Y}"} | (own.typed if own is not None else {})
    return Card(
        line=line,
        form=empty(**typed),
        kept_at=own.saved_at if own is not None else None,
        continues=Continued(own.id, own.version) if own is not None else None,
        others=others,
    )
