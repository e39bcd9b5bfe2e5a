"""What may be typed for a date, a meeting or a file: one annotated type each, shared by the commands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, time
from typing import Annotated, Any

from cyclopts import Parameter, Token

from desk import words
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


def to_time(text: str) -> time:
    """A time of day as 14:00 or 14.00. Raises ``ValueError`` when it is none."""
    return time.fromisoformat(text.strip().replace(".", ":").zfill(5))


def _convert_time(_: Any, tokens: Sequence[Token]) -> time:
    return to_time(tokens[0].value)


Key = Annotated[str, Parameter(converter=_convert_key)]
Clock = Annotated[time, Parameter(converter=_convert_time)]
Day = Annotated[date, Parameter(converter=_convert)]
Json = Annotated[bool, Parameter(name="--json", negative=(), help=words.JSON)]
