"""The municipality's own wording of its mails: taken into use, given up, and what turned out to be wrong with it.

The texts themselves stand in their table, every version; the journal says who changed which, and when.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import Session, col, select

from domain.casework.verb import Act, Receipt, verb
from domain.errors import ConflictError
from domain.model import OwnMailText
from domain.rules.mail_texts import check_mail_text, find_mail_text


@verb
def set_mail_text(act: Act, *, name: str, source: str, expected: int | None = None) -> Receipt:
    """From now on mails are worded so. ``expected`` is the version that was seen (0: none of our own).

    Raises:
        NotFoundError: there is no such text.
        MailTextError: it names what it is not given, or would not make a proper mail.
        ConflictError: somebody else changed it first.
    """
    check_mail_text(name, source)
    return _write(act, name, source.replace("\r\n", "\n"), expected)


@verb
def reset_mail_text(act: Act, *, name: str, expected: int | None = None) -> Receipt:
    """From now on the wording is the shipped one again; the old versions are kept.

    Raises:
        NotFoundError: there is no such text.
        ConflictError: somebody else changed it first.
    """
    find_mail_text(name)
    return _write(act, name, None, expected)


@verb
def report_mail_text(act: Act, *, name: str, number: int, fault: str, line: int | None = None) -> Receipt:
    """Write down, once, that a version could not be written when a mail was to go; the shipped wording went."""
    row = act.session.get(OwnMailText, (name, number))
    if row is None or row.fault:
        return act.already(name, number=number)
    row.fault, row.fault_line, row.faulted_at = fault, line, act.at
    return act.enter("mail_text", name, number=number, fault=fault, line=line)


def own_mail_texts(session: Session) -> dict[str, OwnMailText]:
    """The texts in force that are the municipality's own, by name. Reads only."""
    newest = {row.name: row for row in session.exec(select(OwnMailText).order_by(col(OwnMailText.number)))}
    return {name: row for name, row in newest.items() if row.source is not None}


def versions_of(session: Session, name: str) -> list[OwnMailText]:
    """Every version of a text, the newest first. Reads only."""
    return list(
        session.exec(select(OwnMailText).where(OwnMailText.name == name).order_by(col(OwnMailText.number).desc()))
    )


def own_sources(session: Session) -> Mapping[str, tuple[int, str]]:
    """The number and source of each own text in force, as a sender of mails wants them. Reads only."""
    return {name: (row.number, row.source or "") for name, row in own_mail_texts(session).items()}


def _write(act: Act, name: str, source: str | None, expected: int | None) -> Receipt:
    newest = next(iter(versions_of(act.session, name)), None)
    number = newest.number if newest else 0
    if expected is not None and expected != number:
        raise ConflictError(noun="mail_text", id=name, expected=expected, found=number)
    if source == (newest.source if newest else None):
        return act.already(name, number=number)
    act.session.add(OwnMailText.new(name=name, number=number + 1, source=source, set_at=act.at, set_by=act.by.actor))
    return act.enter("mail_text", name, number=number + 1)
