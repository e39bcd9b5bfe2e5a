"""Reminders: the ladder's steps that are due become notices, once; and what a day would bring, without sending."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, or_, select

from calendars.copenhagen import COPENHAGEN
from domain.casework import queue
from domain.casework.mail.envelopes import SWITCHED_OFF, digest_at
from domain.casework.mail.gathering import say_once
from domain.casework.mail.ladder_facts import read_steps
from domain.casework.mail.still_true import Fresh, FreshNotice
from domain.casework.mail.telling import address_all, tell_all
from domain.casework.rows import local_day
from domain.casework.verb import Act, Receipt, verb
from domain.model import Case, Due, DueKind, Mail, MailKind, MailState, Meeting, Notice, NoticeKind, Person
from domain.rules.mail_switches import DEFAULT_HOUR
from domain.store.bulk import among, in_chunks, table_of
from domain.store.mail_choices import digest_hours, switched_off

_MOMENTS = select_columns(table_of(Due).c.due_at, table_of(Due).c.key)  # columns: a chunk is some hundred rows
LADDER_KINDS = (DueKind.REMINDER, DueKind.FOLLOW_UP)


@verb
def raise_reminders(act: Act, *, dues: Sequence[Due]) -> Receipt:
    """Take one chunk of claimed steps: raise the notices they ask for and take them out of the queue, in one go.

    A step whose promise is done, or whose cases have been dispatched, asks for nothing; the receipt counts it.
    Steps that another run has taken are left alone.
    """
    waiting = _still_waiting(act.session, dues)
    if not waiting:
        return act.already("reminders", steps=0)
    asked = read_steps(act.session, waiting)
    told = tell_all(act, asked.tellings)
    queue.done(act.session, waiting)
    return act.enter(
        "queue",
        "reminders",
        steps=len(waiting),
        notices=told.raised,
        told_before=told.already,
        nobody=told.nobody,
        switched_off=told.off,
        nothing=dict(asked.nothing),
    )


@dataclass(frozen=True, slots=True)
class WouldSend:
    """One line of what a day would bring. ``because`` says why this person, ``skipped`` why not after all.

    ``waits_in_mail``: it has been raised already; otherwise the step is still in the queue.
    """

    person: str
    name: str
    email: str
    mail: MailKind
    send_at: datetime
    kind: NoticeKind
    because: str
    case_number: str
    body: str
    meeting_on: date | None
    deadline_kind: str | None
    due_on: date | None
    skipped: str | None
    waits_in_mail: bool
    mail_id: str | None = None  # of the mail it waits in
    case_id: str | None = None
    meeting_id: str | None = None
    follow_up_id: str | None = None


def would_send(session: Session, *, on: date, now: datetime | None = None) -> list[WouldSend]:
    """What would be sent on a day and why: mails that wait, and steps that fall due. Writes nothing.

    With ``now``, on the day itself, what should have gone earlier and still waits is in it.
    """
    is_today = now is not None and local_day(now) == on
    found = [*_waiting_mails(session, on, is_today=is_today), *_coming_steps(session, on)]
    return sorted(found, key=lambda row: (row.send_at, row.name, row.kind, row.case_number))


def _still_waiting(session: Session, dues: Sequence[Due]) -> list[Due]:
    """The rows that are still there as they were claimed, each once."""
    session.flush()
    rows = _MOMENTS.where(among(session, col(Due.key), (due.key for due in dues)))
    there = {(due_at, key) for due_at, key in session.connection().execute(rows)}
    return list({due.key: due for due in dues if (due.due_at, due.key) in there}.values())


def _waiting_mails(session: Session, on: date, *, is_today: bool) -> list[WouldSend]:
    start, end = _bounds(on)
    waiting = (
        select(Notice, Mail, Person)
        .join(Mail, col(Notice.mail_id) == col(Mail.id))
        .join(Person, col(Mail.person_key) == col(Person.key))
        .where(col(Mail.state) == MailState.QUEUED, col(Mail.next_try_at) < end)
        .order_by(col(Notice.key))
    )
    if not is_today:
        waiting = waiting.where(col(Mail.next_try_at) >= start)
    rows = session.exec(waiting).all()
    fresh = Fresh(session, [notice for notice, _, _ in rows], start)
    together: dict[str, list[tuple[FreshNotice, Mail, Person]]] = defaultdict(list)
    for notice, mail, person in rows:  # today's digests and those left behind go as one (``gathering``)
        is_gathered = is_today and mail.kind is MailKind.DIGEST and not mail.attempts
        together[person.key if is_gathered else mail.id].append((fresh(notice), mail, person))
    return [
        _waiting_row(notice, mail, person)
        for told in together.values()
        for notice, (_, mail, person) in zip(say_once(one for one, _, _ in told), told, strict=True)
    ]


def _waiting_row(notice: FreshNotice, mail: Mail, person: Person) -> WouldSend:
    return WouldSend(
        person=person.key,
        name=person.name,
        email=person.email,
        mail=mail.kind,
        send_at=mail.next_try_at,
        kind=notice.kind,
        because=notice.because,
        case_number=notice.case_number,
        body=notice.body_key,
        meeting_on=notice.meeting_on,
        deadline_kind=notice.deadline_kind,
        due_on=notice.due_on,
        skipped=notice.moot,
        waits_in_mail=True,
        mail_id=mail.id,
        case_id=notice.case_id or None,
        meeting_id=notice.meeting_id or None,
        follow_up_id=notice.follow_up_id or None,
    )


def _coming_steps(session: Session, on: date) -> list[WouldSend]:
    start, end = _bounds(on)
    due = select(Due).where(col(Due.due_at) >= start, col(Due.due_at) < end, col(Due.kind).in_(LADDER_KINDS))
    dues = session.exec(due.where(or_(col(Due.lease_until).is_(None), col(Due.lease_until) < end))).all()
    tellings = read_steps(session, dues).tellings
    people = {person.key: person for person in session.exec(select(Person))}
    cases = _numbers(session, [telling.case_id for telling in tellings])
    meetings = _meetings(session, [telling.meeting_id for telling in tellings])
    off, hours = switched_off(session), digest_hours(session)
    rows = []
    for addressed in address_all(session, tellings, on):
        telling, person = addressed.telling, people[addressed.person]
        meeting = meetings.get(telling.meeting_id or "")
        rows.append(
            WouldSend(
                person=person.key,
                name=person.name,
                email=person.email,
                mail=MailKind.SINGLE if telling.single else MailKind.DIGEST,
                send_at=start if telling.single else digest_at(on, hours.get(person.key, DEFAULT_HOUR)),
                kind=telling.kind,
                because=addressed.because,
                case_number=cases.get(telling.case_id or "", ""),
                body=meeting.body_key if meeting else "",
                meeting_on=meeting.held_on if meeting else None,
                deadline_kind=telling.deadline_kind,
                due_on=telling.due_on,
                skipped=SWITCHED_OFF if (person.key, telling.kind) in off else None,
                waits_in_mail=False,
                case_id=telling.case_id,
                meeting_id=telling.meeting_id,
                follow_up_id=telling.follow_up_id,
            )
        )
    return rows


def _numbers(session: Session, ids: Sequence[str | None]) -> dict[str, str]:
    wanted = {case_id for case_id in ids if case_id is not None}
    rows = (select(col(Case.id), col(Case.number)).where(col(Case.id).in_(chunk)) for chunk in in_chunks(wanted))
    return {case_id: number for found in rows for case_id, number in session.exec(found)}


def _meetings(session: Session, ids: Sequence[str | None]) -> dict[str, Meeting]:
    wanted = {meeting_id for meeting_id in ids if meeting_id is not None}
    rows = (select(Meeting).where(col(Meeting.id).in_(chunk)) for chunk in in_chunks(wanted))
    return {meeting.id: meeting for found in rows for meeting in session.exec(found)}


def _bounds(on: date) -> tuple[datetime, datetime]:
    """The Danish day as moments."""
    midnight = datetime.min.time()
    return (
        datetime.combine(on, midnight, COPENHAGEN),
        datetime.combine(on + timedelta(days=1), midnight, COPENHAGEN),
    )
