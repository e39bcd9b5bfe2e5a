"""Attachments in tables: rows under a head that names their columns ("Nr. | Titel | Dok.nr. | Adgang")."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain.documents.text import Line

# How the columns are called; the words begin the cell
TITLE = ("titel", "navn", "dokument", "bilagstitel", "bilagsnavn", "emne", "indhold", "beskrivelse", "bilag", "fil")
DOCUMENT_NUMBER = (
    "dok.nr",
    "dok. nr",
    "dok nr",
    "doknr",
    "dok.",
    "dok-",
    "dokumentnr",
    "dokumentnummer",
    "dokument-id",
)
DOCUMENT_NUMBER_TOO = ("dokument nr", "journalnr", "j.nr", "id", "akt", "arkiv", "løbenr", "brevid")
STATE = ("adgang", "åben", "status", "offentlig", "lukket", "type", "fortrolig", "synlighed", "tilgængelig")
COUNT = ("nr", "bilag nr", "bilagsnr", "#", "no", "pkt")
YES, NO = ("ja", "x", "✓"), ("nej",)
_NUMBERED = re.compile(r"(?:bilag )?\d{1,3}[.)]?", re.IGNORECASE)
_STATE = re.compile(r"(?:ikke[- ])?(?:åben|åbent|offentligt?|lukket|fortroligt?)", re.IGNORECASE)


def rows_as_lines(lines: Sequence[Line]) -> list[Line]:
    """The lines, a table's rows as lists write them: "Kort (dok.nr. 24/17-3), lukket", and the head gone.

    Without a head that names a column of titles nothing is changed.
    """
    out: list[Line] = []
    columns: dict[str, int] = {}
    width = 0
    head = ""  # how the column of states is called
    for line in lines:
        cells = line.cells
        if len(cells) < 2:  # noqa: PLR2004 -- one cell is no row
            columns = {}
            out.append(line)
            continue
        named = _columns(cells)
        if "title" in named and len(named) > 1:
            columns, width = named, len(cells)
            head = cells[named["state"]].casefold() if "state" in named else ""
        else:
            out.append(_listed(line, _row(cells, columns, width, head)) if columns else line)
    return out


def _listed(line: Line, text: str) -> Line:
    return line._replace(text=text, laid_out=text)


def _columns(cells: Sequence[str]) -> dict[str, int]:
    """The columns that the cells name; {} where one of them is no column's name."""
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        words = cell.casefold().strip(" .:")
        if "dok" in words and "nr" in words and "number" not in found:  # "Sagsnr./dok.nr."
            found["number"] = at
            continue
        for name, openings in (
            ("number", (*DOCUMENT_NUMBER, *DOCUMENT_NUMBER_TOO)),
            ("state", STATE),
            ("count", COUNT),
            ("title", TITLE),
        ):
            if words.startswith(openings) and name not in found:
                found[name] = at
                break
        else:
            if words:
                return {}
    return found


def _row(cells: Sequence[str], columns: dict[str, int], width: int, head: str) -> str:
    """A row's title with its number and state behind. Where a cell is lost, each is known by what it holds.

    Under "Åbent" (``head``) "Ja" is open; under "Lukket" it is closed.
    """
    left = dict(enumerate(cells))
    if len(cells) != width:
        kinds = {"count": _NUMBERED, "state": _STATE}
        at_kind = {
            name: next((at for at, cell in left.items() if pattern.fullmatch(cell)), None)
            for name, pattern in kinds.items()
            if name in columns
        }
        words = [at for at in left if at not in at_kind.values()]
        places = {**at_kind, "title": words[0] if words else None, "number": words[1] if len(words) > 1 else None}
    else:
        places = dict(columns)
    text = {name: left[at] for name, at in places.items() if at is not None and at in left}
    number, state = text.get("number", ""), text.get("state", "")
    parts = [
        text.get("title") or " ".join(cells),
        f" (dok.nr. {number})" if any(map(str.isdigit, number)) else "",
        f" ({state.casefold()})" if _STATE.fullmatch(state) else _yes_or_no(state, head),
    ]
    return "".join(parts)


def _yes_or_no(word: str, head: str) -> str:
    """What "Ja" or "Nej" says under a head that is a word of openness itself ("Åben/lukket" is none)."""
    is_yes, is_no = word.casefold() in YES, word.casefold() in NO
    if not (is_yes or is_no) or "/" in head:
        return ""
    if head.startswith(("åben", "offentlig")):
        return " (åben)" if is_yes else " (lukket)"
    return (" (lukket)" if is_yes else " (åben)") if head.startswith(("lukket", "fortrolig")) else ""
