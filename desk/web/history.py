"""The journal of a case as Danish sentences: who did what, when. The same sentences on every page that shows history.

The journal holds no title of a closed case; a reason that was typed while the item was open is left out here too for
those who may not read it any more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from babel.dates import format_date

from desk import finding_words, journal_words, labels
from desk.web.language import _, locale
from domain.store.case_facts import Line

SYSTEM = "sagsgang"  # the actor of what the clock does

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """One line of history: who, when, what; ``moves`` a line for each meeting that changed, ``reason`` as typed."""

    seq: int
    at: datetime
    who: str
    says: str
    moves: tuple[str, ...] = ()
    reason: str = ""
    is_program: bool = False
    verb: str = ""


def tell(line: Line, *, bodies: Mapping[str, str], people: Mapping[str, str], may_read: bool) -> Told:
    """A line as a sentence; ``bodies`` and ``people`` are names by key."""
    is_program = line.actor == SYSTEM
    reason = str(line.facts.get("reason") or "") if may_read else ""
    return Told(
        seq=line.seq,
        at=line.at,
        who=_("Sagsgang") if is_program else people.get(line.actor, line.actor),
        says=_sentence(line, bodies),
        moves=_moves(line.facts, bodies),
        reason=reason,
        is_program=is_program,
        verb=line.verb,
    )


def _sentence(line: Line, bodies: Mapping[str, str]) -> str:
    facts = {**line.facts, "named": _body(line.facts, bodies)}
    is_step = line.verb == "advance"
    what = str(line.facts.get("transition")) if is_step else line.verb
    made = (_STEPS if is_step else _ACTS).get(what)
    if made is not None:
        return made(facts)
    plain = (PLAIN_STEPS if is_step else PLAIN).get(what)
    if plain is None:
        return f"{labels.capital(_(journal_words.verb(line.verb)))}."
    said = _(plain).format(body=facts["named"])
    is_promised = line.verb in {"propose_follow_up", "confirm_follow_up"} and facts.get("due_on")
    return f"{said} {_('Frist {day}.').format(day=_day(facts['due_on']))}" if is_promised else said


def _body(facts: Facts, bodies: Mapping[str, str]) -> str:
    key = str(facts.get("body") or "")
    return bodies.get(key, key)


def _opened(facts: Facts) -> str:
    said = _("Oprettede sagen med sagsgangen {route}.").format(route=", ".join(facts.get("route") or ()))
    findings = len(facts.get("findings") or ())
    if findings == 1:
        return f"{said} {_('Læseren fandt én ting at se efter.')}"
    return f"{said} {_('Læseren fandt {count} ting at se efter.').format(count=findings)}" if findings else said


def _corrected(facts: Facts) -> str:
    names = {**labels.FIELDS, "is_open": labels.FIELD_IS_OPEN}
    changed = [_(names.get(name, name)) for name in facts.get("changed") or ()]
    settled = [_(finding_words.DOCUMENT.get(code, code)) for code in facts.get("corrected") or ()]
    said = []
    if changed:
        said.append(_("Rettede {what}.").format(what=labels.listed(changed, "og")))
    said += [_("Afklarede: {what}.").format(what=finding) for finding in settled]
    return " ".join(said) or _("Rettede sagen.")


def _supplemented(facts: Facts) -> str:
    filled = [_(labels.FIELDS.get(name, name)) for name in facts.get("changed") or ()]
    if facts.get("attachments"):
        filled.append(_("{count} bilag").format(count=facts["attachments"]))
    if facts.get("follow_ups"):
        filled.append(_("{count} forslag til opfølgning").format(count=len(facts["follow_ups"])))
    return _("Føjede til fra et dokument: {what}.").format(what=labels.listed(filled, "og"))


def _decided(facts: Facts) -> str:
    outcome = _(labels.LABELS["Outcome"].get(str(facts.get("outcome")), ""))
    said = _("Skrev beslutningen i {body} den {day}: {outcome}.").format(
        body=facts["named"], day=_day(facts.get("decided_on")), outcome=outcome
    )
    to = facts.get("return_to")
    return f"{said} {_('Sagen går til {body}.').format(body=to)}" if to else said


def _decision_corrected(facts: Facts) -> str:
    outcome, before = (_(labels.LABELS["Outcome"].get(str(facts.get(name)), "")) for name in ("outcome", "before"))
    if outcome == before:
        return _("Rettede ordlyden af beslutningen i {body}.").format(body=facts["named"])
    return _("Rettede beslutningen i {body} fra {before} til {outcome}.").format(
        body=facts["named"], before=before, outcome=outcome
    )


def _took_effect(facts: Facts) -> str:
    outcome = _(labels.LABELS["Outcome"].get(str(facts.get("outcome")), ""))
    said = [_("Beslutningen i {body} ({outcome}) fik virkning.").format(body=facts["named"], outcome=outcome)]
    if facts.get("added"):
        said.append(_("Nye led: {bodies}.").format(bodies=", ".join(facts["added"])))
    if facts.get("dropped"):
        said.append(_("Udgår: {bodies}.").format(bodies=", ".join(facts["dropped"])))
    return " ".join(said)


# Sentences that at most name the body; by the verb, and by the step of a case that goes on by itself.
PLAIN = {
    "withdraw_case": "Trak sagen tilbage.",
    "place_stop": "Satte et led på et bestemt møde.",
    "add_stop": "Føjede {body} til sagsgangen.",
    "drop_stop": "Tog {body} ud af sagsgangen.",
    "give_urgency_reason": "Begrundede, hvorfor sagen ikke kan vente i {body}.",
    "propose_follow_up": "Foreslog en opfølgning.",
    "confirm_follow_up": "Bekræftede en opfølgning.",
    "complete_follow_up": "Meldte en opfølgning udført.",
    "drop_follow_up": "Frafaldt en opfølgning.",
    "move_meeting": "Flyttede mødet i {body}, og sagen fulgte med.",
    "cancel_meeting": "Aflyste mødet i {body}.",
    "import_meeting_plan": "Indlæste en mødeplan, som flyttede sagen.",
}
PLAIN_STEPS = {
    "placed": "Sagen blev sat på møder.",
    "replanned": "Sagen blev planlagt om.",
    "on_agenda": "Kom på dagsordenen i {body}.",
    "awaiting_decision": "Mødet i {body} er holdt; beslutningen skal skrives.",
    "closed": "Sagen blev afsluttet.",
    "blocked": "Kan ikke komme på dagsordenen i {body}, før det, der mangler, er i orden.",
    "stuck": "Kan ikke planlægges: ingen møder i {body} overholder reglerne.",
}
_ACTS: dict[str, Callable[[Facts], str]] = {
    "open_case": _opened,
    "correct_case": _corrected,
    "supplement_case": _supplemented,
    "record_decision": _decided,
    "correct_decision": _decision_corrected,
}
_STEPS: dict[str, Callable[[Facts], str]] = {"decided": _took_effect}


def _moves(facts: Facts, bodies: Mapping[str, str]) -> tuple[str, ...]:
    changes = facts.get("changes")
    return tuple(_move(change, bodies) for change in changes) if isinstance(changes, list) else ()


def _move(change: Facts, bodies: Mapping[str, str]) -> str:
    body = bodies.get(str(change.get("body")), str(change.get("body")))
    before, after = _day(change.get("from")), _day(change.get("to"))
    if before and after:
        return _("{body}: fra {before} til {after}").format(body=body, before=before, after=after)
    return _("{body}: {after}").format(body=body, after=after or _("intet møde"))


def _day(value: object) -> str:
    return format_date(date.fromisoformat(str(value)[:10]), _("d. MMMM y"), locale=locale()) if value else ""
