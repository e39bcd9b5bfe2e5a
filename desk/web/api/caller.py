"""One request with a key: whose, for what, when; and the deed itself, done or only looked at."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from fastapi import Depends, Header, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from calendars.copenhagen import COPENHAGEN
from desk.web.api.answered import ChangeOut, Done, Preview, ReceiptOut, ToldOut
from desk.web.login.secrets import hash_of
from desk.web.visit import Desk, LoginNeededError, NotAllowedError
from domain.casework.foresight.of_case import Foresight, foresee
from domain.casework.house.logins import touch_token
from domain.casework.verb import By, Receipt
from domain.rules import access
from domain.rules.access import Action, Thing, Who
from domain.rules.facts import CaseFacts
from domain.rules.rights import Deed, Visitor, may, part_of
from domain.store.accounts import holder_by_token
from domain.store.database import Database

_BEARER = HTTPBearer(auto_error=False, description="A key made under Mit, Adgang. Its scopes are deeds.")
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern=r"^[ -~]*$",
        description="Sent again with the same key, the same deed is done once and its first receipt is answered.",
    ),
]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, with a key for what. ``key`` makes a repeated call the same act."""

    db: Database
    now: datetime
    today: date
    visitor: Visitor
    scopes: frozenset[Deed]
    key: str | None

    def check_may(self, deed: Deed, body: str | None = None) -> None:
        """Raise ``NotAllowedError`` unless the key is for that and its account may."""
        if deed not in self.scopes or not may(self.visitor, deed, body=body):
            raise NotAllowedError(deed=deed, body=body or "")

    def part_of(self, case: CaseFacts) -> Who:
        """What ``access.view`` takes the caller for."""
        return part_of(self.visitor, case)

    def check_sees(self, case: CaseFacts) -> None:
        """Raise ``NotAllowedError`` where the case's words are not the caller's to see, and so not to change."""
        thing = Thing.OPEN_ITEM if case.is_open else Thing.CLOSED_ITEM
        if not access.may(self.part_of(case), Action.SEE_TEXT, thing):
            raise NotAllowedError(deed=Deed.LOOK, body="")

    def by(self) -> By:
        """Who acts, when."""
        return By(self.visitor.account, self.now, self.key)

    def do(self, work: Callable[[Database, By], Receipt], *, dry_run: bool, case_id: str | None = None) -> Done:
        """Do a deed on a case, or say what it would do. Raises what ``work`` raises."""
        if dry_run:
            return Done(dry_run=True, preview=_preview(foresee(self.db, self.by(), work, case_id=case_id)))
        return Done(dry_run=False, receipt=receipt_out(work(self.db, self.by())))


def caller(
    request: Request,
    given: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)],
    key: IdempotencyKey = None,
) -> Caller:
    """The caller. Raises ``LoginNeededError`` without a key that is any good."""
    desk: Desk = request.app.state.desk
    now = desk.clock()
    if given is None:
        raise LoginNeededError
    with desk.db.read() as session:
        holder = holder_by_token(session, hash_of(given.credentials), now)
    if holder is None:
        raise LoginNeededError
    touch_token(desk.db, holder.token, now)
    said = None
    if key is not None:  # another account, or another address, is another act
        whole = f"{holder.visitor.account} {request.method} {request.url.path} {key}"
        said = f"api:{hashlib.sha256(whole.encode()).hexdigest()}"
    today = now.astimezone(COPENHAGEN).date()
    return Caller(desk.db, now, today, holder.visitor, holder.scopes, said)


CallerDep = Annotated[Caller, Depends(caller)]


def receipt_out(receipt: Receipt) -> ReceiptOut:
    """A receipt as JSON."""
    return ReceiptOut.model_validate(receipt)


def _preview(seen: Foresight) -> Preview:
    return Preview(
        changes=[
            ChangeOut(
                stop=change.stop.id,
                body=change.stop.body,
                change=change.kind,
                before=change.before.held_on if change.before else None,
                after=change.after.held_on if change.after else None,
            )
            for change in seen.changes
        ],
        told=[ToldOut.model_validate(one) for one in seen.told],
        is_stuck=bool(seen.stuck_because),
    )
