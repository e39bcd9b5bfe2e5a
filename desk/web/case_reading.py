"""One case read for its page: everything at once, and what this visitor may not see taken out on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlmodel import Session, col, select

from calendars.deadlines import DeadlineKind
from desk import labels
from desk.check_words import is_settled, what_is_wrong
from desk.duty_words import duty_name
from desk.plan_words import stuck_sentence
from desk.web.case_cures import cure_of
from desk.web.case_sheet import CaseSheet, CheckSheet, DeadlineSheet, MailSheet, PromiseSheet, StopSheet
from desk.web.closed import seen_case
from desk.web.difference import body_in_round
from desk.web.history import tell
from desk.web.language import _
from desk.web.page import long_day, moment
from desk.web.visit import Visit
from domain.model import (
    Account,
    Case,
    Decision,
    FollowUp,
    FollowUpState,
    Mail,
    MeetingDeadline,
    Notice,
    Person,
    Post,
    PublicWording,
    Stop,
)
from domain.profile import Profile
from domain.rules.access import Action, Thing, Who
from domain.rules.access import may as may_see
from domain.rules.checks import Check, check_case
from domain.rules.facts import CaseFacts, StopFacts
from domain.rules.next_move import (
    AskDecision,
    Blocked,
    Close,
    Move,
    Place,
    PutOnAgenda,
    TakeEffect,
    Wait,
    WaitReason,
    next_move,
)
from domain.rules.rights import Deed, part_of
from domain.store.case_facts import case_facts, timeline
from domain.store.queries import LIVE_STOPS, current_profile

_DEEDS = (Deed.EDIT_CASE, Deed.PLAN, Deed.DECIDE, Deed.FOLLOW_UP, Deed.MEETINGS)
# Of a closed case these would tell which duty it is.
_TELLS_WHAT = frozenset({"next_round_none", "approved_before_period_end", "round_at_risk", "round_too_late"})
_MOST_MAILS = 30  # of the newest notices


def read_sheet(session: Session, visit: Visit, case_id: str) -> CaseSheet:
    """The case as this visitor is shown it. A fixed number of statements, however long its history.

    Raises:
        NotFoundError: no such case.
    """
    facts = case_facts(session, case_id)
    case = session.get_one(Case, case_id)
    profile = current_profile(session)
    names = {body.key: body.name for body in profile.bodies}
    who = part_of(visit.visitor, facts)
    may_read = may_see(who, Action.SEE_TEXT, Thing.OPEN_ITEM if facts.is_open else Thing.CLOSED_ITEM)
    deeds = frozenset(deed for deed in _DEEDS if visit.may_somewhere(deed)) if may_read else frozenset()
    shown = seen_case(facts, who)
    move = next_move(facts, now=visit.now)
    lines = timeline(session, case_id)
    people = names_of_actors(session, {line.actor for line in lines})
    stops = _stops(session, shown, profile, visit, names, may_read=may_read, people=people)
    checks = check_case(facts, today=visit.today, days=profile.day_table())
    owner = session.get(Post, case.owner_post) if case.owner_post else None
    return CaseSheet(
        facts=shown,
        may_read=may_read,
        may=deeds,
        names=names,
        owner=owner.title if owner is not None else "",
        owner_post=case.owner_post or "",
        obligation=duty_name(case.obligation, profile) if case.obligation and may_read else "",
        presentation=case.presentation if may_read else "",
        source_file=case.source_file if may_read else "",
        opened_at=case.opened_at,
        closed_at=case.closed_at,
        version=case.version,
        seq=lines[-1].seq if lines else 0,
        stops=stops,
        promises=_promises(session, case_id, stops, may_read=may_read),
        checks=tuple(
            _check(check, facts, names, deeds) for check in checks if may_read or check.code not in _TELLS_WHAT
        ),
        next_says=_next_words(move, facts, names),
        is_moving=isinstance(move, TakeEffect | Place) and not case.stuck_because,
        stuck=stuck_sentence(case.stuck_because),
        history=tuple(tell(line, bodies=names, people=people, may_read=may_read) for line in reversed(lines)),
        mails=_mails(session, case_id, who),
    )


def names_of_actors(session: Session, actors: set[str]) -> dict[str, str]:
    """Names of those who acted: accounts, and people from before there were accounts."""
    known = dict(session.exec(select(col(Person.key), col(Person.name)).where(col(Person.key).in_(actors))).all())
    known |= dict(session.exec(select(col(Account.key), col(Account.name)).where(col(Account.key).in_(actors))).all())
    return known


def _stops(
    session: Session,
    shown: CaseFacts,
    profile: Profile,
    visit: Visit,
    names: Mapping[str, str],
    *,
    may_read: bool,
    people: Mapping[str, str],
) -> tuple[StopSheet, ...]:
    rows = {row.id: row for row in session.exec(select(Stop).where(Stop.case_id == shown.id))}
    decisions = {
        row.stop_id: row for row in session.exec(select(Decision).where(col(Decision.stop_id).in_(rows.keys())))
    }
    wordings = (
        {}
        if shown.is_open
        else {
            row.stop_id: row
            for row in session.exec(select(PublicWording).where(col(PublicWording.stop_id).in_(rows.keys())))
        }
    )
    deadlines = _deadlines(session, [stop.meeting.id for stop in shown.stops if stop.meeting], profile)
    live = [stop for stop in shown.stops if stop.state in LIVE_STOPS]
    sheets = []
    for stop in shown.stops:
        decision = decisions.get(stop.id)
        sheets.append(
            StopSheet(
                facts=stop,
                name=body_in_round(stop.body, stop.round_no, names),
                is_now=bool(live) and live[0].id == stop.id,
                version=rows[stop.id].version,
                because=_because(stop),
                deadlines=tuple(deadlines.get(stop.meeting.id, ())) if stop.meeting is not None else (),
                decision_text=decision.text if decision is not None and may_read else "",
                wording=wordings.get(stop.id),
                recorded_by=people.get(decision.recorded_by, decision.recorded_by) if decision is not None else "",
                recorded_at=decision.recorded_at if decision is not None else None,
                may_plan=may_read and visit.may(Deed.PLAN, stop.body),
                may_decide=may_read and visit.may(Deed.DECIDE, stop.body),
            )
        )
    return tuple(sheets)


def _because(stop: StopFacts) -> str:
    """Why a stop that the route did not have came to be."""
    said = labels.LABELS["Outcome"].get(stop.added_because, stop.added_because)
    return _(said) if said else ""


def _deadlines(session: Session, meetings: Sequence[str], profile: Profile) -> dict[str, list[DeadlineSheet]]:
    """By meeting, each kind's binding deadline: the earliest, as the plan takes it."""
    sources = {rule.key: rule.source for rule in profile.deadline_rules}
    rows = session.exec(
        select(MeetingDeadline)
        .where(col(MeetingDeadline.meeting_id).in_(meetings))
        .order_by(col(MeetingDeadline.legal_on), col(MeetingDeadline.practical_on))
    )
    found: dict[str, dict[str, DeadlineSheet]] = {}
    for row in rows:
        sheet = DeadlineSheet(
            DeadlineKind(row.kind), row.practical_on, row.legal_on, sources.get(row.rule, ""), tuple(row.explanation)
        )
        found.setdefault(row.meeting_id, {}).setdefault(row.kind, sheet)
    order = list(DeadlineKind)
    return {
        meeting: sorted(kinds.values(), key=lambda sheet: order.index(sheet.kind)) for meeting, kinds in found.items()
    }


def _promises(
    session: Session, case_id: str, stops: Sequence[StopSheet], *, may_read: bool
) -> tuple[PromiseSheet, ...]:
    rows = session.exec(select(FollowUp).where(FollowUp.case_id == case_id)).all()
    posts = dict(session.exec(select(col(Post.key), col(Post.title))).all())
    people = names_of_actors(session, {row.owner_person for row in rows if row.owner_person})
    bodies = {stop.facts.id: stop.name for stop in stops}
    order = list(FollowUpState)
    sheets = [
        PromiseSheet(
            id=row.id,
            text=row.text if may_read else "",
            who=posts.get(row.owner_post or "", "")
            or people.get(row.owner_person or "", "")
            or (row.owner_text if may_read else ""),
            state=row.state,
            due_on=row.due_on,
            due_text=row.due_text if may_read else "",
            place=row.source_place if may_read else "",
            note=row.note if may_read else "",
            blocks=bodies.get(row.blocks_stop or "", ""),
        )
        for row in rows
    ]
    far = date.max
    return tuple(sorted(sheets, key=lambda one: (not one.is_open, one.due_on or far, order.index(one.state), one.id)))


def _check(check: Check, facts: CaseFacts, names: Mapping[str, str], deeds: frozenset[Deed]) -> CheckSheet:
    bodies = {stop.id: names.get(stop.body, stop.body) for stop in facts.stops}
    said = what_is_wrong(check)
    settled = is_settled(check)
    return CheckSheet(
        severity=check.severity,
        body=bodies.get(check.stop or "", ""),
        says=f"{said[:1].upper()}{said[1:]}.",
        cure=None if settled else cure_of(check, f"/sag/{facts.id}", set(deeds)),
        is_settled=settled,
    )


def _next_words(move: Move, facts: CaseFacts, names: Mapping[str, str]) -> str:
    """What happens next with the case, as one sentence."""
    bodies = {stop.id: names.get(stop.body, stop.body) for stop in facts.stops}
    body = bodies.get(str(getattr(move, "stop", "")), "")
    if isinstance(move, Wait):
        return _wait_words(move, bodies)
    said = {
        Place: _("Sagen skal placeres på møder. Det sker, næste gang Sagsgang ser efter."),
        PutOnAgenda: _("Sagen kommer på dagsordenen i {body}, næste gang Sagsgang ser efter."),
        AskDecision: _("Mødet i {body} er holdt. Beslutningen skal skrives."),
        TakeEffect: _("Beslutningen i {body} får virkning, næste gang Sagsgang ser efter."),
        Blocked: _("Sagen kan ikke komme på dagsordenen i {body}, før det, der mangler, er i orden."),
        Close: _("Alt er gjort. Sagen afsluttes."),
    }[type(move)]
    return said.format(body=body)


def _wait_words(move: Wait, bodies: Mapping[str, str]) -> str:
    body = bodies.get(str(move.facts.get("stop", "")), "")
    due = move.facts.get("next_due_on")
    until = moment(move.until)
    said = {
        WaitReason.DISPATCH: _("Dagsordenen til {body} sendes ud {until}; så kommer sagen på."),
        WaitReason.MEETING: _("Sagen er på dagsordenen. Mødet i {body} slutter {until}."),
        WaitReason.DECISION: _("Mødet i {body} er holdt. Beslutningen skal skrives."),
        WaitReason.FOLLOW_UPS: _("Organerne er færdige. Der er {open} åbne opfølgninger."),
        WaitReason.OVER: _("Sagen er slut."),
    }[move.because]
    answer = said.format(body=body, until=until, open=move.facts.get("open", ""))
    return f"{answer} {_('Næste frist er {day}.').format(day=long_day(due))}" if isinstance(due, date) else answer


def _mails(session: Session, case_id: str, who: Who) -> tuple[MailSheet, ...]:
    """What people have been told about the case, newest first. A notice has no words of the case in it."""
    if who is Who.PUBLIC:
        return ()
    rows = session.exec(
        select(Notice, Mail, Person.name)
        .select_from(Notice)
        .join(Mail, col(Mail.id) == col(Notice.mail_id))
        .join(Person, col(Person.key) == col(Notice.person_key))
        .where(Notice.case_id == case_id)
        .order_by(col(Notice.raised_at).desc(), col(Person.name))
        .limit(_MOST_MAILS)
    ).all()
    return tuple(
        MailSheet(name, notice.because, _(labels.of(notice.kind)), mail.state, mail.sent_at or mail.next_try_at)
        for notice, mail, name in rows
    )
