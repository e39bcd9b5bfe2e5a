"""Cases in the API: found, opened, corrected, withdrawn; their journal."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from sqlmodel import Session, select

from desk.web.api.answered import CaseLine, CaseOut, Cases, CheckOut, Done, Entries, EntryOut
from desk.web.api.asked import CorrectCase, DryRun, Id, Limit, OpenCase, WithReason
from desk.web.api.caller import Caller, CallerDep
from domain.casework.case.cases import correct_case, withdraw_case
from domain.casework.case.opening import open_case
from domain.casework.rows import find
from domain.model import Case, CaseState, StopState
from domain.rules.access import view
from domain.rules.checks import check_case
from domain.rules.facts import AttachmentFacts, CaseFacts
from domain.rules.rights import Deed
from domain.store.board_paging import Cursor, Slice
from domain.store.board_queries import cursor_of, list_cases
from domain.store.case_facts import case_facts, timeline
from domain.store.case_wish import Order, Wish
from domain.store.in_danger import ShownCase, shown_cases
from domain.store.queries import current_profile

router = APIRouter(tags=["cases"])
After = Annotated[
    str,
    Query(
        pattern=r"^([0-9]{1,5}|[012]\.[0-9-]{0,10}\.[^\x00]{1,80})?$", description="``next`` of the page before this."
    ),
]

_SETTLED = (StopState.DECIDED, StopState.DROPPED)


@router.get("/cases", operation_id="list_cases")
def list_them(
    caller: CallerDep,
    *,
    q: Annotated[str, Query(max_length=200, pattern=r"^[^\x00]*$", description="Words to be found.")] = "",
    number: Annotated[str | None, Query(max_length=40, pattern=r"^[^\x00]*$")] = None,
    state: CaseState = CaseState.OPEN,
    body: Annotated[str | None, Query(max_length=120, pattern=r"^[^\x00]*$")] = None,
    late: bool = False,
    after: After = "",
    limit: Limit = 50,
) -> Cases:
    """The cases that fit, by their next meeting; with ``number`` the one that has it, in any state.

    A page begins after the last case of the one before, so cases that come and go meanwhile move none past you.
    """
    caller.check_may(Deed.LOOK)
    place = Cursor.read(after)
    offset = int(after) if after.isdecimal() else 0
    if after and place is None and not offset:
        return Cases(cases=[], has_more=False, next=None)
    following: Cursor | int | None = None
    with caller.db.read() as session:
        if number is not None:
            found = Slice(list(session.exec(select(Case.id).where(Case.number == number))), has_more=False)
        else:
            bodies = None if body is None else (current_profile(session).find_body(body).key,)
            wish = Wish(words=q, states=(state,), bodies=bodies, is_late=late, order=Order.NEXT)
            found = list_cases(
                session,
                wish,
                today=caller.today,
                sees_closed=caller.visitor.sees_closed,
                offset=offset,
                limit=limit,
                after=place,
            )
            # Where words or lateness bound the list, it is counted to.
            following = cursor_of(session, wish, found) or (offset + limit if found.has_more else None)
        shown = shown_cases(session, found.ids, today=caller.today)
    return Cases(
        cases=[_line(caller, one) for one in shown],
        has_more=found.has_more,
        next=None if following is None else str(following),
    )


@router.get("/cases/{case_id}", operation_id="show_case")
def show(caller: CallerDep, case_id: Id) -> CaseOut:
    """One case, with what is missing."""
    caller.check_may(Deed.LOOK)
    with caller.db.read() as session:
        row = find(session, Case, "case", case_id)
        facts = case_facts(session, case_id)
    shown = view(facts, caller.part_of(facts))
    checks = check_case(shown, today=caller.today)
    values = {name: getattr(shown, name) for name in CaseOut.model_fields if hasattr(shown, name)}
    return CaseOut.model_validate(
        {
            **values,
            "version": row.version,
            "owner_post": row.owner_post,
            "checks": [CheckOut.model_validate(check) for check in checks],
        }
    )


@router.post("/cases", operation_id="open_case")
def open_one(caller: CallerDep, said: OpenCase, dry_run: DryRun = False) -> Done:
    """Open a case."""
    caller.check_may(Deed.OPEN_CASE)
    values = said.model_dump(exclude={"attachments"})
    attachments = [AttachmentFacts(**one.model_dump()) for one in said.attachments]
    return caller.do(lambda db, by: open_case(db, by, **values, attachments=attachments), dry_run=dry_run)


@router.patch("/cases/{case_id}", operation_id="correct_case")
def correct(caller: CallerDep, case_id: Id, said: CorrectCase, dry_run: DryRun = False) -> Done:
    """Put a case's facts and texts right."""
    caller.check_may(Deed.EDIT_CASE)
    check_sees(caller, case_id)
    values = said.model_dump(exclude_none=True)
    return caller.do(lambda db, by: correct_case(db, by, case_id=case_id, **values), dry_run=dry_run, case_id=case_id)


@router.post("/cases/{case_id}/withdraw", operation_id="withdraw_case")
def withdraw(caller: CallerDep, case_id: Id, said: WithReason, dry_run: DryRun = False) -> Done:
    """Take a case back."""
    caller.check_may(Deed.EDIT_CASE)
    check_sees(caller, case_id)
    values = said.model_dump()
    return caller.do(
        lambda db, by: withdraw_case(db, by, case_id=case_id, **values), dry_run=dry_run, case_id=case_id
    )


@router.get("/cases/{case_id}/journal", operation_id="case_journal")
def journal(caller: CallerDep, case_id: Id) -> Entries:
    """What has happened to a case, the newest first."""
    caller.check_may(Deed.LOOK)
    with caller.db.read() as session:
        find(session, Case, "case", case_id)
        lines = timeline(session, case_id)
    return Entries(entries=[EntryOut.model_validate(line) for line in reversed(lines)], before=None)


def check_sees(caller: Caller, case_id: str) -> CaseFacts:
    """The case, if its words are the caller's to see. Raises ``NotFoundError``, ``NotAllowedError``."""
    with caller.db.read() as session:
        facts = facts_of(session, case_id)
    caller.check_sees(facts)
    return facts


def facts_of(session: Session, case_id: str) -> CaseFacts:
    """The case as it is. Raises ``NotFoundError``."""
    return case_facts(session, case_id)


def _line(caller: Caller, one: ShownCase) -> CaseLine:
    shown = view(one.facts, caller.part_of(one.facts))
    coming = next((stop for stop in shown.stops if stop.state not in _SETTLED), None)
    return CaseLine(
        id=shown.id,
        number=shown.number,
        title=shown.title,
        is_open=shown.is_open,
        state=shown.state,
        owner_post=one.owner_post,
        next_body=coming.body if coming else None,
        next_meeting_on=coming.meeting.held_on if coming and coming.meeting else None,
    )
