"""``sagsgang minutes read``: what a paper of minutes says was decided, recorded on the cases when that is agreed."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path

from calendars.errors import SagsgangError
from desk import error_words, labels, show, words
from desk.asking import may_save
from desk.errors import UncertainMeetingError
from desk.intake import SURE
from desk.lookup import meeting_of
from desk.minutes_in import MinutesLine, Treated, body_of, match_minutes
from desk.paper import read_bytes, read_paper
from desk.typed import Json, Yes
from desk.workplace import here
from domain.casework.case.decisions import record_decision
from domain.casework.case.files import wait_with
from domain.casework.case.follow_ups import propose_follow_up
from domain.casework.meeting.sources import keep_meeting_source
from domain.casework.verb import By
from domain.errors import NotFoundError
from domain.store.agenda import agenda_papers
from domain.store.database import Database
from flows.settings import Settings

REFUSED = 1


def read(file: Path, /, *, yes: Yes = False, as_json: Json = False) -> int | None:
    """Læs et referat, vis hvilke sager punkterne hører til, og skriv beslutningerne på dem.

    Parameters
    ----------
    file
        Referatet: tekst, PDF, Word eller HTML.
    yes
        Gem uden at spørge.
    """
    place = here()
    profile = place.profile()
    document = read_paper(file, profile)
    body = body_of(document, profile)
    if body is None or document.meeting_date is None:
        raise UncertainMeetingError(file=file.name, body=document.body or "")
    with place.database() as db:
        with db.read() as session:
            meeting = meeting_of(session, body, document.meeting_date, profile)
            papers = agenda_papers(session, meeting.id)
            treated = [
                Treated(
                    one.stop.id,
                    one.case.id,
                    one.case.number,
                    one.case.title,
                    tuple(stop.body for stop in one.case_facts.stops if stop.round_no == 1),
                    one.decision.outcome if one.decision else None,
                )
                for one in papers.papers.values()
            ]
        lines = match_minutes(document, treated, profile, body=body, held_on=meeting.held_on)
        _show(lines, as_json=as_json)
        new = [line for line in lines if line.is_new]
        if not new:
            show.note(words.MINUTES_NOTHING_NEW)
            return None
        if not may_save(yes=yes):
            return None
        by = place.by()
        upload = wait_with(
            db, name=file.name, data=read_bytes(file), actor=by.actor, at=by.at, most=Settings().file_bytes
        )
        with suppress(NotFoundError):  # a web page is read and not stored
            keep_meeting_source(db, by, meeting_id=meeting.id, upload_id=upload)
        return _record(db, by, new, meeting.held_on)


def _record(db: Database, by: By, lines: list[MinutesLine], decided_on: date) -> int | None:
    refused = 0
    for line in lines:
        if line.treated is None or line.decision is None:
            continue
        try:
            record_decision(
                db,
                by,
                stop_id=line.treated.stop,
                outcome=line.decision.outcome,
                text=line.decision.text,
                decided_on=decided_on,
            )
        except SagsgangError as error:
            refused += 1
            show.complain(f"{line.treated.case_number}: {error_words.sentence(error)}")
            continue
        for proposal in line.proposals:
            propose_follow_up(db, by, case_id=line.treated.case_id, proposal=proposal, from_stop=line.treated.stop)
        show.say(
            words.MINUTES_RECORDED.format(number=line.treated.case_number, outcome=labels.of(line.decision.outcome))
        )
    return REFUSED if refused else None


def _show(lines: tuple[MinutesLine, ...], *, as_json: bool) -> None:
    rows = [
        (
            line.number,
            line.title,
            line.treated.case_number if line.treated else words.NO_CASE,
            words.MATCHED_BY[line.because],
            labels.of(line.decision.outcome) if line.decision else "",
            _evidence(line),
            labels.of(line.treated.outcome) if line.treated and line.treated.outcome else "",
        )
        for line in lines
    ]
    if as_json:
        show.as_json([dict(zip(words.MINUTES_KEYS, row, strict=True)) for row in rows])
        return
    show.table(words.MINUTES_COLUMNS, rows)


def _evidence(line: MinutesLine) -> str:
    """Where the outcome was read, and whether somebody should look at it, or at which case it is."""
    if line.decision is None:
        return ""
    is_unsure = line.decision.confidence < SURE or line.because == "route"
    at = words.LINE_AT.format(line=line.decision.place.line)
    return words.UNSURE_AT.format(at=at) if is_unsure else at
