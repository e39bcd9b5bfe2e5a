"""Before and after, as rows of one table: shared by every page that shows what moves before it is saved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from desk import labels
from desk.plan_words import stuck_sentence
from desk.web.language import _
from domain.casework.foresight.of_case import Foresight, WillBeTold
from domain.rules.comparing import StopChange, StopChangeKind
from domain.rules.facts import MeetingFacts
from domain.rules.replanning import Change

_TONES = {
    StopChangeKind.SAME: "",
    StopChangeKind.DECIDED: "success",
    StopChangeKind.UNPLACED: "error",
    StopChangeKind.DROPPED: "warning",
    StopChangeKind.MOVED: "warning",
}


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """One stop: whose it is, its meeting before and after, and what that is called.

    ``tone`` is a badge's ("", success, info, warning, error); ``case`` the number, where the table is of many cases.
    """

    body: str
    before: MeetingFacts | None
    after: MeetingFacts | None
    says: str
    tone: str
    is_same: bool = False
    case: str = ""
    address: str = ""

    @property
    def is_moved(self) -> bool:
        """Whether the day or the hour is another."""
        return _when(self.before) != _when(self.after)


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person, and all that they will be told."""

    name: str
    says: str
    because: str
    is_off: bool


def rows_of_stops(changes: Iterable[StopChange], names: Mapping[str, str]) -> list[DifferenceRow]:
    """A foresight's changes; ``names`` are the bodies' names by key."""
    return [
        DifferenceRow(
            body=body_in_round(change.stop.body, change.stop.round_no, names),
            before=change.before,
            after=None if change.kind is StopChangeKind.DROPPED else change.after,
            says=_says(change),
            tone="error" if _is_homeless(change) else _TONES.get(change.kind, "info"),
            is_same=change.kind is StopChangeKind.SAME,
        )
        for change in changes
    ]


def rows_of_changes(
    changes: Iterable[Change], names: Mapping[str, str], *, case: str = "", address: str = ""
) -> list[DifferenceRow]:
    """The changes of a re-plan, of one case or of one among many."""
    return [
        DifferenceRow(
            body=names.get(change.body, change.body),
            before=change.before,
            after=change.after,
            says=_(labels.LABELS["Why"].get(str(change.why), "")),
            tone="error" if change.after is None else "warning" if change.before else "info",
            case=case,
            address=address,
        )
        for change in changes
    ]


def recipients(told: Sequence[WillBeTold]) -> list[Recipient]:
    """A line a person and reason, in the order of names; several kinds of news in one line."""
    found: dict[tuple[str, str, bool], list[str]] = {}
    for one in told:
        found.setdefault((one.name, one.because, one.is_off), []).append(_(labels.of(one.kind)))
    return [
        Recipient(name, labels.listed(list(dict.fromkeys(says)), "og"), because, is_off)
        for (name, because, is_off), says in found.items()
    ]


def stuck(foresight: Foresight) -> str:
    """Why no plan is found, as a sentence; "" when there is one."""
    return stuck_sentence(foresight.stuck_because)


def body_in_round(body: str, round_no: int, names: Mapping[str, str]) -> str:
    """Økonomiudvalget; the second time: Økonomiudvalget (2. gang)."""
    name = names.get(body, body)
    return name if round_no == 1 else _("{body} ({number}. gang)").format(body=name, number=round_no)


def _says(change: StopChange) -> str:
    if change.kind is StopChangeKind.DECIDED and change.stop.decision is not None:
        return _(labels.of(change.stop.decision.outcome))
    said = _(labels.of(change.kind))
    return _("{what}, intet møde").format(what=said) if _is_homeless(change) else said


def _is_homeless(change: StopChange) -> bool:
    """Whether it is to be treated and no meeting is found for it."""
    return change.after is None and change.kind in {StopChangeKind.ADDED, StopChangeKind.REOPENED}


def _when(meeting: MeetingFacts | None) -> object:
    return None if meeting is None else meeting.starts_at
