"""Measurements round by round, ours against the country's: which way it goes, and who is ahead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from markupsafe import Markup

HEIGHT = 320
_LEFT, _TOP, _BOTTOM = 52, 18, 36
_ACROSS = 358  # of the lines themselves; their names stand to the right of them
_GAP, _LETTER, _LEAST = 12, 8.6, 150  # before a name; the widest letter's share of it; the room names have at least
_STEPS = 4
_EMPTY = Markup()


@dataclass(frozen=True, slots=True)
class Series:
    """One line: its name and its measurements by round; None where a round has none."""

    name: str
    values: tuple[float | None, ...]


def slope(name: str, description: str, rounds: Sequence[str], series: Sequence[Series], unit: str = "") -> Markup:
    """The lines as SVG, the first drawn strongest; nothing where there is nothing to draw.

    Raises:
        ValueError: a series has not as many values as there are rounds.
    """
    known = [value for one in series for value in one.values if value is not None]
    if not rounds or not known:
        return _EMPTY
    if any(len(one.values) != len(rounds) for one in series):
        msg = "every series has one value a round"
        raise ValueError(msg)
    scale = _Scale(*_bounds(known), len(rounds))
    ends = _end_places(scale, series)
    width = _LEFT + _ACROSS + max(_LEAST, round(_GAP + _LETTER * max(len(_end(one, unit)) for one in series)))
    drawn = [
        *_lines_of_the_scale(scale, unit),
        *(
            Markup('<text class="slope__round" x="{}" y="{}">{}</text>').format(_px(scale.x(at)), HEIGHT - 10, said)
            for at, said in enumerate(rounds)
        ),
        *(_series(scale, one, place, ends[place], unit) for place, one in enumerate(series)),
    ]
    return Markup(
        '<svg class="slope" role="img" viewBox="0 0 {} {}"><title>{}</title><desc>{}</desc>{}</svg>'
    ).format(width, HEIGHT, name, description, _EMPTY.join(drawn))


@dataclass(frozen=True, slots=True)
class _Scale:
    """Which value stands how high, and which round how far to the right."""

    low: float
    high: float
    rounds: int

    def x(self, at: int) -> float:
        return _LEFT + _ACROSS * (at / max(1, self.rounds - 1))

    def y(self, value: float) -> float:
        return HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * (value - self.low) / (self.high - self.low)


def _bounds(known: Sequence[float]) -> tuple[float, float]:
    """Round numbers just outside the values, so that the lines of the scale can be read."""
    low, high = min(known), max(known)
    width = high - low or abs(high) or 1.0
    step = 10 ** floor(log10(width))
    lowest, highest = floor(low / step) * step, ceil(high / step) * step
    return (lowest, highest) if lowest < highest else (lowest - step, highest + step)


def _lines_of_the_scale(scale: _Scale, unit: str) -> list[Markup]:
    values = [scale.low + (scale.high - scale.low) * step / _STEPS for step in range(_STEPS + 1)]
    return [
        Markup('<path class="slope__line" d="M{} {}H{}"/><text class="slope__value" x="{}" y="{}">{}</text>').format(
            _LEFT,
            _px(scale.y(value)),
            _LEFT + _ACROSS,
            _LEFT - 8,
            _px(scale.y(value)),
            _said(value, unit if len(unit) == 1 else ""),  # "%" has room; "dage" stands at the lines' ends
        )
        for value in values
    ]


def _series(scale: _Scale, one: Series, place: int, end_y: float, unit: str) -> Markup:
    points = [(scale.x(at), scale.y(value)) for at, value in enumerate(one.values) if value is not None]
    if not points:
        return _EMPTY
    path = " ".join(f"{_px(x)},{_px(y)}" for x, y in points)
    dots = _EMPTY.join(Markup('<circle cx="{}" cy="{}" r="4.5"/>').format(_px(x), _px(y)) for x, y in points)
    return Markup(
        '<g class="slope__series slope__series--{}"><polyline points="{}"/>{}<text x="{}" y="{}">{}</text></g>'
    ).format(place + 1, path, dots, _px(points[-1][0] + _GAP), _px(end_y), _end(one, unit))


def _end(one: Series, unit: str) -> str:
    """What stands at the end of a line: its name and its last value."""
    last = next((value for value in reversed(one.values) if value is not None), None)
    return one.name if last is None else f"{one.name} {_said(last, unit)}"


def _end_places(scale: _Scale, series: Sequence[Series]) -> list[float]:
    """How high each line's name stands: at its end, moved down where it would cover the one above it."""
    wanted = {
        place: scale.y(next(value for value in reversed(one.values) if value is not None))
        for place, one in enumerate(series)
        if any(value is not None for value in one.values)
    }
    places = [0.0] * len(series)
    floor_y = 0.0
    for place in sorted(wanted, key=lambda one: wanted[one]):
        places[place] = max(wanted[place], floor_y)
        floor_y = places[place] + 18
    return places


def _said(value: float, unit: str) -> str:
    said = f"{value:.1f}".removesuffix(".0").replace(".", ",")
    return f"{said} {unit}".rstrip()


def _px(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
