"""What a document promises, as proposals that a person confirms: with the words, the owner, the day and the place.

Nothing is made up. A day counts where it is exact and is the promise's own; else the document's words for it are
kept, and where it says neither who nor when, both stay empty.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from desk import labels
from domain.casework.case.follow_ups import Proposal
from domain.documents.document import Document, DocumentKind, FoundFollowUp, Item, Place, Point, Recurrence
from domain.rules.wording import is_same_name

# "ultimo 2023", "i løbet af foråret": with the year where it follows
_FUZZY = re.compile(
    r"\b(?:primo|medio|ultimo|udgangen|starten|slutningen|løbet)\b(?:(?: af)?(?: \w+)? \d{4})?", re.IGNORECASE
)
LONGEST = 1000  # letters of a promise


def promises_of(document: Document, item: Item, *, point: Point | None = None) -> list[Proposal]:
    """The promises of an item, or of one of its sub-points, in the order they stand.

    What is to be done again ("igen i 2026") or be finished by a day is a promise too. How often something comes is
    one in a memo or a plan alone: in a case it is the law that is told of.
    """
    if point is not None:
        found = point.follow_ups or tuple(one for one in item.follow_ups if one.point == point.number)
        return [to_proposal(document, item, one) for one in found]
    lines = {one.place.line for one in item.follow_ups}
    promised = [(one.place, to_proposal(document, item, one)) for one in item.follow_ups]
    again = [
        (one.place, _again(document, one))
        for one in item.recurrence
        if one.place.line not in lines and (one.every_years is None or document.kind is DocumentKind.MEMO)
    ]
    ordered = sorted([*promised, *again], key=lambda one: (one[0].page, one[0].line))
    return [proposal for _, proposal in ordered]


def to_proposal(document: Document, item: Item, found: FoundFollowUp) -> Proposal:
    """A promise as a proposal. The day it was made on, at a meeting of a body, is not the day it is due."""
    is_due = found.due is not None and found.due not in _made_on(item, found.place)
    is_exact = is_due and not found.due_month and not _FUZZY.search(found.due_text)
    return Proposal(
        text=found.text,
        owner_text=found.responsible or "",
        due_on=found.due if is_exact else None,
        due_text=found.due_text if is_due and not is_exact else "",
        place=place_in_words(document.name, found.place, found.section.value),
    )


def place_in_words(name: str, place: Place, section: str = "") -> str:
    """Where something stands: "fil, side 2, linje 14 (sagsfremstilling)"."""
    where = f" ({labels.LABELS['SectionKey'][section]})" if section else ""
    return f"{name}, side {place.page}, linje {place.line}{where}"


def promises_for(document: Document, titles: Mapping[str, str]) -> tuple[dict[str, list[Proposal]], list[Proposal]]:
    """The document's promises by case id, for the open cases given as id -> title; and those that fit no case.

    A promise belongs to the case whose title is that of its item or sub-point; where two cases fit, to none.
    """
    found: dict[str, list[Proposal]] = {}
    homeless: list[Proposal] = []
    for item in document.items:
        points = {point.number: point.title for point in item.points}
        for promise in item.follow_ups:
            heading = points.get(promise.point or "") or item.title or ""
            case_id = same_title(heading, titles)
            target = homeless if case_id is None else found.setdefault(case_id, [])
            target.append(to_proposal(document, item, promise))
    return found, homeless


def same_title(heading: str, titles: Mapping[str, str]) -> str | None:
    """The one key whose title says the same as the heading; None when none does, or more than one."""
    fits = [key for key, title in titles.items() if is_same_name(heading, title)]
    return fits[0] if len(fits) == 1 else None


def _made_on(item: Item, place: Place) -> set[date]:
    """The days of meetings that the promise's own sentence looks back on."""
    return {stage.date for stage in item.stages if stage.is_past and stage.place.line == place.line}


def _again(document: Document, found: Recurrence) -> Proposal:
    """What comes again or is to be finished: its sentence, and what that says of the time."""
    fuzzy = _FUZZY.search(found.place.words)
    due_text = ""
    if found.next_year is not None:
        due_text = str(found.next_year)
    elif found.every_years is not None:
        due_text = f"hvert {found.every_years:g}. år"
    elif fuzzy is not None:
        due_text = fuzzy.group()
    return Proposal(
        text=found.place.words[:LONGEST],
        due_on=found.due if not due_text else None,
        due_text=due_text,
        place=place_in_words(document.name, found.place),
    )
