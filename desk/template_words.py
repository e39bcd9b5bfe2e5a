"""The texts of the mails as the secretariat knows them: what each is called, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desk import labels
from desk.language import _

PARTS = {
    "heading": "overskrift over beskederne",
    "subject": "emne",
    "says": "sætningen om en sag",
    "task": "det, modtageren skal gøre",
    "meeting_subject": "emne om et helt møde",
    "meeting_says": "sætningen om et helt møde",
    "greeting": "hilsen øverst",
    "intro": "indledning",
    "footer": "linjen nederst",
    "text": "hele mailen som tekst",
    "html": "hele mailen som HTML",
}
GROUPS = {"letter": "alle mails", "invitation": "indkaldelse"}
SITUATIONS = {
    "called": "nyt møde",
    "changed": "ændret møde",
    "cancelled": "aflyst møde",
    "withdrawn": "ikke længere indkaldt",
}
STATES = {"shipped": "vores", "own": "egen", "broken": "egen, virker ikke"}
FAULTS = {
    "syntax": "kan ikke læses. Se efter {{ }}, {% %} og anførselstegn",
    "too_long": "teksten er for lang",
    "not_allowed": "»{what}« kan ikke bruges her; kun ord i {{ }}, if og for",
    "unknown_filter": "»{what}« kendes ikke efter »|« eller »is«",
    "unknown_fact": "ordet »{what}« kendes ikke her",
    "not_a_list": "»{what}« er ingen liste; for kan kun gå gennem listerne",
    "too_deep": "for mange for inden i hinanden",
    "too_many_steps": "for gentager for mange gange",
    "output_too_long": "mailen bliver for lang",
    "not_words": "en liste er skrevet, hvor der skal stå ord; gå gennem den med for",
    "cannot_be_written": "teksten kan ikke skrives med mailens oplysninger",
    "empty": "der kommer ingen ord ud af den",
    "fact_becomes_markup": "en oplysning kan blive til HTML. Sæt anførselstegn om attributter, og skriv kun "
    "oplysninger mellem tags",
    "tag_not_allowed": "<{what}> kan ikke stå i en mail",
    "attribute_not_allowed": "attributten {what} kan ikke stå i en mail",
    "link_not_allowed": "et link skal begynde med https:// eller mailto:",
    "style_loads": "style må ikke hente noget",
    "not_shown": "mailen viser ikke »{what}«, som den sendes for at sige",
    "style": "stilen kan ikke sættes ind i HTML",
}


def title(name: str) -> str:
    """What a text is called: »frist nærmer sig: emne«."""
    noun, *middle, part = name.split(".")
    said = _("første sætning") if (noun, part) == ("invitation", "says") else _(PARTS[part])
    about = _(GROUPS.get(noun) or labels.LABELS["NoticeKind"].get(noun, "")) or noun
    return ", ".join([about, *(_(SITUATIONS[one]) for one in middle)]) + f": {said}"


def fault(code: str, line: int | None = None, what: str = "") -> str:
    """What is wrong with a text, and where."""
    said = _(FAULTS[code]).replace("{what}", what)
    return f"{_('linje {line}').format(line=line)}: {said}" if line else said


def refused(facts: Mapping[str, Any]) -> str:
    """The sentence of ``MailTextError``."""
    lines = [f"  {fault(one['code'], one.get('line'), one.get('what', ''))}" for one in facts.get("findings") or ()]
    return "\n".join([_("Teksten {name} kan ikke tages i brug:").format(name=facts.get("name")), *lines])
