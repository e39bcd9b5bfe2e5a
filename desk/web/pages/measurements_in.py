"""``/maal/maalinger``: measurements from a file, looked at before they are taken in; all of them or none.

The file travels in the form from the look to the saving and is read anew, so that nothing saved rests on what a
browser says was seen.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Request, Response
from sqlmodel import Session, select
from starlette.datastructures import FormData

from calendars.errors import UnreadableFileError
from calendars.plan_values import Finding
from calendars.sheets import SIZE_LIMIT
from desk import error_words, finding_words, goal_words, labels
from desk.errors import InfectedFileError, ScannerAwayError
from desk.outside import door
from desk.web.carried_file import in_field, most_in_field, sent_file
from desk.web.goal_reading import check_may_keep
from desk.web.language import _
from desk.web.page import page
from desk.web.visit import Visit, VisitDep
from domain.casework.goal.indicators import take_in_measurements
from domain.casework.goal.measured import NEEDED, Column, MeasuredChange, preview_measurements
from domain.errors import MeasurementFileError
from domain.model import Entry
from domain.rules.rights import Deed
from domain.store.goals import goal_of_indicator

router = APIRouter(include_in_schema=False)
TEMPLATE = "goals/measurements.html.j2"
MOST_ROWS = 300  # of the preview
_MOST_FIELD = most_in_field(SIZE_LIMIT)


async def file_data(request: Request) -> AsyncIterator[FormData]:
    """What was sent, where one field may hold a whole file."""
    async with request.form(max_files=1, max_fields=20, max_part_size=_MOST_FIELD) as typed:
        yield typed


FileDep = Annotated[FormData, Depends(file_data)]


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that came in."""

    name: str
    data: bytes
    key: str
    seen: str
    is_confirmed: bool


@router.get("/maal/maalinger")
def ask(visit: VisitDep) -> Response:
    """Which file?"""
    visit.check_may(Deed.LOOK)
    return _page(visit)


@router.post("/maal/maalinger")
def look_or_save(visit: VisitDep, typed: FileDep) -> Response:
    """What the file would change and what is wrong with it; when that has been seen, take it in."""
    visit.check_may(Deed.LOOK)
    sent = _sent(typed)
    if not sent.data:
        return _page(visit, 422, error=_("Vælg en fil først."))
    try:
        door.check_clean(sent.name, sent.data, visit.settings.virus_scanner)
        read = door.read_measured(sent.name, sent.data)
        with visit.db.read() as session:
            changes = preview_measurements(session, read, today=visit.today)
            _check_may(session, visit, changes)
    except (UnreadableFileError, InfectedFileError, ScannerAwayError) as error:
        return _page(visit, 422, error=error_words.sentence(error))
    except MeasurementFileError as error:
        found: Any = error.facts["findings"]
        return _page(visit, 422, name=sent.name, findings=[_line(one) for one in found])
    fingerprint = hashlib.sha256(repr(changes).encode()).hexdigest()[:32]
    if sent.is_confirmed and (sent.seen == fingerprint or _is_done(visit, sent.key)):
        rows = [change.new for change in changes]
        facts = take_in_measurements(visit.db, visit.by(sent.key), file=sent.name, rows=rows).facts
        return _page(visit, name=sent.name, saved=facts)
    return _page(
        visit,
        name=sent.name,
        rows=[_row(change) for change in changes[:MOST_ROWS]],
        count=len(changes),
        new=sum(change.before is None for change in changes),
        changed=sum(change.before is not None and not change.is_same for change in changes),
        findings=[_line(one) for one in read.findings],
        content=in_field(sent.data),
        key=sent.key,
        fingerprint=fingerprint,
        is_changed=sent.is_confirmed,
    )


def _page(visit: Visit, status: int = 200, **facts: Any) -> Response:
    always = {"name": "", "error": "", "findings": [], "rows": [], "count": 0, "saved": None, "content": ""}
    columns = [column.value for column in Column]
    return page(visit, TEMPLATE, status=status, columns=columns, needed=list(NEEDED), **{**always, **facts})


def _sent(typed: FormData) -> SentFile:
    name, data = sent_file(typed, SIZE_LIMIT)
    return SentFile(
        name=name or "maalinger",
        data=data,
        key=str(typed.get("key", ""))[:100] or uuid4().hex,
        seen=str(typed.get("seen", "")),
        is_confirmed=typed.get("confirm") == "yes",
    )


def _is_done(visit: Visit, key: str) -> bool:
    with visit.db.read() as session:
        return session.exec(select(Entry.seq).where(Entry.key == key)).first() is not None


def _check_may(session: Session, visit: Visit, changes: list[MeasuredChange]) -> None:
    for indicator_id in {change.new.indicator_id for change in changes}:
        goal, action, _indicator = goal_of_indicator(session, indicator_id)
        check_may_keep(session, visit, goal, action.owner_post)


def _line(finding: Finding) -> dict[str, Any]:
    said = finding_words.say(finding_words.PLAN, finding.code, finding.facts)
    is_error = finding.severity == "error"
    says = f"{labels.capital(said)}."
    return {"row": finding.row, "column": finding.column or "", "says": says, "is_error": is_error}


def _row(change: MeasuredChange) -> dict[str, Any]:
    new, unit = change.new, change.unit
    before = "" if change.before is None else _pair(*change.before, unit)
    return {
        "row": new.row,
        "indicator": change.indicator,
        "round": str(new.measured_on.year) if new.is_year else f"{new.measured_on:%d.%m.%Y}",
        "before": before,
        "after": _pair(new.value, new.average, unit),
        "is_same": change.is_same,
        "is_new": change.before is None,
    }


def _pair(value: float, average: float | None, unit: str) -> str:
    ours = goal_words.value(value, unit)
    if average is None:
        return ours
    return _("{ours} (landet {country})").format(ours=ours, country=goal_words.value(average, unit))
