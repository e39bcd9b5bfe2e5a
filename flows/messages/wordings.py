"""What each kind of notice says: one row a kind, in the order a reader should meet them.

``{fields}`` are filled from ``LineFacts`` (see ``letters.py``); none of them can hold a closed title.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.model import NoticeKind


@dataclass(frozen=True, slots=True)
class Wording:
    """A heading for the group, a subject (action, object, date), what is said, and what to do about it.

    ``meeting_…`` are for a notice about a whole meeting and no one case.
    """

    heading: str
    subject: str
    says: str
    task: str = ""
    is_urgent: bool = False
    meeting_subject: str = ""
    meeting_says: str = ""


WORDINGS: Mapping[NoticeKind, Wording] = {
    NoticeKind.CANCELLED: Wording(
        heading="Aflyst",
        subject="Taget af: {cases} {to}",
        says="Sagen behandles ikke {at}.",
        is_urgent=True,
        meeting_subject="Aflyst: {possessive} møde {meeting}",
        meeting_says="{possessive} møde den {meeting} er aflyst.",
    ),
    NoticeKind.MOVED: Wording(
        heading="Flyttet",
        subject="Flyttet: {cases} {to}",
        says="Sagen behandles nu {at}.",
        task="Se, om datoen passer, og flyt det, der hænger på den.",
        is_urgent=True,
        meeting_subject="Flyttet: {possessive} møde til {meeting}",
        meeting_says="{possessive} møde er nu den {meeting}.",
    ),
    NoticeKind.DECLINED: Wording(
        heading="Afbud fra formanden",
        subject="Afbud fra formanden: {body} {meeting}",
        says="Formanden har svaret nej til {possessive} møde den {meeting}.",
        task="Aftal, hvem der leder mødet.",
        is_urgent=True,
    ),
    NoticeKind.BLOCKED: Wording(
        heading="Mangler noget før dagsordenen",
        subject="Mangler noget før dagsordenen: {cases} {to}",
        says="Sagen kan ikke komme på dagsordenen til {possessive} møde den {meeting}, som den er.",
        task="Ret det, der mangler, på sagen; så kommer den med.",
        is_urgent=True,
    ),
    NoticeKind.STUCK: Wording(
        heading="Kan ikke planlægges",
        subject="Kan ikke planlægges: {cases}",
        says="Der er ikke en række møder, som sagen kan nå gennem.",
        task="Åbn sagen, og vælg en løsning.",
        is_urgent=True,
    ),
    NoticeKind.ESCALATION: Wording(
        heading="Ikke fulgt op",
        subject="Ikke fulgt op: {cases}, frist {due_short}",
        says="Opfølgningen er ikke meldt gjort. Fristen var {due}, {when}.",
        task="Tal med den ansvarlige, eller giv opgaven til en anden.",
        is_urgent=True,
    ),
    NoticeKind.CHASE: Wording(
        heading="Rykkere",
        subject="Rykker: opfølgning på {cases}, frist {due_short}",
        says="Opfølgningen er ikke meldt gjort. Fristen var {due}, {when}.",
        task="Meld den gjort, eller aftal en ny frist med sekretariatet.",
        is_urgent=True,
    ),
    NoticeKind.DEADLINE: Wording(
        heading="Frister",
        subject="Frist {when}: {cases} {to}",
        says="Fristen for {deadline} til {possessive} møde den {meeting} er {on_day}.",
        task="{deadline_task}",
    ),
    NoticeKind.FOLLOW_UP: Wording(
        heading="Opfølgninger",
        subject="Opfølgning {when}: {cases}",
        says="Opfølgningen skal være gjort {on_day}.",
        task="Meld den gjort, når den er det.",
    ),
    NoticeKind.ASK_DECISION: Wording(
        heading="Beslutninger, der mangler",
        subject="Skriv beslutningen: {cases} fra {body} {meeting}",
        says="{possessive} møde den {meeting} er holdt, og beslutningen er ikke skrevet ind.",
        task="Skriv beslutningen ind, så sagen kan gå videre.",
    ),
    NoticeKind.DECIDED: Wording(
        heading="Besluttet",
        subject="Besluttet: {cases} i {body} {meeting}",
        says="Beslutningen i {body} den {meeting}: {outcome}.",
    ),
    NoticeKind.PROPOSED: Wording(
        heading="Opfølgninger, der skal bekræftes",
        subject="Bekræft opfølgning: {cases}",
        says="Sagen har en opfølgning, som ingen endnu har taget på sig.",
        task="Bekræft med en ansvarlig og en frist, eller afvis.",
    ),
    NoticeKind.INVITATION: Wording(  # its mail has a letter of its own (``invitation.py``)
        heading="Mødeindkaldelser",
        subject="Møde: {body} {meeting}",
        says="Du er indkaldt til {possessive} møde den {meeting}.",
    ),
    NoticeKind.PLANNED: Wording(
        heading="Planlagt",
        subject="Planlagt: {cases} {to}",
        says="Sagen behandles {at}.",
    ),
}
