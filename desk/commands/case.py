"""``sagsgang case``: a case from the document it is opened from to the last decision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter, Token
from sqlmodel import Session

from desk import finding_words, labels, show, words
from desk.commands import case_files, case_open_all, case_route, case_view, exchange
from desk.help import noun
from desk.intake import Said, to_case
from desk.lookup import find, meeting_of, stop_in
from desk.paper import read_bytes, read_paper
from desk.rehearsal import rehearsed
from desk.typed import Day, Json, Key, to_word
from desk.workplace import here
from domain.casework.case.cases import correct_case, withdraw_case
from domain.casework.case.decisions import record_decision
from domain.casework.case.files import keep_source, wait_with
from domain.casework.case.opening import open_case
from domain.model import Case, Meeting, Outcome
from domain.store.database import Database
from domain.store.queries import current_profile
from flows.settings import Settings


def _outcome(_: object, tokens: Sequence[Token]) -> Outcome:
    """An outcome by its Danish or its English word."""
    return to_word(Outcome, tokens[0].value)


app = noun("case")
_SAID_ELSEWHERE = ("presentation", "findings", "follow_ups")  # on lines of their own, or too long for a table

app.command(case_open_all.open_all, name="open-all")
app.command(case_view.show_case, name="show")
app.command(case_view.list_cases, name="list")
app.command(case_files.files, name="files")
app.command(case_files.attach, name="attach")
app.command(case_files.fetch, name="fetch")
app.command(case_files.detach, name="detach")
app.command(case_files.wording, name="wording")
app.command(exchange.export_case_, name="export")
app.command(exchange.import_, name="import")
app.command(case_route.plan, name="plan")
app.command(case_route.place, name="place")
app.command(case_route.add, name="add-stop")
app.command(case_route.drop, name="drop-stop")
app.command(case_route.urgency, name="urgency")


@app.command(name="open")
def open_(
    file: Path,
    /,
    *,
    number: str = "",
    title: str = "",
    owner: str | None = None,
    route: str = "",
    before: Day | None = None,
    obligation: Key | None = None,
    closed: bool | None = None,
    item: str | None = None,
    nth: int | None = None,
    point: str | None = None,
    dry_run: Annotated[bool, Parameter(negative=())] = False,
    as_json: Json = False,
) -> None:
    """Opret en sag ud fra et dokument. Det usikre bliver nævnt.

    Parameters
    ----------
    file
        Dokumentet: tekst, PDF eller Word.
    number
        Sagens nummer, når det skal være et andet end dokumentets.
    title
        Overskriften, når den skal være en anden end dokumentets.
    owner
        Den stilling, der står for sagen; nøglen i profilen.
    route
        Sagsgangen, som DIR,ØK,KB, når dokumentet ikke siger den.
    before
        Sidste organ skal beslutte før denne dag.
    obligation
        Den pligt, sagen er en runde af, som i »cycles list«.
    closed
        Sagen er lukket (--closed) eller åben (--no-closed), når dokumentet ikke siger det.
    item
        Punktets nummer, når dokumentet har flere.
    nth
        Hvilket af punkterne med det nummer, når flere har det: 1 er det første.
    point
        Delpunktets nummer, når sagen er et delpunkt.
    dry_run
        Vis, hvad der ville blive oprettet, uden at gemme.
    """
    place = here()
    document = read_paper(file, place.profile())
    said = Said(
        number=number.strip(),
        title=title.strip(),
        owner=owner,
        route=tuple(name.strip() for name in route.split(",") if name.strip()),
        decide_before=before,
        obligation=obligation,
        is_open=None if closed is None else not closed,
        today=place.today(),
        profile=place.profile(),
    )
    intake = to_case(document, said, item=item, nth=nth, point=point)
    doubts = [finding_words.say(finding_words.DOUBTS, doubt.code, doubt.facts) for doubt in intake.doubts]
    opened: list[Case] = []
    keep = partial(_keep, opened, intake.arguments["number"])
    with place.database() as db, rehearsed(db, keep, when=dry_run) as target:
        receipt = open_case(target, place.by(), **intake.arguments)
        if not dry_run:
            _keep_document(db, receipt.subject, file)
        if not opened:
            with db.read() as session:
                opened.append(find(session, receipt.subject))
    case = opened[0]
    lines = [finding_words.say(finding_words.DOCUMENT, str(found["code"]), found) for found in case.findings]
    shown = {key: value for key, value in intake.arguments.items() if key not in _SAID_ELSEWHERE}
    if as_json:
        row = {"number": case.number, "id": case.id, "repeated": receipt.repeated, "saved": not dry_run}
        as_told = {"arguments": shown} if dry_run else {}
        show.as_json({**row, **as_told, "findings": case.findings, "doubts": doubts})
        return
    said_of = words.CASE_ALREADY if receipt.repeated else words.CASE_DRY if dry_run else words.CASE_OPENED
    show.say(said_of.format(number=case.number, route=", ".join(intake.arguments["route"])))
    if dry_run:
        show.table(("Felt", "Værdi"), ((labels.FIELDS[key], _flat(value)) for key, value in shown.items()))
    _say_doubts([*lines, *doubts])


@app.command
def decide(
    number: str,
    /,
    *,
    body: str,
    outcome: Annotated[Outcome, Parameter(converter=_outcome)],
    text: str = "",
    on: Day | None = None,
    return_to: str | None = None,
    to_meeting: Day | None = None,
) -> None:
    """Skriv, hvad et organ besluttede.

    Parameters
    ----------
    number
        Sagens nummer.
    body
        Organet, som ØK.
    outcome
        Udfaldet, på dansk eller engelsk.
    text
        Beslutningens ord.
    on
        Dagen, det blev besluttet; ellers mødedagen.
    return_to
        Det organ, sagen sendes tilbage eller videre til.
    to_meeting
        Dagen for det møde, sagen udsættes til.
    """
    place = here()
    with place.database() as db:
        with db.read() as session:
            profile = current_profile(session)
            case = find(session, number)
            stop = stop_in(session, case, body, profile)
            named = meeting_of(session, body, to_meeting, profile) if to_meeting else None
            held = session.get(Meeting, stop.meeting_id) if stop.meeting_id else None
            day = on or (held.held_on if held else place.today())
        record_decision(
            db,
            place.by(),
            stop_id=stop.id,
            outcome=outcome,
            text=text,
            decided_on=day,
            return_to=return_to,
            named_meeting=named.id if named else None,
        )
    show.say(words.DECIDED.format(number=case.number, body=stop.body_key, outcome=labels.of(outcome)))


@app.command
def correct(
    number: str,
    /,
    *,
    recommendation: str | None = None,
    economy: str | None = None,
    presentation: str | None = None,
    owner: str | None = None,
    before: Day | None = None,
    settled: Annotated[list[str] | None, Parameter(negative=())] = None,
) -> None:
    """Ret en sag, eller skriv, hvad der er gjort ved det, der blev fundet.

    Parameters
    ----------
    number
        Sagens nummer.
    recommendation
        Indstillingens tekst.
    economy
        De økonomiske konsekvenser.
    presentation
        Sagsfremstillingen.
    owner
        Den stilling, der står for sagen.
    before
        Sidste organ skal beslutte før denne dag.
    settled
        Hvad der er gjort ved en bemærkning, som year_mismatch="rettet til 2023". Kan gentages.
    """
    corrected = dict(part.partition("=")[::2] for part in settled or ())
    place = here()
    with place.database() as db:
        with db.read() as session:
            case = find(session, number)
        receipt = correct_case(
            db,
            place.by(),
            case_id=case.id,
            recommendation=recommendation,
            economy=economy,
            presentation=presentation,
            owner_post=owner,
            decide_before=before,
            corrected=corrected,
            version=case.version,
        )
    show.say((words.CASE_AS_IS if receipt.repeated else words.CASE_SAVED).format(number=case.number))


@app.command
def withdraw(number: str, /, *, reason: str) -> None:
    """Træk en sag tilbage.

    Parameters
    ----------
    number
        Sagens nummer.
    reason
        Hvorfor den trækkes tilbage.
    """
    place = here()
    with place.database() as db:
        with db.read() as session:
            case = find(session, number)
        withdraw_case(db, place.by(), case_id=case.id, reason=reason)
    show.say(words.CASE_WITHDRAWN.format(number=case.number))


def _keep_document(db: Database, case_id: str, file: Path) -> None:
    """The case keeps the document it was opened from."""
    by = here().by()
    upload = wait_with(
        db, name=file.name, data=read_bytes(file), actor=by.actor, at=by.at, most=Settings().file_bytes
    )
    keep_source(db, by, case_id=case_id, upload_id=upload)


def _keep(opened: list[Case], number: str, session: Session) -> None:
    """The case as it is in the rehearsal, kept before the curtain falls."""
    case = find(session, number)
    session.expunge(case)
    opened.append(case)


def _say_doubts(lines: list[str]) -> None:
    if lines:
        show.say(words.LOOK_AT, style="bold")
    for line, count in Counter(lines).items():
        show.say(f"  {line}{words.PLACES.format(count=count) if count > 1 else ''}")


def _flat(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {show.text_of(one)}" for key, one in value.items())
    if isinstance(value, list):
        return ", ".join(
            one if isinstance(one, str) else getattr(one, "text", getattr(one, "title", "")) for one in value
        )
    return show.text_of(value)
