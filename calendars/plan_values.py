"""A meeting plan as plain values: what a file said, and what was wrong with it.

Import them from ``calendars.meeting_plan``, which reads files into them; they stand apart so that the
readers of the three formats can share them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import Literal

# Beyond what any plan needs; a larger table is another thing, or made to keep us busy.
MOST_ROWS, MOST_COLUMNS, MOST_TEXT = 5000, 80, 1000

Severity = Literal["error", "warning"]


class PlanStatus(StrEnum):
    """What kind of meeting the plan says it is, or that it is off."""

    ORDINARY = "ordinary"
    EXTRAORDINARY = "extraordinary"
    CONSTITUENT = "constituent"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in the file a person should look at. With an error the plan is not fit to be used as it is.

    ``row`` counts from 1 as a spreadsheet shows it (in an .ics: the line of the event), ``column`` is
    the header as written. ``facts`` is what the Danish sentence is made of.
    """

    code: str
    severity: Severity
    row: int | None = None
    column: str | None = None
    facts: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlannedMeeting:
    """One meeting as the plan has it: Danish local time, the body as written."""

    body: str
    on: date
    starts: time | None = None
    ends: time | None = None
    place: str = ""
    status: PlanStatus = PlanStatus.ORDINARY
    remark: str = ""
    uid: str | None = None
    agenda_published: date | None = None
    submission_deadline: date | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class OtherEvent:
    """Something in the calendar that is no meeting of a body: a seminar, a holiday. ``last_on`` is included."""

    title: str
    on: date
    last_on: date
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A row that is no meeting: a title, a heading, a remark. Kept with its place, so that nothing goes unseen."""

    text: str
    row: int
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class MeetingPlan:
    """A whole plan. ``year`` is the year it is for, None when it does not keep to one."""

    name: str
    year: int | None
    meetings: tuple[PlannedMeeting, ...]
    other_events: tuple[OtherEvent, ...] = ()
    findings: tuple[Finding, ...] = ()
    body_aliases: dict[str, str] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: what it holds and whether it is struck out, as cancelled meetings often are in workbooks."""

    value: date | datetime | time | float | str | None = None
    is_struck: bool = False

    @property
    def text(self) -> str:
        """The content as text without line breaks and double spaces; an empty cell is the empty text."""
        if self.value is None:
            return ""
        if isinstance(self.value, float) and self.value.is_integer():
            return str(int(self.value))
        return " ".join(str(self.value).split())


def text_cell(text: str, *, is_struck: bool = False) -> Cell:
    """A cell of text, without hard spaces and not longer than a cell of a plan can be."""
    return Cell(text[:MOST_TEXT].replace("\u00a0", " ").strip(), is_struck)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as it stands in the file, row 1 first. A CSV file is one sheet."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]


def row_text(row: tuple[Cell, ...]) -> str:
    """A row on one line."""
    return " · ".join(cell.text for cell in row if cell.text)
