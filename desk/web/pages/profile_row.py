"""One row of the profile as a form: a body, a deadline, a post, a person; a new one, a changed one, one taken out."""

from __future__ import annotations

from fastapi import APIRouter, Response

from desk import error_words
from desk.web import profile_forms
from desk.web.forms import Filled, empty
from desk.web.page import page
from desk.web.profile_forms import KINDS, NEW, Edited, RowKind
from desk.web.profile_stands import Stands, number_in, preview, stands_now
from desk.web.visit import TypedDep, Visit, VisitDep
from domain.casework.house.profile_impact import refers_to
from domain.errors import NotFoundError, StillInUseError
from domain.rules.rights import Deed

router = APIRouter(include_in_schema=False)


@router.get("/profil/{noun}/{row}")
def edit(visit: VisitDep, noun: str, row: str) -> Response:
    """One row as a form; ``ny`` is an empty one."""
    visit.check_may(Deed.PROFILE)
    kind = _kind(noun)
    with visit.db.read() as session:
        stands = stands_now(session)
    number = profile_forms.row_of(stands.text, kind, row)
    shown = profile_forms.typed_of(stands.text, kind, number)
    return _row_page(visit, stands, noun, row, Edited(empty(**shown)))


@router.post("/profil/{noun}/{row}")
def edit_typed(visit: VisitDep, noun: str, row: str, typed: TypedDep) -> Response:
    """What the row as it was typed would change; ``slet`` takes it out."""
    visit.check_may(Deed.PROFILE)
    kind = _kind(noun)
    with visit.db.read() as session:
        stands = stands_now(session)
        number = profile_forms.row_of(stands.text, kind, row)
        if typed.get("slet") and number is not None:
            refers = refers_to(session, kind.table, row)
            edited = profile_forms.without(stands.text, stands.name, kind, number)
            if refers:
                said = error_words.sentence(StillInUseError(noun=kind.table, id=row, refers=refers))
                edited = Edited(edited.filled.with_error("", said), None, edited.others)
        else:
            edited = profile_forms.edit(stands.text, stands.name, kind, number, typed)
        if edited.text is None:
            if not edited.filled.typed and number is not None:
                shown = profile_forms.typed_of(stands.text, kind, number)
                edited = Edited(Filled(None, edited.filled.errors, shown), None, edited.others)
            return _row_page(visit, stands, noun, row, edited, status=422)
        return preview(
            visit,
            session,
            stands,
            edited.text,
            replaces=number_in(typed.get("replaces")),
            back=f"/profil/{noun}/{row}",
        )


def _kind(noun: str) -> RowKind:
    if noun not in KINDS:
        raise NotFoundError(noun="profile", id=noun)
    return KINDS[noun]


def _row_page(visit: Visit, stands: Stands, noun: str, row: str, edited: Edited, *, status: int = 200) -> Response:
    kind = KINDS[noun]
    return page(
        visit,
        "profile/row.html.j2",
        status=status,
        kind=kind,
        row=row,
        noun=noun,
        is_new=row == NEW,
        asked=profile_forms.asked(kind, stands.profile, is_new=row == NEW),
        form=edited.filled,
        findings=edited.others,
        number=stands.number,
    )
