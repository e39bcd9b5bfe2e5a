"""A mail's text, made from fresh facts at the moment it is sent.

Every line says what, which date, what to do and why the reader gets it. A closed item arrives here without
a title: ``LineFacts`` is made by ``domain.rules.access``, so there is nothing to leak, in subject or body.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import groupby
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined, Template, select_autoescape

from calendars.deadlines import DeadlineKind
from domain.model import NoticeKind, Outcome
from flows.mail import Letter
from flows.messages.wordings import WORDINGS
from flows.messages.words import (
    DEADLINE_TASKS,
    DEADLINES,
    OUTCOMES,
    count_cases,
    long_date,
    sentence,
    short_date,
    when,
)

NO_MEETING = "et møde, der ikke er fundet"


@dataclass(frozen=True, slots=True)
class LineFacts:
    """What one line tells. ``shown_title`` and ``text`` are empty for a closed item."""

    kind: NoticeKind
    case_number: str = ""
    shown_title: str = ""
    why: str = ""
    body: str = ""  # "Økonomiudvalget"
    meeting_on: date | None = None
    deadline: DeadlineKind | None = None
    due_on: date | None = None
    outcome: Outcome | None = None
    text: str = ""  # the words of a follow-up
    reasons: Sequence[str] = field(default=())  # Danish, why it is stuck or blocked or moved


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it is read."""

    about: str
    says: str
    reason: str
    task: str
    why: str
    link: str
    link_text: str
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
) -> Letter:
    """The letter to ``name``. ``facts`` must not be empty."""
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
    }
    text = _template("letter.txt.j2").render(given)
    html = _template("letter.html.j2").render(given)
    return Letter(subject, text.strip() + "\n", html.strip() + "\n")


def _subject(facts: Sequence[LineFacts], today: date) -> str:
    """What is most pressing, and how much else there is."""
    first = facts[0]
    same = [fact for fact in facts if _is_one_subject(fact, first)]
    cases = {fact.case_number for fact in same if fact.case_number}
    subject = WORDINGS[first.kind].subject.format_map(_fields(first, today, cases))
    rest = len(facts) - len(same)
    return f"{subject} og {rest} {'anden besked' if rest == 1 else 'andre beskeder'}" if rest else subject


def _is_one_subject(one: LineFacts, other: LineFacts) -> bool:
    return (one.kind, one.body, one.meeting_on, one.due_on) == (
        other.kind,
        other.body,
        other.meeting_on,
        other.due_on,
    )


def _line(fact: LineFacts, today: date, desk_url: str) -> Line:
    wording = WORDINGS[fact.kind]
    fields = _fields(fact, today, {fact.case_number} if fact.case_number else set())
    return Line(
        about=_about(fact),
        says=wording.says.format_map(fields),
        reason=" ".join([*([f"Den lyder: »{fact.text}«"] if fact.text else []), *fact.reasons]),
        task=wording.task.format_map(fields),
        why=_why(fact.why),
        link=f"{desk_url.rstrip('/')}/sager/{quote(fact.case_number)}" if desk_url and fact.case_number else "",
        link_text=f"sag {fact.case_number}",
        is_urgent=wording.is_urgent or (fact.due_on is not None and fact.due_on <= today),
    )


def _about(fact: LineFacts) -> str:
    if not fact.case_number:
        return sentence(fact.body) if fact.body else "Sagsgang"
    if not fact.shown_title:
        return f"Sag {fact.case_number} (lukket punkt)"
    return f"Sag {fact.case_number}: {fact.shown_title}"


def _why(because: str) -> str:
    """How it is said: "som sekretær for HU, stedfortræder for …"."""
    return f"som {because[:1].lower()}{because[1:]}" if because else ""


def _fields(fact: LineFacts, today: date, cases: set[str]) -> Mapping[str, str]:
    body = fact.body or "udvalget"
    possessive = f"{body}’" if body.endswith("s") else f"{body}s"
    return {
        "body": body,
        "possessive": possessive,
        "possessive_capital": sentence(possessive),
        "meeting": short_date(fact.meeting_on) if fact.meeting_on else NO_MEETING,
        "cases": f"sag {next(iter(cases))}" if len(cases) == 1 else count_cases(len(cases)),
        "deadline": DEADLINES[fact.deadline] if fact.deadline else "opgaven",
        "deadline_task": DEADLINE_TASKS[fact.deadline] if fact.deadline else "",
        "due": long_date(fact.due_on) if fact.due_on else "",
        "due_short": short_date(fact.due_on) if fact.due_on else "",
        "when": when(fact.due_on, today) if fact.due_on else "",
        "outcome": OUTCOMES[fact.outcome].lower() if fact.outcome else "",
    }


def _intro(count: int, today: date) -> str:
    amount = "én ting" if count == 1 else f"{count} ting"
    return f"Her er {amount} fra Sagsgang {long_date(today)}."


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=PackageLoader("flows", "messages"),
        autoescape=select_autoescape(("html.j2",)),  # not the plain text
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)
