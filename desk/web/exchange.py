"""A case or a meeting as one file, for pages and API alike: who may have it, and who may take one in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlmodel import Session

from desk.web.visit import NotAllowedError
from domain.casework.exchange.outgoing import bytes_of, export_case, export_meeting
from domain.documents.exchange.packing import pack
from domain.documents.exchange.shape import Exchange, ExchangeEdition
from domain.documents.writing.layout import in_ascii
from domain.rules.rights import Deed, Visitor
from domain.store.database import Database
from domain.store.queries import find_meeting


class Asks(Protocol):
    """A visit or a call."""

    @property
    def db(self) -> Database:
        """Where it is asked."""

    @property
    def now(self) -> datetime:
        """When."""

    @property
    def visitor(self) -> Visitor:
        """Who."""

    def check_may(self, deed: Deed, body: str | None = None) -> None:
        """Raise ``NotAllowedError`` where they may not."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A file to be handed out."""

    name: str
    data: bytes


def packed_case(asks: Asks, case_id: str, edition: ExchangeEdition) -> Packed:
    """One case. All of it is for those who may change it and see closed items; the public edition for whoever looks.

    Raises:
        NotFoundError, NotAllowedNowError: as ``export_case``.
        NotAllowedError: they may not.
    """
    _check(asks, edition, Deed.EDIT_CASE, None)
    with asks.db.read() as session:
        exchange = export_case(session, case_id, edition=edition, at=asks.now)
        return _packed(session, exchange, f"sag-{in_ascii(exchange.cases[0].number)}")


def packed_meeting(asks: Asks, meeting_id: str, edition: ExchangeEdition) -> Packed:
    """One meeting with its cases. All of it is for the body's secretary who may see closed items.

    Raises:
        NotFoundError: no such meeting.
        NotAllowedError: they may not.
    """
    with asks.db.read() as session:
        meeting = find_meeting(session, meeting_id)
        _check(asks, edition, Deed.AGENDA, meeting.body_key)
        exchange = export_meeting(session, meeting_id, edition=edition, at=asks.now)
        return _packed(session, exchange, f"moede-{in_ascii(meeting.body_key)}-{meeting.held_on}")


def check_may_import(asks: Asks) -> None:
    """Raise ``NotAllowedError`` for whoever may not open, decide and call meetings everywhere, and see it all."""
    for deed in (Deed.OPEN_CASE, Deed.DECIDE, Deed.MEETINGS):
        asks.check_may(deed)
    if not asks.visitor.sees_closed:
        raise NotAllowedError(deed=Deed.OPEN_CASE, body="")


def _check(asks: Asks, edition: ExchangeEdition, deed: Deed, body: str | None) -> None:
    asks.check_may(Deed.LOOK)
    if edition is ExchangeEdition.FULL:
        asks.check_may(deed, body)
        if not asks.visitor.sees_closed:
            raise NotAllowedError(deed=deed, body=body or "")


def _packed(session: Session, exchange: Exchange, stem: str) -> Packed:
    edition = "" if exchange.edition is ExchangeEdition.FULL else "-offentlig"
    return Packed(f"{stem}{edition}.zip", pack(exchange, bytes_of(session, exchange)))
