"""Promises: work that somebody is to do after this, wherever in the text it stands.

Nothing here is a fact yet: each is a proposal for people to confirm. What a sentence must hold depends on where it
stands: a decision promises by its mere verb ("Planen tilpasses"), a list under "Opfølgning" by standing there, a case
text only with somebody to do it ("X følger op") or a time to have done it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.documents.bodies import Bodies
from domain.documents.cues import ASKED, DISSENT, READY, TO_DO, WORK, WORK_ENDS, WORK_IN_WORDS
from domain.documents.dates import Due, find_due
from domain.documents.document import FoundFollowUp, SectionKey
from domain.documents.responsible import WHO, agent, doer, is_named, is_post
from domain.documents.sentences import Sentence
from domain.documents.told import Told
from domain.documents.work_verbs import NO_WORK, TELLING, WORK_VERBS, infinitive

_ACTIVE = "|".join(active for active, _ in WORK_VERBS if active)
_PASSIVE = "|".join(passive for _, passive in WORK_VERBS if passive)
_ACTIVE_VERB = re.compile(
    rf"\b(?P<verb>{_ACTIVE})\b(?! (?:sig|for at)| (?:sagen|punktet) (?:tilbage|videre))", re.IGNORECASE
)
_PASSIVE_VERB = re.compile(rf"\b(?P<verb>{_PASSIVE})\b", re.IGNORECASE)
_VERBS_IN_WORDS = tuple(verb for verbs in WORK_VERBS for verb in verbs if " " in verb)
_DO = "|".join(sorted({infinitive(active) for active, _ in WORK_VERBS if active}))
_INFINITIVE = re.compile(rf"\bat (?:{_DO})\b")
# "Forvaltningen bedes belyse", "HR-chefen skal inden 1. maj udarbejde"
_TO_DO = re.compile(
    r"\b(?P<word>bedes|skal|f(?:år|ik) til opgave at|anmodes om at|pålægges at"
    r"|(?:blev|bliver|er) (?:bedt om|anmodet om|pålagt) at)\b"
    rf"(?P<what>(?: [\wæøåÆØÅ.-]+){{0,7}}? (?:{_DO})\b)?",
    re.IGNORECASE,
)
_ASKED_TO = re.compile(rf"(?: [\wæøåÆØÅ.]+){{0,5}}? (?:{_DO})\b")  # "beder vejchefen (inden 1. maj) undersøge"
_BEING = re.compile(r" (?:ikke )?(?:være|have|kunne|ville|blive|også være)\b", re.IGNORECASE)  # no work: "skal være"
_ASKED = re.compile(
    r"\b(?:bad|beder|anmode[dr]e?|anmodes|pålægger|pålagde|bemyndiger)\b(?P<rest>.*)"
    r"|\b(?:ønske[dr]e?|efterspørger|efterspurgte)\b(?P<wish>.*)"
    r"|\b(?:(?:blev|er) (?:det )?(?:aftalt|besluttet)|det aftaltes|aftaltes det|aftalt|enige om), at (?P<agreed>.*)",
    re.IGNORECASE,
)
# What is asked for where things are decided: any work, or a paper
_ASKED_FOR = re.compile(
    r"\bat (?!få\b|have\b|være\b|måtte\b)[a-zæøå]+"
    r"|(?:^| om) (?:en|et|at få(?: en| et)?) (?:[a-zæøå]+ )?\w*(?:redegørelse|opfølgning|notat|status|oversigt"
    r"|orientering|opgørelse|analyse|plan|forslag|oplæg|rapport|vurdering|beregning|tilbagemelding)\b",
)
_FOR_THE_RECORD = re.compile(
    r"(?:ført|føre) (?:i|til) (?:\w+ )?(?:protokol|referat)|protokolbemærkning|mindretalsudtalelse"
    r"|tog forbehold|stemte imod|tilført (?:\w+ )?protokol",
    re.IGNORECASE,
)
_AGREED = re.compile(
    r"(?P<who>[\wæøåÆØÅ .-]{2,50}?) (?!er\b|har\b|bliver\b|kan\b|eller\b|efter\b|for\b)[a-zæøå]{3,}r\b"
)
_PRESENTED = re.compile(r"\bfå(?:r)? forelagt\b|\bbedes\b", re.IGNORECASE)
_PAST = re.compile(r"\b(?:har|havde|er blevet|blev|skulle)\b", re.IGNORECASE)
_HABIT = re.compile(
    r"løbende|til daglig|\bdagligt\b|årligt|på hvert møde|generelt"
    r"|\bhver(?:t|anden|andet)? (?:\w+ )?(?:år|kvartal|måned|uge|dag|gang|møde|valgperiode|sommer|efterår|forår)\b",
    re.IGNORECASE,
)
_CHANGE = re.compile(r"\bmed (?:den|følgende) (?:ændring|tilføjelse|bemærkning)", re.IGNORECASE)  # how it was decided
_TELLS = re.compile(rf"(?:{'|'.join(TELLING)}),? (?:\w+ )?at\b", re.IGNORECASE)
# A time to come that is no day: "inden sommerferien", "når planen er vedtaget", "senest den 29. februar 2026"
_IN_TIME = re.compile(
    r"\b(?:inden|efter|før|til|på|i løbet af|senest) (?:\w+ ){0,2}?(?:\w*ferien|sommeren|jul|nytår|påske|årsskiftet"
    r"|årets udgang|foråret|efteråret|vinteren|næste møde|næstkommende møde|budget\w+|skoleår\w*)\b"
    r"|\b(?:når|så snart|straks) [\w, -]{3,60} (?:er|bliver|foreligger|har)\b|\bsenest den \d",
    re.IGNORECASE,
)
# The sentence after a promise may hold its day: "Gennemgangen er færdig medio september 2026."
_READY = re.compile(
    r"(?:det|den|de|dette|disse|begge dele|\w+(?:en|et|erne)) (?:skal|er|forventes|ventes|bliver|vil|kan)\b"
    r"(?: \w+){0,3}? (?:klar|parat|færdige?|færdigt|afsluttet|afleveret|leveret|gennemført|forelagt|fremlagt|sendt"
    r"|foreligge|foreligger)\b|(?:(?:tids)?frist(?:en)?|deadline)(?::| (?:er|sættes til)\b)",
    re.IGNORECASE,
)
_ANY_VERB = re.compile(r" (?P<verb>[a-zæøå]{3,}r)\b(?!,? at\b)")
_NOTHING = re.compile(r"(?:ingen|intet|ikke aktuelt|-)\W*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Promise:
    who: str | None
    confidence: float


def read_follow_ups(texts: Sequence[Told], bodies: Bodies, *, near: date | None) -> tuple[FoundFollowUp, ...]:
    """The promises in ``texts``, each sentence once.

    ``near`` is the meeting's day, which lends a year to "i april" and says what is past.
    """
    found: list[FoundFollowUp] = []
    seen: set[str] = set()
    for at, told in enumerate(texts):
        sentence = told.sentence
        is_wish = sentence.cues & DISSENT and _FOR_THE_RECORD.search(sentence.text)  # and was not decided
        after = texts[at + 1] if at + 1 < len(texts) and texts[at + 1].section is told.section else None
        is_ready = after and after.sentence.cues & READY and _READY.match(after.sentence.text)
        ready = _due(after.sentence.text, near) if after and is_ready else None
        promise = None if is_wish else _promise(told, bodies, near, is_timed=ready is not None)
        if promise is None:
            continue
        key = "".join(letter for letter in sentence.text.casefold() if letter.isalnum())
        if key in seen:
            continue
        seen.add(key)
        due = _due(sentence.text, near) or ready
        found.append(
            FoundFollowUp(
                responsible=promise.who,
                text=sentence.text,
                due=due.on if due else None,
                due_text=due.words if due else "",
                place=sentence.place,
                confidence=promise.confidence,
                section=told.section,
                due_month=bool(due and due.is_month),
                point=told.point,
                due_named=due.named_on if due else None,
            )
        )
    return tuple(found)


def _promise(told: Told, bodies: Bodies, near: date | None, *, is_timed: bool) -> _Promise | None:
    """What the sentence promises. ``is_timed``: the sentence after it says by when."""
    section, sentence = told.section, told.sentence
    text = sentence.text
    if told.is_task:
        return None if _NOTHING.fullmatch(text) else _listed(text, bodies)
    to_do = _TO_DO.search(text) if sentence.cues & TO_DO else None
    promise = _to_do(section, text, to_do, near) if to_do else None
    asked = _ASKED.search(text) if sentence.cues & ASKED else None
    if promise or asked:
        return promise or (_asked(section, asked, bodies) if asked else None)
    if _speaks_of_work(sentence) and not _HABIT.search(text):
        has_due = is_timed or _due(text, near) is not None
        promise = _work(told, bodies, has_due=has_due) or _passive(section, text, near)
    return promise or _any_work(section, text, bodies)


def _work(told: Told, bodies: Bodies, *, has_due: bool) -> _Promise | None:
    """Somebody and what he does: "HR-chefen retter planen til", in a case text with a time."""
    section, text = told.section, told.sentence.text
    for verb in _ACTIVE_VERB.finditer(text):
        who = doer(text, verb)
        if who is None or bodies.first(who) is not None or _PAST.search(who) or _TELLS.match(text, verb.start()):
            continue
        is_role = is_post(who)
        if section is SectionKey.DECISION or told.is_under_tasks or verb["verb"].casefold() == "følger op":
            return _Promise(who, 0.9 if is_role else 0.7)
        if has_due and (is_role or section is not SectionKey.CASE_PRESENTATION or who[0].isupper()):
            return _Promise(who, 0.8 if is_role else 0.6)
        is_put_forward = is_role and section is SectionKey.RECOMMENDATION and text.startswith("at ")
        if is_put_forward or (is_named(who) and _IN_TIME.search(text, verb.end())):
            return _Promise(who, 0.6)
    return None


def _speaks_of_work(sentence: Sentence) -> bool:
    if sentence.cues & WORK:
        return True
    may_be_in_words = sentence.cues & WORK_IN_WORDS and sentence.cues & WORK_ENDS
    return bool(may_be_in_words) and any(map(sentence.text.casefold().__contains__, _VERBS_IN_WORDS))


def _listed(text: str, bodies: Bodies) -> _Promise:
    """A row of a list of tasks, with whoever begins it: "Skolechefen holder møde med de tre skoler"."""
    verb = _ANY_VERB.search(text)
    who, colon, _ = text.partition(":")  # "Kim Bro: udkast til brev"
    if not colon or not is_named(who):
        who = text[: verb.start()] if verb else ""
    if who and is_named(who) and bodies.first(who) is None:
        return _Promise(who, 0.9)
    return _Promise(None, 0.6)


def _any_work(section: SectionKey, text: str, bodies: Bodies) -> _Promise | None:
    """A decision that says what a post does now, by whatever verb: "Vejchefen afmærker stien"."""
    who = WHO.match(text) if section is SectionKey.DECISION else None
    verb = _ANY_VERB.match(text, who.end()) if who else None
    if who is None or verb is None or verb["verb"] in NO_WORK or bodies.first(who["who"]) is not None:
        return None
    if _HABIT.search(text):
        return None
    return _Promise(who["who"], 0.5)


def _to_do(section: SectionKey, text: str, to_do: re.Match[str], near: date | None) -> _Promise | None:
    """What somebody has to do: "Forvaltningen bedes belyse", "HR-chefen skal inden 1. maj udarbejde …"."""
    before = list(WHO.finditer(text, 0, to_do.start()))
    who = before[-1] if before else None
    if who is None or text[who.end() : to_do.start()].strip() or _HABIT.search(text):
        return None
    is_decision = section is SectionKey.DECISION
    if not to_do["what"] and (not is_decision or _BEING.match(text, to_do.end("word"))):
        return None
    if is_decision or to_do["word"].casefold() != "skal":
        return _Promise(who["who"], 0.9 if to_do["what"] else 0.7)
    return _Promise(who["who"], 0.8) if _due(text, near) is not None else None


def _passive(section: SectionKey, text: str, near: date | None) -> _Promise | None:
    """A decision promises in the passive too, a recommendation only with a day, a case text with its doer as well."""
    passive = _PASSIVE_VERB.search(text)
    if passive is None or _PAST.search(text, 0, passive.start()) or _CHANGE.search(text, 0, passive.start()):
        return None
    if section is SectionKey.DECISION:
        return _Promise(agent(text, passive), 0.7)
    who = agent(text, passive)
    is_said = who is not None or section is SectionKey.RECOMMENDATION
    return _Promise(who, 0.5) if is_said and _due(text, near) is not None else None


def _asked(section: SectionKey, asked: re.Match[str], bodies: Bodies) -> _Promise | None:
    """What somebody was asked to do: "Udvalget bad forvaltningen om at …", "det blev aftalt, at …"."""
    rest = asked["rest"] or asked["agreed"] or asked["wish"] or ""
    is_decided = section in (SectionKey.DECISION, SectionKey.RECOMMENDATION)
    if asked["wish"] is not None and not is_decided:
        return None
    is_work = _ACTIVE_VERB.search(rest) or _INFINITIVE.search(rest) or _PRESENTED.search(rest)
    who = WHO.search(rest)
    if is_work is None and is_decided and who and asked["rest"]:
        is_work = _ASKED_TO.match(rest, who.end())
    is_asked_for = is_decided and not asked["agreed"] and _ASKED_FOR.search(rest)
    if not is_work and not is_asked_for and not (asked["agreed"] and _AGREED.match(rest)):
        return None
    agreed = _ACTIVE_VERB.search(asked.string, asked.start("agreed")) if asked["agreed"] else None
    name = who["who"] if who else doer(asked.string, agreed) if agreed else None
    name = name if name and bodies.first(name) is None else None
    return _Promise(name, 0.8 if name else 0.6)


def _due(text: str, near: date | None) -> Due | None:
    """The last day that the sentence names and that is not before the meeting."""
    due = find_due(text, near=near)
    if due is None or (near and due.on < near):
        return None
    return due
