"""Lukkedage: the days the town hall is closed, and the half ones."""

from __future__ import annotations

from datetime import date
from typing import Any

from fastapi import APIRouter, Response

from desk.web import profile_forms
from desk.web.forms import empty
from desk.web.language import _
from desk.web.page import page
from desk.web.profile_stands import number_in, preview, stands_now
from desk.web.visit import TypedDep, VisitDep
from domain.profile.edit import change_row
from domain.rules.rights import Deed

router = APIRouter(include_in_schema=False)


@router.get("/profil/lukkedage")
def closing_days(visit: VisitDep) -> Response:
    """The days the town hall is closed, and the half ones."""
    visit.check_may(Deed.PROFILE)
    with visit.db.read() as session:
        stands = stands_now(session)
    local = stands.profile.local
    shown = {name: _one_a_line(days) for name, days in (("closing", local.closing), ("half", local.half))}
    return page(visit, "profile/closing.html.j2", form=empty(**shown), number=stands.number)


@router.post("/profil/lukkedage")
def closing_days_typed(visit: VisitDep, typed: TypedDep) -> Response:
    """What the days as they were typed would change."""
    visit.check_may(Deed.PROFILE)
    with visit.db.read() as session:
        stands = stands_now(session)
        form = empty(closing=str(typed.get("closing", "")), half=str(typed.get("half", "")))
        values: dict[str, Any] = {}
        local = stands.profile.local
        for name, before in (("closing", local.closing), ("half", local.half)):
            days, wrong = profile_forms.days_in(form.typed[name])
            if wrong:
                form = form.with_error(
                    name, _("»{day}« er ingen dato. Skriv den som 12-04-2023.").format(day=wrong[:40])
                )
            kept = [day for day in sorted(before) if day in days]
            values[name] = kept + [day for day in days if day not in before]
        if form.errors:
            return page(visit, "profile/closing.html.j2", status=422, form=form, number=stands.number)
        text = change_row(stands.text, "days", 0, values)
        return preview(
            visit, session, stands, text, replaces=number_in(typed.get("replaces")), back="/profil/lukkedage"
        )


def _one_a_line(days: frozenset[date]) -> str:
    return "\n".join(f"{day:%d-%m-%Y}" for day in sorted(days))
