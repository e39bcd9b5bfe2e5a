"""The pages, one file per noun; each has its ``router``, and here is the list of them."""

from __future__ import annotations

from fastapi import APIRouter

from desk.web.login import pages as login
from desk.web.login import work
from desk.web.pages import about, case, board, log, meetings, profile, templates

ROUTERS: tuple[APIRouter, ...] = (
    about.router,
    case.router,
    login.router,
    work.router,
    templates.router,
    log.router,
    profile.router,
    board.router,
    meetings.router,
)
