"""The wordings of decisions as data, and what each means. Another municipality's own are rows of its profile."""

from __future__ import annotations

from dataclasses import dataclass

from domain.model.decision import Outcome


@dataclass(frozen=True, slots=True)
class OutcomeWords:
    """A wording and the outcome it means. Rows are tried in order: "ikke godkendt" stands before "godkendt".

    ``stem``: small letters that whatever fits the pattern holds, as for a body ("": not known).
    """

    stem: str
    pattern: str
    outcome: Outcome
    confidence: float = 1.0


# "Udvalget besluttede enstemmigt at udsætte sagen"
_DECIDED = r"\b(?:beslutte(?:t|de|des)|vedtog|vedtaget|enige? om|enighed om),? (?:\w+ ){0,3}at (?:\w+ ){0,4}?"

# The rows are tried from the top, so what turns a wording round stands before it
OUTCOMES = (
    OutcomeWords("vedt", r"har vedtaget|vedtog\b.*indstilling", Outcome.APPROVED),
    OutcomeWords(
        "ikke ", r"ikke (?:godkendt|vedtaget|imødekommet|tiltrådt|anbefalet|bevilget|accepteret)", Outcome.REJECTED
    ),
    OutcomeWords(
        " ikke",
        r"\b(?:anbefal|godkend|vedtag|imødekomm|tiltræd|bevilg|accepter)es (?:\w+ )?ikke\b"
        r"|^(?!.*mindretal).*\b(?:anbefaler|anbefalede|godkendte|tiltrådte|imødekom|vedtog) (?:\w+ )?ikke\b",
        Outcome.REJECTED,
    ),
    OutcomeWords("forkast", r"forkaste(?:t|s|de)", Outcome.REJECTED),
    OutcomeWords("afvis", r"afvis(?:t|es|te)\b", Outcome.REJECTED),
    OutcomeWords("faldt med", r"faldt med", Outcome.REJECTED),
    OutcomeWords("bortfald", r"\bbortfald(?:t|er|et)\b", Outcome.REJECTED),
    OutcomeWords("stemt", r"\bnedstemt\b|\bstemt ned\b", Outcome.REJECTED),
    OutcomeWords("afsl", r"\bafsl(?:ås|ået|og)\b|\b(?:meddel|giv)\w* afslag\b|^afslag\W*$", Outcome.REJECTED),
    OutcomeWords(
        "ikke ",
        r"kunne ikke anbefale|kan ikke (?:anbefales|godkendes|tiltrædes|imødekommes|vedtages)",
        Outcome.REJECTED,
    ),
    OutcomeWords(
        "t",
        r"\b(?:godkendt|vedtaget|vedtages|tiltrådt)(?:,| som| i overensstemmelse| jf\.?)+ .{0,40}(?:anbefal|indstil)",
        Outcome.APPROVED,
    ),
    OutcomeWords("dagsordenen", r"(?:taget|tages|udgår|trukket|trækkes) (?:af|fra) dagsordenen", Outcome.WITHDRAWN),
    OutcomeWords(
        "tr",
        r"^(?!.*ændringsforslag).*(?:\btrukket tilbage|\btrak (?:sagen|punktet|forslaget)"
        r"|\b(?:sagen|punktet|forslaget|indstillingen) (?:\w+ )?(?:er |blev |var )?trukket\b)|^trukket\b",
        Outcome.WITHDRAWN,
    ),
    OutcomeWords("frafald", r"^(?!.*ændringsforslag).*\bfrafald(?:et|es|t)\b", Outcome.WITHDRAWN),
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
    OutcomeWords("retur", r"\bsend\w* (?:\w+ ){0,3}retur\b|\breturner(?:es|et|ede)\b", Outcome.RETURNED),
    OutcomeWords("i bero", r"\b(?:sat|sættes|satte|stillet|stilles) i bero\b", Outcome.POSTPONED),
    OutcomeWords(
        "møde",
        r"\b(?:overfør|flytte|udsk\w+|skub\w+)(?:es|s|t|te)? til (?:\w+ ){0,2}(?:næste|senere|kommende) møde",
        Outcome.POSTPONED,
    ),
    OutcomeWords("tilbagesend", r"tilbagesend(?:t|es|te)", Outcome.RETURNED),
    OutcomeWords("hjemvis", r"hjemvis(?:t|es|te)", Outcome.RETURNED),
    OutcomeWords(
        "anbefaling", r"(?:over|frem|videre)send\w*\b.{0,60}\b(?:med|under) (?:\w+ )?anbefaling", Outcome.RECOMMENDED
    ),
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
    OutcomeWords("ad notam", r"\bad notam\b", Outcome.NOTED),
    OutcomeWords(
        "orientering",
        r"(?:tag|tog)\w* (?:\w+ )?til orientering|til orientering|orientering(?:en)? (?:blev |er )?givet",
        Outcome.NOTED,
    ),
    OutcomeWords("orientere", r"^orienteret\b(?! mod)", Outcome.NOTED),
    OutcomeWords("godkend", r"\bgodkend(?:t|te|es|er)\b", Outcome.APPROVED),
    OutcomeWords("vedt", r"\bvedt(?:aget|og|ages|ager)\b", Outcome.APPROVED),
    OutcomeWords("tiltr", r"\btiltr(?:ådt|ådte|ådtes|ædes|æder)\b", Outcome.APPROVED),
    OutcomeWords(
        "indstilling", r"\bindstilling(?:en|erne)? (?:blev |bliver |er )?(?:følges|fulgt|fulgtes)\b", Outcome.APPROVED
    ),
    OutcomeWords("fulgt", r"^fulgt\W*$", Outcome.APPROVED),
    OutcomeWords("tilslut", r"\btilslut(?:ter|tede|tet) sig\b(?! ikke)", Outcome.APPROVED),
    OutcomeWords("enig", r"\b(?:er|var) enige? i (?:\w+ )?(?:indstilling|forslag)", Outcome.APPROVED),
    OutcomeWords("accepter", r"\baccepter(?:et|es|ede)\b", Outcome.APPROVED),
    OutcomeWords("frigiv", r"\bfrigive(?:s|t)\b", Outcome.APPROVED),
    OutcomeWords(
        "giv", r"\bgiv(?:es|et|e)\b (?:\w+ )?(?:tilladelse|dispensation|tilsagn|samtykke)", Outcome.APPROVED
    ),
    OutcomeWords("indstilling", r"\bføl(?:ger|ges|gte) \w*indstilling", Outcome.APPROVED),
    OutcomeWords(
        "indstillet",
        r"^(?:(?:blev|som) )?(?:besluttet )?som indstillet\b|^besluttet i overensstemmelse",
        Outcome.APPROVED,
    ),
    OutcomeWords("bifald", r"\bbifald(?:t|et)\b", Outcome.APPROVED),
    OutcomeWords("bevil", r"\bbevil(?:li)?ge(?:t|de|s|r)\b", Outcome.APPROVED),
    OutcomeWords("udpege", r"\budpege(?:t|de|s|r)\b", Outcome.APPROVED),
    OutcomeWords("valgt", r"\bvalgt(?:es)?\b", Outcome.APPROVED),
    OutcomeWords("imødekomme", r"\bimødekomme(?:t|s)\b", Outcome.APPROVED),
    OutcomeWords("meddelt", r"\bmeddelt\b", Outcome.APPROVED),
    OutcomeWords("drøfte", r"\bdrøfte(?:t|de|des|r)\b|\b(?:havde|førte) en drøftelse\b", Outcome.DISCUSSED),
    OutcomeWords("beslutte", r"\bbeslutte(?:de|t)(?: \w+)?,? at\b", Outcome.APPROVED, confidence=0.5),
)
