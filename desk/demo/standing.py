"""The demo's standing items: on the agenda of each body's next meeting when the desk opens, so that one sees them.

They would come by themselves in the weeks before; here the secretary has put them on already, as the agenda's page
lets one do.
"""

from __future__ import annotations

from datetime import timedelta

from domain.casework.rows import local_day
from domain.casework.verb import By
from domain.store.database import Database
from domain.store.standing import standing_between
from flows.standing_items import put_on

_AHEAD = timedelta(days=120)  # beyond the summer


def put_items_on(db: Database, by: By) -> list[str]:
    """Put them on, once however often; the ids of the meetings."""
    today = local_day(by.at)
    with db.read() as session:
        coming = standing_between(session, today + timedelta(days=1), today + _AHEAD)
    first: dict[str, str] = {}
    for one in coming:
        if first.setdefault(one.item.body, one.meeting_id) == one.meeting_id and one.is_waiting:
            put_on(db, by, item=one.item.key, meeting_id=one.meeting_id)
    return sorted(first.values())
