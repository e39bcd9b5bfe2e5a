"""What the public may read of a decision behind closed doors, or why that is nothing (kommunestyrelsesloven § 10)."""

from __future__ import annotations

from domain.casework.case.decisions import find_decision
from domain.casework.rows import check_version, find
from domain.casework.verb import Act, Receipt, verb
from domain.errors import NotAllowedNowError, ReasonMissingError
from domain.model import Case, PublicWording, Stop


@verb
def word_for_public(
    act: Act, *, stop_id: str, text: str = "", withheld_because: str = "", version: int | None = None
) -> Receipt:
    """Say what may be published of a decision at a closed item, or why nothing may; the public reads either.

    It can be said also when the minutes have been approved: it is no part of what the body approves.

    Raises:
        NotFoundError: no such stop.
        NotAllowedNowError: ``why`` is case_is_open (its decision is published as it is), no_decision, or one_of_two
            (both were given).
        ReasonMissingError: neither was given (``needs`` public_text).
        ConflictError: somebody changed the stop first.
    """
    stop = find(act.session, Stop, "stop", stop_id)
    case = find(act.session, Case, "case", stop.case_id)
    said, because = text.strip(), withheld_because.strip()
    why = (
        "case_is_open"
        if case.is_open
        else "no_decision"
        if find_decision(act.session, stop_id) is None
        else "one_of_two"
        if said and because
        else ""
    )
    if why:
        raise NotAllowedNowError(verb=act.name, noun="stop", id=stop_id, state=stop.state.value, why=why)
    if not said and not because:
        raise ReasonMissingError(verb=act.name, id=stop_id, needs="public_text")
    known = act.session.get(PublicWording, stop_id)
    if known is not None and (known.text, known.withheld_because) == (said, because):
        return act.already(case.id, stop=stop_id)
    check_version(stop, "stop", stop_id, version)
    if known is not None:
        act.session.delete(known)
        act.session.flush()
    act.session.add(
        PublicWording.new(stop_id=stop_id, text=said, withheld_because=because, said_at=act.at, said_by=act.by.actor)
    )
    stop.version += 1
    return act.enter("case", case.id, stop=stop_id, body=stop.body_key, public="text" if said else "withheld")
