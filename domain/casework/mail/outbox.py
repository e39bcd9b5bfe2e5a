"""The outbox: mails on their way, each with its lease, its retries and its end.

SMTP cannot promise exactly once: between the server's 250 and ``mark_sent`` a sender may die. Then the lease runs
out and the mail goes again, under the same Message-ID.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import Session, and_, col, not_, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from domain.casework import queue
from domain.casework.mail.gathering import GATHERED, gather_digests, say_once
from domain.casework.mail.still_true import Fresh, FreshNotice
from domain.casework.rows import find
from domain.casework.verb import Act, Receipt, verb
from domain.errors import NotAllowedNowError
from domain.model import DueKind, Mail, MailKind, MailState, Notice, Person
from domain.store import journal
from domain.store.bulk import in_chunks
from domain.store.database import Database

SYSTEM = "sagsgang"
LIMIT = 50
LEASE_SECONDS = 300
# How long to wait after each failure, in seconds (outlook-and-mail 8.2); after the last the mail is given up.
# How long a digest waits for the reminders that belong in it, while somebody is raising them or has died doing so:
# three leases, so that it survives two who died, and a reminder that fails for ever holds up no mail for long.
PATIENCE = timedelta(seconds=3 * queue.LEASE_SECONDS)
RETRY_AFTER = (30, 60, 120, 300, 600, 1800, 3600, 3600, 7200)
JITTER = 0.2
_ADDRESS = re.compile(r"[^\s<>()\[\]]+@[^\s<>()\[\]]+")


class WhyStopped(StrEnum):
    """Why somebody stops a mail. To be chosen and not written: the log is read by more than may see closed cases."""

    TOLD_OTHERWISE = "told_otherwise"  # by telephone, at a meeting
    NOT_NEEDED = "not_needed"
    WRONG_PERSON = "wrong_person"


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """A leased mail, whom it goes to, and what it tells: only what still holds."""

    mail: Mail
    person: Person
    notices: tuple[FreshNotice, ...]


def claim_mail(
    db: Database, *, now: datetime, limit: int = LIMIT, lease_seconds: int = LEASE_SECONDS
) -> list[OutgoingMail]:
    """Lease the mails that are to be sent now, earliest first, with their facts read again.

    A digest waits while reminders that are due are being raised: it would leave without them, and they would come a
    day late.
    A mail of which nothing holds any more is skipped here, with its reason; digests that an outage left behind are
    gathered (``gathering``). Nothing to send writes nothing.
    """
    with db.read() as session:
        if session.exec(_ready(now).limit(1)).first() is None:
            return []
    with db.write() as session:
        outgoing: list[OutgoingMail] = []
        mails = _lease(session, now, limit)
        people, notices = _people(session, mails), _notices(session, mails, now)
        for mail in mails:
            told = tuple(notice for notice in notices[mail.id] if notice.moot is None)
            if told:
                mail.state, mail.lease_until = MailState.SENDING, now + timedelta(seconds=lease_seconds)
                outgoing.append(OutgoingMail(mail, people[mail.person_key], told))
            else:
                _skip(mail, ", ".join(sorted({notice.moot or "" for notice in notices[mail.id]})) or "empty")
                _enter_skipped(session, mail, now)
        session.flush()
        return outgoing


def let_go(db: Database, mails: Sequence[OutgoingMail], *, next_try_at: datetime) -> None:
    """Leased mails that were not tried wait again, until then; nothing has happened to them, so no line is written.

    One whose lease has run out, and that somebody else is sending, is left to them.
    """
    with db.write() as session:
        for outgoing in mails:
            mail = session.get_one(Mail, outgoing.mail.id)
            if mail.state is MailState.SENDING and mail.lease_until == outgoing.mail.lease_until:
                mail.state, mail.lease_until, mail.next_try_at = MailState.QUEUED, None, next_try_at


@verb
def mark_sent(act: Act, *, mail_id: str, subject: str) -> Receipt:
    """The mail server has taken it. ``subject`` is the line as sent; it never holds a closed title.

    Raises:
        NotFoundError: no such mail.
    """
    mail = find(act.session, Mail, "mail", mail_id)
    if mail.state is MailState.SENT:
        return act.already(mail_id)
    mail.state, mail.sent_at, mail.subject = MailState.SENT, act.at, subject[:300]
    mail.attempts += 1
    mail.lease_until, mail.last_error = None, ""
    act.name = "mail_sent"
    return act.enter("mail", mail_id, **_facts(mail))


@verb
def mark_failed(act: Act, *, mail_id: str, error: str, permanent: bool = False) -> Receipt:
    """It could not be sent: tried again later, or given up at once when the refusal is final, or after the last rung.

    Of what the mail server said its addresses are left out: it goes into the journal, which nothing is erased from.

    Raises:
        NotFoundError: no such mail.
        NotAllowedNowError: it has been sent, skipped or given up.
    """
    mail = find(act.session, Mail, "mail", mail_id)
    if mail.state not in {MailState.QUEUED, MailState.SENDING}:
        raise NotAllowedNowError(verb="mark_failed", noun="mail", id=mail_id, state=mail.state.value, why="settled")
    mail.attempts += 1
    mail.lease_until, mail.last_error = None, _ADDRESS.sub("…", error)[:500]
    wait = None if permanent else retry_after(mail.key, mail.attempts)
    if wait is None:
        mail.state = MailState.DEAD
        act.name = "mail_dead"
        return act.enter("mail", mail_id, **_facts(mail), reason=mail.last_error)
    mail.state, mail.next_try_at = MailState.QUEUED, act.at + wait
    act.name = "mail_delayed"
    return act.enter("mail", mail_id, **_facts(mail), reason=mail.last_error, next_try_at=mail.next_try_at)


@verb
def mark_skipped(act: Act, *, mail_id: str, reason: str) -> Receipt:
    """It is not to be sent after all, and ``reason`` says why.

    Raises:
        NotFoundError: no such mail.
        NotAllowedNowError: it has been sent.
    """
    mail = find(act.session, Mail, "mail", mail_id)
    if mail.state is MailState.SKIPPED:
        return act.already(mail_id)
    if mail.state is MailState.SENT:
        raise NotAllowedNowError(verb="mark_skipped", noun="mail", id=mail_id, state=mail.state.value, why="settled")
    _skip(mail, reason)
    act.name = "mail_skipped"
    return act.enter("mail", mail_id, **_facts(mail), reason=reason)


@verb
def retry_mail(act: Act, *, mail_id: str) -> Receipt:
    """A mail that was given up goes in the queue again, with the whole ladder before it and its old Message-ID.

    Its facts are read again when it is sent, as those of any other; what no longer holds is left out.

    Raises:
        NotFoundError: no such mail.
        NotAllowedNowError: it has been sent or skipped.
    """
    mail = find(act.session, Mail, "mail", mail_id)
    if mail.state in {MailState.QUEUED, MailState.SENDING}:
        return act.already(mail_id)
    if mail.state is not MailState.DEAD:
        raise NotAllowedNowError(verb=act.name, noun="mail", id=mail_id, state=mail.state.value, why="settled")
    mail.state, mail.attempts, mail.next_try_at = MailState.QUEUED, 0, act.at
    return act.enter("mail", mail_id, **_facts(mail))


@verb
def stop_mail(act: Act, *, mail_id: str, why: WhyStopped) -> Receipt:
    """Somebody decides that a mail that waits, or was given up, is not to go.

    Raises:
        NotFoundError: no such mail.
        NotAllowedNowError: it has been sent or skipped, or is on its way this moment.
    """
    mail = find(act.session, Mail, "mail", mail_id)
    if mail.state not in {MailState.QUEUED, MailState.DEAD}:
        raise NotAllowedNowError(verb=act.name, noun="mail", id=mail_id, state=mail.state.value, why="settled")
    _skip(mail, why.value)
    act.name = "mail_stopped"
    return act.enter("mail", mail_id, **_facts(mail), reason=why.value)


def list_dead(session: Session) -> list[tuple[Mail, Person]]:
    """The mails that were given up, newest first, with whom they were for: somebody must look at them."""
    dead = (
        select(Mail, Person)
        .join(Person, col(Mail.person_key) == col(Person.key))
        .where(col(Mail.state) == MailState.DEAD)
        .order_by(col(Mail.queued_at).desc(), col(Mail.id))
    )
    return list(session.exec(dead).all())


def retry_after(key: str, attempts: int) -> timedelta | None:
    """How long to wait after so many attempts; None: give up. A fifth more or less, the same for the same mail."""
    if attempts > len(RETRY_AFTER):
        return None
    spread = hashlib.sha256(f"{key}|{attempts}".encode()).digest()[0] / 255 * 2 - 1
    return timedelta(seconds=round(RETRY_AFTER[attempts - 1] * (1 + JITTER * spread)))


def _ready(now: datetime) -> SelectOfScalar[Mail]:
    raising = queue.under_way(now, (DueKind.REMINDER, DueKind.FOLLOW_UP)).exists()
    is_early = and_(
        col(Mail.kind) == MailKind.DIGEST, col(Mail.attempts) == 0, col(Mail.next_try_at) > now - PATIENCE, raising
    )
    waits = and_(col(Mail.state) == MailState.QUEUED, col(Mail.next_try_at) <= now, not_(is_early))
    let_go = and_(col(Mail.state) == MailState.SENDING, col(Mail.lease_until) <= now)
    return select(Mail).where(or_(waits, let_go)).order_by(col(Mail.next_try_at), col(Mail.id))


def _lease(session: Session, now: datetime, limit: int) -> list[Mail]:
    """The mails that go now; what is gathered makes room for others."""
    while True:
        ready = session.exec(_ready(now).limit(limit).with_for_update(skip_locked=True)).all()
        going, gathered = gather_digests(session, ready, now)
        if not gathered:
            return going
        for mail in gathered:
            _skip(mail, GATHERED)
            _enter_skipped(session, mail, now)
        session.flush()


def _people(session: Session, mails: Sequence[Mail]) -> dict[str, Person]:
    keys = {mail.person_key for mail in mails}
    return {person.key: person for person in session.exec(select(Person).where(col(Person.key).in_(keys)))}


def _notices(session: Session, mails: Sequence[Mail], now: datetime) -> dict[str, list[FreshNotice]]:
    rows = [
        notice
        for ids in in_chunks([mail.id for mail in mails])
        for notice in session.exec(select(Notice).where(col(Notice.mail_id).in_(ids)).order_by(col(Notice.key)))
    ]
    fresh = Fresh(session, rows, now)
    found: dict[str, list[FreshNotice]] = defaultdict(list)
    for notice in rows:
        found[notice.mail_id].append(fresh(notice))
    return defaultdict(list, {mail_id: say_once(told) for mail_id, told in found.items()})


def _skip(mail: Mail, reason: str) -> None:
    mail.state, mail.last_error, mail.lease_until = MailState.SKIPPED, reason[:500], None


def _enter_skipped(session: Session, mail: Mail, now: datetime) -> None:
    facts = {**_facts(mail), "reason": mail.last_error}
    journal.append(session, at=now, actor=SYSTEM, verb="mail_skipped", noun="mail", subject=mail.id, facts=facts)


def _facts(mail: Mail) -> dict[str, object]:
    """What the journal says of a mail: never its words."""
    return {"kind": mail.kind.value, "person": mail.person_key, "occasion": mail.occasion, "attempts": mail.attempts}
