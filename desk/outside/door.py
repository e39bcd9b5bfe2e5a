"""The door that every file from outside comes in by, at the pages, the API and the keyboard alike.

First it is scanned, where a scanner is set; then it is read by somebody who can do no harm. What is refused is
counted and logged by its reason alone: neither the file's name nor a word of it.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from calendars.errors import SagsgangError, UnreadableFileError
from desk.errors import InfectedFileError, ScannerAwayError
from desk.outside import scanner
from desk.outside.helper import Said
from desk.outside.readers import READERS

if TYPE_CHECKING:
    from calendars.plan_values import MeetingPlan
    from domain.casework.goal.measured import MeasuredFile
    from domain.documents.document import Document
    from domain.documents.exchange.packing import Parcel
    from domain.profile.profile import Profile
    from flows.settings import Settings

log = logging.getLogger(__name__)
P = ParamSpec("P")
T = TypeVar("T")

INFECTED, AWAY, BUSY = "infected", "scanner_away", "busy"
REASONS = (INFECTED, AWAY, Said.SWELLED.value, Said.SLOW.value, Said.CRASHED.value, BUSY)
PLAIN_BYTES = 256 * 1024  # what can be read in a few tenths of a second
_REFUSED: Counter[str] = Counter()


def check_clean(name: str, data: bytes, scanner_at: str) -> None:
    """Refuse what the scanner finds something in; without a scanner (``scanner_at`` empty) everything passes.

    Raises:
        InfectedFileError: with the name of what was found.
        ScannerAwayError: nobody answers, or not with a verdict. What has not been scanned does not come in.
    """
    if not scanner_at:
        return
    try:
        found = scanner.scan(scanner_at, data)
    except OSError as error:
        _note(AWAY, f"{type(error).__name__} {error.args[-1] if isinstance(error, scanner.ScannerError) else ''}")
        raise ScannerAwayError(name=name) from None
    if found:
        _note(INFECTED, found)
        raise InfectedFileError(name=name, signature=found)


def read_paper(name: str, data: bytes, profile: Profile) -> Document:
    """The agenda item or minutes in a file, read by the municipality's own words beside the usual ones.

    Raises:
        UnreadableFileError: there is nothing in it, or the reader refuses it, or cannot read it within its bounds.
    """
    if not data.strip():
        raise UnreadableFileError(name=name, reason="empty")
    is_here = is_plain(data)
    if not is_here:
        READERS.warm()

    from domain.documents.municipal import vocabulary_of  # noqa: PLC0415 - the reader is loaded to read
    from domain.documents.reader import read_document  # noqa: PLC0415 - as above

    vocabulary = vocabulary_of(profile)
    if is_here:
        return read_document(name, data, vocabulary=vocabulary)
    return _bounded(name, read_document, name, data, vocabulary=vocabulary)


def read_meeting_plan(name: str, data: bytes) -> MeetingPlan:
    """The meeting plan in a file. Raises ``UnreadableFileError`` as ``read_paper``."""
    from calendars.meeting_plan import read_plan  # noqa: PLC0415 - loaded to read

    return read_plan(name, data) if is_plain(data) else _bounded(name, read_plan, name, data)


def read_measured(name: str, data: bytes) -> MeasuredFile:
    """The measurements in a file. Raises ``UnreadableFileError`` as ``read_paper``."""
    from domain.casework.goal.measured import read_measurements  # noqa: PLC0415 - loaded to read

    return read_measurements(name, data) if is_plain(data) else _bounded(name, read_measurements, name, data)


def open_parcel(name: str, data: bytes, settings: Settings) -> Parcel:
    """A case or a meeting from another house, unpacked; it and every file in it are scanned.

    It is unpacked where we stand: only the standard library sees it, and what it unpacks to is bounded.

    Raises:
        InfectedFileError, ScannerAwayError: as ``check_clean``.
    """
    from domain.documents.exchange.packing import unpack  # noqa: PLC0415 - loaded to read

    check_clean(name, data, settings.virus_scanner)
    parcel = unpack(data, most=settings.file_bytes)
    for member in parcel.files.values():  # a scanner looks into archives, but only so deep
        check_clean(name, member, settings.virus_scanner)
    return parcel


def is_plain(data: bytes) -> bool:
    """A short text, which nobody else's parser sees and in which nothing is packed: it is read where we stand.

    At the keyboard a helper's start would be most of the time it takes.
    """
    begins = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    is_text = not begins.startswith((b"%PDF-", b"PK", b"\xd0\xcf\x11\xe0", b"<", b"BEGIN:VCALENDAR"))
    return is_text and b"\0" not in data and len(data) <= PLAIN_BYTES


def refused() -> dict[str, int]:
    """How many files this process has refused, by reason: every reason, also those that have not come yet."""
    return {reason: _REFUSED[reason] for reason in REASONS}


def _bounded(name: str, reader: Callable[P, T], /, *args: P.args, **named: P.kwargs) -> T:
    try:
        return READERS.read(name, reader, *args, **named)
    except SagsgangError as error:
        if error.facts.get("reason") in REASONS:
            _note(str(error.facts["reason"]))
        raise


def _note(reason: str, detail: str = "") -> None:
    _REFUSED[reason] += 1
    log.warning("a file from outside was refused: %s", f"{reason} {detail}".strip()[:200])
