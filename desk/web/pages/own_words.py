"""``/profil/ord``: the municipality's own headings, wordings and phrases, tried on a text before they are saved.

A new template then costs a secretary two words in a form; nobody writes TOML.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Response
from fastapi.datastructures import FormData
from fastapi.responses import RedirectResponse

from calendars.errors import UnreadableFileError
from desk import labels
from desk.web import own_row, profile_forms
from desk.web.forms import empty
from desk.web.language import _
from desk.web.page import page
from desk.web.profile_forms import NEW, Edited, RowKind
from desk.web.profile_stands import Stands, said_differences, stands_now
from desk.web.visit import TypedDep, Visit, VisitDep
from domain.casework.house.profile_impact import preview_profile
from domain.documents.document import Document
from domain.documents.municipal import vocabulary_of
from domain.documents.reader import read_document
from domain.errors import NotFoundError
from domain.profile import Profile, load_profile
from domain.rules.rights import Deed

router = APIRouter(include_in_schema=False)
_MOST = 20_000  # letters of the text it is tried on
_SHOWN = 90  # of what was read in each part

# By their part of the address.
OWN: Mapping[str, RowKind] = {
    "overskrift": RowKind("heading", "Overskrift", "Ny overskrift"),
    "ordlyd": RowKind("wording", "Ordlyd", "Ny ordlyd"),
    "formulering": RowKind("phrase", "Standardformulering", "Ny standardformulering"),
}
TRIED = frozenset({"heading", "wording"})  # phrases are written, not read


@dataclass(frozen=True, slots=True)
class Tried:
    """What is read in the text: now, and with the change; a line for each thing, and whether it stays so."""

    before: tuple[tuple[str, bool], ...]
    after: tuple[tuple[str, bool], ...]

    @property
    def is_same(self) -> bool:
        """Whether the change makes no difference to this text."""
        return [line for line, _same in self.before] == [line for line, _same in self.after]


@router.get("/profil/ord")
def every(visit: VisitDep, gemt: str = "") -> Response:
    """All three lists, to read and to change."""
    visit.check_may(Deed.LOOK)
    with visit.db.read() as session:
        profile = stands_now(session).profile
    return page(
        visit,
        "profile/own_words.html.j2",
        profile=profile,
        saved=bool(gemt),
        may_edit=visit.may(Deed.WORDS),
        meanings=labels.LABELS["SectionKey"],
    )


@router.get("/profil/ord/{noun}/{row}")
def edit(visit: VisitDep, noun: str, row: str) -> Response:
    """One row as a form; ``ny`` is an empty one."""
    visit.check_may(Deed.WORDS)
    kind = _kind(noun)
    with visit.db.read() as session:
        stands = stands_now(session)
    number = profile_forms.row_of(stands.text, kind, row)
    shown = profile_forms.typed_of(stands.text, kind, number)
    return _form(visit, stands, noun, row, Edited(empty(**shown)))


@router.post("/profil/ord/{noun}/{row}")
def edit_typed(visit: VisitDep, noun: str, row: str, typed: TypedDep) -> Response:
    """First how a text is read with it; then it is saved, once. ``slet`` takes the row out."""
    visit.check_may(Deed.WORDS)
    kind = _kind(noun)
    if own_row.is_confirmed(typed) and own_row.is_done(visit, typed):
        return RedirectResponse("/profil/ord?gemt=1", 303)
    with visit.db.read() as session:
        stands = stands_now(session)
    number = profile_forms.row_of(stands.text, kind, row)
    edited = own_row.check_not_newer(_edited(stands, kind, number, typed), stands, typed)
    if edited.text is None:
        return _form(visit, stands, noun, row, edited, status=422)
    if not own_row.is_confirmed(typed):
        return _preview(visit, stands, noun, row, edited, sample=str(typed.get("sample", "")))
    kept = own_row.keep(visit, stands, edited, typed, after="/profil/ord?gemt=1")
    return kept.answer or _form(visit, stands, noun, row, kept.edited or edited, status=kept.status)


def _kind(noun: str) -> RowKind:
    if noun not in OWN:
        raise NotFoundError(noun="profile", id=noun)
    return OWN[noun]


def _edited(stands: Stands, kind: RowKind, number: int | None, typed: FormData) -> Edited:
    if typed.get("slet") and number is not None:
        taken_out = profile_forms.without(stands.text, stands.name, kind, number)
        plain = {"slet": "ja", "sample": str(typed.get("sample", ""))}
        return Edited(empty(**plain), taken_out.text, taken_out.others)
    return profile_forms.edit(stands.text, stands.name, kind, number, typed)


def _preview(visit: Visit, stands: Stands, noun: str, row: str, edited: Edited, *, sample: str) -> Response:
    """How the text is read now and then, with the button that saves."""
    kind, text = OWN[noun], edited.text or stands.text
    after = load_profile(stands.name, text)
    with visit.db.read() as session:
        impact = preview_profile(session, name=stands.name, text=text, today=visit.today)
    sample = sample[:_MOST].strip() or _sample(stands.profile, after, kind.table)
    return page(
        visit,
        "profile/own_words_preview.html.j2",
        kind=kind,
        noun=noun,
        row=row,
        asked=profile_forms.asked(kind, stands.profile, is_new=row == NEW),
        form=edited.filled,
        number=stands.number,
        is_same=text == stands.text,
        differences=said_differences(impact, stands.profile, after),
        sample=sample,
        tried=_try(sample, stands.profile, after) if kind.table in TRIED else None,
    )


def _form(visit: Visit, stands: Stands, noun: str, row: str, edited: Edited, *, status: int = 200) -> Response:
    kind = OWN[noun]
    return page(
        visit,
        "profile/own_words_row.html.j2",
        status=status,
        kind=kind,
        noun=noun,
        row=row,
        is_new=row == NEW,
        is_tried=kind.table in TRIED,
        asked=profile_forms.asked(kind, stands.profile, is_new=row == NEW),
        form=edited.filled,
        findings=edited.others,
        number=stands.number,
    )


def _sample(before: Profile, after: Profile, table: str) -> str:
    """A small paper with the words that are new in it, or those that are gone."""
    body = before.bodies[0].name if before.bodies else ""
    rows: Any = "headings" if table == "heading" else "wordings"
    now, then = (tuple(getattr(one, rows)) for one in (before, after))
    changed = [one for one in then if one not in now] or [one for one in now if one not in then]
    words = [word for one in changed for word in one.words]
    heading, wording = (words, []) if table == "heading" else ([], words)
    parts = [f"{word}\nHer står det, afsnittet handler om." for word in heading or ["Sagsfremstilling"]]
    said = " ".join(f"{word[:1].upper()}{word[1:]}." for word in wording or ["Godkendt"])
    return "\n".join(
        [
            f"Referat fra {body} den 16. maj 2023",
            "1. Cykelstier langs kysten",
            *parts,
            "Indstilling",
            "At planen godkendes.",
            f"Beslutning i {body} den 16-05-2023",
            said,
        ]
    )


def _try(sample: str, before: Profile, after: Profile) -> Tried:
    now, then = (_read(sample, profile) for profile in (before, after))
    return Tried(
        tuple((line, line in then) for line in now),
        tuple((line, line in now) for line in then),
    )


def _read(sample: str, profile: Profile) -> list[str]:
    """What the reader finds in the text, a line for each thing."""
    try:
        document = read_document("tekst.txt", sample.encode(), vocabulary=vocabulary_of(profile))
    except UnreadableFileError:
        return []
    return list(_lines(document))


def _lines(document: Document) -> list[str]:
    found = []
    for item in document.items:
        found.append(_("Punkt {number}: {title}").format(number=item.number or "", title=item.title or ""))
        found += [
            f"{labels.capital(_(labels.of(section.key)))}: {_short(section.text)}"
            for section in item.sections.values()
        ]
        if item.route:
            found.append(_("Sagsgang: {route}").format(route=", ".join(item.route)))
        found += [
            _("Besluttet: {outcome} (»{words}«)").format(
                outcome=_(labels.of(one.outcome)), words=_short(one.place.words)
            )
            for one in item.decisions
        ]
    return found


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _SHOWN else f"{flat[: _SHOWN - 1]}…"
