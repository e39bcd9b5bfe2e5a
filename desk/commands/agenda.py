"""``sagsgang agenda``: the agenda of one meeting, as everybody may read it or as its members get it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from desk import words
from desk.help import noun
from desk.paper_show import show_paper
from desk.typed import Day, Json
from domain.documents.writing.paper import PaperKind

app = noun("agenda")


@app.default
def agenda(
    *,
    body: str,
    meeting: Day,
    members: Annotated[bool, Parameter(negative=())] = False,
    supplement: Annotated[bool, Parameter(negative=())] = False,
    item: int | None = None,
    out: Path | None = None,
    as_json: Json = False,
) -> None:
    """Dagsordenen for et møde. Lukkede punkter står uden titel, og lukkede bilag er ikke med.

    Parameters
    ----------
    body
        Organet, som KB.
    meeting
        Mødedagen, som 2023-05-23.
    members
        Medlemmernes udgave, hvor også det lukkede står. Den må ikke offentliggøres.
    supplement
        Kun tillægsdagsordenen.
    item
        Kun punktet med dette nummer, med dets beslutning.
    out
        Gem i denne fil i stedet for at vise den: .pdf, .docx eller .html; alt andet er tekst.
    """
    kind = PaperKind.SUPPLEMENT if supplement else PaperKind.AGENDA
    show_paper(kind, body, meeting, words.AGENDA_WRITTEN, members=members, item=item, out=out, as_json=as_json)
