"""What a profile may say: every table, every key, its type, its words and what it points at. Rows, not branches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from calendars.days import Count, DayKind
from calendars.deadlines import Basis, DeadlineKind
from domain.model import BodyKind
from domain.rules.ladder import FOLLOW_UP, To

LADDER_KINDS = (*(kind.value for kind in DeadlineKind), FOLLOW_UP)


class Target(StrEnum):
    """What the value of a key must be the name of."""

    POST = "post"
    PERSON = "person"
    BODY = "body"
    RULED = "ruled"  # what a deadline rule applies to: a kind of body, or "body:KB"


@dataclass(frozen=True, slots=True)
class KeySpec:
    """One key of a table. ``many``: a list of such values."""

    type: type
    required: bool = False
    many: bool = False
    words: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None
    target: Target | None = None
    unique: bool = False


def _words(enum: type[StrEnum]) -> tuple[str, ...]:
    return tuple(member.value for member in enum)


_VALIDITY = {"valid_from": KeySpec(date), "valid_to": KeySpec(date)}

SHAPE: Mapping[str, Mapping[str, KeySpec]] = {
    "": {
        "name": KeySpec(str, required=True),
        "mail_domain": KeySpec(str, required=True),
        "secretariat": KeySpec(str, required=True, target=Target.POST),
    },
    "days": {
        "saturday_counts": KeySpec(bool),
        "count": KeySpec(str, words=_words(Count)),
        "special_days_count": KeySpec(bool),
        "closing": KeySpec(date, many=True),
        "half": KeySpec(date, many=True),
    },
    "body": {
        "key": KeySpec(str, required=True, unique=True),
        "name": KeySpec(str, required=True),
        "kind": KeySpec(str, required=True, words=_words(BodyKind)),
        "aliases": KeySpec(str, many=True),
        "chair": KeySpec(str, target=Target.POST),
        "secretary": KeySpec(str, target=Target.POST),
        "minutes": KeySpec(int, least=1, most=1440),
        **_VALIDITY,
    },
    "routes": {"*": KeySpec(str, many=True, target=Target.BODY)},
    "capacity": {"*": KeySpec(int, least=1, most=1000)},
    "deadline": {
        "key": KeySpec(str, required=True, unique=True),
        "kind": KeySpec(str, required=True, words=_words(DeadlineKind)),
        "applies_to": KeySpec(str, required=True, target=Target.RULED),
        "days": KeySpec(int, required=True, least=0, most=366),
        "unit": KeySpec(str, required=True, words=_words(DayKind)),
        "after": KeySpec(bool),
        "basis": KeySpec(str, required=True, words=_words(Basis)),
        "source": KeySpec(str, required=True),
        "checked_on": KeySpec(date, required=True),
        "text": KeySpec(str),
        **_VALIDITY,
    },
    "ladder": {
        "kind": KeySpec(str, required=True, words=LADDER_KINDS),
        "days": KeySpec(int, required=True, least=-366, most=366),
        "to": KeySpec(str, required=True, words=_words(To)),
    },
    "post": {
        "key": KeySpec(str, required=True, unique=True),
        "title": KeySpec(str, required=True),
        "chief": KeySpec(str, target=Target.POST),
        "stand_in": KeySpec(str, target=Target.POST),
    },
    "person": {
        "key": KeySpec(str, required=True, unique=True),
        "name": KeySpec(str, required=True),
        "email": KeySpec(str, required=True),
    },
    "holding": {
        "post": KeySpec(str, required=True, target=Target.POST),
        "person": KeySpec(str, required=True, target=Target.PERSON),
        "from_on": KeySpec(date, required=True),
        "to_on": KeySpec(date),
    },
}

REPEATED = ("body", "deadline", "ladder", "post", "person", "holding")  # written [[body]], [[post]] …
NEEDED = ("body", "post", "person", "holding")
RANGES = {"body": ("valid_from", "valid_to"), "deadline": ("valid_from", "valid_to"), "holding": ("from_on", "to_on")}
