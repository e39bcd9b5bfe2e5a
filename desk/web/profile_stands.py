"""The profile in force as the pages change it: its text, what a change would do, and the button that does it."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Response
from sqlmodel import Session

from desk import error_words, profile_words
from desk.web.forms import empty
from desk.web.page import page
from desk.web.profile_forms import Edited
from desk.web.visit import Visit
from domain.casework.house.profile_impact import ProfileImpact, newest_text, preview_profile
from domain.errors import ConflictError, NoProfileError, StillInUseError
from domain.model import ProfileText
from domain.profile import Profile, load_profile

SHOWN_MOVES = 40  # deadlines in one table; the number says how many there are


@dataclass(frozen=True, slots=True)
class Stands:
    """The profile in force: its text, its number, its name, and what it says."""

    text: str
    number: int
    name: str
    profile: Profile


def stands_now(session: Session) -> Stands:
    """The profile in force. Raises ``NoProfileError``."""
    newest: ProfileText | None = newest_text(session)
    if newest is None:
        raise NoProfileError
    return Stands(newest.toml, newest.number, newest.name, load_profile(newest.name, newest.toml))


def said_differences(impact: ProfileImpact, before: Profile, after: Profile) -> list[dict[str, object]]:
    """What would change in the profile, as a person says it."""
    return [
        {
            "change": one.change.value,
            "says": profile_words.sentence(one, before, after),
            "fields": [profile_words.changed_field(one, change, after) for change in one.fields],
        }
        for one in impact.differences
    ]


def preview(
    visit: Visit, session: Session, stands: Stands, text: str, *, replaces: int | None, back: str = "/profil"
) -> Response:
    """What would change, in words, with the button that does it. Somebody else's newer profile is a conflict."""
    if replaces is not None and replaces != stands.number:
        conflict = ConflictError(noun="profile", id=stands.name, expected=replaces, found=stands.number)
        said = empty(text=text).with_error("text", error_words.sentence(conflict))
        return text_page(visit, stands, Edited(said), status=409)
    impact = preview_profile(session, name=stands.name, text=text, today=visit.today)
    after = load_profile(stands.name, text)
    titles = {post.key: post.title for post in after.posts}
    return page(
        visit,
        "profile/preview.html.j2",
        status=422 if impact.still_used else 200,
        impact=impact,
        differences=said_differences(impact, stands.profile, after),
        reminded=[titles[post] for post in impact.reminded],
        still_used=[
            error_words.sentence(StillInUseError(noun=one.noun, id=one.key, refers=one.refers))
            for one in impact.still_used
        ],
        shown=impact.moved[:SHOWN_MOVES],
        is_same=text == stands.text,
        text=text,
        number=stands.number,
        back=back,
    )


def text_page(visit: Visit, stands: Stands, edited: Edited, *, status: int = 200) -> Response:
    """The whole text to write in, with what is wrong in it."""
    return page(
        visit,
        "profile/text.html.j2",
        status=status,
        form=edited.filled,
        findings=edited.others,
        number=stands.number,
    )


def plain(typed: object) -> str:
    """A text area's text with the line ends a file has."""
    return str(typed or "").replace("\r\n", "\n").strip("\n") + "\n"


def number_in(typed: object) -> int | None:
    """A whole number as a form carries it; None where there is none."""
    said = str(typed or "")
    return int(said) if said.isascii() and said.isdigit() else None
