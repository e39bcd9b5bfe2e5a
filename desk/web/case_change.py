"""How a change to a case is made at the desk: seen first, then saved, once, on a case nobody has changed meanwhile.

The first form is answered with what would happen (before and after, and who will be told); that page carries the same
fields on, and saves when it is confirmed. ``key`` makes two clicks one act. ``seen`` is the newest line of the case's
history when the form was opened: whatever came after it is shown, and what was typed is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from fastapi import Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session, select

from calendars.errors import SagsgangError
from desk import error_words
from desk.web import difference
from desk.web.case_reading import read_sheet
from desk.web.case_sheet import CaseSheet
from desk.web.forms import Filled, Form
from desk.web.history import Told
from desk.web.language import _
from desk.web.page import page
from desk.web.visit import NotAllowedError, Visit
from domain.casework.foresight.of_case import Work, foresee
from domain.errors import ConflictError, EndedBodyError, FileRefusedError, NotFoundError, ReasonMissingError
from domain.model import Entry
from domain.rules.rights import Deed

_TECHNICAL = frozenset({"key", "seen", "confirm", "fingerprint"})


class Change(Form):
    """What every form on a case carries beside its own fields."""

    key: str = ""
    seen: int = 0
    confirm: str = ""
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A change somebody asks for: the form it was typed in, the act, and the words of its pages.

    ``shown_first``: it moves dates, so what it does is seen before it is saved. ``only`` are the verbs that make the
    page stale; None: any line of the case's history does.
    """

    template: str
    heading: str
    button: str
    work: Work
    saved: str  # names the sentence shown afterwards
    facts: Mapping[str, Any] = field(default_factory=dict)
    shown_first: bool = True
    only: frozenset[str] | None = None
    return_to: str = ""  # below the case's address: "#opfoelgning"
    summary: Sequence[tuple[str, str]] = ()  # what was typed, said again in the preview


def sheet_for(visit: Visit, case_id: str, deed: Deed, body: str | None = None) -> CaseSheet:
    """The case, for one who may do that with it: who may not read a closed case may not change it either.

    Raises:
        NotFoundError: no such case.
        NotAllowedError: the visitor may not.
    """
    with visit.db.read() as session:
        sheet = read_sheet(session, visit, case_id)
    if not sheet.may_read or (body is None and deed not in sheet.may):
        raise NotAllowedError(deed=deed, body="")
    if body is not None:
        visit.check_may(deed, body)
    return sheet


def change(visit: Visit, sheet: CaseSheet, filled: Filled[Any], asked: Asked) -> Response:
    """Answer a form: what was wrong, what has changed meanwhile, what would happen, or that it is done."""
    key = str(filled.typed.get("key") or "")
    with visit.db.read() as session:
        if key and is_done(session, key):
            return _done(sheet, asked)
    if filled.value is None:
        return _form(visit, sheet, filled, asked)
    newer = _newer(sheet, filled.value.seen, asked.only)
    if newer:
        return _form(visit, sheet, filled, asked, newer=newer)
    try:
        return _preview(visit, sheet, filled, asked) or _save(visit, sheet, asked, key)
    except NotFoundError:
        raise
    except ConflictError:
        with visit.db.read() as session:
            now = read_sheet(session, visit, sheet.facts.id)
        return _form(visit, now, filled, asked, newer=_newer(now, sheet.seq, None) or now.history[:1])
    except SagsgangError as error:
        return _form(visit, sheet, filled.with_error(*error_beside(error)), asked)


def is_done(session: Session, key: str) -> bool:
    """Whether the act with that key has been done: the same form sent a second time."""
    return session.exec(select(Entry.seq).where(Entry.key == key)).first() is not None


def error_beside(error: SagsgangError) -> tuple[str, str]:
    """The field a refusal belongs to ("": the whole form), and its sentence."""
    if isinstance(error, ReasonMissingError):
        needs = str(error.facts.get("needs") or "reason")
        return needs, _(NEEDED.get(needs, "Skriv hvorfor."))
    if isinstance(error, FileRefusedError):
        return "file", error_words.sentence(error)
    if isinstance(error, EndedBodyError):
        return "body", error_words.sentence(error)
    return "", error_words.sentence(error)


NEEDED = {
    "text": "Det udfald kræver, at beslutningens ord skrives.",
    "return_to": "Vælg det organ, sagen går til.",
    "reason": "Skriv hvorfor.",
    "title": "Skriv bilagets titel.",
    "public_text": "Skriv, hvad der kan offentliggøres, eller hvorfor intet kan.",
}


def _newer(sheet: CaseSheet, seen: int, only: frozenset[str] | None) -> tuple[Told, ...]:
    """What has happened to the case since the form was opened."""
    return tuple(line for line in sheet.history if seen and line.seq > seen and (only is None or line.verb in only))


def _form(
    visit: Visit, sheet: CaseSheet, filled: Filled[Any], asked: Asked, *, newer: Sequence[Told] = ()
) -> Response:
    typed = {**filled.typed, "seen": str(sheet.seq)}
    return page(
        visit,
        asked.template,
        status=409 if newer else 422,
        sheet=sheet,
        form=replace(filled, typed=typed),
        newer=newer,
        **asked.facts,
    )


def _preview(visit: Visit, sheet: CaseSheet, filled: Filled[Any], asked: Asked) -> Response | None:
    """What would happen; None where it need not be seen first, or was seen and is still so."""
    if not asked.shown_first or filled.value is None:
        return None
    seen = foresee(visit.db, visit.by(), asked.work, case_id=sheet.facts.id)
    is_confirmed = filled.value.confirm == "yes"
    if is_confirmed and filled.value.fingerprint == seen.fingerprint:
        return None
    return page(
        visit,
        "case/preview.html.j2",
        status=409 if is_confirmed else 200,
        sheet=sheet,
        asked=asked,
        rows=difference.rows_of_stops(seen.changes, sheet.names),
        is_moved=seen.is_moved,
        told=difference.recipients(seen.told),
        stuck=difference.stuck(seen),
        fingerprint=seen.fingerprint,
        carried={name: value for name, value in filled.typed.items() if name not in _TECHNICAL},
        key=filled.typed.get("key", ""),
        is_changed=is_confirmed,
    )


def _save(visit: Visit, sheet: CaseSheet, asked: Asked, key: str) -> Response:
    asked.work(visit.db, visit.by(key or None))
    return _done(sheet, asked)


def _done(sheet: CaseSheet, asked: Asked) -> Response:
    return RedirectResponse(f"{sheet.address}?gemt={asked.saved}{asked.return_to}", 303)


def by_hand(work: Callable[..., Any], **values: Any) -> Work:
    """A verb with its arguments, waiting for a database and somebody to do it."""
    return lambda db, by: work(db, by, **values)


SAVED = {
    "beslutning": _("Beslutningen er gemt."),
    "beslutning-rettet": _("Beslutningen er rettet."),
    "moede": _("Leddet er sat på mødet."),
    "led": _("Leddet er føjet til sagsgangen."),
    "udgaar": _("Leddet er taget ud af sagsgangen."),
    "hast": _("Begrundelsen er gemt. Den trykkes på dagsordenen."),
    "ret": _("Sagen er rettet."),
    "tilbage": _("Sagen er trukket tilbage."),
    "fil": _("Filen er gemt."),
    "indlaest": _("Filen er indlæst."),
    "fil-fjernet": _("Filen er fjernet."),
    "offentlig-tekst": _("Det, offentligheden må læse, er gemt."),
    "oprettet": _("Sagen er oprettet."),
    "foreslaaet": _("Opfølgningen er foreslået."),
}
