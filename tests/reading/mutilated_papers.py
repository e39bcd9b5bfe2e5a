"""Papers cut, doubled, swapped and overwritten, read one after the other within bounds of time and memory.

Run as a program (``mutilated_papers.py TIMES SEED``) it reads so many under a limit of memory that the system keeps,
and ends with an error at the first that is neither read nor refused. The papers are those of these tests, and those
of the labelled corpus where it stands beside the checkout.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from calendars.errors import UnreadableFileError
from domain.documents.corpus import to_corpus
from domain.documents.document import DocumentKind
from domain.documents.reader import read_document

HERE = Path(__file__).parent
OWN = [*(HERE / "other_templates").glob("*.txt"), *(HERE / "other_templates").glob("*.html")]
SAMPLES = [*(HERE / "agenda_xml").glob("*.xml"), *(HERE.parents[1] / "desk/sample/dokumenter").glob("*.*")]
CORPUS = [path for path in (HERE.parents[2] / "shared/corpus").glob("a*.*") if path.suffix != ".json"]
PIECE = 350  # letters of a paper that are mutilated at a time; every fiftieth is whole
SECONDS_EACH = 5.0  # no short paper takes longer, on a busy machine either
MEMORY = 1_500_000_000  # bytes of addresses, the interpreter's own with them
SAYS_NOTHING_IS_FOUND = frozenset(("no_text", "nothing_found"))
FACTS = (
    "number", "sections", "route", "stages", "period", "attachments", "decisions", "follow_ups", "other_referrals",
    "recurrence", "recused", "minority_statements",
)  # fmt: skip
WORDS = (
    "Sagsgang", "DIR, HU, ØK, KB", "Indstilling", "Beslutning i Byrådet den 31-04-2024", "1. At planen godkendes",
    "Punkt 7: (Lukket)", "Bilag", "1 -", "| x | | x |", "Opgave | Ansvarlig | Frist", "den 12. april", "d. 5/6-24",
    "perioden 1. maj 2024 til 1. april 2024", "Afbud: ", "mandag den 12. april 2023", "<html><table><tr><td>", "\f",
    "\u00ad", "\x00", "\udcff", "....................", "hvert tredje år", "miljø-", "Ad 2b Løn", "at \n",
    "Besluttet:", "Side 3 af 9\n", "skal udarbejde", "I alt 7\n", "<?xml version='1.0'?><punkt><titel>",
)  # fmt: skip


def read(name: str, data: bytes) -> str:
    """What became of the file: its kind, or the reason it was refused for."""
    start = time.process_time()
    try:
        document = read_document(name, data)
    except UnreadableFileError as refused:
        outcome = str(refused.facts["reason"])
    else:
        told = {one.code for one in document.warnings}
        facts = [item for item in to_corpus(document)["items"] if any(item[field] for field in FACTS)]
        assert facts or told & SAYS_NOTHING_IS_FOUND, f"{name}: nothing was found, and nothing is said of it"
        assert document.kind is not DocumentKind.EMPTY or "no_text" in told, name
        outcome = document.kind.value
    assert time.process_time() - start < SECONDS_EACH, f"{name} took too long"
    return outcome


def mutated_bytes(data: bytes, chance: random.Random) -> bytes:
    """The file with pieces cut out, doubled, swapped, or bytes of it changed."""
    out = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at, length = chance.randrange(len(out) + 1), chance.randint(1, 200)
        match chance.randrange(5):
            case 0:
                del out[at : at + length]
            case 1:
                out[at:at] = out[at : at + length]
            case 2:
                out[at : at + 1] = bytes([chance.randrange(256)])
            case 3:
                out[at:at] = chance.choice(WORDS).encode("utf-8", "surrogateescape")
            case _:
                other = chance.randrange(len(out) + 1)
                out[at:at] = out[other : other + length]
    return bytes(out)


def mutated_lines(data: bytes, chance: random.Random) -> bytes:
    """The paper with lines moved, doubled, joined, cut off, put in, or in capitals."""
    lines = data.decode("utf-8", "replace").split("\n")
    for _ in range(chance.randint(1, 5)):
        at = chance.randrange(len(lines))
        match chance.randrange(6):
            case 0:
                lines.insert(chance.randrange(len(lines) + 1), lines[at])
            case 1:
                lines[at : at + 2] = [" ".join(lines[at : at + 2])]
            case 2:
                lines[at] = lines[at][: chance.randrange(len(lines[at]) + 1)]
            case 3:
                lines.insert(at, chance.choice(WORDS))
            case 4:
                lines[at] = lines[at].upper()
            case _:
                chance.shuffle(lines)
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def mutations(times: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """So many mutilated papers, the same ones for the same seed."""
    chance = random.Random(seed)
    papers = [(path.name, path.read_bytes()) for path in sorted((*OWN, *SAMPLES, *CORPUS))]
    texts = [(name, data) for name, data in papers if name.endswith((".txt", ".html", ".xml"))]
    for turn in range(times):
        is_whole = turn % 50 == 0
        name, data = chance.choice(papers if is_whole else texts)
        is_text = name.endswith((".txt", ".html", ".xml"))
        if is_text and not is_whole and len(data) > PIECE:
            start = chance.randrange(len(data) - PIECE)
            data = data[start : start + PIECE]
        yield name, (mutated_lines if is_text and turn % 2 else mutated_bytes)(data, chance)


def main(times: int, seed: int) -> None:
    """Read them all; the name and the turn of the one that fails is said."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    turns = count()
    try:
        for name, data in mutations(times, seed):
            next(turns)
            read(name, data)
    except BaseException as error:
        error.add_note(f"turn {next(turns) - 1} of {times}, seed {seed}: {name}")
        raise
    print(f"{times} read or refused")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
