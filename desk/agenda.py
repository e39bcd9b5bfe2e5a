"""The agenda of a meeting as it may be shown: from the store's rows, through the access rules, to the text."""

from __future__ import annotations

from sqlmodel import Session

from calendars.copenhagen import COPENHAGEN
from calendars.danish_dates import full_date
from domain.documents.agenda import AgendaAttachment, AgendaItem, agenda_text
from domain.model import Body, Meeting, StopState
from domain.rules.access import Action, Thing, Who, may
from domain.store.agenda import Paper, agenda_papers


def agenda_of(session: Session, meeting: Meeting, who: Who = Who.PUBLIC) -> str:
    """The agenda as ``who`` may read it, in its order: open items, closed items, what came later.

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
    """Its items as ``who`` may read them; what has been taken off since the agenda was locked is left out."""
    return [_item(paper, who) for paper in agenda_papers(session, meeting.id).in_order()]


def _item(paper: Paper, who: Who) -> AgendaItem:
    case, number = paper.case, str(paper.facts.number)
    thing = Thing.OPEN_ITEM if case.is_open else Thing.CLOSED_ITEM
    if not may(who, Action.SEE_TEXT, thing):
        return AgendaItem(number, case.number, None)
    stops = [stop.body for stop in paper.case_facts.stops if stop.state is not StopState.DROPPED]
    return AgendaItem(
        number=number,
        case_number=case.number,
        title=case.title,
        route=", ".join(dict.fromkeys(stops)),
        presentation=case.presentation,
        economy=case.economy,
        recommendation=case.recommendation,
        urgency_reason=paper.stop.urgency_reason,
        attachments=_attachments(paper, who),
    )


def _attachments(paper: Paper, who: Who) -> tuple[AgendaAttachment, ...]:
    """One that does not say whether it is open is treated as closed."""
    return tuple(
        AgendaAttachment(row.title, row.document_number)
        if row.is_open is True or may(who, Action.SEE_ATTACHMENTS, Thing.CLOSED_ITEM)
        else AgendaAttachment(None, None)
        for row in paper.attachments
    )
