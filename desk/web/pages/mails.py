"""Mails: what is sent on a day and why, what was sent, what was not and why not; and every letter as it reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Response
from fastapi.datastructures import FormData
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session, col, select

from desk import journal_words, labels
from desk.mail_rehearsal import ExpectedLetter, letters_of_day
from desk.web.forms import Form, MaybeDate, MaybeText, empty, read
from desk.web.language import _
from desk.web.page import page
from desk.web.visit import TypedDep, Visit, VisitDep
from domain.casework.case.cases import find_case
from domain.casework.mail.envelopes import SWITCHED_OFF
from domain.casework.mail.outbox import WhyStopped, retry_mail, stop_mail
from domain.casework.mail.reminders import WouldSend, would_send
from domain.casework.mail.sent_log import LoggedMail, log_of_mail, sent_log
from domain.casework.mail.still_true import Fresh
from domain.errors import NotFoundError
from domain.model import Person
from domain.rules.rights import Deed
from domain.store.mail_queries import count_dead, find_mail, find_mails, mails_in_trouble
from flows.letter_shown import letter_shown

router = APIRouter(include_in_schema=False)

PEOPLE, LINES = 25, 50  # of a page: people who are sent something, mails in a list
LAST_PAGE = 40  # nobody turns so many pages
# A letter has its style in its tags, as mail programs want it. It stands in a frame of its own that may do nothing.
LETTER_HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'",
    "X-Frame-Options": "SAMEORIGIN",
}
TABS = (
    ("dag", "/mails", "Dag for dag"),
    ("problemer", "/mails/problemer", "Opgivne og forsinkede"),
    ("find", "/mails/find", "Find en mail"),
)


class DayForm(Form):
    """The day that is looked at."""

    dag: MaybeDate = None


class FindForm(Form):
    """Whose mails, or about which case."""

    person: MaybeText = None
    sag: MaybeText = None


class StopForm(Form):
    """Why a mail is not to go."""

    why: WhyStopped


@dataclass(frozen=True, slots=True)
class Parcel:
    """What one person would be sent in one mail: its lines, those that go and those that are left out."""

    person: str
    name: str
    email: str
    lines: list[WouldSend]

    @property
    def going(self) -> list[WouldSend]:
        """The lines that would be told."""
        return [line for line in self.lines if line.skipped is None]


@router.get("/mails")
def day_by_day(visit: VisitDep) -> Response:
    """One day: what would be sent, from today on; what happened, up to today."""
    visit.check_may(Deed.SEND)
    form = read(DayForm, FormData(visit.request.query_params))
    on = (form.value.dag if form.value else None) or visit.today
    side = _side(visit)
    first = (side - 1) * PEOPLE
    with visit.db.read() as session:
        expected = would_send(session, on=on, now=visit.now) if on >= visit.today else []
        parcels = _parcels(expected)
        happened = sent_log(session, on=on, offset=(side - 1) * LINES, limit=LINES + 1) if on <= visit.today else []
        dead = count_dead(session)
    has_more = len(parcels) > first + PEOPLE or len(happened) > LINES
    return page(
        visit,
        "mails/day.html.j2",
        status=422 if form.errors else 200,
        tabs=TABS,
        here="dag",
        form=form,
        on=on,
        earlier=_day_address(on - timedelta(days=1)),
        later=_day_address(on + timedelta(days=1)),
        parcels=parcels[first : first + PEOPLE],
        people=len(parcels),
        happened=happened[:LINES],
        dead=dead,
        before=_day_address(on, side - 1) if side > 1 else None,
        after=_day_address(on, side + 1) if has_more and side < LAST_PAGE else None,
        **_words(),
    )


@router.get("/mails/problemer")
def troubles(visit: VisitDep) -> Response:
    """The mails that were given up, and those that are tried again, with what the mail server said."""
    visit.check_may(Deed.SEND)
    side = _side(visit)
    with visit.db.read() as session:
        found = list(mails_in_trouble(session, offset=(side - 1) * LINES, limit=LINES + 1))
    return page(
        visit,
        "mails/troubles.html.j2",
        tabs=TABS,
        here="problemer",
        rows=found[:LINES],
        before=f"/mails/problemer?side={side - 1}" if side > 1 else None,
        after=f"/mails/problemer?side={side + 1}" if len(found) > LINES and side < LAST_PAGE else None,
        **_words(),
    )


@router.get("/mails/find")
def search(visit: VisitDep) -> Response:
    """The mails to a person or about a case, newest first."""
    visit.check_may(Deed.SEND)
    form = read(FindForm, FormData(visit.request.query_params))
    asked = form.value or FindForm()
    side = _side(visit)
    with visit.db.read() as session:
        people = session.exec(select(Person.key, Person.name).order_by(col(Person.name))).all()
        case_id = None
        if asked.sag:
            try:
                case_id = find_case(session, asked.sag).id
            except NotFoundError:
                form = form.with_error("sag", _("Der er ingen sag med det nummer."))
        is_asked = bool(asked.person or case_id) and not form.errors
        found = (
            list(
                find_mails(session, person=asked.person, case_id=case_id, offset=(side - 1) * LINES, limit=LINES + 1)
            )
            if is_asked
            else []
        )
    said = {name: value for name, value in (("person", asked.person), ("sag", asked.sag)) if value}
    return page(
        visit,
        "mails/find.html.j2",
        status=422 if form.errors else 200,
        tabs=TABS,
        here="find",
        form=form,
        people=people,
        is_asked=is_asked,
        rows=found[:LINES],
        before=f"/mails/find?{urlencode({**said, 'side': side - 1})}" if side > 1 else None,
        after=f"/mails/find?{urlencode({**said, 'side': side + 1})}" if len(found) > LINES else None,
        **_words(),
    )


@router.get("/mails/brev")
def expected(visit: VisitDep) -> Response:
    """The letters a person would get on a day, as they would read."""
    visit.check_may(Deed.SEND)
    on, person = _person_and_day(visit)
    letters = _letters(visit, on, person)
    address = f"/mails/brev/vist?{urlencode({'dag': f'{on:%d-%m-%Y}', 'person': person.key})}"
    facts: dict[str, Any] = {
        "letters": letters,
        "person": person,
        "on": on,
        "address": address,
        "back": _day_address(on),
    }
    return page(visit, "mails/letters.html.j2", tabs=TABS, here="dag", **facts)


@router.get("/mails/brev/vist")
def expected_letter(visit: VisitDep) -> Response:
    """One of them as HTML, to stand in a frame."""
    visit.check_may(Deed.SEND)
    on, person = _person_and_day(visit)
    number = visit.request.query_params.get("nr", "0")
    letters = _letters(visit, on, person)
    if not number.isdecimal() or int(number) >= len(letters):
        raise NotFoundError(noun="mail", id=number)
    return HTMLResponse(letters[int(number)].letter.html, headers=LETTER_HEADERS)


@router.get("/mails/{mail_id}")
def one(visit: VisitDep, mail_id: str) -> Response:
    """One mail: its lines and why, what happened to it, its letter, and what can be done."""
    visit.check_may(Deed.SEND)
    return _one(visit, mail_id)


@router.get("/mails/{mail_id}/brev")
def letter(visit: VisitDep, mail_id: str) -> Response:
    """Its letter as HTML, to stand in a frame."""
    visit.check_may(Deed.SEND)
    shown = letter_shown(visit.db, mail_id, visit.now, visit.settings)
    if shown is None:
        raise NotFoundError(noun="mail", id=mail_id)
    return HTMLResponse(shown.html, headers=LETTER_HEADERS)


@router.post("/mails/{mail_id}/igen")
def again(visit: VisitDep, mail_id: str) -> Response:
    """A mail that was given up goes in the queue again."""
    visit.check_may(Deed.SEND)
    retry_mail(visit.db, visit.by(), mail_id=mail_id)
    return RedirectResponse(f"/mails/{mail_id}", 303)


@router.post("/mails/{mail_id}/stands")
def stop(visit: VisitDep, mail_id: str, typed: TypedDep) -> Response:
    """A mail that waits or was given up is not to go."""
    visit.check_may(Deed.SEND)
    filled = read(StopForm, typed)
    if filled.value is None:
        return _one(visit, mail_id, form=filled, status=422)
    stop_mail(visit.db, visit.by(), mail_id=mail_id, why=filled.value.why)
    return RedirectResponse(f"/mails/{mail_id}", 303)


def _one(visit: Visit, mail_id: str, *, form: Any = None, status: int = 200) -> Response:
    with visit.db.read() as session:
        mail, person, rows = find_mail(session, mail_id)
        fresh = Fresh(session, [notice for notice, _case in rows], visit.now)
        facts = {
            "mail": mail,
            "person": person,
            "lines": [fresh(notice) for notice, _case in rows],
            "happened": log_of_mail(session, mail_id),
        }
    return page(
        visit,
        "mails/mail.html.j2",
        status=status,
        tabs=TABS,
        here="",
        form=form or empty(),
        letter=letter_shown(visit.db, mail_id, visit.now, visit.settings),
        reasons=[(why.value, labels.capital(_(labels.SKIPPED[why.value]))) for why in WhyStopped],
        **facts,
        **_words(),
    )


def _parcels(lines: list[WouldSend]) -> list[Parcel]:
    by_person = sorted(lines, key=lambda line: (line.name, line.person, line.send_at))
    runs = ((person, list(some)) for person, some in groupby(by_person, key=lambda line: line.person))
    return [Parcel(person, some[0].name, some[0].email, some) for person, some in runs]


def _words() -> dict[str, Any]:
    deadlines = {kind: _(said) for kind, said in labels.LABELS["DeadlineKind"].items()}
    return {"skipped": _skipped, "verb": journal_words.verb, "why_not": _why_not, "deadline": deadlines}


def _skipped(reason: str) -> str:
    """Why something does not go: our own codes in Danish, the mail server's words as they are."""
    return ", ".join(_(labels.SKIPPED.get(part, part)) for part in reason.split(", "))


def _why_not(row: LoggedMail) -> str:
    said = _skipped(row.reason)
    return f"{said}: {', '.join(_(labels.of(kind)) for kind in row.kinds)}" if row.reason == SWITCHED_OFF else said


def _letters(visit: Visit, on: date, person: Person) -> list[ExpectedLetter]:
    return letters_of_day(visit.db, person=person.key, on=on, now=visit.now, settings=visit.settings)


def _person_and_day(visit: Visit) -> tuple[date, Person]:
    """Whom and which day the address names. Raises ``NotFoundError`` for nobody; days that are over are today."""
    form = read(DayForm, FormData(visit.request.query_params))
    on = (form.value.dag if form.value else None) or visit.today
    with visit.db.read() as session:
        return max(on, visit.today), _find_person(session, visit.request.query_params.get("person", ""))


def _find_person(session: Session, key: str) -> Person:
    person = session.get(Person, key)
    if person is None:
        raise NotFoundError(noun="person", id=key)
    return person


def _side(visit: Visit) -> int:
    side = visit.request.query_params.get("side", "")
    return min(max(int(side), 1), LAST_PAGE) if side.isdecimal() else 1


def _day_address(on: date, side: int = 1) -> str:
    return f"/mails?{urlencode({'dag': f'{on:%d-%m-%Y}', **({'side': side} if side > 1 else {})})}"
