"""The agenda of one meeting as the verbs and the pages read it: a fixed number of statements, however many items."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, func, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from domain.model import (
    Agenda,
    AgendaItem,
    Attachment,
    Case,
    Decision,
    Draft,
    Meeting,
    MinutesRemark,
    PublicWording,
    Stop,
    StopState,
    StoredFile,
)
from domain.rules.agenda import Arranged, ItemFacts, Numbering, arrange
from domain.rules.facts import CaseFacts
from domain.store.bulk import among, table_of
from domain.store.case_facts import many_case_facts
from domain.store.files import current_files
from domain.store.queries import current_profile, find_meeting

Placed = tuple[Stop, Case, AgendaItem | None, Decision | None]
_STOP, _CASE, _ITEM = table_of(Stop), table_of(Case), table_of(AgendaItem)
_COLUMNS = select_columns(
    *(_STOP.c.id, _STOP.c.meeting_id, _STOP.c.state, _CASE.c.number.label("case_number"), _CASE.c.is_open),
    *(_ITEM.c.place, _ITEM.c.number, _ITEM.c.is_supplement, _ITEM.c.stop_id.label("known")),
).join_from(_STOP, _CASE, _CASE.c.id == _STOP.c.case_id)


@dataclass(frozen=True, slots=True)
class Paper:
    """One item of an agenda with everything that is said about it: to be shown only through ``rules.access``."""

    facts: ItemFacts
    stop: Stop
    case: Case
    case_facts: CaseFacts
    attachments: tuple[Attachment, ...]
    item: AgendaItem | None
    decision: Decision | None
    wording: PublicWording | None
    files: dict[str, StoredFile]  # the newest, by attachment
    remarks: tuple[MinutesRemark, ...]


@dataclass(frozen=True, slots=True)
class AgendaPapers:
    """A meeting's agenda with its items in their order. ``agenda`` is None where staff have done nothing to it."""

    meeting: Meeting
    agenda: Agenda | None
    arranged: Arranged
    papers: dict[str, Paper]  # by stop
    remarks: tuple[MinutesRemark, ...]  # of the whole meeting

    @property
    def version(self) -> int:
        """What a writer must have seen: 0 before anybody has done anything."""
        return self.agenda.version if self.agenda else 0

    @property
    def is_locked(self) -> bool:
        """Whether its numbers stand."""
        return self.agenda is not None and self.agenda.locked_at is not None

    def in_order(self) -> list[Paper]:
        """The items as they are treated: those that have been taken off left out."""
        return [self.papers[item.stop] for item in self.arranged.all if not item.is_off]


def find_agenda(session: Session, meeting_id: str) -> Agenda | None:
    """What staff have done to the meeting's agenda; None: nothing yet."""
    return session.get(Agenda, meeting_id)


def is_locked(agenda: Agenda | None) -> bool:
    """Whether its numbers stand."""
    return agenda is not None and agenda.locked_at is not None


def items_of(session: Session, meeting_id: str) -> list[ItemFacts]:
    """The stops on a meeting's agenda, and those that have left their number behind on it; in no order."""
    session.flush()
    own = and_(_ITEM.c.stop_id == _STOP.c.id, _ITEM.c.meeting_id == meeting_id)
    read = session.connection().execute
    on = read(_COLUMNS.outerjoin(_ITEM, own).where(_STOP.c.meeting_id == meeting_id)).all()
    left = read(
        _COLUMNS.join(_ITEM, own).where(_ITEM.c.number.is_not(None), _STOP.c.meeting_id.is_distinct_from(meeting_id))
    ).all()
    return [
        _item(row, is_off=row.state is StopState.DROPPED)
        for row in on
        if row.state is not StopState.DROPPED or row.number is not None
    ] + [_item(row, is_off=True) for row in left]


def next_number(session: Session, meeting: Meeting) -> int:
    """The first number that the body has free for this meeting: 1, or the one after all that are given already."""
    body = next((one for one in current_profile(session).bodies if one.key == meeting.body_key), None)
    if body is None or body.numbers is Numbering.MEETING:  # none: the profile has lost it, its meetings are there
        return 1 if body is None else body.first_number
    given = (
        select(func.max(AgendaItem.number))
        .join(Meeting, col(Meeting.id) == col(AgendaItem.meeting_id))
        .where(Meeting.body_key == meeting.body_key)
    )
    if body.numbers is Numbering.YEAR:
        year = meeting.held_on.year
        given = given.where(col(Meeting.held_on) >= date(year, 1, 1), col(Meeting.held_on) < date(year + 1, 1, 1))
    last = session.exec(given).one()
    return body.first_number if last is None else last + 1


def agenda_papers(session: Session, meeting_id: str) -> AgendaPapers:
    """The agenda with all it holds.

    Raises:
        NotFoundError: no such meeting.
    """
    meeting = find_meeting(session, meeting_id)
    agenda = find_agenda(session, meeting_id)
    items = {item.stop: item for item in items_of(session, meeting_id)}
    arranged = arrange(items.values(), is_locked=is_locked(agenda), first=next_number(session, meeting))
    found = {row[0].id: row for row in _with_all(session, meeting_id, items)}
    case_ids = sorted({case.id for _, case, *_ in found.values()})
    facts = many_case_facts(session, case_ids)
    attachments = _by(
        session.exec(
            select(Attachment)
            .where(among(session, col(Attachment.case_id), case_ids))
            .order_by(col(Attachment.position))
        ),
        "case_id",
    )
    worded = among(session, col(PublicWording.stop_id), items)
    wordings = {row.stop_id: row for row in session.exec(select(PublicWording).where(worded))}
    files = current_files(session, [row.id for some in attachments.values() for row in some])
    remarks = remarks_of(session, meeting_id)
    said = _by(remarks, "stop_id")
    return AgendaPapers(
        meeting=meeting,
        agenda=agenda,
        arranged=arranged,
        papers={
            item.stop: Paper(
                facts=item,
                stop=stop,
                case=case,
                case_facts=facts[case.id],
                attachments=tuple(attachments[case.id]),
                item=row,
                decision=decision,
                wording=wordings.get(item.stop),
                files={one.id: files[one.id] for one in attachments[case.id] if one.id in files},
                remarks=tuple(said[item.stop]),
            )
            for item in arranged.all
            for stop, case, row, decision in [found[item.stop]]
        },
        remarks=tuple(said[None]),
    )


def _with_all(session: Session, meeting_id: str, stops: Iterable[str]) -> Iterable[Placed]:
    """Each stop with its case, and where there are: its item on the agenda, and its decision."""
    wanted = (
        select(Stop, Case, AgendaItem, Decision)
        .join(Case, col(Case.id) == col(Stop.case_id))
        .outerjoin(
            AgendaItem, and_(col(AgendaItem.stop_id) == col(Stop.id), col(AgendaItem.meeting_id) == meeting_id)
        )
        .outerjoin(Decision, col(Decision.stop_id) == col(Stop.id))
        .where(among(session, col(Stop.id), stops))
    )
    return [(stop, case, item, decision) for stop, case, item, decision in session.exec(wanted)]


def remarks_of(session: Session, meeting_id: str) -> list[MinutesRemark]:
    """What the minutes say beside the decisions, in the order in which it was noted; struck ones left out."""
    wanted = select(MinutesRemark).where(
        MinutesRemark.meeting_id == meeting_id, col(MinutesRemark.struck_at).is_(None)
    )
    return list(session.exec(wanted.order_by(col(MinutesRemark.noted_at), col(MinutesRemark.id))))


def names_used(session: Session, body: str, *, since: date) -> list[str]:
    """Who has been named in the body's minutes at meetings from ``since`` on, by name; not those at closed items."""
    wanted = (
        select(MinutesRemark.who)
        .join(Meeting, col(Meeting.id) == col(MinutesRemark.meeting_id))
        .outerjoin(Stop, col(Stop.id) == col(MinutesRemark.stop_id))
        .outerjoin(Case, col(Case.id) == col(Stop.case_id))
        .where(Meeting.body_key == body, col(Meeting.held_on) >= since)
        .where(or_(col(MinutesRemark.stop_id).is_(None), col(Case.is_open)))
        .distinct()
    )
    return sorted(session.exec(wanted))


def drafts_of(session: Session, stops: Iterable[str]) -> dict[str, list[Draft]]:
    """What is being typed about these stops, the newest first."""
    wanted = select(Draft).where(among(session, col(Draft.stop_id), stops)).order_by(col(Draft.saved_at).desc())
    return _by(session.exec(wanted), "stop_id")


def _by(rows: Iterable[Any], name: str) -> dict[Any, list[Any]]:
    grouped: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[getattr(row, name)].append(row)
    return grouped


def _item(row: Any, *, is_off: bool) -> ItemFacts:
    return ItemFacts(
        stop=row.id,
        case_number=row.case_number,
        is_open=row.is_open,
        place=row.place,
        number=row.number,
        is_supplement=bool(row.is_supplement),
        is_off=is_off,
    )
