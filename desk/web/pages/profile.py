"""Profil: the municipality's bodies, rules and people, to read. Each is changed on a page of its own."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from fastapi import APIRouter, Response

from calendars.deadlines import Basis
from desk import profile_words
from desk.duty_words import duty_names
from desk.web.page import page
from desk.web.profile_stands import stands_now
from desk.web.visit import VisitDep
from domain.profile import Profile
from domain.rules.rights import Deed

router = APIRouter(include_in_schema=False)


@router.get("/profil")
def show(visit: VisitDep, gemt: str = "") -> Response:
    """Everything the profile says, as tables."""
    visit.check_may(Deed.LOOK)
    with visit.db.read() as session:
        stands = stands_now(session)
    profile = stands.profile
    titles = {post.key: post.title for post in profile.posts}
    names = {person.key: person.name for person in profile.people}
    return page(
        visit,
        "profile/profile.html.j2",
        profile=profile,
        number=stands.number,
        saved=bool(gemt),
        may_edit=visit.may(Deed.PROFILE),
        may_write=visit.may(Deed.WHEEL),
        may_write_item=visit.may_somewhere(Deed.WHEEL),
        titles=titles,
        names=names,
        holders=_holders(profile, visit.today, names),
        law=[rule for rule in profile.deadline_rules if rule.basis is Basis.LAW],
        house=_by_what_they_apply_to(profile),
        words=profile_words,
        duties={key: f"{name[:1].upper()}{name[1:]}" for key, name in duty_names(profile).items()},
        closing=_by_year(sorted(profile.local.closing)),
        half=_by_year(sorted(profile.local.half)),
    )


def _holders(profile: Profile, today: date, names: dict[str, str]) -> dict[str, list[dict[str, object]]]:
    """Who holds each post, now and to come, with the number of the row that says so."""
    found: dict[str, list[dict[str, object]]] = {}
    for row, one in enumerate(profile.holdings):
        if one.to_on is None or today < one.to_on:
            held = {"row": row, "name": names.get(one.person, one.person), "from_on": one.from_on, "to_on": one.to_on}
            found.setdefault(one.post, []).append({**held, "is_ahead": one.from_on > today})
    return found


def _by_what_they_apply_to(profile: Profile) -> list[tuple[str, list[Any]]]:
    rules = [rule for rule in profile.deadline_rules if rule.basis is not Basis.LAW]
    return [
        (profile_words.applies_to(profile, said), list(group))
        for said, group in groupby(rules, key=lambda rule: rule.applies_to)
    ]


def _by_year(days: list[date]) -> list[tuple[int, list[date]]]:
    return [(year, list(group)) for year, group in groupby(days, key=lambda day: day.year)]
