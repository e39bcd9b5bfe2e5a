"""``sagsgang meetings``: plans read and taken in, meetings called, moved and cancelled, and what that moves."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from sqlalchemy import func
from sqlmodel import Session, col, select

from calendars.copenhagen import COPENHAGEN
from calendars.deadlines import DeadlineKind
from calendars.meeting_plan import Finding, read_plan, to_schema
from calendars.year_plan_csv import write_year
from desk import finding_words, labels, show, words
from desk.asking import may_save
from desk.commands.lookup import meeting_of
from desk.errors import ChooseOneError, NoMeetingRulesError
from desk.help import noun
from desk.paper import read_bytes
from desk.plan_words import say_impact, say_plan_difference
from desk.rehearsal import rehearsed
from desk.typed import Clock, Day, Json
from desk.workplace import here
from domain.casework.meetings import (
    cancel_meeting,
    import_meeting_plan,
    move_meeting,
    preview_cancel,
    preview_move,
    schedule_meeting,
)
from domain.casework.mirror import proposals
from domain.casework.plan_preview import preview_plan
from domain.casework.planned_meetings import Past
from domain.casework.replies import Attending, attendance_of
from domain.model import (
    Answer,
    ChangeInOutlook,
    Meeting,
    MeetingDeadline,
    MeetingStatus,
    MirroredMeeting,
    Stop,
    StopState,
)
from domain.profile.year_plan import proposed_year
from domain.store.queries import current_profile

app = noun("meetings")
Yes = Annotated[bool, Parameter(name="--yes", negative=(), help="Gem uden at spørge.")]


@app.command
def read(file: Path, /, *, as_json: Json = False) -> None:
    """Vis, hvad der er læst i en mødeplan. Intet gemmes.

    Parameters
    ----------
    file
        Mødeplanen: CSV, XLSX, ICS eller tekst.
    """
    plan = read_plan(file.name, read_bytes(file))
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


@app.command(name="import")
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
    plan = read_plan(file.name, read_bytes(file))
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
    if facts.get("moved_by_staff"):
        show.say(words.PLAN_MOVED_BY_STAFF.format_map(facts))
    if facts["left_out"]:
        show.say(words.PLAN_LEFT_OUT.format(meetings=", ".join(map(_held, facts["left_out"]))))
    _say_findings(plan.findings)


@app.command
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


@app.command(name="list")
def list_meetings(
    *, body: str | None = None, since: Day | None = None, until: Day | None = None, as_json: Json = False
) -> None:
    """Vis møder, fra i dag og frem.

    Parameters
    ----------
    body
        Kun ét organ, som KB.
    since
        Fra denne dag; ellers fra i dag.
    until
        Til og med denne dag.
    """
    place = here()
    with place.database() as db, db.read() as session:
        wanted = select(Meeting).where(col(Meeting.held_on) >= (since or place.today()))
        if body is not None:
            wanted = wanted.where(Meeting.body_key == current_profile(session).find_body(body).key)
        if until is not None:
            wanted = wanted.where(col(Meeting.held_on) <= until)
        meetings = session.exec(wanted.order_by(col(Meeting.starts_at))).all()
        cases, dispatch = _cases_on(session), _dispatch_days(session)
        called = attendance_of(session, (one.id for one in meetings))
        in_outlook = proposals(session, (one.id for one in meetings))
    rows = [
        {
            "id": one.id,
            "body": one.body_key,
            "starts_at": one.starts_at,
            "ends_at": one.ends_at,
            "place": one.place,
            "status": one.status.value,
            "cases": cases.get(one.id, 0),
            "dispatch_on": dispatch.get(one.id),
            "answers": _counted(called.get(one.id, [])),
            "in_outlook": _proposed(in_outlook.get(one.id)),
        }
        for one in meetings
    ]
    if as_json:
        show.as_json(rows)
        return
    cells = (
        (
            one.body_key,
            one.held_on,
            _clock(one.starts_at),
            _clock(one.ends_at),
            one.place,
            labels.of(one.status),
            cases.get(one.id, 0) or "",
            dispatch.get(one.id),
        )
        for one in meetings
    )
    show.table(words.MEETING_COLUMNS, cells)
    for one in meetings:
        _say_proposal(one, in_outlook.get(one.id))


@app.command(name="show")
def show_meeting(*, body: str, meeting: Day, as_json: Json = False) -> None:
    """Vis et møde, og hvem der har svaret på indkaldelsen til det.

    Parameters
    ----------
    body
        Organet, som KB.
    meeting
        Mødedagen.
    """
    with here().database() as db, db.read() as session:
        found = meeting_of(session, body, meeting, current_profile(session))
        called = attendance_of(session, [found.id]).get(found.id, [])
        cases = _cases_on(session).get(found.id, 0)
        proposed = proposals(session, [found.id]).get(found.id)
    if as_json:
        said = {"id": found.id, "body": found.body_key, "starts_at": found.starts_at, "ends_at": found.ends_at}
        more = {"place": found.place, "status": found.status.value, "cases": cases}
        show.as_json({**said, **more, "in_outlook": _proposed(proposed), "called": [_called(one) for one in called]})
        return
    show.say(
        words.MEETING_SHOWN.format(
            body=found.body_key,
            at=show.text_of(found.starts_at),
            place=found.place or "–",
            status=labels.of(found.status),
            cases=cases,
        ),
        style="bold",
    )
    _say_proposal(found, proposed)
    if not called:
        show.say(words.NOBODY_CALLED)
        return
    cells = ((one.person.name, one.because, _answer(one), one.answered_at, one.comment) for one in called)
    show.table(words.ANSWER_COLUMNS, cells)


@app.command
def call(
    *, body: str, on: Day, at: Clock, minutes: int | None = None, where: str = "", ordinary: bool = False
) -> None:
    """Indkald til et møde, der ikke er i planen.

    Parameters
    ----------
    body
        Organet, som KB.
    on
        Dagen.
    at
        Klokkeslættet, som 14:00.
    minutes
        Hvor længe det varer; ellers som organets andre møder.
    where
        Stedet.
    ordinary
        Det er et ordinært møde; ellers ekstraordinært.
    """
    place = here()
    starts_at = datetime.combine(on, at, COPENHAGEN)
    with place.database() as db:
        receipt = schedule_meeting(
            db,
            place.by(),
            body=body,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=minutes) if minutes else None,
            place=where,
            status=MeetingStatus.ORDINARY if ordinary else MeetingStatus.EXTRAORDINARY,
        )
    show.say(words.MEETING_CALLED.format(body=receipt.facts["body"], at=show.text_of(starts_at)))


@app.command
def move(
    *,
    body: str,
    meeting: Day,
    to: Day,
    reason: str,
    at: Clock | None = None,
    where: str | None = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Flyt et møde. Vis først, hvilke sager der flytter sig.

    Parameters
    ----------
    body
        Organet, som ØK.
    meeting
        Mødedagen nu.
    to
        Den nye dag.
    reason
        Hvorfor det flyttes.
    at
        Det nye klokkeslæt; ellers det samme.
    where
        Det nye sted; ellers det samme.
    """
    place = here()
    with place.database() as db:
        with db.read() as session:
            found = meeting_of(session, body, meeting, current_profile(session))
            clock = at or found.starts_at.astimezone(COPENHAGEN).time()
            starts_at = datetime.combine(to, clock, COPENHAGEN)
            impact = preview_move(session, found.id, starts_at, place.today())
        say_impact(impact, as_json=as_json)
        if not may_save(yes=yes):
            return
        move_meeting(
            db,
            place.by(),
            meeting_id=found.id,
            starts_at=starts_at,
            place=where,
            reason=reason,
            version=found.version,
        )
    if not as_json:
        before, after = show.text_of(found.starts_at), show.text_of(starts_at)
        show.say(words.MEETING_MOVED.format(body=found.body_key, before=before, after=after))


@app.command
def cancel(*, body: str, meeting: Day, reason: str, yes: Yes = False, as_json: Json = False) -> None:
    """Aflys et møde. Vis først, hvilke sager der flytter sig.

    Parameters
    ----------
    body
        Organet, som ØK.
    meeting
        Mødedagen.
    reason
        Hvorfor det aflyses.
    """
    place = here()
    with place.database() as db:
        with db.read() as session:
            found = meeting_of(session, body, meeting, current_profile(session))
            impact = preview_cancel(session, found.id, place.today())
        say_impact(impact, as_json=as_json)
        if not may_save(yes=yes):
            return
        cancel_meeting(db, place.by(), meeting_id=found.id, reason=reason, version=found.version)
    if not as_json:
        show.say(words.MEETING_CANCELLED.format(body=found.body_key, day=show.day(found.held_on)))


def _held(body_and_day: str) -> str:
    """A meeting that was left out: "KB 24-01-2023"."""
    body, _, day = body_and_day.rpartition(" ")
    return f"{body} {date.fromisoformat(day):%d-%m-%Y}"


def _say_findings(findings: tuple[Finding, ...]) -> None:
    for finding in findings:
        show.say(f"{finding_words.SEVERITIES[finding.severity].capitalize()}: {finding_words.line(finding)}")


def _called(one: Attending) -> dict[str, object]:
    return {
        "person": one.person.key,
        "because": one.because,
        "answer": one.answer.value if one.answer else None,
        "answered_at": one.answered_at,
        "comment": one.comment,
        "outdated": one.is_outdated,
    }


def _answer(one: Attending) -> str:
    if one.answer is None:
        return words.NOT_ANSWERED
    return words.ANSWERED_BEFORE.format(answer=labels.of(one.answer)) if one.is_outdated else labels.of(one.answer)


def _proposed(change: MirroredMeeting | None) -> dict[str, object] | None:
    if change is None or change.change is None:
        return None
    return {
        "change": change.change.value,
        "starts_at": change.proposed_starts_at,
        "ends_at": change.proposed_ends_at,
        "place": change.proposed_place,
        "noticed_at": change.noticed_at,
    }


def _say_proposal(meeting: Meeting, change: MirroredMeeting | None) -> None:
    """What was done to the meeting by hand in Outlook; it has moved nothing here."""
    if change is None:
        return
    at = show.text_of(meeting.starts_at)
    if change.change is ChangeInOutlook.REMOVED or change.proposed_starts_at is None:
        show.say(words.REMOVED_IN_OUTLOOK.format(body=meeting.body_key, at=at))
        return
    after, place = show.text_of(change.proposed_starts_at), change.proposed_place or "–"
    until = _clock(change.proposed_ends_at) if change.proposed_ends_at else "–"
    show.say(words.MOVED_IN_OUTLOOK.format(body=meeting.body_key, before=at, after=after, until=until, place=place))


def _counted(called: list[Attending]) -> dict[str, int]:
    counts = {answer.value: sum(one.answer is answer for one in called) for answer in Answer}
    return {"called": len(called), **counts}


def _cases_on(session: Session) -> dict[str, int]:
    counted = (
        select(Stop.meeting_id, func.count())
        .where(col(Stop.meeting_id).is_not(None), Stop.state != StopState.DROPPED)
        .group_by(col(Stop.meeting_id))
    )
    return {meeting: number for meeting, number in session.exec(counted) if meeting is not None}


def _dispatch_days(session: Session) -> dict[str, date]:
    earliest = (
        select(MeetingDeadline.meeting_id, func.min(col(MeetingDeadline.practical_on)))
        .where(MeetingDeadline.kind == DeadlineKind.DISPATCH.value)
        .group_by(col(MeetingDeadline.meeting_id))
    )
    return dict(session.exec(earliest).all())


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone(COPENHAGEN):%H:%M}"
