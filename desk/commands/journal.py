"""``sagsgang journal``: the log of what was done, and the proof that nothing in it was changed."""

from __future__ import annotations

from datetime import date
from typing import Any

from desk import finding_words, labels, show, words
from desk.commands.lookup import find
from desk.help import noun
from desk.typed import Json
from desk.workplace import here
from domain.store import journal as chain
from domain.store.case_facts import timeline

app = noun("journal")

# the values of a fact, where they are codes
_DANISH: dict[str, dict[str, str]] = {
    "transition": labels.TRANSITIONS,
    "outcome": labels.LABELS["Outcome"],
    "state": labels.LABELS["FollowUpState"],
    "changed": labels.FIELDS,
    "findings": finding_words.DOCUMENT,
    "corrected": finding_words.DOCUMENT,
}


@app.command
def verify(*, as_json: Json = False) -> int:
    """Efterprøv hele logbogen: mangler en linje, eller er en ændret?"""
    with here().database() as db, db.read() as session:
        breaks = chain.verify(session)
    if as_json:
        show.as_json({"ok": not breaks, "breaks": [{"seq": one.seq, "why": one.why} for one in breaks]})
    elif not breaks:
        show.say(words.JOURNAL_WHOLE)
    for one in breaks if not as_json else ():
        show.complain(labels.JOURNAL_BREAKS[one.why].format(seq=one.seq))
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
    rows = ((line.seq, line.at, line.actor, labels.verb(line.verb), _facts(line.facts)) for line in lines)
    show.table(("Nr.", "Hvornår", "Hvem", "Hvad", "Oplysninger"), rows)


def _facts(facts: dict[str, Any]) -> str:
    """What a person wants to know of a line: no ids and no digests; ``--json`` has them."""
    said = {key: value for key, value in facts.items() if key in labels.FACTS and value not in (None, "", [], {})}
    return ", ".join(f"{labels.FACTS[key]} {_value(key, value)}" for key, value in said.items())


def _value(key: str, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_value(key, one) for one in value)
    if isinstance(value, dict):  # a change of meeting
        before, after = (_day(value.get(end)) or words.NOT_PLACED for end in ("from", "to"))
        return f"{value.get('body')} {before} → {after}"
    return _day(value) if key.endswith("_on") else _DANISH.get(key, {}).get(str(value), str(value))


def _day(value: object) -> str:
    return show.day(date.fromisoformat(str(value)[:10])) if value else ""
