"""Årshjul og indberetning: the year as a wheel, and the duties that come again with the law they rest on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from babel.dates import format_date
from fastapi import APIRouter, Response
from sqlmodel import Session

from calendars.copenhagen import COPENHAGEN
from desk import labels
from desk.duty_words import duty_names
from desk.web.language import _, locale
from desk.web.page import long_day, page, weekday_day
from desk.web.pictures.cycle_strip import Span, cycle_strip
from desk.web.pictures.cycle_strip import Words as StripWords
from desk.web.pictures.wheel import Dot, Free, Milestone, Ring, Words, wheel
from desk.web.visit import Visit, VisitDep
from domain.errors import NotFoundError
from domain.model import Cycle, CycleState, Meeting, MeetingStatus
from domain.profile import Profile
from domain.rules.access import Action, Thing
from domain.rules.access import may as may_see
from domain.rules.facts import CaseFacts
from domain.rules.obligation import NoRound, Obligation, Round
from domain.rules.obligations import NOT_VERIFIED, next_round_of, rounds_of
from domain.rules.rights import Deed, part_of
from domain.store.case_facts import many_case_facts
from domain.store.cycles import cycles_of, duties_in_force
from domain.store.meeting_year import meetings_between
from domain.store.queries import current_profile

router = APIRouter(include_in_schema=False)
FIRST, LAST = 2000, 2099  # the years the calendar reaches
SHOWN_FIRST = "ligestillingsredegoerelse"
_AHEAD = 4  # years of a strip after this one


@dataclass(frozen=True, slots=True)
class Known:
    """A duty of the program's or of the municipality's own, and its name."""

    name: str
    obligation: Obligation


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty as it is listed: its key and name, its next round or that there is none, and what was read of it."""

    key: str
    name: str
    obligation: Obligation
    coming: Round | NoRound

    @property
    def is_repealed(self) -> bool:
        """Whether there is no next round."""
        return isinstance(self.coming, NoRound)


@dataclass(frozen=True, slots=True)
class Touched:
    """A round that somebody, or the clock, has done something about. ``case_id`` is None where it may not be seen."""

    state: str
    colour: str
    note: str
    case_id: str | None
    number: str


@router.get("/aarshjul")
def show(visit: VisitDep, aar: int = 0, pligt: str = SHOWN_FIRST) -> Response:
    """The wheel of a year with its table, and the rounds of one duty with theirs."""
    visit.check_may(Deed.LOOK)
    year = aar or visit.today.year
    if not FIRST <= year <= LAST:
        raise NotFoundError(noun="year", id=str(aar))
    with visit.db.read() as session:
        profile = current_profile(session)
        duties = duties_in_force(session)
        touched = _touched(session, visit, pligt)
        meetings = meetings_between(session, date(year, 1, 1), date(year, 12, 31))
        bodies = _bodies(profile, meetings, year)
        rings = _rings(profile, bodies, meetings)
    known = _known(profile, duties)
    if pligt not in known:
        raise NotFoundError(noun="obligation", id=pligt)
    milestones = _milestones(known.values(), year)
    words = _wheel_words(year, visit.today)
    free = _free(profile, year)
    return page(
        visit,
        "year_wheel/year_wheel.html.j2",
        year=year,
        before=year - 1 if year > FIRST else None,
        after=year + 1 if year < LAST else None,
        wide=wheel(year, rings, milestones, words, today=visit.today, free=free),
        narrow=wheel(year, rings, milestones, words, today=visit.today, free=free, narrow=True),
        has_meetings=bool(meetings),
        bodies=[(key, next((one.name for one in profile.bodies if one.key == key), key)) for key in bodies],
        months=_months(bodies, meetings),
        milestones=milestones,
        free=free,
        duties=_duties(known.values(), visit.today),
        not_verified=[
            (labels.capital(_(labels.OBLIGATIONS[key])), one) for key, one in NOT_VERIFIED.items() if key not in known
        ],
        chosen=_chosen(known[pligt], visit.today),
        touched=touched,
    )


def _bodies(profile: Profile, meetings: Sequence[Meeting], year: int) -> list[str]:
    """The bodies of the year from the outer ring inwards: the council first, the management last."""
    meeting = {one.body_key for one in meetings}
    return [body.key for body in reversed(profile.bodies) if body.key in meeting or body.is_valid(date(year, 7, 1))]


def _rings(profile: Profile, bodies: Iterable[str], meetings: Sequence[Meeting]) -> list[Ring]:
    names = {body.key: body.name for body in profile.bodies}
    return [
        Ring(key, names.get(key, key), tuple(_dot(one) for one in meetings if one.body_key == key)) for key in bodies
    ]


def _dot(meeting: Meeting) -> Dot:
    is_off = meeting.status is MeetingStatus.CANCELLED
    at = meeting.starts_at.astimezone(COPENHAGEN)
    said = f"{meeting.body_key} {weekday_day(meeting.held_on)} {_('kl.')} {at:%H.%M}"
    return Dot(meeting.held_on, f"{said} ({_('aflyst')})" if is_off else said, f"/moede/{meeting.id}", is_off)


def _known(profile: Profile, duties: Mapping[str, Obligation]) -> dict[str, Known]:
    """Every duty in use, on the days that hold now: those in law, and those the municipality has set itself."""
    names = duty_names(profile)
    return {key: Known(labels.capital(names[key]), one) for key, one in duties.items()}


def _touched(session: Session, visit: Visit, key: str) -> dict[int, Touched]:
    """The rounds of a duty by year, as far as they have come; of a closed case only to those who may see it."""
    rows = cycles_of(session, key)
    cases = many_case_facts(session, [row.case_id for row in rows.values() if row.case_id is not None])
    return {year: _as_touched(visit, row, cases.get(row.case_id or "")) for year, row in rows.items()}


def _as_touched(visit: Visit, row: Cycle, case: CaseFacts | None) -> Touched:
    may_see_it = case is not None and (
        case.is_open or may_see(part_of(visit.visitor, case), Action.SEE_TEXT, Thing.CLOSED_ITEM)
    )
    moved = f"{row.moved_because} ({row.moved_source})" if row.moved_source else ""
    return Touched(
        state=_(labels.of(row.state)),
        colour="warning" if row.risk is not None else _COLOURS.get(row.state, "info"),
        note=row.not_done_because or moved or (_(labels.of(row.risk)) if row.risk is not None else ""),
        case_id=case.id if case is not None and may_see_it else None,
        number=case.number if case is not None and may_see_it else "",
    )


_COLOURS = {CycleState.APPROVED: "success", CycleState.SUBMITTED: "success"}


def _milestones(known: Iterable[Known], year: int) -> list[Milestone]:
    """The last day of every round that is due in the year."""
    found = [
        Milestone(
            round_.due_on,
            one.name,
            f"{one.name}: {_('senest')} {long_day(round_.due_on)}. {round_.source}",
            f"/aarshjul?aar={year}&pligt={round_.obligation}#pligt",
        )
        for one in known
        for round_ in rounds_of(one.obligation, until=date(year, 12, 31))
        if round_.due_on.year == year
    ]
    return sorted(found, key=lambda one: (one.on, one.label))


def _free(profile: Profile, year: int) -> list[Free]:
    """The recess of the year: whole months, holiday weeks, and the municipality's own days."""
    recess = profile.recess
    found = [
        Free(
            date(year, month, 1),
            _last_of(year, month),
            _("Ingen møder i %(month)s") % {"month": _month_names("LLLL")[month - 1]},
        )
        for month in sorted(recess.months)
    ]
    for week in sorted(recess.weeks):
        try:
            monday = date.fromisocalendar(year, week, 1)
        except ValueError:  # week 53 of a year without one
            continue
        found.append(Free(monday, monday + timedelta(days=6), _("Ingen møder i uge %(week)s") % {"week": week}))
    found += [Free(one.from_on, one.to_on, one.name) for one in recess.periods if one.from_on.year == year]
    return sorted(found, key=lambda one: one.first_on)


def _last_of(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _months(bodies: Sequence[str], meetings: Sequence[Meeting]) -> list[tuple[str, list[list[Meeting]]]]:
    """The wheel's table: a row a month, a cell a body."""
    by_month = {month: list(group) for month, group in groupby(meetings, key=lambda one: one.held_on.month)}
    return [
        (labels.capital(name), [[one for one in by_month.get(month, []) if one.body_key == key] for key in bodies])
        for month, name in enumerate(_month_names("LLLL"), 1)
    ]


def _duties(known: Iterable[Known], today: date) -> list[Duty]:
    """Every duty in use, by its next last day; what is repealed last."""
    found = [
        Duty(one.obligation.key, one.name, one.obligation, next_round_of(one.obligation, today)) for one in known
    ]
    return sorted(found, key=lambda one: (one.coming.due_on if isinstance(one.coming, Round) else date.max, one.key))


def _chosen(known: Known, today: date) -> dict[str, object]:
    """One duty: its strip, and its rounds as a table, newest first."""
    obligation, name = known.obligation, known.name
    until = date(today.year + _AHEAD, 12, 31)
    found = rounds_of(obligation, until=until)
    repeal = obligation.repeal
    words = StripWords(
        _("%(name)s: runder") % {"name": name},
        _("Hver runde er en bjælke over de dage, den dækker. Trekanten er fristen. Tabellen siger det samme."),
        _("i dag"),
        _("ophævet"),
    )
    spans = [
        Span(str(one.year), one.period_start, one.period_end, one.due_on, one.source, _round_title(one))
        for one in found
    ]
    return {
        "key": obligation.key,
        "name": name,
        "obligation": obligation,
        "rounds": list(reversed(found)),
        "strip": cycle_strip(
            spans, words, until=until, today=today, repealed_on=repeal.valid_from if repeal is not None else None
        ),
    }


def _round_title(one: Round) -> str:
    period = f"{long_day(one.period_start)} – {long_day(one.period_end)}"
    return f"{one.year}: {period}, {_('senest')} {long_day(one.due_on)}. {one.source}"


def _wheel_words(year: int, today: date) -> Words:
    """What the wheel says itself; the months are short in either language."""
    name = _("Årshjul %(year)s") % {"year": year}
    said = _("Møderne ligger i ringe, en for hvert organ. Uden om står årets frister. Tabellerne siger det samme.")
    now = f"{_('i dag')} {format_date(today, _('d. MMM'), locale=locale())}"
    return Words(name, said, now, tuple(_month_names("LLL")))


def _month_names(pattern: str) -> list[str]:
    return [format_date(date(2000, month, 1), pattern, locale=locale()).rstrip(".") for month in range(1, 13)]
