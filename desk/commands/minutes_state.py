"""``sagsgang minutes approve``, ``sign`` and ``reopen``: from draft to signed, and back when something is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from desk import show, words
from desk.lookup import meeting_of
from desk.typed import Day
from desk.workplace import here
from domain.casework.meeting.minutes import approve_minutes, reopen_minutes, sign_minutes
from domain.casework.verb import Receipt
from domain.store.queries import current_profile


def approve(*, body: str, meeting: Day) -> None:
    """Referatet er, som organet vil have det. Alle punkter skal være besluttet.

    Parameters
    ----------
    body
        Organet, som KB.
    meeting
        Mødedagen, som 2023-05-23.
    """
    _do(approve_minutes, words.MINUTES_APPROVED, body, meeting)


def sign(*, body: str, meeting: Day, on: Day | None = None) -> None:
    """Medlemmerne har underskrevet det godkendte referat.

    Parameters
    ----------
    body
        Organet, som KB.
    meeting
        Mødedagen, som 2023-05-23.
    on
        Dagen, det er underskrevet; ellers i dag.
    """
    day = on or here().today()
    _do(sign_minutes, words.MINUTES_SIGNED.format(day=show.day(day)), body, meeting, signed_on=day)


def reopen(*, body: str, meeting: Day, reason: str) -> None:
    """Åbn et godkendt referat igen, fordi noget i det er galt.

    Parameters
    ----------
    body
        Organet, som KB.
    meeting
        Mødedagen, som 2023-05-23.
    reason
        Hvad der er galt; det står i loggen.
    """
    _do(reopen_minutes, words.MINUTES_REOPENED, body, meeting, reason=reason)


def _do(verb: Callable[..., Receipt], said: str, body: str, meeting: Day, **values: Any) -> None:
    place = here()
    with place.database() as db:
        with db.read() as session:
            found = meeting_of(session, body, meeting, current_profile(session))
        receipt = verb(db, place.by(), meeting_id=found.id, **values)
    show.say(words.MINUTES_AS_BEFORE if receipt.repeated else said)
