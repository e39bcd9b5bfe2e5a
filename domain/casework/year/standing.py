"""Faste punkter: put on an agenda as a small case of their own, or left out this once with the reason.

A case, and not a line without one: so it is decided, written in the minutes, followed up and found as all else is.
"""

from __future__ import annotations

import hashlib

from sqlmodel import Session, select

from domain.casework.case.opening import open_case
from domain.casework.rows import check_reason, find
from domain.casework.verb import Act, By, Receipt, verb
from domain.errors import NotAllowedNowError, NotFoundError
from domain.model import Case, CaseState, Meeting, StandingUse, Stop, StopState
from domain.model.columns import make_id
from domain.rules.standing import StandingItem
from domain.store.database import Database
from domain.store.standing import find_item


def raise_standing_item(
    db: Database, by: By, *, item: str, meeting_id: str, presentation: str | None = None
) -> Receipt:
    """Open the item's case on the meeting and remember it; once a meeting, however often it is asked for.

    ``presentation`` is the text where the program writes it; else the profile's. Killed between the two, the next
    call finds the case by its number.

    Raises:
        NotFoundError: no such item in the profile, or no such meeting.
    """
    with db.read() as session:
        known = _item(session, item)
        meeting = find(session, Meeting, "meeting", meeting_id)
        use = session.get(StandingUse, _use_id(item, meeting_id))
        if use is not None and use.case_id is not None and _is_kept(session, use.case_id):
            return Receipt("put_standing_item", use.id, {"case": use.case_id}, repeated=True)
        number, case_id = _number(session, known, meeting)
    if case_id is None:
        case_id = open_case(
            db,
            By(by.actor, by.at),
            number=number,
            title=known.title,
            is_open=not known.closed,
            route=[known.body],
            stages={known.body: meeting.held_on},
            owner_post=known.owner,
            presentation=known.text if presentation is None else presentation,
            recommendation=known.recommendation,
        ).subject
    return put_standing_item(db, by, item=item, meeting_id=meeting_id, case_id=case_id, written=_digest(presentation))


@verb
def put_standing_item(act: Act, *, item: str, meeting_id: str, case_id: str, written: str | None = None) -> Receipt:
    """The item is this case at this meeting, also where it had been left out.

    ``written`` is the digest of the text that the program wrote in the case, where it did.

    Raises:
        NotFoundError: no such item in the profile, meeting or case.
    """
    _item(act.session, item)
    find(act.session, Meeting, "meeting", meeting_id)
    find(act.session, Case, "case", case_id)
    use = _use(act.session, item, meeting_id)
    if use.case_id == case_id and not use.left_out_because:
        return act.already(use.id, case=case_id)
    use.case_id, use.left_out_because, use.written = case_id, "", written
    act.session.add(use)
    return act.enter("standing_item", use.id, item=item, meeting=meeting_id, case=case_id)


@verb
def rewrite_standing_item(act: Act, *, item: str, meeting_id: str, presentation: str) -> Receipt:
    """What the program knows has changed since it wrote the case's text: the text is written again.

    Not where somebody has put a hand to it, and not once the case is on an agenda that is out.

    Raises:
        NotFoundError: the item is no case at the meeting.
    """
    use = act.session.get(StandingUse, _use_id(item, meeting_id))
    if use is None or use.case_id is None:
        raise NotFoundError(noun="standing_item", id=item)
    case = find(act.session, Case, "case", use.case_id)
    is_planned = act.session.exec(
        select(Stop.id).where(Stop.case_id == case.id, Stop.state == StopState.PLANNED)
    ).first()
    is_ours = use.written is not None and use.written == _digest(case.presentation)
    if not is_ours or is_planned is None or case.state is not CaseState.OPEN or case.presentation == presentation:
        return act.already(use.id, case=case.id)
    case.presentation, use.written = presentation, _digest(presentation)
    case.version += 1
    act.session.add(case)
    act.session.add(use)
    return act.enter("standing_item", use.id, item=item, meeting=meeting_id, case=case.id)


@verb
def leave_out_standing_item(act: Act, *, item: str, meeting_id: str, reason: str) -> Receipt:
    """The item is not on the agenda this once, and ``reason`` says why; it comes again next time.

    Raises:
        NotFoundError: no such item in the profile, or no such meeting.
        ReasonMissingError: the reason is empty.
        NotAllowedNowError: it is a case already, which must be withdrawn first (why=has_case).
    """
    known = _item(act.session, item)
    find(act.session, Meeting, "meeting", meeting_id)
    said = check_reason(reason, act.name, item)
    use = _use(act.session, item, meeting_id)
    if use.left_out_because == said:
        return act.already(use.id)
    if use.case_id is not None and _is_kept(act.session, use.case_id):
        raise NotAllowedNowError(verb=act.name, noun="standing_item", id=item, state="open", why="has_case")
    use.left_out_because = said
    act.session.add(use)
    told = "" if known.closed else said
    return act.enter("standing_item", use.id, item=item, meeting=meeting_id, reason=told)


def _item(session: Session, key: str) -> StandingItem:
    found = find_item(session, key)
    if found is None:
        raise NotFoundError(noun="standing_item", id=key)
    return found


def _digest(text: str | None) -> str | None:
    return None if text is None else hashlib.sha256(text.encode()).hexdigest()


def _use_id(item: str, meeting_id: str) -> str:
    return make_id("standing_use", item, meeting_id)


def _use(session: Session, item: str, meeting_id: str) -> StandingUse:
    """The row of the item at the meeting; a new one is not in the session yet, for it says nothing."""
    use_id = _use_id(item, meeting_id)
    return session.get(StandingUse, use_id) or StandingUse.new(id=use_id, item=item, meeting_id=meeting_id)


def _is_kept(session: Session, case_id: str) -> bool:
    return session.get_one(Case, case_id).state is not CaseState.WITHDRAWN


def _number(session: Session, item: StandingItem, meeting: Meeting) -> tuple[str, str | None]:
    """The number of the item's case at the meeting, and the case where it is open already.

    A case that was withdrawn keeps its number; the next one gets another.
    """
    first = f"{item.body}-{meeting.held_on:%Y%m%d}-{item.key.removesuffix(f'-{item.body}')}"
    number, tries = first, 1
    while (case := session.get(Case, make_id("case", number))) is not None and case.state is not CaseState.OPEN:
        tries += 1
        number = f"{first}-{tries}"
    return number, None if case is None else case.id
