"""Opfølgning: proposed by the reader, a rule or a person, confirmed by a person, then done or dropped.

The owner is a post or a person, or plainly unknown; the day is exact, fuzzy ("ultimo 2023") or missing.
Neither is ever invented: what the document said is kept in its own words until somebody confirms.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from domain.casework.case.progress import say_what_was_asked
from domain.casework.case.promise_ladder import put_reminders, remove_reminders
from domain.casework.case.rounds import keep_progress
from domain.casework.mail.notices import to_owner
from domain.casework.mail.telling import tell_all
from domain.casework.rows import (
    check_open,
    check_reason,
    check_version,
    find,
    look_again,
)
from domain.casework.verb import Act, Receipt, verb
from domain.errors import NotAllowedNowError, NotFoundError
from domain.model import (
    Body,
    BodyKind,
    Case,
    Decision,
    FollowUp,
    FollowUpState,
    NoticeKind,
    Outcome,
    Person,
    Post,
    Stop,
    StopState,
)
from domain.model.columns import make_id
from domain.rules.cycle_plan import SUBMISSION
from domain.rules.wording import only_one_named
from domain.store.queries import LIVE_STOPS, meeting_facts

_SETTLED = (FollowUpState.DONE, FollowUpState.DROPPED)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A follow-up that was found: ``text`` is the promise, ``owner_text`` and ``due_text`` the words of the document.

    ``due_on`` only where the document gives an exact day. ``place`` says where it stands (document, section, line).
    """

    text: str
    owner_text: str = ""
    owner_post: str | None = None
    due_on: date | None = None
    due_text: str = ""
    place: str = ""
    kind: str = "promise"


@verb
def propose_follow_up(
    act: Act, *, case_id: str, proposal: Proposal, from_stop: str | None = None, blocks_stop: str | None = None
) -> Receipt:
    """Note a promise that somebody must confirm; the case's owner is told.

    The same promise from the same place is proposed once.

    Raises:
        NotFoundError: no such case, post or stop of the case.
        NotAllowedNowError: the case is no longer open.
    """
    case = find(act.session, Case, "case", case_id)
    check_open(case, act.name)
    for stop in (from_stop, blocks_stop):
        if stop is not None:
            _check_stop_of(act.session, stop, case_id)
    follow_up, is_new = propose(act, case_id, proposal, from_stop=from_stop, blocks_stop=blocks_stop)
    if not is_new:
        return act.already(follow_up.id, case=case_id)
    look_again(act, case_id)
    tell_all(act, [to_owner(case, NoticeKind.PROPOSED, "proposed", follow_up_id=follow_up.id)])
    return act.enter("follow_up", follow_up.id, **_facts(follow_up))


def propose(
    act: Act, case_id: str, proposal: Proposal, *, from_stop: str | None = None, blocks_stop: str | None = None
) -> tuple[FollowUp, bool]:
    """The proposed row and whether it is new, inside a verb's transaction; the verb writes the journal.

    The owner is a post when the document's words are the title of one post, also in the definite form
    ("IT-sikkerhedskoordinatoren"); otherwise unknown.
    """
    follow_up_id = make_id("follow_up", case_id, proposal.place, proposal.text)
    known = act.session.get(FollowUp, follow_up_id)
    if known is not None:
        return known, False
    owner_post = proposal.owner_post or _post_titled(act.session, proposal.owner_text)
    if owner_post is not None:
        find(act.session, Post, "post", owner_post)
    follow_up = FollowUp.new(
        id=follow_up_id,
        case_id=case_id,
        text=proposal.text,
        kind=proposal.kind,
        from_stop=from_stop,
        source_place=proposal.place,
        owner_post=owner_post,
        owner_text=proposal.owner_text,
        due_on=proposal.due_on,
        due_text=proposal.due_text,
        blocks_stop=blocks_stop,
    )
    act.session.add(follow_up)
    return follow_up, True


@verb
def confirm_follow_up(
    act: Act,
    *,
    follow_up_id: str,
    owner_post: str | None = None,
    owner_person: str | None = None,
    due_on: date | None = None,
    blocks_stop: str | None = None,
    version: int | None = None,
) -> Receipt:
    """Make a proposal a promise: who does it, by when, which stop waits for it. Its reminders go in the queue.

    What is left out stays as proposed. Without a day the dispatch of the stop it blocks counts. Confirming again
    changes owner, day or stop.

    Raises:
        NotFoundError: no such follow-up, post, person or stop of the case.
        ConflictError: somebody changed it first.
        NotAllowedNowError: it is settled (why=settled), it has no owner (why=no_owner) or no day (why=no_due), or
            the decision it comes from was stopped and the council has not decided yet (why=stopped_23).
    """
    follow_up = find(act.session, FollowUp, "follow_up", follow_up_id)
    case = find(act.session, Case, "case", follow_up.case_id)
    if follow_up.state in _SETTLED:
        raise _refuse(act, follow_up, "settled")
    check_open(case, act.name)
    if owner_post is not None:
        find(act.session, Post, "post", owner_post)
    if owner_person is not None:
        find(act.session, Person, "person", owner_person)
    if blocks_stop is not None:
        _check_stop_of(act.session, blocks_stop, case.id)
    names_owner = owner_post is not None or owner_person is not None
    owner = (owner_post, owner_person) if names_owner else (follow_up.owner_post, follow_up.owner_person)
    stop = blocks_stop or follow_up.blocks_stop
    day = due_on or follow_up.due_on or _dispatch_day(act.session, stop)
    if _is_stopped(act.session, follow_up):
        raise _refuse(act, follow_up, "stopped_23")
    if owner == (None, None):
        raise _refuse(act, follow_up, "no_owner")
    if day is None:
        raise _refuse(act, follow_up, "no_due")
    before = (follow_up.state, follow_up.owner_post, follow_up.owner_person, follow_up.due_on, follow_up.blocks_stop)
    if before == (FollowUpState.CONFIRMED, *owner, day, stop):
        return act.already(follow_up.id, **_facts(follow_up))
    check_version(follow_up, "follow_up", follow_up.id, version)
    follow_up.state = FollowUpState.CONFIRMED
    follow_up.owner_post, follow_up.owner_person = owner
    follow_up.due_on, follow_up.blocks_stop = day, stop
    follow_up.version += 1
    put_reminders(act, follow_up)
    look_again(act, case.id)
    return act.enter("follow_up", follow_up.id, **_facts(follow_up))


@verb
def complete_follow_up(act: Act, *, follow_up_id: str, note: str, version: int | None = None) -> Receipt:
    """It is done, and ``note`` says how. Its reminders leave the queue; what it held up is looked at again.

    Raises:
        NotFoundError: no such follow-up.
        ReasonMissingError: the note is empty.
        NotAllowedNowError: it was dropped, or nobody has confirmed it (why=not_confirmed).
        ConflictError: somebody changed it first.
    """
    follow_up = find(act.session, FollowUp, "follow_up", follow_up_id)
    if follow_up.state is FollowUpState.DONE:
        return act.already(follow_up.id, case=follow_up.case_id)
    if follow_up.state is not FollowUpState.CONFIRMED:
        raise _refuse(act, follow_up, "settled" if follow_up.state in _SETTLED else "not_confirmed")
    check_version(follow_up, "follow_up", follow_up.id, version)
    said = check_reason(note, act.name, follow_up.id)
    receipt = settle(act, follow_up, FollowUpState.DONE, said)
    say_what_was_asked(act, follow_up, said)
    if follow_up.kind == SUBMISSION:
        keep_progress(act.session, find(act.session, Case, "case", follow_up.case_id))
    return receipt


@verb
def drop_follow_up(act: Act, *, follow_up_id: str, reason: str, version: int | None = None) -> Receipt:
    """It is not to be done, and ``reason`` says why.

    Raises:
        NotFoundError: no such follow-up.
        ReasonMissingError: the reason is empty.
        NotAllowedNowError: it is done already.
        ConflictError: somebody changed it first.
    """
    follow_up = find(act.session, FollowUp, "follow_up", follow_up_id)
    if follow_up.state is FollowUpState.DROPPED:
        return act.already(follow_up.id, case=follow_up.case_id)
    if follow_up.state is FollowUpState.DONE:
        raise _refuse(act, follow_up, "settled")
    check_version(follow_up, "follow_up", follow_up.id, version)
    return settle(act, follow_up, FollowUpState.DROPPED, check_reason(reason, act.name, follow_up.id))


def settle(act: Act, follow_up: FollowUp, state: FollowUpState, note: str) -> Receipt:
    """A promise is done or dropped, inside a verb's transaction: nobody is reminded of it, and its case moves on."""
    follow_up.state = state
    follow_up.note = note
    follow_up.settled_at = act.at
    follow_up.version += 1
    remove_reminders(act.session, [follow_up.id])
    look_again(act, follow_up.case_id)
    return act.enter("follow_up", follow_up.id, **_facts(follow_up))


def _facts(follow_up: FollowUp) -> dict[str, object]:
    """What the journal may say: no words of the promise, which may be those of a closed item."""
    return {
        "case": follow_up.case_id,
        "state": follow_up.state.value,
        "kind": follow_up.kind,
        "owner": follow_up.owner_post or follow_up.owner_person,
        "due_on": follow_up.due_on,
        "blocks_stop": follow_up.blocks_stop,
    }


def _refuse(act: Act, follow_up: FollowUp, why: str) -> NotAllowedNowError:
    return NotAllowedNowError(verb=act.name, noun="follow_up", id=follow_up.id, state=follow_up.state.value, why=why)


def _check_stop_of(session: Session, stop_id: str, case_id: str) -> None:
    stop = session.get(Stop, stop_id)
    if stop is None or stop.case_id != case_id or stop.state is StopState.DROPPED:
        raise NotFoundError(noun="stop", id=stop_id)


def _is_stopped(session: Session, follow_up: FollowUp) -> bool:
    """Whether the promise comes from a decision stopped after § 23 that the council has still to make."""
    if follow_up.from_stop is None:
        return False
    stopped = select(Decision.id).where(
        Decision.stop_id == follow_up.from_stop, Decision.outcome == Outcome.STOPPED_23
    )
    ahead = (
        select(Stop.id)
        .join(Body, col(Body.key) == col(Stop.body_key))
        .where(Stop.case_id == follow_up.case_id, Body.kind == BodyKind.COUNCIL, col(Stop.state).in_(LIVE_STOPS))
    )
    return session.exec(stopped).first() is not None and session.exec(ahead).first() is not None


def _dispatch_day(session: Session, stop_id: str | None) -> date | None:
    stop = session.get(Stop, stop_id) if stop_id is not None else None
    if stop is None or stop.meeting_id is None:
        return None
    return meeting_facts(session, ids=[stop.meeting_id])[0].dispatch_on


def _post_titled(session: Session, words: str) -> str | None:
    if not words.strip():
        return None
    return only_one_named(words, session.exec(select(Post.key, Post.title)))
