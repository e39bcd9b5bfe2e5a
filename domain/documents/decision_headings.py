"""Which body decided on which day, as a line says it: the headings over decisions, and decisions in one line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from domain.documents.blocks import Heading
from domain.documents.bodies import Bodies
from domain.documents.dates import find_dates
from domain.documents.document import SectionKey
from domain.documents.text import Line
from domain.documents.vocabulary import Vocabulary, compiled_outcomes

# What may stand around a body and a date in "Beslutning i Miljøudvalget (MU) den 12-04-2023, pkt. 4:"
_GLUE = re.compile(
    r"\(\w{1,6}\)|\b(?:beslutning(?:en)?|afgørelse|behandlet|behandling|i|fra|på|den|d|af|s|mødet?|pkt|punkt(?:et)?|sag|nr|kl"
    r"|\d+)\b|[.,:;()'’–-]",
    re.IGNORECASE,
)
_SAYS_DECISION = re.compile(r"\bbeslutning(?:en)?\b|\bafgørelse\b", re.IGNORECASE)
_SAYS_TREATED = re.compile(r"\bbehandlet\b", re.IGNORECASE)
LONGEST_OUTCOME_ALONE = 60
LONGEST_BODY_AND_DAY = 90  # letters before the colon
LONGEST_OUTCOME = 200  # letters of the line under a body and day that says what the body did


@dataclass(frozen=True, slots=True)
class BodyAndDay:
    """A line that holds a body, a day and nothing but glue: the heading of a decision, where it stands as one."""

    body: str | None
    on: date | None
    is_said: bool  # the word Beslutning is there too, or that it was treated on the day
    has_both: bool  # also where the day does not exist
    begins_with_figure: bool


class DecisionHeadings:
    """Recognises a body with its day, and what it decided."""

    def __init__(self, vocabulary: Vocabulary, bodies: Bodies) -> None:
        self._bodies = bodies
        self._outcomes = compiled_outcomes(vocabulary)

    def body_and_day(self, text: str, *, may_say: bool) -> BodyAndDay | None:
        """What "Beslutning i X den D", "X, D, pkt. 4:" or "D X" names. ``may_say``: the word Beslutning may be there.

        With that word the day may be missing ("Byrådets beslutning").
        """
        dates = [found for found in find_dates(text) if found.year]
        says_decision = may_say and _SAYS_DECISION.search(text) is not None
        if len(dates) > 1 or not (dates or says_decision):
            return None
        named = self._bodies.mentions(text)
        if not (named or dates):
            return None
        rest = text
        spans = [*((found.start, found.end) for found in dates), *((one.start, one.end) for one in named[:1])]
        for start, end in sorted(spans, reverse=True):
            rest = rest[:start] + " " + rest[end:]
        if _GLUE.sub(" ", rest).strip():
            return None
        body = next((mention.name for mention in named if not mention.is_pronoun), None)
        return BodyAndDay(
            body=body,
            on=dates[0].on() if dates else None,
            is_said=says_decision or (bool(dates) and _SAYS_TREATED.search(text) is not None),
            has_both=bool(dates) and body is not None,
            begins_with_figure=text[0].isdigit() and bool(dates) and dates[0].start == 0,
        )

    def in_line(self, line: str) -> tuple[BodyAndDay, str] | None:
        """A body, its day and what it decided in one line: "Byrådet, 27. maj 2025: Godkendt."."""
        start, _, told = line.strip("•-– ").partition(": ")
        if not told or len(start) > LONGEST_BODY_AND_DAY or not any(map(str.isdigit, start)):
            return None
        named = self.body_and_day(start, may_say="beslutning" in start.casefold())
        return (named, told.strip()) if named and named.has_both else None

    def over(self, line: Line, named: BodyAndDay, under: SectionKey | None, after: Line | None) -> Heading | None:
        """The heading of a decision, where the line is one.

        Without the word Beslutning a body and its day are one only with a colon, as a row of a course of events, or
        where the line below says what the body did.
        """
        is_dated_row = under in (SectionKey.ROUTE, SectionKey.DECISION) and named.begins_with_figure
        is_dated_row = is_dated_row and not line.is_row  # a table is a plan
        is_row = named.has_both and (line.text.endswith(":") or is_dated_row or self.is_outcome(after))
        is_one = named.is_said or is_row
        return Heading(SectionKey.DECISION, line.place, body=named.body, on=named.on) if is_one else None

    def of_line(self, line: Line, named: BodyAndDay, told: str, under: SectionKey | None) -> Heading | None:
        """A decision in one line says its outcome somewhere; in a plan of the journey it begins with it."""
        is_short = self.says_outcome(told.partition(". ")[0])
        is_one = is_short or (under is not SectionKey.ROUTE and self._holds_outcome(told))
        return Heading(SectionKey.DECISION, line.place, inline=told, body=named.body, on=named.on) if is_one else None

    def says_outcome(self, text: str) -> bool:
        """The line is nothing but what was decided: "Godkendt.", "Taget til efterretning."."""
        if len(text) > LONGEST_OUTCOME_ALONE or text.endswith((":", ",")):
            return False
        plain = text.casefold()
        return any(row.stem in plain and pattern.match(text) for pattern, row in self._outcomes)

    def _holds_outcome(self, text: str) -> bool:
        plain = text.casefold()
        return any(row.stem in plain and pattern.search(text) for pattern, row in self._outcomes)

    def is_outcome(self, line: Line | None) -> bool:
        """The line says first of all what was decided: "Anbefales.", "Indstillingen godkendt."."""
        if line is None or line.text.endswith((":", ",")):
            return False
        first, _, more = line.text.partition(". ")
        if more and self.says_outcome(first):
            return True  # what follows may name days: "Udsat. Vejchefen undersøger prisen inden 1. maj."
        if len(line.text) > LONGEST_OUTCOME:
            return False
        return not find_dates(line.text) and self._holds_outcome(line.text)
