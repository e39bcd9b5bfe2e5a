"""What stands in the footer of every page: the language, and the licences of what the pages are made with."""

from __future__ import annotations

from importlib.resources import files

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from desk.web.language import COOKIE, DANISH, LANGUAGES
from desk.web.page import own_path, seen
from desk.web.visit import TypedDep

router = APIRouter(include_in_schema=False)
_A_YEAR = 365 * 24 * 3600
# Whose work it is, and the file that says what one may do with it; all are in the wheel.
LICENCES = (
    ("Det Fælles Designsystem", "MIT", "static/vendor/dkfds/LICENSE.md"),
    ("IBM Plex Sans", "OFL 1.1", "static/vendor/dkfds/fonts/IBMPlexSans/complete/woff2/license.txt"),
    ("Material Symbols", "Apache 2.0", "licenses/Apache-2.0.txt"),
    ("htmx", "0BSD", "static/vendor/htmx.org/LICENSE"),
)


@router.post("/sprog")
def choose_language(request: Request, typed: TypedDep) -> Response:
    """Danish or English from now on, in this browser."""
    chosen = str(typed.get("sprog", DANISH))
    answer = RedirectResponse(own_path(str(typed.get("next", "/"))), 303)
    answer.set_cookie(
        COOKIE,
        chosen if chosen in LANGUAGES else DANISH,
        max_age=_A_YEAR,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return answer


@router.get("/licenser")
def licences(request: Request) -> Response:
    """The licence texts in full, as those who made the parts ask."""
    texts = [
        (what, kind, files("desk.web").joinpath(*file.split("/")).read_text("utf-8")) for what, kind, file in LICENCES
    ]
    return seen(request, "about/licences.html.j2", licences=texts)
