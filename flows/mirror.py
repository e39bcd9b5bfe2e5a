"""The meetings mirrored in Outlook: one shared mailbox's calendar a body, through Microsoft Graph. Off by default.

A pass writes what is missing and reads back what was changed there by hand. It may be killed anywhere: a repeated
create is the same event (its transactionId is made from the meeting), a change names the version it changes, and
what was written but not noted down is seen by the next pass. Nothing read in Outlook ever moves a meeting by itself:
a person answers it (``domain.casework.outlook.mirror``).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from calendars.copenhagen import COPENHAGEN
from domain.casework.outlook.mirror import (
    WINDOW,
    Seen,
    Shown,
    Wanted,
    record_mirrored,
    record_read_back,
    record_unmirrored,
    wanted,
)
from domain.casework.verb import By
from domain.model import MeetingStatus, MirroredCalendar
from domain.model.columns import make_id
from domain.store.database import Database
from domain.store.queries import current_profile
from flows.case_journey import SYSTEM
from flows.faults import describe
from flows.graph import BusyError, ChangedThereError, Event, Graph, GraphError, NotThereError
from flows.mail_access import token_from
from flows.messages.words import MEETING_KINDS
from flows.settings import Settings

log = logging.getLogger(__name__)

RENEWED = timedelta(days=30)  # a delta stands for fixed days: so often it is begun again, later in the year
READ = WINDOW + 2 * RENEWED


@dataclass(slots=True)
class Mirrored:
    """What a pass did. ``failed`` counts meetings and calendars that are tried again at the next round."""

    written: int = 0
    removed: int = 0
    proposed: int = 0
    failed: int = 0


class Mirror:
    """The passes of one program. Where Graph asks for peace, it has it until then."""

    def __init__(self, db: Database, settings: Settings, *, wait: Callable[[float], None] = time.sleep) -> None:
        self._db = db
        self._settings = settings
        self._wait = wait
        self._quiet_until: datetime | None = None

    def mirror(self, now: datetime) -> Mirrored:
        """Make the calendars like our meetings, and note what was done to them by hand; off, do nothing at all."""
        done = Mirrored()
        is_quiet = self._quiet_until is not None and now < self._quiet_until
        if not is_on(self._settings) or is_quiet:
            return done
        settings = self._settings
        try:
            with Graph(
                settings.graph_url,
                lambda: token_from(settings.graph_token_file, settings.graph_token_command),
                wait=self._wait,
            ) as graph:
                _Pass(self._db, now, graph, done).do()
        except BusyError as busy:
            self._quiet_until = now + timedelta(seconds=busy.seconds)
            log.info("Graph asks for peace for %s seconds", busy.seconds)
            done.failed += 1
        except Exception as error:  # noqa: BLE001 - a mirror that fails holds up nothing else in the round
            log.warning("the meetings could not be mirrored (%s); tried again at the next round", describe(error))
            done.failed += 1
        return done


def is_on(settings: Settings) -> bool:
    """Whether the settings name Graph and a token for it."""
    has_token = settings.graph_token_file is not None or bool(settings.graph_token_command)
    return bool(settings.graph_url) and has_token


class _Pass:
    """One pass over the calendars of all bodies."""

    def __init__(self, db: Database, now: datetime, graph: Graph, done: Mirrored) -> None:
        self.db = db
        self.by = By(SYSTEM, at=now)
        self.graph = graph
        self.done = done

    def do(self) -> None:
        """Write first, then read: so that what is read back is what was last written, or somebody's hand."""
        with self.db.read() as session:
            profile = current_profile(session)
            meetings = [one for one in wanted(session, profile, self.by.at, title_of) if not one.is_right]
        for one in meetings:
            with self._set_aside_if_it_fails():
                self._write(one)
        for body in profile.bodies:
            if body.outlook:
                with self._set_aside_if_it_fails():
                    self._read_back(body.key, body.outlook)

    def _write(self, one: Wanted) -> None:
        row = one.row
        if row is not None and row.mailbox and (one.shown is None or row.mailbox != one.mailbox):
            if row.event_id:
                self.graph.remove(row.mailbox, row.event_id)
            record_unmirrored(self.db, self.by, meeting_id=one.meeting_id)
            self.done.removed += 1
            generation, event_id, etag = row.generation + 1, "", ""
        else:
            generation, event_id, etag = (row.generation, row.event_id, row.etag) if row is not None else (0, "", "")
        if one.shown is None:
            return
        try:
            if not event_id:
                event = self._create(one, one.shown, generation)
            else:
                event = self.graph.change(one.mailbox, event_id, etag, one.shown)
        except ChangedThereError:
            log.info("an event was changed in Outlook; it is read back before it is written")
            return
        except NotThereError:
            if event_id:
                record_unmirrored(self.db, self.by, meeting_id=one.meeting_id)  # the next pass makes another
            raise
        record_mirrored(
            self.db,
            self.by,
            meeting_id=one.meeting_id,
            mailbox=one.mailbox,
            event_id=event.id,
            etag=event.etag,
            shown=one.shown,
            generation=generation,
        )
        self.done.written += 1

    def _create(self, one: Wanted, shown: Shown, generation: int) -> Event:
        """Make the event. One that a killed pass made may show the meeting as it was then: it is put right."""
        transaction = make_id("outlook", one.meeting_id, one.mailbox, generation)
        event = self.graph.create(one.mailbox, transaction, one.meeting_id, shown)
        if event.shown.title == shown.title and event.shown.is_held_as(shown):
            return event
        return self.graph.change(one.mailbox, event.id, event.etag, shown)

    def _read_back(self, body: str, mailbox: str) -> None:
        today = self.by.at.astimezone(COPENHAGEN).date()
        with self.db.read() as session:
            known = session.get(MirroredCalendar, body)
        link, from_on = "", today
        if known is not None and known.mailbox == mailbox and today < known.read_from + RENEWED:
            link, from_on = known.delta_link, known.read_from
        try:
            changes = self.graph.changes(mailbox, link, from_on=from_on, days=READ)
        except NotThereError:
            if not link:
                raise
            from_on = today
            changes = self.graph.changes(mailbox, from_on=from_on, days=READ)
        seen = [Seen(one.id, one.etag, one.shown) for one in changes.events]
        for event_id in changes.left:  # gone, or moved to a day that the delta does not stand for
            event = self.graph.read(mailbox, event_id)
            seen.append(Seen(event_id, event.etag, event.shown) if event is not None else Seen(event_id, "", None))
        if link and not seen:
            return  # the link we have is as good: nothing is written where nothing has happened
        receipt = record_read_back(
            self.db, self.by, body=body, mailbox=mailbox, delta_link=changes.link, read_from=from_on, seen=seen
        )
        self.done.proposed += len(receipt.facts.get("proposed", ()))

    @contextmanager
    def _set_aside_if_it_fails(self) -> Iterator[None]:
        """One meeting or calendar that fails holds up no other; but a Graph that is busy is busy for all."""
        try:
            yield
        except BusyError:
            raise
        except GraphError as error:
            log.warning("%s (%s); it is tried again at the next round", error, describe(error))
            self.done.failed += 1


def title_of(body: str, status: MeetingStatus) -> str:
    """What a meeting is called, as in the feeds."""
    kind = MEETING_KINDS[status]
    return f"{body} ({kind})" if kind else body
