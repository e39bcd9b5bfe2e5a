"""One request of somebody who has logged in: who, when, and where the work is done."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from fastapi import Depends, Request
from fastapi.datastructures import FormData

from calendars.copenhagen import COPENHAGEN
from calendars.errors import SagsgangError
from domain.casework.verb import By
from domain.rules.rights import Deed, Visitor, may, may_somewhere
from domain.store.database import Database
from flows.settings import Settings

Known = Callable[[Request], Visitor | None]


class LoginNeededError(SagsgangError):
    """The page is for people who have logged in."""


class NotAllowedError(SagsgangError):
    """They have logged in and may not do this: facts ``deed`` and ``body`` (empty: in none in particular)."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What every page stands on; one for the application, at ``app.state.desk``."""

    db: Database
    clock: Callable[[], datetime]
    settings: Settings
    known: Known


@dataclass(frozen=True, slots=True)
class Visit:
    """One request. ``now`` is aware UTC and the same through the whole request; ``today`` is the Danish day."""

    request: Request
    db: Database
    now: datetime
    today: date
    visitor: Visitor
    settings: Settings

    def by(self, key: str | None = None) -> By:
        """Who acts, when; ``key`` makes a form that is sent twice the same act."""
        return By(self.visitor.account, self.now, key)

    def may(self, deed: Deed, body: str | None = None) -> bool:
        """Whether the visitor may do it there; without a body: in every body, where it is done to bodies."""
        return may(self.visitor, deed, body=body)

    def may_somewhere(self, deed: Deed) -> bool:
        """Whether there is a body in which the visitor may: for menus."""
        return may_somewhere(self.visitor, deed)

    def check_may(self, deed: Deed, body: str | None = None) -> None:
        """Raise ``NotAllowedError`` where the visitor may not."""
        if not self.may(deed, body):
            raise NotAllowedError(deed=deed, body=body or "")

    @property
    def is_fragment(self) -> bool:
        """Whether htmx asks for a part of the page, and not a person for the whole of it."""
        headers = self.request.headers
        return headers.get("hx-request") == "true" and headers.get("hx-history-restore-request") != "true"


def visit(request: Request) -> Visit:
    """The visit this request is; every page that takes one is for people who have logged in.

    Raises:
        LoginNeededError: nobody has.
        NotAllowedError: they have no role at all.
    """
    found = visit_if_any(request)
    if found is None:
        raise LoginNeededError
    if not found.visitor.grants:  # known, and nobody has given them a role yet
        raise NotAllowedError(deed=Deed.LOOK, body="")
    return found


def visit_if_any(request: Request) -> Visit | None:
    """The visit, or None for somebody who has not logged in: for pages that are for both."""
    desk: Desk = request.app.state.desk
    visitor = desk.known(request)
    if visitor is None:
        return None
    now = desk.clock()
    return Visit(request, desk.db, now, now.astimezone(COPENHAGEN).date(), visitor, desk.settings)


async def form_data(request: Request) -> AsyncIterator[FormData]:
    """What was typed and uploaded, without NUL bytes; files are there until the answer has been made."""
    async with request.form(max_files=20, max_fields=5000) as typed:
        yield FormData(
            [(name, one.replace("\0", "") if isinstance(one, str) else one) for name, one in typed.multi_items()]
        )


VisitDep = Annotated[Visit, Depends(visit)]
TypedDep = Annotated[FormData, Depends(form_data)]
