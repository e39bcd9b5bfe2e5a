"""The duties that come again as the year's wheel shows them: each by its next round, one with all of its rounds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, col, select

from desk import labels
from desk.duty_words import duty_names
from desk.web.language import _
from desk.web.page import long_day
from desk.web.pictures.cycle_strip import Span, cycle_strip
from desk.web.pictures.cycle_strip import Words as StripWords
from desk.web.visit import Visit
from domain.model import CaseState, Cycle, CycleState
from domain.profile import BodySpec, Profile
from domain.rules.access import Action, Thing
from domain.rules.access import may as may_see
from domain.rules.facts import CaseFacts
from domain.rules.obligation import NoRound, Obligation, Round
from domain.rules.obligations import next_round_of, rounds_of
from domain.rules.rights import part_of
from domain.store.case_facts import many_case_facts
from domain.store.cycles import TO_WATCH, cycles_of

_AHEAD = 4  # years of a strip after this one
UNTOUCHED = timedelta(days=150)  # a round due so soon should have its case


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
    has_case: bool
    is_settled: bool


@dataclass(frozen=True, slots=True)
class InDanger:
    """A round that may miss its day: the last meeting that still saves it, and its case where one may see that."""

    name: str
    year: int
    due_on: date
    body: str
    last_on: date | None
    case_id: str | None
    number: str
    href: str


def known(profile: Profile, duties: Mapping[str, Obligation]) -> dict[str, Known]:
    """Every duty in use, on the days that hold now: those in law, and those the municipality has set itself."""
    names = duty_names(profile)
    return {key: Known(labels.capital(names[key]), one) for key, one in duties.items()}


def passing(known: Iterable[Known], profile: Profile, body: BodySpec) -> list[Known]:
    """The duties whose rounds the body treats: by their route, else by who decides."""
    found = []
    for one in known:
        cycle = profile.cycle(one.obligation.key)
        if body.key in cycle.route if cycle is not None else one.obligation.approver is body.kind:
            found.append(one)
    return found


def touched(session: Session, visit: Visit, key: str) -> dict[int, Touched]:
    """The rounds of a duty by year, as far as they have come; of a closed case only to those who may see it."""
    rows = cycles_of(session, key)
    cases = many_case_facts(session, [row.case_id for row in rows.values() if row.case_id is not None])
    return {year: _as_touched(visit, row, cases.get(row.case_id or "")) for year, row in rows.items()}


def _as_touched(visit: Visit, row: Cycle, case: CaseFacts | None) -> Touched:
    may_see_it = case is not None and (
        case.is_open or may_see(part_of(visit.visitor, case), Action.SEE_TEXT, Thing.CLOSED_ITEM)
    )
    danger = _(labels.of(row.risk)) if row.risk is not None else ""
    if row.risk_on is not None:  # the meeting that still saves it
        danger = f"{danger}: {row.risk_body} {long_day(row.risk_on)}"
    moved = f"{row.moved_because} ({row.moved_source})" if row.moved_source else ""
    return Touched(
        state=_(labels.of(row.state)),
        colour="warning" if row.risk is not None else _COLOURS.get(row.state, "info"),
        note=row.not_done_because or danger or moved,
        case_id=case.id if case is not None and may_see_it else None,
        number=case.number if case is not None and may_see_it else "",
        has_case=case is not None and case.state is not CaseState.WITHDRAWN,
        is_settled=row.state in _COLOURS,
    )


_COLOURS = {CycleState.APPROVED: "success", CycleState.SUBMITTED: "success"}


def duties(known: Iterable[Known], today: date) -> list[Duty]:
    """Every duty in use, by its next last day; what is repealed last."""
    found = [
        Duty(one.obligation.key, one.name, one.obligation, next_round_of(one.obligation, today)) for one in known
    ]
    return sorted(found, key=lambda one: (one.coming.due_on if isinstance(one.coming, Round) else date.max, one.key))


def chosen(known: Known, today: date) -> dict[str, object]:
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


def in_danger(session: Session, visit: Visit, known: Mapping[str, Known]) -> list[InDanger]:
    """The rounds under way that may miss their day, the nearest first; a case that is closed has no number here."""
    wanted = select(Cycle).where(col(Cycle.state).in_(TO_WATCH), col(Cycle.risk).is_not(None))
    rows = list(session.exec(wanted.order_by(col(Cycle.due_on), col(Cycle.obligation))))
    cases = many_case_facts(session, [row.case_id for row in rows if row.case_id is not None])
    found = []
    for row in rows:
        shown = _as_touched(visit, row, cases.get(row.case_id or ""))
        name = known[row.obligation].name if row.obligation in known else row.obligation
        found.append(
            InDanger(
                name,
                row.year,
                row.due_on,
                row.risk_body or "",
                row.risk_on,
                shown.case_id,
                shown.number,
                f"/aarshjul?aar={row.due_on.year}&pligt={row.obligation}#pligt",
            )
        )
    return found


def without_case(session: Session, known: Mapping[str, Known], today: date) -> list[tuple[str, Round]]:
    """The rounds due soon that have no case and that nobody has given up: what nobody has begun."""
    begun = select(col(Cycle.obligation), col(Cycle.year)).where(
        col(Cycle.due_on) >= today, Cycle.state != CycleState.AWAITED
    )
    is_begun = set(session.exec(begun).all())
    coming = [(one, next_round_of(one.obligation, today)) for one in known.values()]
    return [
        (one.name, found)
        for one, found in coming
        if isinstance(found, Round)
        and found.due_on <= today + UNTOUCHED
        and (found.obligation, found.year) not in is_begun
    ]
