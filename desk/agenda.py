"""The agenda of a meeting as it may be shown: from the store's rows, through the access rules, to the text."""

from __future__ import annotations

from sqlmodel import Session, col, select

from calendars.copenhagen import COPENHAGEN
from calendars.danish_dates import full_date
from domain.documents.agenda import AgendaAttachment, AgendaItem, agenda_text
from domain.model import Attachment, Body, Case, Meeting, Stop, StopState
from domain.rules.access import Action, Thing, Who, may


def agenda_of(session: Session, meeting: Meeting, who: Who = Who.PUBLIC) -> str:
    """The agenda as ``who`` may read it, items in the order of their case numbers.

    Of a closed item it has the number only, of a closed attachment that it is there.
    """
    body = session.get_one(Body, meeting.body_key)
    starts, ends = meeting.starts_at.astimezone(COPENHAGEN), meeting.ends_at.astimezone(COPENHAGEN)
    return agenda_text(
        body=body.name,
        when=f"{full_date(meeting.held_on)} kl. {starts:%H.%M}-{ends:%H.%M}".capitalize(),
        place=meeting.place,
        items=agenda_items(session, meeting, who),
    )


def agenda_items(session: Session, meeting: Meeting, who: Who = Who.PUBLIC) -> list[AgendaItem]:
    """Its items as ``who`` may read them."""
    rows = session.exec(
        select(Stop, Case)
        .join(Case, col(Stop.case_id) == col(Case.id))
        .where(Stop.meeting_id == meeting.id, Stop.state != StopState.DROPPED)
        .order_by(col(Case.number))
    ).all()
    return [_item(session, str(number), stop, case, who) for number, (stop, case) in enumerate(rows, 1)]


def _item(session: Session, number: str, stop: Stop, case: Case, who: Who) -> AgendaItem:
    thing = Thing.OPEN_ITEM if case.is_open else Thing.CLOSED_ITEM
    if not may(who, Action.SEE_TEXT, thing):
        return AgendaItem(number, case.number, None)
    return AgendaItem(
        number=number,
        case_number=case.number,
        title=case.title,
        route=_route(session, case.id),
        presentation=case.presentation,
        economy=case.economy,
        recommendation=case.recommendation,
        urgency_reason=stop.urgency_reason,
        attachments=_attachments(session, case.id, who),
    )


def _route(session: Session, case_id: str) -> str:
    stops = session.exec(
        select(Stop.body_key)
        .where(Stop.case_id == case_id, Stop.state != StopState.DROPPED)
        .order_by(col(Stop.position), col(Stop.round_no))
    )
    return ", ".join(dict.fromkeys(stops))


def _attachments(session: Session, case_id: str, who: Who) -> tuple[AgendaAttachment, ...]:
    """One that does not say whether it is open is treated as closed."""
    rows = session.exec(select(Attachment).where(Attachment.case_id == case_id).order_by(col(Attachment.position)))
    return tuple(
        AgendaAttachment(row.title, row.document_number)
        if row.is_open is True or may(who, Action.SEE_ATTACHMENTS, Thing.CLOSED_ITEM)
        else AgendaAttachment(None, None)
        for row in rows
    )
