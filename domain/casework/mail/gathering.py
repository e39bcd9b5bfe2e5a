"""One digest a person a day, also after an outage: what did not go on its day goes with the next, each thing once.

A machine that slept, or a mail server that was away, leaves digests of several days behind. They are gathered into
the newest before any is sent, and lines that several days' reminders would have said are said once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from domain.casework.mail.envelopes import digest_at, first_digest_day
from domain.casework.mail.still_true import FreshNotice
from domain.casework.rows import local_day
from domain.model import Mail, MailKind, MailState, Notice, NoticeKind
from domain.rules.mail_switches import DEFAULT_HOUR
from domain.store.bulk import in_chunks
from domain.store.mail_choices import digest_hours
from domain.store.queries import current_profile

GATHERED = "gathered"  # its lines go in a newer digest
SAID_ALREADY = "said_already"  # another line of the same mail says it
_REMINDERS = {NoticeKind.DEADLINE, NoticeKind.FOLLOW_UP, NoticeKind.CHASE, NoticeKind.ESCALATION}


def gather_digests(session: Session, ready: Sequence[Mail], now: datetime) -> tuple[list[Mail], list[Mail]]:
    """Of the mails that are ready: those that go now, and the digests whose lines now stand in a newer one.

    A digest whose day has passed waits for its person's hour of the next arbejdsdag, so that what that day's
    reminders bring is in it. One that has been tried goes on by itself: its Message-ID may be known already.
    Digests of today, which is all there are on any ordinary day, cost no statement.
    """
    today = local_day(now)
    late = {mail.person_key for mail in ready if _is_late(mail, today)}
    if not late:
        return list(ready), []
    gathered = _gather(session, late, today)
    profile, hours = current_profile(session), digest_hours(session)
    gone = {mail.id for mail in gathered}
    going = []
    for mail in ready:
        if mail.id in gone:
            continue
        if _is_late(mail, today):
            hour = hours.get(mail.person_key, DEFAULT_HOUR)
            send_at = digest_at(first_digest_day(profile, now, hour, today=True), hour)
            if send_at > now:
                mail.next_try_at = send_at
                continue
        going.append(mail)
    return going, gathered


def say_once(notices: Iterable[FreshNotice]) -> list[FreshNotice]:
    """The notices of one mail; of those that would be read as one and the same line the first is told."""
    said: set[tuple[object, ...]] = set()
    told = []
    for notice in notices:
        is_reminder = notice.moot is None and notice.kind in _REMINDERS
        is_said = is_reminder and _line(notice) in said
        told.append(replace(notice, moot=SAID_ALREADY) if is_said else notice)
        if is_reminder:
            said.add(_line(notice))
    return told


def _is_late(mail: Mail, today: date) -> bool:
    return _is_untried_digest(mail) and date.fromisoformat(mail.occasion) < today


def _is_untried_digest(mail: Mail) -> bool:
    return mail.kind is MailKind.DIGEST and mail.state is MailState.QUEUED and mail.attempts == 0


def _gather(session: Session, people: Collection[str], today: date) -> list[Mail]:
    """Move the lines of all but a person's newest waiting digest into that one."""
    waiting: dict[str, list[Mail]] = defaultdict(list)
    for some in in_chunks(people):
        digests = select(Mail).where(
            col(Mail.person_key).in_(some),
            col(Mail.kind) == MailKind.DIGEST,
            col(Mail.state) == MailState.QUEUED,
            col(Mail.attempts) == 0,
            col(Mail.occasion) <= today.isoformat(),
        )
        for mail in session.exec(digests.order_by(col(Mail.occasion), col(Mail.id))):
            waiting[mail.person_key].append(mail)
    gathered = []
    for *older, newest in waiting.values():
        for mail in older:
            session.exec(update(Notice).where(col(Notice.mail_id) == mail.id).values(mail_id=newest.id))
            gathered.append(mail)
    return gathered


def _line(notice: FreshNotice) -> tuple[object, ...]:
    about = (notice.case_id, notice.stop_id, notice.meeting_id, notice.follow_up_id)
    return (notice.kind, *about, notice.deadline_kind, notice.due_on, notice.because)
