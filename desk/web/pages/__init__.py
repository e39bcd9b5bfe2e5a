"""The pages, one file per noun; each has its ``router``, and here is the list of them."""

from __future__ import annotations

from fastapi import APIRouter

from desk.web.login import pages as login
from desk.web.login import work
from desk.web.pages import (
    about,
    agenda,
    board,
    case,
    case_decision,
    case_edit,
    case_open,
    case_promises,
    case_route,
    decisions,
    follow_ups,
    log,
    mails,
    meeting,
    meeting_change,
    meetings,
    mine,
    minutes,
    own_access,
    plan_in,
    profile,
    status,
    subscriptions,
    templates,
    users,
    was,
    year_wheel,
)

ROUTERS: tuple[APIRouter, ...] = (
    about.router,
    agenda.router,
    decisions.router,
    minutes.router,
    case.router,
    case_decision.router,
    case_edit.router,
    case_open.router,
    case_promises.router,
    case_route.router,
    login.router,
    work.router,
    users.router,
    own_access.router,
    templates.router,
    log.router,
    profile.router,
    status.router,
    was.router,
    year_wheel.router,
    board.router,
    meetings.router,
    meeting.router,
    meeting_change.router,
    plan_in.router,
    subscriptions.router,
    follow_ups.router,
    mails.router,
    mine.router,
)
