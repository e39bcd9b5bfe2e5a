"""How answers look: tables on a screen, plain columns in a pipe, JSON on request. Complaints go to standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calendars.copenhagen import COPENHAGEN
from desk.language import _

if TYPE_CHECKING:
    from rich.console import Console

_PIPE_WIDTH = 10_000  # a pipe has no edge: nothing is cut or folded there
_SHORT = 16  # letters; "tors 23-05-2023" is 15, and neither a date nor a number is broken in two
_FOLDED = 24  # the least a longer column is folded to
WEEKDAYS = ("man", "tirs", "ons", "tors", "fre", "lør", "søn")


def console(*, error: bool = False) -> Console:
    """Where to write; made anew each time, so that a redirected stream is followed."""
    from rich.console import Console  # noqa: PLC0415 - rich takes a while to load, and --json never needs it

    stream = sys.stderr if error else sys.stdout
    width = None if stream.isatty() else _PIPE_WIDTH
    return Console(file=stream, width=width, highlight=False, markup=False, emoji=False, soft_wrap=width is not None)


def is_terminal() -> bool:
    """Whether a person is at both ends: only then may we ask."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def say(text: str = "", style: str | None = None) -> None:
    """One line of answer."""
    console().print(text, style=style)


def text(page: str) -> None:
    """A page whose lines are laid out already."""
    sys.stdout.write(page)


def complain(text: str) -> None:
    """One thing that is wrong."""
    console(error=True).print(text, style="bold red" if sys.stderr.isatty() else None)


def note(text: str) -> None:
    """One line about what was done on the way; never mixed with an answer that is piped on."""
    console(error=True).print(text, style="dim" if sys.stderr.isatty() else None)


def as_json(value: object) -> None:
    """The answer for machines: UTF-8, English keys, ISO dates."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=_jsonable) + "\n")


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], title: str = "") -> None:
    """Rows under Danish headings. Dates and moments are written the Danish way, empty values as nothing."""
    from rich import box  # noqa: PLC0415 - as above
    from rich.table import Table  # noqa: PLC0415 - as above

    screen = console()
    on_paper = not screen.is_terminal
    drawn = Table(
        title=title or None,
        title_justify="left",
        box=None if on_paper else box.SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 2, 0, 0) if on_paper else (0, 1),
    )
    lines = [[text_of(cell) for cell in row] for row in rows]
    widths = [max(map(len, cells)) for cells in zip(columns, *lines, strict=True)]
    for column, width in zip(columns, widths, strict=True):
        drawn.add_column(column, no_wrap=on_paper or width <= _SHORT, overflow="fold")
    for line in lines:
        drawn.add_row(*line)
    # Rather too wide for the window than a date without its last figure.
    screen.width = max(screen.width, sum(min(width, _FOLDED) + 3 for width in widths))
    if not on_paper:
        screen.print(drawn)
        return
    with screen.capture() as captured:
        screen.print(drawn)
    sys.stdout.write("".join(f"{line.rstrip()}\n" for line in captured.get().splitlines()))


def text_of(value: object) -> str:
    """A value as a Danish reader expects it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, datetime):
        return value.astimezone(COPENHAGEN).strftime("%d-%m-%Y %H:%M")
    if isinstance(value, date):
        return day(value)
    return str(value)


def day(value: date | None) -> str:
    """A date with its weekday: "tirs 23-05-2023"."""
    return "" if value is None else f"{_(WEEKDAYS[value.weekday()])} {value:%d-%m-%Y}"


@contextmanager
def progress(text: str, total: int | None = None) -> Iterator[Any]:
    """A bar on standard error while long work runs, none in a pipe. Yields ``advance(steps=1)``."""
    if not sys.stderr.isatty():
        yield lambda steps=1: None  # noqa: ARG005 - same shape as the real one
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console(error=True), transient=True) as bar:
        task = bar.add_task(text, total=total)
        yield lambda steps=1: bar.update(task, advance=steps)


def _jsonable(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(COPENHAGEN).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, set | frozenset | tuple):
        return list(value)
    return str(value)
