"""An agenda that comes in: which case each item is about, or that it is a new one, and what is to be done with it.

Nothing is saved before somebody has seen the whole list. A match is shown with what it rests on; where it is not
certain, nothing is proposed, and a person says which it is. Each line is then saved by itself, all of it or nothing
(``save_line``), under a key of its own, so that the whole can be sent again until everything is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from sqlmodel import Session

from desk.intake import SURE, Doubt, Intake, Said, to_case
from desk.minutes_in import body_of
from domain.casework.case.cases import find_case
from domain.casework.case.files import keep_source
from domain.casework.case.opening import open_case
from domain.casework.case.stops import place_stop
from domain.casework.case.supplements import supplement_case
from domain.casework.together import together
from domain.casework.verb import By
from domain.documents.document import Document, Evidence, Item, Place
from domain.errors import NotFoundError, UnknownBodyError
from domain.model import CaseState, StopState
from domain.profile import Profile
from domain.rules.wording import only_one_named
from domain.store.agenda_matches import KnownCase, known_cases, live_stop, meeting_on
from domain.store.database import Database

_LEAST_ROUTE = 2  # one body is no route to know a case by
_ADDED = ("presentation", "economy", "recommendation", "attachments", "follow_ups", "findings", "source_file")
# What stands on every agenda and is no case (danish-rules.md 4.5), where it has no number of a case.
ROUTINE = (
    "godkendelse af dagsorden",
    "godkendelse af referat",
    "meddelelser",
    "orienteringer",
    "spørgetid",
    "lukkede punkter",
    "underskriftsark",
    "underskriftsside",
    "eventuelt",
)
ON_ITS_AGENDA = "Punktet står på organets dagsorden."  # why a stop was placed


class Does(StrEnum):
    """What is to become of an item."""

    OPEN = "open"
    ATTACH = "attach"  # to the case with its number
    LEAVE = "leave"
    ASK = ""  # a person must say


@dataclass(frozen=True, slots=True)
class Seen:
    """Where the paper belongs: its body and meeting, as far as it says so and the year has it."""

    body: str | None
    held_on: date | None
    meeting: str | None
    known: tuple[KnownCase, ...]


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """An item of the paper, or a numbered sub-point of one.

    ``because``: the case was found by number, title or route ("": none fits). ``unsure`` names the fields that were
    read with little certainty.
    """

    number: str
    is_point: bool
    place: Place
    intake: Intake
    known: KnownCase | None
    because: str
    does: Does
    unsure: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """As the paper has it."""
        return str(self.intake.arguments["title"])

    @property
    def is_sure(self) -> bool:
        """Whether the match can be taken as it is."""
        return self.known is None or self.does is not Does.ASK


def see(session: Session, document: Document, profile: Profile, *, sees_closed: bool) -> Seen:
    """What there is already that the paper's items may be about."""
    body = body_of(document, profile)
    meeting = meeting_on(session, body, document.meeting_date)
    numbers = [item.case_number for item in document.cases if item.case_number]
    known = known_cases(session, numbers, body=body, meeting=meeting.id if meeting else None, sees_closed=sees_closed)
    return Seen(body, document.meeting_date, meeting.id if meeting else None, known)


def match_agenda(document: Document, seen: Seen, profile: Profile, *, today: date) -> tuple[AgendaLine, ...]:
    """Every item and sub-point with the case it is about; no case is given to two of them."""
    lines = [
        line
        for at, item in enumerate(document.cases)
        for line in _read(_alone(document, at), item.number or str(at + 1), profile, today)
    ]
    found: dict[int, tuple[KnownCase, str]] = {}
    left = {one.case_id: one for one in seen.known}
    for because, fits in (("number", _by_number), ("title", _by_title), ("route", _by_route)):
        for at, line in enumerate(lines):
            case_id = None if at in found else fits(line, left.values(), profile)
            if case_id is not None:
                found[at] = (left.pop(case_id), because)
    return tuple(_matched(line, *found.get(at, (None, ""))) for at, line in enumerate(lines))


def numbered(lines: Iterable[AgendaLine]) -> dict[str, AgendaLine]:
    """The lines by the number they are shown with; one that comes twice gets a letter's room after it."""
    found: dict[str, AgendaLine] = {}
    for line in lines:
        found[_free(line.number, found)] = line
    return found


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it was confirmed: ``arguments`` as for ``open_case``; the paper's body, its meeting, its upload."""

    does: Does
    arguments: Mapping[str, Any]
    body: str | None = None
    meeting: str | None = None
    upload: str | None = None


def save_line(db: Database, by: By, line: Line) -> tuple[str, bool]:
    """Open the case, or add the item to the one with its number: everything about it in one transaction.

    The id of the case, and whether something new was done. A case that waits for another meeting of the body is put
    on this one, and stays there. Raises what the verbs raise, and then nothing of the line is kept.
    """
    with together(db) as one:
        if line.does is Does.OPEN:
            receipt = open_case(one, by, **line.arguments)
            case_id, is_new = receipt.subject, not receipt.repeated
        else:
            with one.read() as session:
                case_id = find_case(session, str(line.arguments["number"])).id
            is_placed = _place(one, by, line, case_id)
            added = supplement_case(one, by, case_id=case_id, **{name: line.arguments[name] for name in _ADDED})
            is_new = is_placed or not added.repeated
        if line.upload is not None and is_new:
            with suppress(NotFoundError):  # a web page is read and not stored; an upload waits for a day
                keep_source(one, _also(by, "kilde"), case_id=case_id, upload_id=line.upload)
    return case_id, is_new


def _place(db: Database, by: By, line: Line, case_id: str) -> bool:
    with db.read() as session:
        stop = live_stop(session, case_id, line.body)
    if stop is None or line.meeting is None or stop.meeting_id == line.meeting or stop.state is not StopState.PLANNED:
        return False
    placed = place_stop(db, _also(by, "led"), stop_id=stop.id, meeting_id=line.meeting, reason=ON_ITS_AGENDA)
    return not placed.repeated


def _also(by: By, part: str) -> By:
    """One of the line's other acts: its own key, so that it too is done once."""
    return by if by.key is None else replace(by, key=f"{by.key}-{part}")


def _alone(document: Document, at: int) -> Document:
    """The paper with one of its items only: numbers may come twice, in the open part and in the closed."""
    warnings = tuple(
        replace(one, item=None if one.item is None else 0) for one in document.warnings if one.item in (None, at)
    )
    return replace(document, items=(document.items[at],), warnings=warnings)


def _read(document: Document, number: str, profile: Profile, today: date) -> list[AgendaLine]:
    said = Said(today=today, is_draft=True, profile=profile)
    (item,) = document.items

    def line(shown: str, place: Place, does: Does, point: str | None = None) -> AgendaLine:
        intake = _routed(document, to_case(document, said, point=point), profile)
        unsure = _unsure(item.evidence) if point is None else ()
        return AgendaLine(shown, point is not None, place, intake, None, "", does, unsure)

    return [
        line(number, item.place, _begin_with(item)),
        *(line(f"{number}.{one.number}", one.place, Does.LEAVE, one.number) for one in item.points),
    ]


def _begin_with(item: Item) -> Does:
    if item.case_number:
        return Does.OPEN
    title = (item.title or "").casefold().strip()
    if title.startswith(ROUTINE):
        return Does.LEAVE
    return Does.ASK if item.points else Does.OPEN  # a heading over several cases, or one case in parts


def _routed(document: Document, intake: Intake, profile: Profile) -> Intake:
    """The item is before the body whose agenda it stands on, that day, whatever the paper calls the body.

    Where it names no route, that body is all that is known of one.
    """
    body, day = body_of(document, profile), document.meeting_date
    if body is None:
        return intake
    route, stages, doubts = list(intake.arguments["route"]), dict(intake.arguments["stages"]), intake.doubts
    if not route:
        route, doubts = [body], (*doubts, Doubt("route_is_own_body", {"body": body}))
    dated = {_key(name, profile) for name in stages}
    here = next((name for name in route if _key(name, profile) == body), None)
    if here is not None and body not in dated and day is not None:
        stages[here] = day
    return Intake({**intake.arguments, "route": route, "stages": stages}, doubts)


def _matched(line: AgendaLine, known: KnownCase | None, because: str) -> AgendaLine:
    if known is None:
        return line
    number = line.intake.arguments["number"]
    is_another = bool(number) and number != known.number
    is_sure = because == "number" or (because == "title" and known.is_here and not is_another)
    does = Does.LEAVE if known.state is not CaseState.OPEN else Does.ATTACH if is_sure else Does.ASK
    return replace(line, known=known, because=because, does=does)


def _by_number(line: AgendaLine, known: Iterable[KnownCase], profile: Profile) -> str | None:  # noqa: ARG001 - as the others
    number = line.intake.arguments["number"]
    return next((one.case_id for one in known if number and one.number == number), None)


def _by_title(line: AgendaLine, known: Iterable[KnownCase], profile: Profile) -> str | None:  # noqa: ARG001 - as the others
    """Among the meeting's own first, then among those the body has still to treat."""
    cases = list(known)
    for ring in ([one for one in cases if one.is_here], cases):
        found = only_one_named(line.title, ((one.case_id, one.title) for one in ring)) if line.title else None
        if found is not None:
            return found
    return None


def _by_route(line: AgendaLine, known: Iterable[KnownCase], profile: Profile) -> str | None:
    """A route tells only among the meeting's own cases, and where one alone travels it."""
    arguments = line.intake.arguments
    if arguments["number"] or len(arguments["route"]) < _LEAST_ROUTE:
        return None
    route = tuple(_key(name, profile) for name in arguments["route"])
    fits = [one.case_id for one in known if one.is_here and one.route == route]
    return fits[0] if len(fits) == 1 else None


def _key(name: str, profile: Profile) -> str:
    try:
        return profile.find_body(name).key
    except UnknownBodyError:
        return name


def _unsure(evidence: Mapping[str, Evidence]) -> tuple[str, ...]:
    return tuple(
        name for name in ("title", "is_open", "route") if name in evidence and evidence[name].confidence < SURE
    )


def _free(number: str, taken: Mapping[str, AgendaLine]) -> str:
    places: Sequence[str] = [number, *(f"{number}-{count}" for count in range(2, len(taken) + 2))]
    return next(one for one in places if one not in taken)
