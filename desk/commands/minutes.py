"""``sagsgang minutes``: the minutes of one meeting, as everybody may read them or as its members get them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from desk import words
from desk.commands import minutes_read, minutes_state
from desk.help import noun
from desk.paper_show import show_paper
from desk.typed import Day, Json
from domain.documents.writing.paper import PaperKind

app = noun("minutes")
app.command(minutes_read.read, name="read")
app.command(minutes_state.approve, name="approve")
app.command(minutes_state.sign, name="sign")
app.command(minutes_state.reopen, name="reopen")


@app.default
def minutes(
    *,
    body: str,
    meeting: Day,
    members: Annotated[bool, Parameter(negative=())] = False,
    item: int | None = None,
    out: Path | None = None,
    as_json: Json = False,
) -> None:
    """Referatet af et møde. Lukkede punkter står uden titel og beslutning.

    Parameters
    ----------
    body
        Organet, som KB.
    meeting
        Mødedagen, som 2023-05-23.
    members
        Medlemmernes udgave, hvor også det lukkede står, og med plads til underskrifter. Den må ikke offentliggøres.
    item
        Kun punktet med dette nummer, med sagen og dens beslutning.
    out
        Gem i denne fil i stedet for at vise den: .pdf, .docx eller .html; alt andet er tekst.
    """
    show_paper(
        PaperKind.MINUTES, body, meeting, words.MINUTES_WRITTEN, members=members, item=item, out=out, as_json=as_json
    )
