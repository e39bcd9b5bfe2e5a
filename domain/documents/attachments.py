"""Bilag: titles over several lines, their numbers, and whether each is open or closed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from domain.documents.attachment_tables import rows_as_lines
from domain.documents.document import FoundAttachment, Place
from domain.documents.sentences import usual_width
from domain.documents.text import Line

_ARCHIVE = re.compile(r"\d{1,3}\s*[-–](?:\s|$)")  # Acadre: "1 -", then a file number, then the title
_MARK = re.compile(
    r"(?:•|[-–])\s+|(?:Bilag\s+)?\d{1,3}\s*[.:)]\s+|"
    r"Bilag [A-Z]\s*[-–:.]\s+|Bilag \d{1,3}\s+[-–:]?\s*|"
    r"\d{1,3}(?:\.(?:\d{1,2}|[a-z])[.:]?)?\s+(?=[A-ZÆØÅ])|[A-Z][.)]\s+",
    re.IGNORECASE,
)
_NAMED = re.compile(r"(?i:bilag) (?:\d{1,3}|[A-Z])(?:\s*[-–:.]\s*|\s+(?=[A-ZÆØÅ]))")  # after a bullet
_FILE_NUMBER = re.compile(r"^(?P<id>\d{5,9})\s+(?=\D)")
# Whether it is open, as words: alone, or with "bilag" after them
_STATE_WORDS = r"(?:ikke[- ])?(?:åben|åbent|offentligt?|lukket|fortroligt?)"
_STATE = re.compile(
    rf"^[(\[]?(?P<word>{_STATE_WORDS}(?= bilag\b| dokument\b)|åben|åbent|lukket|fortroligt?)\b"
    r"(?: bilag| dokument)?[\s:)\]–-]*",
    re.IGNORECASE,
)
_STATE_LAST = re.compile(
    rf"\s*(?:[(\[](?P<in>{_STATE_WORDS}|for lukkede døre)(?: bilag| dokument)?[)\]]"
    rf"|(?:,|[-–]) (?P<after>{_STATE_WORDS})(?: bilag| dokument)?"
    # a badge: "Kort.pdf (dok. 7/26) Lukket"
    rf"|(?:(?<=[)\]\d])|(?<=\.(?:pdf|doc|xls))|(?<=\.(?:docx|xlsx|pptx)))\s+(?P<badge>{_STATE_WORDS}))$",
    re.IGNORECASE,
)
_TAIL = re.compile(r"(?:\s*[(\[](?:[A-ZÆØÅ]|(?i:pdf|docx?|xlsx?|pptx?)(?:[,;-]? ?[\d.,]+ ?(?i:[kmg]b))?)?[)\]])+$")
# What stands before and after the year in an archive's numbers; a span of years is none
_ARCHIVE_NUMBER = (
    r"(?!(?:19|20)\d\d/\d\d\b)\d{1,7}/\d{2,4}|\d{2}/\d{3,7}(?:-\d{1,3})?|\d{4}-\d{5,7}(?:-\d{1,3})?"
    r"|20\d\d-\d{3,7}-\d{1,3}|20\d\d-(?!(?:19|20)\d\d\b)\d{3,4}"
    r"|[A-Z]{1,3}\d{2,4}-\d{3,7}|[A-Z]{1,3}-\d{4}-\d{4,7}|\d{5,7}-\d{2}(?!\d)"
)
_NUMBER = re.compile(
    rf"\s*(?:[-–]\s*)?(?<![\d/-])(?:[(\[]?(?P<number>{_ARCHIVE_NUMBER})[)\]]?|[(\[](?P<bare>\d{{5,9}})[)\]]"
    rf"|(?<=[-–] )(?P<alone>\d{{7,9}}))$"
)
_LABEL_FIRST = r"(?:dok(?:ument)?(?:\.|\b|(?=id|nr|nummer))(?: ?(?:nr|id|nummer)\b)?\.?:? ?)"
_NUMBER_FIRST = re.compile(
    rf"{_LABEL_FIRST}(?P<labelled>(?:[A-ZÆØÅ]{{1,3}}-?)?\d[\d/-]{{2,14}})\s*[-–:.,]\s+(?=[^\W\d_]{{2}})"
    rf"|{_LABEL_FIRST}?"
    r"[(\[]?(?P<number>\d{4}-\d{5,7}(?:-\d{1,3})?|\d{2}/\d{4,7}(?:-\d{1,3})?|\d{5,7}[/-]\d{2})[)\]]?"
    r"\s*[-–:.,]?\s+(?=[^\W\d_]{2})",
    re.IGNORECASE,
)
_LABELLED_NUMBER = re.compile(
    r"[\s,–-]*[(\[]?\b(?:(?:sags)?dok(?:ument)?(?:\.|\b|(?=id|nr|nummer))(?: ?(?:nr|id|nummer))?"
    r"|(?:akt|id|journal|j\.)(?: ?(?:nr|id|nummer)))"
    r"\.?:? ?(?P<number>(?:[A-ZÆØÅ]{1,3}-?)?\d[\d/-]{2,14})[)\]]?$",
    re.IGNORECASE,
)
_TWO_IN_BRACKETS = re.compile(r"[(\[](?P<first>[^(),\[\]]+)[,;] ?(?P<second>[^(),\[\]]+)[)\]]$")
_ONLY_NUMBER = re.compile(rf"{_ARCHIVE_NUMBER}")
_ONLY_STATE = re.compile(rf"{_STATE_WORDS}(?: bilag| dokument)?", re.IGNORECASE)
_FILE_ENDING = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?)$", re.IGNORECASE)
_OPEN_STEMS, _NOT_OPEN = ("åbe", "åbn", "offentlig"), "ikke"
_NONE = re.compile(r"(?:ingen|intet)(?: bilag)?\.?|-+", re.IGNORECASE)
_NOT_TITLES = re.compile(
    r"(?:\d{2}\.\d{2}\.\d{2}-\S+|lukkede dagsordenspunkter|åbne dagsordenspunkter|lukkede punkter)", re.IGNORECASE
)
_OF_ALL = re.compile(r"\b(?P<word>ikke-offentlige|åbne|offentlige|lukkede|fortrolige)\b", re.IGNORECASE)
_NUMBER_IN_LINE = re.compile(r"(?:^|[,;.]? )(?:Bilag )?(?P<number>\d{1,2})[).:] (?=\S)", re.IGNORECASE)
_SEVERAL = re.compile(r"\s*;\s+(?=\S{3})")  # a semicolon between: "Kort (dok. 11-24); Notat (dok. 12-24)"
_EACH_IN_BRACKETS = re.compile(r"(?<=[\w]\)),\s+(?=[A-ZÆØÅ])")  # or a comma, where each ends with its brackets
_STATE_WITH_NUMBER = re.compile(rf"(?P<number>\d), (?P<word>{_STATE_WORDS})(?P<end>[)\]])$", re.IGNORECASE)


def read_attachments(lines: Sequence[Line], *, over: str = "") -> list[FoundAttachment]:
    """The attachments listed in these lines, in order. ``over``: their heading, which may be "Lukkede bilag".

    Where the list is numbered or bulleted, a line without a mark goes on from the one before; else each line is one,
    unless the line before is full and this one begins with a small letter.
    """
    lines = rows_as_lines(lines)
    entries: list[tuple[Place, str]] = []
    is_archive = any(_ARCHIVE.match(line.text) for line in lines)
    is_marked = is_archive or sum(1 for line in lines if _MARK.match(line.text)) > len(lines) / 2
    width = usual_width(lines)
    for line in lines:
        if _NONE.fullmatch(line.text) or _NOT_TITLES.fullmatch(line.text):
            continue
        if row := _in_columns(line):
            entries.append((line.place, row))
            continue
        several = [] if is_archive else numbered_parts(line.text)
        if several:
            entries += [(line.place, part) for part in several]
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
    parts = ((place, part) for place, text in entries for part in _parted(text))
    said = _OF_ALL.search(over)
    are_open = said["word"].casefold().startswith(_OPEN_STEMS) if said else None
    return [_attachment(place, part, are_open) for place, part in parts if part]


def _in_columns(line: Line) -> str:
    """A row of a table of attachments as one line: title, number, state. "" where it is none."""
    cells = [cell for cell in line.cells if cell] if line.is_row else []
    numbers = [cell for cell in cells if _ONLY_NUMBER.fullmatch(cell)]
    states = [cell for cell in cells if _ONLY_STATE.fullmatch(cell)]
    titles = [cell for cell in cells if cell not in (*numbers, *states) and any(map(str.isalpha, cell))]
    if len(titles) != 1 or not (numbers or states):
        return ""
    mark = _MARK.match(titles[0])
    title = titles[0][mark.end() :] if mark else titles[0]
    return " ".join([title, *(f"({number})" for number in numbers[:1]), *(f"({state})" for state in states[:1])])


def numbered_parts(text: str) -> list[str]:
    """Several attachments on one line, each with its number: "1) Kort, 2) Notat"; [] where it is one."""
    marks: list[re.Match[str]] = []
    for mark in _NUMBER_IN_LINE.finditer(text):
        if int(mark["number"]) == len(marks) + 1 and (marks or mark.start() == 0):
            marks.append(mark)
    if len(marks) < 2:  # noqa: PLR2004 -- one is no list
        return []
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    return [text[mark.end() : end].strip(" ,;.") for mark, end in zip(marks, ends, strict=True)]


def _parted(text: str) -> Iterator[str]:
    """Several attachments on one line, semicolons between, each perhaps with its own "Bilag 2:"."""
    parts = _EACH_IN_BRACKETS.split(text) if ")," in text else [text]
    if not all(part.endswith(")") for part in parts):
        parts = [text]
    for part in _SEVERAL.split(text) if ";" in text else parts:
        named = _NAMED.match(part)
        yield part[named.end() :] if named else part


def _attachment(place: Place, text: str, are_open: bool | None) -> FoundAttachment:
    words = text
    text = _STATE_WITH_NUMBER.sub(r"\g<number>\g<end> (\g<word>)", text)
    archive = _FILE_NUMBER.match(text)
    if archive:
        text = text[archive.end() :]
    state = _STATE.match(text)
    if state:
        text = text[state.end() :]
    text = _TAIL.sub("", text).strip() if text.endswith((")", "]")) else text.strip()
    text, last = _without_state(_bracketed_apart(text))
    first = _NUMBER_FIRST.match(text)
    number = _LABELLED_NUMBER.search(text) or _NUMBER.search(text)
    if number and not text[: number.start()].strip():
        number = None
    if number:
        text = text[: number.start()]
    elif first:
        number, text = first, text[first.end() :]
    if number and not last:  # "Låneaftale (lukket bilag) - 25/1021"
        text, last = _without_state(text)
    word = (state["word"] if state else last).casefold()
    said = _NOT_OPEN not in word and word.startswith(_OPEN_STEMS) if word else None
    file_number = archive["id"] if archive else None
    printed = _printed(number) if number else None
    return FoundAttachment(
        title=_FILE_ENDING.sub("", _TAIL.sub("", text.strip()))
        .strip(" -–,")
        .removesuffix("." if number and not first else ""),
        document_number=printed or file_number,
        is_open=are_open if said is None else said,
        place=Place(place.page, place.line, words),
        other_numbers=(file_number,) if file_number and printed else (),
    )


def _bracketed_apart(text: str) -> str:
    """The state last and in brackets of its own: "Kort (åbent, dok.nr. 5512/26)"."""
    both = _TWO_IN_BRACKETS.search(text) if text.endswith((")", "]")) else None
    parts = (both["first"].strip(), both["second"].strip()) if both else ()
    states = [part for part in parts if _ONLY_STATE.fullmatch(part)]
    others = [part for part in parts if part not in states]
    return f"{text[: both.start()]}({others[0]}) ({states[0]})" if both and states and others else text


def _without_state(text: str) -> tuple[str, str]:
    """The text without the word at its end that says whether it is open, and that word."""
    last = _STATE_LAST.search(text)
    return (text[: last.start()], last["in"] or last["after"] or last["badge"]) if last else (text, "")


def _printed(number: re.Match[str]) -> str:
    """The number as it is printed, one between brackets too: "Kort (5520188)"."""
    return next(words for name in ("number", "bare", "alone", "labelled") if (words := number.groupdict().get(name)))
