"""Bodies in running text: their names in all forms, abbreviations, and when two names are the same body."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from domain.documents.vocabulary import BodyWords, Vocabulary

REMEMBERED = 2048  # spellings of bodies kept at hand
MOST_WORDS = 50_000  # different words kept at hand
WORDS_BEFORE = 2  # "Børn og" before "Unge-udvalget"
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
_COUNCIL = rf"(?:{_WORD}(?<!\b)råd(?:ets?|smøde[tr]?)|[A-ZÆØÅ][a-zæøå]{{2,20}} Råd(?:ets?)?)"  # Grønt Råd
_NOT_COUNCILS = re.compile(
    r"(?:gode?|godt|nye?) råd|\w*området?s?|(?:for|til|fra|be|mis|an|sam)?rådets?", re.IGNORECASE
)
_NOT_COMMITTEES = re.compile(r"(?:gen|for|under|ad)?udvalg\w*", re.IGNORECASE)
# A MED committee's name goes on with its field: "Område-MED Social", "Lokal-MED for skoler"
_FIELD_OF_MED = (
    r"(?:(?i:med-?udvalg)(?:et)?(?= for )"
    r"|(?i:område|center|lokal|afdelings|sektor|forvaltnings)-?(?i:med)(?:-?(?i:udvalg)(?:et)?)?)"
    r"(?: for (?!(?:at|den|det|de|en|et)\b)[A-Za-zæøåÆØÅ]{3,30}(?: og [A-Za-zæøåÆØÅ]{3,30})?"
    r"| [A-ZÆØÅ][a-zæøå]{2,30}(?:(?:,| og) [A-ZÆØÅ][a-zæøå]{2,30}){0,3})"
)
_ANAPHORA = r"udvalget(?:s)?(?! for)"
_STEMS = ("udvalg", "råd")  # what every body but those of the vocabulary has in its name
_STARTS = re.compile(r"(?<![\w-])\w")
_HAS_WORDS = re.compile(r"[ -]|\\s|\\W")  # a form of more than one word
NOTHING, HERE, BEFORE = 0, 1, 2
_CAPITALS = re.compile(r"[A-ZÆØÅ][A-ZÆØÅ-]")
_SMALL_IN_NAMES = ("OG", "FOR", "SAMT")
_ONE_WORD = re.compile(_WORD)
_BRACKETS = re.compile(r"\(.*?\)")
_COMMITTEE_OF = re.compile(r"^udvalg(?:et)? for ", re.IGNORECASE)
_NO_LETTERS = re.compile(r"[\W_]+")
_ENDS_NAME = re.compile(r"(udvalg|råd)(?:ets|smøde[tr]?|s|er)?$")
_ENDS_SQUEEZED = re.compile(r"(udvalg|råd)ets?$|(direktion|magistrat|repræsentation|bestyrelse)(?:en|n)?s?$")
_SHORT = re.compile(r"[A-ZÆØÅ][A-ZÆØÅ0-9]{1,5}")


class Mention(NamedTuple):
    """A body named in a text. ``is_pronoun``: only "udvalget", whichever was named last."""

    start: int
    end: int
    name: str
    is_pronoun: bool = False


class _Words(dict[str, int]):
    """Each different word, looked at once: NOTHING, or a name may begin here (HERE) or some words before (BEFORE)."""

    def __init__(self, rows: Iterable[BodyWords]) -> None:
        super().__init__()
        rows = tuple(rows)
        whole = [row.stem for row in rows if row.stem and not _HAS_WORDS.search(row.forms)]
        parts = [*_STEMS, *(row.stem for row in rows if row.stem not in whole)]
        self._part = re.compile("|".join(re.escape(stem.casefold()) for stem in parts))
        self._whole = re.compile("|".join(re.escape(stem.casefold()) for stem in whole) or "(?!)")

    def __missing__(self, word: str) -> int:
        if len(self) > MOST_WORDS:
            self.clear()
        plain = word.casefold()
        is_here = self._whole.search(plain) or _CAPITALS.search(word)
        where = self[word] = BEFORE if self._part.search(plain) else HERE if is_here else NOTHING
        return where


@dataclass(frozen=True, slots=True)
class _Forms:
    """A vocabulary's bodies, compiled: their forms, and one pattern for whatever may name a body."""

    rows: tuple[tuple[re.Pattern[str], str], ...]
    shorts: Mapping[str, str]
    words: _Words
    search: re.Pattern[str]
    most_words: int  # how far before its stem a name may begin


@lru_cache(maxsize=16)
def _compiled(rows: tuple[BodyWords, ...]) -> _Forms:
    known = "|".join(row.forms for row in rows)
    return _Forms(
        rows=tuple((re.compile(rf"(?:{row.forms})(?!\w)", re.IGNORECASE), row.name) for row in rows),
        shorts={short: row.name for row in rows for short in row.abbreviations},
        words=_Words(rows),
        search=re.compile(
            rf"(?:(?P<med>{_FIELD_OF_MED})(?!\w)|(?P<known>(?i:{known}))(?![\w])(?!-)"
            rf"|(?P<long>{_COMMITTEE_FOR})|(?P<committee>{_COMMITTEE_AND}|{_COMMITTEE_APART}|(?i:{_COMMITTEE}))(?!\w)"
            rf"|(?P<council>{_COUNCIL})(?!\w)"
            rf"|(?P<pronoun>(?i:{_ANAPHORA}))(?!\w)|(?P<short>[A-ZÆØÅ][A-ZÆØÅ-]{{1,8}})(?![\w-]))"
        ),
        most_words=max(WORDS_BEFORE, *(row.name.count(" ") for row in rows)),
    )


class Bodies:
    """Finds and compares bodies. ``aliases``: abbreviation to name, of the vocabulary and of the document."""

    def __init__(self, vocabulary: Vocabulary, aliases: Mapping[str, str] | None = None) -> None:
        forms = _compiled(vocabulary.bodies)
        self._forms, self._search, self._most_words = forms.rows, forms.search, forms.most_words
        self.known = forms.shorts
        self.aliases = {**forms.shorts, **(aliases or {})}
        self._words = forms.words
        self._keys: dict[str, str] = {}
        self._names: dict[str, str] = {}  # of the known bodies' forms

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """Every body named in ``text``, in order. An abbreviation counts only when it is a known one."""
        return tuple(self._mentions(text))

    def _mentions(self, text: str) -> Iterator[Mention]:
        done = 0
        for begin, end in self._near(text):
            for start in _STARTS.finditer(text, max(begin, done), end):
                match = self._search.match(text, start.start()) if start.start() >= done else None
                if match is not None:
                    done = match.end()
                    yield from self._mention(match)

    def _near(self, text: str) -> Iterator[tuple[int, int]]:
        """Where a body may begin: each word that may name one, with the words before that may belong to its name."""
        words = text.split(" ")
        told = [self._words[word] for word in words]
        if not any(told):
            return
        before = (0, *accumulate(map(len, words)))  # letters before each word, its spaces aside
        for at, where in enumerate(told):
            if where:
                first = at
                while where == BEFORE and first and (at - first < self._most_words or _goes_on(words[first - 1])):
                    first -= 1
                yield before[first] + first, before[at + 1] + at

    def _mention(self, match: re.Match[str]) -> Iterator[Mention]:
        words, kind = match[0], match.lastgroup
        if kind == "short":
            if words in self.aliases:
                yield Mention(match.start(), match.end(), words)
        elif kind == "pronoun":
            yield Mention(match.start(), match.end(), words, is_pronoun=True)
        elif not (
            (kind == "council" and _NOT_COUNCILS.fullmatch(words))
            or (kind == "committee" and _NOT_COMMITTEES.fullmatch(words))
        ):
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
        name = _BRACKETS.sub("", name).strip() if "(" in name else name.strip()
        for pattern, known in self._forms:
            if pattern.fullmatch(name):
                return _squeezed("Hovedudvalget" if known == "Hoved-MED" else known)
        return _squeezed(_COMMITTEE_OF.sub("", name))

    def same(self, first: str, second: str) -> bool:
        """The two names are one body."""
        return self.key(first) == self.key(second)

    def _plain(self, words: str, kind: str) -> str:
        """The name in its plain form: without genitive or "-smødet", with a capital."""
        if kind == "known":
            name = self._names.get(words)
            if name is None:
                found = (name for pattern, name in self._forms if pattern.fullmatch(words))
                name = self._names[words] = next(found, words)
            return name
        words = _ENDS_NAME.sub(r"\1et", _out_of_capitals(words) if words.isupper() else words)
        return words[:1].upper() + words[1:]


def _out_of_capitals(words: str) -> str:
    """A name from a heading in capitals as it is written elsewhere: TEKNIK- OG MILJØUDVALGET."""
    return " ".join(word.lower() if word in _SMALL_IN_NAMES else word.capitalize() for word in words.split(" "))


def _goes_on(word: str) -> bool:
    """The word is the first part of a name: "Kultur-" of "Kultur-, Fritids- og Miljøudvalget"."""
    return word.endswith(("-", "-,"))


def abbreviations_in(text: str) -> list[str]:
    """Words that look like abbreviations of bodies: "DIR, HU, ØK, KB"."""
    return _SHORT.findall(text)


def expand(shorts: Iterable[str], names: Iterable[str]) -> dict[str, str]:
    """Each short name with the one name whose words begin with its letters: MTU is Miljø- og Teknikudvalget."""
    fitting: dict[str, dict[str, str]] = {}
    for name in names:
        for letters in _initials(name) if "udvalg" in name.casefold() else ():
            fitting.setdefault(letters, {})[_squeezed(name)] = name
    found = ((short, fitting.get(short.upper(), {})) for short in shorts)
    return {short: next(iter(named.values())) for short, named in found if len(named) == 1}


def bodies_of(lines: Sequence[str], vocabulary: Vocabulary) -> tuple[Bodies, dict[str, str]]:
    """The bodies of the vocabulary and those that the document's own names explain (MTU); the short names it uses."""
    known = Bodies(vocabulary)
    used = set(abbreviations_in("\n".join(lines)))
    shorts = sorted(used.difference(known.known))
    names = {one.name for text in _naming(lines) for one in known.mentions(text)} if shorts else set()
    explained = expand(shorts, sorted(names))
    bodies = Bodies(vocabulary, explained) if explained else known
    return bodies, {short: name for short, name in bodies.aliases.items() if short in used}


def _naming(lines: Sequence[str]) -> Iterator[str]:
    """The lines that name a committee, each with the line before, where its name may have begun."""
    for at, line in enumerate(lines):
        if "udvalg" in line.casefold():
            yield f"{lines[at - 1]} {line}" if at else line


def _initials(name: str) -> tuple[str, ...]:
    long = _COMMITTEE_OF.sub("", name)
    words = [word for word in _ONE_WORD.findall(long) if word.casefold() not in ("og", "samt")]
    if words and words[-1].casefold().startswith("udvalg"):
        words.pop()
    letters = "".join(word[0] for word in words).upper()
    return (f"{letters}U", f"U{letters}", letters) if long != name else (f"{letters}U",)


def _squeezed(name: str) -> str:
    return _ENDS_SQUEEZED.sub(r"\1\2", _NO_LETTERS.sub("", name.casefold()))
