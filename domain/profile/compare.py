"""What differs between two profiles, thing by thing; the desk says it in words before the newer one is adopted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from domain.profile.profile import Profile


class Change(StrEnum):
    """What happened to a thing."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a thing, before and after."""

    field: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing of a profile: the table it stands in, its key, and which of its fields changed."""

    table: str
    key: str
    change: Change
    fields: tuple[FieldChange, ...] = ()

    @property
    def code(self) -> str:
        """How the journal names it: ``body MTU changed``."""
        return f"{self.table} {self.key} {self.change.value}".replace("  ", " ")


def compare(before: Profile, after: Profile) -> tuple[Difference, ...]:
    """Every difference, in the order a profile is read. The law's own rules are in both and never differ."""
    found: list[Difference] = []
    was, now = _things(before), _things(after)
    for table in now:
        keys = [*was[table], *(key for key in now[table] if key not in was[table])]
        found += [one for key in keys if (one := _differs(table, key, was[table].get(key), now[table].get(key)))]
    return tuple(found)


def _things(profile: Profile) -> dict[str, dict[str, Mapping[str, object]]]:
    """Every thing of a profile as its fields, by table and key."""
    own = {"name": profile.name, "mail_domain": profile.mail_domain, "secretariat": profile.secretariat_post}
    days = {**_fields(profile.reading), "closing": sorted(profile.local.closing), "half": sorted(profile.local.half)}
    recess = {"months": sorted(profile.recess.months), "weeks": sorted(profile.recess.weeks)}
    return {
        "": {"": {**own, "mailbox": profile.mailbox, "authority": profile.authority}},
        "days": {"": days},
        "body": _by_key(profile.bodies),
        "routes": {key: {"route": list(route)} for key, route in profile.routes.items()},
        "capacity": {key: {"most": most} for key, most in profile.capacity.items()},
        "recess": {"": recess},
        "free_period": {one.name: _fields(one) for one in profile.recess.periods},
        "meeting_rule": {str(number): _fields(rule) for number, rule in _numbered(profile.meeting_rules)},
        "deadline": _by_key(profile.deadline_rules),
        "obligation": _by_key(profile.duties),
        "cycle": _by_key(profile.cycles),
        "ladder": {f"{one.deadline} {one.days} {one.to.value}": _fields(one) for one in profile.ladder},
        "standing_item": _by_key(profile.standing_items),
        "retention": {one.kept.value: _fields(one) for one in profile.retention},
        "phrase": {one.text: _fields(one) for one in profile.phrases},
        "heading": {", ".join(one.words): _fields(one) for one in profile.headings},
        "wording": {", ".join(one.words): _fields(one) for one in profile.wordings},
        "post": _by_key(profile.posts),
        "person": _by_key(profile.people),
        "holding": {f"{one.post} {one.person} {one.from_on}": _fields(one) for one in profile.holdings},
    }


def _numbered(rows: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    """Rows without a key of their own, by body and how many of the body's it is."""
    seen: dict[str, int] = {}
    for row in rows:
        seen[row.body] = seen.get(row.body, 0) + 1
        yield f"{row.body} {seen[row.body]}", row


def _by_key(rows: Iterable[Any]) -> dict[str, Mapping[str, object]]:
    return {row.key: _fields(row) for row in rows}


def _fields(row: Any) -> Mapping[str, object]:
    return {field.name: getattr(row, field.name) for field in fields(row)}


def _differs(
    table: str, key: str, before: Mapping[str, object] | None, after: Mapping[str, object] | None
) -> Difference | None:
    if before is None:
        return Difference(table, key, Change.ADDED)
    if after is None:
        return Difference(table, key, Change.REMOVED)
    changed = tuple(FieldChange(name, before[name], after[name]) for name in after if before[name] != after[name])
    return Difference(table, key, Change.CHANGED, changed) if changed else None
