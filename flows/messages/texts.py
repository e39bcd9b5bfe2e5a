"""A text of a mail with its facts in it: the municipality's own where there is one and it works, else the shipped.

A mail is never held up by its wording. An own text that cannot be written with the facts of a mail is passed over,
and what was wrong is kept, without a word of the facts, for staff to see.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from css_inline import CSSInliner, InlineError

from domain.rules.mail_texts import MAIL_TEXTS
from domain.rules.template_language import BrokenTextError, Shape, TextFault, write
from flows.messages.wordings import shipped_texts


class Texts:
    """The texts of the letters of one round. ``own``: by name, the number and source of each own text in force."""

    def __init__(self, own: Mapping[str, tuple[int, str]] | None = None) -> None:
        self._own = own or {}
        self.broken: dict[str, tuple[int, TextFault]] = {}  # by name: the version, and why it could not be written

    def write(self, name: str, **facts: object) -> str:
        """The text ``name`` with these facts in it; HTML with its style in the tags."""
        shape = MAIL_TEXTS[name].shape
        number, source = self._own.get(name, (0, ""))
        if number and name not in self.broken:
            try:
                return _styled(write(source, shape, facts), shape)
            except BrokenTextError as broken:
                self.broken[name] = number, broken.fault
        return _styled(write(shipped_texts()[name], shape, facts, is_shipped=True), shape)


def _styled(text: str, shape: Shape) -> str:
    if shape is not Shape.HTML:
        return text
    try:
        return f"{_inliner().inline(text).strip()}\n"
    except InlineError:
        raise BrokenTextError(TextFault("style")) from None


@cache
def _inliner() -> CSSInliner:
    sheet = files("flows.messages").joinpath("letter.css").read_text("utf-8")
    return CSSInliner(extra_css=sheet, keep_style_tags=False, load_remote_stylesheets=False)
