"""Dagsordenen: its items put in order, found ready, approved; the agenda locked, opened again, published.

An agenda that nobody has locked is locked when it is sent out: from that moment its numbers stand on paper.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import update
from sqlmodel import Session, col, select

from domain.casework.rows import check_reason, find
from domain.casework.verb import Act, Receipt, verb
from domain.errors import ConflictError, NotAllowedNowError, NotFoundError
from domain.model import Agenda, AgendaItem, Case, Meeting, MeetingStatus, Readiness, Stop, StopState
from domain.rules.agenda import Arranged, ItemFacts, Step, arrange, moved
from domain.store.agenda import find_agenda, is_locked, items_of, next_number
from domain.store.bulk import insert_rows, update_rows
from domain.store.queries import find_meeting


@verb
def move_item(act: Act, *, meeting_id: str, stop_id: str, step: Step, version: int | None = None) -> Receipt:
    """Move an item one place up or down within its part, the open or the closed. At the end already: no change.

    Raises:
        NotFoundError: no such meeting, or the stop is not on its agenda.
        NotAllowedNowError: ``why`` is agenda_locked or cancelled.
        ConflictError: somebody changed the agenda first.
    """
    meeting = _check_standing(act, meeting_id)
    agenda = find_agenda(act.session, meeting_id)
    items = items_of(act.session, meeting_id)
    check_on_agenda(items, stop_id)
    if is_locked(agenda):
        raise _refuse(act, meeting_id, "agenda_locked")
    order = moved(arrange(items, is_locked=False), stop_id, step)
    if order is None:
        return act.already(meeting_id, stop=stop_id)
    touch(act, meeting_id, agenda, version)
    placed = {stop: (place, None, False) for place, stop in enumerate(order, start=1)}
    _write_items(act.session, meeting_id, placed)
    return act.enter("meeting", meeting_id, body=meeting.body_key, stop=stop_id, place=order.index(stop_id) + 1)


@verb
def mark_item(
    act: Act, *, meeting_id: str, stop_id: str, readiness: Readiness, case_version: int | None = None
) -> Receipt:
    """Say that an item is not ready, ready, or approved by the chair; with who and when.

    ``case_version`` is the version of the case that was looked at.

    Raises:
        NotFoundError: no such meeting, or the stop is not on its agenda.
        NotAllowedNowError: ``why`` is decided or cancelled.
        ConflictError: somebody changed the case after it was looked at.
    """
    meeting = _check_standing(act, meeting_id)
    stop = find(act.session, Stop, "stop", stop_id)
    if stop.meeting_id != meeting_id or stop.state is StopState.DROPPED:
        raise NotFoundError(noun="item", id=stop_id)
    if stop.state is StopState.DECIDED:
        raise _refuse(act, meeting_id, "decided")
    case = find(act.session, Case, "case", stop.case_id)
    if case_version not in {None, case.version}:
        raise ConflictError(noun="case", id=case.id, expected=case_version, found=case.version)
    item = act.session.get(AgendaItem, (meeting_id, stop_id))
    if item is None:
        item = AgendaItem.new(meeting_id=meeting_id, stop_id=stop_id)
        act.session.add(item)
    elif (item.readiness, item.case_version) == (readiness, case.version):
        return act.already(case.id, stop=stop_id, readiness=readiness.value)
    item.readiness = readiness
    item.readiness_at = act.at
    item.readiness_by = act.by.actor
    item.case_version = case.version
    return act.enter("case", case.id, stop=stop_id, body=meeting.body_key, readiness=readiness.value)


@verb
def lock_agenda(act: Act, *, meeting_id: str, version: int | None = None) -> Receipt:
    """Give every item its number for good; order and items stand from then on.

    Locked before: the items that have come since get the numbers that follow, as a tillægsdagsorden.

    Raises:
        NotFoundError: no such meeting.
        NotAllowedNowError: ``why`` is agenda_empty or cancelled.
        ConflictError: somebody changed the agenda first.
    """
    meeting = _check_standing(act, meeting_id)
    agenda = find_agenda(act.session, meeting_id)
    was_locked = is_locked(agenda)
    first = next_number(act.session, meeting)
    arranged = arrange(items_of(act.session, meeting_id), is_locked=was_locked, first=first)
    if was_locked and not arranged.new:
        return act.already(meeting_id)
    if not arranged.all:
        raise _refuse(act, meeting_id, "agenda_empty")
    items = _lock(act, meeting_id, touch(act, meeting_id, agenda, version), arranged)
    return act.enter("meeting", meeting_id, body=meeting.body_key, items=items, is_supplement=was_locked)


@verb
def reopen_agenda(act: Act, *, meeting_id: str, reason: str, version: int | None = None) -> Receipt:
    """Open a locked agenda again: numbers are taken back, and the next lock gives new ones to all.

    Raises:
        NotFoundError: no such meeting.
        ReasonMissingError: the reason is empty.
        NotAllowedNowError: ``why`` is published, held or cancelled.
        ConflictError: somebody changed the agenda first.
    """
    said = check_reason(reason, act.name, meeting_id)
    meeting = _check_standing(act, meeting_id)
    agenda = find_agenda(act.session, meeting_id)
    if agenda is None or agenda.locked_at is None:
        return act.already(meeting_id)
    if agenda.published_at is not None:
        raise _refuse(act, meeting_id, "published")
    if act.at >= meeting.starts_at:
        raise _refuse(act, meeting_id, "held")
    touch(act, meeting_id, agenda, version)
    agenda.locked_at, agenda.locked_by = None, ""
    items = items_of(act.session, meeting_id)
    numbers = update(AgendaItem).where(col(AgendaItem.meeting_id) == meeting_id)
    act.session.connection().execute(numbers.values(number=None, is_supplement=False))
    return act.enter("meeting", meeting_id, body=meeting.body_key, reason=reason_in_journal(items, said))


@verb
def publish_agenda(act: Act, *, meeting_id: str, version: int | None = None) -> Receipt:
    """Let the public read the agenda: open items whole, of closed ones that they are there.

    Raises:
        NotFoundError: no such meeting.
        NotAllowedNowError: the agenda is not locked (why=not_locked).
        ConflictError: somebody changed the agenda first.
    """
    meeting = find_meeting(act.session, meeting_id)
    agenda = find_agenda(act.session, meeting_id)
    if agenda is None or agenda.locked_at is None:
        raise _refuse(act, meeting_id, "not_locked")
    if agenda.published_at is not None:
        return act.already(meeting_id)
    touch(act, meeting_id, agenda, version)
    agenda.published_at = act.at
    return act.enter("meeting", meeting_id, body=meeting.body_key)


@verb
def unpublish_agenda(act: Act, *, meeting_id: str, reason: str, version: int | None = None) -> Receipt:
    """Take a published agenda back.

    Raises:
        NotFoundError: no such meeting.
        ReasonMissingError: the reason is empty.
        ConflictError: somebody changed the agenda first.
    """
    said = check_reason(reason, act.name, meeting_id)
    meeting = find_meeting(act.session, meeting_id)
    agenda = find_agenda(act.session, meeting_id)
    if agenda is None or agenda.published_at is None:
        return act.already(meeting_id)
    touch(act, meeting_id, agenda, version)
    agenda.published_at = None
    items = items_of(act.session, meeting_id)
    return act.enter("meeting", meeting_id, body=meeting.body_key, reason=reason_in_journal(items, said))


def lock_sent(act: Act, meeting: Meeting) -> int:
    """Lock an agenda that goes out unlocked, within the verb that sends it; how many items got their number."""
    agenda = find_agenda(act.session, meeting.id)
    first = next_number(act.session, meeting)
    arranged = arrange(items_of(act.session, meeting.id), is_locked=is_locked(agenda), first=first)
    if is_locked(agenda) or not arranged.all:
        return 0
    return _lock(act, meeting.id, touch(act, meeting.id, agenda, None), arranged)


def keep_off(session: Session, meeting_id: str, stop_id: str) -> None:
    """Take the number back from an item that could not go out with the agenda: cured, it comes on a later one."""
    item = update(AgendaItem).where(col(AgendaItem.meeting_id) == meeting_id, col(AgendaItem.stop_id) == stop_id)
    session.connection().execute(item.values(number=None, is_supplement=False))


def touch(act: Act, meeting_id: str, agenda: Agenda | None, version: int | None) -> Agenda:
    """The agenda, one version on, made where there was none. Raises ``ConflictError``: the writer saw another."""
    found = agenda.version if agenda is not None else 0
    if version not in {None, found}:
        raise ConflictError(noun="agenda", id=meeting_id, expected=version, found=found)
    if agenda is None:
        agenda = Agenda.new(meeting_id=meeting_id)
        act.session.add(agenda)
    else:
        agenda.version += 1
    return agenda


def check_on_agenda(items: Sequence[ItemFacts], stop_id: str) -> None:
    """Raise ``NotFoundError`` when the stop is not an item of the agenda."""
    if not any(item.stop == stop_id and not item.is_off for item in items):
        raise NotFoundError(noun="item", id=stop_id)


def _lock(act: Act, meeting_id: str, agenda: Agenda, arranged: Arranged) -> int:
    """Write the numbers as they are now: the first time to all, later to those that have come since."""
    is_supplement = is_locked(agenda)
    items = arranged.new if is_supplement else arranged.all
    if not is_supplement:
        agenda.locked_at, agenda.locked_by = act.at, act.by.actor
    _write_items(act.session, meeting_id, {item.stop: (item.place, item.number, is_supplement) for item in items})
    return len(items)


def _write_items(
    session: Session, meeting_id: str, values: Mapping[str, tuple[int | None, int | None, bool]]
) -> None:
    """Place, number and whether it is a supplement, by stop: two statements at most."""
    session.flush()
    known = set(session.exec(select(AgendaItem.stop_id).where(AgendaItem.meeting_id == meeting_id)))
    update_rows(
        session,
        AgendaItem,
        ("place", "number", "is_supplement"),
        [(*values[stop], meeting_id, stop) for stop in values if stop in known],
        by=("meeting_id", "stop_id"),
    )
    new = [
        AgendaItem.new(meeting_id=meeting_id, stop_id=stop, place=place, number=number, is_supplement=supplement)
        for stop, (place, number, supplement) in values.items()
        if stop not in known
    ]
    insert_rows(session, new)
    session.expire_all()


def _check_standing(act: Act, meeting_id: str) -> Meeting:
    meeting = find_meeting(act.session, meeting_id)
    if meeting.status is MeetingStatus.CANCELLED:
        raise _refuse(act, meeting_id, "cancelled")
    return meeting


def reason_in_journal(items: Sequence[ItemFacts], reason: str) -> str:
    """A reason may speak of any item: all staff read the journal, so it stays out where one is closed."""
    return reason if all(item.is_open for item in items) else ""


def _refuse(act: Act, meeting_id: str, why: str) -> NotAllowedNowError:
    return NotAllowedNowError(verb=act.name, noun="meeting", id=meeting_id, state="", why=why)
