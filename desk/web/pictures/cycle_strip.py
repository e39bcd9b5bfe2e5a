"""A duty's rounds on one line of time: what each covered, when it was due, under which law, and where it ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from textwrap import shorten

from markupsafe import Markup

WIDTH, HEIGHT = 1000, 204
_LEFT, _RIGHT = 14, 14
_LAW_Y, _BAR_Y, _BAR_HEIGHT, _AXIS_Y = 34, 62, 56, 144
_CHAR = 7.4  # how wide a letter is, on the average
_EMPTY = Markup()


@dataclass(frozen=True, slots=True)
class Span:
    """One round: its name, the days it covers (both included), its last day, the law, and what is said of it."""

    name: str
    first_on: date
    last_on: date
    due_on: date
    law: str
    title: str


@dataclass(frozen=True, slots=True)
class Words:
    """What the strip says itself."""

    name: str
    description: str
    today: str = "i dag"
    repealed: str = "ophævet"


def cycle_strip(
    rounds: Sequence[Span], words: Words, *, until: date, today: date | None = None, repealed_on: date | None = None
) -> Markup:
    """The rounds as SVG, from the first one's beginning to ``until``; no rounds, no picture."""
    if not rounds:
        return _EMPTY
    line = _Line(rounds[0].first_on, max(until, rounds[-1].due_on))
    drawn = [
        *_laws(line, rounds),
        *(_bar(line, one) for one in rounds),
        _repealed(line, repealed_on, words.repealed) if repealed_on and repealed_on < line.last else _EMPTY,
        *_years(line),
        _today(line, today, words.today) if today and line.first <= today <= line.last else _EMPTY,
    ]
    return Markup(
        '<svg class="strip" role="img" viewBox="0 0 {} {}"><title>{}</title><desc>{}</desc>{}</svg>'
    ).format(WIDTH, HEIGHT, words.name, words.description, _EMPTY.join(drawn))


@dataclass(frozen=True, slots=True)
class _Line:
    """The line of time: which day stands where."""

    first: date
    last: date

    def at(self, day: date) -> float:
        share = (day - self.first).days / max(1, (self.last - self.first).days)
        return _LEFT + min(max(share, 0.0), 1.0) * (WIDTH - _LEFT - _RIGHT)


def _px(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _laws(line: _Line, rounds: Sequence[Span]) -> list[Markup]:
    """A bracket over the rounds that rest on one law."""
    drawn = []
    for law, group in groupby(rounds, key=lambda one: one.law):
        under = list(group)
        start, end = line.at(under[0].first_on), line.at(under[-1].last_on)
        said = shorten(law, max(8, int((end - start) / _CHAR)), placeholder=" …")
        drawn.append(
            Markup(
                '<path class="strip__law" d="M{0} {1}v-8H{2}v8"/><text class="strip__law-name" x="{0}" y="{3}">{4}'
                "<title>{5}</title></text>"
            ).format(_px(start), _LAW_Y + 16, _px(end - 3), _LAW_Y, said, law)
        )
    return drawn


def _bar(line: _Line, one: Span) -> Markup:
    start, end, due = line.at(one.first_on), line.at(one.last_on), line.at(one.due_on)
    return Markup(
        '<g><title>{}</title><rect class="strip__round" x="{}" y="{}" width="{}" height="{}" rx="3"/>'
        '<text class="strip__name" x="{}" y="{}">{}</text><path class="strip__due" d="M{} {}l-6 11h12z"/></g>'
    ).format(
        one.title,
        _px(start),
        _BAR_Y,
        _px(max(end - start - 3, 2)),
        _BAR_HEIGHT,
        _px((start + end) / 2),
        _BAR_Y + _BAR_HEIGHT // 2,
        one.name,
        _px(due),
        _BAR_Y + _BAR_HEIGHT + 3,
    )


def _repealed(line: _Line, day: date, word: str) -> Markup:
    start = line.at(day)
    return Markup(
        '<rect class="strip__repealed" x="{}" y="{}" width="{}" height="{}" rx="3"/>'
        '<text class="strip__name strip__name--repealed" x="{}" y="{}">{}</text>'
    ).format(
        _px(start),
        _BAR_Y,
        _px(WIDTH - _RIGHT - start),
        _BAR_HEIGHT,
        _px((start + WIDTH - _RIGHT) / 2),
        _BAR_Y + _BAR_HEIGHT // 2,
        word,
    )


def _years(line: _Line) -> list[Markup]:
    years = range(line.first.year + 1, line.last.year + 1)
    step = max(1, len(years) * 48 // WIDTH + 1)
    return [
        Markup(
            '<path class="strip__year" d="M{0} {1}v7"/><text class="strip__year-name" x="{0}" y="{2}">{3}</text>'
        ).format(_px(line.at(date(year, 1, 1))), _AXIS_Y - 6, _AXIS_Y + 20, year)
        for year in years
        if (year - years[0]) % step == 0
    ]


def _today(line: _Line, today: date, word: str) -> Markup:
    x = line.at(today)
    anchor = "strip__today-name strip__today-name--left" if x > WIDTH - 80 else "strip__today-name"
    return Markup('<path class="strip__today" d="M{0} {1}V{2}"/><text class="{3}" x="{4}" y="{5}">{6}</text>').format(
        _px(x), _BAR_Y - 6, _AXIS_Y, anchor, _px(x), HEIGHT - 14, word
    )
