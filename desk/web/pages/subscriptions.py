"""``/moeder/abonner``: one's own calendars by secret address: made, given a new address, taken back."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter, HTTPException
from fastapi.datastructures import FormData
from fastapi.responses import RedirectResponse, Response
from pydantic import BeforeValidator, Field
from sqlmodel import Session, col, select

from desk import error_words, feed_words
from desk.feed_answer import LONGEST_ALARM, calendar_name, file_name
from desk.web.forms import Filled, Form, empty, read
from desk.web.language import _
from desk.web.page import page
from desk.web.visit import TypedDep, Visit, VisitDep
from domain.casework.outlook.feeds import create_feed, find_feed, list_feeds, revoke_feed, rotate_feed
from domain.errors import NotFoundError, UnknownBodyError
from domain.model import Feed, FeedKind, Holding, Person, Post
from domain.rules.rights import Deed
from domain.store.feed_queries import Scope
from domain.store.queries import current_profile

router = APIRouter(include_in_schema=False)
LASTS = timedelta(days=730)  # an address that nobody renews ends; two years is half a council's term
MOST_SHOWN = 200
_MINUTES = Annotated[
    Annotated[int, Field(ge=1, le=LONGEST_ALARM)] | None,
    BeforeValidator(lambda typed: None if typed == "" else typed),
]


class SubscribeForm(Form):
    """What to subscribe to, and how the address is to be."""

    kind: FeedKind
    body: str = ""
    post: str = ""
    case: str = Field(default="", max_length=80)
    month: str = Field(default="", max_length=7)
    deadlines: str = ""
    alarm: _MINUTES = None
    utc: str = ""
    key: str = Field(min_length=1, max_length=100)


class FeedForm(Form):
    """Which of one's feeds, as it was when the page was shown."""

    version: int
    key: str = Field(min_length=1, max_length=100)


@dataclass(frozen=True, slots=True)
class Shown:
    """A feed in the list; its address cannot be shown again."""

    id: str
    name: str
    owner: str
    expires_at: datetime
    state: str
    is_alive: bool
    version: int


@router.get("/moeder/abonner")
def subscriptions(visit: VisitDep, organ: str = "", alle: str = "") -> Response:
    """What one subscribes to, and a form for one more."""
    visit.check_may(Deed.OWN)
    begun = empty(kind=(FeedKind.BODY if organ else FeedKind.PERSON).value, body=organ)
    return _page(visit, begun, of_all=alle == "ja")


@router.post("/moeder/abonner")
def subscribe(visit: VisitDep, typed: TypedDep) -> Response:
    """One more; its address is on the answer and nowhere else, ever."""
    visit.check_may(Deed.OWN)
    filled = read(SubscribeForm, typed)
    asked, owner = filled.value, visit.visitor.person
    if asked is None or owner is None:
        return _page(visit, filled, status=422)
    subjects = {
        FeedKind.ALL: "",
        FeedKind.WHEEL: "",
        FeedKind.BODY: asked.body,
        FeedKind.PERSON: owner,
        FeedKind.POST: asked.post,
        FeedKind.CASE: asked.case,
        FeedKind.ROUND: asked.month,
    }
    token = secrets.token_urlsafe(16)
    try:
        receipt = create_feed(
            visit.db,
            visit.by(asked.key),
            token_hash=_hash(token),
            kind=asked.kind,
            subject=subjects[asked.kind],
            owner=owner,
            expires_at=visit.now + LASTS,
        )
    except (NotFoundError, UnknownBodyError) as error:
        return _page(visit, filled.with_error(_FIELDS[asked.kind], error_words.sentence(error)), status=422)
    if receipt.repeated:
        return _page(visit, empty(kind=asked.kind.value), is_shown_before=True)
    wishes = {
        **({"deadlines": "1"} if asked.deadlines == "yes" else {}),
        **({"alarm": str(asked.alarm)} if asked.alarm else {}),
        **({"tz": "utc"} if asked.utc == "yes" else {}),
    }
    address = _address(visit, receipt.subject, token, urlencode(wishes))
    return _page(visit, empty(kind=asked.kind.value), address=address)


@router.post("/moeder/abonner/{feed_id}/ny-adresse")
def renew(visit: VisitDep, typed: TypedDep, feed_id: str) -> Response:
    """A new address for one of one's own; the old one is nothing from now on."""
    visit.check_may(Deed.OWN)
    asked = _of_form(typed)
    token = secrets.token_urlsafe(16)
    receipt = rotate_feed(
        visit.db,
        visit.by(asked.key),
        feed_id=feed_id,
        owner=_whose(visit),
        token_hash=_hash(token),
        expires_at=visit.now + LASTS,
        version=asked.version,
    )
    if receipt.repeated:
        return _page(visit, empty(kind=FeedKind.PERSON.value), is_shown_before=True)
    return _page(visit, empty(kind=FeedKind.PERSON.value), address=_address(visit, feed_id, token, ""))


@router.post("/moeder/abonner/{feed_id}/tilbage")
def withdraw(visit: VisitDep, typed: TypedDep, feed_id: str) -> Response:
    """Take back one of one's own."""
    visit.check_may(Deed.OWN)
    asked = _of_form(typed)
    revoke_feed(visit.db, visit.by(asked.key), feed_id=feed_id, owner=_whose(visit), version=asked.version)
    return RedirectResponse("/moeder/abonner", 303)


_FIELDS = {
    FeedKind.ALL: "kind",
    FeedKind.WHEEL: "kind",
    FeedKind.PERSON: "kind",
    FeedKind.BODY: "body",
    FeedKind.POST: "post",
    FeedKind.CASE: "case",
    FeedKind.ROUND: "month",
}


def _of_form(typed: FormData) -> FeedForm:
    """The form of a button; only a program sends another one."""
    filled = read(FeedForm, typed)
    if filled.value is None:
        raise HTTPException(400)
    return filled.value


def _whose(visit: Visit) -> str | None:
    """Whose feeds the visitor may touch; None is anybody's, for an administrator."""
    if visit.may(Deed.USERS):
        return None
    return visit.visitor.person or ""


def _page(
    visit: Visit,
    form: Filled[SubscribeForm],
    *,
    status: int = 200,
    address: tuple[str, str] | None = None,
    is_shown_before: bool = False,
    of_all: bool = False,
) -> Response:
    person = visit.visitor.person
    is_all = of_all and visit.may(Deed.USERS)
    with visit.db.read() as session:
        feeds = list_feeds(session, owner=None if is_all else person or "")
        profile = current_profile(session)
        held = _posts_of(session, visit) if person else []
        posts = session.exec(select(Post).order_by(col(Post.title))).all()
        shown = [_shown(session, feed, visit) for feed in reversed(feeds[-MOST_SHOWN:])]
    return page(
        visit,
        "meetings/subscriptions.html.j2",
        status=status,
        form=form,
        feeds=shown,
        is_all=is_all,
        may_see_all=visit.may(Deed.USERS),
        bodies=[(body.key, body.name) for body in profile.bodies if body.is_valid(visit.today)],
        posts=[(post.key, post.title) for post in sorted(posts, key=lambda post: post.key not in held)],
        address=address,
        is_shown_before=is_shown_before,
        is_person=person is not None,
    )


def _posts_of(session: Session, visit: Visit) -> list[str]:
    held = select(Holding).where(Holding.person_key == visit.visitor.person)
    return [
        one.post_key
        for one in session.exec(held)
        if one.from_on <= visit.today and (one.to_on is None or visit.today < one.to_on)
    ]


def _shown(session: Session, feed: Feed, visit: Visit) -> Shown:
    state = "revoked" if feed.revoked_at else "expired" if feed.expires_at <= visit.now else "live"
    return Shown(
        id=feed.id,
        name=calendar_name(session, Scope(feed.kind, feed.subject)),
        owner=session.get_one(Person, feed.owner_person).name,
        expires_at=feed.expires_at,
        state=_(feed_words.STATES[state]),
        is_alive=state != "revoked",
        version=feed.version,
    )


def _address(visit: Visit, feed_id: str, token: str, wishes: str) -> tuple[str, str]:
    """The address for a calendar program, and the same as a link that opens it (webcal)."""
    with visit.db.read() as session:
        feed = find_feed(session, feed_id, owner=None)
        name = calendar_name(session, Scope(feed.kind, feed.subject))
    root = visit.settings.desk_url.rstrip("/") or str(visit.request.base_url).rstrip("/")
    address = f"{root}/kalender/{token}/{file_name(name)}{f'?{wishes}' if wishes else ''}"
    return address, urlsplit(address)._replace(scheme="webcal").geturl()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
