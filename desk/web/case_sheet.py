"""One case as its page shows it: everything read at once, and what this visitor may not see taken out on the way.

What leaves this file may be shown. The templates get it and nothing else, so they have nothing to leak.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from calendars.deadlines import DeadlineKind
from desk.web.case_cures import CureLink
from desk.web.history import Told
from domain.errors import NotFoundError
from domain.model import (
    CaseState,
    FollowUpState,
    MailState,
    PublicWording,
)
from domain.rules.checks import Severity
from domain.rules.facts import CaseFacts, StopFacts
from domain.rules.rights import Deed
from domain.store.queries import LIVE_STOPS


@dataclass(frozen=True, slots=True)
class DeadlineSheet:
    """A deadline of a stop's meeting: the day that counts, and the counted days behind it, a day a line."""

    kind: DeadlineKind
    practical_on: date
    legal_on: date
    source: str
    explanation: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StopSheet:
    """A stop with its meeting's deadlines, what was decided, and which is the one at hand."""

    facts: StopFacts
    name: str
    is_now: bool
    version: int
    because: str
    deadlines: tuple[DeadlineSheet, ...]
    decision_text: str
    wording: PublicWording | None  # what the public may read of it, where the case is closed
    recorded_by: str
    recorded_at: datetime | None
    may_plan: bool
    may_decide: bool

    @property
    def is_live(self) -> bool:
        """Whether it is still to be treated."""
        return self.facts.state in LIVE_STOPS

    @property
    def address(self) -> str:
        """The stop's pages, below the case's."""
        return f"/led/{self.facts.id}"

    @property
    def submission(self) -> DeadlineSheet | None:
        """The last day for handing in, where the body has one."""
        return next((one for one in self.deadlines if one.kind is DeadlineKind.SUBMISSION), None)


@dataclass(frozen=True, slots=True)
class PromiseSheet:
    """A follow-up: what, who, when, which stop waits for it."""

    id: str
    text: str
    who: str
    state: FollowUpState
    due_on: date | None
    due_text: str
    place: str
    note: str
    blocks: str

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done about it."""
        return self.state in {FollowUpState.PROPOSED, FollowUpState.CONFIRMED}


@dataclass(frozen=True, slots=True)
class CheckSheet:
    """One thing a careful secretary would notice: where, what, and the cure beside it."""

    severity: Severity
    body: str
    says: str
    cure: CureLink | None
    is_settled: bool


@dataclass(frozen=True, slots=True)
class MailSheet:
    """A mail about the case: to whom, what it told, how far it has come."""

    name: str
    because: str
    says: str
    state: MailState
    at: datetime | None


@dataclass(frozen=True, slots=True)
class CaseSheet:
    """The whole page. ``facts`` is the visitor's view; ``may_read``: the words of the case are shown."""

    facts: CaseFacts
    may_read: bool
    may: frozenset[Deed]
    names: Mapping[str, str]
    owner: str
    owner_post: str
    obligation: str  # the duty it is a round of, by its name
    presentation: str
    source_file: str
    opened_at: datetime
    closed_at: datetime | None
    version: int
    seq: int  # of the newest line of its history: what a form that is filled in has seen
    stops: tuple[StopSheet, ...]
    promises: tuple[PromiseSheet, ...]
    checks: tuple[CheckSheet, ...]
    next_says: str
    is_moving: bool  # the clock will take a step when it next looks
    stuck: str
    history: tuple[Told, ...]
    mails: tuple[MailSheet, ...]

    @property
    def address(self) -> str:
        """The case's own page."""
        return f"/sag/{self.facts.id}"

    @property
    def is_live(self) -> bool:
        """Whether anything can still be done with it."""
        return self.facts.state is CaseState.OPEN

    @property
    def now(self) -> StopSheet | None:
        """The stop at hand."""
        return next((stop for stop in self.stops if stop.is_now), None)

    def stop(self, stop_id: str) -> StopSheet:
        """One stop of the case. Raises ``NotFoundError``."""
        for stop in self.stops:
            if stop.facts.id == stop_id:
                return stop
        raise NotFoundError(noun="stop", id=stop_id)
