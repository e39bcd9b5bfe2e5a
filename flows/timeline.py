"""Where a case is and how it came there, as the Markdown that Prefect's pages show for it.

Numbers, bodies and dates only: no title, no name, no text anybody wrote.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from sqlmodel import Session

from calendars.copenhagen import COPENHAGEN
from domain.model import Outcome, StopState
from domain.rules.facts import CaseFacts, StopFacts
from domain.store.case_facts import Line, timeline
from flows.messages.words import OUTCOMES, sentence, short_date

# What a journal line is called here. A verb without a name is left out: it says nothing about where the case is.
VERBS: Mapping[str, str] = {
    "open_case": "Sagen er oprettet",
    "correct_case": "Sagen er rettet",
    "withdraw_case": "Sagen er trukket tilbage",
    "place_stop": "Sat på et møde af sekretariatet",
    "add_stop": "Et led er lagt ind",
    "drop_stop": "Et led er taget ud",
    "give_urgency_reason": "Begrundelse for hast er skrevet",
    "record_decision": "Beslutningen er skrevet ind",
    "propose_follow_up": "En opfølgning er foreslået",
    "confirm_follow_up": "En opfølgning er bekræftet",
    "complete_follow_up": "En opfølgning er gjort",
    "drop_follow_up": "En opfølgning er frafaldet",
}
TRANSITIONS: Mapping[str, str] = {
    "placed": "Planlagt",
    "replanned": "Planlagt om",
    "on_agenda": "På dagsordenen",
    "awaiting_decision": "Mødet er holdt; beslutningen mangler",
    "decided": "Beslutningen er ført videre",
    "closed": "Afsluttet",
    "blocked": "Mangler noget før dagsordenen",
    "stuck": "Kan ikke planlægges",
}
STOP_STATES: Mapping[StopState, str] = {
    StopState.PLANNED: "planlagt",
    StopState.ON_AGENDA: "på dagsordenen",
    StopState.AWAITING_DECISION: "afventer beslutning",
    StopState.DECIDED: "besluttet",
    StopState.DROPPED: "taget ud",
}


def artifact_key(number: str) -> str:
    """The key of the case's page: lower-case letters, digits and dashes, which is all Prefect allows."""
    plain = number.lower().translate({ord("æ"): "ae", ord("ø"): "oe", ord("å"): "aa"})
    return "sag-" + re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def case_timeline(session: Session, case: CaseFacts) -> str:
    """The Markdown of a case's page: its route with dates, then what has happened, newest first."""
    happened = [row for line in timeline(session, case.id) if (row := _happened(line)) is not None]
    return "\n".join(
        [
            f"## Sag {case.number}",
            "",
            "| Led | Møde | Hvor langt |",
            "| --- | --- | --- |",
            *(_stop(stop) for stop in case.stops),
            "",
            "| Hvornår | Organ | Hvad |",
            "| --- | --- | --- |",
            *reversed(happened),
        ]
    )


def _stop(stop: StopFacts) -> str:
    met = short_date(stop.meeting.held_on) if stop.meeting else "–"
    state = OUTCOMES[stop.decision.outcome].lower() if stop.decision else STOP_STATES[stop.state]
    again = f" ({stop.round_no}. gang)" if stop.round_no > 1 else ""
    return f"| {stop.body}{again} | {met} | {sentence(state)} |"


def _happened(line: Line) -> str | None:
    transition = str(line.facts.get("transition", ""))
    said = TRANSITIONS.get(transition) or VERBS.get(line.verb)
    if said is None:
        return None
    outcome = line.facts.get("outcome")
    what = f"{said}: {OUTCOMES[Outcome(str(outcome))].lower()}" if outcome else said
    at = line.at.astimezone(COPENHAGEN)
    return f"| {short_date(at.date())} kl. {at:%H.%M} | {line.facts.get('body') or ''} | {what} |"
