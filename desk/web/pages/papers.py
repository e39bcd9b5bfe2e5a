"""Papers to take home: agenda, tillægsdagsorden, minutes, one item, the year's meetings, as PDF and for Word."""

from __future__ import annotations

from fastapi import APIRouter, Response

from desk.paper_files import FileKind, PaperFile, paper_file
from desk.web.visit import Visit, VisitDep
from domain.casework.meeting.papers import compose, compose_plan
from domain.documents.writing.paper import Edition, PaperKind
from domain.errors import NotFoundError
from domain.rules.rights import Deed, part_of
from domain.store.agenda import agenda_papers

router = APIRouter(include_in_schema=False)

KINDS = {"dagsorden": PaperKind.AGENDA, "tillaegsdagsorden": PaperKind.SUPPLEMENT, "referat": PaperKind.MINUTES}
EDITIONS = {"medlemmer": Edition.MEMBERS, "offentlig": Edition.PUBLIC}


@router.get("/moede/{meeting_id}/papir/{name}.{ending}")
def of_meeting(visit: VisitDep, meeting_id: str, name: str, ending: str, udgave: str = "medlemmer") -> Response:
    """A paper of the whole meeting."""
    if name not in KINDS:
        raise NotFoundError(noun="agenda", id=meeting_id)
    return _answer(visit, meeting_id, KINDS[name], ending=ending, edition=udgave)


@router.get("/moede/{meeting_id}/papir/punkt/{number}.{ending}")
def of_item(visit: VisitDep, meeting_id: str, number: int, ending: str, udgave: str = "medlemmer") -> Response:
    """One item with its decision."""
    return _answer(visit, meeting_id, PaperKind.EXCERPT, ending=ending, edition=udgave, number=number)


@router.get("/moede/{meeting_id}/papir/led/{stop_id}.{ending}")
def of_stop(visit: VisitDep, meeting_id: str, stop_id: str, ending: str, udgave: str = "medlemmer") -> Response:
    """The same, by the stop: for those who do not know its number on the agenda."""
    visit.check_may(Deed.LOOK)
    with visit.db.read() as session:
        item = agenda_papers(session, meeting_id).papers.get(stop_id)
    if item is None or item.facts.number is None:
        raise NotFoundError(noun="item", id=stop_id)
    return _answer(visit, meeting_id, PaperKind.EXCERPT, ending=ending, edition=udgave, number=item.facts.number)


@router.get("/moeder/{year}/moedeplan.{ending}")
def of_year(visit: VisitDep, year: int, ending: str) -> Response:
    """The year's meetings."""
    visit.check_may(Deed.LOOK)
    if not 2000 <= year <= 2100:  # noqa: PLR2004 - the years that days are counted in
        raise NotFoundError(noun="meeting", id=str(year))
    kind = _kind(ending, str(year))
    with visit.db.read() as session:
        paper = compose_plan(session, year, on=visit.today)
    return _file(paper_file(paper, kind))


def _answer(
    visit: Visit, meeting_id: str, kind: PaperKind, *, ending: str, edition: str, number: int | None = None
) -> Response:
    """The members' edition holds what this visitor may see, as the page does."""
    visit.check_may(Deed.LOOK)
    if edition not in EDITIONS:
        raise NotFoundError(noun="agenda", id=meeting_id)
    file_kind = _kind(ending, meeting_id)
    with visit.db.read() as session:
        paper = compose(
            session,
            meeting_id,
            kind,
            edition=EDITIONS[edition],
            on=visit.today,
            seen_as=lambda case: part_of(visit.visitor, case),
            number=number,
        )
    return _file(paper_file(paper, file_kind))


def _kind(ending: str, about: str) -> FileKind:
    if ending not in set(FileKind):
        raise NotFoundError(noun="agenda", id=about)
    return FileKind(ending)


def _file(made: PaperFile) -> Response:
    """To be kept beside the page, not shown in its place."""
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"'}
    return Response(made.data, media_type=made.media_type, headers=headers)
