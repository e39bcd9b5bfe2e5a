"""Årshjul og indberetning: the year as a wheel, and the duties that come again with the law they rest on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from fastapi import APIRouter, Response

from desk import labels, profile_words
from desk.web import duty_rows, wheel_rows
from desk.web.language import _
from desk.web.page import page
from desk.web.pictures.wheel import wheel
from desk.web.visit import VisitDep
from desk.web.wheel_rows import FIRST, LAST
from domain.errors import NotFoundError
from domain.profile import Profile
from domain.rules.obligations import NOT_VERIFIED
from domain.rules.rights import Deed
from domain.store.cycles import duties_in_force
from domain.store.meeting_year import meetings_between
from domain.store.queries import current_profile
from domain.store.standing import standing_between

router = APIRouter(include_in_schema=False)
SHOWN_FIRST = "ligestillingsredegoerelse"


@router.get("/aarshjul")
def show(visit: VisitDep, aar: int = 0, pligt: str = SHOWN_FIRST, organ: str = "") -> Response:
    """The wheel of a year with its table, of every body or of one, and the rounds of one duty with theirs."""
    visit.check_may(Deed.LOOK)
    year = aar or visit.today.year
    if not FIRST <= year <= LAST:
        raise NotFoundError(noun="year", id=str(aar))
    first, last = date(year, 1, 1), date(year, 12, 31)
    with visit.db.read() as session:
        profile = current_profile(session)
        body = profile.find_body(organ) if organ else None
        known = duty_rows.known(profile, duties_in_force(session))
        touched = duty_rows.touched(session, visit, pligt)
        meetings = meetings_between(session, first, last, bodies=[body.key] if body else ())
        items = wheel_rows.item_rows(
            profile,
            standing_between(session, first, last, body=body.key if body else None),
            {one.id: one for one in meetings},
            sees_closed=visit.visitor.sees_closed,
        )
        every = wheel_rows.bodies(profile, meetings, year)
        keys = [body.key] if body else every
        items = [one for one in items if one.item.body in keys]
        rings = wheel_rows.rings(profile, keys, meetings, items)
        in_danger = duty_rows.in_danger(session, visit, known)
        without_case = duty_rows.without_case(session, known, visit.today)
    if pligt not in known:
        raise NotFoundError(noun="obligation", id=pligt)
    turned_on = known.values() if body is None else duty_rows.passing(known.values(), profile, body)
    milestones = wheel_rows.milestones(turned_on, year)
    words = wheel_rows.wheel_words(year, visit.today)
    free = wheel_rows.free(profile, year)
    return page(
        visit,
        "year_wheel/year_wheel.html.j2",
        year=year,
        before=year - 1 if year > FIRST else None,
        after=year + 1 if year < LAST else None,
        wide=wheel(year, rings, milestones, words, today=visit.today, free=free),
        narrow=wheel(year, rings, milestones, words, today=visit.today, free=free, narrow=True),
        has_meetings=bool(meetings),
        bodies=_named(profile, keys),
        every=_named(profile, every if body is None else wheel_rows.bodies(profile, (), year)),
        body=body,
        months=wheel_rows.months(keys, meetings),
        items=items,
        milestones=milestones,
        free=free,
        in_danger=in_danger,
        without_case=without_case,
        duties=duty_rows.duties(known.values(), visit.today),
        not_verified=[
            (labels.capital(_(labels.OBLIGATIONS[key])), one)
            for key, one in NOT_VERIFIED.items()
            if key not in known and profile.authority in one.binds
        ],
        chosen=duty_rows.chosen(known[pligt], visit.today),
        touched=touched,
        says=profile_words,
        profile=profile,
        may_write=visit.may(Deed.WHEEL),
        may_write_item=visit.may_somewhere(Deed.WHEEL),
    )


def _named(profile: Profile, keys: Iterable[str]) -> list[tuple[str, str]]:
    names = {body.key: body.name for body in profile.bodies}
    return [(key, names.get(key, key)) for key in keys]
