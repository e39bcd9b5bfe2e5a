"""``sagsgang case open-all``: the items of an agenda, each with the case it is about, saved when that is agreed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from calendars.errors import SagsgangError
from desk import error_words, finding_words, item_words, labels, show, words
from desk.agenda_in import AgendaLine, Does, Line, Seen, match_agenda, numbered, save_line, see
from desk.asking import may_save
from desk.errors import UncertainCaseError
from desk.paper import read_bytes, read_paper
from desk.typed import Json, Yes
from desk.workplace import here
from domain.casework.case.files import wait_with
from domain.casework.meeting.sources import keep_meeting_source
from domain.errors import NotFoundError
from domain.store.database import Database
from flows.settings import Settings

REFUSED = 1
Numbers = Annotated[list[str] | None, Parameter(negative=())]


@dataclass(frozen=True, slots=True)
class _Told:
    """What the person at the keyboard says of items, by the number each is shown with."""

    number: Mapping[str, str]
    attach: Mapping[str, str]
    leave: frozenset[str]
    closed: frozenset[str]
    opened: frozenset[str]

    @property
    def named(self) -> set[str]:
        return {*self.number, *self.attach, *self.leave, *self.closed, *self.opened}


def open_all(
    file: Path,
    /,
    *,
    number: Numbers = None,
    attach: Numbers = None,
    leave: Numbers = None,
    closed: Numbers = None,
    not_closed: Numbers = None,
    keep: bool = True,
    yes: Yes = False,
    as_json: Json = False,
) -> int | None:
    """Opret en sag for hvert punkt i en dagsorden, eller føj punktet til den sag, der findes.

    Hvert punkt vises først, med det, der blev fundet. Kan køres igen: det, der er gemt, bliver ikke gemt to gange.

    Parameters
    ----------
    file
        Dagsordenen: tekst, PDF, Word, HTML eller XML fra SBSYS, eDoc og Acadre.
    number
        Sagens nummer til et punkt, som 3=23/4107. Kan gentages.
    attach
        Føj et punkt til en sag, som 4=23/4107. Kan gentages.
    leave
        Lad et punkt ude. Kan gentages.
    closed
        Et punkt, der er lukket. Kan gentages.
    not_closed
        Et punkt, der er åbent. Kan gentages.
    keep
        Gem dokumentet ved hver sag, for dem, der må se lukkede punkter (--keep), eller lad være (--no-keep).
    yes
        Gem uden at spørge.
    """
    place = here()
    profile = place.profile()
    document = read_paper(file, profile)
    if not document.cases:
        raise UncertainCaseError(file=document.name, missing="item")
    told = _Told(
        _pairs(number), _pairs(attach), frozenset(leave or ()), frozenset(closed or ()), frozenset(not_closed or ())
    )
    with place.database() as db:
        with db.read() as session:
            seen = see(session, document, profile, sees_closed=True)
        lines = numbered(match_agenda(document, seen, profile, today=place.today()))
        unknown = sorted(told.named - lines.keys())
        if unknown:
            raise NotFoundError(noun="item", id=unknown[0])
        decided = {shown: _decided(line, shown, told) for shown, line in lines.items()}
        _show(lines, decided, as_json=as_json)
        wanted = {shown: one for shown, one in decided.items() if one[0] is not Does.LEAVE}
        if not wanted or not may_save(yes=yes):
            return None
        data = read_bytes(file)
        by = place.by()
        most = Settings().file_bytes
        upload = wait_with(db, name=file.name, data=data, actor=by.actor, at=by.at, most=most) if keep else None
        if upload is not None and seen.meeting is not None:
            with suppress(NotFoundError):  # a web page is read and not stored
                keep_meeting_source(db, by, meeting_id=seen.meeting, upload_id=upload)
        key = f"dagsorden-{hashlib.sha256(data).hexdigest()[:32]}"
        refused = [
            shown
            for shown, (does, arguments) in wanted.items()
            if not _save(db, replace(by, key=f"{key}-{shown}"), shown, _line(does, arguments, seen, upload))
        ]
    return REFUSED if refused else None


def _decided(line: AgendaLine, shown: str, told: _Told) -> tuple[Does, dict[str, Any]]:
    """What is to become of the item, and what the case is opened or added to with."""
    arguments = dict(line.intake.arguments)
    does = line.does
    if shown in told.leave:
        does = Does.LEAVE
    elif shown in told.attach:
        does, arguments["number"] = Does.ATTACH, told.attach[shown]
    elif shown in told.number:
        does, arguments["number"] = Does.OPEN, told.number[shown]
    elif does is Does.ATTACH and line.known is not None:
        arguments["number"] = line.known.number
    if shown in told.closed or shown in told.opened:
        arguments["is_open"] = shown in told.opened
    return does, arguments


def _line(does: Does, arguments: Mapping[str, Any], seen: Seen, upload: str | None) -> Line:
    return Line(does, arguments, seen.body, seen.meeting, upload)


def _save(db: Database, by: Any, shown: str, line: Line) -> bool:
    missing = _missing(line)
    if missing:
        show.complain(item_words.REFUSED.format(item=shown, why=missing))
        return False
    try:
        _case_id, is_new = save_line(db, by, line)
    except SagsgangError as error:
        show.complain(item_words.REFUSED.format(item=shown, why=error_words.sentence(error)))
        return False
    said = item_words.NOTHING_NEW if not is_new else item_words.SAVED[line.does.value]
    show.say(said.format(item=shown, number=line.arguments["number"]))
    return True


def _missing(line: Line) -> str:
    """What a person must say first; "": nothing."""
    if line.does is Does.ASK:
        return item_words.CHOOSE
    if not line.arguments["number"]:
        return item_words.NEEDS_NUMBER
    if line.does is Does.OPEN and line.arguments["is_open"] is None:
        return item_words.NEEDS_OPENNESS
    return ""


def _show(
    lines: Mapping[str, AgendaLine], decided: Mapping[str, tuple[Does, dict[str, Any]]], *, as_json: bool
) -> None:
    rows = []
    for shown, line in lines.items():
        does, arguments = decided[shown]
        doubts = [finding_words.say(finding_words.DOUBTS, one.code, one.facts) for one in line.intake.doubts]
        rows.append(
            (
                shown,
                line.title or words.NO_TITLE,
                arguments["number"],
                line.known.number if line.known else "",
                words.MATCHED_BY[line.because],
                item_words.DOES[does.value],
                labels.openness(arguments["is_open"]),
                ", ".join(arguments["route"]),
                len(arguments.get("attachments", ())),
                len(arguments["follow_ups"]),
                doubts,
            )
        )
    if as_json:
        show.as_json([dict(zip(item_words.KEYS, row, strict=True)) for row in rows])
        return
    show.table(item_words.COLUMNS, [row[:-1] for row in rows])
    if any(doubts for *_rest, doubts in rows):
        show.say(words.LOOK_AT, style="bold")
    for shown, *_rest, doubts in rows:
        for said in dict.fromkeys(doubts):
            show.say(f"  {shown}: {said}")


def _pairs(given: list[str] | None) -> dict[str, str]:
    return {item.strip(): number.strip() for item, _is, number in (one.partition("=") for one in given or ())}
