"""Indikatorer og målinger: what an action is measured by, and measurements taken in, all or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from calendars.plan_values import Finding
from domain.casework.rows import check_reason, check_version, find, local_day
from domain.casework.verb import Act, Receipt, verb
from domain.errors import MeasurementFileError, NotAllowedNowError, NotFoundError
from domain.model import Action, Better, Goal, Indicator, Measurement
from domain.model.columns import make_id
from domain.rules.goals import is_possible


@dataclass(frozen=True, slots=True)
class NewMeasurement:
    """A measurement to be taken in. ``row`` is where it stands in its file."""

    indicator_id: str
    measured_on: date
    value: float
    average: float | None = None
    is_year: bool = False
    source: str = ""
    row: int | None = None


@verb
def add_indicator(
    act: Act,
    *,
    action_id: str,
    name: str,
    unit: str,
    better: Better,
    lowest: float | None = None,
    highest: float | None = None,
) -> Receipt:
    """Write down what an action is measured by. Its name is its own among those in use: files name it so.

    Raises:
        NotFoundError: no such action.
        NotAllowedNowError: ``why`` is one of goal_ended, indicator_taken, no_unit, empty_range.
    """
    action = find(act.session, Action, "action", action_id)
    goal = act.session.get_one(Goal, action.goal_id)
    if goal.ended_on is not None:
        raise _refuse(act, action_id, "goal_ended")
    said = " ".join(name.split())
    known = act.session.exec(select(Indicator).filter_by(action_id=action_id, name=said, ended_on=None)).first()
    values = _checked(act, known.id if known else None, said, unit=unit, lowest=lowest, highest=highest)
    if known is not None:
        if known.better is better and all(getattr(known, name) == value for name, value in values.items()):
            return act.already(known.id, goal=goal.id)
        raise _refuse(act, known.id, "indicator_taken")
    indicator_id = make_id("indicator", action_id, said)
    if act.session.get(Indicator, indicator_id) is not None:  # one out of use, or that is called something else now
        indicator_id = make_id("indicator", indicator_id, act.at.isoformat())
    act.session.add(Indicator.new(id=indicator_id, action_id=action_id, better=better, **values))
    return act.enter("indicator", indicator_id, goal=goal.id, action=action_id)


@verb
def change_indicator(
    act: Act,
    *,
    indicator_id: str,
    name: str,
    unit: str,
    better: Better,
    lowest: float | None = None,
    highest: float | None = None,
    version: int | None = None,
) -> Receipt:
    """The indicator is as it is said here, in all of it.

    Raises:
        NotFoundError: no such indicator.
        NotAllowedNowError: ``why`` is one of indicator_ended, indicator_taken, no_unit, empty_range, other_unit
            (there are measurements in the old one), outside_range (there are measurements outside it).
        ConflictError: somebody changed it first.
    """
    indicator = find(act.session, Indicator, "indicator", indicator_id)
    if indicator.ended_on is not None:
        raise _refuse(act, indicator_id, "indicator_ended")
    values = {**_checked(act, indicator_id, name, unit=unit, lowest=lowest, highest=highest), "better": better}
    changed = [name for name, value in values.items() if getattr(indicator, name) != value]
    if not changed:
        return act.already(indicator_id)
    check_version(indicator, "indicator", indicator_id, version)
    measured = act.session.exec(select(Measurement).where(Measurement.indicator_id == indicator_id)).all()
    if measured and "unit" in changed:
        raise _refuse(act, indicator_id, "other_unit")
    numbers = [number for one in measured for number in (one.value, one.average) if number is not None]
    if not all(is_possible(number, lowest, highest) for number in numbers):
        raise _refuse(act, indicator_id, "outside_range")
    for changing in changed:
        setattr(indicator, changing, values[changing])
    indicator.version += 1
    act.session.add(indicator)
    return act.enter("indicator", indicator_id, action=indicator.action_id, changed=changed)


@verb
def end_indicator(act: Act, *, indicator_id: str, reason: str, version: int | None = None) -> Receipt:
    """It is not measured any more, and ``reason`` says why; its measurements stay.

    Raises:
        NotFoundError: no such indicator.
        ReasonMissingError: the reason is empty.
        ConflictError: somebody changed it first.
    """
    indicator = find(act.session, Indicator, "indicator", indicator_id)
    if indicator.ended_on is not None:
        return act.already(indicator_id)
    said = check_reason(reason, act.name, indicator_id)
    check_version(indicator, "indicator", indicator_id, version)
    indicator.ended_on = local_day(act.at)
    indicator.version += 1
    act.session.add(indicator)
    return act.enter("indicator", indicator_id, action=indicator.action_id, reason=said)


@verb
def take_in_measurements(act: Act, *, file: str, rows: Sequence[NewMeasurement]) -> Receipt:
    """Take in measurements, all or nothing; one of a day that is measured already replaces it.

    Raises:
        NotFoundError: no such indicator.
        MeasurementFileError: a row cannot be: the indicator is out of use, the value outside its range, the day to
            come, or the day there twice. Nothing is written.
    """
    findings = list(wrong_with(act.session, rows, local_day(act.at)))
    if findings:
        raise MeasurementFileError(file=file, findings=findings)
    new = changed = 0
    for row in rows:
        values = {"value": row.value, "average": row.average, "is_year": row.is_year, "source": row.source.strip()}
        known = _measured(act, row.indicator_id, row.measured_on)
        if known is None:
            measurement_id = make_id("measurement", row.indicator_id, row.measured_on)
            here = {"indicator_id": row.indicator_id, "measured_on": row.measured_on}
            act.session.add(Measurement.new(id=measurement_id, **here, **values))
            new += 1
        elif any(getattr(known, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(known, name, value)
            act.session.add(known)
            changed += 1
    counted = {"new": new, "changed": changed, "unchanged": len(rows) - new - changed}
    indicators = sorted({row.indicator_id for row in rows})
    if not new and not changed:
        return act.already("measurements", indicators=indicators, **counted)
    return act.enter("measurements", "measurements", indicators=indicators, **counted)


@verb
def strike_measurement(act: Act, *, indicator_id: str, measured_on: date, reason: str) -> Receipt:
    """Take out a measurement that should never have been there, and ``reason`` says why.

    Raises:
        NotFoundError: there is none of that day.
        ReasonMissingError: the reason is empty.
    """
    said = check_reason(reason, act.name, indicator_id)
    known = _measured(act, indicator_id, measured_on)
    if known is None:
        raise NotFoundError(noun="measurement", id=measured_on.isoformat())
    act.session.delete(known)
    facts = {"measured_on": measured_on, "value": known.value, "average": known.average, "reason": said}
    return act.enter("indicator", indicator_id, **facts)


def wrong_with(session: Session, rows: Sequence[NewMeasurement], today: date) -> Iterator[Finding]:
    """What is wrong with measurements that are to be taken in, row by row. Raises ``NotFoundError``: no indicator."""
    seen: dict[tuple[str, date], int | None] = {}
    for row in rows:
        indicator = find(session, Indicator, "indicator", row.indicator_id)
        ends = {"lowest": indicator.lowest, "highest": indicator.highest}
        facts: dict[str, object] = {"indicator": indicator.name, "unit": indicator.unit}
        facts |= {name: end for name, end in ends.items() if end is not None}
        if indicator.ended_on is not None:
            yield Finding("indicator_ended", "error", row.row, None, {**facts, "day": indicator.ended_on})
        for column, number in (("Værdi", row.value), ("Landsgennemsnit", row.average)):
            if number is not None and not is_possible(number, indicator.lowest, indicator.highest):
                yield Finding("outside_range", "error", row.row, column, {**facts, "value": number})
        if row.measured_on > today and not (row.is_year and row.measured_on.year == today.year):
            yield Finding("measured_in_future", "error", row.row, None, {**facts, "day": row.measured_on})
        key = (row.indicator_id, row.measured_on)
        if key in seen:
            yield Finding("measured_twice", "error", row.row, None, {**facts, "first_row": seen[key]})
        seen.setdefault(key, row.row)


def _measured(act: Act, indicator_id: str, on: date) -> Measurement | None:
    wanted = select(Measurement).where(Measurement.indicator_id == indicator_id, Measurement.measured_on == on)
    return act.session.exec(wanted).first()


def _checked(
    act: Act, own_id: str | None, name: str, *, unit: str, lowest: float | None, highest: float | None
) -> dict[str, object]:
    """The columns of an indicator, when it can be."""
    said = " ".join(name.split())
    if not unit.strip():
        raise _refuse(act, own_id or said, "no_unit")
    if lowest is not None and highest is not None and lowest >= highest:
        raise _refuse(act, own_id or said, "empty_range")
    others = act.session.exec(select(Indicator.id, Indicator.name).where(col(Indicator.ended_on).is_(None)))
    if any(other.casefold() == said.casefold() for other_id, other in others if other_id != own_id):
        raise _refuse(act, own_id or said, "indicator_taken")
    return {"name": said, "unit": unit.strip(), "lowest": lowest, "highest": highest}


def _refuse(act: Act, id: str, why: str) -> NotAllowedNowError:
    return NotAllowedNowError(verb=act.name, noun="indicator", id=id, state="", why=why)
