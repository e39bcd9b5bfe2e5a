"""Everything that is wrong with a profile, found at once, each with its line, its key and a code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from domain.model import BodyKind
from domain.profile.check_duties import Fault, cycle_faults, duty_faults, standing_faults
from domain.profile.places import Place
from domain.profile.profile import InvitedBy
from domain.profile.shape import NEEDED, RANGES, REPEATED, SHAPE, WAYS_TO_MEET, KeySpec, Target
from domain.rules.obligation import Authority
from domain.rules.obligations import duties_of
from domain.rules.standing import Rhythm

Table = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ProfileFinding:
    """What is wrong at ``line`` (from 1), at ``key`` ("body.chair"); ``facts`` for the sentence.

    ``code``: syntax, unknown_table, unknown_key, missing_table, missing_key, wrong_type, unknown_word,
    unknown_reference, duplicate, impossible_number, impossible_date_range, repeated_body, empty, bad_address,
    one_of_these, shipped_duty, leap_day, never_due, no_approver, body_ends,
    item_outlives_body.
    """

    line: int
    key: str
    code: str
    facts: dict[str, object] = field(default_factory=dict)


def find_faults(tables: Mapping[str, Any], lines: Mapping[Place, int]) -> list[ProfileFinding]:
    """All findings of a parsed profile, by line."""
    return sorted(_Check(tables, lines).findings(), key=lambda finding: (finding.line, finding.key))


def rows_of(tables: Mapping[str, Any], name: str) -> list[Table]:
    """The rows written as ``[[name]]``; none where something else stands there."""
    rows = tables.get(name, [])
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


class _Check:
    def __init__(self, tables: Mapping[str, Any], lines: Mapping[Place, int]) -> None:
        self.tables = tables
        self.lines = lines
        self.known = {
            Target.POST: _keys(tables, "post"),
            Target.PERSON: _keys(tables, "person"),
            Target.BODY: _keys(tables, "body"),
        }
        self.known[Target.INVITED] = self.known[Target.POST] + self.known[Target.PERSON]
        said = tables.get("authority")
        self.law = duties_of(next((one for one in Authority if one == said), Authority.MUNICIPALITY))
        self.known[Target.DUTY] = [*self.law, *_keys(tables, "obligation")]
        self.known[Target.RULED] = [kind.value for kind in BodyKind] + [
            f"body:{key}" for key in self.known[Target.BODY]
        ]

    def line(self, table: str, number: int, key: str = "") -> int:
        return self.lines.get((table, number, key), self.lines.get((table, number, ""), 1))

    def findings(self) -> Iterator[ProfileFinding]:
        top = {key: value for key, value in self.tables.items() if not isinstance(value, dict | list)}
        yield from self.table("", 0, top)
        for name, value in self.tables.items():
            if name in top:
                continue
            if name not in SHAPE:
                yield self.unknown("unknown_table", (name, 0, ""), name, [known for known in SHAPE if known])
            elif (name in REPEATED) != isinstance(value, list):
                wanted = f"[[{name}]]" if name in REPEATED else f"[{name}]"
                yield ProfileFinding(self.line(name, 0), name, "wrong_type", {"found": name, "wanted": wanted})
            elif isinstance(value, dict):
                yield from self.table(name, 0, value)
            else:
                for number, row in enumerate(rows_of(self.tables, name)):
                    yield from self.table(name, number, row)
        for name in NEEDED:
            if name not in self.tables:
                yield ProfileFinding(1, name, "missing_table", {})
        yield from self.duplicates()
        yield from self.ranges()
        yield from self.routes()
        yield from self.mailbox()
        yield from self.duties()
        yield from self.meeting_rules()
        yield from self.standing_items()

    def table(self, name: str, number: int, row: Table) -> Iterator[ProfileFinding]:
        spec = SHAPE[name]
        free = spec.get("*")
        for key, value in row.items():
            if free is None and key not in spec:
                yield self.unknown("unknown_key", (name, number, key), key, list(spec))
                continue
            yield from self.value(name, number, key, value, free or spec[key])
        for key, key_spec in spec.items():
            if key_spec.required and key not in row:
                yield ProfileFinding(self.line(name, number), _path(name, key), "missing_key", {"key": key})
        if name == "capacity":
            for key in row:
                if key not in self.known[Target.BODY]:
                    yield self.unknown("unknown_reference", (name, number, key), key, self.known[Target.BODY])

    def value(self, name: str, number: int, key: str, value: object, spec: KeySpec) -> Iterator[ProfileFinding]:
        line, path = self.line(name, number, key), _path(name, key)
        if spec.many and not isinstance(value, list):
            yield ProfileFinding(line, path, "wrong_type", {"wanted": "list", "found": value})
            return
        for one in value if isinstance(value, list) and spec.many else [value]:
            if not _is_a(one, spec.type):
                yield ProfileFinding(line, path, "wrong_type", {"wanted": spec.type.__name__, "found": one})
            elif isinstance(one, str) and not one.strip() and key != "text":
                yield ProfileFinding(line, path, "empty", {})
            elif spec.words and one not in spec.words:
                yield self.unknown("unknown_word", (name, number, key), str(one), list(spec.words))
            elif spec.target is not None and one not in self.known[spec.target]:
                yield self.unknown("unknown_reference", (name, number, key), str(one), self.known[spec.target])
            elif isinstance(one, int) and _is_outside(one, spec):
                facts: dict[str, object] = {"found": one, "least": spec.least, "most": spec.most}
                yield ProfileFinding(line, path, "impossible_number", facts)
            elif key in {"email", "mailbox"} and str(one).count("@") != 1:
                yield ProfileFinding(line, path, "bad_address", {"found": one})

    def unknown(self, code: str, at: Place, found: str, known: list[str]) -> ProfileFinding:
        near = get_close_matches(found, known, n=3, cutoff=0.5)
        facts: dict[str, object] = {"found": found, "nearest": near or known}
        return ProfileFinding(self.line(*at), _path(at[0], at[2]), code, facts)

    def duplicates(self) -> Iterator[ProfileFinding]:
        for name, spec in SHAPE.items():
            for key in (key for key, key_spec in spec.items() if key_spec.unique):
                yield from self._twice(
                    name, key, [(n, row.get(key)) for n, row in enumerate(rows_of(self.tables, name))]
                )
        bodies = rows_of(self.tables, "body")
        keys = {str(row.get("key")).casefold(): number for number, row in reversed(list(enumerate(bodies)))}
        names = [
            (number, called)
            for number, row in enumerate(bodies)
            for called in {str(one).casefold() for one in (row.get("name"), *_list(row, "aliases"))}
        ]
        yield from self._twice("body", "aliases", names, keys)

    def _twice(
        self, name: str, key: str, values: list[tuple[int, Any]], known: Mapping[str, int] | None = None
    ) -> Iterator[ProfileFinding]:
        first = dict(known or {})
        for number, value in values:
            if isinstance(value, str) and first.setdefault(value, number) != number:
                facts: dict[str, object] = {"found": value, "first_line": self.line(name, first[value])}
                yield ProfileFinding(self.line(name, number, key), _path(name, key), "duplicate", facts)

    def ranges(self) -> Iterator[ProfileFinding]:
        for name, (start, end) in RANGES.items():
            for number, row in enumerate(rows_of(self.tables, name)):
                first, last = row.get(start), row.get(end)
                if _is_a(first, date) and _is_a(last, date) and last <= first:  # type: ignore[operator]  # both dates
                    facts: dict[str, object] = {"from": first, "to": last}
                    yield ProfileFinding(
                        self.line(name, number, end), _path(name, end), "impossible_date_range", facts
                    )

    def duties(self) -> Iterator[ProfileFinding]:
        """What a duty or its rounds' route cannot be, beyond the shape of their rows."""
        duties, bodies = rows_of(self.tables, "obligation"), rows_of(self.tables, "body")
        cycles = cycle_faults(rows_of(self.tables, "cycle"), duties, bodies, self.law)
        items = standing_faults(rows_of(self.tables, "standing_item"), bodies)
        yield from (self._fault("obligation", fault) for fault in duty_faults(duties, self.law))
        yield from (self._fault("cycle", fault) for fault in cycles)
        yield from (self._fault("standing_item", fault) for fault in items)

    def _fault(self, table: str, fault: Fault) -> ProfileFinding:
        line = self.line(table, fault.number, fault.key)
        return ProfileFinding(line, _path(table, fault.key), fault.code, dict(fault.facts))

    def mailbox(self) -> Iterator[ProfileFinding]:
        """Invitations by mail come from somebody, and their answers must have somewhere to go."""
        if "mailbox" in self.tables:
            return
        for number, row in enumerate(rows_of(self.tables, "body")):
            if row.get("invitations") == InvitedBy.MAIL:
                line = self.line("body", number, "invitations")
                yield ProfileFinding(line, "mailbox", "missing_key", {"key": "mailbox"})
                return

    def routes(self) -> Iterator[ProfileFinding]:
        routes = self.tables.get("routes")
        for key, route in routes.items() if isinstance(routes, dict) else ():
            if not isinstance(route, list):
                continue
            line, path = self.line("routes", 0, key), _path("routes", key)
            if not route:
                yield ProfileFinding(line, path, "empty", {})
            for body in {str(body) for body in route if route.count(body) > 1}:
                yield ProfileFinding(line, path, "repeated_body", {"body": body})

    def meeting_rules(self) -> Iterator[ProfileFinding]:
        """A rule names its days in one way, and that way whole."""
        for number, row in enumerate(rows_of(self.tables, "meeting_rule")):
            ways = [way for way in WAYS_TO_MEET if way in row]
            groups = WAYS_TO_MEET[ways[0]] if len(ways) == 1 else (tuple(WAYS_TO_MEET),)
            for group in groups:
                given = [key for key in group if key in row]
                if len(given) != 1:
                    line = self.line("meeting_rule", number, given[-1] if given else "")
                    yield ProfileFinding(line, "meeting_rule", "one_of_these", {"known": list(group)})
            if "weeks_after" in row and "weekday" not in row:
                line = self.line("meeting_rule", number, "weeks_after")
                yield ProfileFinding(line, "meeting_rule.weekday", "missing_key", {"key": "weekday"})

    def standing_items(self) -> Iterator[ProfileFinding]:
        """A yearly item says from which month on it is due."""
        for number, row in enumerate(rows_of(self.tables, "standing_item")):
            if row.get("rhythm") == Rhythm.YEARLY and "month" not in row:
                line = self.line("standing_item", number, "rhythm")
                yield ProfileFinding(line, "standing_item.month", "missing_key", {"key": "month"})


def _is_a(value: object, wanted: type) -> bool:
    """TOML tells 1 from true and a day from a moment; Python's classes do not."""
    if wanted is int and isinstance(value, bool):
        return False
    if wanted is date and isinstance(value, datetime):
        return False
    return isinstance(value, wanted)


def _is_outside(number: int, spec: KeySpec) -> bool:
    return (spec.least is not None and number < spec.least) or (spec.most is not None and number > spec.most)


def _keys(tables: Mapping[str, Any], name: str) -> list[str]:
    return [row["key"] for row in rows_of(tables, name) if isinstance(row.get("key"), str)]


def _list(row: Table, key: str) -> list[Any]:
    value = row.get(key, [])
    return value if isinstance(value, list) else []


def _path(table: str, key: str) -> str:
    return ".".join(part for part in (table, key) if part)
