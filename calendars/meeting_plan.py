"""A meeting plan as plain values: what a file said, and what was wrong with it.

The readers of the three formats (``plan_csv``, ``plan_xlsx``, ``plan_ics``) guess nothing: what they
cannot read becomes a finding with its row and column.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from typing import Literal


class PlanStatus(StrEnum):
    """What kind of meeting the plan says it is, or that it is off."""

    ORDINARY = "ordinary"
    EXTRAORDINARY = "extraordinary"
    CONSTITUENT = "constituent"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in the file a person should look at. An error leaves its row out; a warning does not.

    ``row`` counts from 1 as a spreadsheet shows it (in an .ics: the line of the event), ``column`` is
    the header as written. ``facts`` is what the Danish sentence is made of.
    """

    code: str
    severity: Literal["error", "warning"]
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
class MeetingPlan:
    """A whole plan. ``year`` is the year it is for, None when it does not keep to one."""

    name: str
    year: int | None
    meetings: tuple[PlannedMeeting, ...]
    other_events: tuple[OtherEvent, ...] = ()
    findings: tuple[Finding, ...] = ()
    body_aliases: dict[str, str] = field(default_factory=dict)
