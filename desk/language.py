"""Danish, and English for those who choose it. Danish is what the source says; English is read from ``en.po``.

Words of law and of the trade (hovedudvalg, indstilling) stay Danish in English too. Whoever has not chosen, as at the
command line and in the mails, is answered in Danish.
"""

from __future__ import annotations

from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

DANISH, ENGLISH = "da", "en"
LANGUAGES = (DANISH, ENGLISH)
_CHOSEN: ContextVar[str] = ContextVar("language", default=DANISH)


def choose(language: str) -> None:
    """From here on in this request; one that we do not speak is Danish."""
    _CHOSEN.set(language if language in LANGUAGES else DANISH)


def current() -> str:
    """The language of this request."""
    return _CHOSEN.get()


def locale() -> str:
    """How the visitor is written days and months: British where they read English."""
    return "en_GB" if current() == ENGLISH else current()


def _(danish: str) -> str:
    """The text in the visitor's language; the Danish where nobody has translated it."""
    return danish if current() == DANISH else english().get(danish, danish)


def ngettext(one: str, many: str, number: int) -> str:
    """The text for one or for many, in the visitor's language."""
    return _(one if number == 1 else many)


def catalogue_file() -> Traversable:
    """Where the English is."""
    return files("desk.web") / "locale" / "en.po"


@cache
def english() -> dict[str, str]:
    """The English of each Danish text; of one that comes in two forms, one and many, of each."""
    from babel.messages.pofile import read_po  # noqa: PLC0415 - most answers are Danish and need no catalogue

    with catalogue_file().open("rb") as opened:
        catalogue = read_po(opened, locale=ENGLISH)
    found: dict[str, str] = {}
    for message in catalogue:
        said, meant = _forms(message.id), _forms(message.string)
        found |= {danish: english for danish, english in zip(said, meant, strict=False) if danish and english}
    return found


def _forms(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [] if text is None else [text] if isinstance(text, str) else list(text)
