"""``/moeder``: the year and the month of meetings, for the wall and for the phone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Annotated

from babel.dates import format_date
from fastapi import APIRouter, Query
from fastapi.responses import Response
from sqlmodel import Session, col, select

from calendars.copenhagen import COPENHAGEN
from calendars.year_plan_values import ProposedMeeting, YearProposal
from desk import finding_words, labels
from desk.web.language import _, locale
from desk.web.page import page
from desk.web.visit import VisitDep
from desk.web.year_table import (
    Mark,
    marks_of,
    month_after,
    month_mondays,
    month_table,
    off_day,
    spans,
    weeks_of,
    year_table,
)
from domain.errors import NotFoundError
from domain.model import Body, Meeting, MeetingStatus
from domain.profile import Profile
from domain.profile.year_plan import conflicts_in
from domain.rules.rights import Deed
from domain.store.meeting_year import cases_counted, deadlines_between, meeting_years, meetings_between
from domain.store.queries import current_profile

router = APIRouter(include_in_schema=False)


@router.get("/moeder")
def year(visit: VisitDep, aar: Annotated[int | None, Query(ge=2001, le=2098)] = None) -> Response:
    """The year as a table, with its holidays, its recess and what speaks against it."""
    visit.check_may(Deed.LOOK)
    shown = aar or visit.today.year
    mondays = weeks_of(shown)
    first, last = mondays[0], mondays[-1] + timedelta(days=6)
    with visit.db.read() as session:
        profile = current_profile(session)
        meetings = meetings_between(session, first, last)
        conflicts = _conflicts(profile, shown, meetings)
        marks = marks_of(meetings, cases_counted(session, (one.id for one in meetings)), conflicts)
        bodies = bodies_shown(session, profile, meetings, first, last)
        years = meeting_years(session)
    days = profile.day_table()
    off = (off_day(first + timedelta(days=number), days, profile.recess) for number in range((last - first).days + 1))
    return page(
        visit,
        "meetings/year.html.j2",
        year=shown,
        years=sorted({*years, shown, visit.today.year}),
        halves=year_table(shown, marks, bodies, days, profile.recess, today=visit.today),
        months=_by_month(marks),
        off=list(spans(one for one in off if one is not None)),
        conflicts=[
            (day, sentence)
            for (_body, day), some in sorted(conflicts.items(), key=lambda one: one[0][1])
            for sentence in some
        ],
        names=dict(bodies),
        short_weekday=short_weekday,
        month_name=month_name,
        can_change=visit.may_somewhere(Deed.MEETINGS),
        can_plan=visit.may(Deed.MEETINGS),
        has_rules=bool(profile.meeting_rules),
    )


@router.get("/moeder/{aar}/{maaned}")
def month(visit: VisitDep, aar: int, maaned: int) -> Response:
    """A month as a calendar, with the meetings and the deadlines of each day."""
    visit.check_may(Deed.LOOK)
    first = _month(aar, maaned)
    mondays = month_mondays(first)
    start, end = mondays[0], mondays[-1] + timedelta(days=6)
    with visit.db.read() as session:
        profile = current_profile(session)
        meetings = meetings_between(session, start, end)
        deadlines = deadlines_between(session, start, end)
        marks = marks_of(meetings, cases_counted(session, (one.id for one in meetings)), {})
        names = dict(session.exec(select(col(Body.key), col(Body.name))).all())
    weeks = month_table(first, marks, deadlines, profile.day_table(), profile.recess, today=visit.today)
    return page(
        visit,
        "meetings/month.html.j2",
        first=first,
        before=(first - timedelta(days=1)).replace(day=1),
        after=month_after(first),
        weeks=weeks,
        names=names,
        month_name=month_name,
        weekday=lambda day: format_date(day, "EEEE", locale=locale()),
        kinds={kind: _(word) for kind, word in labels.LABELS["DeadlineKind"].items()},
    )


def bodies_shown(
    session: Session, profile: Profile, meetings: Iterable[Meeting], first: date, last: date
) -> list[tuple[str, str]]:
    """Key and name of the bodies of that time, in the profile's order; those that only meet are last."""
    names = dict(session.exec(select(col(Body.key), col(Body.name))).all())
    there = [body.key for body in profile.bodies if body.is_valid(first) or body.is_valid(last)]
    met = sorted({meeting.body_key for meeting in meetings} - set(there))
    return [(key, names.get(key, key)) for key in (*there, *met)]


def short_weekday(day: date) -> str:
    """For example "ti"."""
    return format_date(day, "EEEEEE", locale=locale()).rstrip(".")


def month_name(day: date) -> str:
    """For example "april"."""
    return format_date(day, "LLLL", locale=locale())


def as_proposed(meetings: Iterable[Meeting]) -> tuple[ProposedMeeting, ...]:
    """Planned meetings as the rules on a year look at them; those that are off stand in nobody's way."""
    found = []
    for one in meetings:
        if one.status is MeetingStatus.CANCELLED:
            continue
        starts, ends = (moment.astimezone(COPENHAGEN) for moment in (one.starts_at, one.ends_at))
        same_day = ends.time() if ends.date() == starts.date() else None
        found.append(ProposedMeeting(one.body_key, one.held_on, starts.time(), same_day, one.place, one.held_on))
    return tuple(found)


def _conflicts(profile: Profile, year: int, meetings: Sequence[Meeting]) -> Mapping[tuple[str, date], list[str]]:
    """What speaks against the year, in Danish, by body and day; a missing month stands on its first day."""
    known = {body.key for body in profile.bodies}
    planned = tuple(one for one in as_proposed(meetings) if one.body in known and one.on.year == year)
    if not planned:
        return {}
    found: dict[tuple[str, date], list[str]] = defaultdict(list)
    for finding in conflicts_in(profile, YearProposal(year, planned, ())):
        sentence = finding_words.say(finding_words.PLAN, finding.code, finding.facts)
        day = finding.facts.get("date")
        key = (str(finding.facts["body"]), day if isinstance(day, date) else date(year, 1, 1))
        found[key].append(f"{sentence[0].upper()}{sentence[1:]}.")
    days = profile.day_table()
    for one in planned:
        off = off_day(one.on, days, profile.recess)
        if off is not None:
            name = off.name[:1].lower() + off.name[1:] if off.is_recess else off.name
            sentence = _("{body} {day} ligger på en dag, hvor der ellers ikke holdes møder ({name}).")
            found[one.body, one.on].append(sentence.format(body=one.body, day=f"{one.on:%d-%m-%Y}", name=name))
    return found


def _by_month(marks: Sequence[Mark]) -> list[tuple[date, list[Mark]]]:
    by_month = groupby(marks, key=lambda mark: mark.meeting.held_on.replace(day=1))
    return [(first, list(some)) for first, some in by_month]


def _month(year: int, month: int) -> date:
    """The first of the month. Raises ``NotFoundError`` where there is none such."""
    try:
        if 2001 <= year <= 2098:  # noqa: PLR2004 - as far as the day table reaches, and a year to either side
            return date(year, month, 1)
    except ValueError:
        pass
    raise NotFoundError(noun="month", id=f"{month}-{year}")
