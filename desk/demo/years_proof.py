"""What the six years must have shown, one row each. The performance has failed if one of them did not happen."""

from __future__ import annotations

import json
from datetime import date, timedelta

from sqlmodel import Session, col, select

from desk.demo.proof import NotSeenError, Proof, journal_holds, mails_once
from desk.demo.stage import Stage
from desk.demo.years import FIRST, LAST
from desk.demo.years_people import POSTPONED
from desk.demo.years_promise_proof import PROOFS as PROOFS_OF_PROMISES
from domain.documents.leftovers import CODES as LEFT
from domain.model import Case, Cycle, CycleState, Entry, Meeting, MeetingStatus, Notice, NoticeKind, Outcome, Stop
from domain.rules.facts import CaseFacts
from domain.rules.obligations import NoRound, next_round
from domain.store.case_facts import case_facts
from domain.store.standing import standing_between
from flows.case_journey import SYSTEM

EQUALITY = "ligestillingsredegoerelse"
YEARS = range(FIRST.year, LAST.year + 1)
READINGS_APART = timedelta(days=21)  # kommunestyrelsesloven § 38 stk. 1
# What people may have done: written, decided, handed in, promised, kept their word, and said who and when.
BY_PEOPLE = frozenset(
    {
        "adopt_profile",
        "answer_follow_up",
        "complete_follow_up",
        "confirm_follow_up",
        "correct_case",
        "drop_follow_up",
        "hand_on_follow_ups",
        "import_meeting_plan",
        "propose_follow_up",
        "record_decision",
        "schedule_meeting",
    }
)


def _rounds(session: Session, obligation: str) -> dict[int, tuple[Cycle, CaseFacts]]:
    """The rounds of a duty that got a case, by year."""
    rows = session.exec(select(Cycle).where(Cycle.obligation == obligation, col(Cycle.case_id).is_not(None))).all()
    return {row.year: (row, case_facts(session, row.case_id or "")) for row in rows}


def _round(session: Session, obligation: str, year: int) -> tuple[Cycle, CaseFacts]:
    found = _rounds(session, obligation).get(year)
    if found is None:
        raise NotSeenError(f"{obligation} {year} fik ingen sag")
    return found


def _decided(case: CaseFacts, body: str) -> list[date]:
    """The days on which the body had its say, in order."""
    return [
        stop.decision.decided_on
        for stop in case.stops
        if stop.body == body and stop.decision is not None and stop.decision.outcome is not Outcome.POSTPONED
    ]


def _equality_of(year: int, starts: date, months: int) -> Proof:
    ends = date(year, 5, 31)

    def look(stage: Stage) -> str:
        with stage.db.read() as session:
            row, case = _round(session, EQUALITY, year)
        length = (ends.year - starts.year) * 12 + ends.month - starts.month + 1
        if (case.period_start, case.period_end, length) != (starts, ends, months):
            raise NotSeenError(f"perioden er {case.period_start} til {case.period_end}")
        if row.state is not CycleState.SUBMITTED or row.submitted_on is None or row.submitted_on > ends:
            raise NotSeenError(f"runden er {row.state}, indberettet {row.submitted_on}")
        if [stop.body for stop in case.stops] != ["DIR", "HU", "ØK", "KB"]:
            raise NotSeenError(f"sagsgangen er {[stop.body for stop in case.stops]}")
        return f"{starts} til {ends}; KB {row.approved_on}, indberettet {row.submitted_on}"

    return Proof(f"Ligestillingsredegørelsen {year}: {months} måneder, KB og indberettet inden 1. juni", look)


def _copied_forward(stage: Stage) -> str:
    """The case began with the last one's words; what was old in them was found, and went away with them."""
    with stage.db.read() as session:
        row, case = _round(session, EQUALITY, 2023)
        opened = session.exec(
            select(Entry.facts).where(Entry.subject == row.case_id, Entry.verb == "open_case")
        ).one()
    found = [code for code in json.loads(opened)["findings"] if code in LEFT]
    left = [one for one in case.findings if one.get("code") in LEFT]
    if not found or left:
        raise NotSeenError(f"fundet {found}, tilbage {left}")
    return f"{len(found)} steder fundet ({', '.join(sorted(set(found)))}), ingen tilbage"


def _repealed(stage: Stage) -> str:
    answer = next_round(EQUALITY, as_of=LAST, known_on=LAST)
    if not isinstance(answer, NoRound) or "1470" not in answer.repealed_by:
        raise NotSeenError(f"næste runde er {answer}")
    with stage.db.read() as session:
        years = sorted(_rounds(session, EQUALITY))
        opened = session.exec(select(Case.number).where(Case.obligation == EQUALITY)).all()
    if years != [2020, 2023] or len(opened) != len(years):
        raise NotSeenError(f"runder med en sag: {years}, sager: {sorted(opened)}")
    return f"ingen efter 2023, ophævet ved {answer.repealed_by}; runderne {years} kan stadig læses"


def _every_year(obligation: str, body: str, last_day: tuple[int, int]) -> Proof:
    """Each year's round treated by the body at the latest on that day."""

    def look(stage: Stage) -> str:
        with stage.db.read() as session:
            seen = {year: _decided(_round(session, obligation, year)[1], body) for year in YEARS}
        late = [year for year, days in seen.items() if not days or days[-1] > date(year, *last_day)]
        if late:
            raise NotSeenError(f"ikke i tide: {late}")
        return ", ".join(str(days[-1]) for days in seen.values())

    return Proof(_CLAIMS[obligation], look)


_CLAIMS = {
    "danmarkskort": "Danmarkskortet blev behandlet i KB hvert år inden årets udgang",
    "aarsregnskab": "Regnskabet blev godkendt i KB hvert år inden 1. maj",
}


def _published(stage: Stage) -> str:
    """In 2023 it is known when the figures came out, and the case is opened then: the Monday after at the latest."""
    with stage.db.read() as session:
        row, _ = _round(session, "danmarkskort", 2023)
    came_out = date(2023, 6, 23)
    opened = row.opened_at.date() if row.opened_at is not None else LAST
    if not came_out <= opened < came_out + timedelta(days=7):
        raise NotSeenError(f"oprettet {opened}")
    return f"tallene kom {came_out}, sagen blev oprettet {opened}"


def _postponed(stage: Stage) -> str:
    number, body = POSTPONED
    with stage.db.read() as session:
        found = session.exec(select(Case.id).where(Case.number == number)).first()
        if found is None:
            raise NotSeenError(f"sagen {number} er der ikke")
        case = case_facts(session, found)
    days = [stop.decision.decided_on for stop in case.stops if stop.body == body and stop.decision is not None]
    approved = _decided(case, "KB")
    if len(days) < 2 or not approved or case.decide_before is None or approved[-1] >= case.decide_before:  # noqa: PLR2004
        raise NotSeenError(f"{body} {days}, KB {approved}")
    return f"udsat i {body} {days[0]}, behandlet {days[1]}, KB {approved[-1]}"


def _readings(stage: Stage) -> str:
    with stage.db.read() as session:
        seen = {year: _decided(_round(session, "budget", year)[1], "KB") for year in YEARS}
    wrong = {
        year: days
        for year, days in seen.items()
        if len(days) != 2  # noqa: PLR2004 - the readings
        or days[1] - days[0] < READINGS_APART
        or days[0] < date(year, 9, 1)
        or days[1] > date(year, 10, 15)
    }
    if wrong:
        raise NotSeenError(f"behandlinger: {wrong}")
    return ", ".join(f"{first:%d-%m} og {second:%d-%m-%Y}" for first, second in seen.values())


def _surveys(stage: Stage) -> str:
    with stage.db.read() as session:
        years = sorted(_rounds(session, "trivselsmaaling"))
        days = [_decided(_round(session, "trivselsmaaling", year)[1], "HU")[-1] for year in years]
    if years != [2021, 2023, 2025]:
        raise NotSeenError(f"målinger i {years}")
    return ", ".join(map(str, days))


def _plans(stage: Stage) -> str:
    """Each year's meetings were agreed to by the council before the year, and then taken in."""
    with stage.db.read() as session:
        rounds = _rounds(session, "moedeplan")
        for year in YEARS[1:]:
            row = rounds[year][0] if year in rounds else None
            if row is None or row.approved_on is None or row.approved_on >= date(year, 1, 1):
                raise NotSeenError(f"mødeplanen for {year} blev ikke godkendt i tide")
        met = [_held(session, "KB", year) for year in YEARS]
    if any(len(days) < 10 for days in met):  # noqa: PLR2004 - a month without one is July, or December
        raise NotSeenError(f"møder i KB: {[len(days) for days in met]}")
    return f"{sum(len(days) for days in met)} møder i KB på {len(met)} år"


def _held(session: Session, body: str, year: int) -> list[date]:
    wanted = select(col(Meeting.held_on)).where(
        Meeting.body_key == body,
        Meeting.status == MeetingStatus.ORDINARY,
        Meeting.held_on >= date(year, 1, 1),
        Meeting.held_on <= date(year, 12, 31),
    )
    return list(session.exec(wanted.order_by(col(Meeting.held_on))))


def _standing(item: str, claim: str, per_year: int) -> Proof:
    """The item stood on every meeting it belongs to, once, and was treated there."""

    def look(stage: Stage) -> str:
        with stage.db.read() as session:
            wanted = [one for one in standing_between(session, FIRST, LAST) if one.item.key == item]
            missing = [one.meeting_id for one in wanted if one.case_id is None]
            cases = [one.case_id for one in wanted if one.case_id is not None]
            treated = session.exec(select(Stop.id).where(col(Stop.case_id).in_(cases), Stop.state == "decided")).all()
        if missing or len(set(cases)) != len(cases) or len(treated) < len(cases) - 1:
            raise NotSeenError(f"{len(missing)} møder uden punktet, {len(cases)} sager, {len(treated)} behandlet")
        if len(cases) < per_year * len(YEARS) * 0.8:
            raise NotSeenError(f"kun {len(cases)} gange")
        return f"{len(cases)} møder, {len(treated)} behandlet"

    return Proof(claim, look)


def _in_time(stage: Stage) -> str:
    """No round was approved after its last day, and each was opened long enough before."""
    with stage.db.read() as session:
        rounds = session.exec(select(Cycle).where(col(Cycle.case_id).is_not(None), Cycle.due_on <= LAST)).all()
        warned = session.exec(select(Notice.id).where(Notice.kind == NoticeKind.ROUND_AT_RISK)).all()
    late = [
        f"{row.obligation} {row.year}" for row in rounds if row.approved_on is None or row.approved_on > row.due_on
    ]
    if late:
        raise NotSeenError(f"for sent: {', '.join(late)}")
    return f"{len(rounds)} runder; {len(warned)} gange blev ejeren advaret, mens der endnu var et møde"


def _only_decided(stage: Stage) -> str:
    with stage.db.read() as session:
        done = session.exec(
            select(Entry.verb, Entry.actor).where(Entry.actor != SYSTEM, Entry.actor != "demo").distinct()
        ).all()
        opened = session.exec(select(Entry.actor).where(Entry.verb == "open_case").distinct()).all()
    more = sorted({verb for verb, _ in done} - BY_PEOPLE)
    if more or list(opened) != [SYSTEM]:
        raise NotSeenError(f"mennesker gjorde også {more}; sager åbnet af {sorted(opened)}")
    return f"{len({actor for _, actor in done})} hænder, og ingen af dem åbnede, planlagde eller rykkede"


PROOFS: tuple[Proof, ...] = (
    _equality_of(2020, date(2017, 11, 1), 31),
    _equality_of(2023, date(2020, 6, 1), 36),
    Proof("2023-runden begyndte fra 2020-rundens ord, og de gamle årstal blev fundet", _copied_forward),
    Proof("Efter ophævelsen kom der ingen runde, og historien kan læses", _repealed),
    _every_year("danmarkskort", "KB", (12, 31)),
    Proof("Da Danmarkskortets tal kom i 2023, blev sagen oprettet", _published),
    Proof("En udsat runde blev planlagt om og nåede sin frist", _postponed),
    Proof(
        "Budgettet blev behandlet i september og senest 15. oktober hvert år, med mindst tre uger imellem",
        _readings,
    ),
    _every_year("aarsregnskab", "KB", (5, 1)),
    Proof("Trivselsmålingen kom hvert andet år", _surveys),
    Proof("Hvert års møder blev vedtaget før året og taget i brug", _plans),
    Proof("Ingen runde kom for sent", _in_time),
    _standing("maanedsgrebet", "Månedsgrebet stod på direktionens første møde i hvert rul", 11),
    _standing("sygefravaer", "Sygefraværet stod på hvert møde i hovedudvalget", 6),
    _standing("opfoelgning", "Direktionen fik hver måned en status på opfølgning", 11),
    *PROOFS_OF_PROMISES,
    Proof("Ingen rørte tastaturet uden for at skrive, beslutte og holde ord", _only_decided),
    Proof("Hver mail kom frem", mails_once),
    Proof("Logbogen er ubrudt", journal_holds),
)
