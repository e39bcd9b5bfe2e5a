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

from desk import finding_words, labels
from desk.web.language import _, current
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
    made = _STEPS.get(str(line.facts.get("transition"))) if line.verb == "advance" else _ACTS.get(line.verb)
    return made(facts) if made is not None else f"{_(labels.verb(line.verb)).capitalize()}."


def _body(facts: Facts, bodies: Mapping[str, str]) -> str:
    key = str(facts.get("body") or "")
    return bodies.get(key, key)


def _plain(danish: str) -> Callable[[Facts], str]:
    """A sentence that names the body, if anything."""
    return lambda facts: _(danish).format(body=facts["named"])


def _opened(facts: Facts) -> str:
    said = _("Oprettede sagen med sagsgangen {route}.").format(route=", ".join(facts.get("route") or ()))
    findings = len(facts.get("findings") or ())
    if findings == 1:
        return f"{said} {_('Læseren fandt én ting at se efter.')}"
    return f"{said} {_('Læseren fandt {count} ting at se efter.').format(count=findings)}" if findings else said


def _corrected(facts: Facts) -> str:
    names = {**labels.FIELDS, "is_open": "om punktet er åbent"}
    changed = [_(names.get(name, name)) for name in facts.get("changed") or ()]
    settled = [_(finding_words.DOCUMENT.get(code, code)) for code in facts.get("corrected") or ()]
    said = []
    if changed:
        said.append(_("Rettede {what}.").format(what=labels.listed(changed, _("og"))))
    said += [_("Afklarede: {what}.").format(what=finding) for finding in settled]
    return " ".join(said) or _("Rettede sagen.")


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


def _promised(danish: str) -> Callable[[Facts], str]:
    """A sentence about a promise, with its day where it has one."""

    def say(facts: Facts) -> str:
        due = f" {_('Frist {day}.').format(day=_day(facts['due_on']))}" if facts.get("due_on") else ""
        return f"{_(danish)}{due}"

    return say


def _took_effect(facts: Facts) -> str:
    outcome = _(labels.LABELS["Outcome"].get(str(facts.get("outcome")), ""))
    said = [_("Beslutningen i {body} ({outcome}) fik virkning.").format(body=facts["named"], outcome=outcome)]
    if facts.get("added"):
        said.append(_("Nye led: {bodies}.").format(bodies=", ".join(facts["added"])))
    if facts.get("dropped"):
        said.append(_("Udgår: {bodies}.").format(bodies=", ".join(facts["dropped"])))
    return " ".join(said)


_ACTS: dict[str, Callable[[Facts], str]] = {
    "open_case": _opened,
    "correct_case": _corrected,
    "withdraw_case": _plain("Trak sagen tilbage."),
    "place_stop": _plain("Satte et led på et bestemt møde."),
    "add_stop": _plain("Føjede {body} til sagsgangen."),
    "drop_stop": _plain("Tog {body} ud af sagsgangen."),
    "give_urgency_reason": _plain("Begrundede, hvorfor sagen ikke kan vente i {body}."),
    "record_decision": _decided,
    "correct_decision": _decision_corrected,
    "propose_follow_up": _promised("Foreslog en opfølgning."),
    "confirm_follow_up": _promised("Bekræftede en opfølgning."),
    "complete_follow_up": _plain("Meldte en opfølgning udført."),
    "drop_follow_up": _plain("Frafaldt en opfølgning."),
    "move_meeting": _plain("Flyttede mødet i {body}, og sagen fulgte med."),
    "cancel_meeting": _plain("Aflyste mødet i {body}."),
    "import_meeting_plan": _plain("Indlæste en mødeplan, som flyttede sagen."),
}
_STEPS: dict[str, Callable[[Facts], str]] = {
    "placed": _plain("Sagen blev sat på møder."),
    "replanned": _plain("Sagen blev planlagt om."),
    "on_agenda": _plain("Kom på dagsordenen i {body}."),
    "awaiting_decision": _plain("Mødet i {body} er holdt; beslutningen skal skrives."),
    "decided": _took_effect,
    "closed": _plain("Sagen blev afsluttet."),
    "blocked": _plain("Kan ikke komme på dagsordenen i {body}, før det, der mangler, er i orden."),
    "stuck": _plain("Kan ikke planlægges: ingen møder i {body} overholder reglerne."),
}


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
    return format_date(date.fromisoformat(str(value)[:10]), "d. MMMM y", locale=current()) if value else ""
