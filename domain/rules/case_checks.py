"""What is noticed on the case itself: its texts, its attachments, its promises, its cycle.

Each function is one row of ``CHECKS``; its name is the check's code.
"""

from __future__ import annotations

from collections.abc import Iterator

from domain.model.body import BodyKind
from domain.model.decision import Outcome
from domain.model.follow_up import FollowUpState
from domain.model.stop import StopState
from domain.rules.check_values import Found, Setting
from domain.rules.facts import CaseFacts, FollowUpFacts
from domain.rules.obligations import OBLIGATIONS, NoRound, next_round

OPEN_FOLLOW_UPS = frozenset({FollowUpState.PROPOSED, FollowUpState.CONFIRMED})


def is_open_follow_up(follow_up: FollowUpFacts) -> bool:
    """Whether somebody still has to do it."""
    return follow_up.state in OPEN_FOLLOW_UPS


def empty_recommendation(case: CaseFacts, _setting: Setting) -> Iterator[Found]:
    """Indstillingen is empty while the case is still to be treated somewhere."""
    if not case.recommendation.strip() and any(stop.state is StopState.PLANNED for stop in case.stops):
        yield Found({"section": "recommendation"})


def unassigned_follow_up(case: CaseFacts, _setting: Setting) -> Iterator[Found]:
    """A promise nobody owns."""
    for follow_up in case.follow_ups:
        if is_open_follow_up(follow_up) and not follow_up.has_owner:
            yield Found({"follow_up": follow_up.id, "due_on": follow_up.due_on})


def unconfirmed_follow_up(case: CaseFacts, _setting: Setting) -> Iterator[Found]:
    """A promise the reader or a rule proposed, which no person has confirmed."""
    for follow_up in case.follow_ups:
        if follow_up.state is FollowUpState.PROPOSED:
            yield Found({"follow_up": follow_up.id, "due_on": follow_up.due_on})


def follow_up_without_day(case: CaseFacts, _setting: Setting) -> Iterator[Found]:
    """A promise without a day."""
    for follow_up in case.follow_ups:
        if is_open_follow_up(follow_up) and follow_up.due_on is None:
            yield Found({"follow_up": follow_up.id})


def follow_up_overdue(case: CaseFacts, setting: Setting) -> Iterator[Found]:
    """A promise whose day has passed; evidence counts the days."""
    for follow_up in case.follow_ups:
        if is_open_follow_up(follow_up) and follow_up.due_on is not None and follow_up.due_on < setting.today:
            late = (setting.today - follow_up.due_on).days
            yield Found({"follow_up": follow_up.id, "due_on": follow_up.due_on, "days_late": late})


def follow_up_blocks(case: CaseFacts, _setting: Setting) -> Iterator[Found]:
    """A promise that must be kept before a stop that is still to come."""
    ahead = {stop.id for stop in case.stops if stop.state is StopState.PLANNED}
    for follow_up in case.follow_ups:
        if is_open_follow_up(follow_up) and follow_up.blocks_stop in ahead:
            yield Found({"follow_up": follow_up.id, "due_on": follow_up.due_on}, follow_up.blocks_stop)


def follow_up_before_council(case: CaseFacts, _setting: Setting) -> Iterator[Found]:
    """§ 23: what a committee decided may not be carried out before the council has decided."""
    stopped = [
        stop for stop in case.stops if stop.decision is not None and stop.decision.outcome is Outcome.STOPPED_23
    ]
    council_decided = any(stop.kind is BodyKind.COUNCIL and stop.state is StopState.DECIDED for stop in case.stops)
    if stopped and not council_decided:
        for follow_up in case.follow_ups:
            if follow_up.state is FollowUpState.CONFIRMED and follow_up.due_on is not None:
                yield Found({"follow_up": follow_up.id, "due_on": follow_up.due_on}, stopped[0].id)


def next_round_none(case: CaseFacts, setting: Setting) -> Iterator[Found]:
    """The case is a round of a duty in law that will not come again; evidence names the law."""
    if case.obligation not in OBLIGATIONS:
        return
    this_round = case.decide_before or case.period_end or setting.today
    answer = next_round(case.obligation, as_of=max(this_round, setting.today))
    if isinstance(answer, NoRound):
        yield Found({"obligation": case.obligation, "repealed_on": answer.repealed_on, "law": answer.repealed_by})


def round_at_risk(case: CaseFacts, _setting: Setting) -> Iterator[Found]:
    """The duty's round may miss its day; evidence names the last meeting that still saves it, if there is one."""
    found = case.round_at_risk
    if found is not None and found.last_on is not None:
        yield Found({"due_on": found.due_on, "body": found.body, "held_on": found.last_on})


def round_too_late(case: CaseFacts, _setting: Setting) -> Iterator[Found]:
    """No row of meetings reaches the round's day any more."""
    found = case.round_at_risk
    if found is not None and found.last_on is None:
        yield Found({"due_on": found.due_on})


def closed_attachment_in_open_item(case: CaseFacts, _setting: Setting) -> Iterator[Found]:
    """An open case has closed attachments: counted, never named."""
    closed = sum(attachment.is_open is False for attachment in case.attachments)
    if case.is_open and closed:
        yield Found({"closed": closed, "attachments": len(case.attachments)})


def attachment_without_number(case: CaseFacts, _setting: Setting) -> Iterator[Found]:
    """Some attachments have a document number and others have none; evidence gives their places."""
    without = [place for place, one in enumerate(case.attachments, start=1) if not one.document_number]
    if without and len(without) < len(case.attachments):
        yield Found({"places": without, "attachments": len(case.attachments)})
