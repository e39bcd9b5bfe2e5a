"""What the demo must show, one row each. The performance has failed if one of them did not happen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from icalendar import Calendar
from sqlmodel import col, func, select

from desk.demo.calls import CHAIR, KEPT, MOVED, calls_on_the_shelf, chair_of, meeting_on
from desk.demo.post_office import kept_ids, read_mails
from desk.demo.script import ANALYSIS, BEFORE_JUNE, GUIDELINES, MINUTES, REPORT, last_safe_chain
from desk.demo.stage import Stage
from domain.casework.outlook.replies import attendance_of
from domain.model import (
    Answer,
    CaseState,
    Entry,
    FollowUpState,
    Mail,
    MailState,
    Notice,
    NoticeKind,
    Outcome,
    StopState,
)
from domain.rules.obligations import NoRound, next_round
from domain.rules.planning import Plan
from domain.store import journal

AGENDAS = "dagsordener"
CALENDARS = "kalendere"
MAILS = "mails"


@dataclass(frozen=True, slots=True)
class Proof:
    """One thing that must have happened, in Danish, and the look that finds out. The look answers what it saw."""

    claim: str
    look: Callable[[Stage], str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A claim, whether it holds, and what was seen (or missing)."""

    claim: str
    holds: bool
    seen: str


class NotSeenError(Exception):
    """A look found nothing; the message says what is missing."""


def verdicts(stage: Stage, *, with_prefect: bool) -> list[Verdict]:
    """Every claim of the spring, looked at; what Prefect's pages show only when it was there to show it."""
    return look_at(stage, [*PROOFS, *([PREFECT_PROOF] if with_prefect else [])])


def look_at(stage: Stage, proofs: Iterable[Proof]) -> list[Verdict]:
    """Each claim, and what was seen."""
    found = []
    for proof in proofs:
        try:
            found.append(Verdict(proof.claim, holds=True, seen=proof.look(stage)))
        except (NotSeenError, LookupError) as error:
            found.append(Verdict(proof.claim, holds=False, seen=str(error)))
    return found


def _check(stage: Stage, code: str) -> dict[str, Any]:
    """The evidence of a check as it was when the report was opened."""
    checks: dict[str, dict[str, Any]] = stage.remembered("checks")
    if code not in checks:
        raise NotSeenError(f"kontrollen {code} slog ikke til")
    return checks[code]


def _found_in_the_document(stage: Stage) -> str:
    found = {str(finding["code"]): finding for finding in stage.case(REPORT).findings}
    for code in ("year_mismatch", "empty_recommendation"):
        if code not in found:
            raise NotSeenError(f"læseren fandt ikke {code}")
    return f"linje {found['year_mismatch'].get('line')} og linje {found['empty_recommendation'].get('line')}"


def _collision_is_cured(stage: Stage) -> str:
    evidence = _check(stage, "dispatch_collision")
    agenda = _read(stage, f"{AGENDAS}/KB-2023-05-23.txt")
    reason = next((stop.urgency_reason for stop in stage.case(REPORT).stops if stop.body == "KB"), "")
    printed = " ".join(agenda.split())
    if not reason or " ".join(reason.split())[1:] not in printed or "§ 8, stk. 4" not in printed:
        raise NotSeenError("begrundelsen står ikke på kommunalbestyrelsens dagsorden")
    return (
        f"ØK mødes {evidence['previous_held_on']}, referatet er klar {evidence['minutes_ready_on']}, "
        f"materialet til KB skal ud {evidence['dispatch_on']}; begrundelsen står på dagsordenen"
    )


def _material_rule(stage: Stage) -> str:
    seen = _check(stage, "material_after_previous_body")
    if seen["margin_days"] != 1:
        raise NotSeenError(f"{seen['margin_days']} dage imellem")
    return f"DIR mødes {seen['previous_held_on']}, materialet til HU skal være inde {seen['submission_on']}"


def _safe_chain(stage: Stage) -> str:
    plan = last_safe_chain(stage)
    if not isinstance(plan, Plan):
        raise NotSeenError("ingen sikker kæde")
    chain = ", ".join(f"{placed.body} {placed.meeting.held_on}" for placed in plan.placed)
    if plan.last_start_on != date(2023, 3, 1) or plan.placed[-1].meeting.held_on >= BEFORE_JUNE:
        raise NotSeenError(f"en anden kæde: {chain}, senest {plan.last_start_on}")
    return f"{chain}; senest klar {plan.last_start_on}"


def _promise_kept(stage: Stage) -> str:
    promise = stage.promise_from(REPORT, MINUTES)
    if promise.state is not FollowUpState.DONE or promise.settled_at is None:
        raise NotSeenError("opfølgningen er ikke gjort")
    if "sagsfremstilling" not in promise.source_place.lower():
        raise NotSeenError(f"fundet et andet sted end i sagsfremstillingen: {promise.source_place}")
    if promise.settled_at >= datetime(2023, 4, 27, 11, tzinfo=UTC):
        raise NotSeenError("gjort efter hovedudvalgets møde")
    with stage.db.read() as session:
        verbs = set(session.exec(select(Entry.verb).where(Entry.subject == promise.id)))
        wanted = (
            select(func.count())
            .select_from(Notice)
            .join(Mail, col(Notice.mail_id) == col(Mail.id))
            .where(Notice.follow_up_id == promise.id, Notice.kind == NoticeKind.CHASE, Mail.state == MailState.SENT)
        )
        chased = session.exec(wanted).one()
    if not chased:
        raise NotSeenError("der er ikke rykket")
    if not {"confirm_follow_up", "complete_follow_up"} <= verbs:
        raise NotSeenError(f"logbogen har kun {sorted(verbs)}")
    return f"foreslået fra {promise.source_place}, rykket {chased} gang, gjort {promise.settled_at:%d-%m-%Y}"


def _stand_in(stage: Stage) -> str:
    with stage.db.read() as session:
        wanted = (
            select(Notice, Mail)
            .join(Mail, col(Notice.mail_id) == col(Mail.id))
            .where(Notice.person_key == "dorthe.kastbjerg", Mail.state == MailState.SENT)
            .where(Notice.deadline_kind == "chair_review")
        )
        found = session.exec(wanted).first()
    if found is None:
        raise NotSeenError("stedfortræderen fik ingen mail")
    notice, mail = found
    if not any(str(one["Message-ID"]) == mail.message_id for one in read_mails(stage.folder / MAILS)):
        raise NotSeenError("stedfortræderens mail ligger ikke i mappen")
    return f"{mail.subject} ({notice.because})"


def _postponed(stage: Stage) -> str:
    stops = [
        stop for stop in stage.case(ANALYSIS).stops if stop.body == "MTU" and stop.state is not StopState.DROPPED
    ]
    days = [stop.meeting.held_on for stop in stops if stop.meeting is not None]
    outcomes = [stop.decision.outcome for stop in stops if stop.decision is not None]
    if outcomes != [Outcome.POSTPONED, Outcome.APPROVED] or days != [date(2023, 4, 24), date(2023, 5, 22)]:
        raise NotSeenError(f"{outcomes} på {days}")
    return f"udsat {days[0]}, planlagt om til {days[1]}"


def _submitted(stage: Stage) -> str:
    task = stage.follow_up(REPORT, kind="submission")
    if task.settled_at is None or task.state is not FollowUpState.DONE or task.due_on != date(2023, 5, 31):
        raise NotSeenError("ingen indberetningsopgave til 31. maj, eller den er ikke gjort")
    return f"frist {task.due_on}, gjort {task.settled_at:%d-%m-%Y}"


def _no_next_round(_: Stage) -> str:
    answer = next_round("ligestillingsredegoerelse", as_of=date(2023, 6, 30))
    if not isinstance(answer, NoRound) or "1470" not in answer.repealed_by:
        raise NotSeenError(str(answer))
    return f"ingen, ophævet ved {answer.repealed_by}"


def _all_closed(stage: Stage) -> str:
    states = {number: stage.case(number).state for number in (REPORT, GUIDELINES, ANALYSIS)}
    still = [number for number, state in states.items() if state is not CaseState.CLOSED]
    if still:
        raise NotSeenError(f"stadig åbne: {', '.join(still)}")
    return ", ".join(states)


def mails_once(stage: Stage) -> str:
    """Every mail that is marked sent lies in the folder, and none lies there that is not marked so."""
    with stage.db.read() as session:
        sent = set(session.exec(select(Mail.message_id).where(Mail.state == MailState.SENT)))
        waiting = session.exec(select(func.count()).select_from(Mail).where(col(Mail.state) != MailState.SENT)).one()
    kept = kept_ids(stage.folder / MAILS)
    if set(kept) != sent or not sent:
        raise NotSeenError(f"{len(sent)} sendt, {len(set(kept))} modtaget")
    return f"{len(sent)} mails, {len(kept) - len(sent)} dobbelte, {waiting} sprunget over eller ventende"


def _called_by_mail(stage: Stage) -> str:
    """The chair's calendar has the moved meeting once, on its new day; the answers stand here, the no was told."""
    moved, address = meeting_on(stage, MOVED), chair_of(stage)
    calls = [event for _, event in calls_on_the_shelf(stage, moved, address)]
    said = [(event.start.day, event.sequence) for event in calls]
    if [on for on, _ in said] != [12, 14] or said[0][1] >= said[1][1]:
        raise NotSeenError(f"indkaldelserne til mødet den {MOVED} er {said}")
    with stage.db.read() as session:
        answers = {
            meeting: one.answer
            for meeting in (meeting_on(stage, KEPT), moved)
            for one in attendance_of(session, [meeting]).get(meeting, ())
            if one.person.email == address
        }
        told = (
            select(Mail.subject).join(Notice).where(Notice.kind == NoticeKind.DECLINED, Mail.state == MailState.SENT)
        )
        subjects = session.exec(told).all()
    if list(answers.values()) != [Answer.ACCEPTED, Answer.DECLINED]:
        raise NotSeenError(f"{CHAIR} har svaret {list(answers.values())}")
    if len(subjects) != 1:
        raise NotSeenError(f"{len(subjects)} mails om afbud")
    return f"indkaldt {len(calls)} gange til samme møde, ja til det ene og nej til det andet; »{subjects[0]}«"


def _calendar(stage: Stage) -> str:
    """The four meetings of the report in UTC, read back by the library."""
    calendar = Calendar.from_ical((stage.folder / CALENDARS / "sag-23-4107.ics").read_bytes())
    starts = sorted(event.decoded("DTSTART").astimezone(UTC) for event in calendar.walk("VEVENT"))
    wanted = [(4, 12, 7), (4, 27, 11), (5, 16, 12), (5, 23, 15)]
    if starts != [datetime(2023, month, day, hour, tzinfo=UTC) for month, day, hour in wanted]:
        raise NotSeenError(", ".join(map(str, starts)))
    return ", ".join(f"{start:%d-%m %H:%M} UTC" for start in starts)


def _shown_in_prefect(stage: Stage) -> str:
    """The four outcomes are the names of four runs' states, and the case has its page."""
    runs = stage.remembered("runs")
    wanted = {
        f"sag {REPORT} · direktion: Drøftet",
        f"sag {REPORT} · hovedudvalg: Anbefalet",
        f"sag {REPORT} · økonomiudvalg: Anbefalet",
        f"sag {REPORT} · kommunalbestyrelse: Godkendt",
        f"sag {REPORT} · kommunalbestyrelse: Afsluttet",
    }
    missing = wanted - set(runs)
    if missing:
        raise NotSeenError(f"Prefect viser ikke {', '.join(sorted(missing))}")
    if "sag-23-4107" not in stage.remembered("pages"):
        raise NotSeenError("Prefect har ingen side for sagen")
    return f"{len(runs)} kørsler, én for hvert skridt"


def journal_holds(stage: Stage) -> str:
    """Every line of the journal carries the hash of those before it."""
    with stage.db.read() as session:
        breaks = journal.verify(session)
        lines = session.exec(select(func.count()).select_from(Entry)).one()
    if breaks:
        raise NotSeenError(f"logbogen er brudt ved {breaks[0].seq}")
    return f"{lines} linjer, ubrudt"


def _read(stage: Stage, name: str) -> str:
    path = stage.folder / name
    if not path.exists():
        raise NotSeenError(f"{name} mangler")
    return path.read_text(encoding="utf-8")


PROOFS: tuple[Proof, ...] = (
    Proof("Det forkerte årstal og den tomme indstilling blev fundet", _found_in_the_document),
    Proof(
        "Udsendelsen til KB (16. maj) ramte ØK's møde og blev kureret med en begrundelse for hast",
        _collision_is_cured,
    ),
    Proof("Hovedudvalgets materialefrist faldt én dag efter direktionens møde", _material_rule),
    Proof("Den sidste sikre kæde før 1. juni blev regnet ud", _safe_chain),
    Proof("Sekretariatschefens opfølgning blev foreslået, bekræftet, rykket og gjort før HU", _promise_kept),
    Proof("Den fraværende formands stedfortræder fik mailen", _stand_in),
    Proof("Budgetanalysen blev udsat og planlagt om", _postponed),
    Proof("Indberetningen blev en opgave efter KB og blev gjort", _submitted),
    Proof("Næste runde: ingen", _no_next_round),
    Proof("De tre sager er afsluttet", _all_closed),
    Proof("Hver mail kom frem", mails_once),
    Proof("Udvalget blev kaldt sammen med mail, og formandens svar kom tilbage", _called_by_mail),
    Proof("Kalenderfilen har de fire møder på rette tid", _calendar),
    Proof("Logbogen er ubrudt", journal_holds),
)

PREFECT_PROOF = Proof(
    "Prefect viser sagens rejse: en kørsel for hvert skridt, navngivet efter udfaldet", _shown_in_prefect
)
