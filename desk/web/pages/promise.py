"""One promise: where it was made, who was told when, and what can be done with it."""

from __future__ import annotations

from typing import Annotated, Any

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
from domain.casework.case.answers import answer_follow_up
from domain.casework.case.cases import find_case
from domain.casework.case.follow_ups import complete_follow_up, confirm_follow_up, drop_follow_up
from domain.errors import ConflictError, NotAllowedNowError, NotFoundError
from domain.model import Body
from domain.rules.rights import Deed
from domain.store.case_facts import case_facts
from domain.store.goals import action_asked_about
from domain.store.people import Directory
from domain.store.promise_past import ahead, history
from domain.store.promises import shown_promise

router = APIRouter(include_in_schema=False)


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


class ConfirmForm(Form):
    """Who keeps it, by when, and which stop waits for it."""

    owner: Annotated[str, Field(min_length=1)]
    due: MaybeDate = None
    blocks: MaybeText = None
    version: MaybeNumber = None
    key: MaybeText = None


@router.post("/opfoelgning/{promise_id}/svar")
def answer(visit: VisitDep, promise_id: str, typed: TypedDep) -> Response:
    """The case that reports back to the body that asked."""
    check_may_settle(visit, promise_id)
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
    check_may_settle(visit, promise_id)
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
    check_may_settle(visit, promise_id)
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
    check_may_settle(visit, promise_id)
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
        names = body_names(session)
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
        names = body_names(session)
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
            "owners": owners(session),
            "action": action_asked_about(session, promise_id),
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


def check_may_settle(visit: Visit, promise_id: str) -> None:
    """Whoever may not read a promise cannot say that it is done."""
    visit.check_may(Deed.FOLLOW_UP)
    with visit.db.read() as session:
        promise = shown_promise(session, visit.visitor, promise_id, today=visit.today)
    if not promise.is_shown:
        raise NotAllowedError(deed=Deed.FOLLOW_UP, body="")


def _beside(filled: Filled[ConfirmForm], error: SagsgangError) -> Filled[ConfirmForm]:
    field = {"no_due": "due", "no_owner": "owner"}.get(str(error.facts.get("why")), "owner")
    return filled.with_error(field, error_words.sentence(error))


def owners(session: Session) -> list[tuple[str, str]]:
    """Everybody who can keep a promise: the posts first, then the people."""
    directory = Directory(session)
    posts = sorted((post.title, f"post:{key}") for key, post in directory.posts.items())
    people = sorted((person.name, f"person:{key}") for key, person in directory.people.items())
    return [(key, title) for title, key in [*posts, *people]]


def body_names(session: Session) -> dict[str, str]:
    """What each body is called, by its key."""
    return {body.key: body.name for body in session.exec(select(Body))}
