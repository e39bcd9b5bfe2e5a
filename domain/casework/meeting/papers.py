"""Papers as their readers may see them: a meeting's rows, through the access rules, to a value that can be written.

Not a verb: it reads and changes nothing. What comes out holds no word that the edition may not show, so whoever
writes it, as PDF, in Word or on the web, has nothing to leak.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime

from sqlmodel import Session, col, select

from calendars.copenhagen import COPENHAGEN
from domain.documents.media import media_of
from domain.documents.writing.layout import short_name
from domain.documents.writing.paper import (
    Edition,
    Paper,
    PaperAttachment,
    PaperDecision,
    PaperFile,
    PaperItem,
    PaperKind,
    PaperMeeting,
    PaperPart,
    PaperRemark,
    PaperWording,
    PartKind,
    PlannedDay,
    PlanPaper,
    PromiseLine,
    PromisesPaper,
)
from domain.errors import NotFoundError
from domain.model import Attachment, BodyKind, FollowUpState, Meeting, MinutesRemark, StopState, StoredFile
from domain.rules.access import Action, Thing, Who, may, may_have_file, shown_title
from domain.rules.agenda import ItemFacts
from domain.rules.facts import CaseFacts
from domain.rules.rights import Visitor
from domain.store.agenda import AgendaPapers, agenda_papers
from domain.store.agenda import Paper as StoredItem
from domain.store.people import Directory
from domain.store.promises import ShownPromise, Wish, list_promises
from domain.store.queries import current_profile

SeenAs = Callable[[CaseFacts], Who]
LONGEST = 500  # promises of a paper
SETTLED = {FollowUpState.DONE: "Gjort", FollowUpState.DROPPED: "Frafaldet"}
FILES = "bilag"  # the folder of attachments beside a published paper


def as_member(_case: CaseFacts) -> Who:
    """The whole members' edition."""
    return Who.MEMBER


def compose(
    session: Session,
    meeting_id: str,
    kind: PaperKind,
    *,
    edition: Edition,
    on: date,
    seen_as: SeenAs = as_member,
    number: int | None = None,
) -> Paper:
    """The agenda, tillægsdagsorden or minutes of a meeting, or an excerpt: the item with that ``number``.

    ``seen_as`` says in what part the reader of the members' edition sees each case; the public edition is the
    public's whoever asks. ``on`` is the day the paper bears.

    Raises:
        NotFoundError: no such meeting, or no such item on it.
    """
    papers = agenda_papers(session, meeting_id)
    is_public = edition is Edition.PUBLIC
    tells_decisions = kind in (PaperKind.MINUTES, PaperKind.EXCERPT)
    items = _Items(papers, (lambda _case: Who.PUBLIC) if is_public else seen_as, tells_decisions=tells_decisions)
    parts = [part for part in items.parts(kind) if part.kind is not PartKind.NEW or not is_public]
    if kind is PaperKind.EXCERPT:
        parts = [replace(part, items=tuple(item for item in part.items if item.number == number)) for part in parts]
        if not any(part.items for part in parts):
            raise NotFoundError(noun="item", id=str(number))
    is_minutes = kind is PaperKind.MINUTES
    approved_at = papers.agenda.minutes_approved_at if papers.agenda else None
    return Paper(
        kind=kind,
        edition=edition,
        house=current_profile(session).name,
        meeting=_meeting(session, papers.meeting),
        written_on=on,
        parts=tuple(part for part in parts if part.items),
        remarks=_remarks(papers.remarks) if is_minutes else (),
        approved_on=approved_at.astimezone(COPENHAGEN).date() if approved_at and is_minutes else None,
        signed_on=papers.agenda.minutes_signed_on if papers.agenda and is_minutes else None,
        signers=_signers(session, papers.meeting) if is_minutes and not is_public else None,
    )


def compose_plan(session: Session, year: int, *, on: date) -> PlanPaper:
    """The meetings of a year, by day. Those that have been called off stand with it."""
    bodies = {body.key: body.name for body in current_profile(session).bodies}
    wanted = select(Meeting).where(Meeting.held_on >= date(year, 1, 1), Meeting.held_on <= date(year, 12, 31))
    return PlanPaper(
        house=current_profile(session).name,
        year=year,
        written_on=on,
        meetings=tuple(
            PlannedDay(bodies.get(one.body_key, one.body_key), *_times(one), one.place, one.status)
            for one in session.exec(wanted.order_by(col(Meeting.starts_at), col(Meeting.body_key)))
        ),
    )


def compose_promises(session: Session, visitor: Visitor, wish: Wish, *, covers: str, on: date) -> PromisesPaper:
    """The promises as wished, as this visitor may see them, by who keeps them; ``covers`` says in Danish which.

    Each has its day, the body that it was made to, and the case that reports back. At most ``LONGEST`` are on it.
    """
    lines, is_cut = list_promises(session, visitor, wish, today=on, limit=LONGEST)
    ordered = sorted(lines, key=lambda one: (not one.owner.title, one.owner.title, one.due_on or date.max, one.id))
    told = tuple(_promise_line(one, on) for one in ordered)
    return PromisesPaper(current_profile(session).name, covers, on, told, is_cut)


def _promise_line(one: ShownPromise, today: date) -> PromiseLine:
    is_over = one.settled_at is None and one.due_on is not None and one.due_on < today
    holder = f" ({one.owner.holder})" if one.owner.holder else ""
    asked = one.asked
    met = f" {asked.held_on:%d-%m-%Y}" if asked is not None and asked.held_on is not None else ""
    settled = (
        "" if one.settled_at is None else f"{SETTLED[one.state]} {one.settled_at.astimezone(COPENHAGEN):%d-%m-%Y}"
    )
    return PromiseLine(
        owner=f"{one.owner.title}{holder}" if one.owner.title else one.owner.written,
        text=one.text if one.is_shown else shown_title(is_open=False, title=""),
        case_number=one.case_number,
        due=f"{one.due_on:%d-%m-%Y}" if one.due_on is not None else one.due_text,
        late=(today - one.due_on).days if is_over and one.due_on is not None else 0,
        asked=f"{asked.body}{met}" if asked is not None else "",
        answer=one.answer.number if one.answer is not None else "",
        settled=f"{settled}: {one.note}" if settled and one.note else settled,
    )


class _Items:
    """The items of an agenda as one reader sees them."""

    def __init__(self, papers: AgendaPapers, seen_as: SeenAs, *, tells_decisions: bool) -> None:
        self._papers = papers
        self._seen_as = seen_as
        self._tells_decisions = tells_decisions

    def parts(self, kind: PaperKind) -> list[PaperPart]:
        arranged = self._papers.arranged
        main = [] if kind is PaperKind.SUPPLEMENT else arranged.main
        of_part = {
            PartKind.OPEN: [item for item in main if item.is_open],
            PartKind.CLOSED: [item for item in main if not item.is_open],
            PartKind.SUPPLEMENT: arranged.supplement,
            PartKind.NEW: arranged.new,
        }
        # Minutes tell of what was treated; an agenda also of what has been taken off it since it was sent.
        keeps_off = kind in (PaperKind.AGENDA, PaperKind.SUPPLEMENT)
        return [
            PaperPart(part, tuple(self._item(item) for item in items if keeps_off or not item.is_off))
            for part, items in of_part.items()
        ]

    def _item(self, facts: ItemFacts) -> PaperItem:
        paper = self._papers.papers[facts.stop]
        case, who = paper.case, self._seen_as(paper.case_facts)
        thing = Thing.OPEN_ITEM if case.is_open else Thing.CLOSED_ITEM
        number = facts.number or 0
        if not may(who, Action.SEE_TEXT, thing):
            return PaperItem(
                number,
                shown_title(case.is_open, ""),
                case.is_open,
                is_shown=False,
                is_off=facts.is_off,
                wording=self._wording(paper),
            )
        decision = paper.decision
        stops = (stop.body for stop in paper.case_facts.stops if stop.state is not StopState.DROPPED)
        return PaperItem(
            number=number,
            heading=case.title,
            is_open=case.is_open,
            is_off=facts.is_off,
            case_number=case.number,
            route=tuple(dict.fromkeys(stops)),
            urgency_reason=paper.stop.urgency_reason,
            presentation=case.presentation,
            economy=case.economy,
            recommendation=case.recommendation,
            attachments=_attachments(paper, who, number),
            decision=PaperDecision(decision.outcome, decision.decided_on, decision.text) if decision else None,
            wording=self._wording(paper),
            remarks=_remarks(paper.remarks),
        )

    def _wording(self, paper: StoredItem) -> PaperWording | None:
        if paper.case.is_open or paper.decision is None or not self._tells_decisions:
            return None
        said = paper.wording
        return PaperWording(said.text, said.withheld_because) if said is not None else PaperWording()


def _attachments(paper: StoredItem, who: Who, item: int) -> tuple[PaperAttachment, ...]:
    """One that does not say whether it is open is treated as closed; what one may not see is not there at all."""
    seen = [
        row
        for row in paper.attachments
        if may_have_file(who, case_is_open=paper.case.is_open, attachment_is_open=row.is_open)
    ]
    return tuple(
        PaperAttachment(
            row.title,
            row.document_number,
            is_open=row.is_open is True,
            file=_file(paper.files.get(row.id), item, at, row),
        )
        for at, row in enumerate(seen, start=1)
    )


def _file(file: StoredFile | None, item: int, at: int, attachment: Attachment) -> PaperFile | None:
    if file is None:
        return None
    ending = media_of(file.media_type).endings[0]
    address = f"{FILES}/punkt-{item}-bilag-{at}-{short_name(attachment.title)}{ending}"
    return PaperFile(file.sha256, file.media_type, file.size, address)


def _remarks(rows: Iterable[MinutesRemark]) -> tuple[PaperRemark, ...]:
    return tuple(PaperRemark(row.kind, row.who, row.text) for row in rows)


def _meeting(session: Session, meeting: Meeting) -> PaperMeeting:
    body = current_profile(session).body(meeting.body_key)
    return PaperMeeting(
        meeting.id,
        body.key,
        body.name,
        body.kind is BodyKind.COUNCIL,
        *_times(meeting),
        meeting.place,
        meeting.status,
    )


def _times(meeting: Meeting) -> tuple[datetime, datetime]:
    return meeting.starts_at.astimezone(COPENHAGEN), meeting.ends_at.astimezone(COPENHAGEN)


def _signers(session: Session, meeting: Meeting) -> tuple[str, ...]:
    """Chair and members as far as the profile names them, or who stood in on the day."""
    body, directory = current_profile(session).body(meeting.body_key), Directory(session)
    names: list[str] = []
    for key in (body.chair, *body.members):
        found = directory.recipient(key, meeting.held_on) if key in directory.posts else None
        person = directory.people.get(found.person_key if found is not None else key or "")
        if person is not None:
            names.append(person.name)
    return tuple(dict.fromkeys(names))
