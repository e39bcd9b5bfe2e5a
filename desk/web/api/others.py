"""What else the API tells: the mails of a day as a dry run, and the journal."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from desk.web.api.answered import Entries, EntryOut, MailLine
from desk.web.api.asked import Day, Limit
from desk.web.api.caller import CallerDep
from domain.casework.mail.reminders import would_send
from domain.rules.rights import Deed
from domain.store.journal_pages import Wanted, log_page

router = APIRouter(tags=["mails and journal"])

_MOST = 9_007_199_254_740_991


@router.get("/reminders", operation_id="reminders")
def reminders(caller: CallerDep, on: Day) -> list[MailLine]:
    """What would be sent on a day, and why."""
    caller.check_may(Deed.SEND)
    with caller.db.read() as session:
        rows = would_send(session, on=on, now=caller.now)
    return [MailLine.model_validate(row) for row in rows]


@router.get("/journal", operation_id="journal")
def journal(
    caller: CallerDep, before: Annotated[int | None, Query(ge=1, le=_MOST)] = None, limit: Limit = 50
) -> Entries:
    """The journal, the newest first."""
    caller.check_may(Deed.LOG)
    with caller.db.read() as session:
        page = log_page(session, Wanted(), before=before, limit=limit)
    return Entries(entries=[EntryOut.model_validate(line) for line in page.lines], before=page.before)
