"""``sagsgang meetings read``, ``import`` and ``generate``: a year of meetings taken in or proposed."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from calendars.meeting_plan import Finding, to_schema
from calendars.year_plan_csv import write_year
from desk import finding_words, labels, show, words
from desk.asking import may_save
from desk.errors import ChooseOneError, NoMeetingRulesError
from desk.outside import door
from desk.paper import read_bytes
from desk.plan_words import say_plan_difference
from desk.rehearsal import rehearsed
from desk.typed import Json, Yes
from desk.workplace import here
from domain.casework.meeting.meetings import (
    import_meeting_plan,
)
from domain.casework.meeting.plan_preview import preview_plan
from domain.casework.meeting.planned import Past
from domain.profile.year_plan import proposed_year


def read(file: Path, /, *, as_json: Json = False) -> None:
    """Vis, hvad der er læst i en mødeplan. Intet gemmes.

    Parameters
    ----------
    file
        Mødeplanen: CSV, XLSX, ICS eller tekst.
    """
    plan = door.read_meeting_plan(file.name, read_bytes(file))
    if as_json:
        show.as_json(to_schema(plan))
        return
    year = words.PLAN_YEAR.format(year=plan.year) if plan.year else ""
    show.say(words.PLAN_READ.format(name=plan.name, count=len(plan.meetings), year=year), style="bold")
    rows = (
        (
            m.body,
            m.on,
            m.starts and f"{m.starts:%H:%M}",
            m.ends and f"{m.ends:%H:%M}",
            m.place,
            labels.of(m.status),
            m.remark,
        )
        for m in plan.meetings
    )
    show.table(words.PLAN_FILE_COLUMNS, rows)
    for event in plan.other_events:
        show.say(words.PLAN_OTHER.format(day=show.day(event.on), title=event.title), style="dim")
    for note in plan.notes:
        show.say(words.PLAN_NOTE.format(row=note.row, text=note.text), style="dim")
    _say_findings(plan.findings)


def import_(
    file: Path,
    /,
    *,
    skip_past: Annotated[bool, Parameter(negative=())] = False,
    with_past: Annotated[bool, Parameter(negative=())] = False,
    dry_run: Annotated[bool, Parameter(negative=())] = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Indlæs en mødeplan: det hele eller intet. Vis først, hvad der ændres, og hvad der kun findes her.

    Parameters
    ----------
    file
        Mødeplanen: CSV, XLSX, ICS eller tekst.
    skip_past
        Lad møder før i dag ude, og vis hvilke.
    with_past
        Tag møder før i dag med som historik; ingen mindes om dem.
    dry_run
        Vis, hvad der ville ske, uden at gemme.
    """
    if skip_past and with_past:
        raise ChooseOneError(options=["--skip-past", "--with-past"])
    past = Past.LEFT_OUT if skip_past else Past.HISTORY if with_past else Past.REFUSED
    plan = door.read_meeting_plan(file.name, read_bytes(file))
    place = here()
    with place.database() as db, rehearsed(db, when=dry_run) as target:
        with db.read() as session:
            difference = preview_plan(session, plan, today=place.today(), past=past)
        if not as_json:
            say_plan_difference(difference)
        # In a pipe nobody can be asked: there the plan is taken in, as it was before there was a difference to see.
        if not dry_run and show.is_terminal() and not may_save(yes=yes):
            return
        facts = import_meeting_plan(target, place.by(), plan=plan, past=past).facts
    if as_json:
        rows = [asdict(row) for row in difference.rows]
        warnings = to_schema(plan)["warnings"]
        show.as_json({**facts, "saved": not dry_run, "warnings": warnings, "difference": rows})
        return
    show.say((words.PLAN_DRY if dry_run else words.PLAN_IMPORTED).format_map(facts))
    if facts.get("moved"):
        show.say(words.PLAN_MOVED.format(**facts))
    if facts.get("moved_by_staff"):
        show.say(words.PLAN_MOVED_BY_STAFF.format_map(facts))
    if facts["left_out"]:
        show.say(words.PLAN_LEFT_OUT.format(meetings=", ".join(map(_held, facts["left_out"]))))
    _say_findings(plan.findings)


def generate(year: int, /, *, out: Path | None = None, as_json: Json = False) -> None:
    """Foreslå et års møder efter profilens regler, og sig hvad der taler imod. Intet gemmes som møder.

    Parameters
    ----------
    year
        Året, som 2027.
    out
        Skriv forslaget i denne fil, som kan rettes i Excel og indlæses med meetings import.
    """
    profile = here().profile()
    if not profile.meeting_rules:
        raise NoMeetingRulesError(profile=profile.name)
    proposal = proposed_year(profile, year)
    names = {body.key: body.name for body in profile.bodies}
    if out is not None:
        out.write_bytes(write_year(proposal.meetings, names))
    if as_json:
        show.as_json(
            {
                "year": year,
                "file": out,
                "meetings": [asdict(meeting) for meeting in proposal.meetings],
                "findings": [{"code": f.code, "severity": f.severity, **f.facts} for f in proposal.findings],
            }
        )
        return
    if out is None:
        rows = ((m.body, m.on, f"{m.starts:%H:%M}", m.ends and f"{m.ends:%H:%M}", m.place) for m in proposal.meetings)
        show.table(words.PROPOSED_COLUMNS, rows)
    show.say(words.YEAR_PROPOSED.format(year=year, count=len(proposal.meetings)), style="bold")
    for finding in proposal.findings:
        sentence = finding_words.say(finding_words.PLAN, finding.code, finding.facts)
        show.say(f"{finding_words.SEVERITIES[finding.severity].capitalize()}: {sentence}.")
    if out is not None:
        show.say(words.PROPOSAL_WRITTEN.format(file=out))


def _say_findings(findings: tuple[Finding, ...]) -> None:
    for finding in findings:
        show.say(f"{finding_words.SEVERITIES[finding.severity].capitalize()}: {finding_words.line(finding)}")


def _held(body_and_day: str) -> str:
    """A meeting that was left out: "KB 24-01-2023"."""
    body, _, day = body_and_day.rpartition(" ")
    return f"{body} {date.fromisoformat(day):%d-%m-%Y}"
