"""What says that an item or a part of the agenda is open or closed: a line of its own, a field, a mark in the title.

The words are the vocabulary's: one of openness ("lukket"), and with it nothing but words for an item ("sag",
"punkt"), for a part of the agenda ("møde", "punkter") and small words between ("på", "der behandles for").
"""

from __future__ import annotations

import re
from typing import NamedTuple

from domain.documents.text import Line
from domain.documents.vocabulary import Vocabulary

LONGEST_MARK = 60
MOST_WORDS = 7
_WORD = re.compile(r"\w+(?:-\w+)*")
# What parts the fields of a line: "Åben sag · 24/123", "Sagsnr. 24/123, lukket", columns
_FIELDS = re.compile(r"\s*[·|\t,;]\s*|\s{2,}|\s[-–]\s")
# "A. Sager til afgørelse i byrådet", "III. Orienteringer": a part of the agenda, of no item
_PART_OF_AGENDA = re.compile(
    r"(?:[A-ZÆØÅ]|[IVX]{1,4})[.)] .*(?:sager|punkter|orientering(?:er)?|meddelelser)\b.*", re.IGNORECASE
)
_PART_LETTER = re.compile(r"(?:del )?(?:[A-ZÆØÅ]|[IVX]{1,4}|\d)[.):] ?(?=\D)", re.IGNORECASE)
_NOUN = r"(?: punkt| sag| møde| dagsordenspunkt| behandling)?"
_CLOSED_IN_TITLE = re.compile(
    rf"^[(\[](?:lukket|fortrolig)t?{_NOUN}[)\]]\s*|^(?:lukket{_NOUN}|fortroligt?{_NOUN})\s*[-–:.]\s*"
    rf"|\s*[-–]?\s*[(\[]?\b(?:lukket{_NOUN}|fortroligt?{_NOUN})[)\]]?$",
    re.IGNORECASE,
)
_OPEN_IN_TITLE = re.compile(
    rf"^[(\[](?:åbent?|offentligt?){_NOUN}[)\]]\s*|^(?:åben(?: sag)?|åbent(?: punkt)?)\s*[-–:.]\s*"
    rf"|\s*[(\[](?:åbent?|offentligt?){_NOUN}[)\]]$|\s+[-–]\s+(?:åbent?|offentligt?){_NOUN}$",
    re.IGNORECASE,
)
_ALONE = re.compile(rf"[(\[](?:åbent?|offentligt?|lukket|fortroligt?){_NOUN}[)\]]:?", re.IGNORECASE)
_FIRST = re.compile(rf"[(\[](?:åbent?|lukket|fortroligt?){_NOUN}[)\]]\s", re.IGNORECASE)


class Said(NamedTuple):
    """What follows is open or closed. ``of_part``: said of every item that follows, not of one."""

    is_open: bool
    of_part: bool
    is_word_alone: bool = False  # "Lukket": it may stand at an attachment as well


class Openness:
    """Reads marks of openness by a vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._open = frozenset(vocabulary.open_words)
        self._closed = frozenset(vocabulary.closed_words)
        self._parts = frozenset(vocabulary.part_nouns)
        self._rest = frozenset(vocabulary.item_nouns) | frozenset(vocabulary.words_around_marks)
        self._states = re.compile("|".join(sorted(map(re.escape, self._open | self._closed), key=len, reverse=True)))
        self._labels = frozenset(vocabulary.state_labels)
        self._case_marks = tuple(vocabulary.case_marks)

    def said(self, line: Line) -> Said | None:
        """What the line says of openness, where it says nothing else, or is a line of an item's fields."""
        is_short = len(line.text) <= LONGEST_MARK
        if not is_short and ":" not in line.text and "·" not in line.text and not line.has_columns:
            return None
        text = line.text.casefold()
        if self._states.search(text) is None:
            return None
        label, colon, rest = text.partition(":")
        if colon and label.strip(" •") in self._labels:
            return self._phrase(rest.split(",")[0])
        if is_short and (whole := self._phrase(text)):
            return whole
        if "·" not in text and not any(mark in text for mark in self._case_marks):
            return self._at_margin(line)
        fields = _FIELDS.split(line.laid_out.strip().casefold() or text)
        words = text.split()
        ends = (" ".join(words[:2]), " ".join(words[-2:])) if len(fields) == 1 else ()
        return next((said for field in (*fields, *ends) if (said := self._phrase(field))), None)

    def _at_margin(self, line: Line) -> Said | None:
        """A mark in a column of its own beside other fields: "KLE 05.13.00        Åben sag"."""
        cells = line.cells if line.has_columns else []
        if len(cells) == 2 and cells[0].casefold().strip(": ") in self._labels:  # noqa: PLR2004 -- a field
            return self._phrase(cells[1].casefold())
        if len(cells) < 2 or line.text[0] in "•-–":  # noqa: PLR2004 -- beside something
            return None
        said = self._phrase(cells[-1].casefold()) or self._phrase(cells[0].casefold())
        is_of_item = said and not said.is_word_alone and not said.of_part
        return said if is_of_item else None

    def is_part(self, line: Line) -> bool:
        """The line is the name of a part of the agenda: "Lukkede punkter", "B. Sager til orientering"."""
        if line.text[-1] in ".,;" and not self._states.search(line.text.casefold()):
            return False
        said = self.said(line) if len(line.text) <= LONGEST_MARK else None
        return said.of_part if said else _PART_OF_AGENDA.fullmatch(line.text) is not None

    def in_title(self, title: str) -> tuple[str, bool | None]:
        """The title without its mark, and what the mark says."""
        shown = _CLOSED_IN_TITLE.sub("", title).strip()
        is_open = False if shown != title else None
        opened = _OPEN_IN_TITLE.sub("", shown).strip()
        is_open = True if opened != shown else is_open
        plain = opened.lstrip(" :–-") if is_open is not None else opened
        return plain or title, is_open  # "Lukket punkt" is all that a closed item may be called

    def is_mark_of_title(self, title: str) -> bool:
        """The title begins with its mark in brackets, or ends with one that says it is closed."""
        return bool(_FIRST.match(title) or _CLOSED_IN_TITLE.search(title))

    def is_only_mark(self, title: str) -> bool:
        """There is nothing but a mark where the title would stand."""
        return _ALONE.fullmatch(title) is not None or self._phrase(title.casefold()) is not None

    def _phrase(self, text: str) -> Said | None:
        """The words are a mark: one of openness, "ikke" before it perhaps, and words that may stand with it."""
        words = _WORD.findall(_PART_LETTER.sub("", text.strip(" •"), count=1))
        states = [word for word in words if word in self._open or word in self._closed]
        if len(states) != 1 or len(words) > MOST_WORDS:
            return None
        others = [word for word in words if word not in states]
        if any(word not in self._parts and word not in self._rest and word != "ikke" for word in others):
            return None
        is_open = states[0] in self._open and "ikke" not in others
        return Said(is_open, any(word in self._parts for word in others), is_word_alone=not others)
