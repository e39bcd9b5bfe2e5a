"""The profile's rows as forms, made from what a profile may say (``domain/profile/shape.py``): no field stands twice.

What is typed becomes a new text; whether that holds together ``load_profile`` says, and each of its findings goes
beside the field it is about.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi.datastructures import FormData

from calendars.plan_values import Cell
from calendars.written_dates import dates_in
from desk import finding_words, profile_terms, profile_words
from desk.duty_words import duty_names
from desk.web.forms import Filled
from desk.web.language import _
from domain.errors import NotFoundError, ProfileError
from domain.model import BodyKind
from domain.profile import Profile, load_profile
from domain.profile.check import ProfileFinding
from domain.profile.edit import add_row, change_row, drop_row, row_number
from domain.profile.shape import SHAPE, KeySpec, Target

NEW = "ny"
_LONG = {"text", "source"}


@dataclass(frozen=True, slots=True)
class RowKind:
    """A table whose rows are edited one at a time. ``key``: the field that names a row, and then stays."""

    table: str
    one: str = ""
    new: str = ""
    key: str = ""
    leaves_out: tuple[str, ...] = ()

    @property
    def shape(self) -> Mapping[str, KeySpec]:
        """Its fields, in the order they are asked for."""
        return {name: spec for name, spec in SHAPE[self.table].items() if name not in self.leaves_out}


# Written at the wheel, with their rounds and meetings beside them, and nowhere else.
DUTY, ROUNDS, STANDING = (RowKind(table, key="key") for table in ("obligation", "cycle", "standing_item"))

# Those that have a page of their own under the profile, by their part of the address.
KINDS: Mapping[str, RowKind] = {
    "organ": RowKind("body", "Organ", "Nyt organ", "key"),
    "frist": RowKind("deadline", "Frist", "Ny frist", "key"),
    "stilling": RowKind("post", "Stilling", "Ny stilling", "key"),
    "person": RowKind("person", "Person", "Ny person", "key"),
    "besaettelse": RowKind("holding", "Hvem sidder hvor", "Sæt en person i en stilling"),
    "paamindelse": RowKind("ladder", "Påmindelse", "Ny påmindelse"),
    "moedefri": RowKind("free_period", "Periode uden møder", "Ny periode uden møder", "name"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One field of a form: how it is asked for. ``kind``: text, long, number, date, choice, yes, fixed."""

    name: str
    label: str
    hint: str
    kind: str
    optional: bool
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Edited:
    """What came of a form: the new text, or what is wrong with it."""

    filled: Filled[Any]
    text: str | None = None
    others: tuple[str, ...] = ()  # findings elsewhere in the profile


def asked(kind: RowKind, profile: Profile, *, is_new: bool) -> list[Asked]:
    """The fields of a row's form."""
    return [_asked(kind, name, spec, profile, is_new=is_new) for name, spec in kind.shape.items()]


def row_of(text: str, kind: RowKind, row: str) -> int | None:
    """Which row of the table an address means: its key, or its number from 0; None: a new one.

    Raises:
        NotFoundError: no such row.
    """
    if row == NEW:
        return None
    if kind.key:
        return row_number(text, kind.table, {kind.key: row})
    if row.isascii() and row.isdigit() and int(row) < len(tomllib.loads(text).get(kind.table, [])):
        return int(row)
    raise NotFoundError(noun=kind.table, id=row)


def typed_of(text: str, kind: RowKind, number: int | None) -> dict[str, str]:
    """A row's values as they are typed; of a new one nothing."""
    if number is None:
        return {}
    row = tomllib.loads(text)[kind.table][number]
    return {name: _shown(value) for name, value in row.items()}


def edit(text: str, name: str, kind: RowKind, number: int | None, data: FormData) -> Edited:
    """The text with the row as it was typed; ``number`` None: a new row."""
    typed = {key: str(value) for key, value in data.items()}
    values, errors = values_in(kind, typed, is_new=number is None)
    if errors:
        return Edited(Filled(None, errors, typed))
    after = add_row(text, kind.table, values) if number is None else change_row(text, kind.table, number, values)
    return checked(after, name, typed, kind.table)


def without(text: str, name: str, kind: RowKind, number: int) -> Edited:
    """The text without the row."""
    return checked(drop_row(text, kind.table, number), name, {}, kind.table)


def checked(
    text: str, name: str, typed: Mapping[str, str], table: str = "", into: str = "", *, also: tuple[str, ...] = ()
) -> Edited:
    """The text if it holds together; else a sentence beside each field, or beside ``into``, and the rest apart.

    ``also``: tables whose fields stand in the same form.
    """
    try:
        load_profile(name, text)
    except ProfileError as refused:
        errors: dict[str, str] = {}
        others: list[str] = []
        findings: list[ProfileFinding] = refused.facts["findings"]  # type: ignore[assignment]  # what a ProfileError carries
        for finding in findings:
            of, _dot, key = finding.key.rpartition(".")
            if (of == table or of in also) and (key in typed or into):
                said = finding_words.say(finding_words.PROFILE, finding.code, finding.facts)
                errors.setdefault(into or key, f"{said[:1].upper()}{said[1:]}.")
            else:
                others.append(finding_words.line(finding))
        return Edited(Filled(None, errors, typed), None, tuple(others))
    return Edited(Filled(None, {}, typed), text)


def days_in(typed: str) -> tuple[list[date], str]:
    """The days written one a line, or separated by commas; and the first that is no day."""
    found: list[date] = []
    for part in typed.replace("\n", ",").split(","):
        if not part.strip():
            continue
        day = _day(part.strip())
        if day is None:
            return [], part.strip()
        found.append(day)
    return sorted(set(found)), ""


def words_in(typed: str) -> list[str]:
    """Words separated by commas or lines."""
    return [part.strip() for part in typed.replace("\n", ",").split(",") if part.strip()]


def values_in(kind: RowKind, typed: Mapping[str, str], *, is_new: bool) -> tuple[dict[str, Any], dict[str, str]]:
    """The row's values, None where a field is empty; and a sentence for each that cannot be read."""
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for name, spec in kind.shape.items():
        if name == kind.key and not is_new:
            continue
        said = typed.get(name, "").strip()
        values[name] = _value(spec, said) if said else None
        if said and values[name] is None:
            errors[name] = _UNREADABLE[spec.type]
        elif spec.required and not said:
            errors[name] = "Udfyld feltet."
    return values, {name: _(said) for name, said in errors.items()}


_UNREADABLE = {int: "Skriv et helt tal.", date: "Skriv en dato, der findes, som 12-04-2023."}


def _value(spec: KeySpec, said: str) -> Any:
    """What was typed as the shape wants it; None where it cannot be."""
    if spec.many:
        return words_in(said)
    if spec.type is bool:
        return True
    if spec.type is int:
        return _whole(said)
    return _day(said) if spec.type is date else " ".join(said.split())


def _whole(said: str) -> int | None:
    digits = said.replace("−", "-")
    return int(digits) if digits.removeprefix("-").isascii() and digits.removeprefix("-").isdigit() else None


def _day(said: str) -> date | None:
    found = dates_in(Cell(said), None)
    return found[0].on if len(found) == 1 else None


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    return ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)


def _asked(kind: RowKind, name: str, spec: KeySpec, profile: Profile, *, is_new: bool) -> Asked:
    options = _options(kind.table, name, spec, profile)
    how = "choice" if options else {bool: "yes", int: "number", date: "date"}.get(spec.type, "text")
    if name == kind.key and not is_new:
        how = "fixed"
    elif how == "text" and name in _LONG:
        how = "long"
    hint = profile_terms.HINTS.get((kind.table, name), "")
    return Asked(name, profile_words.field(kind.table, name), hint, how, not spec.required, options)


def _options(table: str, name: str, spec: KeySpec, profile: Profile) -> tuple[tuple[str, str], ...]:
    if spec.many:
        return ()
    found = _NAMED[spec.target](profile) if spec.target is not None and spec.target in _NAMED else ()
    if name == "approver":  # what the municipality calls the bodies of the kind says more than the kind
        return tuple((one, profile_words.applies_to(profile, one)) for one in spec.words)
    return tuple(found) or tuple((one, profile_words.word(table, name, one)) for one in spec.words)


def _ruled(profile: Profile) -> list[tuple[str, str]]:
    kinds = [(kind.value, profile_words.applies_to(profile, kind.value)) for kind in BodyKind]
    return [*kinds, *((f"body:{body.key}", f"{body.key} {body.name}") for body in profile.bodies)]


# What a field that names something may name, in the order of the profile.
_NAMED: Mapping[Target, Callable[[Profile], Iterable[tuple[str, str]]]] = {
    Target.POST: lambda profile: ((post.key, post.title) for post in profile.posts),
    Target.PERSON: lambda profile: ((person.key, person.name) for person in profile.people),
    Target.BODY: lambda profile: ((body.key, f"{body.key} {body.name}") for body in profile.bodies),
    Target.DUTY: lambda profile: duty_names(profile).items(),
    Target.RULED: _ruled,
}
