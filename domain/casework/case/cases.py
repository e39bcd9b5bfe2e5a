"""Sagen som helhed: corrected, withdrawn, found again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlmodel import Session, col, or_, select

from domain.casework.case.attachments import attachments_of, replace_attachments
from domain.casework.case.promise_ladder import remove_reminders
from domain.casework.mail.notices import taken_off
from domain.casework.mail.telling import tell_all
from domain.casework.rows import check_open, check_reason, check_version, find, look_again, look_no_more
from domain.casework.verb import Act, Receipt, verb
from domain.documents.leftovers import CODES as LEFT
from domain.documents.leftovers import is_still_there
from domain.errors import NotAllowedNowError, NotFoundError
from domain.model import (
    Case,
    CaseState,
    FollowUp,
    FollowUpState,
    Post,
    Stop,
    StopState,
)
from domain.rules.facts import AttachmentFacts
from domain.store.queries import LIVE_STOPS, current_profile

TEXTS = ("presentation", "economy", "recommendation")
CLEARABLE = frozenset({"owner_post", "decide_before", "period_start", "period_end"})


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
