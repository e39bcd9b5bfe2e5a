"""Sagen oprettes: from a document or by hand, its stops on the meetings the document names."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from functools import partial

from sqlmodel import Session, col, select

from domain.casework.case.attachments import add_attachments
from domain.casework.case.follow_ups import Proposal, propose
from domain.casework.case.rounds import opened_news, take_up
from domain.casework.mail.notices import LISTED, to_owner
from domain.casework.mail.telling import tell_all
from domain.casework.rows import find, local_day, look_again
from domain.casework.verb import Act, Receipt, verb
from domain.errors import NotAllowedNowError
from domain.model import (
    Case,
    Entry,
    Meeting,
    MeetingStatus,
    NoticeKind,
    Post,
    Stop,
)
from domain.model.columns import make_id
from domain.rules.cycle_plan import round_stops
from domain.rules.facts import AttachmentFacts
from domain.rules.obligation import NoRound, Obligation, Round
from domain.rules.obligations import find_round, next_round_of
from domain.rules.routes import check_route
from domain.store.cycles import find_duty
from domain.store.journal import canonical
from domain.store.queries import current_profile

_NEAREST = 3  # meetings named in the finding when a document's date has none


Finding = dict[str, object]


@verb
def open_case(
    act: Act,
    *,
    number: str,
    title: str,
    route: Sequence[str],
    is_open: bool = True,
    stages: Mapping[str, date] | None = None,
    owner_post: str | None = None,
    obligation: str | None = None,
    decide_before: date | None = None,
    presentation: str = "",
    economy: str = "",
    recommendation: str = "",
    period_start: date | None = None,
    period_end: date | None = None,
    attachments: Sequence[AttachmentFacts] = (),
    findings: Sequence[Mapping[str, object]] = (),
    source_file: str = "",
    follow_ups: Sequence[Proposal] = (),
    round_year: int | None = None,
    theme: str = "",
) -> Receipt:
    """Open a case: its stops in the order of ``route``, on the meetings whose dates the document states (``stages``).

    Bodies are given by any name the profile knows. A stated date on which the body does not meet, or for a body
    outside the route, becomes a finding on the case and the stop is left to the planner. ``obligation`` is a duty
    in force, the law's or the municipality's own. ``decide_before`` is exclusive; without it the duty's own limit
    counts. The case becomes the duty's round of ``round_year``, else the one under way if that has no case yet;
    ``theme`` is the round's. The same number with the same content is
    the same case.

    Raises:
        UnknownBodyError, EndedBodyError, RepeatedBodyError, EmptyRouteError: the route does not hold; nothing is
            written.
        NotAllowedNowError: the number is taken by a case with other content (why=number_taken), or the round by
            another case (round_taken).
        NotFoundError: no such post, no such duty in force, or no such round of it.
    """
    profile = current_profile(act.session)
    today = local_day(act.at)
    case_id = make_id("case", number)
    known = act.session.get(Case, case_id)
    named = profile.find_body if known is not None else partial(profile.find_body_from, on=today)
    bodies = check_route(route, named)
    duty = None if obligation is None else find_duty(act.session, obligation)
    coming = None if duty is None else _round_of(duty, round_year, today)
    decide_before = decide_before or (None if coming is None else coming.decide_before)
    content = {
        "title": title,
        "is_open": is_open,
        "route": bodies,
        "stages": dict(stages or {}),
        "owner_post": owner_post,
        "obligation": obligation,
        "decide_before": decide_before,
        "texts": [presentation, economy, recommendation],
        "period": [period_start, period_end],
        "attachments": [asdict(attachment) for attachment in attachments],
        "follow_ups": [asdict(follow_up) for follow_up in follow_ups],
    }
    digest = hashlib.sha256(canonical(content).encode()).hexdigest()
    if known is not None:
        if _opened_with(act.session, case_id) == digest:
            return act.already(case_id, number=number)
        raise NotAllowedNowError(verb=act.name, noun="case", id=number, state=known.state.value, why="number_taken")
    if owner_post is not None:
        find(act.session, Post, "post", owner_post)

    days = {named(name).key: day for name, day in (stages or {}).items()}
    placed, unplaced = _meetings_of(act.session, bodies, days)
    noted = [*(dict(finding) for finding in findings), *unplaced]
    case = Case.new(
        id=case_id,
        number=number,
        title=title,
        is_open=is_open,
        owner_post=owner_post,
        obligation=obligation,
        decide_before=decide_before,
        period_start=period_start,
        period_end=period_end,
        presentation=presentation,
        economy=economy,
        recommendation=recommendation,
        source_file=source_file,
        findings=_plain(noted),
        opened_at=act.at,
    )
    act.session.add(case)
    act.session.flush()
    legs = round_stops([(body, profile.body(body).kind) for body in bodies], duty)
    for position, leg in enumerate(legs, start=1):
        act.session.add(
            Stop.new(
                id=make_id("stop", case_id, position, 1),
                case_id=case_id,
                position=position,
                body_key=leg.body,
                meeting_id=placed.get(leg.key),
                fixed=leg.key in placed,
                min_gap_days=leg.min_gap_days,
            )
        )
    add_attachments(act.session, case_id, attachments)
    proposed = [propose(act, case_id, proposal)[0].id for proposal in follow_ups]
    look_again(act, case_id)
    news = [to_owner(case, NoticeKind.PROPOSED, "opened", follow_up_id=found) for found in proposed]
    if placed:
        listed = [{"body": body, "to": days[body]} for body in bodies if body in placed]
        news.append(to_owner(case, NoticeKind.PLANNED, "opened", detail={"changes": listed[:LISTED]}))
    cycle = None if coming is None else take_up(act, case, coming, theme=theme, is_asked=round_year is not None)
    if cycle is not None and round_year is not None:
        news.append(opened_news(case, cycle))
    tell_all(act, news)
    return act.enter(
        "case",
        case_id,
        number=number,
        is_open=is_open,
        route=bodies,
        fixed=placed,
        findings=[finding["code"] for finding in noted],
        follow_ups=proposed,
        content=digest,
    )


def _round_of(duty: Obligation, year: int | None, today: date) -> Round | None:
    """The round of that year, else the one under way; the law knows its day, the document often not.

    A case of a duty that is repealed is opened all the same where somebody asks for it; it is no round of it.
    """
    if year is not None:
        return find_round(duty, year)
    coming = next_round_of(duty, today, known_on=today)
    return None if isinstance(coming, NoRound) else coming


def _opened_with(session: Session, case_id: str) -> str | None:
    """The digest of the content a case was opened with, from the journal: later corrections do not change it."""
    opened = session.exec(
        select(Entry).where(Entry.subject == case_id, Entry.verb == "open_case").order_by(col(Entry.seq))
    ).first()
    return None if opened is None else str(json.loads(opened.facts)["content"])


def _meetings_of(
    session: Session, bodies: Sequence[str], days: Mapping[str, date]
) -> tuple[dict[str, str], list[Finding]]:
    """The meetings that the document's dates point at, by body; and a finding for each date that points at none."""
    placed: dict[str, str] = {}
    findings: list[Finding] = []
    for body, day in days.items():
        if body not in bodies:
            findings.append({"code": "stage_outside_route", "body": body, "date": day})
            continue
        meetings = session.exec(
            select(Meeting)
            .where(Meeting.body_key == body, Meeting.status != MeetingStatus.CANCELLED)
            .order_by(col(Meeting.starts_at))
        ).all()
        on_day = next((meeting for meeting in meetings if meeting.held_on == day), None)
        if on_day is not None:
            placed[body] = on_day.id
            continue
        nearest = sorted(meetings, key=lambda meeting: abs((meeting.held_on - day).days))[:_NEAREST]
        findings.append(
            {
                "code": "stage_without_meeting",
                "body": body,
                "date": day,
                "nearest": sorted(meeting.held_on for meeting in nearest),
            }
        )
    return placed, findings


def _plain(findings: Sequence[Finding]) -> list[Finding]:
    """Findings as the JSON column takes them: dates as ISO text."""
    plain: list[Finding] = json.loads(canonical({"findings": findings}))["findings"]
    return plain
