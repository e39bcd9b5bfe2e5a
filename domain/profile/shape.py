"""What a profile may say: every table, every key, its type, its words and what it points at. Rows, not branches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from calendars.days import Count, DayKind
from calendars.deadlines import Basis, DeadlineKind
from calendars.year_plan_values import Dodge, Nth, Weekday
from domain.model import BodyKind, Outcome
from domain.profile.profile import InvitedBy
from domain.rules.agenda import Numbering
from domain.rules.ladder import FOLLOW_UP, To
from domain.rules.obligation import Authority
from domain.rules.retention import RETENTION
from domain.rules.standing import Report, Rhythm

# The parts of an agenda item that a heading can begin (``documents.SectionKey`` says the same; a test compares them)
READ_AS = (
    "summary",
    "background",
    "case_presentation",
    "economy",
    "legal",
    "involvement",
    "competence",
    "route",
    "recommendation",
    "decision",
    "attachments",
    "absentees",
    "other",
)
MAY_GO = tuple(rule.kept.value for rule in RETENTION if rule.days is not None)
LADDER_KINDS = (*(kind.value for kind in DeadlineKind), FOLLOW_UP)


class Target(StrEnum):
    """What the value of a key must be the name of."""

    POST = "post"
    PERSON = "person"
    BODY = "body"
    INVITED = "invited"  # a post or a person
    DUTY = "duty"  # a duty in force: the law's or the municipality's own
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
        "mailbox": KeySpec(str),
        "authority": KeySpec(str, words=_words(Authority)),
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
        "invitations": KeySpec(str, words=_words(InvitedBy)),
        "members": KeySpec(str, many=True, target=Target.INVITED),
        "outlook": KeySpec(str, unique=True),
        "numbers": KeySpec(str, words=_words(Numbering)),
        "first_number": KeySpec(int, least=1, most=100_000),
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
    "obligation": {
        "key": KeySpec(str, required=True, unique=True),
        "name": KeySpec(str, required=True),
        "approver": KeySpec(str, required=True, words=_words(BodyKind)),
        "submitted_to": KeySpec(str),
        "first_due_on": KeySpec(date, required=True),
        "every_years": KeySpec(int, required=True, least=1, most=20),
        "basis": KeySpec(str, required=True, words=_words(Basis)),
        "source": KeySpec(str, required=True),
        "checked_on": KeySpec(date, required=True),
        **_VALIDITY,
    },
    "cycle": {
        "key": KeySpec(str, required=True, unique=True, target=Target.DUTY),
        "route": KeySpec(str, required=True, many=True, target=Target.BODY),
        "owner": KeySpec(str, target=Target.POST),
        "margin_days": KeySpec(int, least=0, most=366),
    },
    "ladder": {
        "kind": KeySpec(str, required=True, words=LADDER_KINDS),
        "days": KeySpec(int, required=True, least=-366, most=366),
        "to": KeySpec(str, required=True, words=_words(To)),
    },
    "meeting_rule": {
        "body": KeySpec(str, required=True, target=Target.BODY),
        "starts": KeySpec(time, required=True),
        "ends": KeySpec(time),
        "place": KeySpec(str),
        "weekday": KeySpec(str, words=_words(Weekday)),
        "nth": KeySpec(str, words=_words(Nth)),
        "week": KeySpec(str, words=_words(Nth)),
        "follows": KeySpec(str, target=Target.BODY),
        "days_after": KeySpec(int, least=-60, most=60),
        "weeks_after": KeySpec(int, least=-8, most=8),
        "months": KeySpec(int, many=True, least=1, most=12),
        "dodge": KeySpec(str, words=_words(Dodge)),
    },
    "recess": {
        "months": KeySpec(int, many=True, least=1, most=12),
        "weeks": KeySpec(int, many=True, least=1, most=53),
    },
    "free_period": {
        "name": KeySpec(str, required=True),
        "from_on": KeySpec(date, required=True),
        "to_on": KeySpec(date, required=True),
    },
    "phrase": {
        "outcome": KeySpec(str, required=True, words=_words(Outcome)),
        "text": KeySpec(str, required=True),
        "bodies": KeySpec(str, many=True, target=Target.BODY),
    },
    "standing_item": {
        "key": KeySpec(str, required=True, unique=True),
        "body": KeySpec(str, required=True, target=Target.BODY),
        "title": KeySpec(str, required=True),
        "rhythm": KeySpec(str, required=True, words=_words(Rhythm)),
        "month": KeySpec(int, least=1, most=12),
        "owner": KeySpec(str, target=Target.POST),
        "source": KeySpec(str, required=True),
        "days_before": KeySpec(int, least=1, most=90),
        "text": KeySpec(str),
        "recommendation": KeySpec(str),
        "report": KeySpec(str, words=_words(Report)),
        "closed": KeySpec(bool),
        **_VALIDITY,
    },
    "retention": {
        "kept": KeySpec(str, required=True, words=MAY_GO, unique=True),
        "days": KeySpec(int, least=1, most=36_500),
        "on": KeySpec(bool),
    },
    "heading": {
        "means": KeySpec(str, required=True, words=READ_AS),
        "words": KeySpec(str, required=True, many=True),
    },
    "wording": {
        "outcome": KeySpec(str, required=True, words=_words(Outcome)),
        "words": KeySpec(str, required=True, many=True),
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

# Written [[body]], [[post]] …
REPEATED = (
    "body",
    "deadline",
    "obligation",
    "cycle",
    "ladder",
    "meeting_rule",
    "free_period",
    "phrase",
    "heading",
    "wording",
    "standing_item",
    "retention",
    "post",
    "person",
    "holding",
)
NEEDED = ("body", "post", "person", "holding")
RANGES = {
    "body": ("valid_from", "valid_to"),
    "deadline": ("valid_from", "valid_to"),
    "obligation": ("valid_from", "valid_to"),
    "standing_item": ("valid_from", "valid_to"),
    "holding": ("from_on", "to_on"),
    "free_period": ("from_on", "to_on"),
}
# How a meeting rule names its days: exactly one of these, and what each needs beside it (one of each group).
WAYS_TO_MEET: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "nth": (("weekday",),),
    "week": (("weekday",),),
    "follows": (("days_after", "weeks_after"),),
}
