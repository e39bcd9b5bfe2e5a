"""``/moede/{id}/referat/indlaes``: minutes as a document, its decisions recorded when a person has confirmed each."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePath
from typing import Annotated

from fastapi import APIRouter, Response
from fastapi.datastructures import FormData
from fastapi.responses import RedirectResponse
from pydantic import Field
from starlette.datastructures import UploadFile

from calendars.errors import SagsgangError
from desk import error_words
from desk.minutes_in import MinutesLine, Treated, body_of, match_minutes
from desk.outside import door
from desk.web.forms import Filled, Form, empty, read
from desk.web.language import _
from desk.web.meeting_paper import MeetingPaper, read_paper
from desk.web.page import page
from desk.web.visit import TypedDep, Visit, VisitDep
from domain.casework.case.decisions import record_decision
from domain.casework.case.files import wait_with
from domain.casework.case.follow_ups import Proposal, propose_follow_up
from domain.casework.meeting.sources import keep_meeting_source
from domain.errors import NotFoundError
from domain.model import Outcome
from domain.rules.rights import Deed

router = APIRouter(include_in_schema=False)


class DecidedForm(Form):
    """One item as a person confirms it; its fields are named after its place in the list."""

    stop: Annotated[str, Field(min_length=1, max_length=80)]
    outcome: Outcome
    text: Annotated[str, Field(max_length=50_000)] = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the form: what was found, what is typed, and what stood in the way."""

    line: MinutesLine
    is_chosen: bool
    outcome: str
    text: str
    wrong: str = ""


@router.get("/moede/{meeting_id}/referat/indlaes")
def ask(visit: VisitDep, meeting_id: str) -> Response:
    """Which file?"""
    return _upload(visit, _may_decide(visit, meeting_id), empty(), 200)


@router.post("/moede/{meeting_id}/referat/indlaes")
def look(visit: VisitDep, meeting_id: str, typed: TypedDep) -> Response:
    """What was found in the document. It waits for what is confirmed from it, and nothing is recorded yet."""
    paper = _may_decide(visit, meeting_id)
    sent = typed.get("file")
    if not isinstance(sent, UploadFile) or not sent.filename:
        return _upload(visit, paper, empty().with_error("file", _("Vælg en fil.")), 422)
    name = PurePath(sent.filename.replace("\\", "/")).name[:200]
    data = sent.file.read()
    try:
        door.check_clean(name, data, visit.settings.virus_scanner)
        document = door.read_paper(name, data, paper.profile)
        upload = wait_with(visit.db, name=name, data=data, actor=visit.visitor.account, at=visit.now)
    except SagsgangError as error:
        return _upload(visit, paper, empty().with_error("file", error_words.sentence(error)), 422)
    held_on, body = paper.meeting.held_on, paper.body.key
    is_of_another = document.meeting_date not in {None, held_on} or body_of(document, paper.profile) not in {
        None,
        body,
    }
    if is_of_another:
        said = _("Referatet {name} er fra et andet møde. Find det møde, og indlæs det der.").format(name=name)
        return _upload(visit, paper, empty().with_error("file", said), 422)
    lines = match_minutes(document, _treated(paper), paper.profile, body=body, held_on=held_on)
    if not any(line.treated for line in lines):
        said = _("I {name} er der ingen punkter, der hører til en sag på mødet.").format(name=name)
        return _upload(visit, paper, empty().with_error("file", said), 422)
    rows = [
        Row(
            line,
            line.is_new,
            line.decision.outcome.value if line.decision else "",
            line.decision.text if line.decision else "",
        )
        for line in lines
    ]
    return _confirm(visit, paper, {"name": name, "upload": upload}, rows, 200)


@router.post("/moede/{meeting_id}/referat/gem")
def save(visit: VisitDep, meeting_id: str, typed: TypedDep) -> Response:
    """Record what was confirmed, each item by itself; what is refused is shown again with its reason."""
    paper = _may_decide(visit, meeting_id)
    known = {one.stop: one for one in _treated(paper)}
    rows: list[Row] = []
    for number in typed.getlist("row"):
        row = _typed_row(typed, str(number), known)
        if row is not None:
            rows.append(_record(visit, paper, row, _proposals(typed, str(number))) if row.is_chosen else row)
    if any(row.is_chosen and not row.wrong for row in rows):
        with suppress(NotFoundError):  # it waits for a day, and no longer
            keep_meeting_source(
                visit.db, visit.by(), meeting_id=paper.id, upload_id=str(typed.get("upload", ""))[:80]
            )
    if any(row.wrong for row in rows):
        carried = {name: str(typed.get(name, ""))[:200] for name in ("name", "upload")}
        return _confirm(visit, paper, carried, rows, 422)
    return RedirectResponse(f"{paper.address}/referat", 303)


def _record(visit: Visit, paper: MeetingPaper, row: Row, proposals: list[Proposal]) -> Row:
    treated = row.line.treated
    filled = read(
        DecidedForm,
        FormData([("stop", treated.stop if treated else ""), ("outcome", row.outcome), ("text", row.text)]),
    )
    if filled.value is None or treated is None:
        return replace(row, wrong=next(iter(filled.errors.values()), _("Punktet er ikke på mødet.")))
    form = filled.value
    try:
        record_decision(
            visit.db,
            visit.by(),
            stop_id=treated.stop,
            outcome=form.outcome,
            text=form.text,
            decided_on=paper.meeting.held_on,
        )
        for proposal in proposals:
            propose_follow_up(
                visit.db, visit.by(), case_id=treated.case_id, proposal=proposal, from_stop=treated.stop
            )
    except SagsgangError as refused:
        return replace(row, wrong=error_words.sentence(refused))
    return row


def _typed_row(typed: FormData, number: str, known: dict[str, Treated]) -> Row | None:
    treated = known.get(str(typed.get(f"stop-{number}", "")))
    if treated is None:
        return None
    shown = {
        name: str(typed.get(f"{name}-{number}", "")) for name in ("number", "title", "outcome", "text", "because")
    }
    line = MinutesLine(
        shown["number"], shown["title"], treated, shown["because"], None, tuple(_proposals(typed, number))
    )
    return Row(line, typed.get(f"chosen-{number}") == "yes", shown["outcome"], shown["text"])


def _proposals(typed: FormData, number: str) -> list[Proposal]:
    """The promises whose boxes are ticked; each carries its words in the fields beside it."""
    kept = []
    for at in typed.getlist(f"promise-{number}"):
        words = {
            name: str(typed.get(f"{name}-{number}-{at}", ""))[:1000]
            for name in ("what", "who", "day", "due", "place")
        }
        if words["what"].strip():
            kept.append(
                Proposal(
                    text=words["what"],
                    owner_text=words["who"][:200],
                    due_on=_day(words["day"]),
                    due_text=words["due"][:100],
                    place=words["place"][:300],
                )
            )
    return kept


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _may_decide(visit: Visit, meeting_id: str) -> MeetingPaper:
    paper = read_paper(visit, meeting_id)
    visit.check_may(Deed.DECIDE, paper.body.key)
    return paper


def _treated(paper: MeetingPaper) -> list[Treated]:
    """The meeting's items that this visitor may read; a closed one that is not shown matches nothing."""
    return [
        Treated(
            line.stop,
            line.case_id,
            line.case_number,
            line.title,
            line.route,
            line.decision.outcome if line.decision else None,
        )
        for line in paper.lines.all
        if line.is_shown and not line.is_off
    ]


def _upload(visit: Visit, paper: MeetingPaper, form: Filled[Form], status: int) -> Response:
    return page(visit, "agenda/minutes_in.html.j2", status=status, paper=paper, form=form)


def _confirm(visit: Visit, paper: MeetingPaper, carried: Mapping[str, str], rows: list[Row], status: int) -> Response:
    return page(
        visit,
        "agenda/minutes_found.html.j2",
        status=status,
        paper=paper,
        **carried,
        rows=rows,
        outcomes=list(Outcome),
    )
