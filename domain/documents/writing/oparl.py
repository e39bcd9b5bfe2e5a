"""A published meeting as JSON for other programs, in the manner of OParl 1.1: Meeting, AgendaItem, Consultation.

What a closed item has here is its number, that it is closed, and the words for the public where there are any.
Addresses are relative to the file itself.
"""

from __future__ import annotations

from typing import Any

from domain.documents.writing.layout import title_of
from domain.documents.writing.paper import Paper, PaperAttachment, PaperItem
from domain.documents.writing.phrases import OUTCOMES
from domain.model import MeetingStatus

_TYPE = "https://schema.oparl.org/1.1/"


def meeting_object(agenda: Paper, minutes: Paper | None, files: dict[str, str]) -> dict[str, Any]:
    """The meeting with its items. ``files`` are the papers beside it: agenda and, where there are any, minutes."""
    meeting = agenda.meeting
    decided = {item.number: item for item in minutes.items} if minutes is not None else {}
    written = {
        name: {"type": f"{_TYPE}File", "accessUrl": file, "mimeType": "application/pdf"}
        for name, file in files.items()
    }
    return {
        "type": f"{_TYPE}Meeting",
        "name": f"{title_of(agenda)} for {meeting.body}",
        "language": "da",
        "meetingState": "aflyst" if meeting.status is MeetingStatus.CANCELLED else "indkaldt",
        "cancelled": meeting.status is MeetingStatus.CANCELLED,
        "start": meeting.starts_at.isoformat(),
        "end": meeting.ends_at.isoformat(),
        "location": {"type": f"{_TYPE}Location", "description": meeting.place},
        "organization": [{"type": f"{_TYPE}Organization", "shortName": meeting.body_key, "name": meeting.body}],
        "invitation": written["agenda"],
        **({"resultsProtocol": written["minutes"]} if "minutes" in written else {}),
        "agendaItem": [_item(item, decided.get(item.number), agenda) for item in agenda.items],
    }


def _item(item: PaperItem, decided: PaperItem | None, agenda: Paper) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": f"{_TYPE}AgendaItem",
        "number": str(item.number),
        "order": item.number,
        "name": item.heading,
        "public": item.is_open,
    }
    wording = decided.wording if decided is not None else None
    if wording is not None and wording.text:
        made["resolutionText"] = wording.text
    elif wording is not None and wording.withheld_because:
        made["sagsgang:withheldBecause"] = wording.withheld_because
    if not item.is_shown:
        return made
    made["consultation"] = _consultation(item, agenda)
    if decided is not None and decided.decision is not None:
        made["result"] = OUTCOMES[decided.decision.outcome]
        made["resolutionText"] = decided.decision.text
    return made


def _consultation(item: PaperItem, agenda: Paper) -> dict[str, Any]:
    """This body's treatment of the case: ``authoritative`` is the last body of its route."""
    return {
        "type": f"{_TYPE}Consultation",
        "organization": agenda.meeting.body_key,
        "authoritative": item.route[-1:] == (agenda.meeting.body_key,),
        "paper": {
            "type": f"{_TYPE}Paper",
            "reference": item.case_number,
            "name": item.heading,
            "underDirectionOf": list(item.route),
            "auxiliaryFile": [_attachment(one) for one in item.attachments],
        },
    }


def _attachment(one: PaperAttachment) -> dict[str, Any]:
    """By title and number; where its file is stored, it lies beside."""
    file = one.file
    where = (
        {
            "accessUrl": file.address,
            "mimeType": file.media_type,
            "size": file.size,
            "sagsgang:sha256": file.sha256,
        }
        if file is not None
        else {}
    )
    return {
        "type": f"{_TYPE}File",
        "name": one.title,
        **where,
        **({"sagsgang:documentNumber": one.number} if one.number else {}),
    }
