"""The definite form: whether two phrases are the same name although one is in it, and a body's name in it."""

from __future__ import annotations

import re
from collections.abc import Iterable

_ENDINGS = ("n", "en", "et", "t")
# What the names of bodies end in, and the ending that makes each definite.
_BODY_NOUNS = {
    "udvalg": "et",
    "råd": "et",
    "nævn": "et",
    "organ": "et",
    "sekretariat": "et",
    "direktion": "en",
    "kommission": "en",
    "bestyrelse": "n",
    "gruppe": "n",
}
_AFTER_THE_NOUN = re.compile(r"\s(?:for|i|til|om|af|på)\s")


def is_same_name(one: str, other: str) -> bool:
    """The same words in the same order, but for the ending that makes a noun definite.

    "IT-sikkerhedskoordinatoren" is "IT-sikkerhedskoordinator", "chefen for HR" is "Chef for HR".
    """
    words, others = _words(one), _words(other)
    return len(words) == len(others) > 0 and all(map(_is_same_word, words, others))


def body_in_a_sentence(name: str) -> str:
    """A body's name as a sentence has it, "Økonomiudvalget" for "Økonomiudvalg"; one we cannot inflect as it is."""
    noun = _AFTER_THE_NOUN.split(name, maxsplit=1)[0]
    ending = next((ending for body, ending in _BODY_NOUNS.items() if noun.casefold().endswith(body)), "")
    return f"{noun}{ending}{name[len(noun) :]}"


def only_one_named(name: str, titles: Iterable[tuple[str, str]]) -> str | None:
    """The key of the one title (key, title) that ``name`` means: exactly, else but for definiteness; None: no one."""
    known = list(titles)
    for fits in (_is_same_text, is_same_name):
        found = [key for key, title in known if fits(name, title)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _is_same_text(one: str, other: str) -> bool:
    return _words(one) == _words(other) != []


def _is_same_word(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return long == short or (not short.isdigit() and long in {f"{short}{ending}" for ending in _ENDINGS})


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
