"""What is wrong with the municipality's own duties and the routes of its rounds, beyond the shape of the rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from calendars.deadlines import Basis
from domain.model import BodyKind
from domain.profile.profile import DutySpec
from domain.rules.obligation import Obligation
from domain.rules.obligation_faults import find_faults

Row = Mapping[str, Any]

# What the rules call it, and the key of the profile it stands at; the rest is said of the shape of the row already.
_AT = {"leap_day": "first_due_on", "never_due": "valid_to"}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with row ``number`` (from 0), at ``key``."""

    number: int
    key: str
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


def duty_faults(rows: Sequence[Row], law: Mapping[str, Obligation]) -> Iterator[Fault]:
    """A duty in law is the program's own row: a second one would tell another day for the same round."""
    for number, row in enumerate(rows):
        if row.get("key") in law:
            yield Fault(number, "key", "shipped_duty", {"found": row["key"]})
        duty = _duty(row)
        for fault in find_faults(duty) if duty is not None else ():
            if fault.code in _AT:
                yield Fault(number, _AT[fault.code], fault.code, fault.facts)


def standing_faults(rows: Sequence[Row], bodies: Sequence[Row]) -> Iterator[Fault]:
    """An item of a body that ends must end with it: nobody would miss it on an agenda that is never made."""
    ends = {row.get("key"): row["valid_to"] for row in bodies if type(row.get("valid_to")) is date}
    for number, row in enumerate(rows):
        gone, until = ends.get(row.get("body")), row.get("valid_to")
        if gone is not None and not (type(until) is date and until <= gone):
            yield Fault(number, "body", "item_outlives_body", {"body": row.get("body"), "to": gone})


def cycle_faults(
    rows: Sequence[Row], duties: Sequence[Row], bodies: Sequence[Row], law: Mapping[str, Obligation]
) -> Iterator[Fault]:
    """A route holds each body once, the one that decides among them, and none that will be gone at the next round."""
    own = {str(row.get("key")): duty for row in reversed(duties) if (duty := _duty(row)) is not None}
    known = {**own, **law}
    named = {row.get("key"): row for row in bodies}
    for number, row in enumerate(rows):
        route = row.get("route")
        duty = known.get(str(row.get("key")))
        if not isinstance(route, list) or any(body not in named for body in route):
            continue  # said already
        if not route:
            yield Fault(number, "route", "empty")
            continue
        for body in sorted({body for body in route if route.count(body) > 1}):
            yield Fault(number, "route", "repeated_body", {"body": body})
        for body in route:
            ends = named[body].get("valid_to")
            if isinstance(ends, date) and not _is_over(duty, ends):
                yield Fault(number, "route", "body_ends", {"body": body, "to": ends})
        if duty is not None and duty.approver.value not in {named[body].get("kind") for body in route}:
            yield Fault(number, "route", "no_approver", {"approver": duty.approver.value})


def _is_over(duty: Obligation | None, day: date) -> bool:
    return duty is not None and duty.repeal is not None and duty.repeal.valid_from <= day


def _duty(row: Row) -> Obligation | None:
    """The duty a row makes; None where its shape is wrong, which is said already."""
    shape = {name: row.get(name) for name in ("every_years", "first_due_on", "checked_on")}
    days = [row.get("valid_from"), row.get("valid_to")]
    try:
        spec = DutySpec(**{**row, "approver": BodyKind(row["approver"]), "basis": Basis(row["basis"])})
    except (KeyError, TypeError, ValueError):
        return None
    is_whole = type(shape["every_years"]) is int and all(
        type(day) is date for day in (shape["first_due_on"], shape["checked_on"], *filter(None, days))
    )
    return spec.obligation if is_whole and isinstance(spec.source, str) else None
