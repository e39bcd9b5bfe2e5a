"""``/moede/{id}/modtaget/{file}``: a paper taken in for a meeting, as it came, for those who see closed items."""

from __future__ import annotations

from fastapi import APIRouter, Response

from desk.web.case_files import handed_out
from desk.web.visit import VisitDep
from domain.errors import NotFoundError
from domain.model import MeetingSource
from domain.rules.rights import Deed

router = APIRouter(include_in_schema=False)


@router.get("/moede/{meeting_id}/modtaget/{source_id}")
def fetch(visit: VisitDep, meeting_id: str, source_id: str) -> Response:
    """The paper. Whoever may not have it is told what they would be told were there none."""
    visit.check_may(Deed.LOOK)
    with visit.db.read() as session:
        found = session.get(MeetingSource, source_id)
        if found is None or found.meeting_id != meeting_id or not visit.visitor.sees_closed:
            raise NotFoundError(noun="file", id=source_id)
        return handed_out(session, found)
