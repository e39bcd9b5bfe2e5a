"""Who is to do a piece of work: a post, an office or a person, before the verb or after it."""

from __future__ import annotations

import re

# How the words for a post and for an office end
_ROLES = (
    "chef|direktør|leder|koordinator|konsulent|sekretær|jurist|borgmester|formand|ansvarlig|rådmand|medarbejder"
    "|planlægger|ingeniør|arkitekt|inspektør|controller|tovholder|repræsentant|bibliotekar|advokat|revisor|rådgiver"
)
# What stands before it, as a word of its own: "teknisk chef"
_KINDS = (
    "teknisk|administrerend|konstitueret|daglig|pædagogisk|økonomisk|social|[a-zæøå]*faglig|administrativ|juridisk"
    "|ledend"
)
_UNITS = (
    "forvaltning|administration|sekretariat|afdeling|stab|cent(?:er|r)|ledelse|gruppe|enhed|team|kontor|tjeneste"
    "|visitation|service|pleje|gård|selskab|forsyning|beredskab|bibliotek|skole|museum|muse|revision|myndighed"
)
_CAPITALS = r"(?: (?:og )?[A-ZÆØÅ][\wæøå-]*)*"
WHO = re.compile(
    rf"(?P<who>\b(?:(?:{_KINDS})e? )?"
    rf"(?:[\wæøåÆØÅ]+- og )?[\wæøåÆØÅ-]*(?:(?:{_ROLES})(?:en|e|ne|erne)?|(?:{_UNITS})(?:en|et|n|erne|rne)?)"
    rf"(?: (?:for|i) [A-ZÆØÅ][\wæøå-]*{_CAPITALS})?)\b",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"(?:^|, (?:at |så |og )|\bat |: )(?P<who>[A-ZÆØÅa-zæøå][\wæøå-]*(?: [\wæøåÆØÅ-]+){0,6}?) (?:[a-zæøå]+ )?$"
)
_TURNED = re.compile(r"(?:på|i|til|efter|inden|når|hvis|herefter|senest|derefter|samtidig)\b", re.IGNORECASE)
_PERSON = re.compile(r"[A-ZÆØÅ][\wæøåéüö'-]+(?: (?:[A-ZÆØÅ][\wæøåéüö'-]*\.?|og))+")
_WITH_NAME = re.compile(r"(?: (?:[A-ZÆØÅ][\wæøåéüö'-]+\.?|og)){1,6}")
_ASIDE = re.compile(r" \([^()]{1,20}\)")  # a party behind the name
_OFFICE = re.compile(r"(?P<who>[A-ZÆØÅ][a-zæøå]+(?:(?: og)? [A-ZÆØÅ][a-zæøå]+)+)\b")  # "Vej og Park"
_BY = re.compile(r"\s(?:\w+ )?af ")


def is_named(who: str) -> bool:
    """A post, an office or a person by name, also a post with its holder's name: not "Planen", not "vi"."""
    post = WHO.match(who)
    rest = who[post.end() :] if post else who
    return bool(post and (not rest or _WITH_NAME.fullmatch(rest))) or _PERSON.fullmatch(who) is not None


def is_post(who: str) -> bool:
    """A post or an office."""
    return WHO.fullmatch(who) is not None


def doer(text: str, verb: re.Match[str]) -> str | None:
    """Who does it: before the verb ("HR-chefen retter"), or after it where the sentence is turned round."""
    lead = _ASIDE.sub("", text[: verb.start()]).rstrip()
    before = list(WHO.finditer(lead))
    if before and len(lead[before[-1].end() :].split()) <= 1:
        return before[-1]["who"]
    after = WHO.match(text[verb.end() :].lstrip())
    if after and (lead.endswith(",") or _TURNED.match(lead)):
        return after["who"]
    subject = _SUBJECT.search(f"{lead} ")
    if subject and subject["who"][0].isupper() and not _TURNED.match(subject["who"]):
        return subject["who"]
    return after["who"] if after else None


def agent(text: str, passive: re.Match[str]) -> str | None:
    """Who does it in the passive: what follows "af" ("udarbejdes af HR-afdelingen")."""
    match = _BY.match(text, passive.end())
    who = (WHO.match(text, match.end()) or _OFFICE.match(text, match.end())) if match else None
    return who["who"] if who else None
