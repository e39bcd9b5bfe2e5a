"""Making the stored events follow the journal, before a feed is read.

An event is made again when its meeting, deadline, follow-up or round has changed since; its bytes are replaced only
when they differ. So whoever reads a feed reads what is stored, and "not changed" costs no rendering.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, time

from sqlmodel import Session

from calendars.copenhagen import COPENHAGEN
from calendars.ics import CalendarEvent, EventStatus, render_event
from desk.feed import Made, duty_events, follow_up_events, meeting_events
from domain.model import FragmentKind
from domain.store import fragments
from domain.store.bulk import in_chunks
from domain.store.database import Database
from domain.store.feed_queries import duty_detail
from domain.store.fragments import Behind, Kept, Rendered
from domain.store.queries import has_profile

FORMAT = 2  # raise it when the same event would be written with other bytes: all are made again at the next reading
_NO_FORMAT = -1  # differs from any that is stored


def refresh(db: Database, *, everything: bool = False) -> int:
    """Bring the stored events up to the end of the journal. How many got new bytes.

    ``everything`` looks at every meeting and follow-up, whatever the journal says.
    """
    with db.write() as session:
        state = fragments.state_of(session)
        reached = fragments.behind(session, state, format=_NO_FORMAT if everything else FORMAT)
        if reached is None:
            return 0
        made = sum(_make(session, some, reached) for some in in_chunks(sorted(reached.meetings)))
        made += _make_follow_ups(session, reached)
        made += _make_duties(session, reached) if reached.duties else 0
        fragments.follow(session, state, reached, format=FORMAT)
        return made


def _make(session: Session, meeting_ids: list[str], reached: Behind) -> int:
    events = list(meeting_events(session, meeting_ids))
    left_over = fragments.deadlines_kept(session, meeting_ids) - {made.id for made in events}
    fragments.forget(session, sorted(left_over))
    return _store(session, events, reached.changed_at)


def _make_follow_ups(session: Session, reached: Behind) -> int:
    made = 0
    for some in in_chunks(sorted(reached.follow_ups)):
        events = list(follow_up_events(session, some, reached.changed_at))
        fragments.forget(session, sorted(set(some) - {one.id for one in events}))
        made += _store(session, events, reached.changed_at)
    return made


def _make_duties(session: Session, reached: Behind) -> int:
    if not has_profile(session):
        return 0
    events = list(duty_events(session, reached.changed_at))
    fragments.forget(session, sorted(fragments.duties_kept(session) - {one.id for one in events}))
    return _store(session, events, reached.changed_at)


def _store(session: Session, events: Iterable[Made], changed_at: datetime) -> int:
    found = list(events)
    kept = fragments.kept(session, [made.id for made in found])
    rows = [_fragment(made, kept.get(made.id), changed_at) for made in found]
    changed = [row for row in rows if row.id not in kept or kept[row.id].differs_from(row)]
    fragments.keep(session, changed, {made.id: made.cases for made in found})
    return sum(row.id not in kept or kept[row.id].sha256 != row.sha256 for row in changed)


def _fragment(made: Made, kept: Kept | None, changed_at: datetime) -> Rendered:
    """The event as bytes. Its stamp is when it last came to look otherwise, so the same event keeps its bytes."""
    event = made.event
    said = fragments.digest(repr((event.starts_at, event.ends_at, event.summary, event.place, event.status)))
    is_meeting = made.meeting is not None and made.deadline is None
    if not is_meeting and kept is not None:
        event = replace(event, sequence=kept.sequence + (said != kept.sequence_of))
    if kept is not None:
        event = replace(event, changed_at=kept.changed_at)
    content = render_event(event)
    if kept is not None and fragments.digest(content) != kept.sha256:
        event = replace(event, changed_at=max(changed_at, kept.changed_at))
        content = render_event(event)
    return Rendered(
        id=made.id,
        kind=_kind(made),
        meeting_id=made.meeting.id if made.meeting else None,
        body_key=made.meeting.body_key if made.meeting else None,
        detail=made.deadline.kind if made.deadline else duty_detail(made.duty),
        starts_at=_first_moment(event),
        is_cancelled=event.status is EventStatus.CANCELLED,
        sequence=event.sequence,
        sequence_of=said,
        source_version=made.meeting.version if made.meeting else 0,
        changed_at=event.changed_at,
        sha256=fragments.digest(content),
        content=content,
    )


def _kind(made: Made) -> FragmentKind:
    if made.duty:
        return FragmentKind.DUTY
    if made.meeting is None:
        return FragmentKind.FOLLOW_UP
    return FragmentKind.MEETING if made.deadline is None else FragmentKind.DEADLINE


def _first_moment(event: CalendarEvent) -> datetime:
    starts = event.starts_at
    return starts if isinstance(starts, datetime) else datetime.combine(starts, time(), COPENHAGEN)
