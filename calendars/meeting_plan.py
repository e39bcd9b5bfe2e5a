"""A meeting plan, read from whatever the municipality keeps it in.

The readers guess nothing: what they cannot read becomes a finding with its row and column.
"""

from __future__ import annotations

from datetime import date, time

from calendars.plan_csv import read_csv
from calendars.plan_ics import read_ics
from calendars.plan_values import Finding, MeetingPlan, Note, OtherEvent, PlannedMeeting, PlanStatus
from calendars.plan_xlsx import read_xlsx
from calendars.sheets import SIZE_LIMIT, check_may_be_table, is_workbook

__all__ = [
    "SIZE_LIMIT",
    "Finding",
    "MeetingPlan",
    "Note",
    "OtherEvent",
    "PlanStatus",
    "PlannedMeeting",
    "read_plan",
    "to_schema",
]

SCHEMA = "sagsgang-plan/1"


def read_plan(name: str, data: bytes) -> MeetingPlan:
    """The plan in a file: CSV, Excel (.xlsx) or iCalendar, told by its content and not by its name.

    Raises UnreadableFileError with reason empty, too_large (over 10 MB, before anything is parsed),
    unknown_format, undecodable or broken.
    """
    check_may_be_table(name, data)
    if is_workbook(data):
        return read_xlsx(name, data)
    if b"BEGIN:VCALENDAR" in data[:2048].replace(b"\0", b"").upper():
        return read_ics(name, data)
    return read_csv(name, data)


def to_schema(plan: MeetingPlan) -> dict[str, object]:
    """The plan as the JSON of schema sagsgang-plan/1, with the findings as warnings."""
    return {
        "schema": SCHEMA,
        "file": plan.name,
        "year": plan.year,
        "meetings": [_meeting(meeting) for meeting in plan.meetings],
        "other_events": [
            {"title": event.title, "date": event.on.isoformat(), "end": event.last_on.isoformat()}
            for event in plan.other_events
        ],
        "warnings": [_finding(finding) for finding in plan.findings],
        "body_aliases": dict(plan.body_aliases),
        "notes": [{"text": note.text, "row": note.row, "sheet": note.sheet} for note in plan.notes],
    }


def _meeting(meeting: PlannedMeeting) -> dict[str, object]:
    always = {"body": meeting.body, "date": meeting.on, "time": meeting.starts, "status": meeting.status.value}
    where_present = {
        "end": meeting.ends,
        "place": meeting.place,
        "remark": meeting.remark,
        "uid": meeting.uid,
        "agenda_published": meeting.agenda_published,
        "submission_deadline": meeting.submission_deadline,
        "row": meeting.row,
    }
    return {key: _plain(value) for key, value in always.items()} | {
        key: _plain(value) for key, value in where_present.items() if value not in {None, ""}
    }


def _finding(finding: Finding) -> dict[str, object]:
    facts = {key: _plain(value) for key, value in finding.facts.items()}
    return facts | {
        "code": finding.code,
        "severity": finding.severity,
        "row": finding.row,
        "column": finding.column,
    }


def _plain(value: object) -> object:
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return value.isoformat() if isinstance(value, date) else value
