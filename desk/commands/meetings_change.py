"""``sagsgang meetings call``, ``move``, ``cancel``, ``accept``, ``refuse``: what moves is shown first, then saved."""

from __future__ import annotations

from datetime import datetime, timedelta

from calendars.copenhagen import COPENHAGEN
from desk import show, words
from desk.asking import may_save
from desk.lookup import meeting_of
from desk.plan_words import say_impact
from desk.typed import Clock, Day, Json, Yes
from desk.workplace import here
from domain.casework.meeting.meetings import (
    cancel_meeting,
    move_meeting,
    preview_cancel,
    preview_move,
    schedule_meeting,
)
from domain.casework.outlook.mirror import accept_change_in_outlook, proposals, refuse_change_in_outlook
from domain.model import (
    MeetingStatus,
)
from domain.store.queries import current_profile


def call(
    *, body: str, on: Day, at: Clock, minutes: int | None = None, where: str = "", ordinary: bool = False
) -> None:
    """Indkald til et møde, der ikke er i planen.

    Parameters
    ----------
    body
        Organet, som KB.
    on
        Dagen.
    at
        Klokkeslættet, som 14:00.
    minutes
        Hvor længe det varer; ellers som organets andre møder.
    where
        Stedet.
    ordinary
        Det er et ordinært møde; ellers ekstraordinært.
    """
    place = here()
    starts_at = datetime.combine(on, at, COPENHAGEN)
    with place.database() as db:
        receipt = schedule_meeting(
            db,
            place.by(),
            body=body,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=minutes) if minutes else None,
            place=where,
            status=MeetingStatus.ORDINARY if ordinary else MeetingStatus.EXTRAORDINARY,
        )
    show.say(words.MEETING_CALLED.format(body=receipt.facts["body"], at=show.text_of(starts_at)))


def move(
    *,
    body: str,
    meeting: Day,
    to: Day,
    reason: str,
    at: Clock | None = None,
    where: str | None = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Flyt et møde. Vis først, hvilke sager der flytter sig.

    Parameters
    ----------
    body
        Organet, som ØK.
    meeting
        Mødedagen nu.
    to
        Den nye dag.
    reason
        Hvorfor det flyttes.
    at
        Det nye klokkeslæt; ellers det samme.
    where
        Det nye sted; ellers det samme.
    """
    place = here()
    with place.database() as db:
        with db.read() as session:
            found = meeting_of(session, body, meeting, current_profile(session))
            clock = at or found.starts_at.astimezone(COPENHAGEN).time()
            starts_at = datetime.combine(to, clock, COPENHAGEN)
            impact = preview_move(session, found.id, starts_at, now=place.now())
        say_impact(impact, as_json=as_json)
        if not may_save(yes=yes):
            return
        move_meeting(
            db,
            place.by(),
            meeting_id=found.id,
            starts_at=starts_at,
            place=where,
            reason=reason,
            version=found.version,
        )
    if not as_json:
        before, after = show.text_of(found.starts_at), show.text_of(starts_at)
        show.say(words.MEETING_MOVED.format(body=found.body_key, before=before, after=after))


def cancel(*, body: str, meeting: Day, reason: str, yes: Yes = False, as_json: Json = False) -> None:
    """Aflys et møde. Vis først, hvilke sager der flytter sig.

    Parameters
    ----------
    body
        Organet, som ØK.
    meeting
        Mødedagen.
    reason
        Hvorfor det aflyses.
    """
    place = here()
    with place.database() as db:
        with db.read() as session:
            found = meeting_of(session, body, meeting, current_profile(session))
            impact = preview_cancel(session, found.id, now=place.now())
        say_impact(impact, as_json=as_json)
        if not may_save(yes=yes):
            return
        cancel_meeting(db, place.by(), meeting_id=found.id, reason=reason, version=found.version)
    if not as_json:
        show.say(words.MEETING_CANCELLED.format(body=found.body_key, day=show.day(found.held_on)))


def accept(
    *, body: str, meeting: Day, reason: str = words.OUTLOOK_REASON, yes: Yes = False, as_json: Json = False
) -> None:
    """Gør ved et møde, hvad nogen har gjort ved det i Outlook: flyt eller aflys det. Vis først, hvad der flytter sig.

    Parameters
    ----------
    body
        Organet, som ØK.
    meeting
        Mødedagen nu.
    reason
        Hvorfor.
    """
    place = here()
    with place.database() as db:
        with db.read() as session:
            found = meeting_of(session, body, meeting, current_profile(session))
            change = proposals(session, [found.id]).get(found.id)
            to = change.proposed_starts_at if change is not None else None
            if change is None:
                impact = None
            elif to is None:
                impact = preview_cancel(session, found.id, now=place.now())
            else:
                impact = preview_move(session, found.id, to, now=place.now(), ends_at=change.proposed_ends_at)
        if impact is not None:
            say_impact(impact, as_json=as_json)
        if impact is not None and not may_save(yes=yes):
            return
        accept_change_in_outlook(db, place.by(), meeting_id=found.id, reason=reason, version=found.version)
    if not as_json:
        before, after = show.text_of(found.starts_at), show.text_of(to)
        said = words.MEETING_MOVED if to is not None else words.MEETING_CANCELLED
        show.say(said.format(body=found.body_key, before=before, after=after, day=show.day(found.held_on)))


def refuse(*, body: str, meeting: Day) -> None:
    """Lad et møde være, som det er, og skriv dets egen tid tilbage i Outlook.

    Parameters
    ----------
    body
        Organet, som ØK.
    meeting
        Mødedagen.
    """
    place = here()
    with place.database() as db:
        with db.read() as session:
            found = meeting_of(session, body, meeting, current_profile(session))
        refuse_change_in_outlook(db, place.by(), meeting_id=found.id)
    show.say(words.OUTLOOK_REFUSED.format(body=found.body_key, at=show.text_of(found.starts_at)))
