"""The cases as lines and their stops as boxes on a time axis; "i dag" goes down through them all.

Colour never stands alone: a box says its body and carries a sign, a line ends in words, and everything has a title.
Boxes of one case that would cover each other stand in lanes below each other, so a long route stays readable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

WIDTH = 1130
_LEFT, _RIGHT = 282, 172  # for the case, and for what is said of it
_HEAD, _FOOT = 60, 6
_LANE, _PAD, _LEAST = 32, 8, 50  # heights: of a lane of boxes, above and below them, of a line at least
_BOX_HEIGHT, _LETTER, _APART = 26, 9.2, 3
_PROMISE = 22  # how wide and high a promise is
_MONTH_ROOM = 110  # for the name of a month and its year
_TITLE_LETTERS, _STATUS_LETTERS = 35, 24
DAYS_OF_A_WEEK = 7
_NOTHING = Markup()

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
        return _NOTHING
    axis = _Axis(from_on, to_on)
    rows = list(_rows(axis, lines))
    bottom = rows[-1].top + rows[-1].height
    drawn = [
        *(_stripe(row) for row in rows[1::2]),
        *_head(axis, words, bottom),
        _today(axis, words, today, bottom) if axis.holds(today) else _NOTHING,
        *(_row(axis, row, today) for row in rows),
    ]
    return Markup(
        '<svg class="timeline" role="group" width="{0}" height="{1}" viewBox="0 0 {0} {1}"'
        ' aria-labelledby="timeline-name timeline-more"><title id="timeline-name">{2}</title>'
        '<desc id="timeline-more">{3}</desc>{4}</svg>'
    ).format(WIDTH, round(bottom + _FOOT), words.name, words.description, _NOTHING.join(drawn))


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


def _head(axis: _Axis, words: Words, bottom: float) -> Iterator[Markup]:
    """Months and weeks above, and a thin line down at each Monday."""
    starts = [(month, round(axis.x(month) - axis.a_day / 2, 1)) for month in axis.months()]
    ends = [x for _, x in starts[1:]] + [axis.x(axis.to_on)]
    for (month, x), end in zip(starts, ends, strict=True):
        if end - x > _MONTH_ROOM:
            yield Markup('<text class="timeline-month" x="{}" y="16">{}</text>').format(x, words.month(month))
    for monday in axis.mondays():
        x = axis.x(monday)
        first = "timeline-grid timeline-grid-month" if monday.day <= DAYS_OF_A_WEEK else "timeline-grid"
        yield Markup('<path class="{}" d="M{} 40V{}"/>').format(first, x, bottom)
        yield Markup('<text class="timeline-week" x="{}" y="34">{}</text>').format(x, words.week(monday))


def _stripe(row: _Row) -> Markup:
    return Markup('<rect class="timeline-stripe" x="0" y="{}" width="{}" height="{}"/>').format(
        row.top, WIDTH, row.height
    )


def _row(axis: _Axis, row: _Row, today: date) -> Markup:
    line, middle = row.line, row.top + row.height / 2
    return Markup("<g>{}{}{}{}</g>").format(
        _name(line, middle),
        _NOTHING.join(_way(axis, line.boxes, row, today)),
        _NOTHING.join(_box(axis, box, _lane_middle(row, lane)) for box, lane in row.lanes),
        _status(line, middle),
    )


def _lane_middle(row: _Row, lane: int) -> float:
    count = max(lane for _, lane in row.lanes) + 1
    return row.top + row.height / 2 + (lane - (count - 1) / 2) * _LANE


def _name(line: Line, middle: float) -> Markup:
    """The case, as a link; what is cut off stands in the title."""
    lock = (
        Markup(
            '<svg class="timeline-lock" x="0" y="{}" width="18" height="18" viewBox="0 0 24 24" aria-hidden="true">'
            '<use href="/static/vendor/dkfds/img/all-svg-icons.svg#lock"></use></svg>'
        ).format(middle - 18)
        if line.is_closed
        else _NOTHING
    )
    left = 22 if line.is_closed else 4
    return Markup(
        '<a href="{}"><title>{}</title>{}<text class="timeline-name" x="{}" y="{}">{}</text>'
        '<text class="timeline-under" x="{}" y="{}">{}</text></a>'
    ).format(
        line.address,
        f"{line.title} ({line.under})" if line.under else line.title,
        lock,
        left,
        middle - 3,
        cut(line.title, _TITLE_LETTERS - (2 if line.is_closed else 0)),
        left,
        middle + 15,
        cut(line.under, _TITLE_LETTERS + 4),
    )


def _way(axis: _Axis, boxes: Sequence[Box], row: _Row, today: date) -> Iterator[Markup]:
    """From the first stop to the last, also where they are outside what is shown: strong behind, thin ahead."""
    if not boxes:
        return
    y = row.top + row.height / 2
    first, last = (min(box.on for box in boxes), max(box.on for box in boxes))
    start, end = (min(max(axis.x(day), _LEFT), WIDTH - _RIGHT) for day in (first, last))
    now = min(max(axis.x(today), start), end)
    for name, one, other in (("timeline-behind", start, now), ("timeline-ahead", now, end)):
        if one < other:
            yield Markup('<path class="{}" d="M{} {}H{}"/>').format(name, one, y, other)


def _box(axis: _Axis, box: Box, middle: float) -> Markup:
    if box.kind == "promise":
        return _promise(axis, box, middle)
    width = _width(box)
    danger = " timeline-danger" if box.in_danger else ""
    return Markup(
        '<a href="{}"><title>{}</title><rect class="timeline-box timeline-{}{}" x="{}" y="{}" width="{}" height="{}"'
        ' rx="4"/><text class="timeline-body timeline-on-{}{}" x="{}" y="{}">{}</text></a>'
    ).format(
        *(box.address, box.title, box.kind, danger, axis.x(box.on) - width / 2, middle - _BOX_HEIGHT / 2, width),
        *(_BOX_HEIGHT, box.kind, danger, axis.x(box.on), middle + 5, _says(box)),
    )


def _promise(axis: _Axis, box: Box, middle: float) -> Markup:
    half = _PROMISE / 2
    return Markup(
        '<a href="{}"><title>{}</title><path class="timeline-box timeline-promise{}"'
        ' d="M{} {}l{} {}l-{} {}l-{} -{}z"/></a>'
    ).format(
        *(box.address, box.title, " timeline-danger" if box.in_danger else "", axis.x(box.on), middle - half),
        *(half, half, half, half, half, half),
    )


def _status(line: Line, middle: float) -> Markup:
    x = WIDTH - _RIGHT + 10
    parts = list(_folded(line.status, _STATUS_LETTERS))
    tops = (middle + 5,) if len(parts) == 1 else (middle - 4, middle + 14)
    texts = _NOTHING.join(
        Markup('<text class="timeline-status timeline-is-{}" x="{}" y="{}">{}</text>').format(line.level, x, y, part)
        for part, y in zip(parts, tops, strict=True)
    )
    mark = Markup('<rect class="timeline-mark timeline-mark-{}" x="{}" y="{}" width="5" height="34"/>').format(
        line.level, x - 10, middle - 17
    )
    return Markup("<g><title>{}</title>{}{}</g>").format(line.status, mark, texts)


def _folded(text: str, letters: int) -> Iterator[str]:
    """The text on one line or two, parted at a space; a space that must not be parted is none."""
    first, rest = text, ""
    while len(first) > letters and " " in first:
        first, _, word = first.rpartition(" ")
        rest = f"{word} {rest}".rstrip()
    yield cut(first, letters)
    if rest:
        yield cut(rest, letters)


def _today(axis: _Axis, words: Words, today: date, bottom: float) -> Markup:
    x = axis.x(today)
    return Markup(
        '<path class="timeline-today" d="M{0} 42V{1}"/><rect class="timeline-today-flag" x="{2}" y="38" width="46"'
        ' height="18" rx="3"/><text class="timeline-today-text" x="{0}" y="51">{3}</text>'
    ).format(x, bottom, x - 23, words.today)


def cut(text: str, letters: int) -> str:
    """At most so many letters, and a sign that there were more."""
    return text if len(text) <= letters else f"{text[: letters - 1].rstrip()}…"
