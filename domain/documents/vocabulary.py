"""The words of a municipality as data: headings, bodies, outcomes. A new municipality adds rows, not code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from domain.documents.heading_words import HEADINGS, HeadingWords
from domain.documents.outcome_words import OUTCOMES, OutcomeWords


@dataclass(frozen=True, slots=True)
class BodyWords:
    """A body: its name, its abbreviations as written in a route, and a pattern for its forms in running text.

    ``stem``: letters that every form holds, so that other words need not be held against the pattern ("": not known).
    """

    name: str
    abbreviations: tuple[str, ...]
    forms: str
    stem: str = ""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All the words the reader knows by heart. ``replace(STANDARD, headings=…)`` makes another municipality's."""

    headings: tuple[HeadingWords, ...]
    bodies: tuple[BodyWords, ...]
    outcomes: tuple[OutcomeWords, ...]
    furniture: tuple[str, ...]
    ends_of_meeting: tuple[str, ...]  # how the line begins that says when the meeting ended
    open_words: tuple[str, ...]
    closed_words: tuple[str, ...]
    part_nouns: tuple[str, ...]  # "møde", "punkter": with a word of openness they name a part of the agenda
    item_nouns: tuple[str, ...]  # "sag", "punkt": with it they speak of one item
    words_around_marks: tuple[str, ...]
    item_marks: tuple[str, ...]  # "Punkt 7", "Nr.88": words before an item's number
    state_labels: tuple[str, ...]  # "Punkttype: Lukket": labels before a mark of openness
    case_marks: tuple[str, ...]  # "Sagsnr.: 24/10442": lines that say whose file it is


BODIES = (
    BodyWords("Direktionen", ("DIR",), r"direktion(?:ens?|smøde[tr]?)?", "direktion"),
    BodyWords("Chefgruppen", (), r"chefgruppe(?:ns?|møde[tr]?)?", "chefgruppe"),
    BodyWords("Ledergruppen", (), r"ledergruppe(?:ns?|møde[tr]?)?", "ledergruppe"),
    BodyWords("Direktørgruppen", (), r"direktørgruppe(?:ns?|møde[tr]?)?", "direktørgruppe"),
    BodyWords("Chefforum", (), r"chefforum(?:s|met|møde[tr]?)?", "chefforum"),
    BodyWords("Lederforum", (), r"lederforum(?:s|met|møde[tr]?)?", "lederforum"),
    BodyWords("Koncernledelsen", (), r"koncernledelse(?:ns?|smøde[tr]?)?", "koncernledelse"),
    BodyWords("Hovedudvalget", ("HU", "HMU", "HMED"), r"hoved-?udvalg(?:ets?|smøde[tr]?)?", "udvalg"),
    BodyWords("Hoved-MED", ("HOVED-MED",), r"hoved-?med(?:-?udvalg(?:ets?|smøde[tr]?)?)?", "hoved"),
    BodyWords("Center-MED", (), r"center-?med(?:-?udvalg(?:ets?|smøde[tr]?)?)?", "center"),
    BodyWords("Lokal-MED", ("LMU",), r"lokal-?med(?:-?udvalg(?:ets?|smøde[tr]?)?)?", "lokal"),
    BodyWords("Område-MED", (), r"område-?med(?:-?udvalg(?:ets?|smøde[tr]?)?)?", "område"),
    BodyWords("MED-udvalget", (), r"med-udvalg(?:ets?|smøde[tr]?)?", "udvalg"),
    BodyWords("Økonomiudvalget", ("ØK", "ØU"), r"økonomiudvalg(?:ets?|smøde[tr]?)?", "udvalg"),
    BodyWords("Kommunalbestyrelsen", ("KB",), r"kommunalbestyrelse(?:ns?|smøde[tr]?)?", "kommunalbestyrelse"),
    BodyWords("Byrådet", ("BY", "BYR"), r"(?:[A-ZÆØÅ]\w+ )?byråd(?:ets?|smøde[tr]?)?", "råd"),
    BodyWords("Borgerrepræsentationen", ("BR",), r"borgerrepræsentation(?:ens?)?", "borgerrepræsentation"),
    BodyWords("Forretningsudvalget", ("FU",), r"forretningsudvalg(?:ets?|smøde[tr]?)?", "udvalg"),
    BodyWords("Regionsrådet", ("RR",), r"regionsråd(?:ets?|smøde[tr]?)?", "råd"),
    BodyWords("Magistraten", (), r"magistrat(?:ens?|smøde[tr]?)?", "magistrat"),
)

FURNITURE = (
    "til top",
    "til toppen",
    "tilbage til toppen",
    "se alle bilag",
    "fold alle ud",
    "fold alle ind",
    "printvenlig version",
    "udskriv",
    "vælg",
    "video fra mødet",
    "abonnér",
)

STANDARD = Vocabulary(
    headings=HEADINGS,
    bodies=BODIES,
    outcomes=OUTCOMES,
    furniture=FURNITURE,
    ends_of_meeting=(
        "mødet slut",
        "mødet hævet",
        "mødet blev hævet",
        "mødet afsluttet",
        "mødet blev afsluttet",
        "mødet ophæv",
        "mødets afslutning",
        "mødet er slut",
        "mødet er hævet",
        "underskrifter",
        "referatet er godkendt",
        "mødet ender",
        "mødet endte",
        "næste møde:",
        "næste møde er",
        "næste møde d",
        "formanden hævede mødet",
    ),
    open_words=("åben", "åbent", "åbne", "offentlig", "offentligt", "offentlige"),
    closed_words=(
        "lukket",
        "lukkede",
        "fortrolig",
        "fortroligt",
        "fortrolige",
        "ikke-offentlig",
        "ikke-offentligt",
        "ikke-offentlige",
    ),
    part_nouns=(
        "møde",
        "mødet",
        "møder",
        "mødedel",
        "mødets",
        "del",
        "dagsorden",
        "dagsordenen",
        "dagsordenspunkter",
        "dagsordenpunkter",
        "punkter",
        "punkterne",
        "sager",
        "sagerne",
        "emner",
        "session",
        "afdeling",
        "afsnit",
        "referat",
        "protokol",
        "beslutningsprotokol",
    ),
    item_nouns=(
        "sag",
        "sagen",
        "punkt",
        "punktet",
        "dagsordenspunkt",
        "dagsordenpunkt",
        "emne",
        "døre",
        "behandling",
    ),
    words_around_marks=(
        "i",
        "på",
        "til",
        "for",
        "fra",
        "den",
        "det",
        "der",
        "af",
        "er",
        "med",
        "skal",
        "behandles",
        "behandlet",
        "blev",
        "bliver",
        "blevet",
        "behandlede",
        "optaget",
        "punkttype",
        "sagstype",
    ),
    item_marks=(
        "punkt",
        "pkt",
        "nr",
        "sag",
        "dagsordenspunkt",
        "dagsordenpunkt",
        "tillægspunkt",
        "ad",
        "ad pkt",
        "ad punkt",
    ),
    state_labels=(
        "punkttype",
        "sagstype",
        "punktstatus",
        "offentlighed",
        "åben/lukket",
        "åbent/lukket",
        "dagsordentype",
        "type",
        "status",
        "åbenhed",
        "adgang",
        "synlighed",
        "lukket/åben",
        "lukket/åbent",
        "punktets status",
        "sagens status",
    ),
    case_marks=(
        "sagsnr",
        "sags nr",
        "sags id",
        "sags-id",
        "sagsnummer",
        "sagsbeh",
        "sagnr",
        "sagsid",
        "dok.nr",
        "doknr",
        "dokumentnr",
        "initialer",
        "j.nr",
        "journalnr",
        "brevid",
        "sagsbehandler",
        "sags-nr",
        "sag nr",
        "j. nr",
        "journalnummer",
        "journal nr",
        "kle-nr",
        "kle nr",
        "acadre",
        "kle:",
        "kle-emne",
    ),
)


def compiled_outcomes(vocabulary: Vocabulary) -> tuple[tuple[re.Pattern[str], OutcomeWords], ...]:
    """The outcome rows with their patterns ready to search, case ignored."""
    return _compiled(vocabulary.outcomes)


@lru_cache(maxsize=16)
def _compiled(rows: tuple[OutcomeWords, ...]) -> tuple[tuple[re.Pattern[str], OutcomeWords], ...]:
    return tuple((re.compile(row.pattern, re.IGNORECASE), row) for row in rows)
