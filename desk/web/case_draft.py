"""A case that is not there yet, as the fields of its form: read in a document, or typed by hand.

No file is kept: what was read in it stands in the form, with the words it was read from, until somebody confirms it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi.datastructures import FormData
from pydantic import Field

from desk import finding_words
from desk.intake import Doubt, Intake, Said, to_case
from desk.web.forms import Filled, Form, MaybeDate, MaybeText
from desk.web.language import _
from domain.casework.case.follow_ups import Proposal
from domain.documents.document import Document
from domain.errors import UnknownBodyError
from domain.profile import Profile
from domain.rules.facts import AttachmentFacts

OPENNESS = {"yes": True, "no": False, "": None}  # as the forms say it
ROUTE = ("route_body", "route_date")
ATTACHMENTS = ("attachment_title", "attachment_number", "attachment_open")
PROMISES = ("promise_text", "promise_owner", "promise_due", "promise_due_text", "promise_place")
MAY_NOT_CLOSE = _("Du må ikke se lukkede punkter. Bed en, der må, om det.")
SPARE = {"route": 4, "attachments": 2, "promises": 1}  # empty lines under what there is
_MOST_LINES = 60
_MOST_FINDINGS = 100

# Where the command line names an option, the page says what to do on the page.
DOUBTS = {
    "openness_unknown": "Dokumentet siger ikke, om punktet er åbent eller lukket. Vælg det.",
    "owner_unknown": "Dokumentet nævner ingen ansvarlig. Vælg en stilling.",
}


class CaseFields(Form):
    """What staff say of a case, new or old."""

    title: Annotated[str, Field(min_length=1, max_length=300)]
    is_open: Annotated[str, Field(pattern="^(yes|no)$")]
    owner_post: MaybeText = None
    decide_before: MaybeDate = None
    period_start: MaybeDate = None
    period_end: MaybeDate = None
    recommendation: Annotated[str, Field(max_length=100_000)] = ""
    presentation: Annotated[str, Field(max_length=100_000)] = ""
    economy: Annotated[str, Field(max_length=100_000)] = ""


class CaseNumber(Form):
    """The number, which stands first on the page, so what is wrong with it is said first."""

    number: Annotated[str, Field(min_length=1, max_length=60)]


class CaseForm(CaseFields, CaseNumber):
    """A new case. Route, attachments and promises are lists side by side, a line each."""

    obligation: MaybeText = None
    source_file: Annotated[str, Field(max_length=300)] = ""
    findings: str = ""
    key: str = ""
    confirm: str = ""
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing in a document that can become a case: its number and title, and the form filled in with it."""

    number: str
    title: str
    is_point: bool
    typed: Mapping[str, Any]


def choices(document: Document, profile: Profile, today: date) -> list[Choice]:
    """Every item of an agenda or minutes, with its numbered sub-points under it."""
    found = []
    for place, item in enumerate(document.cases, start=1):
        number = item.number or str(place)
        found.append(_choice(document, profile, today, number))
        found += [_choice(document, profile, today, number, point.number) for point in item.points]
    return found


def rows(typed: FormData, names: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The lines of lists side by side, empty ones left out."""
    lines = zip(*([str(value) for value in typed.getlist(name)][:_MOST_LINES] for name in names), strict=False)
    return [line for line in lines if line[0].strip()]


def with_lines(filled: Filled[Any], typed: FormData) -> Filled[Any]:
    """The form with its lists as they were typed, so that it can be shown again."""
    lists = {
        name: [str(value) for value in typed.getlist(name)] for name in (*ROUTE, *ATTACHMENTS, *PROMISES, "doubt")
    }
    return Filled(filled.value, filled.errors, {**filled.typed, **lists})


def lines_of(typed: Mapping[str, Any]) -> dict[str, list[tuple[str, ...]]]:
    """The lists of a form as lines, with some empty ones to write in."""
    made = {}
    for name, names in (("route", ROUTE), ("attachments", ATTACHMENTS), ("promises", PROMISES)):
        lines = list(zip(*(typed.get(one, []) for one in names), strict=False))
        empty_line = ("",) * len(names)
        made[name] = [line for line in lines if line[0]] + [empty_line] * SPARE[name]
    return made


def arguments(form: CaseForm, typed: FormData) -> dict[str, Any]:
    """What ``open_case`` is told.

    Raises:
        ValueError: a date in a line cannot be read; its text is the argument.
    """
    route = rows(typed, ROUTE)
    return {
        "number": form.number,
        "title": form.title,
        "is_open": OPENNESS[form.is_open],
        "route": [body for body, _date in route],
        "stages": {body: day for body, written in route if (day := _day(written)) is not None},
        "owner_post": form.owner_post,
        "obligation": form.obligation,
        "decide_before": form.decide_before,
        "period_start": form.period_start,
        "period_end": form.period_end,
        "recommendation": form.recommendation,
        "presentation": form.presentation,
        "economy": form.economy,
        "source_file": form.source_file,
        "attachments": [
            AttachmentFacts(title.strip()[:400], number.strip()[:60] or None, OPENNESS.get(openness))
            for title, number, openness in rows(typed, ATTACHMENTS)
        ],
        "findings": _findings(form.findings),
        "follow_ups": [
            Proposal(
                text.strip()[:1000],
                owner_text=owner.strip()[:200],
                due_on=_day(due),
                due_text=due_text[:100],
                place=place[:300],
            )
            for text, owner, due, due_text, place in rows(typed, PROMISES)
        ],
    }


def _choice(document: Document, profile: Profile, today: date, number: str, point: str | None = None) -> Choice:
    intake = to_case(document, Said(today=today, is_draft=True, profile=profile), item=number, point=point)
    title = str(intake.arguments["title"])
    shown = number if point is None else f"{number}, {point}"
    return Choice(shown, title, point is not None, typed_of(intake, profile))


def typed_of(intake: Intake, profile: Profile) -> dict[str, Any]:
    """The form's fields with what was found; nothing is filled in that the document does not say."""
    found = intake.arguments
    stages = {key_of(body, profile): day for body, day in found["stages"].items()}
    openness = {True: "yes", False: "no", None: ""}
    promises: list[Proposal] = found["follow_ups"]
    attachments: Iterable[AttachmentFacts] = found.get("attachments", ())
    return {
        "number": found["number"],
        "title": found["title"],
        "is_open": openness[found["is_open"]],
        "owner_post": found["owner_post"] or "",
        "obligation": found["obligation"] or "",
        **{name: _written(found.get(name)) for name in ("decide_before", "period_start", "period_end")},
        **{name: found.get(name) or "" for name in ("recommendation", "presentation", "economy")},
        "source_file": found["source_file"],
        "findings": json.dumps(found["findings"], ensure_ascii=False, default=str),
        "route_body": [key_of(body, profile) for body in found["route"]],
        "route_date": [_written(stages.get(key_of(body, profile))) for body in found["route"]],
        "attachment_title": [one.title for one in attachments],
        "attachment_number": [one.document_number or "" for one in attachments],
        "attachment_open": [openness[one.is_open] for one in attachments],
        "promise_text": [one.text for one in promises],
        "promise_owner": [one.owner_text for one in promises],
        "promise_due": [_written(one.due_on) for one in promises],
        "promise_due_text": [one.due_text for one in promises],
        "promise_place": [one.place for one in promises],
        "doubt": [*map(_doubt, intake.doubts), *map(_finding, found["findings"])],
    }


def key_of(body: str, profile: Profile) -> str:
    """The body's own key, where the profile knows it; else the document's word, which the form then asks about."""
    try:
        return profile.find_body(body).key
    except UnknownBodyError:
        return body


def _doubt(doubt: Doubt) -> str:
    if doubt.code in DOUBTS:
        return _(DOUBTS[doubt.code])
    return _sentence(finding_words.say(finding_words.DOUBTS, doubt.code, doubt.facts))


def _finding(found: Mapping[str, object]) -> str:
    said = _sentence(finding_words.say(finding_words.DOCUMENT, str(found["code"]), found))
    if not found.get("words"):
        return said
    where = _("Side {page}, linje {line}: »{words}«")
    return f"{said} {where.format(page=found.get('page'), line=found.get('line'), words=found['words'])}"


def _sentence(said: str) -> str:
    return f"{said[:1].upper()}{said[1:]}."


def _written(day: object) -> str:
    return f"{day:%d-%m-%Y}" if isinstance(day, date) else ""


class _Day(Form):
    day: MaybeDate = None


def _day(written: str) -> date | None:
    try:
        return _Day(day=written.strip()).day  # type: ignore[arg-type]  # the form reads what people write
    except ValueError as error:
        raise ValueError(written) from error


def _findings(carried: str) -> list[dict[str, object]]:
    """The reader's findings, as they came back with the form: known codes and plain values only."""
    try:
        found = json.loads(carried) if carried else []
    except ValueError:
        return []
    return [
        {str(name)[:40]: value if isinstance(value, int) else str(value)[:500] for name, value in one.items()}
        for one in (found if isinstance(found, list) else [])[:_MOST_FINDINGS]
        if isinstance(one, dict) and one.get("code") in finding_words.DOCUMENT
    ]
