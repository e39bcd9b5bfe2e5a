"""``sagsgang goals``: goals and their actions, measurements from a file, and the status a body gets."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from sqlmodel import Session, col, select

from desk import finding_words, goal_words, labels, show, words
from desk.asking import may_save
from desk.commands.case_view import short_id
from desk.errors import AmbiguousError
from desk.help import noun
from desk.lookup import meeting_of
from desk.outside import door
from desk.paper import read_bytes
from desk.paper_show import show_made
from desk.typed import Day, Json, Yes, to_word
from desk.workplace import here
from domain.casework.goal.goals import note_progress
from domain.casework.goal.indicators import take_in_measurements
from domain.casework.goal.measured import preview_measurements
from domain.errors import NotFoundError
from domain.model import Action, ActionState, Goal
from domain.store.goals import ShownAction, ShownGoal, list_goals, shown_goal
from domain.store.queries import current_profile
from domain.store.standing import status_item

app = noun("goals")


@app.command(name="list")
def list_(
    *,
    body: str | None = None,
    every: Annotated[bool, Parameter(name="--all", negative=())] = False,
    as_json: Json = False,
) -> None:
    """Målene efter plan: hvem der står for dem, hvor langt de er, og hvornår de næste gang følges op.

    Parameters
    ----------
    body
        Kun de mål, dette organ hører om; som HU.
    every
        Også de afsluttede.
    """
    with here().database() as db, db.read() as session:
        key = current_profile(session).find_body(body).key if body else None
        goals = list_goals(session, today=here().today(), body=key, with_ended=every)
    if as_json:
        show.as_json([_goal_row(goal) for goal in goals])
        return
    rows = (
        (
            short_id(goal.row.id),
            goal.row.plan,
            goal.row.text,
            goal.owner.title,
            goal.row.body_key,
            _states(goal),
            goal.asked_on,
        )
        for goal in goals
    )
    show.table(words.GOAL_COLUMNS, rows)


@app.command(name="show")
def show_(goal: str, /, *, as_json: Json = False) -> None:
    """Ét mål med handlinger, og hvad målingerne siger mod landet.

    Parameters
    ----------
    goal
        Målets id, som det står i listen.
    """
    with here().database() as db, db.read() as session:
        found = shown_goal(session, _named(session, Goal, "goal", goal), today=here().today())
        profile = current_profile(session)
    if as_json:
        show.as_json({**_goal_row(found), "actions": [_action_row(one) for one in found.actions]})
        return
    show.say(found.row.text, style="bold")
    rhythm = goal_words.rhythm(found.row, profile)
    show.say(words.GOAL_FACTS.format(plan=found.row.plan, owner=found.owner.title, body=found.body, rhythm=rhythm))
    for action in found.actions:
        state, asked = labels.of(action.row.state), show.day(action.asked_on)
        said = {"id": short_id(action.row.id), "text": action.row.text, "owner": action.owner.title, "state": state}
        show.say((words.ACTION_ASKED if asked else words.ACTION_LINE).format(**said, day=asked))
        for progress in action.progress[:3]:
            day = show.day(progress.noted_at.date())
            show.say(words.PROGRESS_LINE.format(day=day, text=progress.text), style="dim")
        for one in action.indicators:
            show.say(words.INDICATOR_LINE.format(name=one.row.name, verdict=goal_words.verdict(one)))


@app.command(name="import")
def import_(
    file: Path,
    /,
    *,
    dry_run: Annotated[bool, Parameter(negative=())] = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Indlæs målinger: det hele eller intet. Vis først, hvad der ændres.

    Parameters
    ----------
    file
        CSV eller XLSX med kolonnerne Indikator, Runde, Værdi, Enhed, Landsgennemsnit og Kilde.
    dry_run
        Vis, hvad der ville ske, uden at gemme.
    """
    place = here()
    read = door.read_measured(file.name, read_bytes(file))
    with place.database() as db:
        with db.read() as session:
            changes = preview_measurements(session, read, today=place.today())
        if not as_json:
            rows = (
                (
                    one.new.row,
                    one.indicator,
                    str(one.new.measured_on.year) if one.new.is_year else one.new.measured_on,
                    goal_words.value(one.before[0], one.unit) if one.before else "",
                    goal_words.value(one.new.value, one.unit),
                    goal_words.value(one.new.average, one.unit),
                )
                for one in changes
            )
            show.table(words.MEASUREMENT_COLUMNS, rows)
        for finding in read.findings:
            show.note(f"{finding_words.SEVERITIES[finding.severity].capitalize()}: {finding_words.line(finding)}")
        if not dry_run and show.is_terminal() and not may_save(yes=yes):
            return
        new = sum(one.before is None for one in changes)
        changed = sum(one.before is not None and not one.is_same for one in changes)
        facts = {"new": new, "changed": changed, "unchanged": len(changes) - new - changed}
        if not dry_run:
            take_in_measurements(db, place.by(), file=file.name, rows=[one.new for one in changes])
    if as_json:
        rows_ = [{**asdict(one.new), "indicator": one.indicator, "unit": one.unit} for one in changes]
        show.as_json({**facts, "saved": not dry_run, "measurements": rows_})
    else:
        show.say((words.MEASUREMENTS_DRY if dry_run else words.MEASUREMENTS_SAVED).format(**facts))


@app.command
def progress(action: str, /, *, state: str, text: str) -> None:
    """Skriv, hvor langt en handling er, hvad der kom ud af den, eller hvorfor den er opgivet.

    Parameters
    ----------
    action
        Handlingens id, som det står ved målet.
    state
        i-gang, gennemført eller opgivet.
    text
        Hvad der er gjort, eller hvorfor den er opgivet.
    """
    with here().database() as db:
        with db.read() as session:
            action_id = _named(session, Action, "action", action)
        note_progress(db, here().by(), action_id=action_id, state=to_word(ActionState, state), text=text)
    show.say(words.PROGRESS_NOTED)


@app.command
def status(*, body: str, meeting: Day | None = None, out: Path | None = None, as_json: Json = False) -> None:
    """Den status, et organ får på sine mål: på skærmen, som fil, eller som sag på et møde.

    Parameters
    ----------
    body
        Organet, som HU.
    meeting
        Opret sagen til mødet denne dag, og spørg dem, der står for handlingerne.
    out
        Gem i denne fil i stedet for at vise den: .pdf, .docx eller .html; alt andet er tekst.
    """
    from flows.messages.goal_note import goal_note  # noqa: PLC0415 - loaded to write, not to list
    from flows.standing_items import put_on  # noqa: PLC0415 - as above

    place = here()
    with place.database() as db:
        with db.read() as session:
            profile = current_profile(session)
            key = profile.find_body(body).key
            held = meeting_of(session, key, meeting, profile) if meeting else None
            note = goal_note(session, key, today=place.today(), meeting=held)
            item = status_item(session, key).key
        if held is not None:
            receipt = put_on(db, place.by(), item=item, meeting_id=held.id)
            show.note(words.STATUS_PUT.format(day=show.day(held.held_on), case=short_id(str(receipt.facts["case"]))))
    show_made(note, words.STATUS_WRITTEN, out=out, as_json=as_json)


def _named(session: Session, noun: type[Goal | Action], name: str, text: str) -> str:
    """The id that begins so. Raises ``NotFoundError`` or ``AmbiguousError``."""
    wanted = text.strip().casefold()
    begins = select(noun.id).where(col(noun.id).startswith(wanted, autoescape=True)).limit(5)
    found = list(session.exec(begins)) if wanted else []
    if not found:
        raise NotFoundError(noun=name, id=text)
    if len(found) > 1:
        raise AmbiguousError(noun=name, text=text, fits=found)
    return found[0]


def _states(goal: ShownGoal) -> str:
    return ", ".join(f"{goal.count(state)} {labels.of(state)}" for state in ActionState if goal.count(state))


def _goal_row(goal: ShownGoal) -> dict[str, object]:
    said = goal.row.model_dump(exclude={"version"})
    return {**said, "owner": goal.owner.title, "body": goal.body, "next_follow_up": goal.asked_on}


def _action_row(action: ShownAction) -> dict[str, object]:
    measured = [
        {**one.row.model_dump(exclude={"version"}), "measurements": [each.model_dump() for each in one.measurements]}
        for one in action.indicators
    ]
    said = action.row.model_dump(exclude={"version"})
    return {**said, "owner": action.owner.title, "next_follow_up": action.asked_on, "indicators": measured}
