"""The year as a wheel: a ring for each body, a dot for each meeting, and what the year turns on written around it.

It hangs on the wall, so nothing may be cut off: labels outside the wheel stand in two columns that make room for one
another. A body that meets every week would drown the rest, so where dots would touch they become ticks. On a narrow
screen the labels give way to numbers, which the list beside the wheel explains.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import cos, pi, sin
from textwrap import wrap

from markupsafe import Markup

from calendars.danish_dates import MONTHS

SIZE = 700  # of the wheel with what stands just outside it
MARGIN = 230  # on each side, for the labels
_MIDDLE = SIZE / 2
_MONTHS_OUT, _MONTHS_IN = 290.0, 254.0
_RINGS_OUT, _RINGS_IN = 228.0, 78.0
_DOT, _TICK, _EYE = 6.5, 9.0, 2.4
_LABEL_CHARS, _LINE = 25, 19.0
_HUB = 52.0
_APART = 0.135  # radians between two numbers
_EMPTY = Markup()


@dataclass(frozen=True, slots=True)
class Dot:
    """A meeting: its day, what is said of it, where it leads. ``is_off``: cancelled; ``has_more``: standing items."""

    on: date
    title: str
    href: str
    is_off: bool = False
    has_more: bool = False


@dataclass(frozen=True, slots=True)
class Ring:
    """A body's meetings of the year."""

    key: str
    name: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Milestone:
    """What the year turns on: a deadline in law, a round of a duty. Without ``href`` it leads nowhere."""

    on: date
    label: str
    title: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Free:
    """Days without meetings, the last one included: a recess, a holiday week."""

    first_on: date
    last_on: date
    name: str


@dataclass(frozen=True, slots=True)
class Words:
    """What the wheel says itself."""

    name: str
    description: str
    today: str = ""  # "i dag 3. maj", for the middle
    months: Sequence[str] = tuple(month[:3] for month in MONTHS)


def wheel(
    year: int,
    rings: Sequence[Ring],
    milestones: Iterable[Milestone],
    words: Words,
    *,
    today: date | None = None,
    free: Iterable[Free] = (),
    narrow: bool = False,
) -> Markup:
    """The year as SVG. The outermost ring is the first; ``today`` draws a hand when it is in the year."""
    margin = 0 if narrow else MARGIN
    is_this_year = today is not None and today.year == year
    marks = sorted((one for one in milestones if one.on.year == year), key=lambda one: one.on)
    parts = [
        _EMPTY.join(_free(one, year) for one in free),
        _EMPTY.join(_month(year, number, words.months[number - 1]) for number in range(1, 13)),
        _hand(today) if today is not None and is_this_year else _EMPTY,
        _middle(year, words.today if is_this_year else ""),
        _EMPTY.join(
            _ring(ring, radius, number)
            for number, (ring, radius) in enumerate(zip(rings, _radii(len(rings)), strict=True), 1)
        ),
        _numbers(marks) if narrow else _labels(marks),
    ]
    kind = "wheel wheel--narrow" if narrow else "wheel wheel--wide"
    return Markup(
        '<svg class="{}" role="group" viewBox="{} 0 {} {}"><title>{}</title><desc>{}</desc>{}</svg>'
    ).format(kind, -margin, SIZE + 2 * margin, SIZE, words.name, words.description, _EMPTY.join(parts))


def _angle(day: date) -> float:
    """Where in the year, in radians clockwise from the top."""
    first = date(day.year, 1, 1)
    return 2 * pi * (day - first).days / (date(day.year + 1, 1, 1) - first).days


def _at(angle: float, radius: float) -> tuple[str, str]:
    return _px(_MIDDLE + radius * sin(angle)), _px(_MIDDLE - radius * cos(angle))


def _px(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _radii(count: int) -> list[float]:
    if count == 1:
        return [(_RINGS_OUT + _RINGS_IN) / 2]
    return [_RINGS_OUT - place * (_RINGS_OUT - _RINGS_IN) / max(1, count - 1) for place in range(count)]


def _sector(start: float, end: float, inner: float, outer: float) -> str:
    far = int(end - start > pi)
    (a, b), (c, d), (e, f), (g, h) = _at(start, outer), _at(end, outer), _at(end, inner), _at(start, inner)
    r, s = _px(outer), _px(inner)
    return f"M{a} {b}A{r} {r} 0 {far} 1 {c} {d}L{e} {f}A{s} {s} 0 {far} 0 {g} {h}Z"


def _month(year: int, number: int, name: str) -> Markup:
    start = _angle(date(year, number, 1))
    end = _angle(date(year, number + 1, 1)) if number < len(MONTHS) else 2 * pi
    x, y = _at((start + end) / 2, (_MONTHS_IN + _MONTHS_OUT) / 2)
    shade = "wheel__month--odd" if number % 2 else "wheel__month--even"
    return Markup(
        '<path class="wheel__month {}" d="{}"/><text class="wheel__month-name" x="{}" y="{}">{}</text>'
    ).format(shade, _sector(start, end, _MONTHS_IN, _MONTHS_OUT), x, y, name)


def _free(days: Free, year: int) -> Markup:
    first = max(days.first_on, date(year, 1, 1))
    last = min(days.last_on, date(year, 12, 31))
    if last < first:
        return _EMPTY
    end = _angle(last + timedelta(days=1)) if last < date(year, 12, 31) else 2 * pi
    path = _sector(_angle(first), end, _RINGS_IN - 18, _MONTHS_IN)
    return Markup('<path class="wheel__free" d="{}"><title>{}</title></path>').format(path, days.name)


def _hand(today: date) -> Markup:
    (x1, y1), (x2, y2) = (_at(_angle(today), radius) for radius in (_HUB, _MONTHS_IN))
    return Markup('<line class="wheel__today" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(x1, y1, x2, y2)


def _middle(year: int, today: str) -> Markup:
    """The year, and which day the hand points at."""
    return Markup(
        '<text class="wheel__year" x="{0}" y="{1}">{2}</text><text class="wheel__day" x="{0}" y="{3}">{4}</text>'
    ).format(_px(_MIDDLE), _px(_MIDDLE - 8), year, _px(_MIDDLE + 18), today)


def _ring(ring: Ring, radius: float, number: int) -> Markup:
    close = len(ring.dots) * 2.4 * _DOT > 2 * pi * radius * 0.8
    dots = _EMPTY.join(_tick(dot, radius) if close else _dot(dot, radius) for dot in ring.dots)
    width = 16 + 9 * len(ring.key)
    y = _px(_MIDDLE - radius)
    return Markup(
        '<g class="wheel__meetings wheel__meetings--{9}"><circle class="wheel__ring" cx="{0}" cy="{0}" r="{1}"/>{2}'
        '<g class="wheel__body"><title>{3}</title><rect x="{4}" y="{5}" width="{6}" height="22" rx="11"/>'
        '<text x="{0}" y="{7}">{8}</text></g></g>'
    ).format(
        _px(_MIDDLE),
        _px(radius),
        dots,
        ring.name,
        _px(_MIDDLE - width / 2),
        _px(_MIDDLE - radius - 11),
        width,
        y,
        ring.key,
        number,
    )


def _dot(dot: Dot, radius: float) -> Markup:
    x, y = _at(_angle(dot.on), radius)
    eye = Markup('<circle class="wheel__standing" cx="{}" cy="{}" r="{}"/>').format(x, y, _px(_EYE))
    return Markup('<a href="{}"><circle class="{}" cx="{}" cy="{}" r="{}"><title>{}</title></circle>{}</a>').format(
        dot.href, _kind(dot), x, y, _px(_DOT), dot.title, eye if dot.has_more and not dot.is_off else _EMPTY
    )


def _tick(dot: Dot, radius: float) -> Markup:
    (x1, y1), (x2, y2) = (_at(_angle(dot.on), radius + side * _TICK) for side in (-1, 1))
    return Markup(
        '<a href="{}"><line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"><title>{}</title></line></a>'
    ).format(dot.href, _kind(dot), x1, y1, x2, y2, dot.title)


def _kind(dot: Dot) -> str:
    return "wheel__meeting wheel__meeting--off" if dot.is_off else "wheel__meeting"


def _numbers(marks: Sequence[Milestone]) -> Markup:
    angles = _apart([_angle(mark.on) for mark in marks])
    return _EMPTY.join(
        _number(mark, number, angle) for number, (mark, angle) in enumerate(zip(marks, angles, strict=True), 1)
    )


def _apart(wanted: Sequence[float]) -> list[float]:
    """Angles in order round the wheel, none so near the next that the numbers would cover one another."""
    placed: list[float] = []
    for angle in wanted:
        placed.append(max(angle, placed[-1] + _APART) if placed else angle)
    limit = 2 * pi + (placed[0] if placed else 0) - _APART
    for place in range(len(placed) - 1, 0, -1):
        placed[place] = min(placed[place], limit)
        limit = placed[place] - _APART
    return placed


def _number(mark: Milestone, number: int, angle: float) -> Markup:
    x, y = _at(angle, _MONTHS_OUT + 26)
    drawn = Markup(
        '<g class="wheel__number"><title>{}</title><circle cx="{}" cy="{}" r="19"/><text x="{}" y="{}">{}</text></g>'
    ).format(mark.title or mark.label, x, y, x, y, number)
    return _linked(mark, drawn)


def _labels(marks: Sequence[Milestone]) -> Markup:
    """Labels in a column on each side, from the top, each as near its day as the one above it lets it be."""
    right = [mark for mark in marks if sin(_angle(mark.on)) >= 0]
    left = [mark for mark in reversed(marks) if sin(_angle(mark.on)) < 0]
    return _EMPTY.join([*_column(right, on_the_right=True), *_column(left, on_the_right=False)])


def _column(marks: Sequence[Milestone], *, on_the_right: bool) -> list[Markup]:
    texts = [wrap(mark.label, _LABEL_CHARS) or [""] for mark in marks]
    heights = [len(lines) * _LINE + 9 for lines in texts]
    middles = _spread([_MIDDLE - _reach(mark) * cos(_angle(mark.on)) for mark in marks], heights)
    side = 1 if on_the_right else -1
    drawn = []
    for mark, lines, middle in zip(marks, texts, middles, strict=True):
        angle = _angle(mark.on)
        edge = max((_MONTHS_OUT + 22) ** 2 - (middle - _MIDDLE) ** 2, 0) ** 0.5
        x = _MIDDLE + side * (max(edge, 40) + 14)
        top = middle - (len(lines) - 1) * _LINE / 2
        spans = _EMPTY.join(
            Markup('<tspan x="{}" y="{}">{}</tspan>').format(_px(x), _px(top + place * _LINE), line)
            for place, line in enumerate(lines)
        )
        x1, y1 = _at(angle, _MONTHS_OUT)
        leader = Markup('<path class="wheel__leader" d="M{} {}L{} {}"/>').format(
            x1, y1, _px(x - side * 6), _px(middle)
        )
        kind = "wheel__label" if on_the_right else "wheel__label wheel__label--left"
        text = Markup('<text class="{}">{}<title>{}</title></text>').format(kind, spans, mark.title or mark.label)
        drawn.append(leader + _linked(mark, text))
    return drawn


def _reach(mark: Milestone) -> float:
    return _MONTHS_OUT + (16 if mark.label else 0)


def _spread(wanted: Sequence[float], heights: Sequence[float]) -> list[float]:
    """Middles from the top down, none nearer its neighbour than both need, and all on the picture while they fit."""
    placed: list[float] = []
    floor = 0.0
    for middle, height in zip(wanted, heights, strict=True):
        placed.append(max(middle, floor + height / 2))
        floor = placed[-1] + height / 2
    ceiling = float(SIZE)
    for place in range(len(placed) - 1, -1, -1):
        placed[place] = min(placed[place], ceiling - heights[place] / 2)
        ceiling = placed[place] - heights[place] / 2
    return placed


def _linked(mark: Milestone, drawn: Markup) -> Markup:
    return Markup('<a href="{}">{}</a>').format(mark.href, drawn) if mark.href else drawn
