"""``sagsgang journal``: the log of what was done, and the proof that nothing in it was changed."""

from __future__ import annotations

import re
from typing import Annotated

from cyclopts import Parameter

from desk import journal_words, show, words
from desk.help import noun
from desk.lookup import find
from desk.typed import Json
from desk.workplace import here
from domain.store import journal as chain
from domain.store.case_facts import timeline

app = noun("journal")
_HEAD = re.compile(r"\d+:[0-9a-f]{64}")


def check_head(_type: object, typed: str) -> None:
    """Raise ``ValueError`` where it is none."""
    if typed and _HEAD.fullmatch(typed) is None:
        raise ValueError(typed)


@app.command
def verify(*, head: Annotated[str, Parameter(validator=check_head)] = "", as_json: Json = False) -> int:
    """Efterprøv hele logbogen: mangler en linje, eller er en ændret?

    Parameters
    ----------
    head
        Et hoved, som kommandoen viste tidligere: linjen skal stadig være den samme.
    """
    with here().database() as db, db.read() as session:
        breaks, ends = chain.verify(session, head), chain.head(session)
    if as_json:
        found = [{"seq": one.seq, "why": one.why} for one in breaks]
        show.as_json({"ok": not breaks, "breaks": found, "head": ends})
    elif not breaks:
        show.say(words.JOURNAL_WHOLE)
        show.say(words.JOURNAL_HEAD.format(head=ends))
    for one in breaks if not as_json else ():
        show.complain(journal_words.JOURNAL_BREAKS[one.why].format(seq=one.seq))
    return 1 if breaks else 0


@app.command(name="show")
def show_case(number: str, /, *, as_json: Json = False) -> None:
    """Hvad der er sket med en sag, fra den blev oprettet.

    Parameters
    ----------
    number
        Sagens nummer.
    """
    with here().database() as db, db.read() as session:
        lines = timeline(session, find(session, number).id)
    if as_json:
        show.as_json([{"seq": n.seq, "at": n.at, "actor": n.actor, "verb": n.verb, "facts": n.facts} for n in lines])
        return
    rows = (
        (line.seq, line.at, line.actor, journal_words.verb(line.verb), journal_words.facts(line.facts))
        for line in lines
    )
    show.table(("Nr.", "Hvornår", "Hvem", "Hvad", "Oplysninger"), rows)
