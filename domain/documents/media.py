"""What a file is, judged by its content and never by its name, and what it may be called when it is handed on.

Nothing is unpacked and nothing is run: of a zip only its table of contents is read.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

from domain.documents.html import is_html
from domain.errors import FileRefusedError

MOST_BYTES = 20 * 1024 * 1024  # unless a setting says otherwise
MOST_MEMBERS = 20_000
MOST_UNPACKED = 300 * 1024 * 1024
MOST_RATIO = 200  # of what is unpacked to what is packed; text in XML shrinks to a tenth
LONGEST_NAME = 120

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Office before 2007, and files with a password
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MACROS = ("vbaproject.bin", "vbadata.xml", "basic/script-lc.xml")
_SCRIPTS = re.compile(rb"#!|@echo off\b|\{\\rtf", re.IGNORECASE)
_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
_UNSAFE = re.compile(r'[<>:"/\\|?*]')
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Media:
    """What a file is, and the endings its name may have; the first one where it has none of them."""

    type: str
    endings: tuple[str, ...]

    @property
    def may_be_attached(self) -> bool:
        """Whether it can stand beside the pages of a web server: one that a browser would run may not."""
        return self.type not in {"text/html", "application/xml"}


PDF = Media("application/pdf", (".pdf",))
HTML = Media("text/html", (".html", ".htm"))
XML = Media("application/xml", (".xml",))
TEXT = Media("text/plain", (".txt", ".md", ".csv"))
CSV = Media("text/csv", (".csv",))
_BY_BEGINNING: tuple[tuple[bytes, Media], ...] = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", Media("image/png", (".png",))),
    (b"\xff\xd8\xff", Media("image/jpeg", (".jpg", ".jpeg"))),
    (b"GIF87a", Media("image/gif", (".gif",))),
    (b"GIF89a", Media("image/gif", (".gif",))),
    (b"II*\0", Media("image/tiff", (".tif", ".tiff"))),
    (b"MM\0*", Media("image/tiff", (".tif", ".tiff"))),
)
_BY_MEMBER: dict[str, Media] = {
    "word/document.xml": Media(f"{_OFFICE}.wordprocessingml.document", (".docx",)),
    "xl/workbook.xml": Media(f"{_OFFICE}.spreadsheetml.sheet", (".xlsx",)),
    "ppt/presentation.xml": Media(f"{_OFFICE}.presentationml.presentation", (".pptx",)),
}
_BY_MIMETYPE: dict[str, Media] = {
    f"{_OPEN}.text": Media(f"{_OPEN}.text", (".odt",)),
    f"{_OPEN}.spreadsheet": Media(f"{_OPEN}.spreadsheet", (".ods",)),
    f"{_OPEN}.presentation": Media(f"{_OPEN}.presentation", (".odp",)),
}


def judge(name: str, data: bytes, *, most: int = MOST_BYTES) -> Media:
    """What the bytes are.

    Raises:
        FileRefusedError: ``reason`` is empty, too_large (``most`` bytes), macros, protected, zip_bomb, broken or
            unknown_format.
    """
    if not data.strip():
        raise FileRefusedError(name=name, reason="empty")
    if len(data) > most:
        raise FileRefusedError(name=name, reason="too_large", most=most)
    for beginning, media in _BY_BEGINNING:
        if data.startswith(beginning):
            return media
    if data.startswith(_COMPOUND):
        raise FileRefusedError(name=name, reason="protected" if _ENCRYPTED in data else "unknown_format")
    if data.startswith(b"PK\x03\x04"):
        return _packed(name, data)
    return _text(name, data)


def clean_name(name: str, media: Media) -> str:
    """The name as a file may be called anywhere: no folders, no letters that steer, a true ending."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", maxsplit=1)[-1]
    kept = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
    kept = " ".join(_UNSAFE.sub("-", kept).split()).strip(". ")
    ending = PurePosixPath(kept).suffix.lower()
    stem = kept[: -len(ending)] if ending in media.endings else kept
    if _DEVICES.match(stem):
        stem = f"_{stem}"
    shown = ending if ending in media.endings else media.endings[0]
    return f"{stem[: LONGEST_NAME - len(shown)].strip('. ') or 'fil'}{shown}"


def media_of(type_: str) -> Media:
    """What a stored file was judged to be. Raises ``KeyError`` for what is never stored."""
    return _KNOWN[type_]


def is_stored(type_: str) -> bool:
    """Whether a case may have a file of that type."""
    return type_ in _KNOWN


def _packed(name: str, data: bytes) -> Media:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            members = packed.infolist()
            if len(members) > MOST_MEMBERS or _swells(members, len(data)):
                raise FileRefusedError(name=name, reason="zip_bomb")
            if any(member.flag_bits & 1 for member in members):
                raise FileRefusedError(name=name, reason="protected")
            names = {member.filename.lower() for member in members}
            if any(one.endswith(_MACROS) for one in names):
                raise FileRefusedError(name=name, reason="macros")
            for member, media in _BY_MEMBER.items():
                if member in names:
                    return media
            if "mimetype" in names:
                with packed.open("mimetype") as opened:
                    said = opened.read(100).decode("ascii", "replace").strip()
                if said in _BY_MIMETYPE:
                    return _BY_MIMETYPE[said]
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, KeyError) as error:
        raise FileRefusedError(name=name, reason="broken") from error
    raise FileRefusedError(name=name, reason="unknown_format")


def _swells(members: list[zipfile.ZipInfo], packed: int) -> bool:
    """It unpacks to very much, or to very much more than it is; also where one member's packed size tells a tale."""
    unpacked = sum(member.file_size for member in members)
    return unpacked > MOST_UNPACKED or (unpacked > MOST_BYTES and unpacked > MOST_RATIO * packed)


def _text(name: str, data: bytes) -> Media:
    if _SCRIPTS.match(data.lstrip()[:20]):
        raise FileRefusedError(name=name, reason="unknown_format")
    try:
        text = data.decode("utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    strange = sum(1 for letter in text if letter < " " and letter not in "\t\n\r\f\v")
    if "\0" in text or strange > len(text) / 200:
        raise FileRefusedError(name=name, reason="unknown_format")
    if is_html(text):
        return HTML
    if text.lstrip().startswith("<"):
        return XML
    return CSV if name.lower().endswith(".csv") else TEXT


_KNOWN = {
    media.type: media
    for media in (
        *(media for _, media in _BY_BEGINNING), *_BY_MEMBER.values(), *_BY_MIMETYPE.values(), HTML, XML, TEXT, CSV,
    )
}  # fmt: skip
