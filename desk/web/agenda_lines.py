"""An agenda as one person may see it: what they may not read has been taken out before any template comes near.

Of a closed item somebody without the right to it sees its number, its case's number and a neutral heading, as
``domain/rules/access`` says; of a closed attachment that it is there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session, col, select

from desk import finding_words, rule_words
from desk.language import _
from domain.model import Account, Attachment, Decision, MinutesRemark, PublicWording, Readiness, StopState
from domain.rules.access import Action, Thing, Who, may, shown_title
from domain.rules.agenda import ItemFacts, ItemText, checks_of_item, is_outdated, lacks
from domain.rules.checks import Severity, check_case
from domain.rules.facts import CaseFacts
from domain.store.agenda import AgendaPapers, Paper
from domain.store.bulk import among
from domain.store.queries import current_profile

PartOf = Callable[[CaseFacts], Who]


@dataclass(frozen=True, slots=True)
class Enclosure:
    """An attachment: no title where one may not see it."""

    title: str | None
    document_number: str | None
    is_open: bool | None
    address: str = ""  # of its file, where that is stored


@dataclass(frozen=True, slots=True)
class Missing:
    """Something to be done about an item; ``stops``: it is kept off the agenda until then."""

    text: str
    stops: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One item. Where ``is_shown`` is not so, every text is empty and the title is neutral."""

    number: int
    stop: str
    case_id: str
    case_number: str
    title: str
    is_open: bool
    is_shown: bool
    is_off: bool
    state: StopState
    stop_version: int
    case_version: int
    readiness: Readiness
    readiness_by: str
    readiness_at: datetime | None
    is_outdated: bool
    is_new: bool
    can_go_up: bool
    can_go_down: bool
    missing: tuple[Missing, ...] = ()
    route: tuple[str, ...] = ()
    presentation: str = ""
    economy: str = ""
    recommendation: str = ""
    urgency_reason: str = ""
    enclosures: tuple[Enclosure, ...] = ()
    decision: Decision | None = None
    remarks: tuple[MinutesRemark, ...] = ()
    is_decided_in_private: bool = False
    wording: PublicWording | None = None  # of such a decision, for everybody to read

    @property
    def is_live(self) -> bool:
        """Whether the body has still to treat it."""
        return not self.is_off and self.state is not StopState.DECIDED


@dataclass(frozen=True, slots=True)
class Lines:
    """The items of an agenda by the part of the paper they stand in."""

    open: tuple[Line, ...]
    closed: tuple[Line, ...]
    supplement: tuple[Line, ...]
    new: tuple[Line, ...]

    @property
    def all(self) -> tuple[Line, ...]:
        """Every item that is still on the agenda, in its order."""
        return tuple(line for line in (*self.open, *self.closed, *self.supplement, *self.new) if not line.is_off)

    def line(self, stop: str) -> Line | None:
        """The item of that stop."""
        return next((line for line in self.all if line.stop == stop), None)


def lines_of(papers: AgendaPapers, part_of: PartOf, *, today: date, names: Mapping[str, str]) -> Lines:
    """The items as this part of the world may see them; checks are made as of ``today``."""
    arranged = papers.arranged
    ends = {} if papers.is_locked else _ends([item for item in arranged.main if not item.is_off])
    new = {item.stop for item in arranged.new}
    made = {
        item.stop: _line(
            papers.papers[item.stop],
            part_of(papers.papers[item.stop].case_facts),
            today=today,
            names=names,
            ends=ends.get(item.stop, (False, False)),
            is_new=item.stop in new,
        )
        for item in arranged.all
    }
    return Lines(
        open=tuple(made[item.stop] for item in arranged.main if item.is_open),
        closed=tuple(made[item.stop] for item in arranged.main if not item.is_open),
        supplement=tuple(made[item.stop] for item in arranged.supplement),
        new=tuple(made[item.stop] for item in arranged.new),
    )


def _ends(items: Sequence[ItemFacts]) -> dict[str, tuple[bool, bool]]:
    """Whether each item has a neighbour above and below in its own part, so that it can be moved there."""
    around = zip([None, *items], items, [*items[1:], None], strict=False)
    return {item.stop: (_is_beside(item, above), _is_beside(item, below)) for above, item, below in around}


def _is_beside(item: ItemFacts, other: ItemFacts | None) -> bool:
    return other is not None and other.is_open is item.is_open


def names_of(session: Session, papers: AgendaPapers, also: Iterable[str] = ()) -> dict[str, str]:
    """What the people are called who have done something to this agenda, by what the journal calls them."""
    names = {person.key: person.name for person in current_profile(session).people}
    actors = {paper.item.readiness_by for paper in papers.papers.values() if paper.item is not None}
    actors |= {paper.decision.recorded_by for paper in papers.papers.values() if paper.decision is not None}
    if papers.agenda is not None:
        actors |= {papers.agenda.locked_by, papers.agenda.minutes_approved_by}
    actors |= set(also)
    wanted = select(Account.key, Account.name).where(among(session, col(Account.key), actors))
    return names | dict(session.exec(wanted).all())


def _line(
    paper: Paper, who: Who, *, today: date, names: Mapping[str, str], ends: tuple[bool, bool], is_new: bool
) -> Line:
    case, stop, item = paper.case, paper.stop, paper.item
    thing = Thing.OPEN_ITEM if case.is_open else Thing.CLOSED_ITEM
    is_shown = may(who, Action.SEE_TEXT, thing)
    readiness = item.readiness if item is not None else Readiness.NOT_READY
    line = Line(
        number=paper.facts.number or 0,
        stop=stop.id,
        case_id=case.id,
        case_number=case.number,
        title=case.title if is_shown else _(shown_title(case.is_open, "")),
        is_open=case.is_open,
        is_shown=is_shown,
        is_off=paper.facts.is_off,
        state=stop.state,
        stop_version=stop.version,
        case_version=case.version,
        readiness=readiness,
        readiness_by=names.get(item.readiness_by, item.readiness_by) if item is not None else "",
        readiness_at=item.readiness_at if item is not None else None,
        is_outdated=is_outdated(readiness, item.case_version if item is not None else None, case.version),
        is_new=is_new,
        can_go_up=ends[0],
        can_go_down=ends[1],
        is_decided_in_private=not case.is_open and paper.decision is not None,
        wording=None if case.is_open else paper.wording,
    )
    return _with_texts(line, paper, who, today) if is_shown else line


def _with_texts(line: Line, paper: Paper, who: Who, today: date) -> Line:
    case = paper.case
    return replace(
        line,
        missing=_missing(paper, today) if line.is_live else (),
        route=tuple(
            dict.fromkeys(stop.body for stop in paper.case_facts.stops if stop.state is not StopState.DROPPED)
        ),
        presentation=case.presentation,
        economy=case.economy,
        recommendation=case.recommendation,
        urgency_reason=paper.stop.urgency_reason,
        enclosures=tuple(
            Enclosure(one.title, one.document_number, one.is_open, _address(paper, one))
            if one.is_open is True or may(who, Action.SEE_ATTACHMENTS, Thing.CLOSED_ITEM)
            else Enclosure(None, None, one.is_open)
            for one in paper.attachments
        ),
        decision=paper.decision,
        remarks=paper.remarks,
    )


def _address(paper: Paper, attachment: Attachment) -> str:
    file = paper.files.get(attachment.id)
    return f"/sag/{paper.case.id}/fil/{file.id}" if file is not None else ""


def _missing(paper: Paper, today: date) -> tuple[Missing, ...]:
    text = ItemText(paper.case.presentation, paper.case.recommendation, len(paper.attachments))
    said = finding_words.DOCUMENT | rule_words.CHECKS
    checks = checks_of_item(check_case(paper.case_facts, today=today), paper.stop.id)
    found = [
        Missing(finding_words.say(said, check.code, check.evidence), check.severity is Severity.STOP)
        for check in checks
    ]
    return (
        *(one for one in found if one.stops),
        *(Missing(_(rule_words.LACKS[code])) for code in lacks(text)),
        *(one for one in found if not one.stops),
    )
