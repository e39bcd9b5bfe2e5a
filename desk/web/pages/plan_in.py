"""``/moeder/import`` and ``/moeder/nyt-aar``: a plan read and looked at before it is taken in; a year proposed.

The file itself travels in the form from the look to the saving, and is read anew each time: nothing that is saved
rests on what a browser says was seen. A large file is answered bit by bit, so that the page is never dead.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response, StreamingResponse
from sqlmodel import col, select
from starlette.datastructures import FormData

from calendars.copenhagen import COPENHAGEN
from calendars.errors import SagsgangError
from calendars.meeting_plan import SIZE_LIMIT, Finding, MeetingPlan
from calendars.year_plan_csv import write_year
from calendars.year_plan_values import YearProposal
from desk import error_words, finding_words, labels
from desk.errors import NoMeetingRulesError
from desk.outside import door
from desk.plan_words import differing
from desk.web.carried_file import in_field, most_in_field, sent_file
from desk.web.language import _
from desk.web.page import page
from desk.web.pages.meetings import bodies_shown, month_name, short_weekday
from desk.web.visit import Visit, VisitDep
from desk.web.year_table import Mark, weeks_of, year_table
from domain.casework.meeting.meetings import import_meeting_plan
from domain.casework.meeting.plan_preview import PlanChange, PlanDifference, PlanDifferenceRow, preview_plan
from domain.casework.meeting.planned import Past
from domain.errors import PlanFileError
from domain.model import Body, Entry, Meeting, MeetingStatus
from domain.profile import Profile
from domain.profile.year_plan import proposed_year
from domain.rules.rights import Deed
from domain.store.queries import current_profile

router = APIRouter(include_in_schema=False)
LARGE = 64 * 1024  # bytes of a file from which the page is sent bit by bit: some 1,500 meetings
MOST_ROWS = 300  # of one table of a preview
_MOST_FIELD = most_in_field(SIZE_LIMIT)


async def plan_data(request: Request) -> AsyncIterator[FormData]:
    """What was typed, where one field may hold a whole file."""
    async with request.form(max_files=1, max_fields=20, max_part_size=_MOST_FIELD) as typed:
        yield typed


PlanDep = Annotated[FormData, Depends(plan_data)]
YearDep = Annotated[int | None, Query(ge=2001, le=2098)]


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that came in, and what is to become of its meetings before today."""

    name: str
    data: bytes
    past: Past
    key: str
    seen: str
    is_confirmed: bool


@router.get("/moeder/import")
def ask(visit: VisitDep) -> Response:
    """Which file?"""
    _check_may_somewhere(visit)
    return page(visit, "meetings/plan.html.j2", error="", marker=None, is_long=False)


@router.post("/moeder/import")
def look_or_save(visit: VisitDep, typed: PlanDep) -> Response:
    """What the plan would change, and what is wrong with it; when that has been seen, take it in."""
    _check_may_somewhere(visit)
    sent = _sent(typed)
    if not sent.data:
        said = _("Vælg en fil først.")
        return page(visit, "meetings/plan.html.j2", status=422, error=said, marker=None, is_long=False)
    try:
        door.check_clean(sent.name, sent.data, visit.settings.virus_scanner)
        plan = door.read_meeting_plan(sent.name, sent.data)
    except SagsgangError as error:
        said = error_words.sentence(error)
        return page(visit, "meetings/plan.html.j2", status=422, error=said, marker=None, is_long=False)
    return _answer(visit, len(sent.data) > LARGE, lambda: _work(visit, sent, plan))


@router.get("/moeder/nyt-aar")
def new_year(visit: VisitDep, aar: YearDep = None) -> Response:
    """A year of meetings as the profile's rules would have it, with what speaks against it."""
    _check_may_somewhere(visit)
    year = aar or visit.today.year + 1
    profile, proposal = _proposed(visit, year)
    marks = tuple(Mark(one, 0, ()) for one in _as_meetings(profile, proposal, visit.now))
    mondays = weeks_of(year)
    with visit.db.read() as session:
        bodies = bodies_shown(session, profile, (mark.meeting for mark in marks), mondays[0], mondays[-1])
    content = in_field(_csv(profile, proposal))
    return page(
        visit,
        "meetings/new_year.html.j2",
        year=year,
        proposal=proposal,
        halves=year_table(year, marks, bodies, profile.day_table(), profile.recess, today=visit.today),
        findings=[_said(finding) for finding in proposal.findings],
        content=content,
        name=f"moedeplan-{year}.csv",
        short_weekday=short_weekday,
        month_name=month_name,
    )


@router.get("/moeder/nyt-aar.csv")
def new_year_file(visit: VisitDep, aar: YearDep = None) -> Response:
    """The same as a file for Excel, which can be corrected and taken in."""
    _check_may_somewhere(visit)
    year = aar or visit.today.year + 1
    headers = {"Content-Disposition": f'attachment; filename="moedeplan-{year}.csv"'}
    return Response(_csv(*_proposed(visit, year)), media_type="text/csv; charset=utf-8", headers=headers)


def _check_may_somewhere(visit: Visit) -> None:
    if not visit.may_somewhere(Deed.MEETINGS):
        visit.check_may(Deed.MEETINGS)


def _sent(typed: FormData) -> Sent:
    name, data = sent_file(typed, SIZE_LIMIT)
    past = str(typed.get("past", ""))
    return Sent(
        name=name or "plan",
        data=data,
        past=Past(past) if past in set(Past) else Past.REFUSED,
        key=str(typed.get("key", ""))[:100] or uuid4().hex,
        seen=str(typed.get("seen", "")),
        is_confirmed=typed.get("confirm") == "yes",
    )


def _work(visit: Visit, sent: Sent, plan: MeetingPlan) -> tuple[int, str, Mapping[str, Any]]:
    """The status, the template and the facts of the answer."""
    if sent.is_confirmed and _is_done(visit, sent.key):
        return 200, "meetings/_plan_saved.html.j2", _save(visit, sent, plan)
    try:
        with visit.db.read() as session:
            names = dict(session.exec(select(col(Body.key), col(Body.name))).all())
            difference = preview_plan(session, plan, today=visit.today, past=sent.past)
    except PlanFileError as error:
        findings = [_said(finding) for finding in [*error.facts["findings"], *_warnings(plan)]]  # type: ignore[misc]  # facts are objects
        is_late = any(finding.code == "meeting_past" for finding in error.facts["findings"])  # type: ignore[attr-defined]  # as above
        return 422, "meetings/_plan_wrong.html.j2", {**_carried(sent), "findings": findings, "is_late": is_late}
    for body in {row.body for row in difference.rows if row.change is not PlanChange.KEPT}:
        visit.check_may(Deed.MEETINGS, body)
    fingerprint = _fingerprint(difference)
    if sent.is_confirmed and sent.seen == fingerprint:
        return 200, "meetings/_plan_saved.html.j2", _save(visit, sent, plan)
    facts: dict[str, Any] = {
        **_carried(sent),
        "counts": {change.value: len(difference.of(change)) for change in PlanChange},
        "tables": [
            (
                change.value,
                [_row(row, names) for row in difference.of(change)[:MOST_ROWS]],
                len(difference.of(change)),
            )
            for change, some in ((each, difference.of(each)) for each in PlanChange)
            if change is not PlanChange.UNCHANGED
        ],
        "findings": [_said(finding) for finding in _warnings(plan)],
        "others": plan.other_events[:MOST_ROWS],
        "notes": plan.notes[:MOST_ROWS],
        "fingerprint": fingerprint,
        "is_changed": sent.is_confirmed,
        "is_same": not any(difference.of(c) for c in (PlanChange.NEW, PlanChange.CHANGED, PlanChange.CANCELLED)),
    }
    return 200, "meetings/_plan_seen.html.j2", facts


def _save(visit: Visit, sent: Sent, plan: MeetingPlan) -> Mapping[str, Any]:
    receipt = import_meeting_plan(visit.db, visit.by(sent.key), plan=plan, past=sent.past)
    return {"facts": receipt.facts, "year": plan.year or (plan.meetings[0].on.year if plan.meetings else None)}


def _carried(sent: Sent) -> dict[str, Any]:
    """What the next form holds: the file, its name, the choice and the key."""
    content = in_field(sent.data)
    return {"name": sent.name, "content": content, "past": sent.past.value, "key": sent.key}


def _answer(visit: Visit, is_long: bool, work: Callable[[], tuple[int, str, Mapping[str, Any]]]) -> Response:
    """The page with what ``work`` makes of the plan; a long one is begun before the work is."""
    marker = uuid4().hex
    if not is_long:
        status, template, facts = work()
        shell = page(visit, "meetings/plan.html.j2", status=status, error="", marker=marker, is_long=False)
        fragment = page(visit, template, **facts)
        return HTMLResponse(bytes(shell.body).replace(marker.encode(), bytes(fragment.body)), status)
    shell = page(visit, "meetings/plan.html.j2", error="", marker=marker, is_long=True)
    before, after = bytes(shell.body).split(marker.encode())

    def parts() -> Iterator[bytes]:
        yield before
        try:
            _status, template, facts = work()
            yield bytes(page(visit, template, **facts).body)
        except SagsgangError as error:
            said = error_words.sentence(error)
            yield bytes(page(visit, "meetings/_plan_refused.html.j2", said=said).body)
        yield after

    return StreamingResponse(parts(), media_type="text/html; charset=utf-8")


def _warnings(plan: MeetingPlan) -> list[Finding]:
    return [finding for finding in plan.findings if finding.severity == "warning"]


def _said(finding: Finding) -> dict[str, Any]:
    """A finding as a row: its place, and a sentence that names the cure."""
    sentence = finding_words.say(finding_words.PLAN, finding.code, finding.facts)
    return {
        "row": finding.row,
        "column": finding.column or "",
        "says": f"{sentence[0].upper()}{sentence[1:]}.",
        "is_error": finding.severity == "error",
    }


def _row(row: PlanDifferenceRow, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "body": names.get(row.body, row.body),
        "held_on": row.held_on,
        "meeting_id": row.meeting_id if row.change is not PlanChange.NEW else "",
        "before": differing(row.before),
        "after": _whole(row.after) if row.change is PlanChange.NEW else differing(row.after),
    }


def _whole(values: Mapping[str, Any]) -> str:
    """A meeting that is new: its hours, its place, and what is unusual about it."""
    starts, ends = (values[end].astimezone(COPENHAGEN) for end in ("starts_at", "ends_at"))
    status = "" if values["status"] is MeetingStatus.ORDINARY else _(labels.of(values["status"]))
    parts = (f"{_('kl.')} {starts:%H.%M}–{ends:%H.%M}", values["place"], status, values["remark"])
    return ", ".join(part for part in parts if part)


def _fingerprint(difference: PlanDifference) -> str:
    """The same for the same difference: whoever confirms has seen this one."""
    return hashlib.sha256(repr(difference.rows).encode()).hexdigest()[:32]


def _is_done(visit: Visit, key: str) -> bool:
    with visit.db.read() as session:
        return session.exec(select(Entry.seq).where(Entry.key == key)).first() is not None


def _proposed(visit: Visit, year: int) -> tuple[Profile, YearProposal]:
    """Raises ``NoMeetingRulesError`` where the profile says nothing of when its bodies meet."""
    with visit.db.read() as session:
        profile = current_profile(session)
    if not profile.meeting_rules:
        raise NoMeetingRulesError(profile=profile.name)
    return profile, proposed_year(profile, year)


def _csv(profile: Profile, proposal: YearProposal) -> bytes:
    return write_year(proposal.meetings, {body.key: body.name for body in profile.bodies})


def _as_meetings(profile: Profile, proposal: YearProposal, now: datetime) -> list[Meeting]:
    """The proposed meetings as they would be; they are kept nowhere."""
    length = {body.key: body.length for body in profile.bodies}
    found = []
    for number, one in enumerate(proposal.meetings):
        starts_at = datetime.combine(one.on, one.starts, COPENHAGEN)
        ends_at = datetime.combine(one.on, one.ends, COPENHAGEN) if one.ends else starts_at + length[one.body]
        found.append(
            Meeting.new(
                id=f"proposed{number}",
                body_key=one.body,
                held_on=one.on,
                starts_at=starts_at,
                ends_at=ends_at,
                place=one.place,
                changed_at=now,
            )
        )
    return found
