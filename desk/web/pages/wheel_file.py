"""Årshjulet as a calendar file to open once, of every body or of one."""

from __future__ import annotations

from fastapi import APIRouter, Response

from desk.web.feeds import CALENDAR_TYPE
from desk.web.visit import VisitDep
from desk.web.wheel_rows import FIRST, LAST
from desk.wheel_calendar import wheel_calendar
from domain.errors import NotFoundError
from domain.rules.rights import Deed
from domain.store.queries import current_profile

router = APIRouter(include_in_schema=False)


@router.get("/aarshjul/{year:int}.ics")
def wheel_file(visit: VisitDep, year: int, organ: str = "") -> Response:
    """The year's meetings, standing items and duties' last days."""
    visit.check_may(Deed.LOOK)
    if not FIRST <= year <= LAST:
        raise NotFoundError(noun="year", id=str(year))
    with visit.db.read() as session:
        body = current_profile(session).find_body(organ).key if organ else None
        calendar = wheel_calendar(session, year, body)
    name = f"aarshjul-{year}.ics"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(calendar, media_type=CALENDAR_TYPE, headers=headers)
