"""The cases of a moved or cancelled meeting on other meetings: saved in few statements, and their owners told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from domain.casework import queue
from domain.casework.mail.telling import Telling, tell_all
from domain.casework.meeting.impact import MeetingImpact
from domain.casework.verb import Act
from domain.model import DueKind, NoticeKind, Stop, StopState
from domain.rules.facts import MeetingFacts
from domain.rules.replanning import Change, Difference
from domain.store import journal
from domain.store.bulk import set_among


def write_impact(
    act: Act,
    impact: MeetingImpact,
    meeting: MeetingFacts,
    *,
    kind: NoticeKind,
    occasion: str,
    also: Sequence[Telling] = (),
) -> int:
    """Save the impact: stops, a journal line a case, notices to the owners. The number of cases that changed.

    ``also`` is told in the same breath, so that who holds which post is asked once. A case without a plan keeps its
    stops as they are; its journey looks at it at once and says why.
    """
    moves: dict[tuple[str | None, bool], list[str]] = defaultdict(list)  # the stops that go to a meeting, sent or not
    lines: list[journal.Line] = []
    tellings = list(also)
    said: dict[int, _Said] = {}
    for case in impact.differences:
        shared = said.get(id(case.shared))
        if shared is None:
            shared = said[id(case.shared)] = _say(meeting, case.shared)
        if not shared.moves:
            continue
        for place, to in shared.moves:
            moves[to, place in case.sent].append(case.stops[place])
        lines.append(journal.Line("case", case.case_id, shared.text))
        tellings.append(
            Telling(
                kind,
                occasion,
                post=case.owner_post,
                because="sagens ejer" if case.owner_post else "",
                case_id=case.case_id,
                meeting_id=meeting.id,
                detail=shared.facts,
                single=True,
            )
        )
    for (to, is_sent), stops in moves.items():  # a state that stays is not written: four indexes would be, too
        off_agenda = {"state": StopState.PLANNED} if is_sent else {}
        set_among(act.session, Stop, stops, meeting_id=to, raise_version=True, **off_agenda)
    journal.append_all(act.session, at=act.at, actor=act.by.actor, verb=act.name, lines=lines)
    tell_all(act, tellings)
    queue.put_all(act.session, [queue.new_due(DueKind.JOURNEY, case.case_id, act.at) for case in impact.impossible])
    return len(lines)


@dataclass(frozen=True, slots=True)
class _Said:
    """What cases with one answer share: which stop (by its place) goes to which meeting, and the journal's facts."""

    moves: tuple[tuple[int, str | None], ...]
    facts: dict[str, object]
    text: str


def _say(meeting: MeetingFacts, answer: Difference) -> _Said:
    moved = [change for change in answer.changes if _is_other_meeting(change)]
    changes = [
        {
            "body": change.body,
            "from": change.before.held_on.isoformat() if change.before else None,
            "to": change.after.held_on.isoformat() if change.after else None,
        }
        for change in moved
    ]
    why = str(moved[0].why) if moved else ""
    facts: dict[str, object] = {"meeting": meeting.id, "body": meeting.body, "why": why, "changes": changes}
    moves = tuple((int(change.stop), _id(change)) for change in moved)
    return _Said(moves, facts, journal.canonical(facts))


def _is_other_meeting(change: Change) -> bool:
    return _id(change) != (change.before.id if change.before else None)


def _id(change: Change) -> str | None:
    return change.after.id if change.after else None
