"""Opfølgning: what was promised, by whom and by when; done with one click and a note; and how promises are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from pydantic import Field
from sqlmodel import Session

from desk.paper_files import FileKind, paper_file
from desk.web.forms import Form, MaybeText, empty, read
from desk.web.language import _
from desk.web.page import page
from desk.web.pages.promise import body_names, check_may_settle, owners
from desk.web.visit import TypedDep, Visit, VisitDep
from domain.casework.case.answers import hand_on_follow_ups
from domain.casework.meeting.papers import compose_promises
from domain.errors import NotFoundError
from domain.rules.rights import Deed
from domain.store.people import Directory, bodies_served, posts_held
from domain.store.promises import Order, ShownPromise, Which, Wish, list_promises
from domain.store.promises_asked import kept_by_nobody
from domain.store.promises_kept import dropped_between, how_kept

router = APIRouter(include_in_schema=False)

LINES = 50  # of a page
FIRST_YEAR = 2000  # of the counted promises
LAST_PAGE = 40  # nobody turns so many pages
WHICH = {"bekraeftede": Which.CONFIRMED, "forslag": Which.PROPOSED, "afsluttede": Which.SETTLED}
ORDERS = {"frist": Order.DUE, "ansvarlig": Order.OWNER, "led": Order.STOP}
COVERS = {"bekraeftede": "åbne", "forslag": "skal bekræftes", "afsluttede": "afsluttede"}
WHOSE = ("alle", "mine", "organ")


@dataclass(frozen=True, slots=True)
class Asked:
    """What stands in the address. What is not understood is left out."""

    vis: str = "bekraeftede"
    hvem: str = "alle"
    ansvarlig: str = ""
    over: bool = False
    sorter: str = "frist"
    side: int = 1

    def address(self, **other: object) -> str:
        """The same with something else, from the first page, as short as it can be said."""
        changed = replace(self, **{"side": 1, **other})  # type: ignore[arg-type]  # the fields' own values
        said = {
            name: "ja" if value is True else value
            for name in _NAMES
            if (value := getattr(changed, name)) != getattr(_NOTHING_ASKED, name)
        }
        return f"/opfoelgning?{urlencode(said)}" if said else "/opfoelgning"

    def paper(self, ending: str) -> str:
        """The same as a file."""
        return self.address().replace("/opfoelgning", f"/opfoelgning/papir.{ending}", 1)


_NOTHING_ASKED = Asked()
_NAMES = tuple(Asked.__dataclass_fields__)


class HandOnForm(Form):
    """The post that takes promises over."""

    post: Annotated[str, Field(min_length=1)]
    key: MaybeText = None


@router.get("/opfoelgning")
def show(visit: VisitDep) -> Response:
    """The open promises, overdue first."""
    visit.check_may(Deed.LOOK)
    asked = _asked(visit)
    with visit.db.read() as session:
        posts, bodies = _own(session, visit)
        keepers_to_choose = owners(session)
        wish = _wish(visit, asked, posts, bodies)
        first = (asked.side - 1) * LINES
        lines, has_more = list_promises(session, visit.visitor, wish, today=visit.today, offset=first, limit=LINES)
        names = body_names(session)
        keepers = kept_by_nobody(session, visit.visitor, today=visit.today) if asked.vis == "bekraeftede" else []
    return page(
        visit,
        "follow_ups/follow_ups.html.j2",
        keepers=keepers,
        asked=asked,
        groups=_groups(lines, asked, names),
        bodies=names,
        owners=keepers_to_choose,
        own_bodies=bodies,
        before=asked.address(side=asked.side - 1) if asked.side > 1 else None,
        after=asked.address(side=asked.side + 1) if has_more and asked.side < LAST_PAGE else None,
        form=empty(),
    )


@router.get("/opfoelgning/papir.{ending}")
def paper(visit: VisitDep, ending: str) -> Response:
    """The promises that the address asks for, all of them, as a paper."""
    visit.check_may(Deed.LOOK)
    asked = _asked(visit)
    if ending not in set(FileKind):
        raise NotFoundError(noun="follow_up", id="papir")
    with visit.db.read() as session:
        wish = _wish(visit, asked, *_own(session, visit))
        covers = _covers(asked, dict(owners(session)))
        made = compose_promises(session, visit.visitor, wish, covers=covers, on=visit.today)
    file = paper_file(made, FileKind(ending))
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return Response(file.data, media_type=file.media_type, headers=headers)


def _covers(asked: Asked, names: Mapping[str, str]) -> str:
    """Which promises, in Danish: papers are Danish alone."""
    which = COVERS[asked.vis]
    whose = names.get(asked.ansvarlig) or {"mine": "mine", "organ": "mine organers"}.get(asked.hvem, "")
    over = "kun over fristen" if asked.over and asked.vis != "afsluttede" else ""
    return ", ".join(said for said in (which, whose, over) if said)


@router.get("/opfoelgning/tal")
def kept(visit: VisitDep) -> Response:
    """How promises were kept in a year: in time, late, dropped (and why), overdue; by post and by body."""
    visit.check_may(Deed.LOOK)
    said = visit.request.query_params.get("aar", "")
    year = int(said) if said.isdecimal() and FIRST_YEAR <= int(said) <= visit.today.year else visit.today.year
    with visit.db.read() as session:
        span = {"since": date(year, 1, 1), "until": date(year + 1, 1, 1), "today": visit.today}
        tally = how_kept(session, **span)
        dropped = dropped_between(session, visit.visitor, **span)
    return page(visit, "follow_ups/kept.html.j2", tally=tally, dropped=dropped, year=year)


@router.post("/opfoelgning/giv-videre")
def hand_on(visit: VisitDep, typed: TypedDep) -> Response:
    """The promises of somebody who holds no post any more go to the post they left."""
    promises = [str(one) for one in typed.getlist("promise")]
    for promise_id in promises:
        check_may_settle(visit, promise_id)
    filled = read(HandOnForm, typed)
    if filled.value is None or not promises:
        raise NotFoundError(noun="post", id="")
    hand_on_follow_ups(visit.db, visit.by(filled.value.key), follow_up_ids=promises, owner_post=filled.value.post)
    return RedirectResponse("/opfoelgning", 303)


def _asked(visit: Visit) -> Asked:
    said = visit.request.query_params
    side = said.get("side", "")
    return Asked(
        vis=said["vis"] if said.get("vis") in WHICH else "bekraeftede",
        hvem=said["hvem"] if said.get("hvem") in WHOSE else "alle",
        ansvarlig=said.get("ansvarlig", ""),
        over=said.get("over") == "ja",
        sorter=said["sorter"] if said.get("sorter") in ORDERS else "frist",
        side=min(max(int(side), 1), LAST_PAGE) if side.isdecimal() else 1,
    )


def _own(session: Session, visit: Visit) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The visitor's posts, also those they stand in for today; and their bodies."""
    person = visit.visitor.person
    if person is None:
        posts: tuple[str, ...] = ()
    else:
        standing_in = Directory(session).posts_of(person, visit.today)
        posts = tuple(sorted({*posts_held(session, person, visit.today), *standing_in}))
    granted = {grant.body for grant in visit.visitor.grants if grant.body is not None}
    return posts, tuple(sorted(granted | set(bodies_served(session, posts))))


def _wish(visit: Visit, asked: Asked, posts: tuple[str, ...], bodies: tuple[str, ...]) -> Wish:
    kind, _colon, key = asked.ansvarlig.partition(":")
    wish = Wish(which=WHICH[asked.vis], order=ORDERS[asked.sorter], late_only=asked.over)
    if asked.hvem == "mine":
        wish = replace(wish, posts=posts, person=visit.visitor.person)
    if asked.hvem == "organ":
        wish = replace(wish, bodies=bodies)
    if kind == "post":
        wish = replace(wish, posts=(key,), person=None)
    if kind == "person":
        wish = replace(wish, posts=None, person=key)
    return wish


def _groups(lines: list[ShownPromise], asked: Asked, names: dict[str, str]) -> list[tuple[str, list[ShownPromise]]]:
    """The lines under headings: by owner or by the stop that waits; by their day there are none."""
    if asked.sorter == "ansvarlig":
        grouped = groupby(lines, key=lambda line: line.owner.title)
        return [(title or _("Ingen ansvarlig"), list(some)) for title, some in grouped]
    if asked.sorter == "led":
        return [(_waits_for(line, names), list(some)) for line, some in _by_stop(lines)]
    return [("", lines)] if lines else []


def _by_stop(lines: list[ShownPromise]) -> list[tuple[ShownPromise, list[ShownPromise]]]:
    runs = groupby(lines, key=lambda line: (line.waits.body, line.waits.held_on) if line.waits else None)
    return [(some[0], some) for some in (list(run) for _key, run in runs)]


def _waits_for(line: ShownPromise, names: dict[str, str]) -> str:
    if line.waits is None:
        return _("Intet led venter")
    name = names.get(line.waits.body, line.waits.body)
    return f"{name} {line.waits.held_on:%d.%m.%Y}" if line.waits.held_on else name
