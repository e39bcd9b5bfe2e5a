"""What one line of a mail tells, as plain values: made from a notice whose facts were just read again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from calendars.deadlines import DeadlineKind
from domain.casework.mail.still_true import FreshNotice
from domain.model import NoticeKind, Outcome
from domain.rules.constraints import Constraint, Cure
from domain.rules.replanning import Why
from flows.messages.words import ACCESS, CONSTRAINTS, CURES, OBSTACLES, WHYS, moment, sentence, short_date


@dataclass(frozen=True, slots=True)
class LineFacts:
    """What one line tells. ``shown_title`` and ``text`` are empty for a closed item.

    Without a ``case_number`` it is about a whole meeting, with ``cases`` on it.
    """

    kind: NoticeKind
    case_number: str = ""
    shown_title: str = ""
    why: str = ""
    body: str = ""  # "Økonomiudvalget"
    meeting_on: date | None = None
    deadline: DeadlineKind | None = None
    due_on: date | None = None
    outcome: Outcome | None = None
    text: str = ""  # the words of a follow-up
    reasons: Sequence[str] = ()  # Danish sentences: what moved and why, what is missing
    cases: int = 0
    meetings: int = 0  # how many meetings ``reasons`` tells of
    case_id: str = ""
    meeting_id: str = ""
    follow_up_id: str = ""


def line_facts(notice: FreshNotice, bodies: Mapping[str, str]) -> LineFacts:
    """A notice as a line; ``bodies`` gives the name of each abbreviation."""
    detail = notice.detail
    changes = list(_changes(detail))
    only = changes[0] if len(changes) == 1 else {}
    moved_to = only.get("to")
    body = notice.body or bodies.get(str(only.get("body") or detail.get("body") or ""), "")
    return LineFacts(
        kind=notice.kind,
        case_number=notice.case_number,
        shown_title=notice.title if notice.is_open else "",
        why=notice.because,
        body=body,
        meeting_on=notice.meeting_on or (date.fromisoformat(str(moved_to)) if moved_to else None),
        deadline=DeadlineKind(notice.deadline_kind) if notice.deadline_kind else None,
        due_on=notice.due_on,
        outcome=notice.outcome,
        text=notice.text if notice.is_open else "",
        reasons=tuple(_reasons(detail, changes, bodies)),
        cases=int(detail.get("cases", 0)),
        meetings=len(changes),
        case_id=notice.case_id,
        meeting_id=notice.meeting_id,
        follow_up_id=notice.follow_up_id,
    )


def _changes(detail: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The moves a notice tells of; one of a whole meeting stands in the detail itself."""
    yield from detail.get("changes", ())
    if "from" in detail or "to" in detail:
        yield detail


def _reasons(
    detail: Mapping[str, Any], changes: Sequence[Mapping[str, Any]], bodies: Mapping[str, str]
) -> Iterator[str]:
    for change in changes:
        yield from _change(
            change, str(change.get("why") or detail.get("why") or ""), bodies, is_only=len(changes) == 1
        )
    if "access" in detail:
        yield f"{ACCESS[str(detail['access'])]} {moment(datetime.fromisoformat(str(detail['at'])))}."
    if "constraint" in detail:
        name = bodies.get(str(detail.get("body", "")), "Et led")
        yield f"{name}: {CONSTRAINTS[Constraint(detail['constraint'])]}."
        yield f"Mulig løsning: {CURES[Cure(detail['cure'])]}."
    if detail.get("last_on"):
        name = bodies.get(str(detail.get("body", "")), "organet")
        yield f"Sidste møde, der kan nå fristen: {name} {short_date(date.fromisoformat(str(detail['last_on'])))}."
    elif detail.get("risk") == "too_late":
        yield "Ingen række møder kan nå fristen. Et ekstraordinært møde kan."
    for code in detail.get("checks", ()):
        yield f"{sentence(OBSTACLES.get(str(code), str(code)))}."


def _change(change: Mapping[str, Any], why: str, bodies: Mapping[str, str], *, is_only: bool) -> Iterator[str]:
    """One move. Of the only one the line itself has said the new day; left is the old one, and why."""
    body = bodies.get(str(change.get("body", "")), str(change.get("body", "")))
    before, after = (date.fromisoformat(str(day)) if day else None for day in (change.get("from"), change.get("to")))
    to = f"{body} {short_date(after)}" if after else f"{body}: intet møde endnu"
    instead = f"i stedet for {short_date(before)}" if before and before != after else ""
    known = WHYS[Why(why)] if why in set(Why) else ""
    because = f" ({known})" if known else ""
    if not is_only or after is None:
        yield f"{to}{f' {instead}' if instead else ''}{because}."
    elif instead or known:
        yield sentence(f"{instead}{because}." if instead else f"{known}.")
