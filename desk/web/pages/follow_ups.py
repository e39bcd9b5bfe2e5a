"""Opfølgning: what was promised, by whom and by when; done with one click and a note; and how promises are kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from pydantic import Field
from sqlmodel import Session, select

from calendars.errors import SagsgangError
from desk import error_words, journal_words
from desk.web.case_reading import names_of_actors
from desk.web.forms import Filled, Form, MaybeDate, MaybeNumber, MaybeText, empty, read
from desk.web.language import _
from desk.web.page import own_path, page
from desk.web.visit import NotAllowedError, TypedDep, Visit, VisitDep
from domain.casework.answers import answer_follow_up, hand_on_follow_ups
from domain.casework.cases import find_case
from domain.casework.follow_ups import complete_follow_up, confirm_follow_up, drop_follow_up
from domain.errors import ConflictError, NotAllowedNowError, NotFoundError
from domain.model import Body
from domain.rules.rights import Deed
from domain.store.case_facts import case_facts
from domain.store.people import Directory, bodies_served, posts_held
from domain.store.promises import Order, ShownPromise, Which, Wish, ahead, history, list_promises, shown_promise
from domain.store.promises_asked import kept_by_nobody
from domain.store.promises_kept import how_kept

router = APIRouter(include_in_schema=False)

LINES = 50  # of a page
FIRST_YEAR = 2000  # of the counted promises
LAST_PAGE = 40  # nobody turns so many pages
WHICH = {"bekraeftede": Which.CONFIRMED, "forslag": Which.PROPOSED, "afsluttede": Which.SETTLED}
ORDERS = {"frist": Order.DUE, "ansvarlig": Order.OWNER, "led": Order.STOP}
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


_NOTHING_ASKED = Asked()
_NAMES = tuple(Asked.__dataclass_fields__)


class DoneForm(Form):
    """What was done."""

    note: Annotated[str, Field(min_length=1, max_length=1000)]
    version: MaybeNumber = None
    key: MaybeText = None
    next: str = ""


class DropForm(Form):
    """Why it is not to be done."""

    reason: Annotated[str, Field(min_length=1, max_length=1000)]
    version: MaybeNumber = None
    key: MaybeText = None


class AnswerForm(Form):
    """The number of the case that reports back; empty: none does."""

    case: MaybeText = None
    version: MaybeNumber = None
    key: MaybeText = None


class HandOnForm(Form):
    """The post that takes promises over."""

    post: Annotated[str, Field(min_length=1)]
    key: MaybeText = None


class ConfirmForm(Form):
    """Who keeps it, by when, and which stop waits for it."""

    owner: Annotated[str, Field(min_length=1)]
    due: MaybeDate = None
    blocks: MaybeText = None
    version: MaybeNumber = None
    key: MaybeText = None


@router.get("/opfoelgning")
def show(visit: VisitDep) -> Response:
    """The open promises, overdue first."""
    visit.check_may(Deed.LOOK)
    asked = _asked(visit)
    with visit.db.read() as session:
        posts, bodies = _own(session, visit)
        owners = _owners(session)
        wish = _wish(visit, asked, posts, bodies)
        first = (asked.side - 1) * LINES
        lines, has_more = list_promises(session, visit.visitor, wish, today=visit.today, offset=first, limit=LINES)
        names = _names(session)
        keepers = kept_by_nobody(session, visit.visitor, today=visit.today) if asked.vis == "bekraeftede" else []
    return page(
        visit,
        "follow_ups/follow_ups.html.j2",
        keepers=keepers,
        asked=asked,
        groups=_groups(lines, asked, names),
        bodies=names,
        owners=owners,
        own_bodies=bodies,
        before=asked.address(side=asked.side - 1) if asked.side > 1 else None,
        after=asked.address(side=asked.side + 1) if has_more and asked.side < LAST_PAGE else None,
        form=empty(),
    )


@router.get("/opfoelgning/tal")
def kept(visit: VisitDep) -> Response:
    """How promises were kept in a year: in time, late, dropped, overdue; by post and by body."""
    visit.check_may(Deed.LOOK)
    said = visit.request.query_params.get("aar", "")
    year = int(said) if said.isdecimal() and FIRST_YEAR <= int(said) <= visit.today.year else visit.today.year
    with visit.db.read() as session:
        tally = how_kept(session, since=date(year, 1, 1), until=date(year + 1, 1, 1), today=visit.today)
    return page(visit, "follow_ups/kept.html.j2", tally=tally, year=year)


@router.post("/opfoelgning/giv-videre")
def hand_on(visit: VisitDep, typed: TypedDep) -> Response:
    """The promises of somebody who holds no post any more go to the post they left."""
    promises = [str(one) for one in typed.getlist("promise")]
    for promise_id in promises:
        _check_may_settle(visit, promise_id)
    filled = read(HandOnForm, typed)
    if filled.value is None or not promises:
        raise NotFoundError(noun="post", id="")
    hand_on_follow_ups(visit.db, visit.by(filled.value.key), follow_up_ids=promises, owner_post=filled.value.post)
    return RedirectResponse("/opfoelgning", 303)


@router.post("/opfoelgning/{promise_id}/svar")
def answer(visit: VisitDep, promise_id: str, typed: TypedDep) -> Response:
    """The case that reports back to the body that asked."""
    _check_may_settle(visit, promise_id)
    filled = read(AnswerForm, typed)
    if filled.value is None:
        return _one(visit, promise_id, answering=filled, status=422)
    said = filled.value
    try:
        with visit.db.read() as session:
            case_id = find_case(session, said.case).id if said.case else None
        answer_follow_up(visit.db, visit.by(said.key), follow_up_id=promise_id, case_id=case_id, version=said.version)
    except NotFoundError as error:
        return _one(visit, promise_id, answering=filled.with_error("case", error_words.sentence(error)), status=422)
    except (ConflictError, NotAllowedNowError) as error:
        wrong = filled.with_error("case", error_words.sentence(error))
        return _one(visit, promise_id, answering=wrong, status=409)
    return RedirectResponse(f"/opfoelgning/{promise_id}", 303)


@router.get("/opfoelgning/{promise_id}")
def one(visit: VisitDep, promise_id: str) -> Response:
    """One promise: where it was made, who was told when, and what can be done with it."""
    visit.check_may(Deed.LOOK)
    return _one(visit, promise_id)


@router.post("/opfoelgning/{promise_id}/udfoert")
def done(visit: VisitDep, promise_id: str, typed: TypedDep) -> Response:
    """It is done, and the note says how. htmx gets the line alone, with the focus on what came of it."""
    _check_may_settle(visit, promise_id)
    filled = read(DoneForm, typed)
    if filled.value is None:
        return _not_done(visit, promise_id, filled, 422)
    said = filled.value
    try:
        complete_follow_up(
            visit.db, visit.by(said.key), follow_up_id=promise_id, note=said.note, version=said.version
        )
    except (ConflictError, NotAllowedNowError) as error:
        return _not_done(visit, promise_id, filled.with_error("note", error_words.sentence(error)), 409)
    if visit.is_fragment:
        return _line(visit, promise_id, empty(), is_news=True)
    return RedirectResponse(own_path(said.next, f"/opfoelgning/{promise_id}"), 303)


@router.post("/opfoelgning/{promise_id}/frafald")
def drop(visit: VisitDep, promise_id: str, typed: TypedDep) -> Response:
    """It is not to be done, and the reason says why."""
    _check_may_settle(visit, promise_id)
    filled = read(DropForm, typed)
    if filled.value is None:
        return _one(visit, promise_id, dropping=filled, status=422)
    said = filled.value
    try:
        drop_follow_up(
            visit.db, visit.by(said.key), follow_up_id=promise_id, reason=said.reason, version=said.version
        )
    except (ConflictError, NotAllowedNowError) as error:
        wrong = filled.with_error("reason", error_words.sentence(error))
        return _one(visit, promise_id, dropping=wrong, status=409)
    return RedirectResponse(f"/opfoelgning/{promise_id}", 303)


@router.post("/opfoelgning/{promise_id}/bekraeft")
def confirm(visit: VisitDep, promise_id: str, typed: TypedDep) -> Response:
    """Somebody keeps it from now on, or somebody else, or by another day."""
    _check_may_settle(visit, promise_id)
    filled = read(ConfirmForm, typed)
    if filled.value is None:
        return _one(visit, promise_id, confirming=filled, status=422)
    kind, _colon, key = filled.value.owner.partition(":")
    try:
        confirm_follow_up(
            visit.db,
            visit.by(filled.value.key),
            follow_up_id=promise_id,
            owner_post=key if kind == "post" else None,
            owner_person=key if kind == "person" else None,
            due_on=filled.value.due,
            blocks_stop=filled.value.blocks,
            version=filled.value.version,
        )
    except (ConflictError, NotAllowedNowError) as error:
        return _one(visit, promise_id, confirming=_beside(filled, error), status=409)
    return RedirectResponse(f"/opfoelgning/{promise_id}", 303)


def _not_done(visit: Visit, promise_id: str, filled: Filled[DoneForm], status: int) -> Response:
    if visit.is_fragment:
        return _line(visit, promise_id, filled, status=status)
    return _one(visit, promise_id, completing=filled, status=status)


def _line(visit: Visit, promise_id: str, form: Filled[Any], *, is_news: bool = False, status: int = 200) -> Response:
    with visit.db.read() as session:
        promise = shown_promise(session, visit.visitor, promise_id, today=visit.today)
        names = _names(session)
    facts: dict[str, Any] = {"one": promise, "bodies": names, "form": form, "is_news": is_news}
    next_page = own_path(str(form.typed.get("next", "")), "/opfoelgning")
    return page(visit, "follow_ups/line.html.j2", status=status, here=next_page, **facts)


def _one(
    visit: Visit,
    promise_id: str,
    *,
    completing: Filled[Any] | None = None,
    dropping: Filled[Any] | None = None,
    confirming: Filled[Any] | None = None,
    answering: Filled[Any] | None = None,
    status: int = 200,
) -> Response:
    with visit.db.read() as session:
        promise = shown_promise(session, visit.visitor, promise_id, today=visit.today)
        case = case_facts(session, promise.case_id)
        names = _names(session)
        stops = [
            (stop.id, f"{names.get(stop.body, stop.body)} {stop.meeting.held_on:%d.%m.%Y}")
            if stop.meeting
            else (stop.id, names.get(stop.body, stop.body))
            for stop in case.stops
            if stop.decision is None
        ]
        past = history(session, promise_id)
        people = names_of_actors(session, {one.actor for one in past})
        facts: dict[str, Any] = {
            "one": promise,
            "past": past,
            "actor": lambda name: journal_words.actor(name, people),
            "ahead": ahead(session, promise_id),
            "bodies": names,
            "owners": _owners(session),
            "stops": stops,
            "verb": lambda name: _(journal_words.verb(name)),
        }
    forms = {
        "completing": completing or empty(),
        "dropping": dropping or empty(),
        "confirming": confirming or empty(),
        "answering": answering or empty(),
    }
    wrong = next((form for form in (completing, dropping, confirming, answering) if form is not None), empty())
    return page(visit, "follow_ups/promise.html.j2", status=status, wrong=wrong, **facts, **forms)


def _check_may_settle(visit: Visit, promise_id: str) -> None:
    """Whoever may not read a promise cannot say that it is done."""
    visit.check_may(Deed.FOLLOW_UP)
    with visit.db.read() as session:
        promise = shown_promise(session, visit.visitor, promise_id, today=visit.today)
    if not promise.is_shown:
        raise NotAllowedError(deed=Deed.FOLLOW_UP, body="")


def _beside(filled: Filled[ConfirmForm], error: SagsgangError) -> Filled[ConfirmForm]:
    field = {"no_due": "due", "no_owner": "owner"}.get(str(error.facts.get("why")), "owner")
    return filled.with_error(field, error_words.sentence(error))


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


def _owners(session: Session) -> list[tuple[str, str]]:
    """Everybody who can keep a promise: the posts first, then the people."""
    directory = Directory(session)
    posts = sorted((post.title, f"post:{key}") for key, post in directory.posts.items())
    people = sorted((person.name, f"person:{key}") for key, person in directory.people.items())
    return [(key, title) for title, key in [*posts, *people]]


def _names(session: Session) -> dict[str, str]:
    return {body.key: body.name for body in session.exec(select(Body))}


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
