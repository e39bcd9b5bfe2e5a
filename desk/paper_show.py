"""A paper at the command line: on the screen, as JSON, or in a file whose ending says what it is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from desk import show
from desk.lookup import meeting_of
from desk.paper_files import FileKind, paper_file
from desk.workplace import here
from domain.casework.meeting.papers import compose
from domain.documents.writing.paper import AnyPaper, Edition, PaperKind, as_data
from domain.documents.writing.text import write_text
from domain.store.queries import current_profile


def show_paper(
    kind: PaperKind,
    body: str,
    on: date,
    written: str,
    *,
    members: bool,
    item: int | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Compose and show it; ``written`` is what is said when it has gone to a file, ``item`` asks for an excerpt.

    Raises:
        UnknownBodyError: nothing is called ``body``.
        NotFoundError: there is no such meeting, or no such item on it.
    """
    with here().database() as db, db.read() as session:
        paper = compose(
            session,
            meeting_of(session, body, on, current_profile(session)).id,
            kind if item is None else PaperKind.EXCERPT,
            edition=Edition.MEMBERS if members else Edition.PUBLIC,
            on=here().today(),
            number=item,
        )
    show_made(paper, written, out=out, as_json=as_json)


def show_made(paper: AnyPaper, written: str, *, out: Path | None, as_json: bool) -> None:
    """Show a paper, or write it to the file whose ending says how."""
    if out is not None:
        ending = out.suffix.removeprefix(".").lower()
        is_known = ending in set(FileKind)
        out.write_bytes(paper_file(paper, FileKind(ending)).data if is_known else write_text(paper).encode())
    if as_json:
        show.as_json(as_data(paper) | {"file": out})
    elif out is not None:
        show.say(written.format(file=out))
    else:
        show.text(write_text(paper))
