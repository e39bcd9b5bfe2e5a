"""A mail's text, made from fresh facts at the moment it is sent.

Every line says what, which date, what to do and why the reader gets it. A closed item arrives here without
a title: the store gives the notice none, so there is nothing to leak, in subject or body.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby

from domain.model import NoticeKind
from flows.mail import Letter
from flows.messages.line_facts import LineFacts
from flows.messages.links import OWN_MAILS, link_of
from flows.messages.texts import Texts
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

STAND_IN = ", stedfortræder for "  # as ``domain.casework.mail.telling`` says it
CLAUSES = ("sagen har", "ingen kan")  # reasons that are sentences, not what somebody is


def compose(
    facts: Sequence[LineFacts],
    *,
    name: str,
    today: date,
    municipality: str,
    desk_url: str = "",
    may_reply: bool = True,
    unsubscribe_url: str = "",
    texts: Texts | None = None,
) -> Letter:
    """The letter to ``name``. ``facts`` must not be empty. With ``unsubscribe_url`` its own text says it, too.

    ``texts`` hold the municipality's own wording.
    """
    texts = texts or Texts()
    order = list(WORDINGS)
    sorted_facts = sorted(facts, key=lambda fact: (order.index(fact.kind), fact.due_on or date.max, fact.case_number))
    given = {
        "emne": _subject(sorted_facts, today, texts),
        "hilsen": texts.write("letter.greeting", navn=name),
        "indledning": texts.write("letter.intro", antal=number(len(facts)), i_dag=long_date(today)),
        "grupper": [
            _group(kind, list(of_kind), today, desk_url, texts)
            for kind, of_kind in groupby(sorted_facts, key=lambda fact: fact.kind)
        ],
        "kommune": municipality,
        "fod": texts.write("letter.footer", kan_besvares=may_reply),
        "egne_mails": f"{desk_url.rstrip('/')}{OWN_MAILS}" if desk_url else "",
        "afmeld": unsubscribe_url,
    }
    return Letter(str(given["emne"]), texts.write("letter.text", **given), texts.write("letter.html", **given))


def _group(
    kind: NoticeKind, facts: Sequence[LineFacts], today: date, desk_url: str, texts: Texts
) -> dict[str, object]:
    """The lines of one kind under one heading."""
    heading = texts.write(f"{kind.value}.heading", **_fields(facts[0], today, facts))
    return {
        "overskrift": heading,
        "streg": "-" * len(heading),
        "linjer": [_line(fact, today, desk_url, texts) for fact in facts],
    }


def _subject(facts: Sequence[LineFacts], today: date, texts: Texts) -> str:
    """What is most pressing, and how much else there is."""
    first = facts[0]
    same = [fact for fact in facts if _is_one_subject(fact, first)]
    subject = _words(first, "subject", today, same, texts)
    rest = len(facts) - len(same)
    return f"{subject} og {number(rest)} {'anden besked' if rest == 1 else 'andre beskeder'}" if rest else subject


def _is_one_subject(one: LineFacts, other: LineFacts) -> bool:
    about = (other.kind, other.body, other.meeting_on, other.due_on, bool(other.case_number))
    return (one.kind, one.body, one.meeting_on, one.due_on, bool(one.case_number)) == about


def _line(fact: LineFacts, today: date, desk_url: str, texts: Texts) -> dict[str, object]:
    link = link_of(fact, desk_url)
    return {
        "om": _about(fact),
        "siger": _words(fact, "says", today, [fact], texts),
        "grunde": [*([f"Den lyder: »{fact.text}«"] if fact.text else []), *fact.reasons],
        "opgave": texts.write(f"{fact.kind.value}.task", **_fields(fact, today, [fact])),
        "derfor": why_told(fact.why),
        "link": link.url,
        "link_tekst": link.text,
        "haster": WORDINGS[fact.kind].is_urgent or (fact.due_on is not None and fact.due_on <= today),
    }


def _words(fact: LineFacts, part: str, today: date, same: Sequence[LineFacts], texts: Texts) -> str:
    """A sentence about a case, or about a whole meeting where the kind has one for that."""
    fields = _fields(fact, today, same)
    of_meeting = "" if fact.case_number else texts.write(f"{fact.kind.value}.meeting_{part}", **fields)
    return of_meeting or texts.write(f"{fact.kind.value}.{part}", **fields)


def _about(fact: LineFacts) -> str:
    if not fact.case_number:
        if fact.kind is NoticeKind.ACCESS:
            return "Din bruger i Sagsgang"
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
        "organ": _body(fact),
        "organets": _possessive(fact),
        "møde": meeting,
        "til": f"til {_body(fact)} {meeting}" if meeting else f"på {number(fact.meetings)} møder",
        "på": f"på {_possessive(fact)} møde den {meeting}" if meeting else "på disse møder",
        "sager": _cases(same),
        "frist": DEADLINES[fact.deadline] if fact.deadline else "opgaven",
        "opgave": _deadline_task(fact),
        "dato": long_date(fact.due_on) if fact.due_on else "",
        "kort_dato": short_date(fact.due_on) if fact.due_on else "",
        "hvornår": when(fact.due_on, today) if fact.due_on else "",
        "den_dag": on_day(fact.due_on, today) if fact.due_on else "",
        "udfald": OUTCOMES[fact.outcome].lower() if fact.outcome else "",
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
