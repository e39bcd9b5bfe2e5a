"""``sagsgang meetings list`` and ``show``: the meetings, who comes, and what Outlook says otherwise."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import col, select

from calendars.copenhagen import COPENHAGEN
from desk import labels, show, words
from desk.lookup import meeting_of
from desk.typed import Day, Json
from desk.workplace import here
from domain.casework.outlook.mirror import proposals
from domain.casework.outlook.replies import Attending, attendance_of
from domain.model import (
    Answer,
    ChangeInOutlook,
    Meeting,
    MirroredMeeting,
)
from domain.store.meeting_year import cases_counted, dispatch_days
from domain.store.queries import current_profile


def list_meetings(
    *, body: str | None = None, since: Day | None = None, until: Day | None = None, as_json: Json = False
) -> None:
    """Vis møder, fra i dag og frem.

    Parameters
    ----------
    body
        Kun ét organ, som KB.
    since
        Fra denne dag; ellers fra i dag.
    until
        Til og med denne dag.
    """
    place = here()
    with place.database() as db, db.read() as session:
        wanted = select(Meeting).where(col(Meeting.held_on) >= (since or place.today()))
        if body is not None:
            wanted = wanted.where(Meeting.body_key == current_profile(session).find_body(body).key)
        if until is not None:
            wanted = wanted.where(col(Meeting.held_on) <= until)
        meetings = session.exec(wanted.order_by(col(Meeting.starts_at))).all()
        ids = [one.id for one in meetings]
        cases, dispatch = cases_counted(session, ids), dispatch_days(session, ids)
        called = attendance_of(session, ids)
        in_outlook = proposals(session, ids)
    rows = [
        {
            "id": one.id,
            "body": one.body_key,
            "starts_at": one.starts_at,
            "ends_at": one.ends_at,
            "place": one.place,
            "status": one.status.value,
            "cases": cases.get(one.id, 0),
            "dispatch_on": dispatch.get(one.id),
            "answers": _counted(called.get(one.id, [])),
            "in_outlook": _proposed(in_outlook.get(one.id)),
        }
        for one in meetings
    ]
    if as_json:
        show.as_json(rows)
        return
    cells = (
        (
            one.body_key,
            one.held_on,
            f"{_clock(one.starts_at)}–{_clock(one.ends_at)}",
            one.place,
            labels.of(one.status),
            cases.get(one.id, 0) or "",
            f"{sent_out:%d-%m}" if (sent_out := dispatch.get(one.id)) else "",
        )
        for one in meetings
    )
    show.table(words.MEETING_COLUMNS, cells)
    for one in meetings:
        _say_proposal(one, in_outlook.get(one.id))


def show_meeting(*, body: str, meeting: Day, as_json: Json = False) -> None:
    """Vis et møde, og hvem der har svaret på indkaldelsen til det.

    Parameters
    ----------
    body
        Organet, som KB.
    meeting
        Mødedagen.
    """
    with here().database() as db, db.read() as session:
        found = meeting_of(session, body, meeting, current_profile(session))
        called = attendance_of(session, [found.id]).get(found.id, [])
        cases = cases_counted(session, [found.id]).get(found.id, 0)
        proposed = proposals(session, [found.id]).get(found.id)
    if as_json:
        said = {"id": found.id, "body": found.body_key, "starts_at": found.starts_at, "ends_at": found.ends_at}
        more = {"place": found.place, "status": found.status.value, "cases": cases}
        show.as_json({**said, **more, "in_outlook": _proposed(proposed), "called": [_called(one) for one in called]})
        return
    show.say(
        words.MEETING_SHOWN.format(
            body=found.body_key,
            at=show.text_of(found.starts_at),
            place=found.place or "–",
            status=labels.of(found.status),
            cases=cases,
        ),
        style="bold",
    )
    _say_proposal(found, proposed)
    if not called:
        show.say(words.NOBODY_CALLED)
        return
    cells = ((one.person.name, one.because, _answer(one), one.answered_at, one.comment) for one in called)
    show.table(words.ANSWER_COLUMNS, cells)


def _called(one: Attending) -> dict[str, object]:
    return {
        "person": one.person.key,
        "because": one.because,
        "answer": one.answer.value if one.answer else None,
        "answered_at": one.answered_at,
        "comment": one.comment,
        "outdated": one.is_outdated,
    }


def _answer(one: Attending) -> str:
    if one.answer is None:
        return words.NOT_ANSWERED
    return words.ANSWERED_BEFORE.format(answer=labels.of(one.answer)) if one.is_outdated else labels.of(one.answer)


def _proposed(change: MirroredMeeting | None) -> dict[str, object] | None:
    if change is None or change.change is None:
        return None
    return {
        "change": change.change.value,
        "starts_at": change.proposed_starts_at,
        "ends_at": change.proposed_ends_at,
        "place": change.proposed_place,
        "noticed_at": change.noticed_at,
    }


def _say_proposal(meeting: Meeting, change: MirroredMeeting | None) -> None:
    """What was done to the meeting by hand in Outlook; it has moved nothing here."""
    if change is None:
        return
    at = show.text_of(meeting.starts_at)
    if change.change is ChangeInOutlook.REMOVED or change.proposed_starts_at is None:
        show.say(words.REMOVED_IN_OUTLOOK.format(body=meeting.body_key, at=at))
        return
    after, place = show.text_of(change.proposed_starts_at), change.proposed_place or "–"
    until = _clock(change.proposed_ends_at) if change.proposed_ends_at else "–"
    show.say(words.MOVED_IN_OUTLOOK.format(body=meeting.body_key, before=at, after=after, until=until, place=place))


def _counted(called: list[Attending]) -> dict[str, int]:
    counts = {answer.value: sum(one.answer is answer for one in called) for answer in Answer}
    return {"called": len(called), **counts}


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone(COPENHAGEN):%H:%M}"
