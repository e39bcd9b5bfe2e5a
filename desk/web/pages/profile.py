"""Profil: the municipality's bodies, rules and people, to read; and to edit, once one has seen what it changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from uuid import uuid4

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from calendars.deadlines import Basis
from desk import error_words, profile_words
from desk.duty_words import duty_names
from desk.web import profile_forms
from desk.web.forms import Filled, empty
from desk.web.language import _
from desk.web.page import page
from desk.web.profile_forms import KINDS, NEW, Edited, RowKind
from desk.web.visit import TypedDep, Visit, VisitDep
from domain.casework.municipality import adopt_profile
from domain.casework.profile_impact import newest_text, preview_profile, refers_to
from domain.errors import ConflictError, NoProfileError, NotFoundError, StillInUseError
from domain.model import ProfileText
from domain.profile import Profile, load_profile
from domain.profile.edit import change_row
from domain.rules.rights import Deed

router = APIRouter(include_in_schema=False)
SHOWN_MOVES = 40  # deadlines in one table; the number says how many there are


@dataclass(frozen=True, slots=True)
class _Stands:
    """The profile in force: its text, its number, its name, and what it says."""

    text: str
    number: int
    name: str
    profile: Profile


@router.get("/profil")
def show(visit: VisitDep, gemt: str = "") -> Response:
    """Everything the profile says, as tables."""
    visit.check_may(Deed.LOOK)
    with visit.db.read() as session:
        stands = _stands(session)
    profile = stands.profile
    titles = {post.key: post.title for post in profile.posts}
    names = {person.key: person.name for person in profile.people}
    return page(
        visit,
        "profile/profile.html.j2",
        profile=profile,
        number=stands.number,
        saved=bool(gemt),
        may_edit=visit.may(Deed.PROFILE),
        titles=titles,
        names=names,
        holders=_holders(profile, visit.today, names),
        law=[rule for rule in profile.deadline_rules if rule.basis is Basis.LAW],
        house=_by_what_they_apply_to(profile),
        words=profile_words,
        duties={key: f"{name[:1].upper()}{name[1:]}" for key, name in duty_names(profile).items()},
        closing=_by_year(sorted(profile.local.closing)),
        half=_by_year(sorted(profile.local.half)),
    )


@router.get("/profil/tekst")
def expert(visit: VisitDep) -> Response:
    """The whole text, for those who would rather write it."""
    visit.check_may(Deed.PROFILE)
    with visit.db.read() as session:
        stands = _stands(session)
    return _text_page(visit, stands, Edited(empty(text=stands.text)))


@router.post("/profil/tekst")
def expert_typed(visit: VisitDep, typed: TypedDep) -> Response:
    """What the text as it was typed would change."""
    visit.check_may(Deed.PROFILE)
    with visit.db.read() as session:
        stands = _stands(session)
        text = _plain(typed.get("text"))
        edited = profile_forms.checked(text, stands.name, {"text": text})
        if edited.text is None:
            return _text_page(visit, stands, edited, status=422)
        return _preview(
            visit, session, stands, edited.text, replaces=_number(typed.get("replaces")), back="/profil/tekst"
        )


@router.post("/profil/gem")
def save(visit: VisitDep, typed: TypedDep) -> Response:
    """Adopt the text that was shown in the preview; it is kept where somebody else was first."""
    visit.check_may(Deed.PROFILE)
    text = _plain(typed.get("text"))
    with visit.db.read() as session:
        stands = _stands(session)
    try:
        adopt_profile(
            visit.db,
            visit.by(str(typed.get("key") or uuid4().hex)),
            name=stands.name,
            text=text,
            replaces=_number(typed.get("replaces")),
        )
    except ConflictError as conflict:
        edited = Edited(empty(text=text).with_error("text", error_words.sentence(conflict)))
        return _text_page(visit, stands, edited, status=409)
    except StillInUseError as refused:
        edited = Edited(empty(text=text).with_error("text", error_words.sentence(refused)))
        return _text_page(visit, stands, edited, status=422)
    return RedirectResponse("/profil?gemt=1", 303)


@router.get("/profil/sagsgang/{key}")
def route(visit: VisitDep, key: str) -> Response:
    """A route: its name and its bodies in order."""
    visit.check_may(Deed.PROFILE)
    with visit.db.read() as session:
        stands = _stands(session)
    if key != NEW and key not in stands.profile.routes:
        raise NotFoundError(noun="routes", id=key)
    bodies = ", ".join(stands.profile.routes.get(key, ()))
    return _route_page(visit, stands, key, Edited(empty(name="" if key == NEW else key, bodies=bodies)))


@router.post("/profil/sagsgang/{key}")
def route_typed(visit: VisitDep, key: str, typed: TypedDep) -> Response:
    """What the route as it was typed would change; ``slet`` takes it out."""
    visit.check_may(Deed.PROFILE)
    with visit.db.read() as session:
        stands = _stands(session)
        said = {"name": str(typed.get("name", "")).strip(), "bodies": str(typed.get("bodies", ""))}
        name = said["name"] if key == NEW else key
        if not name:
            return _route_page(
                visit, stands, key, Edited(empty(**said).with_error("name", _("Udfyld feltet."))), status=422
            )
        bodies = None if typed.get("slet") else profile_forms.words_in(said["bodies"])
        text = change_row(stands.text, "routes", 0, {name: bodies})
        edited = profile_forms.checked(text, stands.name, said, "routes", into="bodies")
        if edited.text is None:
            return _route_page(visit, stands, key, edited, status=422)
        return _preview(visit, session, stands, edited.text, replaces=_number(typed.get("replaces")))


@router.get("/profil/lukkedage")
def closing_days(visit: VisitDep) -> Response:
    """The days the town hall is closed, and the half ones."""
    visit.check_may(Deed.PROFILE)
    with visit.db.read() as session:
        stands = _stands(session)
    local = stands.profile.local
    shown = {name: _one_a_line(days) for name, days in (("closing", local.closing), ("half", local.half))}
    return page(visit, "profile/closing.html.j2", form=empty(**shown), number=stands.number)


@router.post("/profil/lukkedage")
def closing_days_typed(visit: VisitDep, typed: TypedDep) -> Response:
    """What the days as they were typed would change."""
    visit.check_may(Deed.PROFILE)
    with visit.db.read() as session:
        stands = _stands(session)
        form = empty(closing=str(typed.get("closing", "")), half=str(typed.get("half", "")))
        values: dict[str, Any] = {}
        local = stands.profile.local
        for name, before in (("closing", local.closing), ("half", local.half)):
            days, wrong = profile_forms.days_in(form.typed[name])
            if wrong:
                form = form.with_error(
                    name, _("»{day}« er ingen dato. Skriv den som 12-04-2023.").format(day=wrong[:40])
                )
            kept = [day for day in sorted(before) if day in days]
            values[name] = kept + [day for day in days if day not in before]
        if form.errors:
            return page(visit, "profile/closing.html.j2", status=422, form=form, number=stands.number)
        text = change_row(stands.text, "days", 0, values)
        return _preview(
            visit, session, stands, text, replaces=_number(typed.get("replaces")), back="/profil/lukkedage"
        )


@router.get("/profil/{noun}/{row}")
def edit(visit: VisitDep, noun: str, row: str) -> Response:
    """One row as a form; ``ny`` is an empty one."""
    visit.check_may(Deed.PROFILE)
    kind = _kind(noun)
    with visit.db.read() as session:
        stands = _stands(session)
    number = None if row == NEW else profile_forms.row_of(stands.text, kind, row)
    shown = {} if number is None else profile_forms.typed_of(stands.text, kind, number)
    return _row_page(visit, stands, noun, row, Edited(empty(**shown)))


@router.post("/profil/{noun}/{row}")
def edit_typed(visit: VisitDep, noun: str, row: str, typed: TypedDep) -> Response:
    """What the row as it was typed would change; ``slet`` takes it out."""
    visit.check_may(Deed.PROFILE)
    kind = _kind(noun)
    with visit.db.read() as session:
        stands = _stands(session)
        number = None if row == NEW else profile_forms.row_of(stands.text, kind, row)
        if typed.get("slet") and number is not None:
            refers = refers_to(session, kind.table, row)
            edited = profile_forms.without(stands.text, stands.name, kind, number)
            if refers:
                said = error_words.sentence(StillInUseError(noun=kind.table, id=row, refers=refers))
                edited = Edited(edited.filled.with_error("", said), None, edited.others)
        else:
            edited = profile_forms.edit(stands.text, stands.name, kind, number, typed)
        if edited.text is None:
            if not edited.filled.typed and number is not None:
                shown = profile_forms.typed_of(stands.text, kind, number)
                edited = Edited(Filled(None, edited.filled.errors, shown), None, edited.others)
            return _row_page(visit, stands, noun, row, edited, status=422)
        return _preview(
            visit, session, stands, edited.text, replaces=_number(typed.get("replaces")), back=f"/profil/{noun}/{row}"
        )


def _stands(session: Session) -> _Stands:
    newest: ProfileText | None = newest_text(session)
    if newest is None:
        raise NoProfileError
    return _Stands(newest.toml, newest.number, newest.name, load_profile(newest.name, newest.toml))


def _kind(noun: str) -> RowKind:
    if noun not in KINDS:
        raise NotFoundError(noun="profile", id=noun)
    return KINDS[noun]


def _preview(
    visit: Visit, session: Session, stands: _Stands, text: str, *, replaces: int | None, back: str = "/profil"
) -> Response:
    """What would change, in words, with the button that does it. Somebody else's newer profile is a conflict."""
    if replaces is not None and replaces != stands.number:
        conflict = ConflictError(noun="profile", id=stands.name, expected=replaces, found=stands.number)
        return _text_page(
            visit,
            stands,
            Edited(empty(text=text).with_error("text", error_words.sentence(conflict))),
            status=409,
        )
    impact = preview_profile(session, name=stands.name, text=text, today=visit.today)
    after = load_profile(stands.name, text)
    differences = [
        {
            "change": one.change.value,
            "says": profile_words.sentence(one, stands.profile, after),
            "fields": [profile_words.changed_field(one, change, after) for change in one.fields],
        }
        for one in impact.differences
    ]
    titles = {post.key: post.title for post in after.posts}
    return page(
        visit,
        "profile/preview.html.j2",
        status=422 if impact.still_used else 200,
        impact=impact,
        differences=differences,
        reminded=[titles[post] for post in impact.reminded],
        still_used=[
            error_words.sentence(StillInUseError(noun=one.noun, id=one.key, refers=one.refers))
            for one in impact.still_used
        ],
        shown=impact.moved[:SHOWN_MOVES],
        is_same=text == stands.text,
        text=text,
        number=stands.number,
        back=back,
    )


def _text_page(visit: Visit, stands: _Stands, edited: Edited, *, status: int = 200) -> Response:
    return page(
        visit,
        "profile/text.html.j2",
        status=status,
        form=edited.filled,
        findings=edited.others,
        number=stands.number,
    )


def _row_page(visit: Visit, stands: _Stands, noun: str, row: str, edited: Edited, *, status: int = 200) -> Response:
    kind = KINDS[noun]
    return page(
        visit,
        "profile/row.html.j2",
        status=status,
        kind=kind,
        row=row,
        noun=noun,
        is_new=row == NEW,
        asked=profile_forms.asked(kind, stands.profile, is_new=row == NEW),
        form=edited.filled,
        findings=edited.others,
        number=stands.number,
    )


def _route_page(visit: Visit, stands: _Stands, key: str, edited: Edited, *, status: int = 200) -> Response:
    return page(
        visit,
        "profile/route.html.j2",
        status=status,
        row=key,
        is_new=key == NEW,
        form=edited.filled,
        findings=edited.others,
        bodies=stands.profile.bodies,
        number=stands.number,
    )


def _plain(typed: object) -> str:
    """A text area's text with the line ends a file has."""
    return str(typed or "").replace("\r\n", "\n").strip("\n") + "\n"


def _number(typed: object) -> int | None:
    said = str(typed or "")
    return int(said) if said.isascii() and said.isdigit() else None


def _holders(profile: Profile, today: date, names: dict[str, str]) -> dict[str, list[dict[str, object]]]:
    """Who holds each post, now and to come, with the number of the row that says so."""
    found: dict[str, list[dict[str, object]]] = {}
    for row, one in enumerate(profile.holdings):
        if one.to_on is None or today < one.to_on:
            held = {"row": row, "name": names.get(one.person, one.person), "from_on": one.from_on, "to_on": one.to_on}
            found.setdefault(one.post, []).append({**held, "is_ahead": one.from_on > today})
    return found


def _by_what_they_apply_to(profile: Profile) -> list[tuple[str, list[Any]]]:
    rules = [rule for rule in profile.deadline_rules if rule.basis is not Basis.LAW]
    return [
        (profile_words.applies_to(profile, said), list(group))
        for said, group in groupby(rules, key=lambda rule: rule.applies_to)
    ]


def _by_year(days: list[date]) -> list[tuple[int, list[date]]]:
    return [(year, list(group)) for year, group in groupby(days, key=lambda day: day.year)]


def _one_a_line(days: frozenset[date]) -> str:
    return "\n".join(f"{day:%d-%m-%Y}" for day in sorted(days))
