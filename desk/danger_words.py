"""How much a case is in danger, and why, in few Danish words: what stands at the end of a line on the board."""

from __future__ import annotations

from domain.rules.danger import Level, Reason

LEVELS = {
    Level.LATE: "For sent",
    Level.AT_RISK: "I fare",
    Level.SOON: "Snart",
    Level.ON_TRACK: "På vej",
    Level.OVER: "Slut",
}
# With the day where there is one; without it the day and the comma before it are left out.
REASONS: dict[Reason, tuple[str, str]] = {
    Reason.DISPATCH_MISSED: ("dagsordenen er ikke sendt ud", "frist {on}"),
    Reason.DECISION_MISSING: ("beslutningen mangler", "møde {on}"),
    Reason.MATERIAL_LATE: ("indstillingen mangler", "frist {on}"),
    Reason.DECIDE_BEFORE_MISSED: ("besluttes efter fristen", "{on}"),
    Reason.MEETING_IN_PAST: ("blev ikke behandlet", "møde {on}"),
    Reason.FOLLOW_UP_OVERDUE: ("opfølgning ikke udført", "frist {on}"),
    Reason.STUCK: ("kan ikke komme videre", ""),
    Reason.MEETING_CANCELLED: ("mødet er aflyst", "{on}"),
    Reason.MATERIAL_MISSING: ("indstillingen mangler", "frist {on}"),
    Reason.FOLLOW_UP_BLOCKS: ("opfølgning spærrer næste led", ""),
    Reason.DISPATCH_COLLISION: ("referatet når ikke udsendelsen", ""),
    Reason.PLAN_AGAINST_RULES: ("sagsgangen bryder en regel", ""),
    Reason.ROUND_TOO_LATE: ("pligten når ikke sin frist", "frist {on}"),
    Reason.ROUND_LAST_MEETING: ("står på det sidste møde, der når pligtens frist", "frist {on}"),
    Reason.NOT_PLACED: ("led uden møde", ""),
    Reason.HAND_IN: ("indlevering", "{on}"),
    Reason.MEETING: ("møde", "{on}"),
    Reason.FOLLOW_UP_DUE: ("opfølgning", "{on}"),
    Reason.NONE: ("", ""),
}
_ONE_THING = frozenset({Reason.HAND_IN, Reason.MEETING, Reason.FOLLOW_UP_DUE, Reason.DECIDE_BEFORE_MISSED})


def joined(reason: Reason, what: str, when: str, day: str) -> str:
    """The words of a reason with its day, as the visitor reads days; without one the rest."""
    if not when or not day:
        return what
    return f"{what}{' ' if reason in _ONE_THING else ', '}{when.format(on=day)}"
