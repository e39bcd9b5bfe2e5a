"""A row of the profile that a secretary may write without the right to the rest of it: only its own fields come in.

The text that is saved is made here from what was typed, never taken from the form; so whoever may write a duty can
change nothing else. One sees first what it changes, and a form that is sent twice saves once.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from fastapi import Response
from fastapi.datastructures import FormData
from fastapi.responses import RedirectResponse
from sqlmodel import select

from desk import error_words
from desk.feed_words import SPELLED
from desk.web.profile_forms import Edited
from desk.web.profile_stands import Stands, number_in
from desk.web.visit import Visit
from domain.casework.house.municipality import adopt_profile
from domain.errors import ConflictError, StillInUseError
from domain.model import Entry

LONGEST_KEY = 60


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of saving: where to go, or the form again with what is wrong and its status."""

    answer: Response | None = None
    edited: Edited | None = None
    status: int = 200


def key_of(name: str) -> str:
    """A short word for a name, for the profile: small ASCII letters, figures and hyphens."""
    spelled = name.casefold().translate(SPELLED)
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    return "-".join("".join(letter if letter.isalnum() else " " for letter in plain).split())[:LONGEST_KEY]


def is_confirmed(typed: FormData) -> bool:
    """Whether what it changes has been seen."""
    return typed.get("confirm") == "yes"


def is_done(visit: Visit, typed: FormData) -> bool:
    """Whether this very form has been saved before: sent twice it is one act."""
    key = str(typed.get("key") or "")
    if not key:
        return False
    with visit.db.read() as session:
        return session.exec(select(Entry.seq).where(Entry.key == key)).first() is not None


def check_not_newer(edited: Edited, stands: Stands, typed: FormData) -> Edited:
    """Somebody else's newer profile is a conflict that is told before anything is shown."""
    seen = number_in(typed.get("replaces"))
    if seen is None or seen == stands.number:
        return edited
    conflict = ConflictError(noun="profile", id=stands.name, expected=seen, found=stands.number)
    return Edited(edited.filled.with_error("", error_words.sentence(conflict)), None, edited.others)


def keep(visit: Visit, stands: Stands, edited: Edited, typed: FormData, *, after: str) -> Kept:
    """Adopt the text that was made from what was typed."""
    if edited.text is None:
        return Kept(edited=edited, status=422)
    try:
        key = str(typed.get("key") or "") or None
        adopt_profile(visit.db, visit.by(key), name=stands.name, text=edited.text, replaces=stands.number)
    except (ConflictError, StillInUseError) as refused:
        said = edited.filled.with_error("", error_words.sentence(refused))
        return Kept(edited=Edited(said, None, edited.others), status=409)
    return Kept(answer=RedirectResponse(after, 303))


def unnamed(edited: Edited, field: str, sentence: str) -> Edited:
    """What is wrong with a key that was made of a name is said beside the name."""
    errors = dict(edited.filled.errors)
    if "key" not in errors:
        return edited
    del errors["key"]
    errors[field] = sentence
    return Edited(edited.filled.__class__(None, errors, edited.filled.typed), None, edited.others)
