"""A case as the board and the list of cases show it to a visitor: one row, and the same as a line of the picture.

What the visitor may not see is taken out here, before a template or a picture is given anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date
from sqlmodel import Session, col, select

from desk import danger_words, labels
from desk.web.closed import seen_case
from desk.web.language import _, locale
from desk.web.page import weekday_day
from desk.web.pictures.timeline import Box, Line
from desk.web.visit import Visit
from domain.model import Body, Post, StopState
from domain.rules.case_checks import is_open_follow_up
from domain.rules.danger import Danger, Level, Reason, turn_of
from domain.rules.facts import CaseFacts, FollowUpFacts, StopFacts
from domain.rules.rights import part_of
from domain.store.in_danger import ShownCase, shown_cases

BADGES = {
    Level.LATE: "error",
    Level.AT_RISK: "warning",
    Level.SOON: "info",
    Level.ON_TRACK: "success",
    Level.OVER: "",
}


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in the table. ``line`` is the same case in the picture."""

    id: str
    number: str
    title: str
    is_open: bool
    way: tuple[str, ...]  # "DIR 12.4 drøftet"
    body: str  # whose turn it is
    meeting_on: date | None
    hand_in_on: date | None
    owner: str
    level: Level
    badge: str
    status: str  # the level in words
    reason: str
    line: Line


def rows_of(visit: Visit, session: Session, ids: Sequence[str]) -> list[CaseRow]:
    """Those cases, in that order, as this visitor is shown them."""
    return as_rows(visit, session, shown_cases(session, ids, today=visit.today))


def as_rows(visit: Visit, session: Session, cases: Sequence[ShownCase]) -> list[CaseRow]:
    """Cases that have been read, as this visitor is shown them."""
    owners = {one.owner_post for one in cases if one.owner_post is not None}
    titles = dict(session.exec(select(Post.key, Post.title).where(col(Post.key).in_(owners))).all()) if owners else {}
    bodies = {stop.body for one in cases for stop in one.facts.stops}
    names = dict(session.exec(select(Body.key, Body.name).where(col(Body.key).in_(bodies))).all()) if bodies else {}
    return [_row(visit, one, titles.get(one.owner_post or "", ""), names) for one in cases]


def _row(visit: Visit, shown: ShownCase, owner: str, names: Mapping[str, str]) -> CaseRow:
    facts = seen_case(shown.facts, part_of(visit.visitor, shown.facts))
    turn = turn_of(facts)
    meeting = turn.meeting if turn is not None else None
    danger = shown.danger
    status, reason = _(danger_words.LEVELS[danger.level]), reason_of(danger)
    if danger.level is Level.OVER:
        status = labels.capital(_(labels.of(facts.state)))
    said = f"{status}: {reason}" if reason else status
    return CaseRow(
        id=facts.id,
        number=facts.number,
        title=facts.title,
        is_open=facts.is_open,
        way=tuple(_station(stop) for stop in facts.stops if stop.state is not StopState.DROPPED),
        body=names.get(turn.body, turn.body) if turn is not None else "",
        meeting_on=meeting.held_on if meeting is not None else None,
        hand_in_on=meeting.submission_on
        if meeting is not None and turn and turn.state is StopState.PLANNED
        else None,
        owner=owner,
        level=danger.level,
        badge=BADGES[danger.level],
        status=status,
        reason=reason,
        line=Line(
            title=facts.title,
            under=" · ".join(part for part in (facts.number, owner) if part),
            address=f"/sag/{facts.id}",
            boxes=tuple(_boxes(facts, danger, names)),
            status=said,
            level=danger.level.value,
            is_closed=not facts.is_open,
        ),
    )


def reason_of(danger: Danger) -> str:
    """Why, in the visitor's language."""
    what, when = danger_words.REASONS[danger.reason]
    return danger_words.joined(danger.reason, _(what), _(when), near_day(danger.on))


def near_day(day: date | None) -> str:
    """A day of this year or the next: 12. apr."""
    return "" if day is None else format_date(day, _("d. MMM"), locale=locale()).replace(" ", "\u00a0")


def _station(stop: StopFacts) -> str:
    """A stop in the table, for whoever does not look at the picture."""
    day = f" {format_date(stop.meeting.held_on, 'd/M', locale=locale())}" if stop.meeting is not None else ""
    if stop.decision is not None:
        return f"{stop.body}{day} {_(labels.of(stop.decision.outcome))}"
    return f"{stop.body}{day}" if day else f"{stop.body} {_('uden møde')}"


def _boxes(facts: CaseFacts, danger: Danger, names: Mapping[str, str]) -> list[Box]:
    boxes = []
    for stop in facts.stops:
        meeting = stop.meeting
        if meeting is None or stop.state is StopState.DROPPED:
            continue
        is_in_danger = stop.id == danger.stop and danger.level in {Level.LATE, Level.AT_RISK}
        is_off = meeting.cancelled and stop.state is not StopState.DECIDED
        state = _("mødet er aflyst") if is_off else _(labels.of(stop.state))
        if stop.decision is not None:
            state = _(labels.of(stop.decision.outcome))
        said = f"{names.get(stop.body, stop.body)}, {weekday_day(meeting.held_on)}: {state}"
        boxes.append(
            Box(
                on=meeting.held_on,
                text=stop.body if stop.round_no == 1 else f"{stop.body} {stop.round_no}",
                kind="cancelled" if is_off else stop.state.value,
                title=f"{said}. {labels.capital(reason_of(danger))}" if is_in_danger else said,
                address=f"/moede/{meeting.id}",
                in_danger=is_in_danger,
            )
        )
    return boxes + [
        _promise(facts, follow_up, follow_up.due_on, danger)
        for follow_up in facts.follow_ups
        if is_open_follow_up(follow_up) and follow_up.due_on is not None
    ]


def _promise(facts: CaseFacts, follow_up: FollowUpFacts, due_on: date, danger: Danger) -> Box:
    said = f"{_('Opfølgning')}, {weekday_day(due_on)}"
    return Box(
        on=due_on,
        text="",
        kind="promise",
        title=f"{said}: {follow_up.text}" if follow_up.text else said,
        address=f"/sag/{facts.id}",
        in_danger=danger.reason is Reason.FOLLOW_UP_OVERDUE and due_on == danger.on,
    )
