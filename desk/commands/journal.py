"""``sagsgang journal``: the log of what was done, and the proof that nothing in it was changed."""

from __future__ import annotations

from cyclopts import App

from desk import show, words
from desk.commands.lookup import find
from desk.typed import Json
from desk.workplace import here
from domain.store import journal as chain
from domain.store.case_facts import timeline

app = App(name="journal", help=words.COMMANDS["journal"])


@app.command
def verify(*, as_json: Json = False) -> int:
    """Efterprøv hele loggen: mangler en linje, eller er en ændret?"""
    with here().database() as db, db.read() as session:
        breaks = chain.verify(session)
    if as_json:
        show.as_json({"ok": not breaks, "breaks": [{"seq": one.seq, "why": one.why} for one in breaks]})
    elif not breaks:
        show.say(words.JOURNAL_WHOLE)
    for one in breaks if not as_json else ():
        show.complain(words.JOURNAL_BREAKS[one.why].format(seq=one.seq))
    return 1 if breaks else 0


@app.command(name="show")
def show_case(number: str, *, as_json: Json = False) -> None:
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
    rows = ((line.seq, line.at, line.actor, words.verb(line.verb), _facts(line.facts)) for line in lines)
    show.table(("Nr.", "Hvornår", "Hvem", "Hvad", "Oplysninger"), rows)


def _facts(facts: dict[str, object]) -> str:
    said = {key: value for key, value in facts.items() if value not in (None, "", [], {})}
    return ", ".join(f"{key}: {value}" for key, value in said.items())
