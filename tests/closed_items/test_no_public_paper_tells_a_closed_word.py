"""Public papers byte by byte: text, streams, properties, bookmarks, members of a zip and names of files."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest

from desk.paper_files import FileKind, paper_file
from domain.casework.meeting.minutes import note_in_minutes
from domain.casework.meeting.papers import compose
from domain.casework.verb import By
from domain.documents.writing.paper import Edition, PaperKind
from domain.model import Outcome, Remark
from domain.rules.facts import AttachmentFacts

MARK, NUMBER = "zq", "23/999"
HU = ("HU", "2023-04-27")


@pytest.fixture
def with_closed(office: Any, closed_case: Callable[[str], Mapping[str, Any]]) -> Any:
    """Before HU: a closed case that DIR decided on with a closed text, and an open one with closed attachments."""
    office.do("open_case", "2023-03-01 09:00", **closed_case(f"Afsked af {MARK}title"))
    attachments = [
        AttachmentFacts("Den åbne politik", "1", is_open=True),
        AttachmentFacts(f"{MARK}closed", f"{MARK}document", is_open=False),
        AttachmentFacts(f"{MARK}unsaid", None, is_open=None),
    ]
    stages = {"DIR": date(2023, 4, 12), "HU": date(2023, 4, 27)}
    opened = {"number": "23/1000", "title": "Personalepolitik", "route": ["DIR", "HU"], "stages": stages}
    said = {"recommendation": "Godkendes.", "owner_post": "hr-chef", "attachments": attachments}
    office.do("open_case", "2023-03-01 09:00", **opened, **said)
    office.live("2023-04-03", "2023-04-13")
    office.decide("DIR", "2023-04-13 09:00", Outcome.RECOMMENDED, text=f"{MARK}decision")
    (stop,) = office.stops_at("DIR", "2023-04-12", NUMBER)
    for kind in (Remark.DISSENT, Remark.DISQUALIFIED):
        note_in_minutes(
            office.db,
            By("hanne.fjellerby", office.moment("2023-04-13 10:00")),
            meeting_id=office.meeting("DIR", "2023-04-12"),
            kind=kind,
            who=f"{MARK}whoever",
            text=f"{MARK}statement",
            stop_id=stop,
        )
    return office


def test_no_public_paper_holds_a_closed_word_in_any_byte(
    with_closed: Any, everything_in: Callable[[str, bytes], str]
) -> None:
    for body, day in (("DIR", "2023-04-12"), HU):
        for kind in (PaperKind.AGENDA, PaperKind.SUPPLEMENT, PaperKind.MINUTES):
            with with_closed.db.read() as session:
                meeting = with_closed.meeting(body, day)
                papers = [compose(session, meeting, kind, edition=Edition.PUBLIC, on=date(2023, 4, 27))]
                numbers = [item.number for item in papers[0].items]
                papers += [
                    compose(
                        session, meeting, PaperKind.EXCERPT, edition=Edition.PUBLIC, on=date(2023, 4, 27), number=n
                    )
                    for n in numbers
                ]
            for paper in papers:
                for ending in FileKind:
                    made = paper_file(paper, ending)
                    told = everything_in(made.name, made.data)
                    found = set(re.findall(rf"{MARK}[a-z]{{5,}}", told))
                    # The decision on the open case was the same words, and they are open.
                    assert found <= ({f"{MARK}decision"} if "Personalepolitik" in told else set()), made.name
                    assert NUMBER not in told, made.name


def test_the_members_edition_holds_them_so_the_test_above_can_find_them(
    with_closed: Any, everything_in: Callable[[str, bytes], str]
) -> None:
    with with_closed.db.read() as session:
        meeting = with_closed.meeting("DIR", "2023-04-12")
        about = {"edition": Edition.MEMBERS, "on": date(2023, 4, 13)}
        agenda = compose(session, meeting, PaperKind.AGENDA, **about)
        minutes = compose(session, meeting, PaperKind.MINUTES, **about)
    for ending in FileKind:
        files = [paper_file(paper, ending) for paper in (agenda, minutes)]
        told = "\n".join(everything_in(made.name, made.data) for made in files)
        for word in (
            "title",
            "presentation",
            "recommendation",
            "attachment",
            "closed",
            "decision",
            "whoever",
            "statement",
        ):
            assert f"{MARK}{word}" in told, (ending, word)
