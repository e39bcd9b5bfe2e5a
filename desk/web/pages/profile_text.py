"""The profile's whole text, for those who would rather write it; and the saving of what a preview has shown."""

from __future__ import annotations

from uuid import uuid4

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from desk import error_words
from desk.web import profile_forms
from desk.web.forms import empty
from desk.web.profile_forms import Edited
from desk.web.profile_stands import number_in, plain, preview, stands_now, text_page
from desk.web.visit import TypedDep, VisitDep
from domain.casework.house.municipality import adopt_profile
from domain.errors import ConflictError, StillInUseError
from domain.rules.rights import Deed

router = APIRouter(include_in_schema=False)


@router.get("/profil/tekst")
def expert(visit: VisitDep) -> Response:
    """The whole text, for those who would rather write it."""
    visit.check_may(Deed.PROFILE)
    with visit.db.read() as session:
        stands = stands_now(session)
    return text_page(visit, stands, Edited(empty(text=stands.text)))


@router.post("/profil/tekst")
def expert_typed(visit: VisitDep, typed: TypedDep) -> Response:
    """What the text as it was typed would change."""
    visit.check_may(Deed.PROFILE)
    with visit.db.read() as session:
        stands = stands_now(session)
        text = plain(typed.get("text"))
        edited = profile_forms.checked(text, stands.name, {"text": text})
        if edited.text is None:
            return text_page(visit, stands, edited, status=422)
        return preview(
            visit, session, stands, edited.text, replaces=number_in(typed.get("replaces")), back="/profil/tekst"
        )


@router.post("/profil/gem")
def save(visit: VisitDep, typed: TypedDep) -> Response:
    """Adopt the text that was shown in the preview; it is kept where somebody else was first."""
    visit.check_may(Deed.PROFILE)
    text = plain(typed.get("text"))
    with visit.db.read() as session:
        stands = stands_now(session)
    try:
        adopt_profile(
            visit.db,
            visit.by(str(typed.get("key") or uuid4().hex)),
            name=stands.name,
            text=text,
            replaces=number_in(typed.get("replaces")),
        )
    except ConflictError as conflict:
        edited = Edited(empty(text=text).with_error("text", error_words.sentence(conflict)))
        return text_page(visit, stands, edited, status=409)
    except StillInUseError as refused:
        edited = Edited(empty(text=text).with_error("text", error_words.sentence(refused)))
        return text_page(visit, stands, edited, status=422)
    return RedirectResponse("/profil?gemt=1", 303)
