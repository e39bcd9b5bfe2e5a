"""``sagsgang case plan``, ``place``, ``add-stop``, ``drop-stop`` and ``urgency``: the way a case goes.

What would move is shown before it is saved.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from cyclopts import Parameter

from desk import show, words
from desk.asking import is_agreed
from desk.both_plans import both_plans
from desk.lookup import find, meeting_of, stop_in
from desk.plan_words import plan_row, say_difference, say_plan
from desk.typed import Day, Json, Yes
from desk.workplace import here
from domain.casework.case.sketches import preview_add, preview_drop, preview_place, preview_urgency
from domain.casework.case.stops import add_stop, drop_stop, give_urgency_reason, place_stop
from domain.rules.planning import Plan
from domain.store.case_facts import case_facts
from domain.store.queries import current_profile


def plan(number: str, /, *, before: Day | None = None, ready: Day | None = None, as_json: Json = False) -> None:
    """Planlæg de led, der er tilbage: tidligst muligt, og den sidste sikre kæde før en frist. Intet gemmes.

    Parameters
    ----------
    number
        Sagens nummer.
    before
        Sidste organ skal beslutte før denne dag; ellers sagens egen frist.
    ready
        Den dag sagen er klar; ellers i dag.
    """
    place = here()
    ready = ready or place.today()
    with place.database() as db, db.read() as session:
        facts = case_facts(session, find(session, number).id)
        limit = before or facts.decide_before
        forward, backward = both_plans(session, facts, ready, limit)
    if as_json:
        row = {"number": facts.number, "decide_before": limit, "ready_on": ready}
        plans = {"forward": forward and plan_row(forward), "backward": backward and plan_row(backward)}
        show.as_json(row | plans)
        return
    if forward is None:
        show.say(words.NOTHING_TO_PLAN)
        return
    show.say(words.FORWARD.format(ready=show.day(ready)), style="bold")
    say_plan(forward)
    if backward is not None and limit is not None:
        show.say()
        show.say(words.BACKWARD.format(body=facts.stops[-1].body, before=show.day(limit)), style="bold")
        say_plan(backward)
    if isinstance(backward, Plan):
        last = backward.last_start_on
        sentence = words.LAST_START if ready <= last else words.LAST_START_PASSED
        show.say(sentence.format(last=show.day(last), impossible=show.day(last + timedelta(days=1))))


def place(
    number: str,
    /,
    *,
    body: str,
    meeting: Day,
    reason: str,
    release: Annotated[bool, Parameter(negative=())] = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Sæt sagens led i et organ på et bestemt møde.

    Parameters
    ----------
    number
        Sagens nummer.
    body
        Organet, som ØK.
    meeting
        Mødedagen.
    reason
        Hvorfor det er netop det møde.
    release
        Lad leddet flytte sig igen, når noget andet flytter sig; ellers er datoen fast.
    """
    place_now = here()
    with place_now.database() as db:
        with db.read() as session:
            profile = current_profile(session)
            stop = stop_in(session, find(session, number), body, profile)
            chosen = meeting_of(session, body, meeting, profile)
            difference = preview_place(
                session, stop_id=stop.id, meeting_id=chosen.id, today=place_now.today(), fixed=not release
            )
        if not is_agreed(difference, yes=yes, as_json=as_json):
            return
        by, fixed = place_now.by(), not release
        place_stop(db, by, stop_id=stop.id, meeting_id=chosen.id, fixed=fixed, reason=reason, version=stop.version)
    _saved(number, as_json=as_json)


def add(
    number: str,
    /,
    *,
    body: str,
    reason: str,
    after: str | None = None,
    gap: int = 0,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Føj et organ til sagsgangen.

    Parameters
    ----------
    number
        Sagens nummer.
    body
        Organet, som MTU.
    reason
        Hvorfor sagen også skal dertil.
    after
        Det organ, det skal stå efter; ellers sidst.
    gap
        Mindst så mange dage efter det forrige møde.
    """
    place_now = here()
    with place_now.database() as db:
        with db.read() as session:
            case = find(session, number)
            behind = stop_in(session, case, after, current_profile(session)).id if after else None
            difference = preview_add(
                session, case_id=case.id, body=body, after=behind, min_gap_days=gap, today=place_now.today()
            )
        if not is_agreed(difference, yes=yes, as_json=as_json):
            return
        add_stop(db, place_now.by(), case_id=case.id, body=body, after=behind, min_gap_days=gap, reason=reason)
    _saved(number, as_json=as_json)


def drop(number: str, /, *, body: str, reason: str, yes: Yes = False, as_json: Json = False) -> None:
    """Tag et organ ud af sagsgangen.

    Parameters
    ----------
    number
        Sagens nummer.
    body
        Organet, som HU.
    reason
        Hvorfor sagen ikke skal dertil.
    """
    place_now = here()
    with place_now.database() as db:
        with db.read() as session:
            stop = stop_in(session, find(session, number), body, current_profile(session))
            difference = preview_drop(session, stop_id=stop.id, today=place_now.today())
        if not is_agreed(difference, yes=yes, as_json=as_json):
            return
        drop_stop(db, place_now.by(), stop_id=stop.id, reason=reason, version=stop.version)
    _saved(number, as_json=as_json)


def urgency(number: str, /, *, body: str, reason: str) -> None:
    """Begrund, hvorfor sagen ikke kan vente til et senere møde. Begrundelsen trykkes på dagsordenen (§ 8, stk. 5).

    Parameters
    ----------
    number
        Sagens nummer.
    body
        Organet, som KB.
    reason
        Begrundelsen, som den skal trykkes.
    """
    place_now = here()
    with place_now.database() as db:
        with db.read() as session:
            stop = stop_in(session, find(session, number), body, current_profile(session))
            difference = preview_urgency(session, stop_id=stop.id, today=place_now.today())
        give_urgency_reason(db, place_now.by(), stop_id=stop.id, reason=reason)
    show.say(words.CASE_SAVED.format(number=number))
    if difference.changes or difference.no_plan:
        say_difference(difference)


def _saved(number: str, *, as_json: bool) -> None:
    if not as_json:
        show.say(words.CASE_SAVED.format(number=number))
