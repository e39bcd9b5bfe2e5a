"""The cases as lines and their stops as boxes on a time axis; "i dag" goes down through them all.

Colour never stands alone: a box says its body and carries a sign, a line ends in words, and everything has a title.
Boxes of one case that would cover each other stand in lanes below each other, so a long route stays readable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup, escape

WIDTH = 1130
_LEFT, _RIGHT = 282, 172  # for the case, and for what is said of it
_HEAD, _FOOT = 60, 6
_LANE, _PAD, _LEAST = 32, 8, 50  # heights: of a lane of boxes, above and below them, of a line at least
_BOX_HEIGHT, _LETTER, _APART = 26, 9.2, 3
_PROMISE = 22  # how wide and high a promise is
_MONTH_ROOM = 110  # for the name of a month and its year
_TITLE_LETTERS, _STATUS_LETTERS = 35, 24
DAYS_OF_A_WEEK = 7

SIGNS = {"decided": "✓", "on_agenda": "", "awaiting_decision": "?", "planned": "", "cancelled": "×", "promise": ""}


@dataclass(frozen=True, slots=True)
class Box:
    """A stop on its meeting: the day, the body, how far it is, whether it is in danger, and where a click leads.

    Or a promise on its day, which has no body.
    """

    on: date
    text: str  # the body; a promise is drawn small and says nothing
    kind: str  # a key of SIGNS
    title: str
    address: str
    in_danger: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A case: what it is called, what stands below that, its boxes, and what is said of it, at which level."""

    title: str
    under: str
    address: str
    boxes: Sequence[Box]
    status: str
    level: str  # a value of domain.rules.danger.Level
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """What the picture says itself; ``month`` and ``week`` name a day's month and week."""

    name: str
    description: str
    today: str
    week: Callable[[date], str]
    month: Callable[[date], str]


@dataclass(frozen=True, slots=True)
class _Axis:
    """The days shown: from, not including to."""

    from_on: date
    to_on: date

    def x(self, day: date) -> float:
        """Where the middle of a day is, also outside what is shown."""
        share = ((day - self.from_on).days + 0.5) / (self.to_on - self.from_on).days
        return round(_LEFT + share * (WIDTH - _LEFT - _RIGHT), 1)

    @property
    def a_day(self) -> float:
        """How wide a day is."""
        return self.x(self.from_on + timedelta(days=1)) - self.x(self.from_on)

    def holds(self, day: date) -> bool:
        return self.from_on <= day < self.to_on

    def mondays(self) -> Iterator[date]:
        day = self.from_on + timedelta(days=-self.from_on.weekday() % DAYS_OF_A_WEEK)
        while day < self.to_on:
            yield day
            day += timedelta(days=DAYS_OF_A_WEEK)

    def months(self) -> Iterator[date]:
        """The first shown day of each month."""
        day = self.from_on
        while day < self.to_on:
            yield day
            day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)


@dataclass(frozen=True, slots=True)
class _Row:
    """Where a line stands: its top, its height, and the lane of each of the boxes that are shown."""

    line: Line
    top: float
    height: float
    lanes: tuple[tuple[Box, int], ...]


def timeline(lines: Sequence[Line], words: Words, *, from_on: date, to_on: date, today: date) -> Markup:
    """The picture as SVG; no lines, no picture."""
    if not lines:
        return Markup()
    axis = _Axis(from_on, to_on)
    rows = list(_rows(axis, lines))
    bottom = rows[-1].top + rows[-1].height
    drawn = [
        *(_stripe(row) for row in rows[1::2]),
        *_head(axis, words, bottom),
        _today(axis, words, today, bottom) if axis.holds(today) else "",
        *(_row(axis, row, today) for row in rows),
    ]
    size = f'width="{WIDTH}" height="{round(bottom + _FOOT)}" viewBox="0 0 {WIDTH} {round(bottom + _FOOT)}"'
    svg = (
        f'<svg class="timeline" role="group" {size} aria-labelledby="timeline-name timeline-more">'
        f'<title id="timeline-name">{escape(words.name)}</title>'
        f'<desc id="timeline-more">{escape(words.description)}</desc>{"".join(drawn)}</svg>'
    )
    return Markup(svg)  # noqa: S704 - every text is escaped where it is written; a test tries


def _rows(axis: _Axis, lines: Sequence[Line]) -> Iterator[_Row]:
    top = float(_HEAD)
    for line in lines:
        lanes = tuple(_lanes(axis, line.boxes))
        count = max((lane for _, lane in lanes), default=0) + 1
        height = max(_LEAST, _PAD * 2 + _LANE * count)
        yield _Row(line, top, height, lanes)
        top += height


def _lanes(axis: _Axis, boxes: Sequence[Box]) -> Iterator[tuple[Box, int]]:
    """Each shown box in the first lane where it covers no other."""
    ends: list[float] = []
    for box in sorted((box for box in boxes if axis.holds(box.on)), key=lambda box: box.on):
        left = axis.x(box.on) - _width(box) / 2
        lane = next((number for number, end in enumerate(ends) if end <= left), len(ends))
        ends[lane : lane + 1] = [axis.x(box.on) + _width(box) / 2 + _APART]
        yield box, lane


def _width(box: Box) -> float:
    return _PROMISE if box.kind == "promise" else max(34.0, 14 + _LETTER * len(_says(box)))


def _says(box: Box) -> str:
    return " ".join(part for part in (box.text, "!" if box.in_danger else SIGNS[box.kind]) if part)


def _head(axis: _Axis, words: Words, bottom: float) -> Iterator[str]:
    """Months and weeks above, and a thin line down at each Monday."""
    starts = [(month, round(axis.x(month) - axis.a_day / 2, 1)) for month in axis.months()]
    ends = [x for _, x in starts[1:]] + [axis.x(axis.to_on)]
    for (month, x), end in zip(starts, ends, strict=True):
        if end - x > _MONTH_ROOM:
            yield f'<text class="timeline-month" x="{x}" y="16">{escape(words.month(month))}</text>'
    for monday in axis.mondays():
        x = axis.x(monday)
        first = " timeline-grid-month" if monday.day <= DAYS_OF_A_WEEK else ""
        yield f'<path class="timeline-grid{first}" d="M{x} 40V{bottom}"/>'
        yield f'<text class="timeline-week" x="{x}" y="34">{escape(words.week(monday))}</text>'


def _stripe(row: _Row) -> str:
    return f'<rect class="timeline-stripe" x="0" y="{row.top}" width="{WIDTH}" height="{row.height}"/>'


def _row(axis: _Axis, row: _Row, today: date) -> str:
    line, middle = row.line, row.top + row.height / 2
    boxes = "".join(_box(axis, box, _lane_middle(row, lane)) for box, lane in row.lanes)
    return f"<g>{_name(line, middle)}{''.join(_way(axis, row, today))}{boxes}{_status(line, middle)}</g>"


def _lane_middle(row: _Row, lane: int) -> float:
    count = max(lane for _, lane in row.lanes) + 1
    return row.top + row.height / 2 + (lane - (count - 1) / 2) * _LANE


def _name(line: Line, middle: float) -> str:
    """The case, as a link; what is cut off stands in the title."""
    left, letters, lock = 4, _TITLE_LETTERS, ""
    if line.is_closed:
        left, letters = 22, _TITLE_LETTERS - 2
        lock = (
            f'<svg class="timeline-lock" x="0" y="{middle - 18}" width="18" height="18" viewBox="0 0 24 24"'
            ' aria-hidden="true"><use href="/static/vendor/dkfds/img/all-svg-icons.svg#lock"></use></svg>'
        )
    whole = f"{line.title} ({line.under})" if line.under else line.title
    return (
        f'<a href="{escape(line.address)}"><title>{escape(whole)}</title>{lock}'
        f'<text class="timeline-name" x="{left}" y="{middle - 3}">{escape(cut(line.title, letters))}</text>'
        f'<text class="timeline-under" x="{left}" y="{middle + 15}">{escape(cut(line.under, letters + 4))}</text></a>'
    )


def _way(axis: _Axis, row: _Row, today: date) -> Iterator[str]:
    """From the first stop to the last, also where they are outside what is shown: strong behind, thin ahead."""
    if not row.line.boxes:
        return
    days, y = [box.on for box in row.line.boxes], row.top + row.height / 2
    start, end = (min(max(axis.x(day), _LEFT), WIDTH - _RIGHT) for day in (min(days), max(days)))
    now = min(max(axis.x(today), start), end)
    for name, one, other in (("timeline-behind", start, now), ("timeline-ahead", now, end)):
        if one < other:
            yield f'<path class="{name}" d="M{one} {y}H{other}"/>'


def _box(axis: _Axis, box: Box, middle: float) -> str:
    x, danger = axis.x(box.on), " timeline-danger" if box.in_danger else ""
    if box.kind == "promise":
        half = _PROMISE / 2
        diamond = f"M{x} {middle - half}l{half} {half}l-{half} {half}l-{half} -{half}z"
        drawn = f'<path class="timeline-box timeline-promise{danger}" d="{diamond}"/>'
    else:
        width = _width(box)
        drawn = (
            f'<rect class="timeline-box timeline-{box.kind}{danger}" x="{x - width / 2:.1f}"'
            f' y="{middle - _BOX_HEIGHT / 2}" width="{width:.1f}" height="{_BOX_HEIGHT}" rx="4"/>'
            f'<text class="timeline-body timeline-on-{box.kind}{danger}" x="{x}" y="{middle + 5}">'
            f"{escape(_says(box))}</text>"
        )
    return f'<a href="{escape(box.address)}"><title>{escape(box.title)}</title>{drawn}</a>'


def _status(line: Line, middle: float) -> str:
    x, parts = WIDTH - _RIGHT + 10, list(_folded(line.status, _STATUS_LETTERS))
    tops = (middle + 5,) if len(parts) == 1 else (middle - 4, middle + 14)
    texts = "".join(
        f'<text class="timeline-status timeline-is-{line.level}" x="{x}" y="{y}">{escape(part)}</text>'
        for part, y in zip(parts, tops, strict=True)
    )
    mark = (
        f'<rect class="timeline-mark timeline-mark-{line.level}" x="{x - 10}" y="{middle - 17}"'
        ' width="5" height="34"/>'
    )
    return f"<g><title>{escape(line.status)}</title>{mark}{texts}</g>"


def _folded(text: str, letters: int) -> Iterator[str]:
    """The text on one line or two, parted at a space; a space that must not be parted is none."""
    first, rest = text, ""
    while len(first) > letters and " " in first:
        first, _, word = first.rpartition(" ")
        rest = f"{word} {rest}".rstrip()
    yield cut(first, letters)
    if rest:
        yield cut(rest, letters)


def _today(axis: _Axis, words: Words, today: date, bottom: float) -> str:
    x = axis.x(today)
    return (
        f'<path class="timeline-today" d="M{x} 42V{bottom}"/>'
        f'<rect class="timeline-today-flag" x="{x - 23}" y="38" width="46" height="18" rx="3"/>'
        f'<text class="timeline-today-text" x="{x}" y="51">{escape(words.today)}</text>'
    )


def cut(text: str, letters: int) -> str:
    """At most so many letters, and a sign that there were more."""
    return text if len(text) <= letters else f"{text[: letters - 1].rstrip()}…"
