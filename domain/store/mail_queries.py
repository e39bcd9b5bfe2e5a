"""Mails looked up: those in trouble, those of a person or a case, and one with its lines. Reads only."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, or_
from sqlmodel import Session, col, func, select

from domain.errors import NotFoundError
from domain.model import Case, Mail, MailState, Notice, Person


def mails_in_trouble(session: Session, *, offset: int = 0, limit: int = 50) -> Sequence[tuple[Mail, Person]]:
    """Mails that were given up, and those that wait to be tried again; the ones given up first."""
    delayed = and_(col(Mail.state).in_((MailState.QUEUED, MailState.SENDING)), col(Mail.attempts) > 0)
    wanted = (
        select(Mail, Person)
        .join(Person, col(Mail.person_key) == col(Person.key))
        .where(or_(col(Mail.state) == MailState.DEAD, delayed))
        .order_by(col(Mail.state) != MailState.DEAD, col(Mail.next_try_at).desc(), col(Mail.id))
    )
    return session.exec(wanted.offset(offset).limit(limit)).all()


def count_dead(session: Session) -> int:
    """How many mails were given up and wait for somebody to look."""
    return session.exec(select(func.count()).select_from(Mail).where(col(Mail.state) == MailState.DEAD)).one()


def find_mails(
    session: Session, *, person: str | None = None, case_id: str | None = None, offset: int = 0, limit: int = 50
) -> Sequence[tuple[Mail, Person]]:
    """The mails to a person, about a case, or both; newest first."""
    wanted = select(Mail, Person).join(Person, col(Mail.person_key) == col(Person.key))
    if person is not None:
        wanted = wanted.where(Mail.person_key == person)
    if case_id is not None:
        about = select(col(Notice.mail_id)).where(Notice.case_id == case_id)
        wanted = wanted.where(col(Mail.id).in_(about))
    return session.exec(wanted.order_by(col(Mail.queued_at).desc(), col(Mail.id)).offset(offset).limit(limit)).all()


def find_mail(session: Session, mail_id: str) -> tuple[Mail, Person, list[tuple[Notice, Case | None]]]:
    """One mail, its person and its lines with the case each is about.

    Raises:
        NotFoundError: no such mail.
    """
    mail = session.get(Mail, mail_id)
    if mail is None:
        raise NotFoundError(noun="mail", id=mail_id)
    lines = (
        select(Notice, Case)
        .outerjoin(Case, col(Notice.case_id) == col(Case.id))
        .where(Notice.mail_id == mail_id)
        .order_by(col(Notice.key))
    )
    return mail, session.get_one(Person, mail.person_key), list(session.exec(lines).all())
