"""Which letters the fonts of print have. PDF/UA refuses a paper with a letter that cannot be shown."""

from __future__ import annotations

import struct
from functools import lru_cache
from itertools import chain
from pathlib import Path
from unicodedata import category, normalize

MISSING = "?"  # stands where the fonts have no letter
_SEGMENTS, _GROUPS = 4, 12  # the two forms of cmap table (OpenType specification, "cmap") that Unicode fonts have
_NONE = 0xFFFF


def shown(text: str, fonts: Path) -> str:
    """The text in letters that every font of the folder has; what cannot be seen anyway is left out."""
    composed = normalize("NFC", text)
    known = letters_of(fonts)
    if known.issuperset(composed):
        return composed
    return composed.translate({ord(one): _instead(one) for one in set(composed) - known if one != "\n"})


def _instead(letter: str) -> str:
    if letter.isspace():
        return " "
    return "" if category(letter)[0] in "CM" else MISSING  # control characters, joiners, marks without their letter


@lru_cache(maxsize=2)
def letters_of(fonts: Path) -> frozenset[str]:
    """The letters that every .ttf of the folder has.

    Raises:
        FileNotFoundError: there is no font in the folder.
    """
    found = [_letters(file.read_bytes()) for file in sorted(fonts.glob("*.ttf"))]
    if not found:
        raise FileNotFoundError(fonts)
    return frozenset(map(chr, set.intersection(*found)))


def _letters(font: bytes) -> set[int]:
    (tables,) = struct.unpack_from(">H", font, 4)
    entries = [struct.unpack_from(">4sIII", font, 12 + 16 * number) for number in range(tables)]
    cmap = next(offset for tag, _, offset, _ in entries if tag == b"cmap")
    (count,) = struct.unpack_from(">H", font, cmap + 2)
    starts = [cmap + struct.unpack_from(">I", font, cmap + 8 + 8 * number)[0] for number in range(count)]
    forms = {struct.unpack_from(">H", font, start)[0]: start for start in starts}
    if _GROUPS in forms:
        return _of_groups(font, forms[_GROUPS])
    return _of_segments(font, forms[_SEGMENTS])


def _of_groups(font: bytes, at: int) -> set[int]:
    (count,) = struct.unpack_from(">I", font, at + 12)
    groups = [struct.unpack_from(">II", font, at + 16 + 12 * number) for number in range(count)]
    return set(chain.from_iterable(range(first, last + 1) for first, last in groups))


def _of_segments(font: bytes, at: int) -> set[int]:
    """A segment whose glyphs stand in a list may have holes in it: those are the zeros of the list."""
    count = struct.unpack_from(">H", font, at + 6)[0] // 2
    lasts, firsts, deltas, offsets = (
        struct.unpack_from(f">{count}H", font, at + place + 2 * count * row)
        for row, place in enumerate((14, 16, 16, 16))
    )
    found: set[int] = set()
    for number in range(count):
        first, last, offset = firsts[number], lasts[number], offsets[number]
        for letter in range(first, last + 1):
            glyph = letter + deltas[number]
            if offset:
                where = at + 16 + 6 * count + 2 * number + offset + 2 * (letter - first)
                glyph = struct.unpack_from(">H", font, where)[0]
            if glyph & _NONE and letter != _NONE:
                found.add(letter)
    return found
