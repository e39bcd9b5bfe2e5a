"""Bodies in running text: their names in all forms, abbreviations, and when two names are the same body."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from domain.documents.vocabulary import Vocabulary

REMEMBERED = 512  # sentences and names kept at hand: each reader of facts asks for the same
_WORD = r"[A-Za-zÆØÅæøå]{1,40}"
_ENDING = r"(?:ets?|smøde[tr]?|s|er)?"
_COMMITTEE_FOR = (
    r"[Uu]dvalg(?:ets?)? for (?!at\b|den\b)"
    rf"{_WORD}(?: (?!(?:den|d|på|i|til|skal|har|er|og|samt|om|blev|drøft\w*)\b){_WORD})?"
    rf"(?:, {_WORD}){{0,6}}(?: og {_WORD})?"
)
_COMMITTEE = rf"(?:{_WORD}-(?:, {_WORD}-){{0,6}},? og )?{_WORD}(?<!\b)udvalg{_ENDING}"
# Teknisk Udvalg
_COMMITTEE_APART = r"(?:[A-ZÆØÅ][a-zæøå]{1,20} Udvalg|[Tt]eknisk udvalg|[Ss]ocialt udvalg)(?:ets?)?"
_COMMITTEE_AND = rf"{_WORD} og {_WORD}-udvalg{_ENDING}"  # Børn og Unge-udvalget
_COUNCIL = rf"{_WORD}(?<!\b)råd(?:ets?|smøde[tr]?)"
_NOT_COUNCILS = re.compile(r"\w*området?s?|(?:for|til|fra|be|mis|an|sam)?rådets?", re.IGNORECASE)
_NOT_COMMITTEES = re.compile(r"(?:gen|for|under|ad)?udvalg\w*", re.IGNORECASE)
_ANAPHORA = r"udvalget(?:s)?(?! for)"
_SHORT = re.compile(r"[A-ZÆØÅ][A-ZÆØÅ0-9]{1,5}")


@dataclass(frozen=True, slots=True)
class Mention:
    """A body named in a text. ``is_pronoun``: only "udvalget", whichever was named last."""

    start: int
    end: int
    name: str
    is_pronoun: bool = False


class Bodies:
    """Finds and compares bodies. ``aliases``: abbreviation to name, of the vocabulary and of the document."""

    def __init__(self, vocabulary: Vocabulary, aliases: dict[str, str] | None = None) -> None:
        self._forms = [(re.compile(rf"(?:{row.forms})(?!\w)", re.IGNORECASE), row.name) for row in vocabulary.bodies]
        self.known = {short: row.name for row in vocabulary.bodies for short in row.abbreviations}
        self.aliases = {**self.known, **(aliases or {})}
        self._keys: dict[str, str] = {}
        self._last: OrderedDict[str, tuple[Mention, ...]] = OrderedDict()
        known = "|".join(row.forms for row in vocabulary.bodies)
        self._search = re.compile(
            rf"(?<![\w-])(?:(?P<known>(?i:{known}))(?![\w])(?!-)"
            rf"|(?P<long>{_COMMITTEE_FOR})|(?P<committee>{_COMMITTEE_AND}|{_COMMITTEE_APART}|(?i:{_COMMITTEE}))(?!\w)"
            rf"|(?P<council>{_COUNCIL})(?!\w)"
            rf"|(?P<pronoun>(?i:{_ANAPHORA}))(?!\w)|(?P<short>[A-ZÆØÅ][A-ZÆØÅ-]{{1,8}})(?![\w-]))"
        )

    def mentions(self, text: str) -> list[Mention]:
        """Every body named in ``text``, in order. An abbreviation counts only when it is a known one."""
        if text not in self._last:
            self._last[text] = tuple(self._mentions(text))
            if len(self._last) > REMEMBERED:
                self._last.popitem(last=False)
        return list(self._last[text])

    def _mentions(self, text: str) -> Iterator[Mention]:
        for match in self._search.finditer(text):
            words = match[0]
            kind = match.lastgroup
            if kind == "short":
                if words in self.aliases:
                    yield Mention(match.start(), match.end(), words)
            elif kind == "pronoun":
                yield Mention(match.start(), match.end(), words, is_pronoun=True)
            elif (kind == "council" and _NOT_COUNCILS.fullmatch(words)) or (
                kind == "committee" and _NOT_COMMITTEES.fullmatch(words)
            ):
                continue
            else:
                yield Mention(match.start(), match.end(), self._plain(words, str(kind)))

    def first(self, text: str) -> str | None:
        """The first body named in ``text``."""
        return next((mention.name for mention in self.mentions(text) if not mention.is_pronoun), None)

    def key(self, name: str) -> str:
        """The same for all spellings of one body: "ØK", "økonomiudvalget", "Økonomiudvalgets møde"."""
        if name not in self._keys:
            if len(self._keys) > REMEMBERED:
                self._keys.clear()
            self._keys[name] = self._key(name)
        return self._keys[name]

    def _key(self, name: str) -> str:
        name = self.aliases.get(name.strip(), name)
        name = re.sub(r"\(.*?\)", "", name).strip()
        for pattern, known in self._forms:
            if pattern.fullmatch(name):
                return _squeezed("Hovedudvalget" if known == "Hoved-MED" else known)
        return _squeezed(re.sub(r"^udvalg(?:et)? for ", "", name, flags=re.IGNORECASE))

    def same(self, first: str, second: str) -> bool:
        """The two names are one body."""
        return self.key(first) == self.key(second)

    def _plain(self, words: str, kind: str) -> str:
        """The name in its plain form: without genitive or "-smødet", with a capital."""
        if kind == "known":
            for pattern, name in self._forms:
                if pattern.fullmatch(words):
                    return name
        words = re.sub(r"(udvalg|råd)(?:ets|smøde[tr]?|s|er)?$", r"\1et", words)
        return words[:1].upper() + words[1:]


def abbreviations_in(text: str) -> list[str]:
    """Words that look like abbreviations of bodies: "DIR, HU, ØK, KB"."""
    return _SHORT.findall(text)


def expand(short: str, names: Iterable[str]) -> str | None:
    """The one name whose words begin with the letters of ``short``: MTU is Miljø- og Teknikudvalget."""
    fitting = {name for name in names if short.upper() in _initials(name)}
    return fitting.pop() if len({_squeezed(name) for name in fitting}) == 1 else None


def _initials(name: str) -> frozenset[str]:
    long = re.match(r"udvalget? for (.+)", name, re.IGNORECASE)
    words = [word for word in re.findall(_WORD, long[1] if long else name) if word.casefold() not in ("og", "samt")]
    if words and words[-1].casefold().startswith("udvalg"):
        words.pop()
    letters = "".join(word[0] for word in words).upper()
    return frozenset({letters + "U", "U" + letters, letters}) if long else frozenset({letters + "U"})


def _squeezed(name: str) -> str:
    squeezed = re.sub(r"[\W_]+", "", name.casefold())
    return re.sub(r"(udvalg|råd)ets?$|(direktion|magistrat|repræsentation|bestyrelse)(?:en|n)?s?$", r"\1\2", squeezed)
