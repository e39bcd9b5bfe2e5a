"""``sagsgang meetings paper``: the meetings of a year as a paper to hand out."""

from __future__ import annotations

from pathlib import Path

from desk import words
from desk.paper_show import show_made
from desk.typed import Json
from desk.workplace import here
from domain.casework.meeting.papers import compose_plan


def paper(year: int, /, *, out: Path | None = None, as_json: Json = False) -> None:
    """Årets mødeplan som papir, også de møder, der er aflyst.

    Parameters
    ----------
    year
        Året, som 2023.
    out
        Gem i denne fil i stedet for at vise den: .pdf, .docx eller .html; alt andet er tekst.
    """
    with here().database() as db, db.read() as session:
        plan = compose_plan(session, year, on=here().today())
    show_made(plan, words.PLAN_WRITTEN, out=out, as_json=as_json)
