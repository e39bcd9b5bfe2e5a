"""``sagsgang agenda``: the agenda of one meeting, as everybody may read it or as its members get it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from desk import profile_words, show, words
from desk.help import noun
from desk.lookup import meeting_of
from desk.paper_show import show_paper
from desk.typed import Day, Json
from desk.workplace import here
from domain.casework.year.standing import leave_out_standing_item
from domain.documents.writing.paper import PaperKind
from domain.store.queries import current_profile
from domain.store.standing import Standing, standing_of

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


@app.command
def standing(
    *,
    body: str,
    meeting: Day,
    put: str | None = None,
    leave_out: str | None = None,
    reason: str = "",
    as_json: Json = False,
) -> None:
    """Faste punkter på et møde: se dem, sæt et på nu, eller udelad et denne gang.

    Parameters
    ----------
    body
        Organet, som DIR.
    meeting
        Mødedagen, som 2023-05-10.
    put
        Nøglen på et fast punkt, der skal på nu.
    leave_out
        Nøglen på et fast punkt, der udelades denne gang.
    reason
        Hvorfor det udelades.
    """
    from flows.standing_items import put_on  # noqa: PLC0415 - loaded to write, not to list

    place = here()
    with place.database() as db:
        with db.read() as session:
            found = meeting_of(session, body, meeting, current_profile(session))
        if put is not None:
            put_on(db, place.by(), item=put, meeting_id=found.id)
            show.say(words.STANDING_PUT)
        elif leave_out is not None:
            leave_out_standing_item(db, place.by(), item=leave_out, meeting_id=found.id, reason=reason)
            show.say(words.STANDING_LEFT_OUT)
        else:
            with db.read() as session:
                lines = standing_of(session, found.id)
            _show_standing(lines, as_json=as_json)


def _show_standing(lines: Sequence[Standing], *, as_json: bool) -> None:
    if as_json:
        show.as_json(
            [
                {
                    "item": one.item.key,
                    "case": one.case_id,
                    "comes_on": one.comes_on,
                    "left_out": bool(one.left_out_because),
                }
                for one in lines
            ]
        )
        return
    cells = (
        (
            one.item.title,
            one.item.key,
            profile_words.word("standing_item", "rhythm", one.item.rhythm.value),
            _state(one),
        )
        for one in lines
    )
    show.table(words.STANDING_COLUMNS, cells)


def _state(one: Standing) -> str:
    if one.case_id is not None:
        return words.STANDING_ON
    if one.left_out_because:
        return words.STANDING_OUT.format(reason="" if one.item.closed else one.left_out_because)
    return words.STANDING_COMES.format(day=show.day(one.comes_on)) if one.is_waiting else words.STANDING_WITHDRAWN
