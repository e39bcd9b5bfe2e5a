"""The words of a municipality as data: headings, bodies, outcomes. A new municipality adds rows, not code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from domain.documents.heading_words import HEADINGS, HeadingWords
from domain.model.decision import Outcome


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
class OutcomeWords:
    """A wording and the outcome it means. Rows are tried in order: "ikke godkendt" stands before "godkendt".

    ``stem``: small letters that whatever fits the pattern holds, as for a body ("": not known).
    """

    stem: str
    pattern: str
    outcome: Outcome
    confidence: float = 1.0


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

# "Udvalget besluttede enstemmigt at udsætte sagen"
_DECIDED = r"\b(?:beslutte(?:t|de|des)|vedtog|vedtaget|enige? om|enighed om),? (?:\w+ ){0,3}at (?:\w+ ){0,4}?"

# The rows are tried from the top, so what turns a wording round stands before it
OUTCOMES = (
    OutcomeWords("vedt", r"har vedtaget|vedtog\b.*indstilling", Outcome.APPROVED),
    OutcomeWords("ikke ", r"ikke (?:godkendt|vedtaget|imødekommet|tiltrådt)", Outcome.REJECTED),
    OutcomeWords("forkast", r"forkaste(?:t|s|de)", Outcome.REJECTED),
    OutcomeWords("afvis", r"afvis(?:t|es|te)\b", Outcome.REJECTED),
    OutcomeWords("faldt med", r"faldt med", Outcome.REJECTED),
    OutcomeWords("ikke ", r"kunne ikke anbefale|kan ikke (?:anbefales|godkendes)", Outcome.REJECTED),
    OutcomeWords(
        "t",
        r"\b(?:godkendt|vedtaget|vedtages|tiltrådt)(?:,| som| i overensstemmelse| jf\.?)+ .{0,40}(?:anbefal|indstil)",
        Outcome.APPROVED,
    ),
    OutcomeWords("dagsordenen", r"(?:taget|tages|udgår|trukket|trækkes) (?:af|fra) dagsordenen", Outcome.WITHDRAWN),
    OutcomeWords("udgå", r"\b(?:punktet|sagen) udgår\b|^udgår\b|\budgået\b", Outcome.WITHDRAWN),
    OutcomeWords("udsætte", rf"{_DECIDED}udsætte", Outcome.POSTPONED),
    OutcomeWords("genoptag", r"\bgenoptages\b", Outcome.POSTPONED),
    OutcomeWords("afvise", rf"{_DECIDED}afvise", Outcome.REJECTED),
    OutcomeWords("tilbage", rf"{_DECIDED}sende (?:\w+ ){{0,3}}tilbage", Outcome.RETURNED),
    OutcomeWords("uds", r"\buds(?:at|ættes|atte)\b|\budsk(?:ydes|udt)\b", Outcome.POSTPONED),
    OutcomeWords(
        "§ 23", r"§ 23.{0,60}(?:standse|indbr)|(?:standse|indbr(?:ing|agt))\w*.{0,60}§ 23", Outcome.STOPPED_23
    ),
    OutcomeWords("tilbage", r"(?:sendes|sendt|sendte|sender) (?:\w+ ){0,3}tilbage", Outcome.RETURNED),
    OutcomeWords("tilbagesend", r"tilbagesend(?:t|es|te)", Outcome.RETURNED),
    OutcomeWords("hjemvis", r"hjemvis(?:t|es|te)", Outcome.RETURNED),
    OutcomeWords("anbefal", r"anbefal(?:es|et|ede|er)\b", Outcome.RECOMMENDED),
    OutcomeWords("indstill", r"indstill(?:es|er|ede|et)\b(?: godkendt| taget| til| at|,)", Outcome.RECOMMENDED),
    OutcomeWords("indstill", r"indstill(?:es|er|ede)\b.*\b(?:godkend|tiltræd|vedtage|bevilge)", Outcome.RECOMMENDED),
    OutcomeWords("send", r"(?:over|frem|videre)send(?:t|es|te)\b", Outcome.FORWARDED),
    OutcomeWords("henvis", r"henvis(?:t|es|te) til", Outcome.FORWARDED),
    OutcomeWords("godkende", rf"{_DECIDED}godkende", Outcome.APPROVED),
    OutcomeWords("tiltræde", rf"{_DECIDED}tiltræde", Outcome.APPROVED),
    OutcomeWords("anbefale", rf"{_DECIDED}anbefale", Outcome.RECOMMENDED),
    OutcomeWords("oversende", rf"{_DECIDED}oversende", Outcome.FORWARDED),
    OutcomeWords("henvise", rf"{_DECIDED}henvise", Outcome.FORWARDED),
    OutcomeWords("til efterretning", r"(?:tag|tog)\w* .{0,80}til efterretning|til efterretning", Outcome.NOTED),
    OutcomeWords("orientering", r"til orientering|orientering(?:en)? (?:blev )?givet", Outcome.NOTED),
    OutcomeWords("godkend", r"\bgodkend(?:t|te|es|er)\b", Outcome.APPROVED),
    OutcomeWords("vedt", r"\bvedt(?:aget|og|ages|ager)\b", Outcome.APPROVED),
    OutcomeWords("tiltr", r"\btiltr(?:ådt|ådte|ådtes|ædes|æder)\b", Outcome.APPROVED),
    OutcomeWords("indstilling", r"\bindstillingen (?:blev )?(?:følges|fulgt|fulgtes)\b", Outcome.APPROVED),
    OutcomeWords("indstilling", r"\bføl(?:ger|ges|gte) \w*indstilling", Outcome.APPROVED),
    OutcomeWords(
        "indstillet",
        r"^(?:(?:blev|som) )?(?:besluttet )?som indstillet\b|^besluttet i overensstemmelse",
        Outcome.APPROVED,
    ),
    OutcomeWords("bifald", r"\bbifald(?:t|et)\b", Outcome.APPROVED),
    OutcomeWords("bevilge", r"\bbevilge(?:t|de|s|r)\b", Outcome.APPROVED),
    OutcomeWords("udpege", r"\budpege(?:t|de|s|r)\b", Outcome.APPROVED),
    OutcomeWords("valgt", r"\bvalgt(?:es)?\b", Outcome.APPROVED),
    OutcomeWords("imødekommet", r"\bimødekommet\b", Outcome.APPROVED),
    OutcomeWords("meddelt", r"\bmeddelt\b", Outcome.APPROVED),
    OutcomeWords("drøfte", r"\bdrøfte(?:t|de|des|r)\b", Outcome.DISCUSSED),
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
    ),
)


def compiled_outcomes(vocabulary: Vocabulary) -> tuple[tuple[re.Pattern[str], OutcomeWords], ...]:
    """The outcome rows with their patterns ready to search, case ignored."""
    return _compiled(vocabulary.outcomes)


@lru_cache(maxsize=16)
def _compiled(rows: tuple[OutcomeWords, ...]) -> tuple[tuple[re.Pattern[str], OutcomeWords], ...]:
    return tuple((re.compile(row.pattern, re.IGNORECASE), row) for row in rows)
