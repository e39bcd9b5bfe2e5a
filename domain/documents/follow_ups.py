"""Promises: work that somebody is to do after this, wherever in the text it stands.

Nothing here is a fact yet: each is a proposal for people to confirm. What a sentence must hold depends on where it
stands: a decision promises by its mere verb ("Planen tilpasses"), a case text only with somebody to do it ("X følger
op") or a day to have done it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from domain.documents.bodies import Bodies
from domain.documents.cues import ASKED, DISSENT, TO_DO, WORK, WORK_ENDS, WORK_IN_WORDS
from domain.documents.dates import Due, find_due
from domain.documents.document import FoundFollowUp, SectionKey
from domain.documents.sentences import Sentence
from domain.documents.work_verbs import WORK_VERBS

_ACTIVE = "|".join(active for active, _ in WORK_VERBS if active)
_PASSIVE = "|".join(passive for _, passive in WORK_VERBS if passive)
# How the words for a post and for an office end
_ROLES = "chef|direktør|leder|koordinator|konsulent|sekretær|jurist|borgmester|formand|ansvarlig"
# What stands before it, as a word of its own: "teknisk chef"
_KINDS = "teknisk|administrerend|konstitueret|daglig|pædagogisk|økonomisk|social|faglig|administrativ"
_UNITS = "forvaltning|administration|sekretariat|afdeling|stab|center|ledelse|arbejdsgruppe|styregruppe"
_CAPITALS = r"(?: (?:og )?[A-ZÆØÅ][\wæøå-]*)*"
_WHO = re.compile(
    rf"(?P<who>\b(?:(?:{_KINDS})e? )?"
    rf"(?:[\wæøåÆØÅ]+- og )?[\wæøåÆØÅ-]*(?:(?:{_ROLES})(?:en|e|ne|erne)?|(?:{_UNITS})(?:en|et|n)?)"
    rf"(?: (?:for|i) [A-ZÆØÅ][\wæøå-]*{_CAPITALS})?)\b",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"(?:^|, (?:at |så |og )|\bat |: )(?P<who>[A-ZÆØÅa-zæøå][\wæøå-]*(?: [\wæøåÆØÅ-]+){0,6}?) (?:[a-zæøå]+ )?$"
)
_TURNED = re.compile(r"(?:på|i|til|efter|inden|når|hvis|herefter|senest|derefter|samtidig)\b", re.IGNORECASE)
_ACTIVE_VERB = re.compile(rf"\b(?P<verb>{_ACTIVE})\b(?! (?:sig|for at))", re.IGNORECASE)
_PASSIVE_VERB = re.compile(rf"\b(?P<verb>{_PASSIVE})\b", re.IGNORECASE)
_VERBS_IN_WORDS = tuple(verb for verbs in WORK_VERBS for verb in verbs if " " in verb)
_INFINITIVE = re.compile(
    r"\bat (?:" + "|".join(re.sub(r"^(\w+)r\b", r"\1", active) for active, _ in WORK_VERBS if active) + r")\b"
)
# "Forvaltningen bedes belyse", "HR-chefen skal inden 1. maj udarbejde"
_TO_DO = re.compile(
    r"\b(?P<word>bedes|skal|får til opgave at|anmodes om at|pålægges at)\b(?: [\wæøåÆØÅ.-]+){0,7}? (?:"
    + "|".join(sorted({re.sub(r"^(\w+)r\b", r"\1", active) for active, _ in WORK_VERBS if active}))
    + r")\b",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"\b(?:bad|beder|anmode[dr]e?|anmodes|pålægger|pålagde|bemyndiger)\b(?P<rest>.*)"
    r"|\b(?:blev|er) (?:det )?(?:aftalt|besluttet), at (?P<agreed>.*)",
    re.IGNORECASE,
)
_FOR_THE_RECORD = re.compile(r"ført til protokol|protokolbemærkning|tog forbehold|stemte imod", re.IGNORECASE)
_GIVES = re.compile(r"(?P<who>\w+(?:en|et)) (?:giver|kommer|skal|vil)\b")
_PRESENTED = re.compile(r"\bfå(?:r)? forelagt\b|\bbedes\b", re.IGNORECASE)
_PAST = re.compile(r"\b(?:har|havde|er blevet|blev|skulle)\b", re.IGNORECASE)
_HABIT = re.compile(r"løbende|til daglig|\bdagligt\b|årligt|på hvert møde|generelt", re.IGNORECASE)
_CHANGE = re.compile(r"\bmed (?:den|følgende) (?:ændring|tilføjelse|bemærkning)", re.IGNORECASE)  # how it was decided
_BY = re.compile(r"\s(?:\w+ )?af ")


@dataclass(frozen=True, slots=True)
class _Promise:
    who: str | None
    confidence: float


def read_follow_ups(
    texts: Iterable[tuple[SectionKey, str | None, Sentence]], bodies: Bodies, *, near: date | None
) -> tuple[FoundFollowUp, ...]:
    """The promises in ``texts`` (section, number of the sub-point, sentence), each sentence once.

    ``near`` is the meeting's day, which lends a year to "i april" and says what is past.
    """
    found: list[FoundFollowUp] = []
    seen: set[str] = set()
    for section, point, sentence in texts:
        is_wish = sentence.cues & DISSENT and _FOR_THE_RECORD.search(sentence.text)  # and was not decided
        promise = None if is_wish else _promise(section, sentence, bodies, near)
        if promise is None:
            continue
        key = "".join(letter for letter in sentence.text.casefold() if letter.isalnum())
        if key in seen:
            continue
        seen.add(key)
        due = _due(sentence.text, near)
        found.append(
            FoundFollowUp(
                responsible=promise.who,
                text=sentence.text,
                due=due.on if due else None,
                due_text=due.words if due else "",
                place=sentence.place,
                confidence=promise.confidence,
                section=section,
                due_month=bool(due and due.is_month),
                point=point,
                due_named=due.named_on if due else None,
            )
        )
    return tuple(found)


def _promise(section: SectionKey, sentence: Sentence, bodies: Bodies, near: date | None) -> _Promise | None:
    text = sentence.text
    to_do = _TO_DO.search(text) if sentence.cues & TO_DO else None
    promise = _to_do(section, text, to_do, near) if to_do else None
    if promise:
        return promise
    asked = _ASKED.search(text) if sentence.cues & ASKED else None
    if asked:
        return _asked(asked, bodies)
    may_be_in_words = sentence.cues & WORK_IN_WORDS and sentence.cues & WORK_ENDS
    is_work = sentence.cues & WORK or (may_be_in_words and any(map(text.casefold().__contains__, _VERBS_IN_WORDS)))
    if not is_work or _HABIT.search(text):
        return None
    for verb in _ACTIVE_VERB.finditer(text):
        who = _responsible(text, verb)
        if who is None or bodies.first(who) is not None or _PAST.search(who):
            continue
        is_role = _WHO.fullmatch(who) is not None
        has_due = _due(text, near) is not None
        if section is SectionKey.DECISION or verb["verb"].casefold() == "følger op":
            return _Promise(who, 0.9 if is_role else 0.7)
        if has_due and (is_role or section is not SectionKey.CASE_PRESENTATION or who[0].isupper()):
            return _Promise(who, 0.8 if is_role else 0.6)
    return _passive(section, text, near)


def _to_do(section: SectionKey, text: str, to_do: re.Match[str], near: date | None) -> _Promise | None:
    """What somebody has to do: "Forvaltningen bedes belyse", "HR-chefen skal inden 1. maj udarbejde …"."""
    before = list(_WHO.finditer(text, 0, to_do.start()))
    who = before[-1] if before else None
    if who is None or text[who.end() : to_do.start()].strip() or _HABIT.search(text):
        return None
    if section is SectionKey.DECISION or to_do["word"].casefold() != "skal":
        return _Promise(who["who"], 0.9)
    return _Promise(who["who"], 0.8) if _due(text, near) is not None else None


def _passive(section: SectionKey, text: str, near: date | None) -> _Promise | None:
    """A decision promises in the passive too, a recommendation only with a day; a case text merely describes."""
    passive = _PASSIVE_VERB.search(text)
    if passive is None or _PAST.search(text, 0, passive.start()) or _CHANGE.search(text, 0, passive.start()):
        return None
    if section is SectionKey.DECISION:
        return _Promise(_by(text, passive), 0.7)
    if section is SectionKey.RECOMMENDATION and _due(text, near) is not None:
        return _Promise(_by(text, passive), 0.5)
    return None


def _asked(asked: re.Match[str], bodies: Bodies) -> _Promise | None:
    """What somebody was asked to do: "Udvalget bad forvaltningen om at …", "det blev aftalt, at …"."""
    rest = asked["rest"] or asked["agreed"] or ""
    is_work = _ACTIVE_VERB.search(rest) or _INFINITIVE.search(rest) or _PRESENTED.search(rest)
    if not is_work and not (asked["agreed"] and _GIVES.match(rest)):
        return None
    who = _WHO.search(rest)
    name = who["who"] if who and bodies.first(who["who"]) is None else None
    return _Promise(name, 0.8 if name else 0.6)


def _responsible(text: str, verb: re.Match[str]) -> str | None:
    """Who does it: before the verb ("HR-chefen retter"), or after it where the sentence is turned round."""
    lead = text[: verb.start()].rstrip()
    before = list(_WHO.finditer(lead))
    if before and len(lead[before[-1].end() :].split()) <= 1:
        return before[-1]["who"]
    after = _WHO.match(text[verb.end() :].lstrip())
    if after and (lead.endswith(",") or _TURNED.match(lead)):
        return after["who"]
    subject = _SUBJECT.search(f"{lead} ")
    if subject and subject["who"][0].isupper() and not _TURNED.match(subject["who"]):
        return subject["who"]
    return after["who"] if after else None


def _by(text: str, passive: re.Match[str]) -> str | None:
    """Who does it in the passive: what follows "af" ("udarbejdes af HR-afdelingen")."""
    match = _BY.match(text, passive.end())
    who = _WHO.match(text, match.end()) if match else None
    return who["who"] if who else None


def _due(text: str, near: date | None) -> Due | None:
    """The last day that the sentence names and that is not before the meeting."""
    due = find_due(text, near=near)
    if due is None or (near and due.on < near):
        return None
    return due
