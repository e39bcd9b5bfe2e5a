"""What the demo leaves in its folder: agendas, calendars, and a page that says what to look at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from sqlmodel import Session, col, select

from desk import labels, show
from desk.demo.calls import ANSWERS
from desk.demo.play import FIRST
from desk.demo.proof import AGENDAS, CALENDARS, MAILS, Verdict
from desk.demo.stage import Stage
from desk.feed_answer import Wishes, feed_bytes
from desk.feed_refresh import refresh
from desk.paper_files import FileKind, paper_file
from domain.casework.meeting.papers import compose
from domain.documents.writing.paper import Edition, PaperKind
from domain.documents.writing.text import write_text
from domain.model import Body, Case, FeedKind, Meeting, Stop, StopState
from domain.rules.access import shown_title
from domain.store.case_facts import case_facts
from domain.store.feed_queries import Scope

PAGE = "opsummering.txt"


def leave(stage: Stage) -> None:
    """Write the agendas, the minutes and the calendars."""
    agendas, calendars = stage.folder / AGENDAS, stage.folder / CALENDARS
    for folder in (agendas, calendars):
        folder.mkdir(exist_ok=True)
    with stage.db.read() as session:
        for meeting in _meetings_with_cases(session):
            _leave_papers(session, meeting, agendas / f"{meeting.body_key}-{meeting.held_on}")
    refresh(stage.db)
    with stage.db.read() as session:
        feeds = [("alle", Scope(FeedKind.ALL))]
        feeds += [(_plain(body.key), Scope(FeedKind.BODY, body.key)) for body in session.exec(select(Body))]
        for case in session.exec(select(Case)):
            feeds.append((f"sag-{_plain(case.number)}", Scope(FeedKind.CASE, case.id)))
        for name, scope in feeds:
            _, calendar = feed_bytes(session, scope, Wishes(), on=FIRST)  # the whole spring
            (calendars / f"{name}.ics").write_bytes(calendar)


def _leave_papers(session: Session, meeting: Meeting, beside: Path) -> None:
    """The public edition of what there is: the agenda, and minutes where something has been decided."""
    agenda, minutes = (
        compose(session, meeting.id, kind, edition=Edition.PUBLIC, on=meeting.held_on)
        for kind in (PaperKind.AGENDA, PaperKind.MINUTES)
    )
    beside.with_suffix(".txt").write_text(write_text(agenda), encoding="utf-8")
    has_minutes = any(item.decision for item in minutes.items)
    for name, paper in (("", agenda), ("-referat", minutes)) if has_minutes else (("", agenda),):
        for kind in (FileKind.PDF, FileKind.DOCX):
            Path(f"{beside}{name}.{kind.value}").write_bytes(paper_file(paper, kind).data)


def write_page(stage: Stage, verdicts: Sequence[Verdict], prefect_pages: str = "") -> Path:
    """The page: what was shown, where the cases ended, and what to open."""
    lines = ["Foråret 2023 i en kommune som Norddjurs", "=" * 39, "", *lines_of(verdicts)]
    lines += ["", "Sagerne", *_cases(stage), "", "Se selv"]
    lines += [
        f"  {MAILS}/       de mails, der blev sendt (.eml; åbnes i Outlook eller Thunderbird)",
        f"  {ANSWERS}/         formandens svar på indkaldelserne, som de kom",
        f"  {AGENDAS}/ dagsordener og referater (PDF, Word, tekst); KB-2023-05-23 har begrundelsen for hast",
        f"  {CALENDARS}/   .ics pr. organ og pr. sag",
        f"  SAGSGANG_DATA_DIR={stage.folder} sagsgang case show 23/4107",
    ]
    if prefect_pages:
        lines.append(f"  {prefect_pages}")
    page = stage.folder / PAGE
    page.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return page


def lines_of(verdicts: Sequence[Verdict]) -> list[str]:
    """The claims with a cross at those that hold, and what was seen of each."""
    lines = ["Det skulle vises"]
    for verdict in verdicts:
        lines += [f"  [{'x' if verdict.holds else ' '}] {verdict.claim}", f"      {verdict.seen}"]
    return lines


def _cases(stage: Stage) -> list[str]:
    lines = []
    with stage.db.read() as session:
        for case in session.exec(select(Case).order_by(col(Case.number))).all():
            lines.append(f"  {case.number}  {shown_title(case.is_open, case.title)}: {labels.of(case.state)}")
            for stop in case_facts(session, case.id).stops:
                met = show.day(stop.meeting.held_on) if stop.meeting else "–"
                outcome = labels.of(stop.decision.outcome) if stop.decision else labels.of(stop.state)
                lines.append(f"      {stop.body:4} {met}  {outcome}")
    return lines


def _meetings_with_cases(session: Session) -> list[Meeting]:
    used = select(Stop.meeting_id).where(Stop.state != StopState.DROPPED).distinct()
    return list(session.exec(select(Meeting).where(col(Meeting.id).in_(used)).order_by(col(Meeting.starts_at))))


def _plain(name: str) -> str:
    """A file name in ASCII: ØK becomes OEK, 23/4107 becomes 23-2101."""
    for letter, plain in (("Æ", "AE"), ("Ø", "OE"), ("Å", "AA"), ("æ", "ae"), ("ø", "oe"), ("å", "aa")):
        name = name.replace(letter, plain)
    return re.sub(r"[^A-Za-z0-9]+", "-", name)
