"""The words of a municipality as data: headings, bodies, outcomes. A new municipality adds rows, not code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from domain.documents.document import SectionKey
from domain.model.decision import Outcome


@dataclass(frozen=True, slots=True)
class HeadingWords:
    """Headings that mean one section. ``exact``: the whole line; ``opening``: how a short line may begin."""

    key: SectionKey
    exact: tuple[str, ...]
    opening: tuple[str, ...] = ()


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
    open_marks: tuple[str, ...]
    closed_marks: tuple[str, ...]
    item_marks: tuple[str, ...]  # "Punkt 7", "Nr.88": words before an item's number
    case_marks: tuple[str, ...]  # "Sagsnr.: 24/10442": lines that say whose file it is


HEADINGS = (
    HeadingWords(
        SectionKey.SUMMARY,
        (
            "resume",
            "resumé",
            "sagsresume",
            "sagsresumé",
            "kort resume",
            "kort resumé",
            "sagens kerne",
            "sammendrag",
            "præsentation",
            "kort fortalt",
            "kort om sagen",
        ),
    ),
    HeadingWords(
        SectionKey.BACKGROUND,
        (
            "baggrund",
            "anledning",
            "indledning",
            "indledning/baggrund",
            "indledning og baggrund",
            "baggrund for sagen",
            "sagens baggrund",
            "formål",
            "beslutningstema",
            "problemstilling",
            "historik",
        ),
        ("formål med sagen", "sagens formål"),
    ),
    HeadingWords(
        SectionKey.CASE_PRESENTATION,
        (
            "sagsfremstilling",
            "supplerende sagsfremstilling",
            "sagsfremstilling og økonomi",
            "sagsbeskrivelse",
            "beskrivelse af sagen",
            "sagsbehandling",
            "sagens indhold",
            "sagens oplysninger",
            "beskrivelse",
            "fremstilling",
            "løsning",
            "faktiske forhold",
        ),
    ),
    HeadingWords(
        SectionKey.ECONOMY,
        ("økonomi", "økonomiske konsekvenser", "bevilling", "finansiering", "bevillingsmæssige konsekvenser"),
        (
            "økonomi og",
            "økonomiske konsekvenser",
            "økonomiske forhold",
            "økonomiske overvejelser",
            "økonomiske og",
            "økonomi/",
        ),
    ),
    HeadingWords(
        SectionKey.LEGAL,
        (
            "lovgrundlag",
            "retsgrundlag",
            "lovhjemmel",
            "retligt grundlag",
            "lovgrundlag og juridisk vurdering",
            "jura",
        ),
        ("juridiske", "lovgrundlag", "retsgrundlag"),
    ),
    HeadingWords(
        SectionKey.INVOLVEMENT,
        (
            "inddragelse",
            "høring",
            "inddragelse og høring",
            "høring og inddragelse",
            "borgerinddragelse",
            "kommunikation",
        ),
    ),
    HeadingWords(
        SectionKey.COMPETENCE,
        (
            "kompetence",
            "beslutningskompetence",
            "hvem beslutter",
            "hvem afgør sagen",
            "sagen afgøres i",
            "sagen afgøres af",
            "afgøres af",
            "afgøres i",
            "besluttes af",
            "beslutningsorgan",
            "beslutning træffes af",
            "sagen besluttes i",
            "beslutningen træffes af",
        ),
    ),
    HeadingWords(
        SectionKey.ROUTE,
        (
            "sagsgang",
            "forventet sagsgang",
            "sagsforløb",
            "sagens forløb",
            "sagsgang og sagstype",
            "behandling",
            "sagen behandles i",
            "videre sagsgang",
            "sagen behandles af",
            "behandles i",
            "behandlet i",
            "behandlingsplan",
            "politisk behandlingsplan",
            "politisk sagsgang",
            "politisk forløb",
            "beslutningsgang",
            "behandlingsforløb",
            "politisk proces",
            "videre behandling",
            "den videre sagsgang",
        ),
    ),
    HeadingWords(
        SectionKey.RECOMMENDATION,
        (
            "indstilling",
            "indstillinger",
            "forslag",
            "administrationens indstilling",
            "forvaltningens indstilling",
            "direktionens indstilling",
            "forvaltningens forslag",
            "forslag til beslutning",
            "indstilling til beslutning",
        ),
    ),
    HeadingWords(
        SectionKey.DECISION,
        (
            "beslutning",
            "beslutninger",
            "afgørelse",
            "indstilling og beslutning",
            "politisk behandling",
            "tidligere beslutning",
            "tidligere beslutninger",
            "konklusion",
        ),
    ),
    HeadingWords(
        SectionKey.ATTACHMENTS,
        ("bilag", "bilag til sagen", "bilag til punktet", "bilagsfortegnelse", "bilagsoversigt", "vedlagte bilag"),
    ),
    HeadingWords(
        SectionKey.ABSENTEES,
        ("fraværende", "fraværende med afbud", "afbud", "følgende var fraværende", "ikke til stede", "afbud fra"),
        ("følgende medlemmer", "fraværende", "afbud"),
    ),
    HeadingWords(
        SectionKey.OTHER,
        (
            "personale",
            "konsekvenser",
            "sagstype",
            "journalnummer",
            "tidsplan og videre proces",
            "politiske beslutninger og aftaler",
            "miljømæssige konsekvenser",
            "konsekvenser for miljøet",
            "bæredygtighed",
            "tidl. politisk behandling",
            "tidligere politisk behandling",
            "punktet behandlet tidligere",
            "opgaveliste",
            "aktionsliste",
            "handleliste",
            "næste møde",
            "mødested",
            "mødetidspunkt",
            "personalemæssige konsekvenser",
            "effekt",
            "vurdering",
            "administrationens vurdering",
            "alternativer",
            "videre proces",
            "det videre forløb",
            "det videre arbejde",
            "tidsplan",
            "miljøvurdering",
            "sundhedsmæssige konsekvenser",
            "tidligere behandling",
            "deltagere",
            "medlemmer",
            "indkaldelse",
            "indholdsfortegnelse",
            "bilagsliste",
            "underskriftsark",
        ),
    ),
)

BODIES = (
    BodyWords("Direktionen", ("DIR",), r"direktion(?:ens?|smøde[tr]?)?", "direktion"),
    BodyWords("Hovedudvalget", ("HU", "HMU", "HMED"), r"hoved-?udvalg(?:ets?|smøde[tr]?)?", "udvalg"),
    BodyWords("Hoved-MED", ("HOVED-MED",), r"hoved-?med(?:-?udvalg(?:ets?|smøde[tr]?)?)?", "hoved"),
    BodyWords("Økonomiudvalget", ("ØK", "ØU"), r"økonomiudvalg(?:ets?|smøde[tr]?)?", "udvalg"),
    BodyWords("Kommunalbestyrelsen", ("KB",), r"kommunalbestyrelse(?:ns?|smøde[tr]?)?", "kommunalbestyrelse"),
    BodyWords("Byrådet", ("BY", "BYR"), r"(?:[A-ZÆØÅ]\w+ )?byråd(?:ets?|smøde[tr]?)?", "råd"),
    BodyWords("Borgerrepræsentationen", ("BR",), r"borgerrepræsentation(?:ens?)?", "borgerrepræsentation"),
    BodyWords("Forretningsudvalget", ("FU",), r"forretningsudvalg(?:ets?|smøde[tr]?)?", "udvalg"),
    BodyWords("Regionsrådet", ("RR",), r"regionsråd(?:ets?|smøde[tr]?)?", "råd"),
    BodyWords("Magistraten", (), r"magistrat(?:ens?|smøde[tr]?)?", "magistrat"),
)

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
    OutcomeWords("uds", r"\buds(?:at|ættes|atte)\b|\budsk(?:ydes|udt)\b", Outcome.POSTPONED),
    OutcomeWords(
        "§ 23", r"§ 23.{0,60}(?:standse|indbr)|(?:standse|indbr(?:ing|agt))\w*.{0,60}§ 23", Outcome.STOPPED_23
    ),
    OutcomeWords("tilbage", r"(?:sendes|sendt|sendte|sender) (?:\w+ ){0,3}tilbage", Outcome.RETURNED),
    OutcomeWords("tilbagesend", r"tilbagesend(?:t|es|te)", Outcome.RETURNED),
    OutcomeWords("hjemvis", r"hjemvis(?:t|es|te)", Outcome.RETURNED),
    OutcomeWords("anbefal", r"anbefal(?:es|et|ede|er)\b", Outcome.RECOMMENDED),
    OutcomeWords("indstill", r"indstill(?:es|er|ede|et)\b(?: godkendt| til| at|,)", Outcome.RECOMMENDED),
    OutcomeWords("indstill", r"indstill(?:es|er|ede)\b.*\b(?:godkend|tiltræd)", Outcome.RECOMMENDED),
    OutcomeWords("send", r"(?:over|frem|videre)send(?:t|es|te)\b", Outcome.FORWARDED),
    OutcomeWords("henvis", r"henvis(?:t|es|te) til", Outcome.FORWARDED),
    OutcomeWords("til efterretning", r"(?:tag|tog)\w* .{0,80}til efterretning|til efterretning", Outcome.NOTED),
    OutcomeWords("orientering", r"til orientering|orientering(?:en)? (?:blev )?givet", Outcome.NOTED),
    OutcomeWords("godkend", r"\bgodkend(?:t|te|es|er)\b", Outcome.APPROVED),
    OutcomeWords("vedt", r"\bvedt(?:aget|og|ages|ager)\b", Outcome.APPROVED),
    OutcomeWords("tiltr", r"\btiltr(?:ådt|ådte|ådtes|ædes|æder)\b", Outcome.APPROVED),
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
    open_marks=(
        "åben sag",
        "åbent punkt",
        "åben",
        "åbent",
        "åbne punkter",
        "åbne dagsordenspunkter",
        "åben dagsorden",
        "åbne sager",
    ),
    closed_marks=(
        "lukket sag",
        "lukket punkt",
        "lukket",
        "lukkede punkter",
        "lukkede dagsordenspunkter",
        "lukket dagsorden",
        "lukkede sager",
        "lukket del",
        "for lukkede døre",
        "fortrolig",
        "fortroligt",
    ),
    item_marks=("punkt", "pkt", "nr", "sag nr", "dagsordenspunkt"),
    case_marks=(
        "sagsnr",
        "sagsnummer",
        "sagnr",
        "sagsid",
        "dok.nr",
        "doknr",
        "dokumentnr",
        "initialer",
        "j.nr",
        "journalnr",
        "sagsbehandler",
    ),
)


def compiled_outcomes(vocabulary: Vocabulary) -> tuple[tuple[re.Pattern[str], OutcomeWords], ...]:
    """The outcome rows with their patterns ready to search, case ignored."""
    return _compiled(vocabulary.outcomes)


@lru_cache(maxsize=16)
def _compiled(rows: tuple[OutcomeWords, ...]) -> tuple[tuple[re.Pattern[str], OutcomeWords], ...]:
    return tuple((re.compile(row.pattern, re.IGNORECASE), row) for row in rows)
