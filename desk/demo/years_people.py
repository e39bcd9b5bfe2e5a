"""What people do in the six years: write what a round says, decide, and hand in. Their promises are beside it.

Nobody opens, plans or chases anything; that comes by itself. Rows and rules, and no day of a meeting: those the plans
give. Every act carries its key, so that it may be played twice. Texts, names and numbers are ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, func, select

from desk.demo.stage import Stage
from desk.demo.years_promises import change_posts, keep_promises, make_promises
from domain.casework.case.cases import correct_case
from domain.casework.case.decisions import record_decision
from domain.casework.case.follow_ups import (
    complete_follow_up,
)
from domain.model import (
    Body,
    BodyKind,
    Case,
    CaseState,
    Cycle,
    CycleState,
    FollowUp,
    FollowUpState,
    Meeting,
    Outcome,
    Stop,
    StopState,
)
from domain.rules.cycle_plan import SUBMISSION
from domain.store.queries import LIVE_STOPS

POSTPONED = ("danmarkskort-2021", "ØK")  # once, the first time the body has the round before it

# What the owner writes in a round; {start} and {end} are its period.
WRITTEN: Mapping[str, str] = {
    "ligestillingsredegoerelse": "Her gøres der rede for arbejdet med ligestilling fra {start} til {end}.",
    "budget": "Direktionens oplæg til driften og anlæggene i {year} er samlet i bilagene.",
    "aarsregnskab": "Regnskabet for {year} er afsluttet og afstemt.",
    "danmarkskort": "Tallene viser, hvor mange af afgørelserne i {year} der blev ændret eller sendt tilbage.",
    "moedeplan": "Møderne i {year} er lagt efter de samme regler som i år.",
    "planstrategi": "Strategien siger, hvilke dele af kommuneplanen der skal revideres, og hvorfor.",
    "konstituerende": "Det nye råd vælger borgmester, viceborgmestre og medlemmer af udvalgene.",
    "ledelsesevaluering": "Lederne er evalueret af dem, de leder, og svarene er gennemgået.",
    "tilgaengelighedserklaering": "Kommunens hjemmesider er gennemgået, og erklæringerne er skrevet om.",
    "trivselsmaaling": "Målingen er gennemført, og svarene er delt med hver arbejdsplads.",
}
OTHERWISE = "Sagen er forberedt, som den plejer."
RECOMMENDATION = "Forvaltningen indstiller, at sagen godkendes."


def at_their_desks(stage: Stage) -> list[int]:
    """A Monday: rounds get their words, reports are handed in, promises are kept.

    What it answers are the years whose meetings have been agreed to, for the secretariat to take in.
    """
    change_posts(stage)
    _write(stage)
    _hand_in(stage)
    keep_promises(stage)
    return _agreed_years(stage)


def decide_what_was_treated(stage: Stage) -> bool:
    """Each secretary writes down what was decided at a meeting that has been held; whether there was any."""
    with stage.db.read() as session:
        treated = list(_treated(session))
    stage.scene = "years:decided"
    for one in treated:
        outcome, text = _decided(one)
        record_decision(
            stage.db,
            stage.by(one.secretary, one.stop),
            stop_id=one.stop,
            outcome=outcome,
            text=text,
            decided_on=one.held_on,
        )
        if not one.is_followed:
            make_promises(stage, case_id=one.case, number=one.number, stop_id=one.stop, body=one.body)
    return bool(treated)


@dataclass(frozen=True, slots=True)
class _Treated:
    """A stop whose meeting has been held and whose decision is waited for; ``is_followed``: the case goes on."""

    stop: str
    case: str
    number: str
    body: str
    kind: BodyKind
    held_on: date
    is_followed: bool
    is_first: bool

    @property
    def secretary(self) -> str:
        return f"sekretæren for {self.body}"


def _treated(session: Session) -> Iterator[_Treated]:
    rows = session.exec(
        select(Stop, col(Case.number), col(Body.kind), col(Meeting.held_on))
        .join(Case, col(Case.id) == col(Stop.case_id))
        .join(Body, col(Body.key) == col(Stop.body_key))
        .join(Meeting, col(Meeting.id) == col(Stop.meeting_id))
        .where(Stop.state == StopState.AWAITING_DECISION)
        .order_by(Case.number, col(Stop.position))
    ).all()
    live = select(Stop.case_id, func.max(Stop.position)).where(col(Stop.state).in_(LIVE_STOPS)).group_by(Stop.case_id)
    last = dict(session.exec(live).all()) if rows else {}
    for stop, number, kind, held_on in rows:
        yield _Treated(
            stop.id,
            stop.case_id,
            number,
            stop.body_key,
            kind,
            held_on,
            is_followed=last[stop.case_id] > stop.position,
            is_first=stop.round_no == 1,
        )


def _decided(one: _Treated) -> tuple[Outcome, str]:
    if (one.number, one.body) == POSTPONED and one.is_first:
        return Outcome.POSTPONED, "Udsat; udvalget vil se tallene for de enkelte områder."
    if one.kind is BodyKind.MED:
        return Outcome.DISCUSSED, "Drøftet uden bemærkninger."
    if one.kind is BodyKind.MANAGEMENT and not one.is_followed:
        return Outcome.NOTED, "Taget til efterretning."
    if one.kind is BodyKind.COUNCIL:
        return (
            (Outcome.DISCUSSED, "Oversendt til 2. behandling.")
            if one.is_followed
            else (Outcome.APPROVED, "Godkendt.")
        )
    return Outcome.RECOMMENDED, "Anbefalet."


def _write(stage: Stage) -> None:
    """The owner of a round writes what it says, whatever stood there from the last one."""
    stage.scene = "years:written"
    with stage.db.read() as session:
        new = session.exec(
            select(Case)
            .join(Cycle, col(Cycle.case_id) == col(Case.id))
            .where(Case.state == CaseState.OPEN, Cycle.state == CycleState.OPENED)
        ).all()
        rounds = [
            (one.id, one.owner_post or "", one.obligation or "", one.presentation, _words_of(one)) for one in new
        ]
    for case_id, owner, _obligation, stands, words in rounds:
        if stands != words:
            by = stage.by(owner, case_id)
            correct_case(stage.db, by, case_id=case_id, presentation=words, recommendation=RECOMMENDATION)


def _words_of(case: Case) -> str:
    start, end = (f"{day:%d-%m-%Y}" if day else "" for day in (case.period_start, case.period_end))
    year = case.period_end.year if case.period_end else ""
    return WRITTEN.get(case.obligation or "", OTHERWISE).format(start=start, end=end, year=year)


def _hand_in(stage: Stage) -> None:
    """What has been approved is handed in."""
    stage.scene = "years:handed in"
    with stage.db.read() as session:
        waiting = session.exec(
            select(FollowUp.id, FollowUp.owner_post).where(
                FollowUp.kind == SUBMISSION, FollowUp.state == FollowUpState.CONFIRMED
            )
        ).all()
    for task, owner in waiting:
        by = stage.by(owner or "sekretariatet", task)
        complete_follow_up(stage.db, by, follow_up_id=task, note="Indberettet; kvitteringen ligger på sagen.")


def _agreed_years(stage: Stage) -> list[int]:
    """The years whose plan of meetings the council has agreed to and whose meetings nobody has taken in."""
    with stage.db.read() as session:
        agreed = session.exec(
            select(col(Case.period_end))
            .join(Cycle, col(Cycle.case_id) == col(Case.id))
            .where(Cycle.obligation == "moedeplan", Cycle.state == CycleState.APPROVED)
        ).all()
        last = session.exec(select(col(Meeting.held_on)).order_by(col(Meeting.held_on).desc()).limit(1)).one()
    return sorted({end.year for end in agreed if end is not None and end.year > last.year})
