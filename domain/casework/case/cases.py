"""Sagen som helhed: opened from a document or by hand, corrected, withdrawn, found again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from functools import partial

from sqlmodel import Session, col, or_, select

from domain.casework.case.attachments import add_attachments, attachments_of, replace_attachments
from domain.casework.case.follow_ups import Proposal, propose, remove_reminders
from domain.casework.case.rounds import opened_news, take_up
from domain.casework.mail.notices import LISTED, taken_off, to_owner
from domain.casework.mail.telling import tell_all
from domain.casework.rows import check_open, check_reason, check_version, find, local_day, look_again, look_no_more
from domain.casework.verb import Act, Receipt, verb
from domain.documents.leftovers import CODES as LEFT
from domain.documents.leftovers import is_still_there
from domain.errors import NotAllowedNowError, NotFoundError
from domain.model import (
    Case,
    CaseState,
    Entry,
    FollowUp,
    FollowUpState,
    Meeting,
    MeetingStatus,
    NoticeKind,
    Post,
    Stop,
    StopState,
)
from domain.model.columns import make_id
from domain.rules.cycle_plan import round_stops
from domain.rules.facts import AttachmentFacts
from domain.rules.obligation import NoRound, Obligation, Round
from domain.rules.obligations import find_round, next_round_of
from domain.rules.routes import check_route
from domain.store.cycles import find_duty
from domain.store.journal import canonical
from domain.store.queries import LIVE_STOPS, current_profile

TEXTS = ("presentation", "economy", "recommendation")
CLEARABLE = frozenset({"owner_post", "decide_before", "period_start", "period_end"})
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


@verb
def correct_case(
    act: Act,
    *,
    case_id: str,
    title: str | None = None,
    is_open: bool | None = None,
    recommendation: str | None = None,
    economy: str | None = None,
    presentation: str | None = None,
    owner_post: str | None = None,
    decide_before: date | None = None,
    period_start: date | None = None,
    period_end: date | None = None,
    attachments: Sequence[AttachmentFacts] | None = None,
    clear: Collection[str] = (),
    corrected: Mapping[str, str] | None = None,
    version: int | None = None,
) -> Receipt:
    """Put the case's facts and texts right, or say what was done about findings (``corrected``).

    ``corrected`` maps a finding's code to what staff did. What is left out stays; ``clear`` names what is to be
    unknown again (``CLEARABLE``). ``attachments`` is the whole list as it is now. The journey looks again, since a
    correction may free what was blocked. What was left of the last round is no finding once its words are gone.
    Closing or opening the item itself is journalled as any other change; what
    was said of it while it was open has been said.

    Raises:
        NotFoundError: no such case or post, or the case has no such finding (noun=finding).
        NotAllowedNowError: the case is no longer open, or its period would end before it begins (why=reversed).
        ConflictError: somebody changed it first.
    """
    case = find(act.session, Case, "case", case_id)
    check_open(case, act.name)
    if owner_post is not None:
        find(act.session, Post, "post", owner_post)
    wanted = {
        "title": title,
        "is_open": is_open,
        "recommendation": recommendation,
        "economy": economy,
        "presentation": presentation,
        "owner_post": owner_post,
        "decide_before": decide_before,
        "period_start": period_start,
        "period_end": period_end,
    }
    given = {name: value for name, value in wanted.items() if value is not None} | dict.fromkeys(clear)
    changed = {name: value for name, value in given.items() if value != getattr(case, name)}
    settled = {code: said for code, said in (corrected or {}).items() if case.corrections.get(code) != said}
    codes = {str(finding["code"]) for finding in case.findings}
    for code in settled:
        if code not in codes:
            raise NotFoundError(noun="finding", id=code)
    has_other = attachments is not None and attachments_of(act.session, case_id) != tuple(attachments)
    if not changed and not settled and not has_other:
        return act.already(case_id)
    check_version(case, "case", case_id, version)
    for name, value in changed.items():
        setattr(case, name, value)
    if case.period_start and case.period_end and case.period_end < case.period_start:
        raise NotAllowedNowError(verb=act.name, noun="case", id=case_id, state=case.state.value, why="reversed")
    if attachments is not None and has_other:
        replace_attachments(act.session, case_id, attachments)
    case.corrections = {**case.corrections, **settled}
    if changed.keys() & set(TEXTS):
        texts = {name: getattr(case, name) for name in TEXTS}
        case.findings = [one for one in case.findings if one["code"] not in LEFT or is_still_there(one, texts)]
    case.version += 1
    look_again(act, case_id)
    listed = [*changed, *(["attachments"] if has_other else [])]
    return act.enter("case", case_id, changed=listed, corrected=sorted(settled))


@verb
def withdraw_case(act: Act, *, case_id: str, reason: str, version: int | None = None) -> Receipt:
    """Take the case out: open stops, proposals and promises are dropped, and nobody is reminded any more.

    Those who had it on an agenda are told.

    Raises:
        NotFoundError: no such case.
        ReasonMissingError: the reason is empty.
        NotAllowedNowError: it is closed.
        ConflictError: somebody changed it first.
    """
    case = find(act.session, Case, "case", case_id)
    if case.state is CaseState.WITHDRAWN:
        return act.already(case_id)
    check_open(case, act.name)
    check_reason(reason, act.name, case_id)
    check_version(case, "case", case_id, version)
    stops = act.session.exec(select(Stop).where(Stop.case_id == case_id, col(Stop.state).in_(LIVE_STOPS))).all()
    profile = current_profile(act.session)
    on_agenda = [stop for stop in stops if stop.state is StopState.ON_AGENDA]
    tell_all(
        act,
        [
            taken_off(case, profile, stop.body_key, "withdrawn", stop_id=stop.id, meeting_id=stop.meeting_id)
            for stop in on_agenda
        ],
    )
    for stop in stops:
        stop.state = StopState.DROPPED
        stop.version += 1
    _drop_follow_ups(act, case_id)
    case.state = CaseState.WITHDRAWN
    case.closed_at = act.at
    case.stuck_because = ""
    case.version += 1
    look_no_more(act, case_id)
    return act.enter("case", case_id, dropped=[stop.body_key for stop in stops])


def find_case(session: Session, number_or_id: str) -> Case:
    """The case with that number, or that id.

    Raises:
        NotFoundError: there is none.
    """
    wanted = number_or_id.strip()
    case = session.exec(select(Case).where(or_(col(Case.number) == wanted, col(Case.id) == wanted))).first()
    if case is None:
        raise NotFoundError(noun="case", id=wanted)
    return case


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


def _drop_follow_ups(act: Act, case_id: str) -> None:
    open_states = (FollowUpState.PROPOSED, FollowUpState.CONFIRMED)
    rows = act.session.exec(
        select(FollowUp).where(FollowUp.case_id == case_id, col(FollowUp.state).in_(open_states))
    ).all()
    for row in rows:
        row.state = FollowUpState.DROPPED
        row.settled_at = act.at
        row.version += 1
    remove_reminders(act.session, [row.id for row in rows])


def _plain(findings: Sequence[Finding]) -> list[Finding]:
    """Findings as the JSON column takes them: dates as ISO text."""
    plain: list[Finding] = json.loads(canonical({"findings": findings}))["findings"]
    return plain
