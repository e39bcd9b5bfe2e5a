"""One meeting's agenda as the pages show it: its head, its items as this visitor may see them, what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from desk.web.agenda_lines import Line, Lines, lines_of, names_of
from desk.web.visit import Visit
from domain.model import MeetingStatus
from domain.profile import Profile
from domain.profile.profile import BodySpec
from domain.rules.access import Who
from domain.rules.facts import CaseFacts, MeetingFacts
from domain.rules.rights import Deed, part_of
from domain.store.agenda import AgendaPapers, agenda_papers
from domain.store.promises import ShownPromise
from domain.store.promises_asked import asked_before
from domain.store.queries import current_profile, meeting_facts
from domain.store.standing import Standing, standing_of


@dataclass(frozen=True, slots=True)
class MeetingPaper:
    """The agenda of a meeting, ready to be shown."""

    papers: AgendaPapers
    lines: Lines
    meeting: MeetingFacts
    place: str
    status: MeetingStatus
    body: BodySpec
    profile: Profile
    names: dict[str, str]
    has_begun: bool
    may_order: bool
    may_decide: bool
    may_plan: bool
    standing: tuple[Standing, ...]
    asked: tuple[ShownPromise, ...]  # what the body asked for at earlier meetings

    @property
    def id(self) -> str:
        """The meeting."""
        return self.meeting.id

    @property
    def address(self) -> str:
        """Of the agenda; the other pages stand below it."""
        return f"/moede/{self.meeting.id}/dagsorden"

    @property
    def version(self) -> int:
        """What a form must have seen."""
        return self.papers.version

    @property
    def locked_at(self) -> datetime | None:
        """Since when its numbers stand."""
        return self.papers.agenda.locked_at if self.papers.agenda else None

    @property
    def locked_by(self) -> str:
        """Who locked it."""
        return self.name(self.papers.agenda.locked_by) if self.papers.agenda else ""

    @property
    def published_at(self) -> datetime | None:
        """Since when the public may read it."""
        return self.papers.agenda.published_at if self.papers.agenda else None

    @property
    def approved_at(self) -> datetime | None:
        """Since when its minutes stand."""
        return self.papers.agenda.minutes_approved_at if self.papers.agenda else None

    @property
    def approved_by(self) -> str:
        """Who approved the minutes."""
        return self.name(self.papers.agenda.minutes_approved_by) if self.papers.agenda else ""

    @property
    def signed_on(self) -> date | None:
        """The day its minutes were signed."""
        return self.papers.agenda.minutes_signed_on if self.papers.agenda else None

    @property
    def undecided(self) -> tuple[Line, ...]:
        """The items that have no decision yet."""
        return tuple(line for line in self.lines.all if line.is_live)

    @property
    def unworded(self) -> tuple[Line, ...]:
        """What was decided behind closed doors, and nobody has said what the public may read of it (§ 10)."""
        return tuple(line for line in self.lines.all if line.is_decided_in_private and line.wording is None)

    def item_of(self, case_id: str) -> Line | None:
        """The case's item on this agenda; None: it is not on it."""
        return next((line for line in self.lines.all if line.case_id == case_id and not line.is_off), None)

    def name(self, actor: str) -> str:
        """What somebody is called whom the journal knows by a key."""
        return self.names.get(actor, actor)


def read_paper(visit: Visit, meeting_id: str, who: Who | None = None) -> MeetingPaper:
    """The meeting's agenda as the visitor sees it, or (``who``) as an edition for others shows it.

    What the body asked for is for the house and the body's members: an edition for others does not have it.

    Raises:
        NotFoundError: no such meeting.
        NotAllowedError: the visitor may not look.
    """
    visit.check_may(Deed.LOOK)

    def seen_as(case: CaseFacts) -> Who:
        own = part_of(visit.visitor, case)
        return own if who is None else who

    with visit.db.read() as session:
        papers = agenda_papers(session, meeting_id)
        meeting = meeting_facts(session, ids=[meeting_id])[0]
        profile = current_profile(session)
        names = names_of(session, papers)
        asked = asked_before(session, visit.visitor, meeting_id, today=visit.today) if who is None else []
        standing = standing_of(session, meeting_id) if who is None else []
    body = meeting.body
    return MeetingPaper(
        papers=papers,
        lines=lines_of(papers, seen_as, today=visit.today, names=names),
        meeting=meeting,
        place=papers.meeting.place,
        status=papers.meeting.status,
        body=profile.body(body),
        profile=profile,
        names=names,
        has_begun=visit.now >= meeting.starts_at,
        may_order=visit.may(Deed.AGENDA, body) and not meeting.cancelled,
        may_decide=visit.may(Deed.DECIDE, body) and not meeting.cancelled,
        may_plan=visit.may(Deed.PLAN, body) and not meeting.cancelled,
        standing=tuple(standing),
        asked=tuple(asked),
    )
