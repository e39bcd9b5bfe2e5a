"""Mit: my follow-ups and deadlines, which mails I get and when, and when I am away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from calendars.errors import SagsgangError
from desk import error_words
from desk.web.forms import DanishDate, Filled, Form, MaybeText, empty, read
from desk.web.language import _
from desk.web.page import page
from desk.web.visit import NotAllowedError, TypedDep, Visit, VisitDep
from domain.casework.house.municipality import cancel_absence, record_absence
from domain.casework.mail.switches import set_digest_hour, switch_mail, switched_off_by
from domain.model import DigestHour, NoticeKind
from domain.rules.mail_switches import DEFAULT_HOUR, FIRST_HOUR, LAST_HOUR, MAIL_SWITCHES, Kept
from domain.rules.rights import Deed
from domain.store.own_days import own_absences, own_deadlines
from domain.store.people import Directory, bodies_served, posts_held
from domain.store.promises import Wish, list_promises

router = APIRouter(include_in_schema=False)

PROMISES = 8  # that are shown here; the rest are a click away
OPTIONAL = tuple(kind for kind, switch in MAIL_SWITCHES.items() if switch.may_be_off)
WHY_KEPT = {
    Kept.LAW: "en frist i loven holdes ved den",
    Kept.ASKS: "den beder om noget, som ingen anden bliver bedt om",
    Kept.CHASES: "den kommer, fordi noget ikke blev gjort",
    Kept.CALLED: "den, der er indkaldt, skal vide, hvor og hvornår",
    Kept.GUARDS: "en anden kan være kommet ind som dig",
}


class MailForm(Form):
    """Which of the mails one may do without one gets, and when the digest goes."""

    kinds: tuple[NoticeKind, ...] = ()
    hour: int


class AwayForm(Form):
    """From the first day away to the last, both included."""

    first: DanishDate
    last: DanishDate
    key: MaybeText = None


@dataclass(frozen=True, slots=True)
class StandIn:
    """Who gets the mail of one of my posts while I am away; nobody: it goes to the secretariat."""

    title: str
    name: str


@router.get("/mit")
def show(visit: VisitDep) -> Response:
    """Everything that is mine."""
    visit.check_may(Deed.OWN)
    return _page(visit)


@router.post("/mit/mails")
def choose_mails(visit: VisitDep, typed: TypedDep) -> Response:
    """From now on these kinds, at that hour."""
    person = _check_person(visit)
    filled = read(MailForm, typed)
    if filled.value is None:
        return _page(visit, mails=filled, status=422)
    try:
        set_digest_hour(visit.db, visit.by(), person=person, hour=filled.value.hour)
    except SagsgangError as error:
        return _page(visit, mails=filled.with_error("hour", error_words.sentence(error)), status=422)
    for kind in OPTIONAL:
        switch_mail(visit.db, visit.by(), person=person, kind=kind, on=kind in filled.value.kinds)
    return RedirectResponse("/mit?gemt=mails#mails", 303)


@router.post("/mit/fravaer")
def be_away(visit: VisitDep, typed: TypedDep) -> Response:
    """I am away; what is sent to my posts goes to whoever stands in."""
    person = _check_person(visit)
    filled = read(AwayForm, typed)
    if filled.value is None:
        return _page(visit, away=filled, status=422)
    said = filled.value
    if said.last < said.first:
        return _page(visit, away=filled.with_error("last", _("Den sidste dag ligger før den første.")), status=422)
    if said.last < visit.today:
        return _page(visit, away=filled.with_error("last", _("Den tid er gået. Vælg dage fra i dag.")), status=422)
    until = said.last + timedelta(days=1)
    record_absence(visit.db, visit.by(said.key), person=person, from_on=said.first, to_on=until)
    return RedirectResponse("/mit?gemt=fravaer#fravaer", 303)


@router.post("/mit/fravaer/{absence_id}/tilbage")
def not_away(visit: VisitDep, absence_id: str) -> Response:
    """I am not away after all."""
    person = _check_person(visit)
    with visit.db.read() as session:
        if absence_id not in {one.id for one in own_absences(session, person, today=visit.today)}:
            raise NotAllowedError(deed=Deed.OWN, body="")
    cancel_absence(visit.db, visit.by(), absence_id=absence_id)
    return RedirectResponse("/mit?gemt=fravaer#fravaer", 303)


def _check_person(visit: Visit) -> str:
    """The person the account belongs to; an account may be nobody's, and then has no mails and no absence."""
    visit.check_may(Deed.OWN)
    if visit.visitor.person is None:
        raise NotAllowedError(deed=Deed.OWN, body="")
    return visit.visitor.person


def _page(
    visit: Visit, *, mails: Filled[Any] | None = None, away: Filled[Any] | None = None, status: int = 200
) -> Response:
    facts: dict[str, Any] = {"person": None}
    with visit.db.read() as session:
        directory = Directory(session)
        if visit.visitor.person in directory.people:
            facts = _of_person(session, visit, directory, visit.visitor.person or "")
    wrong = next((form for form in (mails, away) if form is not None), empty())
    return page(
        visit,
        "mine/mine.html.j2",
        status=status,
        wrong=wrong,
        mails=mails or empty(),
        away=away or empty(),
        saved=visit.request.query_params.get("gemt", ""),
        hours=[(hour, f"{hour}.00") for hour in range(FIRST_HOUR, LAST_HOUR + 1)],
        optional=[MAIL_SWITCHES[kind] for kind in OPTIONAL],
        kept=[switch for switch in MAIL_SWITCHES.values() if not switch.may_be_off],
        why_kept=WHY_KEPT,
        **facts,
    )


def _of_person(session: Session, visit: Visit, directory: Directory, person: str) -> dict[str, Any]:
    today = visit.today
    posts = posts_held(session, person, today)
    wish = Wish(posts=tuple(sorted({*posts, *directory.posts_of(person, today)})), person=person)
    promises, has_more = list_promises(session, visit.visitor, wish, today=today, limit=PROMISES)
    chosen = session.get(DigestHour, person)
    absences = own_absences(session, person, today=today)
    return {
        "person": directory.people[person],
        "posts": [directory.posts[key].title for key in posts if key in directory.posts],
        "promises": promises,
        "has_more": has_more,
        "deadlines": own_deadlines(session, posts, bodies_served(session, posts), today=today),
        "off": {row.kind for row in switched_off_by(session, person)},
        "hour": chosen.hour if chosen else DEFAULT_HOUR,
        "absences": [(one, _stand_ins(directory, posts, person, one.from_on)) for one in absences],
        "stand_ins": _stand_ins_of_posts(directory, posts, today),
    }


def _stand_ins(directory: Directory, posts: tuple[str, ...], person: str, on: date) -> list[StandIn]:
    """Who gets the mail of the posts on a day somebody is away."""
    found = []
    for post in posts:
        to = directory.recipient(post, on)
        name = directory.people[to.person_key].name if to is not None and to.person_key != person else ""
        found.append(StandIn(directory.posts[post].title, name))
    return found


def _stand_ins_of_posts(directory: Directory, posts: tuple[str, ...], today: date) -> list[StandIn]:
    """Who would get it: the holder of the post that stands in, as the profile has it."""
    found = []
    for post in posts:
        other = directory.posts[post].stand_in_post
        to = directory.recipient(other, today) if other else None
        found.append(StandIn(directory.posts[post].title, directory.people[to.person_key].name if to else ""))
    return found
