"""A meeting wakes its cases: when its agenda goes out, and when it is over.

The cases do not wait each for themselves: the meeting has one row in the queue for each of the two, which becomes
a row for each of its open cases when its moment comes. Few statements, however many they are.
"""

from __future__ import annotations

from sqlalchemy import delete, literal, select

from domain.casework.meeting.agenda import lock_sent
from domain.casework.queue import due_key
from domain.casework.verb import Act, Receipt, verb
from domain.model import Case, CaseState, Due, DueKind, Meeting, Stop
from domain.store.bulk import table_of
from domain.store.queries import LIVE_STOPS, find_meeting


@verb
def meeting_dispatched(act: Act, *, meeting_id: str) -> Receipt:
    """The agenda's moment has come: every case on the meeting is to be looked at. Few statements, however many.

    An agenda that staff have not locked is locked now: its numbers go out on paper.

    Raises:
        NotFoundError: no such meeting.
    """
    meeting = find_meeting(act.session, meeting_id)
    receipt = _wake_cases(act, meeting, DueKind.DISPATCH)
    if not receipt.repeated:
        lock_sent(act, meeting)
    return receipt


@verb
def meeting_held(act: Act, *, meeting_id: str) -> Receipt:
    """The meeting is over: every case on it is to be looked at. Three statements, however many.

    Raises:
        NotFoundError: no such meeting.
    """
    return _wake_cases(act, find_meeting(act.session, meeting_id), DueKind.HELD)


def _wake_cases(act: Act, meeting: Meeting, kind: DueKind) -> Receipt:
    """Turn the meeting's row in the queue into one row for each of its open cases.

    Without a row that is due there is nothing to do: it was done before, or the meeting moved.
    """
    due, stop, case = table_of(Due), table_of(Stop), table_of(Case)
    connection = act.session.connection()
    key = due_key(kind, meeting.id)
    gone = connection.execute(delete(due).where(due.c.key == key, due.c.due_at <= act.at))
    if gone.rowcount == 0:
        return act.already(meeting.id)
    prefix = due_key(DueKind.JOURNEY, "-").removesuffix("-")
    cases = (
        select(stop.c.case_id)
        .join(case, case.c.id == stop.c.case_id)
        .where(stop.c.meeting_id == meeting.id, stop.c.state.in_(LIVE_STOPS), case.c.state == CaseState.OPEN)
        .distinct()
    )
    waiting = cases.subquery()
    connection.execute(delete(due).where(due.c.kind == DueKind.JOURNEY, due.c.subject.in_(select(waiting.c.case_id))))
    woken = connection.execute(
        due.insert().from_select(
            ["due_at", "key", "kind", "subject", "detail"],
            select(
                literal(act.at, due.c.due_at.type),
                literal(prefix).concat(waiting.c.case_id),
                literal(DueKind.JOURNEY, due.c.kind.type),
                waiting.c.case_id,
                literal(""),
            ),
        ),
        execution_options={"preserve_rowcount": True},
    )
    return act.enter("meeting", meeting.id, body=meeting.body_key, cases=woken.rowcount)
