"""Agendas and minutes in the API: read, put in order, found ready, locked, published; approved, signed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import Field

from desk.public_folder import follow
from desk.web.api.answered import Done, Out
from desk.web.api.asked import Day, Id, In, Name, Reason, Version
from desk.web.api.caller import Caller, CallerDep, receipt_out
from desk.web.visit import Desk
from domain.casework.meeting.agenda import (
    lock_agenda,
    mark_item,
    move_item,
    publish_agenda,
    reopen_agenda,
    unpublish_agenda,
)
from domain.casework.meeting.minutes import approve_minutes, reopen_minutes, sign_minutes
from domain.casework.rows import find
from domain.casework.verb import Receipt
from domain.model import Outcome, Readiness, Stop
from domain.rules.access import view
from domain.rules.agenda import Step
from domain.rules.rights import Deed
from domain.store.agenda import Paper, agenda_papers
from domain.store.case_facts import case_facts
from domain.store.queries import find_meeting

router = APIRouter(tags=["agendas"])


class Way(StrEnum):
    """Which way an item is moved."""

    UP = "up"
    DOWN = "down"


_STEPS = {Way.UP: Step.UP, Way.DOWN: Step.DOWN}


class ItemOut(Out):
    """An item as the key's account may read it; a closed one's title may be a neutral one."""

    number: int | None
    stop: str
    case_id: str
    case_number: str
    title: str
    is_open: bool
    is_supplement: bool
    is_off: bool
    readiness: Readiness
    outcome: Outcome | None


class AgendaOut(Out):
    """The agenda of a meeting in its order, and how far its minutes are."""

    meeting_id: str
    version: int
    locked_at: datetime | None
    published_at: datetime | None
    minutes_approved_at: datetime | None
    minutes_signed_on: date | None
    items: list[ItemOut]


class Seen(In):
    """The agenda that was seen, 0 where nobody had done anything; another one there now answers 409."""

    version: Annotated[int | None, Field(ge=0, le=2_147_483_647)] = None


class MoveItem(Seen):
    """An item changes places with its neighbour."""

    stop_id: Name
    way: Way


class MarkItem(In):
    """How far an item is; ``case_version`` is what was looked at."""

    stop_id: Name
    readiness: Readiness
    case_version: Version = None


class Back(Seen):
    """Why it is taken back."""

    reason: Reason


class Sign(Seen):
    """The day of the signatures."""

    signed_on: Annotated[Day, Field(description="Not before the meeting and not after today.")]


@router.get("/meetings/{meeting_id}/agenda", operation_id="show_agenda")
def show(caller: CallerDep, meeting_id: Id) -> AgendaOut:
    """The agenda of a meeting."""
    caller.check_may(Deed.LOOK)
    with caller.db.read() as session:
        papers = agenda_papers(session, meeting_id)
    agenda = papers.agenda
    return AgendaOut(
        meeting_id=meeting_id,
        version=papers.version,
        locked_at=agenda.locked_at if agenda else None,
        published_at=agenda.published_at if agenda else None,
        minutes_approved_at=agenda.minutes_approved_at if agenda else None,
        minutes_signed_on=agenda.minutes_signed_on if agenda else None,
        items=[_item(caller, papers.papers[one.stop]) for one in papers.arranged.all],
    )


@router.post("/meetings/{meeting_id}/agenda/move", operation_id="move_item")
def move(caller: CallerDep, meeting_id: Id, said: MoveItem) -> Done:
    """Move an item up or down within its part."""
    step, version = _STEPS[said.way], said.version
    return _do(caller, meeting_id, move_item, stop_id=said.stop_id, step=step, version=version)


@router.post("/meetings/{meeting_id}/agenda/mark", operation_id="mark_item")
def mark(caller: CallerDep, meeting_id: Id, said: MarkItem) -> Done:
    """Say how far an item is; of a closed one only who may read it."""
    with caller.db.read() as session:
        stop = find(session, Stop, "stop", said.stop_id)
        facts = case_facts(session, stop.case_id)
    caller.check_sees(facts)
    return _do(caller, meeting_id, mark_item, **said.model_dump())


@router.post("/meetings/{meeting_id}/agenda/lock", operation_id="lock_agenda")
def lock(caller: CallerDep, meeting_id: Id, said: Seen) -> Done:
    """Give the items their numbers for good; locked before: those that have come since."""
    return _do(caller, meeting_id, lock_agenda, **said.model_dump())


@router.post("/meetings/{meeting_id}/agenda/reopen", operation_id="reopen_agenda")
def reopen(caller: CallerDep, meeting_id: Id, said: Back) -> Done:
    """Open a locked agenda again."""
    return _do(caller, meeting_id, reopen_agenda, **said.model_dump())


@router.post("/meetings/{meeting_id}/agenda/publish", operation_id="publish_agenda")
def publish(caller: CallerDep, meeting_id: Id, said: Seen, request: Request) -> Done:
    """Let the public read it."""
    return _followed(request, _do(caller, meeting_id, publish_agenda, **said.model_dump()))


@router.post("/meetings/{meeting_id}/agenda/unpublish", operation_id="unpublish_agenda")
def unpublish(caller: CallerDep, meeting_id: Id, said: Back, request: Request) -> Done:
    """Take it back from the public."""
    return _followed(request, _do(caller, meeting_id, unpublish_agenda, **said.model_dump()))


@router.post("/meetings/{meeting_id}/minutes/approve", operation_id="approve_minutes")
def approve(caller: CallerDep, meeting_id: Id, said: Seen, request: Request) -> Done:
    """The minutes are as the body wants them."""
    done = _do(caller, meeting_id, approve_minutes, Deed.DECIDE, **said.model_dump())
    return _followed(request, done)


@router.post("/meetings/{meeting_id}/minutes/sign", operation_id="sign_minutes")
def sign(caller: CallerDep, meeting_id: Id, said: Sign, request: Request) -> Done:
    """The members have signed the approved minutes."""
    return _followed(request, _do(caller, meeting_id, sign_minutes, Deed.DECIDE, **said.model_dump()))


@router.post("/meetings/{meeting_id}/minutes/reopen", operation_id="reopen_minutes")
def reopen_them(caller: CallerDep, meeting_id: Id, said: Back, request: Request) -> Done:
    """Something in them is wrong."""
    return _followed(request, _do(caller, meeting_id, reopen_minutes, Deed.DECIDE, **said.model_dump()))


def _do(
    caller: Caller, meeting_id: str, verb: Callable[..., Receipt], deed: Deed = Deed.AGENDA, **values: Any
) -> Done:
    with caller.db.read() as session:
        body = find_meeting(session, meeting_id).body_key
    caller.check_may(deed, body)
    return Done(dry_run=False, receipt=receipt_out(verb(caller.db, caller.by(), meeting_id=meeting_id, **values)))


def _followed(request: Request, done: Done) -> Done:
    """What the public reads is written anew at once, as from the pages."""
    desk: Desk = request.app.state.desk
    follow(desk.db, desk.settings.public_dir)
    return done


def _item(caller: Caller, paper: Paper) -> ItemOut:
    shown = view(paper.case_facts, caller.part_of(paper.case_facts))
    return ItemOut(
        number=paper.facts.number,
        stop=paper.facts.stop,
        case_id=paper.case.id,
        case_number=shown.number,
        title=shown.title,
        is_open=paper.facts.is_open,
        is_supplement=paper.facts.is_supplement,
        is_off=paper.facts.is_off,
        readiness=paper.item.readiness if paper.item else Readiness.NOT_READY,
        outcome=paper.decision.outcome if paper.decision else None,
    )
