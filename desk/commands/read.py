"""``sagsgang read``: what is in a document, each thing with the line it was read at."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from desk import finding_words, labels, show, words
from desk.help import noun
from desk.paper import read_paper
from desk.typed import Json
from desk.workplace import here
from domain.documents.corpus import to_corpus
from domain.documents.document import Document, FoundFollowUp, Item, Place

app = noun("read")
NOTHING_READ = 1  # the exit code for a file without text: a scanned PDF, an empty page
_SHOWN = 100  # letters of the words that are evidence


@app.default
def read(file: Path, /, *, as_json: Json = False) -> int | None:
    """Læs et dagsordenpunkt eller et referat, med belæg og advarsler. Intet gemmes.

    Parameters
    ----------
    file
        Dokumentet: tekst, PDF, Word, HTML eller dagsorden-XML fra SBSYS, eDoc og Acadre.
    """
    document = read_paper(file, here().profile())
    if as_json:
        show.as_json(to_corpus(document))
        return None if document.items else NOTHING_READ
    show.say(_heading(document), style="bold")
    if document.absentees:
        show.say(f"Fraværende: {', '.join(document.absentees)}")
    for item in document.items:
        _show_item(item)
    if document.warnings:
        show.say()
        show.say("Advarsler", style="bold")
    for warning in document.warnings:
        said = finding_words.say(finding_words.DOCUMENT, warning.code, warning.facts)
        show.say(f"  {_at(warning.place)}: {said}")
        if warning.place.words:
            show.say(f"      »{_short(warning.place.words)}«", style="dim")
    return None if document.items else NOTHING_READ


def _heading(document: Document) -> str:
    parts = [labels.of(document.kind).capitalize(), document.body or "", show.day(document.meeting_date)]
    return f"{document.name}: {', '.join(part for part in parts if part)}"


def _show_item(item: Item) -> None:
    show.say()
    number = f"{item.number}. " if item.number else ""
    openness = f" ({labels.openness(item.is_open)})" if item.is_open is not None else ""
    show.say(f"{number}{item.title or words.NO_TITLE}{openness}", style="bold")
    if item.route:
        show.say(f"  Sagsgang: {', '.join(item.route)}")
    if item.period is not None:
        show.say(
            f"  Periode: {show.day(item.period.start)} til {show.day(item.period.end)} ({_at(item.period.place)})"
        )
    _lines("Behandles", (f"{s.body} {show.day(s.date)} ({_at(s.place)}{_year(s.year_because)})" for s in item.stages))
    empty = [section.heading for section in item.sections.values() if section.is_empty]
    _lines("Tomme overskrifter", empty)
    _lines("Besluttet", (_decision(d.body, show.day(d.date), labels.of(d.outcome), d.place) for d in item.decisions))
    _lines("Delpunkter", (f"{point.number}. {point.title} ({_at(point.place)})" for point in item.points))
    _lines("Opfølgning", (_promise(promise) for promise in item.follow_ups))
    _lines("Også andre steder", (f"{s.body} {show.day(s.date)} ({_at(s.place)})" for s in item.other_referrals))
    _lines("Bilag", (_attachment(a.title, a.document_number, a.is_open) for a in item.attachments))


def _lines(heading: str, lines: Iterable[str]) -> None:
    for place, line in enumerate(lines):
        if place == 0:
            show.say(f"  {heading}:")
        show.say(f"    {line}")


def _decision(body: str, day: str, outcome: str, place: Place) -> str:
    return f"{' '.join(part for part in (body, day) if part)}: {outcome} ({_at(place)})"


def _promise(promise: FoundFollowUp) -> str:
    due = promise.due_text or show.day(promise.due) or words.NO_DATE
    return f"{promise.responsible or words.UNKNOWN_OWNER}, {due}: {_short(promise.text)} ({_at(promise.place)})"


def _attachment(title: str, number: str | None, is_open: bool | None) -> str:
    notes = ", ".join(part for part in (number or "", labels.openness(is_open)) if part)
    return f"{title} ({notes})" if notes else title


def _year(because: str) -> str:
    said = labels.YEAR_BECAUSE[because]
    return f"; {said}" if said else ""


def _at(place: Place) -> str:
    return f"side {place.page}, linje {place.line}" if place.page > 1 else f"linje {place.line}"


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _SHOWN else f"{flat[: _SHOWN - 1]}…"
