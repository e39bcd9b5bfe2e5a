"""A text as a picture that a telephone reads: SVG of two paths, with nothing in it that the pages forbid."""

from __future__ import annotations

import segno
from markupsafe import Markup


def qr(text: str, *, label: str) -> Markup:
    """The QR code of ``text``, dark on white with the quiet zone it needs; as large as the page makes it."""
    drawn = segno.make(text, error="m", micro=False).svg_inline(
        omitsize=True, border=4, dark="#000", light="#fff", svgclass="desk-qr", lineclass=None
    )
    named = Markup('<svg role="img" aria-label="{}" ').format(label)
    return named + Markup(drawn.removeprefix("<svg "))  # noqa: S704 - squares that segno drew; no text stands in them
