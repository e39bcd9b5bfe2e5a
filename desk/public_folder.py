"""The folder that the public reads: the public edition of what is published, as a web server can serve it.

Each meeting has a folder of its own, written beside and renamed, so a reader meets the old or the new and never half
of either. The folder follows the journal: whatever happens to a published meeting or a case on it is here at the next
look, and what is taken back is gone. Running it again changes nothing; being killed costs what was being written.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from sqlmodel import Session

from desk.errors import PublicFolderError
from desk.paper_files import FONTS
from domain.casework.meeting.papers import compose
from domain.documents.writing.html import Listed, write_html, write_listing
from domain.documents.writing.layout import in_ascii, title_of
from domain.documents.writing.oparl import meeting_object
from domain.documents.writing.paper import Edition, Paper, PaperKind, as_data
from domain.documents.writing.pdf import write_pdf
from domain.documents.writing.phrases import LISTING, PRINT_FORM
from domain.store.database import Database
from domain.store.files import content_with
from domain.store.published import Publication, journal_end, publications, touched_since

FORMAT = 2  # raise it when the same meeting would be written differently: all are written again
LIST, LOCK, STATE = "index.html", ".lock", ".state.json"
AGENDA, MINUTES, DATA, DIGEST = "dagsorden", "referat", "moede.json", ".digest"
_NEW, _OLD = ".ny-", ".gammel-"


@dataclass(frozen=True, slots=True)
class Followed:
    """How many meetings were written, and how many taken away."""

    written: int = 0
    removed: int = 0


def follow(db: Database, folder: Path | None, *, everything: bool = False) -> Followed:
    """Bring the folder to where the journal is. ``everything`` looks at every published meeting; None: no folder.

    Raises:
        PublicFolderError: it cannot be written. Nothing is lost: the next time begins where this one did.
    """
    if folder is None:
        return Followed()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(folder), db.read() as session:
            return _follow(session, folder, everything=everything)
    except OSError as error:
        raise PublicFolderError(folder=str(folder), reason=error.strerror or "") from error


@dataclass(frozen=True, slots=True)
class _Made:
    """What a meeting's folder was made from, and what the list says of it."""

    folder: str
    digest: str
    body: str
    on: str


def _follow(session: Session, folder: Path, *, everything: bool) -> Followed:
    reached, made = _read_state(folder)
    end = journal_end(session)
    if reached == end and not everything:
        return Followed()
    touched = None if everything or reached is None else touched_since(session, reached)
    for meeting in list(made) if touched is None else touched & made.keys():
        del made[meeting]
    written = 0
    for one in publications(session, touched):
        agenda, minutes = _papers(session, one)
        now = _Made(
            _name(agenda), _digest(agenda, minutes), agenda.meeting.body, f"{agenda.meeting.starts_at:%Y-%m-%d}"
        )
        made[one.meeting_id] = now
        if _digest_of(folder / now.folder) != now.digest:
            files = _files(session, agenda, minutes)
            _write_meeting(folder / now.folder, agenda, minutes, files, now.digest)
            written += 1
    removed = _sweep(folder, {one.folder for one in made.values()})
    listed = [Listed(one.folder, one.body, date.fromisoformat(one.on)) for one in made.values()]
    _write(folder / LIST, write_listing(listed))
    _write_state(folder, end, made)
    return Followed(written, removed)


def _papers(session: Session, one: Publication) -> tuple[Paper, Paper | None]:
    """The agenda, and the minutes once they stand. They bear those days, so that they do not change by themselves."""
    agenda = compose(session, one.meeting_id, PaperKind.AGENDA, edition=Edition.PUBLIC, on=one.published_on)
    if one.approved_on is None:
        return agenda, None
    return agenda, compose(session, one.meeting_id, PaperKind.MINUTES, edition=Edition.PUBLIC, on=one.approved_on)


def _files(session: Session, *papers: Paper | None) -> dict[str, bytes]:
    """The files of the attachments that the papers name, by where they lie."""
    shown = [one.file for paper in papers if paper for item in paper.items for one in item.attachments if one.file]
    return {file.address: content_with(session, file.sha256) for file in shown}


def _name(agenda: Paper) -> str:
    meeting = agenda.meeting
    return f"{in_ascii(meeting.body_key)}-{meeting.starts_at:%Y-%m-%d-%H%M}"


def _digest(agenda: Paper, minutes: Paper | None) -> str:
    said = [FORMAT, as_data(agenda), as_data(minutes) if minutes is not None else None]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _digest_of(meeting: Path) -> str | None:
    try:
        return (meeting / DIGEST).read_text("ascii")
    except FileNotFoundError:
        return None


def _write_meeting(
    target: Path, agenda: Paper, minutes: Paper | None, files: Mapping[str, bytes], digest: str
) -> None:
    """The meeting's folder, written beside and renamed."""
    new, old = target.with_name(f"{_NEW}{target.name}"), target.with_name(f"{_OLD}{target.name}")
    for left_behind in (new, old):
        shutil.rmtree(left_behind, ignore_errors=True)
    new.mkdir()
    papers = {"agenda": (AGENDA, agenda), **({"minutes": (MINUTES, minutes)} if minutes is not None else {})}
    for stem, paper in papers.values():
        print_form = (f"{stem}.pdf", PRINT_FORM.format(title=title_of(paper)))
        others = [(f"{other}.html", title_of(its)) for other, its in papers.values() if its is not paper]
        page = write_html(paper, links=[("../", LISTING), *others, print_form], has_files=True)
        (new / f"{stem}.html").write_bytes(page)
        (new / f"{stem}.pdf").write_bytes(write_pdf(paper, fonts=FONTS))
    for address, data in files.items():
        (new / address).parent.mkdir(exist_ok=True)
        (new / address).write_bytes(data)
    shutil.copyfile(new / f"{MINUTES if minutes is not None else AGENDA}.html", new / LIST)
    told = meeting_object(agenda, minutes, {name: f"{stem}.pdf" for name, (stem, _) in papers.items()})
    (new / DATA).write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    (new / DIGEST).write_text(digest, encoding="ascii")
    if target.exists():
        target.rename(old)
    new.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _sweep(folder: Path, in_use: set[str]) -> int:
    """Take away the meetings that are published no more, and what a killed writer left. Nobody else's files."""
    removed = 0
    for found in sorted(folder.iterdir()):
        if not found.is_dir() or found.name in in_use:
            continue
        if (found / DIGEST).exists() and not found.name.startswith((_NEW, _OLD)):
            removed += 1
            found = found.rename(found.with_name(f"{_OLD}{found.name}"))  # noqa: PLW2901 - killed now, it is swept next time
        if found.name.startswith((_NEW, _OLD)):
            shutil.rmtree(found)
    return removed


def _read_state(folder: Path) -> tuple[int | None, dict[str, _Made]]:
    """How far the folder has followed the journal, and its meetings. None: from the beginning."""
    try:
        state = json.loads((folder / STATE).read_text("utf-8"))
        made = {meeting: _Made(**row) for meeting, row in state["meetings"].items()}
        return (state["journal"] if state["format"] == FORMAT else None), made
    except (OSError, ValueError, KeyError, TypeError):
        return None, {}


def _write_state(folder: Path, reached: int, made: Mapping[str, _Made]) -> None:
    rows = {meeting: asdict(one) for meeting, one in made.items()}
    _write(folder / STATE, json.dumps({"format": FORMAT, "journal": reached, "meetings": rows}).encode())


def _write(target: Path, data: bytes) -> None:
    new = target.with_name(f"{_NEW}{target.name}")
    new.write_bytes(data)
    new.replace(target)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One writer at a time: the pages, the clock and a command may all come at once."""
    with (folder / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
