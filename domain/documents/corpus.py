"""What was read, as the JSON of ``sagsgang-corpus/1``, with evidence and confidence beside each thing found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from domain.documents.document import (
    Document,
    Evidence,
    FoundAttachment,
    FoundDecision,
    FoundFollowUp,
    Item,
    Place,
    Point,
    Recurrence,
    SectionKey,
    Stage,
)

SCHEMA = "sagsgang-corpus/1"
NOT_IN_SCHEMA = (SectionKey.ABSENTEES, SectionKey.OTHER)


def to_corpus(document: Document) -> dict[str, Any]:
    """The document as plain JSON values; dates are "YYYY-MM-DD", what was not said is null."""
    return {
        "schema": SCHEMA,
        "file": document.name,
        "kind": document.kind.value,
        "body": document.body,
        "meeting_date": _day(document.meeting_date),
        "absentees": list(document.absentees),
        "items": [_item(item) for item in document.items],
        "warnings": [
            {
                "code": warning.code,
                "text_start": warning.place.words,
                "item": warning.item,
                "facts": dict(warning.facts),
                "place": _place(warning.place),
            }
            for warning in document.warnings
        ],
        "body_aliases": dict(document.body_aliases),
        "evidence": _evidence(document.evidence),
    }


def _item(item: Item) -> dict[str, Any]:
    sections = {key.value: "empty" if found.is_empty else "present" for key, found in item.sections.items()}
    return {
        "number": item.number,
        "title": item.title,
        "case_number": item.case_number,
        "is_open": item.is_open,
        "route": list(item.route),
        "stages": [_stage(stage) for stage in item.stages],
        "period": {"start": _day(item.period.start), "end": _day(item.period.end)} if item.period else None,
        "sections": {key: state for key, state in sections.items() if SectionKey(key) not in NOT_IN_SCHEMA},
        "attachments": [_attachment(found) for found in item.attachments],
        "decisions": [_decision(found) for found in item.decisions],
        "follow_ups": [_follow_up(found) for found in item.follow_ups],
        "other_referrals": [_stage(stage) for stage in item.other_referrals],
        "recurrence": [_recurrence(found) for found in item.recurrence],
        "recused": list(item.recused),
        "minority_statements": [
            {"by": found.by, "text_start": found.text, "place": _place(found.place)}
            for found in item.minority_statements
        ],
        "points": [_point(point) for point in item.points],
        "evidence": _evidence(item.evidence),
        "place": _place(item.place),
    }


def _evidence(found: Mapping[str, Evidence]) -> dict[str, Any]:
    return {field: {**_place(one.place), "confidence": one.confidence} for field, one in found.items()}


def _stage(stage: Stage) -> dict[str, Any]:
    return {
        "body": stage.body,
        "date": _day(stage.date),
        "year_because": stage.year_because,
        "is_past": stage.is_past,
        "confidence": stage.confidence,
        "place": _place(stage.place),
    }


def _attachment(found: FoundAttachment) -> dict[str, Any]:
    return {
        "title": found.title,
        "document_number": found.document_number,
        "document_number_alt": list(found.other_numbers),
        "open": found.is_open,
        "confidence": 1.0,
        "place": _place(found.place),
    }


def _decision(found: FoundDecision) -> dict[str, Any]:
    return {
        "body": found.body,
        "date": _day(found.date),
        "outcome": found.outcome.value,
        "text_start": found.text,
        "point": found.point,
        "confidence": found.confidence,
        "place": _place(found.place),
    }


def _follow_up(found: FoundFollowUp) -> dict[str, Any]:
    day = found.due_named or found.due
    due = day.isoformat()[: 7 if found.due_month else 10] if day else None
    return {
        "responsible": found.responsible,
        "text_start": found.text,
        "due": due,
        "due_text": found.due_text,
        "last_day": _day(found.due),
        "point": found.point,
        "section": found.section.value,
        "confidence": found.confidence,
        "place": _place(found.place),
    }


def _recurrence(found: Recurrence) -> dict[str, Any]:
    statement: dict[str, Any] = {"place": _place(found.place)}
    if found.every_years is not None:
        statement["every_years"] = found.every_years
    if found.next_year is not None:
        statement["next_year"] = found.next_year
    if found.due is not None:
        statement["due"] = _day(found.due)
    return statement


def _point(point: Point) -> dict[str, Any]:
    return {
        "number": point.number,
        "title": point.title,
        "before": point.before,
        "after": point.after,
        "outcome": point.outcome.value if point.outcome else None,
        "is_open": point.is_open,
        "place": _place(point.place),
    }


def _place(place: Place) -> dict[str, Any]:
    return {"page": place.page, "line": place.line, "words": place.words}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
