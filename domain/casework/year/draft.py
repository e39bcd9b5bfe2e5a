"""What a new round's case starts from: the last round's words, route and attachments, with what is old in them."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Any

from sqlmodel import Session, col, select

from domain.casework.case.attachments import attachments_of
from domain.documents.leftovers import find_leftovers
from domain.errors import NotAllowedNowError
from domain.model import Body, Case, Cycle, Person, Stop, StopState
from domain.rules.obligation import Obligation, Round
from domain.store.cycles import last_case
from domain.store.queries import current_profile

_MARGIN = 30  # days, where the profile does not say


def route_of(session: Session, obligation: Obligation, round_: Round) -> tuple[str, ...]:
    """The bodies the round travels: as the profile says, else as the last round's case did.

    Raises:
        NotAllowedNowError: neither says (``why`` is no_route).
    """
    cycle = current_profile(session).cycle(obligation.key)
    if cycle is not None:
        return cycle.route
    known = last_case(session, obligation.key, round_.decide_before)
    if known is None:
        raise NotAllowedNowError(verb="open_cycle", noun="cycle", id=obligation.key, state="", why="no_route")
    stops = session.exec(
        select(Stop.body_key)
        .where(Stop.case_id == known[0].id, Stop.state != StopState.DROPPED)
        .order_by(col(Stop.position), col(Stop.round_no))
    )
    return tuple(dict.fromkeys(stops))


def margin_of(session: Session, obligation: str) -> int:
    """How many days before the last safe day a round's case is opened."""
    cycle = current_profile(session).cycle(obligation)
    return _MARGIN if cycle is None else cycle.margin_days


def draft_of(session: Session, obligation: Obligation, round_: Round) -> dict[str, Any]:
    """What ``open_case`` is told of the round. Raises as ``route_of``."""
    profile = current_profile(session)
    cycle = profile.cycle(obligation.key)
    draft: dict[str, Any] = {
        "number": f"{obligation.key[:50]}-{round_.year}",
        "title": f"{obligation.title or obligation.key} {title_year(obligation, round_)}",
        "route": route_of(session, obligation, round_),
        "owner_post": cycle.owner if cycle is not None else None,
        "obligation": obligation.key,
        "decide_before": round_.decide_before,
        "period_start": round_.period_start,
        "period_end": round_.period_end,
    }
    known = last_case(session, obligation.key, round_.decide_before)
    return draft if known is None else draft | _taken_over(session, known, obligation, round_, draft)


def title_year(obligation: Obligation, round_: Round) -> int:
    """The year a round is called by: of a yearly duty the year it is about (budget 2024, regnskab 2022)."""
    return round_.period_end.year if obligation.laws[0].every_years == 1 else round_.year


def _taken_over(
    session: Session, known: tuple[Case, Cycle | None], obligation: Obligation, round_: Round, draft: dict[str, Any]
) -> dict[str, Any]:
    last, cycle = known
    sections = {name: getattr(last, name) for name in ("presentation", "economy", "recommendation")}
    people = session.exec(select(Person.name)).all()
    theme = cycle.theme if cycle is not None else ""
    left = find_leftovers(sections, year=title_year(obligation, round_), theme=theme, names=people)
    renewed = [
        {"code": "renew_attachment", "section": "attachments", "words": one.title, "document": one.document_number}
        for one in attachments_of(session, last.id)
    ]
    return {
        **sections,
        "title": _renamed(last.title, title_year(obligation, round_)) or draft["title"],
        "is_open": last.is_open,
        "owner_post": draft["owner_post"] or last.owner_post,
        "findings": [*({**asdict(one), "from": last.number} for one in left), *renewed],
    }


def _renamed(title: str, year: int) -> str | None:
    """The last round's title with this round's year in it; None where it has no year."""
    found = re.sub(r"(?<!\d)(?:19|20)\d\d(?!\d)", str(year), title)
    return found if found != title else None


def bodies_of(session: Session, keys: tuple[str, ...]) -> list[tuple[str, Any]]:
    """The bodies of a route with their kinds, in order."""
    kinds = dict(session.exec(select(col(Body.key), col(Body.kind)).where(col(Body.key).in_(keys))).all())
    return [(key, kinds[key]) for key in keys]
