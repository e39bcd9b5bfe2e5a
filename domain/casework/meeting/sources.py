"""The papers taken in for a meeting: its minutes and its agenda as they came, kept beside what was made of them."""

from __future__ import annotations

from domain.casework.rows import find
from domain.casework.verb import Act, Receipt, verb
from domain.documents.media import is_stored
from domain.errors import NotFoundError
from domain.model import MeetingSource, StoredFile
from domain.model.columns import make_id
from domain.store.queries import find_meeting


@verb
def keep_meeting_source(act: Act, *, meeting_id: str, upload_id: str) -> Receipt:
    """Keep the paper that a meeting's decisions or cases were confirmed from: one the same person has uploaded.

    Raises:
        NotFoundError: no such meeting, or no such upload of theirs.
    """
    meeting = find_meeting(act.session, meeting_id)
    waiting = find(act.session, StoredFile, "file", upload_id)
    is_theirs = waiting.case_id is None and waiting.uploaded_by == act.by.actor
    if not is_theirs or not is_stored(waiting.media_type):
        raise NotFoundError(noun="file", id=upload_id)
    source_id = make_id("meeting_source", meeting.id, waiting.sha256)
    if act.session.get(MeetingSource, source_id) is not None:
        return act.already(meeting_id, file=source_id)
    taken = ("name", "media_type", "size", "sha256", "uploaded_at", "uploaded_by")
    said = {name: getattr(waiting, name) for name in taken}
    act.session.add(MeetingSource.new(**said, id=source_id, meeting_id=meeting.id))
    return act.enter("meeting", meeting_id, file=source_id, media_type=waiting.media_type, size=waiting.size)
