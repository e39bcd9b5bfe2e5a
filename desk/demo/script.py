"""What people in the sample municipality do in spring 2023, one row a scene. The rest the program does by itself.

Dates, bodies and outcomes are those of the real round; people, numbers and words are ours. Every scene may be played
twice: its acts carry its key.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from calendars.copenhagen import COPENHAGEN
from desk.check_words import check_sentence
from desk.demo.stage import Stage
from desk.intake import Said
from desk.show import day
from domain.casework.case.cases import correct_case
from domain.casework.case.follow_ups import complete_follow_up, confirm_follow_up
from domain.casework.case.stops import give_urgency_reason
from domain.casework.house.municipality import record_absence
from domain.casework.meeting.meetings import move_meeting
from domain.model import Outcome
from domain.rules.checks import check_case
from domain.rules.constraints import StopToPlace
from domain.rules.obligations import NoRound, next_round
from domain.rules.planning import NoPlan, Plan, plan_backward
from domain.store.queries import current_profile, meeting_table

REPORT = "23/4107"  # ligestillingsredegørelsen: DIR, HU, ØK, KB
GUIDELINES = "23/4133"  # retningslinjer for informationssikkerhed: DIR
ANALYSIS = "23/4151"  # budgetanalysen: DIR, MTU

BEFORE_JUNE = date(2023, 6, 1)
REPORT_FILE = "ligestillingsredegoerelse-2023.txt"
GUIDELINES_FILE = "informationssikkerhed-2023.txt"
ANALYSIS_FILE = "budgetanalyse-samskabelse-2023.txt"
MINUTES = "direktionen-2023-04-12.txt"

Lines = list[str]


@dataclass(frozen=True, slots=True)
class Scene:
    """At a moment (Danish time) somebody does something; ``play`` does it and says what was seen."""

    key: str
    at: datetime
    who: str
    what: str
    play: Callable[[Stage, str], Lines]


def last_safe_chain(stage: Stage) -> Plan | NoPlan:
    """The latest chain of meetings on which the council can decide before 1 June with every deadline kept."""
    with stage.db.read() as session:
        profile = current_profile(session)
        table = meeting_table(session, since=date(2023, 1, 1))
    route = [profile.find_body(name) for name in ("DIR", "HU", "ØK", "KB")]
    stops = [StopToPlace(body.key, body.key, body.kind) for body in route]
    return plan_backward(stops, table, decide_before=BEFORE_JUNE)


def _ask_for_the_last_safe_chain(stage: Stage, _: str) -> Lines:
    plan = last_safe_chain(stage)
    if isinstance(plan, NoPlan):
        return ["der er ingen sikker kæde"]
    chain = " → ".join(f"{placed.body} {day(placed.meeting.held_on)}" for placed in plan.placed)
    passed = stage.today > plan.last_start_on
    verdict = "det er for sent til den sikre kæde" if passed else "det kan nås"
    return [f"sidste sikre kæde: {chain}", f"sagen skal være klar senest {day(plan.last_start_on)}: {verdict}"]


def _open_the_report(stage: Stage, who: str) -> Lines:
    said = Said(
        number=REPORT,
        owner="hr-konsulent",
        obligation="ligestillingsredegoerelse",
        decide_before=BEFORE_JUNE,
        is_open=True,
    )
    stage.open_from(REPORT_FILE, said, who)
    case = stage.case(REPORT)
    checks = check_case(case, today=stage.today)
    stage.remember("checks", {check.code: check.evidence for check in checks})
    return [
        f"sag {REPORT} åbnet fra dagsordenspunktet",
        *_ask_for_the_last_safe_chain(stage, who),
        *(f"kontrol: {check_sentence(case, check)}" for check in checks),
    ]


def _open_the_guidelines(stage: Stage, who: str) -> Lines:
    stage.open_from(GUIDELINES_FILE, Said(number=GUIDELINES, owner="it-sikkerhed"), who)
    return [f"sag {GUIDELINES} åbnet; den slutter i direktionen"]


def _open_the_analysis(stage: Stage, who: str) -> Lines:
    stage.open_from(ANALYSIS_FILE, Said(number=ANALYSIS, owner="oekonomichef"), who)
    return [f"sag {ANALYSIS} åbnet; den går videre til Miljø- og Teknikudvalget"]


def _correct_the_year(stage: Stage, who: str) -> Lines:
    correct_case(
        stage.db,
        stage.by(who),
        case_id=stage.case(REPORT).id,
        presentation=stage.presentation(REPORT).replace("i 2020.", "i 2023."),
        corrected={"year_mismatch": "Der indberettes i 2023; 2020 stod tilbage fra sidste runde."},
    )
    return ["årstallet rettet fra 2020 til 2023"]


def _write_the_recommendation(stage: Stage, who: str) -> Lines:
    correct_case(
        stage.db,
        stage.by(who),
        case_id=stage.case(REPORT).id,
        recommendation="Direktionen indstiller, at ligestillingsredegørelsen godkendes og derefter indberettes.",
    )
    return ["indstillingen skrevet"]


def _the_chair_is_away(stage: Stage, who: str) -> Lines:
    first, back = date(2023, 4, 3), date(2023, 4, 15)
    record_absence(stage.db, stage.by(who), person="erik.lyngsvad", from_on=first, to_on=back)
    return [f"kommunaldirektøren er væk fra {day(first)}; økonomidirektøren er stedfortræder"]


def _decide_in_the_direktion(stage: Stage, who: str) -> Lines:
    stage.decide(REPORT, "DIR", Outcome.DISCUSSED, "Drøftet forud for hovedudvalgets behandling.", who)
    stage.decide(GUIDELINES, "DIR", Outcome.APPROVED, "Retningslinjerne blev godkendt.", who)
    stage.decide(ANALYSIS, "DIR", Outcome.DISCUSSED, "Budgetanalysen blev drøftet.", who)
    return ["tre beslutninger skrevet"]


def _read_the_minutes(stage: Stage, who: str) -> Lines:
    proposed = stage.propose_from_minutes(MINUTES, who)
    return [f"foreslået: »{text}«" for text in proposed]


def _confirm_the_promise(stage: Stage, who: str) -> Lines:
    due = date(2023, 4, 14)
    promise = stage.promise_from(REPORT, MINUTES)
    confirm_follow_up(
        stage.db,
        stage.by(who),
        follow_up_id=promise.id,
        owner_post="chef-sekretariat",
        due_on=due,
        blocks_stop=stage.stop_id(REPORT, "HU"),
    )
    return [f"bekræftet: chefen for sekretariatet følger op senest {day(due)}; den spærrer for hovedudvalget"]


def _keep_the_promise(stage: Stage, who: str) -> Lines:
    promise = stage.promise_from(REPORT, MINUTES)
    note = "Kønsfordelingen på ledelsesniveau 1 og 2 er talt op igen og rettet."
    complete_follow_up(stage.db, stage.by(who), follow_up_id=promise.id, note=note)
    return ["opfølgningen er gjort"]


def _confirm_the_briefing(stage: Stage, who: str) -> Lines:
    promise = stage.promise_from(GUIDELINES, GUIDELINES_FILE)
    confirm_follow_up(stage.db, stage.by(who), follow_up_id=promise.id, owner_post="it-sikkerhed")
    return [f"bekræftet: IT-sikkerhedskoordinatoren orienterer lederne senest {day(promise.due_on)}"]


def _brief_the_managers(stage: Stage, who: str) -> Lines:
    promise = stage.promise_from(GUIDELINES, GUIDELINES_FILE)
    complete_follow_up(stage.db, stage.by(who), follow_up_id=promise.id, note="Lederne er orienteret på intranettet.")
    return ["lederne er orienteret"]


def _postpone_in_the_committee(stage: Stage, who: str) -> Lines:
    stage.decide(ANALYSIS, "MTU", Outcome.POSTPONED, "Sagen udsættes til næste møde.", who)
    return ["budgetanalysen udsat"]


def _decide_in_the_committee(stage: Stage, who: str) -> Lines:
    stage.decide(ANALYSIS, "MTU", Outcome.APPROVED, "Udvalget godkendte budgetanalysen.", who)
    return ["budgetanalysen godkendt"]


def _decide_in_hovedudvalget(stage: Stage, who: str) -> Lines:
    stage.decide(REPORT, "HU", Outcome.RECOMMENDED, "Hovedudvalget anbefaler redegørelsen.", who)
    return ["hovedudvalget anbefaler"]


def _give_the_reason(stage: Stage, who: str) -> Lines:
    give_urgency_reason(
        stage.db,
        stage.by(who),
        stop_id=stage.stop_id(REPORT, "KB"),
        reason=(
            "Redegørelsen skal indberettes inden den 1. juni 2023, og Økonomiudvalget behandler den først "
            "den dag, materialet sendes ud."
        ),
    )
    return ["begrundelse for hast skrevet på kommunalbestyrelsens punkt (§ 8, stk. 5)"]


def _decide_in_oekonomiudvalget(stage: Stage, who: str) -> Lines:
    stage.decide(REPORT, "ØK", Outcome.RECOMMENDED, "Økonomiudvalget indstiller redegørelsen godkendt.", who)
    return ["økonomiudvalget anbefaler"]


def _decide_in_the_council(stage: Stage, who: str) -> Lines:
    stage.decide(REPORT, "KB", Outcome.APPROVED, "Kommunalbestyrelsen godkendte redegørelsen.", who)
    return ["kommunalbestyrelsen godkender"]


def _submit_the_report(stage: Stage, who: str) -> Lines:
    task = stage.follow_up(REPORT, kind="submission")
    complete_follow_up(stage.db, stage.by(who), follow_up_id=task.id, note="Indberettet; kvittering lagt på sagen.")
    return ["redegørelsen er indberettet"]


def _move_a_meeting(stage: Stage, who: str) -> Lines:
    with stage.db.read() as session:
        meeting = next(iter(meeting_table(session, since=date(2023, 6, 1)).of_body("MTU")))
    move_meeting(
        stage.db,
        stage.by(who),
        meeting_id=meeting.id,
        starts_at=at("2023-06-14 15:00"),
        reason="Udvalget er på besigtigelse den 12. juni.",
    )
    return [f"mødet den {day(date(2023, 6, 12))} er flyttet til {day(date(2023, 6, 14))}"]


def _ask_for_the_next_round(_stage: Stage, _who: str) -> Lines:
    answer = next_round("ligestillingsredegoerelse", as_of=date(2023, 6, 30))
    if isinstance(answer, NoRound):
        return [f"næste runde: ingen, ophævet ved {answer.repealed_by}"]
    return [f"næste runde: {answer.year}, senest {day(answer.due_on)}"]


def at(words: str) -> datetime:
    """That moment by the clock in Denmark."""
    return datetime.fromisoformat(words).replace(tzinfo=COPENHAGEN)


def _scene(when: str, who: str, what: str, play: Callable[[Stage, str], Lines]) -> Scene:
    return Scene(play.__name__.strip("_"), at(when), who, what, play)


SCENES: tuple[Scene, ...] = (
    _scene("2023-03-01 09:00", "sekretariatet", "spørger til vejen før 1. juni", _ask_for_the_last_safe_chain),
    _scene("2023-03-15 10:00", "HR-konsulenten", "åbner ligestillingsredegørelsen", _open_the_report),
    _scene("2023-03-20 10:00", "IT-sikkerhedskoordinatoren", "åbner retningslinjerne", _open_the_guidelines),
    _scene("2023-03-21 10:00", "økonomichefen", "åbner budgetanalysen", _open_the_analysis),
    _scene("2023-03-24 14:00", "HR-konsulenten", "retter årstallet", _correct_the_year),
    _scene("2023-03-31 13:00", "sekretæren for direktionen", "skriver et fravær", _the_chair_is_away),
    _scene("2023-04-05 13:30", "HR-konsulenten", "skriver indstillingen", _write_the_recommendation),
    _scene("2023-04-12 13:00", "sekretæren for direktionen", "skriver beslutningerne", _decide_in_the_direktion),
    _scene("2023-04-12 15:00", "sekretæren for direktionen", "læser referatet ind", _read_the_minutes),
    _scene("2023-04-13 09:00", "sekretariatslederen", "bekræfter opfølgningen", _confirm_the_promise),
    _scene("2023-04-13 09:30", "sekretariatslederen", "bekræfter orienteringen", _confirm_the_briefing),
    _scene("2023-04-19 10:00", "chefen for sekretariatet", "følger op", _keep_the_promise),
    _scene("2023-04-24 18:00", "sekretæren for MTU", "skriver beslutningen", _postpone_in_the_committee),
    _scene("2023-04-27 16:00", "sekretæren for hovedudvalget", "skriver beslutningen", _decide_in_hovedudvalget),
    _scene("2023-05-11 11:00", "sekretariatslederen", "begrunder hast", _give_the_reason),
    _scene("2023-05-16 17:00", "sekretæren for økonomiudvalget", "skriver beslutningen", _decide_in_oekonomiudvalget),
    _scene("2023-05-22 18:00", "sekretæren for MTU", "skriver beslutningen", _decide_in_the_committee),
    _scene("2023-05-23 20:30", "sekretæren for KB", "skriver beslutningen", _decide_in_the_council),
    _scene("2023-05-26 10:00", "HR-konsulenten", "indberetter", _submit_the_report),
    _scene("2023-05-30 11:00", "IT-sikkerhedskoordinatoren", "følger op", _brief_the_managers),
    _scene("2023-06-01 10:00", "sekretæren for MTU", "flytter et møde", _move_a_meeting),
    _scene("2023-06-30 12:00", "sekretariatet", "spørger til næste runde", _ask_for_the_next_round),
)
