"""Bytes to lines: text in the encodings that offices use, HTML, PDF, and Word. Nothing is interpreted here."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from functools import partial
from typing import NamedTuple

import pypdfium2

from calendars.errors import UnreadableFileError
from domain.documents.agenda_xml import NotAnAgendaError, XmlAgenda, is_xml, read_agenda_xml
from domain.documents.html import declared_encoding, html_lines, is_html
from domain.documents.word import PARTS, word_lines

MAX_BYTES = 10_000_000
MAX_PAGES = 3_000
MAX_UNPACKED_BYTES = 100_000_000  # a Word file is a zip: what it unpacks to is bounded as well
MAX_XML_BYTES = 30_000_000  # of it the text, which is held as a tree

# PDFium writes U+0002 (formerly U+FFFE) where a word was divided at the end of a line, and swallows the line break
_PDF_DIVISION = re.compile(r"[\x02\ufffe](?:\r?\n)?")
_BEFORE_XML = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"  # marks of byte order, and spaces
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # what Office wraps its old files and those with a password in
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MACROS = ("vbaproject.bin", "vbadata.xml")
_WESTERN = frozenset({"iso-8859-1", "iso-8859-15", "latin1", "windows-1252", "cp1252"})
_LINE_BY_LINE = "line by line"
_STRANGE = re.compile(r"[\x00-\x08\x0e-\x1b\x1f]")  # in no text but by accident


class RawLine(NamedTuple):
    """A line as it stands: page and line from 1 (in Word files the line is the paragraph)."""

    page: int
    line: int
    text: str
    is_heading: bool = False  # marked as one by the file itself


def read_lines(name: str, data: bytes) -> tuple[RawLine, ...]:
    """The lines of a text, PDF or Word file; the content decides which it is, not the ending of the name.

    Nothing in a file is run, and none of its links is followed.

    Raises UnreadableFileError: too_large before anything is parsed, protected (a password), macros, broken,
    undecodable or unknown_format.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableFileError(name=name, reason="too_large")
    if data.startswith(b"%PDF-"):
        return tuple(_pdf_lines(name, data))
    if data.startswith(_COMPOUND):
        reason = "protected" if _ENCRYPTED in data else "unknown_format"  # else a .doc of before 2007
        raise UnreadableFileError(name=name, reason=reason)
    if data.startswith(b"PK\x03\x04"):
        return tuple(_word_lines(name, data))
    text = _decode(name, data)
    if agenda := _agenda_of(name, text):
        return tuple(RawLine(1, line.number, line.text) for line in agenda.lines)
    if is_html(text):
        return tuple(
            RawLine(1, number, line.text, line.is_heading) for number, line in enumerate(html_lines(text), 1)
        )
    return tuple(_text_lines(text))


def unknown_elements(name: str, data: bytes) -> tuple[tuple[str, int], ...]:
    """In an agenda handed over as XML, the elements that nobody knows: name and line. Raises as ``read_lines``."""
    if len(data) > MAX_BYTES or not data[:4].strip(_BEFORE_XML).startswith(b"<"):
        return ()
    agenda = _agenda_of(name, _decode(name, data))
    return agenda.unknown if agenda else ()


def _agenda_of(name: str, text: str) -> XmlAgenda | None:
    """The agenda in a text that is XML; None where it is a web page, or a text that only begins with a bracket."""
    if not is_xml(text) or is_html(text):
        return None
    try:
        return read_agenda_xml(text)
    except NotAnAgendaError as error:
        if text.lstrip().startswith("<?xml"):
            raise UnreadableFileError(name=name, reason="unknown_format") from error
        return None


def _decode(name: str, data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif data[1:400:2].count(0) > len(data[1:400:2]) * 0.6:
        encodings = ["utf-16-le"]
    elif data[0:400:2].count(0) > len(data[0:400:2]) * 0.6:
        encodings = ["utf-16-be"]
    else:
        encodings = [*_declared(data), "utf-8-sig", _LINE_BY_LINE]
    for encoding in encodings:
        try:
            text = _by_line(data) if encoding == _LINE_BY_LINE else data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if len(_STRANGE.findall(text)) > len(text) / 200:
            raise UnreadableFileError(name=name, reason="unknown_format")
        return text
    raise UnreadableFileError(name=name, reason="undecodable")


def _declared(data: bytes) -> list[str]:
    """The encoding a web page says it has, where it is one of those that offices use."""
    said = (declared_encoding(data) or "").casefold()
    return ["utf-8-sig"] if said in {"utf-8", "utf8"} else ["cp1252"] if said in _WESTERN else []


def _by_line(data: bytes) -> str:
    """Papers pasted together hold lines of both encodings: each line is UTF-8 where it can be, else Windows-1252."""
    lines: list[str] = []
    for line in data.split(b"\n"):
        try:
            lines.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            lines.append(line.decode("cp1252"))
    return "\n".join(lines)


def first_odd_line(data: bytes) -> tuple[int, str] | None:
    """In a text of two encodings, the number and words of the first line that is Windows-1252 and not UTF-8."""
    if data.startswith((b"%PDF-", b"PK\x03\x04", b"\xff\xfe", b"\xfe\xff")) or _declared(data) == ["cp1252"]:
        return None
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        lines = data.split(b"\n")
        is_mixed = any(not line.isascii() and _is_utf8(line) for line in lines)
        at = data.count(b"\n", 0, error.start)
        return (at + 1, lines[at].decode("cp1252", "replace").strip()) if is_mixed else None
    return None


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _text_lines(text: str) -> Iterator[RawLine]:
    page = 1
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        if "\f" in line:
            page += line.count("\f")
            line = line.replace("\f", "")  # noqa: PLW2901 -- the line without its page break
        yield RawLine(page, number, line)


def _pdf_lines(name: str, data: bytes) -> Iterator[RawLine]:
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        reason = "protected" if "password" in str(error).casefold() else "broken"
        raise UnreadableFileError(name=name, reason=reason) from error
    try:
        if len(pdf) > MAX_PAGES:
            raise UnreadableFileError(name=name, reason="too_large")
        for page in range(len(pdf)):
            leaf = pdf[page]
            words = leaf.get_textpage()
            text = _PDF_DIVISION.sub("-\n", words.get_text_bounded())
            for number, line in enumerate(text.splitlines(), start=1):
                yield RawLine(page + 1, number, line)
            words.close()
            leaf.close()
    except pypdfium2.PdfiumError as error:
        raise UnreadableFileError(name=name, reason="broken") from error
    finally:
        pdf.close()


def _word_lines(name: str, data: bytes) -> Iterator[RawLine]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            _check_word(name, {part.filename: part.file_size for part in packed.infolist()})
            for number, line in enumerate(word_lines(partial(_part, packed)), start=1):
                yield RawLine(1, number, line.text, line.is_heading)
    except UnreadableFileError:
        raise
    except Exception as error:  # zip, its compressions and XML have errors of their own, whatever is broken inside
        raise UnreadableFileError(name=name, reason="broken") from error


def _check_word(name: str, sizes: Mapping[str, int]) -> None:
    """Refuse what is no Word file, what unpacks to too much (the sizes bound what is unpacked), and macros."""
    if PARTS[0] not in sizes:
        raise UnreadableFileError(name=name, reason="unknown_format")
    if sum(sizes.values()) > MAX_UNPACKED_BYTES or max(sizes.get(part, 0) for part in PARTS) > MAX_XML_BYTES:
        raise UnreadableFileError(name=name, reason="too_large")
    if any(part.casefold().endswith(_MACROS) for part in sizes):
        raise UnreadableFileError(name=name, reason="macros")


def _part(packed: zipfile.ZipFile, part: str) -> bytes:
    return packed.read(part) if part in packed.namelist() else b""
