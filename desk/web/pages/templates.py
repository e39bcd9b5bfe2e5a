"""Skabeloner: the wording of the mails, ours or the municipality's own; tried on a whole mail before it is used."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session

from desk import error_words, template_words
from desk.web.forms import Filled, Form, empty, read
from desk.web.page import page
from desk.web.visit import TypedDep, Visit, VisitDep
from domain.casework.mail.texts import own_mail_texts, own_sources, reset_mail_text, set_mail_text, versions_of
from domain.errors import ConflictError, MailTextError
from domain.rules.mail_texts import MAIL_TEXTS, check_mail_text, find_mail_text
from domain.rules.rights import Deed
from domain.rules.template_language import Shape
from domain.store.queries import current_profile
from flows.mail import Letter
from flows.messages.preview import preview
from flows.messages.texts import Texts
from flows.messages.wordings import shipped_texts

router = APIRouter(include_in_schema=False)
# A mail is shown as a document of its own: it can run, load and send nothing, and only our own pages may frame it.
MAIL_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox",
    "X-Frame-Options": "SAMEORIGIN",
}


class TextForm(Form):
    """One text, and the version it was made from (0: none of the municipality's own)."""

    source: str = ""
    expected: int = 0
    key: str = ""
    confirm: str = ""


@router.get("/profil/skabeloner")
def every(visit: VisitDep) -> Response:
    """All the texts, a group for each kind of mail, and which are the municipality's own."""
    visit.check_may(Deed.SEND)
    with visit.db.read() as session:
        own = own_mail_texts(session)
    titles = {name: template_words.title(name).rpartition(": ") for name in MAIL_TEXTS}
    groups = [
        (about, [(name, titles[name][2], own.get(name)) for name in names])
        for about, names in groupby(MAIL_TEXTS, key=lambda name: titles[name][0])
    ]
    return page(visit, "mail_texts/every.html.j2", groups=groups)


@router.get("/profil/skabeloner/{name}")
def one(visit: VisitDep, name: str) -> Response:
    """A text as it is now, what it may name, the mail it makes, and its history."""
    visit.check_may(Deed.SEND)
    find_mail_text(name)
    with visit.db.read() as session:
        return _text_page(visit, session, name, None)


@router.post("/profil/skabeloner/{name}")
def typed_one(visit: VisitDep, name: str, typed: TypedDep) -> Response:
    """The mail that a new wording would make; with ``confirm`` it is taken into use."""
    visit.check_may(Deed.SEND)
    find_mail_text(name)
    filled = read(TextForm, typed)
    if filled.value is not None:
        source = _source(filled.value)
        try:
            if filled.value.confirm:
                by = visit.by(filled.value.key or None)
                set_mail_text(visit.db, by, name=name, source=source, expected=filled.value.expected)
                return RedirectResponse(f"/profil/skabeloner/{name}", 303)
            check_mail_text(name, source)
        except (MailTextError, ConflictError) as refused:
            filled = filled.with_error("source", error_words.sentence(refused))
    with visit.db.read() as session:
        return _text_page(visit, session, name, filled)


@router.post("/profil/skabeloner/{name}/nulstil")
def reset(visit: VisitDep, name: str, typed: TypedDep) -> Response:
    """The shipped wording from now on."""
    visit.check_may(Deed.SEND)
    filled = read(TextForm, typed)
    if filled.value is not None:
        reset_mail_text(visit.db, visit.by(filled.value.key or None), name=name, expected=filled.value.expected)
    return RedirectResponse(f"/profil/skabeloner/{name}", 303)


@router.get("/profil/skabeloner/{name}/mail")
def mail(visit: VisitDep, name: str, lukket: str = "") -> Response:
    """The HTML of a mail with the text in it, as it is now."""
    visit.check_may(Deed.SEND)
    with visit.db.read() as session:
        letter = _letter(session, name, own_sources(session), is_closed=bool(lukket))
    return HTMLResponse(letter.html, headers=MAIL_HEADERS)


@router.post("/profil/skabeloner/{name}/mail")
def new_mail(visit: VisitDep, name: str, typed: TypedDep) -> Response:
    """The HTML of a mail with a wording that is not in use yet."""
    visit.check_may(Deed.SEND)
    form = read(TextForm, typed).value or TextForm()
    check_mail_text(name, _source(form))
    with visit.db.read() as session:
        letter = _letter(session, name, {**own_sources(session), name: (1, _source(form))})
    return HTMLResponse(letter.html, headers=MAIL_HEADERS)


def _text_page(visit: Visit, session: Session, name: str, filled: Filled[TextForm] | None) -> Response:
    versions = versions_of(session, name)
    own, newest = own_mail_texts(session).get(name), versions[0].number if versions else 0
    source = own.source if own is not None else shipped_texts()[name]
    sources = dict(own_sources(session))
    is_new = filled is not None and filled.value is not None
    if filled is not None and filled.value is not None:
        sources[name] = (1, _source(filled.value))
    facts: dict[str, Any] = {
        "name": name,
        "heading": template_words.title(name),
        "is_line": MAIL_TEXTS[name].shape is Shape.LINE,
        "facts": {key: _example(value) for key, value in MAIL_TEXTS[name].given.items()},
        "shipped": shipped_texts()[name],
        "own": own,
        "fault": template_words.fault(own.fault, own.fault_line) if own is not None and own.fault else "",
        "versions": versions,
        "newest": newest,
        "is_new": is_new,
        "open_letter": _letter(session, name, sources),
        "closed_letter": _letter(session, name, sources, is_closed=True),
    }
    status = 422 if filled is not None and filled.errors else 200
    form = filled if filled is not None else empty(source=source)
    return page(visit, "mail_texts/one.html.j2", status=status, form=form, **facts)


def _letter(
    session: Session, name: str, sources: Mapping[str, tuple[int, str]], *, is_closed: bool = False
) -> Letter:
    return preview(name, Texts(sources), municipality=current_profile(session).name, is_closed=is_closed)


def _source(form: TextForm) -> str:
    return form.source.replace("\r\n", "\n")


def _example(value: object) -> str:
    """What a fact may be, for the list of them; a list says what its rows have."""
    if isinstance(value, list):
        first = value[0]
        return ", ".join(first) if isinstance(first, Mapping) else str(first)
    return {True: "ja", False: "nej"}[value] if isinstance(value, bool) else str(value)
