"""A case becomes a round of its duty, and the round follows what is decided: inside the verbs that do either."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session, col, select

from domain.casework.mail.notices import to_owner
from domain.casework.mail.telling import Telling
from domain.casework.rows import local_day
from domain.casework.verb import Act
from domain.errors import NotAllowedNowError
from domain.model import Case, CaseState, Cycle, CycleState, FollowUp, FollowUpState, NoticeKind
from domain.rules.cycle_plan import SUBMISSION, Progress, progress_of
from domain.rules.obligation import Round
from domain.store.case_facts import case_facts
from domain.store.cycles import cycle_id, cycle_of_case, duties_in_force


def take_up(act: Act, case: Case, round_: Round, *, theme: str = "", is_asked: bool = False) -> Cycle | None:
    """Make the case the round's; None where the round has one already.

    ``is_asked``: the case was to be opened for this very round.

    Raises:
        NotAllowedNowError: it was asked, and the round has another case (``why`` is round_taken).
    """
    row = find_or_make(act.session, round_)
    if row.case_id is not None and act.session.get_one(Case, row.case_id).state is not CaseState.WITHDRAWN:
        if is_asked:
            raise NotAllowedNowError(
                verb="open_cycle", noun="cycle", id=row.id, state=row.state.value, why="round_taken"
            )
        return None
    row.case_id, row.state, row.opened_at = case.id, CycleState.OPENED, act.at
    row.theme = theme or row.theme
    row.not_done_because = ""
    row.risk = row.risk_body = row.risk_on = None
    row.version += 1
    act.session.flush()
    return row


def opened_news(case: Case, row: Cycle) -> Telling:
    """To the case's owner: a duty comes again, and here is its case."""
    return to_owner(case, NoticeKind.ROUND_OPENED, f"round:{row.year}", due_on=row.due_on)


def find_or_make(session: Session, round_: Round) -> Cycle:
    """The row of a round; a new one where it has not been touched before."""
    row = session.get(Cycle, cycle_id(round_.obligation, round_.year))
    if row is None:
        key = cycle_id(round_.obligation, round_.year)
        row = Cycle.new(id=key, obligation=round_.obligation, year=round_.year, due_on=round_.due_on)
        session.add(row)
    return row


def keep_progress(session: Session, case: Case) -> bool:
    """Let the round of a case say how far it has come; whether that changed. Of a case that is no round: nothing."""
    row = cycle_of_case(session, case.id) if case.obligation is not None else None
    duty = None if row is None else duties_in_force(session).get(row.obligation)
    if row is None or duty is None or row.state is CycleState.NOT_DONE:
        return False
    progress = progress_of(case_facts(session, case.id), duty)
    return set_progress(session, row, progress)


def set_progress(session: Session, row: Cycle, progress: Progress) -> bool:
    """Write how far a round has come; whether that is new."""
    handed_in = _handed_in(session, row.case_id or "") if progress.state is CycleState.SUBMITTED else None
    now = (progress.state, progress.approved_on, handed_in)
    if (row.state, row.approved_on, row.submitted_on) == now:
        return False
    row.state, row.approved_on, row.submitted_on = now
    if progress.state is not CycleState.OPENED:
        row.risk = row.risk_body = row.risk_on = None
    row.version += 1
    return True


def _handed_in(session: Session, case_id: str) -> date | None:
    settled = session.exec(
        select(FollowUp.settled_at)
        .where(FollowUp.case_id == case_id, FollowUp.kind == SUBMISSION, FollowUp.state == FollowUpState.DONE)
        .order_by(col(FollowUp.settled_at).desc())
    ).first()
    return local_day(settled) if settled is not None else None
