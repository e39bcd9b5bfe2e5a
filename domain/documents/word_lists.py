"""The marks of Word's lists, which stand nowhere in the text: counted as Word counts them."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VALUE = f"{_W}val"
_PLACE = re.compile(r"%([1-9])")
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LETTERS = 26
HIGHEST = 10_000  # a list that claims to begin above this begins at 1


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list is written: "%1." in decimals, from ``start``."""

    form: str
    text: str
    start: int = 1


@dataclass(slots=True)
class ListMarks:
    """The lists of a file, and how far each has been counted."""

    levels: dict[int, dict[int, _Level]]
    _counted: defaultdict[int, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    def next(self, number: int, level: int) -> str:
        """The mark of the next paragraph on this level of list ``number``: "3. ", "b) ", "• ", or "" for none."""
        levels = self.levels.get(number, {})
        here = levels.get(level)
        if here is None or here.form == "none":
            return ""
        if here.form == "bullet":
            return "• "
        counted = self._counted[number]
        counted[level] = counted.get(level, here.start - 1) + 1
        for deeper in [other for other in counted if other > level]:
            del counted[deeper]

        def written(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            one = levels.get(at)
            return _written(counted.get(at, one.start if one else 1), one.form if one else "decimal")

        mark = _PLACE.sub(written, here.text)
        return f"{mark} " if mark else ""


def read_lists(numbering: etree._Element | None) -> ListMarks:
    """The lists of numbering.xml (None: the file has none)."""
    if numbering is None:
        return ListMarks({})
    patterns = {
        pattern.get(f"{_W}abstractNumId", ""): {
            int(level.get(f"{_W}ilvl", "0")): _level(level) for level in pattern.findall(f"{_W}lvl")
        }
        for pattern in numbering.findall(f"{_W}abstractNum")
    }
    return ListMarks(
        {
            int(one.get(f"{_W}numId", "0")): patterns.get(_value(one, "abstractNumId", ""), {})
            for one in numbering.findall(f"{_W}num")
        }
    )


def _level(level: etree._Element) -> _Level:
    start = _value(level, "start", "1")
    begins = int(start) if start.isdecimal() and len(start) < len(str(HIGHEST)) else 1
    return _Level(_value(level, "numFmt", "decimal"), _value(level, "lvlText", ""), begins)


def _value(parent: etree._Element, tag: str, otherwise: str) -> str:
    child = parent.find(f"{_W}{tag}")
    return child.get(_VALUE, otherwise) if child is not None else otherwise


def _written(number: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % _LETTERS)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman"):
        roman = ""
        for worth, sign in _ROMAN:
            roman += sign * (number // worth)
            number %= worth
        return roman.upper() if form == "upperRoman" else roman
    return str(number)
