"""A mail's text, made from fresh facts at the moment it is sent.

Every line says what, which date, what to do and why the reader gets it. A closed item arrives here without
a title: the store gives the notice none, so there is nothing to leak, in subject or body.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby

from jinja2 import Environment, PackageLoader, StrictUndefined, Template, select_autoescape

from flows.mail import Letter
from flows.messages.line_facts import LineFacts
from flows.messages.links import OWN_MAILS, Link, link_of
from flows.messages.wordings import WORDINGS
from flows.messages.words import (
    DEADLINE_TASKS,
    DEADLINES,
    MEETING_TASKS,
    OUTCOMES,
    count_cases,
    long_date,
    number,
    on_day,
    short_date,
    when,
)

STAND_IN = ", stedfortræder for "  # as ``domain.casework.telling`` says it
CLAUSES = ("sagen har", "ingen kan")  # reasons that are sentences, not what somebody is


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it is read."""

    about: str
    says: str
    reasons: tuple[str, ...]
    task: str
    why: str
    link: Link
    is_urgent: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of one kind under one heading."""

    heading: str
    lines: tuple[Line, ...]


def compose(
    facts: Sequence[LineFacts],
    *,
    name: str,
    today: date,
    municipality: str,
    desk_url: str = "",
    may_reply: bool = True,
    unsubscribe_url: str = "",
) -> Letter:
    """The letter to ``name``. ``facts`` must not be empty. With ``unsubscribe_url`` its own text says it, too."""
    order = list(WORDINGS)
    sorted_facts = sorted(facts, key=lambda fact: (order.index(fact.kind), fact.due_on or date.max, fact.case_number))
    groups = [
        Group(WORDINGS[kind].heading, tuple(_line(fact, today, desk_url) for fact in of_kind))
        for kind, of_kind in groupby(sorted_facts, key=lambda fact: fact.kind)
    ]
    subject = _subject(sorted_facts, today)
    given = {
        "subject": subject,
        "greeting": f"Kære {name}",
        "intro": _intro(len(facts), today),
        "groups": groups,
        "municipality": municipality,
        "may_reply": may_reply,
        "own_mails_url": f"{desk_url.rstrip('/')}{OWN_MAILS}" if desk_url else "",
        "unsubscribe_url": unsubscribe_url,
    }
    text = template("letter.txt.j2").render(given)
    html = template("letter.html.j2").render(given)
    return Letter(subject, text.strip() + "\n", html.strip() + "\n")


def _subject(facts: Sequence[LineFacts], today: date) -> str:
    """What is most pressing, and how much else there is."""
    first = facts[0]
    same = [fact for fact in facts if _is_one_subject(fact, first)]
    wording = WORDINGS[first.kind]
    words = wording.subject if first.case_number else wording.meeting_subject or wording.subject
    subject = " ".join(words.format_map(_fields(first, today, same)).split())
    rest = len(facts) - len(same)
    return f"{subject} og {number(rest)} {'anden besked' if rest == 1 else 'andre beskeder'}" if rest else subject


def _is_one_subject(one: LineFacts, other: LineFacts) -> bool:
    about = (other.kind, other.body, other.meeting_on, other.due_on, bool(other.case_number))
    return (one.kind, one.body, one.meeting_on, one.due_on, bool(one.case_number)) == about


def _line(fact: LineFacts, today: date, desk_url: str) -> Line:
    wording = WORDINGS[fact.kind]
    fields = _fields(fact, today, [fact])
    says = wording.says if fact.case_number else wording.meeting_says or wording.says
    return Line(
        about=_about(fact),
        says=says.format_map(fields),
        reasons=(*([f"Den lyder: »{fact.text}«"] if fact.text else []), *fact.reasons),
        task=wording.task.format_map(fields),
        why=why_told(fact.why),
        link=link_of(fact, desk_url),
        is_urgent=wording.is_urgent or (fact.due_on is not None and fact.due_on <= today),
    )


def _about(fact: LineFacts) -> str:
    if not fact.case_number:
        return f"{_possessive(fact)} møde den {short_date(fact.meeting_on)}" if fact.meeting_on else _body(fact)
    if not fact.shown_title:
        return f"Sag {fact.case_number} (lukket punkt)"
    return f"Sag {fact.case_number}: {fact.shown_title}"


def why_told(because: str) -> str:
    """How it is said: "som sekretær for HU", "som stedfortræder for Mette Holm (sekretær for HU)"."""
    if not because:
        return ""
    if because.startswith(CLAUSES):
        return f", fordi {because}"
    post, _, absent = because.partition(STAND_IN)
    plain = post if post[1:2].isupper() else f"{post[:1].lower()}{post[1:]}"  # HR-chef, sekretær
    return f" som stedfortræder for {absent} ({plain})" if absent else f" som {plain}"


def _fields(fact: LineFacts, today: date, same: Sequence[LineFacts]) -> Mapping[str, str]:
    meeting = short_date(fact.meeting_on) if fact.meeting_on else ""
    return {
        "body": _body(fact),
        "possessive": _possessive(fact),
        "meeting": meeting,
        "to": f"til {_body(fact)} {meeting}" if meeting else f"på {number(fact.meetings)} møder",
        "at": f"på {_possessive(fact)} møde den {meeting}" if meeting else "på disse møder",
        "cases": _cases(same),
        "deadline": DEADLINES[fact.deadline] if fact.deadline else "opgaven",
        "deadline_task": _deadline_task(fact),
        "due": long_date(fact.due_on) if fact.due_on else "",
        "due_short": short_date(fact.due_on) if fact.due_on else "",
        "when": when(fact.due_on, today) if fact.due_on else "",
        "on_day": on_day(fact.due_on, today) if fact.due_on else "",
        "outcome": OUTCOMES[fact.outcome].lower() if fact.outcome else "",
    }


def _deadline_task(fact: LineFacts) -> str:
    if fact.deadline is None:
        return ""
    return (DEADLINE_TASKS if fact.case_number else MEETING_TASKS)[fact.deadline]


def _cases(same: Sequence[LineFacts]) -> str:
    """Say "sag 23/41694" when it is one, "3 sager" when they are more; a meeting's notice knows how many it has."""
    numbers = {fact.case_number for fact in same if fact.case_number}
    if len(numbers) == 1:
        return f"sag {next(iter(numbers))}"
    return count_cases(len(numbers) or max(fact.cases for fact in same))


def _body(fact: LineFacts) -> str:
    return fact.body or "udvalget"


def _possessive(fact: LineFacts) -> str:
    body = _body(fact)
    return f"{body}’" if body.endswith("s") else f"{body}s"


def _intro(count: int, today: date) -> str:
    return f"Her er {number(count)} ting fra Sagsgang {long_date(today)}."


@cache
def template(name: str) -> Template:
    """A template of this folder; what is missing in its facts is an error, never an empty line."""
    environment = Environment(
        loader=PackageLoader("flows", "messages"),
        autoescape=select_autoescape(("html.j2",)),  # not the plain text
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)
