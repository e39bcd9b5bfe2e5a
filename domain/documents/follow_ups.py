"""Promises: work that somebody is to do after this, wherever in the text it stands.

Nothing here is a fact yet: each is a proposal for people to confirm. What a sentence must hold depends on where it
stands: a decision promises by its mere verb ("Planen tilpasses"), a case text only with somebody to do it ("X følger
op") or a day to have done it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from domain.documents.bodies import Bodies
from domain.documents.dates import Due, find_due
from domain.documents.document import FoundFollowUp, SectionKey
from domain.documents.sentences import Sentence

# Verbs of work to be done, present tense: (active, passive). "" where the form promises nothing.
WORK_VERBS: tuple[tuple[str, str], ...] = (
    ("følger op", "følges op"),
    ("retter", "rettes"),
    ("justerer", "justeres"),
    ("tilpasser", "tilpasses"),
    ("udarbejder", "udarbejdes"),
    ("undersøger", "undersøges"),
    ("indhenter", "indhentes"),
    ("fremlægger", "fremlægges"),
    ("forelægger", "forelægges"),
    ("orienterer", ""),
    ("informerer", ""),
    ("afrapporterer", "afrapporteres"),
    ("laver", "laves"),
    ("indarbejder", "indarbejdes"),
    ("opdaterer", "opdateres"),
    ("ajourfører", "ajourføres"),
    ("præciserer", "præciseres"),
    ("tilføjer", "tilføjes"),
    ("uddyber", "uddybes"),
    ("beskriver", ""),
    ("vender tilbage", "genoptages"),
    ("melder tilbage", ""),
    ("sørger for", ""),
    ("tager kontakt", ""),
    ("kontakter", "kontaktes"),
    ("sender", "eftersendes"),
    ("gennemgår", ""),
    ("belyser", "belyses"),
    ("afklarer", "afklares"),
    ("indkalder", "indkaldes"),
    ("udsender", "udsendes"),
    ("giver en status", ""),
    ("fremsender", ""),
    ("koordinerer", ""),
    ("iværksætter", "iværksættes"),
    ("", "høres"),
)
_ACTIVE = "|".join(active for active, _ in WORK_VERBS if active)
_PASSIVE = "|".join(passive for _, passive in WORK_VERBS if passive)
_ROLE_END = r"(?:chef(?:en)?|direktør(?:en)?|leder(?:en)?|koordinator(?:en)?|konsulent(?:en)?|sekretær(?:en)?|jurist(?:en)?|borgmester(?:en)?|formand(?:en)?|ansvarlig(?:e)?)"
_UNIT_END = r"(?:forvaltning(?:en)?|administration(?:en)?|sekretariat(?:et)?|afdeling(?:en)?|stab(?:en)?|center(?:et)?|ledelse(?:n)?|arbejdsgruppe(?:n)?|styregruppe(?:n)?)"
_CAPITALS = r"(?: (?:og )?[A-ZÆØÅ][\wæøå-]*)*"
_WHO = re.compile(
    rf"(?P<who>\b(?:[\wæøåÆØÅ]+- og )?[\wæøåÆØÅ-]*(?:{_ROLE_END}|{_UNIT_END})(?: (?:for|i) [A-ZÆØÅ][\wæøå-]*{_CAPITALS})?)\b",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"(?:^|, (?:at |så |og )|\bat |: )(?P<who>[A-ZÆØÅa-zæøå][\wæøå-]*(?: [\wæøåÆØÅ-]+){0,7}?) (?:\w+ )?$"
)
_ACTIVE_VERB = re.compile(rf"\b(?P<verb>{_ACTIVE})\b(?! (?:sig|for at))", re.IGNORECASE)
_PASSIVE_VERB = re.compile(rf"\b(?P<verb>{_PASSIVE})\b", re.IGNORECASE)
_ASKED = re.compile(
    r"\b(?:bad|beder|anmode[dr]e?|anmodes|pålægger|pålagde|bemyndiger)\b(?P<rest>.*)|\b(?:blev|er) (?:det )?(?:aftalt|besluttet), at (?P<agreed>.*)",
    re.IGNORECASE,
)
_RETURNED = re.compile(r"\bfå(?:r)? forelagt\b|\bbedes\b", re.IGNORECASE)
_PAST = re.compile(r"\b(?:har|havde|er blevet|blev|skulle)\b", re.IGNORECASE)
_HABIT = re.compile(r"løbende|til daglig|\bdagligt\b|årligt|på hvert møde|generelt", re.IGNORECASE)
_CONDITION = re.compile(r"^hvis indstillingen (?:godkendes|tiltrædes|følges)", re.IGNORECASE)
_VAGUE_DUE = re.compile(r"\b(?:senest|inden|til|på|i|primo|medio|ultimo|den|før)\b", re.IGNORECASE)
MOST_WHO_WORDS = 7


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
        promise = _promise(section, sentence.text, bodies, near)
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
            )
        )
    return tuple(found)


def _promise(section: SectionKey, text: str, bodies: Bodies, near: date | None) -> _Promise | None:
    asked = _ASKED.search(text)
    if asked:
        return _asked(asked, text, bodies)
    if _HABIT.search(text):
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
    passive = _PASSIVE_VERB.search(text)
    if passive and section is SectionKey.DECISION and not _PAST.search(text, 0, passive.start()):
        return _Promise(_by(text, passive), 0.7)
    return None


def _asked(asked: re.Match[str], text: str, bodies: Bodies) -> _Promise | None:
    rest = asked["rest"] or asked["agreed"] or ""
    works = _ACTIVE_VERB.search(rest) or re.search(rf"\bat (?:{_infinitives()})\b", rest) or _RETURNED.search(rest)
    gives = re.search(r"\bat (?P<who>\w+en|\w+et) (?:giver|kommer|skal|vil)\b", text) if asked["agreed"] else None
    if not (works or gives):
        return None
    who = _WHO.search(rest)
    name = who["who"] if who and bodies.first(who["who"]) is None else None
    return _Promise(name, 0.8 if name else 0.6)


def _infinitives() -> str:
    return "|".join(re.sub(r"^(\w+)r\b", r"\1", active) for active, _ in WORK_VERBS if active)


def _responsible(text: str, verb: re.Match[str]) -> str | None:
    """Who does it: what stands before the verb ("HR-chefen retter") or, turned round, right after ("orienterer X")."""
    after = text[verb.end() :].lstrip()
    turned = (
        _CONDITION.match(text)
        or re.search(r"^(?:\w+ ){0,4}$|, $", text[: verb.start()])
        and text[: verb.start()].rstrip().endswith(",")
    )
    if turned:
        match = _WHO.match(after)
        return match["who"] if match else None
    before = list(_WHO.finditer(text[: verb.start()]))
    if before and len(text[before[-1].end() : verb.start()].split()) <= 1:
        return _extended(text, before[-1])
    subject = _SUBJECT.search(text[: verb.start()])
    if subject and len(subject["who"].split()) <= MOST_WHO_WORDS and subject["who"][0].isupper():
        return str(subject["who"])
    return None


def _extended(text: str, who: re.Match[str]) -> str:
    return str(who["who"])


def _by(text: str, passive: re.Match[str]) -> str | None:
    """ "… udarbejdes af HR-afdelingen"."""
    match = re.compile(r"\s(?:\w+ )?af ").match(text, passive.end())
    who = _WHO.match(text, match.end()) if match else None
    return who["who"] if who else None


def _due(text: str, near: date | None) -> Due | None:
    """The last day that the sentence names and that is not before the meeting."""
    due = find_due(text, near=near)
    if due is None or (near and due.on < near):
        return None
    return due
