"""What comes in to the API: JSON with English names. A name we do not know is refused, so that a slip is noticed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import Path, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from domain.model import Outcome

_TEXT = r"^[^\x00]*$"  # PostgreSQL holds every letter but this one
_SAID = r"^[^\x00]*[^\x00\s][^\x00]*$"
_FIRST, _LAST = date(2000, 1, 1), date(2099, 12, 31)

Id = Annotated[str, Path(min_length=1, max_length=80, pattern=_TEXT)]
Text = Annotated[str, Field(max_length=200_000, pattern=_TEXT)]
Name = Annotated[str, Field(min_length=1, max_length=120, pattern=_SAID)]
Reason = Annotated[str, Field(min_length=1, max_length=2000, pattern=_SAID, description="Why; kept in the journal.")]
Day = Annotated[date, Field(ge=_FIRST, le=_LAST)]
Moment = Annotated[AwareDatetime, Field(ge=datetime(2000, 1, 2, tzinfo=UTC), le=datetime(2099, 12, 30, tzinfo=UTC))]
Version = Annotated[
    int | None, Field(ge=1, le=2_147_483_647, description="What was seen; another one there now answers 409.")
]
DryRun = Annotated[bool, Query(description="Answer what it would do, and do nothing.")]
Offset = Annotated[int, Query(ge=0, le=10_000)]
Limit = Annotated[int, Query(ge=1, le=100)]


class In(BaseModel):
    """Base of what comes in."""

    model_config = ConfigDict(extra="forbid")


class AttachmentIn(In):
    """An attachment of a case."""

    title: Annotated[str, Field(min_length=1, max_length=300, pattern=_SAID)]
    document_number: Annotated[str | None, Field(max_length=60, pattern=_TEXT)] = None
    is_open: bool | None = None


class OpenCase(In):
    """A case to be opened. Bodies by any name the profile knows."""

    number: Annotated[str, Field(min_length=1, max_length=40, pattern=_SAID)]
    title: Annotated[str, Field(min_length=1, max_length=300, pattern=_SAID)]
    route: Annotated[list[Name], Field(min_length=1, max_length=30)]
    is_open: bool = True
    stages: Annotated[dict[Name, Day], Field(max_length=30)] = Field(default_factory=dict)
    owner_post: Name | None = None
    obligation: Name | None = None
    decide_before: Day | None = None
    presentation: Text = ""
    economy: Text = ""
    recommendation: Text = ""
    period_start: Day | None = None
    period_end: Day | None = None
    attachments: Annotated[list[AttachmentIn], Field(max_length=200)] = Field(default_factory=list)


class CorrectCase(In):
    """What is to be otherwise; what is left out stays."""

    title: Annotated[str | None, Field(min_length=1, max_length=300, pattern=_SAID)] = None
    is_open: bool | None = None
    recommendation: Text | None = None
    economy: Text | None = None
    presentation: Text | None = None
    owner_post: Name | None = None
    decide_before: Day | None = None
    period_start: Day | None = None
    period_end: Day | None = None
    version: Version = None


class WithReason(In):
    """Why, and what was seen."""

    reason: Reason
    version: Version = None


class PlaceStop(WithReason):
    """On which meeting; ``fixed`` keeps it there whatever moves around it."""

    meeting_id: Name
    fixed: bool = True


class AddStop(In):
    """A body more on the route: after a stop, or last."""

    body: Name
    after: Name | None = None
    min_gap_days: Annotated[int, Field(ge=0, le=365)] = 0
    reason: Reason


class Decide(In):
    """What the body decided. ``text`` is its own words."""

    outcome: Outcome
    text: Text = ""
    decided_on: Day
    return_to: Name | None = None
    named_meeting: Name | None = None
    version: Version = None


class Wording(In):
    """What the public may read of a decision behind closed doors, or why nothing: one of the two."""

    text: Annotated[str, Field(max_length=4000, pattern=_TEXT)] = ""
    withheld_because: Annotated[str, Field(max_length=500, pattern=_TEXT)] = ""
    version: Version = None


class Propose(In):
    """A promise that somebody must confirm."""

    text: Annotated[str, Field(min_length=1, max_length=2000, pattern=_SAID)]
    owner_post: Name | None = None
    due_on: Day | None = None
    from_stop: Name | None = None
    blocks_stop: Name | None = None


class Confirm(In):
    """Who keeps it, by when, and which stop waits for it."""

    owner_post: Name | None = None
    due_on: Day | None = None
    blocks_stop: Name | None = None
    version: Version = None


class Complete(In):
    """What was done."""

    note: Reason
    version: Version = None


class CallMeeting(In):
    """One more meeting."""

    body: Name
    starts_at: Moment
    ends_at: Moment | None = None
    place: Annotated[str, Field(max_length=200, pattern=_TEXT)] = ""
    remark: Annotated[str, Field(max_length=500, pattern=_TEXT)] = ""


class MoveMeeting(WithReason):
    """Another time or place."""

    starts_at: Moment
    ends_at: Moment | None = None
    place: Annotated[str | None, Field(max_length=200, pattern=_TEXT)] = None
