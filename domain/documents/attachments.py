"""Bilag: titles over several lines, their numbers, and whether each is open or closed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain.documents.document import FoundAttachment, Place
from domain.documents.sentences import usual_width
from domain.documents.text import Line

_ARCHIVE = re.compile(r"\d{1,3}\s*[-–](?:\s|$)")  # Acadre: "1 -", then a file number, then the title
_MARK = re.compile(
    r"(?:•|[-–])\s+|(?:Bilag\s+)?\d{1,3}\s*[.:)]\s+|Bilag \d{1,3}\s+[-–:]?\s*|\d{1,3}\s+(?=[A-ZÆØÅ])|[A-Z][.)]\s+",
    re.IGNORECASE,
)
_NAMED = re.compile(r"Bilag \d{1,3}\s*[-–:.]\s*", re.IGNORECASE)  # after a bullet
_FILE_NUMBER = re.compile(r"^(?P<id>\d{5,9})\s+(?=\D)")
_STATE = re.compile(r"^(?P<word>åben|åbent|lukket|fortroligt?)\b[\s:-]*", re.IGNORECASE)
_STATE_LAST = re.compile(
    r"\s*(?:\((?P<in>åben|åbent|lukket|lukket bilag|fortroligt?|for lukkede døre)\)"
    r"|(?:,|[-–]) (?P<after>åben|åbent|lukket|fortroligt?|lukket bilag))$",
    re.IGNORECASE,
)
_TAIL = re.compile(r"(?:\s*\((?:[A-ZÆØÅ]|pdf|docx?|xlsx?)?\))+$")
_NUMBER = re.compile(
    r"\s*(?:[-–]\s*)?(?<![\d/-])\(?(?P<number>(?!(?:19|20)\d\d/\d\d\b)\d{1,7}/\d{2,4}|\d{2}/\d{3,7}(?:-\d{1,3})?|\d{4}-\d{5,7}(?:-\d{1,3})?"
    r"|[A-Z]{1,3}\d{2,4}-\d{3,7}|[A-Z]{1,3}-\d{4}-\d{4,7})\)?$"
)
_LABELLED_NUMBER = re.compile(
    r"[\s,–-]*\(?\bdok(?:ument)?\.? ?(?:nr|id|nummer)\.?:? ?(?P<number>\d[\d/-]{2,14})\)?$", re.IGNORECASE
)
_FILE_ENDING = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?)$", re.IGNORECASE)
_CLOSED_WORDS = ("lukket", "lukket bilag", "fortrolig", "fortroligt", "for lukkede døre")
_NONE = re.compile(r"(?:ingen|intet)(?: bilag)?\.?|-+", re.IGNORECASE)
_NOT_TITLES = re.compile(
    r"(?:\d{2}\.\d{2}\.\d{2}-\S+|lukkede dagsordenspunkter|åbne dagsordenspunkter|lukkede punkter)", re.IGNORECASE
)


def read_attachments(lines: Sequence[Line]) -> list[FoundAttachment]:
    """The attachments listed in these lines, in order.

    Where the list is numbered or bulleted, a line without a mark goes on from the one before; else each line is one,
    unless the line before is full and this one begins with a small letter.
    """
    entries: list[tuple[Place, str]] = []
    is_archive = any(_ARCHIVE.match(line.text) for line in lines)
    is_marked = is_archive or sum(1 for line in lines if _MARK.match(line.text)) > len(lines) / 2
    width = usual_width(lines)
    for line in lines:
        if _NONE.fullmatch(line.text) or _NOT_TITLES.fullmatch(line.text):
            continue
        mark = _ARCHIVE.match(line.text) if is_archive else _MARK.match(line.text)
        text = line.text[mark.end() :].strip() if mark else line.text
        second = _NAMED.match(text)
        text = text[second.end() :] if second and not is_archive else text
        runs_on = (
            entries and not mark and (is_marked or (line.text[0].islower() and len(entries[-1][1]) > width * 0.6))
        )
        if runs_on:
            place, words = entries[-1]
            entries[-1] = (place, f"{words} {text}".strip())
        else:
            entries.append((line.place, text))
    return [_attachment(place, text) for place, text in entries if text]


def _attachment(place: Place, text: str) -> FoundAttachment:
    words = text
    archive = _FILE_NUMBER.match(text)
    if archive:
        text = text[archive.end() :]
    state = _STATE.match(text)
    if state:
        text = text[state.end() :]
    text = _TAIL.sub("", text).strip() if text.endswith(")") else text.strip()
    last = _STATE_LAST.search(text)
    if last:
        text = text[: last.start()]
    number = _LABELLED_NUMBER.search(text) or _NUMBER.search(text)
    if number and not text[: number.start()].strip():
        number = None
    if number:
        text = text[: number.start()]
    if number and not last:  # "Låneaftale (lukket bilag) - 25/1021"
        last = _STATE_LAST.search(text)
        text = text[: last.start()] if last else text
    said = state["word"] if state else (last["in"] or last["after"]) if last else ""
    word = said.casefold()
    file_number = archive["id"] if archive else None
    printed = number["number"] if number else None
    return FoundAttachment(
        title=_FILE_ENDING.sub("", text).strip(" -–"),
        document_number=printed or file_number,
        is_open=(word not in _CLOSED_WORDS) if word else None,
        place=Place(place.page, place.line, words),
        other_numbers=(file_number,) if file_number and printed else (),
    )
