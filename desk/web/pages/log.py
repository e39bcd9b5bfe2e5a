"""Log: what was done, by whom and when, as sentences; and the proof that nothing in it was changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Response
from fastapi.datastructures import FormData
from sqlmodel import Session

from calendars.copenhagen import COPENHAGEN
from desk import error_words, journal_words, labels
from desk.web.forms import Filled, Form, MaybeDate, MaybeText, read
from desk.web.language import _
from desk.web.page import page
from desk.web.visit import Visit, VisitDep
from domain.casework.case.cases import find_case
from domain.errors import NotFoundError
from domain.rules.rights import Deed
from domain.store import journal
from domain.store.case_facts import Line
from domain.store.journal_pages import LogPage, Named, Wanted, log_page, named
from domain.store.queries import current_profile

router = APIRouter(include_in_schema=False)


class LogForm(Form):
    """What is looked for."""

    sag: MaybeText = None
    hvem: MaybeText = None
    verb: MaybeText = None
    fra: MaybeDate = None
    til: MaybeDate = None
    foer: MaybeText = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A line as it is shown: what it is about (and its page, if it has one), what was done, by whom, the facts."""

    at: datetime
    about: str
    address: str
    done: str
    by: str
    facts: str
    seq: int


@router.get("/log")
def show(visit: VisitDep) -> Response:
    """The journal, newest first, a page at a time."""
    visit.check_may(Deed.LOG)
    form = read(LogForm, FormData(visit.request.query_params))
    if form.value is None:
        return _page(visit, form, LogPage((), None), [], status=422)
    asked = form.value
    with visit.db.read() as session:
        wanted = Wanted(
            actor=asked.hvem, verb=asked.verb, from_at=_midnight(asked.fra), to_at=_midnight(asked.til, after=1)
        )
        if asked.sag is not None:
            try:
                wanted = Wanted(
                    find_case(session, asked.sag).id, asked.hvem, asked.verb, wanted.from_at, wanted.to_at
                )
            except NotFoundError as unknown:
                form = form.with_error("sag", error_words.sentence(unknown))
                return _page(visit, form, LogPage((), None), [], status=422)
        before = int(asked.foer) if asked.foer is not None and asked.foer.isascii() and asked.foer.isdigit() else None
        found = log_page(session, wanted, before=before)
        sentences = _sentences(session, found.lines)
    return _page(visit, form, found, sentences)


@router.post("/log/efterproev")
def verify(visit: VisitDep) -> Response:
    """Go through the whole chain, because somebody asked for it."""
    visit.check_may(Deed.LOG)
    with visit.db.read() as session:
        breaks = journal.verify(session)
    said = [_(journal_words.JOURNAL_BREAKS[one.why]).format(seq=one.seq) for one in breaks[:20]]
    return page(visit, "log/verified.html.j2", breaks=said, count=len(breaks))


def _page(
    visit: Visit, form: Filled[Any], found: LogPage, sentences: list[Sentence], *, status: int = 200
) -> Response:
    kept = {name: str(said) for name, said in form.typed.items() if said and name != "foer"}
    older = f"/log?{urlencode({**kept, 'foer': found.before})}" if found.before is not None else None
    days = [
        (day, list(group)) for day, group in groupby(sentences, key=lambda one: one.at.astimezone(COPENHAGEN).date())
    ]
    return page(
        visit,
        "log/log.html.j2",
        status=status,
        form=form,
        days=days,
        older=older,
        newest=f"/log?{urlencode(kept)}" if form.typed.get("foer") else None,
        looked_back_to=found.looked_back_to,
        verbs=sorted(
            ((name, labels.capital(_(said))) for name, said in journal_words.VERBS.items()), key=lambda one: one[1]
        ),
        is_filtered=bool(kept),
    )


def _midnight(day: date | None, after: int = 0) -> datetime | None:
    return None if day is None else datetime.combine(day + timedelta(days=after), time(), COPENHAGEN)


def _sentences(session: Session, lines: tuple[Line, ...]) -> list[Sentence]:
    names = named(session, lines)
    posts = {post.key: post.title for post in current_profile(session).posts}
    return [_sentence(line, names, posts) for line in lines]


def _sentence(line: Line, names: Named, posts: dict[str, str]) -> Sentence:
    about, address = _about(line, names)
    done = _(journal_words.verb(line.verb))
    by = journal_words.actor(line.actor, names.people)
    return Sentence(line.at, about, address, done, by, journal_words.facts(line.facts, posts), line.seq)


def _about(line: Line, names: Named) -> tuple[str, str]:
    """What a line is about, and the page of it."""
    case = names.promises.get(line.subject) if line.noun == "follow_up" else line.subject
    meeting = line.subject if line.noun == "meeting" else str(line.facts.get("meeting") or "")
    if case in names.cases:
        return _("Sag {number}").format(number=names.cases[case]), f"/sag/{case}"
    if meeting in names.meetings:
        body, at = names.meetings[meeting]
        return f"{body} {at.astimezone(COPENHAGEN):%d-%m-%Y}", f"/moede/{meeting}"
    person = line.subject if line.noun == "person" else str(line.facts.get("person") or "")
    if person:
        return names.people.get(person, person), ""
    if line.noun == "profile":
        return _("Profilen"), "/profil"
    return (line.subject, "") if line.noun == "meeting_plan" else ("", "")
