"""Who was absent from the meeting itself: under a heading, in a sentence, behind a name in the list of members."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from domain.documents.bodies import Bodies
from domain.documents.cues import ABSENT
from domain.documents.document import SectionKey
from domain.documents.headings import Block
from domain.documents.items import ItemText
from domain.documents.text import Line

MOST_NAMES = 100  # no body has so many members
LONGEST_LINE = 1_000  # letters of a line that lists people
_NAME_PART = r"[A-ZÆØÅ][\wæøåéüö'’-]*\.?"
_FULL_NAME = rf"{_NAME_PART}(?: (?:{_NAME_PART}|de|von|van|af))*(?: {_NAME_PART})"
_NAME = re.compile(_FULL_NAME)
_TITLES = re.compile(
    r"\b(?:\w+- og )?[\w-]*(?:direktør|chef|borgmester|rådmand|leder|formand|koordinator|konsulent|sekretær|medlem"
    r"|jurist|repræsentant|læge)(?:en)?\b",
    re.IGNORECASE,
)
_ABSENCE = "afbud|fraværende|fravær|forfald|ikke til stede|ikke mødt|udeblevet|forhindret"
_SAYS_ABSENT = re.compile(
    r"(?P<who>.+?),? (?:der |som )?(?:(?:var|er|har været) (?:fraværende|forhindret|ikke til stede|bortrejst)"
    r"|(?:havde|har) (?:meldt|sendt) (?:afbud|forfald)|meldte (?:afbud|forfald)"
    r"|deltog ikke i (?:mødet|behandlingen)|mødte ikke|udeblev)\b"
    r"(?!(?: \w+)? (?:under|ved|fra kl|til kl|indtil|i pkt|i punkt|punkt|pkt))",  # away for a while only
    re.IGNORECASE,
)
_SAYS_WHO = re.compile(
    r"(?:der (?:var|er) )?(?:fraværende|forhindret|ikke til stede|(?:meldt )?(?:afbud|forfald))(?: med afbud)?"
    r" (?:var|er|fra|af):? (?P<who>.+)",
    re.IGNORECASE,
)
_DISQUALIFIED = re.compile(r"habil", re.IGNORECASE)  # who left the room for that was at the meeting
_EXCEPT = re.compile(r"^.*\b(?:undtagen|bortset fra|på nær)\b", re.IGNORECASE)
_ALL_BUT = re.compile(
    r"\b(?:alle|hele)\b.*\b(?:undtagen|bortset fra|på nær)\b:? (?P<who>(?:[^.;]|(?<=\b[A-ZÆØÅ])\.)+)", re.IGNORECASE
)
# Behind a name in the list of members: "Bent Sørup (afbud)", "Lone Vrå (C) - afbud"
_MARKED = re.compile(
    rf"(?P<name>{_FULL_NAME})(?: ?\([^()]{{1,20}}\))?"
    rf"(?:, (?!{_FULL_NAME})[^(),;:]{{2,30}}){{0,2}},? ?"  # whom the name stands for: "Bo Holm, FOA (afbud)"
    rf"(?:\((?![^()]*\b(?:under|ved|pkt|punkt|kl)\b)(?:[^()]{{0,20}}\b)?(?i:{_ABSENCE})\b[^()]*\)"
    rf"|[–-]? ?(?i:(?:meldt )?(?:{_ABSENCE}))\b(?! ?:| fra))"
)
_IN_THE_LINE = re.compile(rf"(?<=[.;,| ])(?:{_ABSENCE})(?: \w+)?:\s*(?P<who>[^:]+)$", re.IGNORECASE)
_COLUMN_HEAD = re.compile(rf"(?:meldt )?(?:{_ABSENCE})(?: fra)?\s?:?", re.IGNORECASE)
# Who came instead, came late or left early is there: "Kaj Friborg, stedfortræder Lis Dam"
_INSTEAD = re.compile(
    r",? ?\b(?:stedfortræder|suppleant|i stedet|erstattet af|afløst af|i (?:hans|hendes) sted"
    r"|for (?:ham|hende|hvem))\b(?:(?!\. )[^,;])*",
    re.IGNORECASE,
)
_ATTENDED = re.compile(
    rf"{_FULL_NAME}(?: ?\([^()]*\))?,? (?:(?:der|som) )?"
    r"(?:(?:deltog|deltager|mødte|møder|indtrådte|indtræder|forlod|ankom|kom|gik|fungerede)\b(?! ikke| med afbud)"
    r"|(?:var|er)\b(?: \w+){0,3} (?:stedfortræder|suppleant|til stede)\b(?<!ikke til stede))[^.;]*"
    rf"|(?:havde|har) {_FULL_NAME}[^,;.]* som (?:stedfortræder|suppleant)"
)
_REPLACED = re.compile(
    rf"(?:[Ss]om (?:stedfortræder|suppleant) )?[Ff]or (?P<who>{_FULL_NAME})\b[^.,]*? ?(?:mødte|deltog)\b"
)
# The sentence after the names tells who came instead
_AFTER_THEM = re.compile(
    r"\. (?:For|Som|I stedet|I (?:hans|hendes|deres) sted|(?:Første|1\.) suppleant|Suppleant|Stedfortræder)\b.*"
)
_NOBODY = re.compile(r"ingen|intet|-|nej", re.IGNORECASE)


def names_in(text: str) -> list[str]:
    """People's names without titles, parties and reasons: "Kommunaldirektør Ida Holm (formand)" is Ida Holm."""
    plain = _TITLES.sub(" ", _INSTEAD.sub("", re.sub(r"\([^)]*\)", ",", text)))
    found = [match[0] for part in re.split(r",| og |;", plain) if (match := _NAME.search(part))]
    return [name if name[-2:-1].isupper() else name.rstrip(".") for name in found]


def absentees(
    header: Sequence[Line],
    header_blocks: Sequence[Block],
    items: Sequence[ItemText],
    *,
    bodies: Bodies,
    meeting: tuple[str | None, date | None],
) -> tuple[str, ...]:
    """Who was absent from the meeting itself (its body and day), not from an earlier one."""
    body, on = meeting
    found: list[str] = []
    for block in header_blocks:
        if block.key is SectionKey.ABSENTEES:
            found += _listed(block)
    found += _in_header(header)
    for item in items:
        is_ours = True
        for block in item.blocks:
            if block.heading and block.key is SectionKey.DECISION:
                who, when = block.heading.body or body, block.heading.on or on
                is_same = who is None or body is None or bodies.same(who, body)
                is_ours = is_same and (when is None or on is None or when == on)
            if is_ours and block.key is SectionKey.ABSENTEES:
                found += _listed(block)
            elif is_ours and block.key is SectionKey.DECISION:
                for sentence in block.sentences():
                    found += _said(sentence.text) if sentence.cues & ABSENT else []
    return tuple(dict.fromkeys(found))[:MOST_NAMES]


def _in_header(header: Sequence[Line]) -> Iterator[str]:
    for at, line in enumerate(header):
        if len(line.text) > LONGEST_LINE:
            continue
        yield from _said(line.text)
        runs_on = at + 1 < len(header) and not line.text.endswith((".", ":")) and not header[at + 1].gap
        text = f"{line.text} {header[at + 1].text}" if runs_on else line.text
        all_but = _ALL_BUT.search(text[: 2 * LONGEST_LINE])
        if all_but:
            yield from names_in(all_but["who"])
        for marked in _MARKED.finditer(line.text):
            yield from names_in(marked["name"])
        in_the_line = _IN_THE_LINE.search(line.text)
        if in_the_line:
            yield from names_in(_ATTENDED.sub("", in_the_line["who"]))
        if line.has_columns:
            yield from _in_column(header, at)


def _in_column(header: Sequence[Line], at: int) -> Iterator[str]:
    """The names under a column's head that says they are absent: "Deltagere:      Afbud:"."""
    head = header[at].laid_out
    if "\t" in head or "|" in head:
        heads = _cells(head)
        here = next((place for place, cell in enumerate(heads) if place and _COLUMN_HEAD.fullmatch(cell)), None)
        for line in header[at + 1 :] if here is not None else ():
            cells = _cells(line.laid_out)
            if here is None or len(cells) <= here:
                return
            yield from names_in(cells[here])
        return
    start = next(
        (one.start() for one in re.finditer(r"(?<=\s\s)\S+(?: \S+)*", head) if _COLUMN_HEAD.fullmatch(one[0])), 0
    )
    for line in header[at + 1 :] if start else ():
        if line.gap:
            return
        row = line.laid_out
        for cell in re.finditer(r"(?<=\s\s)\S+(?: \S+)*", row):
            if cell.start() >= start - 1:
                yield from names_in(cell[0])


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in re.split(r"[\t|]", row)]


def _listed(block: Block) -> list[str]:
    names: list[str] = []
    for line in block.lines:
        text = line.text
        here = [] if _NOBODY.fullmatch(text.strip(" .")) else names_in(_ATTENDED.sub("", _AFTER_THEM.sub("", text)))
        if not here or (names and ":" in text):
            break
        names += here
        if block.heading and block.heading.inline and not text.endswith((",", " og")):
            break
    return names


def _said(text: str) -> list[str]:
    if _DISQUALIFIED.search(text):
        return []
    match = _SAYS_ABSENT.match(text) or _SAYS_WHO.match(text) or _REPLACED.match(text)
    return names_in(_EXCEPT.sub("", match["who"])) if match else []
