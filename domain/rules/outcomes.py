"""What each outcome does: to the journey, to the deadlines, and whom it is told. One row for each outcome."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.model.decision import Outcome


class Effect(StrEnum):
    """What the journey does when the outcome is taken in."""

    GO_ON = "go_on"  # to the next stop; at the last stop the journey ends
    SAME_BODY_AGAIN = "same_body_again"  # a new round in the body, at its next or a named meeting
    EARLIER_BODY_AGAIN = "earlier_body_again"  # a new round in an earlier body, and in all after it
    NAMED_BODY = "named_body"  # a stop in the body it was forwarded to, before the rest of the route
    TO_COUNCIL = "to_council"  # only the council can decide: ØK where the law wants it, then KB
    END = "end"  # the remaining stops are dropped


class Recheck(StrEnum):
    """Which deadlines are looked at again."""

    NOTHING = "nothing"
    LATER_STOPS = "later_stops"  # the later stops' meetings, and the case's own limit (decide_before)
    NO_FOLLOW_UP_YET = "no_follow_up_yet"  # § 23: no follow-up may start to run before the council has decided
    INFORM_NEXT_ORDINARY = "inform_next_ordinary"  # an information item on the body's next ordinary meeting


class Tell(StrEnum):
    """Whom an outcome is told. The verbs resolve it to a post."""

    OWNER = "owner"
    NEXT_SECRETARY = "next_secretary"  # of the next stop's body
    PREVIOUS_SECRETARY = "previous_secretary"  # of the body it goes back to
    LATER_SECRETARIES = "later_secretaries"  # of every later stop, as their dates may move
    CHAIR = "chair"  # of the deciding body
    COUNCIL_SECRETARY = "council_secretary"


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """One outcome. ``needs`` names the decision's fields that must be filled in (text, return_to)."""

    outcome: Outcome
    settles: bool  # the body has had its say; False: the question is still open
    effect: Effect
    recheck: Recheck
    tell: tuple[Tell, ...]
    needs: tuple[str, ...]
    source: str


_ONWARD = (Tell.OWNER, Tell.NEXT_SECRETARY)
_LATER = (Tell.OWNER, Tell.LATER_SECRETARIES)


def _row(
    outcome: Outcome,
    effect: Effect,
    tell: tuple[Tell, ...],
    source: str,
    *,
    settles: bool = True,
    recheck: Recheck = Recheck.NOTHING,
    needs: tuple[str, ...] = (),
) -> OutcomeRow:
    return OutcomeRow(outcome, settles, effect, recheck, tell, needs, source)


_ROWS: tuple[OutcomeRow, ...] = (
    _row(Outcome.APPROVED, Effect.GO_ON, _ONWARD, "kommunestyrelsesloven § 11"),
    _row(Outcome.RECOMMENDED, Effect.GO_ON, _ONWARD, "kommunestyrelsesloven § 18 stk. 2"),
    _row(Outcome.NOTED, Effect.GO_ON, _ONWARD, "praksis: orienteringssag"),
    _row(Outcome.DISCUSSED, Effect.GO_ON, _ONWARD, "rammeaftalen om medindflydelse § 7"),
    # Before the last stop a rejection is a negative recommendation ("kan ikke anbefales"): the last body of the
    # route is the one that decides, and no earlier one can keep a case from it. A case that is given up is WITHDRAWN.
    _row(Outcome.REJECTED, Effect.GO_ON, _ONWARD, "kommunestyrelsesloven § 11 og § 18 stk. 2", needs=("text",)),
    _row(Outcome.WITHDRAWN, Effect.END, _LATER, "praksis: udgår, trukket"),
    # Postponing is the body's decision, never the secretariat's click (resumé 99.1.1).
    _row(
        Outcome.POSTPONED,
        Effect.SAME_BODY_AGAIN,
        _LATER,
        "kommunestyrelsesloven § 14; resumé 99.1.1",
        settles=False,
        recheck=Recheck.LATER_STOPS,
    ),
    _row(
        Outcome.RETURNED,
        Effect.EARLIER_BODY_AGAIN,
        (Tell.OWNER, Tell.PREVIOUS_SECRETARY, Tell.LATER_SECRETARIES),
        "praksis: sendes tilbage",
        settles=False,
        recheck=Recheck.LATER_STOPS,
        needs=("text", "return_to"),
    ),
    _row(
        Outcome.FORWARDED,
        Effect.NAMED_BODY,
        (Tell.OWNER, Tell.NEXT_SECRETARY, Tell.LATER_SECRETARIES),
        "kommunestyrelsesloven § 21 stk. 2",
        recheck=Recheck.LATER_STOPS,
        needs=("return_to",),
    ),
    _row(
        Outcome.STOPPED_23,
        Effect.TO_COUNCIL,
        (Tell.OWNER, Tell.CHAIR, Tell.COUNCIL_SECRETARY),
        "kommunestyrelsesloven § 23; § 31 a når borgmesteren forlanger det",
        settles=False,
        recheck=Recheck.NO_FOLLOW_UP_YET,
        needs=("text",),
    ),
    _row(
        Outcome.CHAIR_DECISION,
        Effect.GO_ON,
        (Tell.OWNER, Tell.CHAIR, Tell.NEXT_SECRETARY),
        "kommunestyrelsesloven § 22",
        recheck=Recheck.INFORM_NEXT_ORDINARY,
        needs=("text",),
    ),
    _row(
        Outcome.MAYOR_DECISION_31,
        Effect.GO_ON,
        (Tell.OWNER, Tell.CHAIR, Tell.COUNCIL_SECRETARY),
        "kommunestyrelsesloven § 31 stk. 1-2",
        recheck=Recheck.INFORM_NEXT_ORDINARY,
        needs=("text",),
    ),
)

OUTCOMES: dict[Outcome, OutcomeRow] = {row.outcome: row for row in _ROWS}
