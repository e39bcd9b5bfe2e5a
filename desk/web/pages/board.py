"""Tavle and the list of cases: where every case is, what is in danger, and every case found again by its words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from babel.dates import format_date
from fastapi import APIRouter, Response
from sqlmodel import Session, select

from desk.duty_words import duty_names
from desk.web.board_rows import CaseRow, as_rows, rows_of
from desk.web.language import _, locale
from desk.web.page import page
from desk.web.pictures.timeline import Words, timeline
from desk.web.visit import Visit, VisitDep
from domain.model import Body, CaseState
from domain.rules.danger import Level
from domain.rules.rights import Deed
from domain.store.alarms import alarms
from domain.store.board_paging import Cursor, Slice
from domain.store.board_queries import cases_between, cursor_of, list_cases
from domain.store.case_wish import Order, Wish
from domain.store.people import bodies_served, posts_held
from domain.store.queries import current_profile

router = APIRouter(include_in_schema=False)

LINES, ROWS = 25, 50  # of a page of the picture, of the list
LAST_PAGE = 40  # so far one can go by a page's number; the list of cases goes on by its last case
FARTHEST = 1_000_000
WEEKS_BACK, WEEKS, STEP = 3, 13, 4
NAMED = 5  # cases an alarm names before it says how many more
OWN = "mine"
STATES: dict[str, tuple[CaseState, ...]] = {
    "igang": (CaseState.OPEN,),
    "afsluttet": (CaseState.CLOSED,),
    "tilbage": (CaseState.WITHDRAWN,),
    "alle": (),
}
STATE_NAMES = {"igang": "I gang", "afsluttet": "Afsluttede", "tilbage": "Trukket tilbage", "alle": "Alle"}
ORDERS = {"moede": Order.NEXT, "nummer": Order.NUMBER, "titel": Order.TITLE}


@dataclass(frozen=True, slots=True)
class Asked:
    """What stands in the address: which cases, how sorted, which page. What is not understood is left out."""

    q: str = ""
    mine: bool = False
    organ: str = ""
    sen: bool = False
    cyklus: str = ""
    lukkede: bool = False
    tilstand: str = "igang"
    sorter: str = "moede"
    ned: bool = False
    side: int = 1
    efter: str = ""
    fra: date | None = None

    def address(self, path: str, **other: object) -> str:
        """The same with something else, as short as it can be said."""
        changed = replace(self, **{"side": 1, "efter": "", **other})  # type: ignore[arg-type]  # the fields' own values
        said = {
            name: "ja" if value is True else value
            for name in _NAMES
            if (value := getattr(changed, name)) != getattr(_NOTHING_ASKED, name)
        }
        return f"{path}?{urlencode(said)}" if said else path

    @property
    def is_narrowed(self) -> bool:
        """Whether not every open case is asked for."""
        return bool(self.q or self.mine or self.organ or self.sen or self.cyklus or self.lukkede)


_NOTHING_ASKED = Asked()
_NAMES = tuple(Asked.__dataclass_fields__)


@router.get("/")
def board(visit: VisitDep) -> Response:
    """Tavlen: alarms, the picture of the weeks, and its table."""
    visit.check_may(Deed.LOOK)
    asked = _asked(visit)
    first = asked.fra or visit.today - timedelta(weeks=WEEKS_BACK)
    monday = first - timedelta(days=first.weekday())
    until = monday + timedelta(weeks=WEEKS)
    with visit.db.read() as session:
        wish, choices = _wish(visit, session, asked), _choices(session)
        found = cases_between(
            session,
            wish,
            from_on=monday,
            to_on=until,
            today=visit.today,
            sees_closed=visit.visitor.sees_closed,
            offset=(asked.side - 1) * LINES,
            limit=LINES,
        )
        rows = rows_of(visit, session, found.ids)
        noticed = alarms(session, today=visit.today)
        late, stuck = noticed.of(Level.LATE), noticed.of(Level.AT_RISK)
        named_late, named_stuck = (as_rows(visit, session, some[:NAMED]) for some in (late, stuck))
    known = {one.facts.id for one in stuck}
    risky = [row for row in rows if row.level is Level.AT_RISK and row.id not in known]
    return page(
        visit,
        "board/board.html.j2",
        asked=asked,
        choices=choices,
        rows=rows,
        picture=_picture(rows, monday, until, visit.today),
        monday=monday,
        until=until,
        alarms=(
            _card(Level.LATE, named_late, len(late), has_more=noticed.has_more),
            _card(Level.AT_RISK, [*named_stuck, *risky], len(stuck) + len(risky), has_more=found.has_more),
        ),
        deadlines=noticed.deadlines,
        named=NAMED,
        earlier=asked.address("/", fra=monday - timedelta(weeks=STEP)),
        later=asked.address("/", fra=monday + timedelta(weeks=STEP)),
        **_turning(asked, "/", found),
    )


@router.get("/sager")
def cases(visit: VisitDep) -> Response:
    """Every case, by its words, its owner, its body; sorted; a page at a time."""
    visit.check_may(Deed.LOOK)
    asked = _asked(visit)
    with visit.db.read() as session:
        wish, choices = _wish(visit, session, asked), _choices(session)
        found = list_cases(
            session,
            wish,
            today=visit.today,
            sees_closed=visit.visitor.sees_closed,
            offset=0 if asked.efter else (asked.side - 1) * ROWS,
            limit=ROWS,
            after=Cursor.read(asked.efter),
        )
        rows = rows_of(visit, session, found.ids)
        beyond = cursor_of(session, wish, found) if asked.side >= LAST_PAGE else None
    template = "board/found.html.j2" if visit.is_fragment else "board/cases.html.j2"
    turning = _turning(asked, "/sager", found, beyond)
    first = (asked.side - 1) * ROWS + 1
    return page(visit, template, asked=asked, choices=choices, rows=rows, first=first, **turning)


def _asked(visit: Visit) -> Asked:
    given = visit.request.query_params
    try:
        from_on = date.fromisoformat(given.get("fra", ""))
    except ValueError:
        from_on = None
    page_number, after = given.get("side", ""), given.get("efter", "")[:120]
    is_after = Cursor.read(after) is not None
    last = FARTHEST if is_after else LAST_PAGE
    known = {name: given.get(name) == "ja" for name in ("mine", "sen", "lukkede", "ned")}
    return Asked(
        q=given.get("q", "").strip()[:200],
        organ=given.get("organ", "")[:40],
        cyklus=given.get("cyklus", "")[:60],
        tilstand=given["tilstand"] if given.get("tilstand") in STATES else "igang",
        sorter=given["sorter"] if given.get("sorter") in ORDERS else "moede",
        side=min(int(page_number[:9]), last) if page_number.isdecimal() and int(page_number[:9]) > 0 else 1,
        efter=after if is_after else "",
        fra=from_on if from_on is not None and 1990 <= from_on.year <= 2090 else None,  # noqa: PLR2004 - years
        **known,
    )


def _wish(visit: Visit, session: Session, asked: Asked) -> Wish:
    posts = posts_held(session, visit.visitor.person, visit.today) if asked.mine or asked.organ == OWN else ()
    bodies: tuple[str, ...] | None = (asked.organ,) if asked.organ else None
    if asked.organ == OWN:
        granted = {grant.body for grant in visit.visitor.grants if grant.body is not None}
        bodies = tuple(sorted(granted | set(bodies_served(session, posts))))
    return Wish(
        words=asked.q,
        states=STATES["igang"] if asked.sen else STATES[asked.tilstand],
        owners=posts if asked.mine else None,
        bodies=bodies,
        cycle=asked.cyklus or None,
        is_late=asked.sen,
        closed_only=asked.lukkede,
        order=ORDERS[asked.sorter],
        is_descending=asked.ned,
    )


def _choices(session: Session) -> dict[str, list[tuple[str, str]]]:
    """What may be chosen among in the fields of the form."""
    bodies = session.exec(select(Body.key, Body.name).order_by(Body.key)).all()
    duties = duty_names(current_profile(session))
    return {
        "organ": [
            ("", _("Alle organer")),
            (OWN, _("Mine organer")),
            *((key, f"{name} ({key})") for key, name in bodies),
        ],
        "cyklus": [("", _("Alle sager")), *((key, _capital(name)) for key, name in duties.items())],
        "tilstand": [(key, _(name)) for key, name in STATE_NAMES.items()],
    }


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _turning(asked: Asked, path: str, found: Slice, beyond: Cursor | None = None) -> dict[str, Any]:
    """Where "Forrige" and "Næste" lead; and whether there is more than anybody turns to."""
    before = asked.address(path, side=asked.side - 1) if asked.side > 1 and not asked.efter else None
    is_far = asked.side >= LAST_PAGE  # from there a page begins after the last case of the one before it
    more = {"efter": str(beyond)} if beyond is not None else {}
    after = asked.address(path, side=asked.side + 1, **more) if found.has_more and (more or not is_far) else None
    beginning = asked.address(path) if asked.efter else None
    return {"before": before, "after": after, "beginning": beginning, "too_many": found.has_more and after is None}


def _card(level: Level, rows: list[CaseRow], count: int, *, has_more: bool) -> dict[str, Any]:
    """An alarm about cases. What is at risk is looked for among those that are shown; the late are all."""
    heading, calm, address = CARDS[level]
    return {
        "kind": level.value,
        "heading": _(heading),
        "count": f"{count}{'+' if has_more else ''}",
        "rows": rows[:NAMED],
        "has_more": count > NAMED or has_more,
        "calm": _(calm),
        "address": address,
    }


CARDS = {
    Level.LATE: ("For sent", "Intet er for sent.", "/sager?sen=ja"),
    Level.AT_RISK: ("I fare", "Ingen af de viste sager er i fare.", "#rul"),
}


def _picture(rows: list[CaseRow], from_on: date, to_on: date, today: date) -> str:
    words = Words(
        name=_("Sager i det politiske rul"),
        description=_(
            "En linje for hver sag med dens led på mødedagene. De samme oplysninger står i tabellen nedenfor."
        ),
        today=_("i dag"),
        week=lambda day: _("uge {week}").format(week=day.isocalendar().week),
        month=lambda day: format_date(day, "MMMM y", locale=locale()),
    )
    return timeline([row.line for row in rows], words, from_on=from_on, to_on=to_on, today=today)
