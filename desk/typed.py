"""What may be typed for a date, a meeting or a file: one annotated type each, shared by the commands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, time
from enum import Enum
from typing import Annotated, Any, TypeVar

from cyclopts import Parameter, Token

from calendars.deadlines import DeadlineKind
from desk import help_words, labels
from desk.errors import ImpossibleDateError

_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})$")
_DANISH = re.compile(r"(?P<day>\d{1,2})[-./](?P<month>\d{1,2})[-./](?P<year>\d{4})$")


def to_day(text: str) -> date:
    """A date as 2023-05-23 or the Danish way, 23-05-2023 (also 23.5.2023 and 23/5/2023).

    Raises:
        ValueError: it does not look like a date.
        ImpossibleDateError: it does, but there is no such day.
    """
    found = _ISO.match(text.strip()) or _DANISH.match(text.strip())
    if found is None:
        raise ValueError(text)
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        raise ImpossibleDateError(text=text) from None


def to_key(text: str) -> str:
    """A key as it is written in the program, also when it is typed with the letters of the word: æ as ae."""
    return text.strip().casefold().translate(_LETTERS)


def _convert_key(_: Any, tokens: Sequence[Token]) -> str:
    return to_key(tokens[0].value)


def _convert(_: Any, tokens: Sequence[Token]) -> date:
    return to_day(tokens[0].value)


E = TypeVar("E", bound=Enum)


def to_word(kind: type[E], text: str) -> E:
    """A member of an enum by its Danish word or its English one: "taget til efterretning", "noted".

    Raises:
        ValueError: it is neither.
    """
    wanted = _plain(text)
    for member in kind:
        if wanted in {_plain(str(member.value)), _plain(labels.of(member).partition("(")[0])}:
            return member
    raise ValueError(text)


def _plain(text: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", to_key(text)))


def _convert_kinds(_: Any, tokens: Sequence[Token]) -> list[DeadlineKind]:
    return [to_word(DeadlineKind, token.value) for token in tokens]


def to_time(text: str) -> time:
    """A time of day as 14:00 or 14.00. Raises ``ValueError`` when it is none."""
    return time.fromisoformat(text.strip().replace(".", ":").zfill(5))


def _convert_time(_: Any, tokens: Sequence[Token]) -> time:
    return to_time(tokens[0].value)


Key = Annotated[str, Parameter(converter=_convert_key)]
Kinds = Annotated[list[DeadlineKind], Parameter(converter=_convert_kinds, negative=())]
Clock = Annotated[time, Parameter(converter=_convert_time)]
Day = Annotated[date, Parameter(converter=_convert)]
Json = Annotated[bool, Parameter(name="--json", negative=(), help=help_words.JSON)]
Yes = Annotated[bool, Parameter(name="--yes", negative=(), help="Gem uden at spørge.")]
