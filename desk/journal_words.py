"""A line of the journal as a sentence: what it is about, what was done, by whom, and what a person wants to know."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from desk import finding_words, labels, profile_words, show, words
from desk.language import _

PROGRAM = "sagsgang"  # who acts when the clock does (flows/case_journey.py)
# The values of a fact, where they are codes.
_DANISH: dict[str, dict[str, str]] = {
    "transition": labels.TRANSITIONS,
    "outcome": labels.LABELS["Outcome"],
    "state": labels.LABELS["FollowUpState"],
    "reason": labels.SKIPPED,  # of a mail; what people write as a reason stands as it is
    "changed": labels.FIELDS,
    "findings": finding_words.DOCUMENT,
    "corrected": finding_words.DOCUMENT,
}


def facts(said: dict[str, Any], posts: Mapping[str, str] | None = None) -> str:
    """What a person wants to know of a line: no ids and no digests. ``posts``: their titles, where they are known."""
    known = {key: value for key, value in said.items() if key in labels.FACTS and value not in (None, "", [], {})}
    titles = posts or {}
    return ", ".join(
        f"{_(labels.FACTS[key])} {titles.get(str(value), '') or _value(key, value)}" for key, value in known.items()
    )


def actor(name: str, people: dict[str, str]) -> str:
    """Who did it: a person by name, the program by its own."""
    return "Sagsgang" if name == PROGRAM else people.get(name, name)


def _value(key: str, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_value(key, one) for one in value)
    if isinstance(value, dict):  # a change of meeting
        before, after = (_day(value.get(end)) or _(words.NOT_PLACED) for end in ("from", "to"))
        return f"{value.get('body')} {before} → {after}"
    if key == "changed" and " " in str(value):  # of a profile: "body MTU changed"
        return profile_words.code(str(value))
    danish = _DANISH.get(key, {}).get(str(value))
    return _day(value) if key.endswith("_on") else _(danish) if danish else str(value)


def _day(value: object) -> str:
    return show.day(date.fromisoformat(str(value)[:10])) if value else ""
