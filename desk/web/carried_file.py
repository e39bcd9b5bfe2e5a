"""A file that is sent to a form, and then carried by the form itself until what it would do is confirmed."""

from __future__ import annotations

import base64

from starlette.datastructures import FormData, UploadFile

NAME_LENGTH = 200


def in_field(data: bytes) -> str:
    """The file as the value of the field ``content``."""
    return base64.b64encode(data).decode()


def most_in_field(limit: int) -> int:
    """How many characters a field needs for a file of ``limit`` bytes."""
    return limit * 4 // 3 + 1024


def sent_file(typed: FormData, limit: int) -> tuple[str, bytes]:
    """The name and the bytes of the upload ``file``, or of what ``content`` carries; nothing where neither is there.

    Of a file over the limit one byte more than that is read, so that whoever reads it can say so.
    """
    upload = typed.get("file")
    if isinstance(upload, UploadFile) and upload.filename:
        return upload.filename[:NAME_LENGTH], upload.file.read(limit + 1)
    name = str(typed.get("name", ""))[:NAME_LENGTH]
    try:
        return name, base64.b64decode(str(typed.get("content") or ""), validate=True)
    except ValueError:  # no base64, or not even ASCII
        return name, b""
