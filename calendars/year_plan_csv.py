"""A proposed year as the file a secretary opens in Excel, corrects, and reads in again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

from calendars.danish_dates import WEEKDAYS
from calendars.year_plan_values import ProposedMeeting

HEADER = ("Udvalg", "Dato", "Ugedag", "Tidspunkt", "Slut", "Sted", "Bemærkning")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_year(meetings: Iterable[ProposedMeeting], names: Mapping[str, str]) -> bytes:
    """The meetings as semicolon CSV with a byte order mark, as Danish Excel wants it; ``read_plan`` reads it back.

    ``names`` gives each body's full name; one that is not there stands as its key.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADER)
    for each in meetings:
        ends = f"{each.ends:%H:%M}" if each.ends is not None else ""
        weekday = WEEKDAYS[each.on.weekday()].capitalize()
        name = _as_text(names.get(each.body, each.body))
        writer.writerow(
            [name, f"{each.on:%d-%m-%Y}", weekday, f"{each.starts:%H:%M}", ends, _as_text(each.place), ""]
        )
    return text.getvalue().encode("utf-8-sig")


def _as_text(typed: str) -> str:
    """Excel takes a cell that begins like a formula for one; an apostrophe before it makes it text (OWASP)."""
    return f"'{typed}" if typed.startswith(_FORMULA) else typed
