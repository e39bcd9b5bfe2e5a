"""How a day of the demo is printed."""

from __future__ import annotations

from desk import show
from desk.demo.play import Day


def show_day(day: Day) -> None:
    """The day's happenings, people first; a day without any prints nothing."""
    if not day.happenings:
        return
    show.say()
    show.say(show.day(day.on), style="bold")
    for happening in day.happenings:
        head = f"{happening.who} {happening.what}".strip()
        show.say(f"  {happening.at:%H.%M}  {head}")
        for line in happening.lines:
            show.say(f"           {line}", style="dim" if line.startswith("mail") else None)
