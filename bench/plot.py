"""Time against size as a drawing: both axes logarithmic, so that what grows in proportion is a straight line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from math import ceil, floor, log10

Point = tuple[int, float]  # size, seconds

_LEFT, _TOP, _WIDE, _HIGH, _NAMES = 70, 40, 460, 360, 270
_COLOURS = ("#0b5394", "#b45f06", "#38761d", "#741b47", "#444444", "#a61c00", "#134f5c", "#7f6000")


def scaling_plot(series: Mapping[str, Sequence[Point]], *, title: str) -> str:
    """One line a name, as SVG. Raises ValueError without a point; sizes and seconds must be above nought."""
    points = [point for line in series.values() for point in line]
    if not points:
        msg = "nothing to draw"
        raise ValueError(msg)
    across, up = _decades(size for size, _ in points), _decades(seconds for _, seconds in points)

    def x(size: float) -> float:
        return _LEFT + _WIDE * (log10(size) - across[0]) / (across[1] - across[0])

    def y(seconds: float) -> float:
        return _TOP + _HIGH * (up[1] - log10(seconds)) / (up[1] - up[0])

    drawn = [_text(_LEFT, _TOP - 16, title, size=15)]
    for power in range(across[0], across[1] + 1):
        at = x(10**power)
        drawn += [_rule(at, _TOP, at, _TOP + _HIGH), _text(at, _TOP + _HIGH + 18, f"{10**power:g}", anchor="middle")]
    for power in range(up[0], up[1] + 1):
        at = y(10**power)
        drawn += [_rule(_LEFT, at, _LEFT + _WIDE, at), _text(_LEFT - 8, at + 4, f"{10**power:g} s", anchor="end")]
    for number, (name, line) in enumerate(series.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        places = [(x(size), y(seconds)) for size, seconds in sorted(line)]
        path = " ".join(f"{one:.1f},{other:.1f}" for one, other in places)
        drawn.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        drawn += [f'<circle cx="{one:.1f}" cy="{other:.1f}" r="3" fill="{colour}"/>' for one, other in places]
        drawn.append(_text(_LEFT + _WIDE + 16, _TOP + 14 + 22 * number, name, colour=colour))
    width, height = _LEFT + _WIDE + _NAMES, _TOP + _HIGH + 40
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif">'
    return "\n".join([head, f"<title>{escape(title)}</title>", '<rect width="100%" height="100%" fill="#fff"/>']) + (
        "\n" + "\n".join(drawn) + "\n</svg>\n"
    )


def _decades(values: Iterable[float]) -> tuple[int, int]:
    """The whole powers of ten around the values, at least one apart."""
    found = [log10(value) for value in values]
    first, last = floor(min(found)), ceil(max(found))
    return first, max(last, first + 1)


def _rule(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="#ddd"/>'


def _text(x: float, y: float, said: str, *, anchor: str = "start", colour: str = "#222", size: int = 12) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="{colour}"'
    return f"<text {place}>{escape(said)}</text>"
