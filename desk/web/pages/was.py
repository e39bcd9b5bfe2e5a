"""Tilgængelighedserklæring: every site has one, made in WAS-Tool; here is the short address that leads to it."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from desk.web.page import seen
from desk.web.visit import Desk

router = APIRouter(include_in_schema=False)


@router.get("/was")
def statement(request: Request) -> Response:
    """To the statement; where none is set, whom to write to, and what the one who runs it must do."""
    desk: Desk = request.app.state.desk
    address = desk.settings.was_url
    if urlsplit(address).scheme in {"http", "https"}:
        return RedirectResponse(address, 303)
    return seen(request, "about/was.html.j2", contact=desk.settings.was_contact)
