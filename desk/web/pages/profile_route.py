"""The profile's routes: a name, and bodies in order."""

from __future__ import annotations

from fastapi import APIRouter, Response

from desk.web import profile_forms
from desk.web.forms import empty
from desk.web.language import _
from desk.web.page import page
from desk.web.profile_forms import NEW, Edited
from desk.web.profile_stands import Stands, number_in, preview, stands_now
from desk.web.visit import TypedDep, Visit, VisitDep
from domain.errors import NotFoundError
from domain.profile.edit import change_row
from domain.rules.rights import Deed

router = APIRouter(include_in_schema=False)


@router.get("/profil/sagsgang/{key}")
def route(visit: VisitDep, key: str) -> Response:
    """A route: its name and its bodies in order."""
    visit.check_may(Deed.PROFILE)
    with visit.db.read() as session:
        stands = stands_now(session)
    if key != NEW and key not in stands.profile.routes:
        raise NotFoundError(noun="routes", id=key)
    bodies = ", ".join(stands.profile.routes.get(key, ()))
    return _route_page(visit, stands, key, Edited(empty(name="" if key == NEW else key, bodies=bodies)))


@router.post("/profil/sagsgang/{key}")
def route_typed(visit: VisitDep, key: str, typed: TypedDep) -> Response:
    """What the route as it was typed would change; ``slet`` takes it out."""
    visit.check_may(Deed.PROFILE)
    with visit.db.read() as session:
        stands = stands_now(session)
        said = {"name": str(typed.get("name", "")).strip(), "bodies": str(typed.get("bodies", ""))}
        name = said["name"] if key == NEW else key
        if not name:
            return _route_page(
                visit, stands, key, Edited(empty(**said).with_error("name", _("Udfyld feltet."))), status=422
            )
        bodies = None if typed.get("slet") else profile_forms.words_in(said["bodies"])
        text = change_row(stands.text, "routes", 0, {name: bodies})
        edited = profile_forms.checked(text, stands.name, said, "routes", into="bodies")
        if edited.text is None:
            return _route_page(visit, stands, key, edited, status=422)
        return preview(visit, session, stands, edited.text, replaces=number_in(typed.get("replaces")))


def _route_page(visit: Visit, stands: Stands, key: str, edited: Edited, *, status: int = 200) -> Response:
    return page(
        visit,
        "profile/route.html.j2",
        status=status,
        row=key,
        is_new=key == NEW,
        form=edited.filled,
        findings=edited.others,
        bodies=stands.profile.bodies,
        number=stands.number,
    )
