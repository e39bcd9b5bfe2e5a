"""The words of Danish meeting plans, as rows: headers, bodies, and what says a meeting is off or special.

A new municipality's spelling is a new row here, not a new branch in a reader.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from calendars.plan_values import PlanStatus


class Column(StrEnum):
    """What a column of a meeting list holds."""

    BODY = "body"
    DATE = "date"
    WEEKDAY = "weekday"
    MONTH = "month"
    YEAR = "year"
    STARTS = "starts"
    ENDS = "ends"
    PLACE = "place"
    SUBMISSION = "submission"
    PUBLISHED = "published"
    KIND = "kind"
    ABBREVIATION = "abbreviation"
    REMARK = "remark"
    IGNORED = "ignored"


# The first row that fits a header (in lower case, without brackets and end marks) says what its column is.
HEADERS: tuple[tuple[Column, re.Pattern[str]], ...] = tuple(
    (column, re.compile(pattern))
    for column, pattern in (
        (Column.IGNORED, r"uge|uge ?nr|ugenummer|nr|nummer|id|mødenr|mødenummer|#|løbenr|varighed|link|url|formand"),
        (Column.IGNORED, r".*(dagsordensmøde|dagsordensgennemgang|formandsmøde|formandsgennemgang).*"),
        (Column.IGNORED, r".*(formøde|gruppemøde|referat).*"),
        (Column.SUBMISSION, r".*(sagsfrist|frist|deadline|indlevering|aflevering|lukke).*"),
        (Column.PUBLISHED, r".*(udsend|offentliggør|publicer|udsendt|udgives|frigiv|dagsorden (ud|klar)).*"),
        (Column.ABBREVIATION, r"forkortelse(r)?|fork|kode"),
        (Column.WEEKDAY, r"ugedag|dag|ugedage|dagnavn"),
        (Column.DATE, r"(mødets? )?dato(er)?|mødedato(er)?|startdato|dato for møde(t|r)?|mødedag(e)?"),
        (Column.MONTH, r"måned|mdr?"),
        (Column.YEAR, r"år|årstal"),
        (
            Column.STARTS,
            r"(møde)?tids?(er|punkt)?|(møde)?tidsrum|kl|klokken|klokkeslæt|fra( kl)?|begynder|tid og sted",
        ),
        (Column.STARTS, r"(møde)?-? ?start(er|tid|tidspunkt)?|start ?kl|kl\.? ?start"),
        (Column.ENDS, r"(forventet )?slut(ter|tid|tidspunkt)?|til( kl)?|ophører|slut ?kl|mødeslut"),
        (Column.PLACE, r"(møde)?sted|(møde)?lokale|lokation|hvor|adresse|placering"),
        (Column.KIND, r"type|mødetype|art|mødeart|status"),
        (Column.REMARK, r"bemærkning(er)?|noter?|kommentar(er)?|anmærkning(er)?|beskrivelse|info(rmation)?"),
        (Column.REMARK, r"andet|tekst|emner?"),
        (Column.BODY, r"(politisk )?udvalg(et|snavn)?|(politisk(e)? )?organ(er)?|udvalg ?/ ?råd|udvalg og råd|råd"),
        (Column.BODY, r"møde(r|forum|navn|gruppe)?|forum|fora|gremium|hvem|hvad|navn|enhed|møde i"),
        (Column.BODY, r"titel|aktivitet|begivenhed|arrangement"),
    )
)

# How a status is recognised in a type, a remark or a title; the first row wins.
STATUS_WORDS: tuple[tuple[PlanStatus, re.Pattern[str]], ...] = (
    (
        PlanStatus.CANCELLED,
        re.compile(r"\b(aflyst|aflyses|aflysning|udgår|udgået|udgik|annulleret|annulleres|bortfalder|cancelled)\b"),
    ),
    (PlanStatus.CONSTITUENT, re.compile(r"konstituer")),
    (PlanStatus.EXTRAORDINARY, re.compile(r"ekstraordinær|\bekstra ?møde\b|\bekstra\b")),
)
# "Erstatter det aflyste møde 3. april" is about another meeting, and "ikke aflyst" says the opposite.
_NOT_THIS_ONE = re.compile(r"\b(erstat\w*|i stedet for|ikke|afløser)\b[^.;]*\b(aflys\w*|udgå\w*|annuller\w*)\b")

MOVED_TO = re.compile(
    r"\b(?:flyttet|flyttes|rykket|rykkes|udsat|ny dato)\b[^.;]*?\b(?:til|:)\b|\bny dato:?", re.IGNORECASE
)

MOVED_FROM = re.compile(r"\b(?:flyttet|rykket)\s+fra\b(?!\s+kl)", re.IGNORECASE)

NOT_A_MEETING = re.compile(
    r"seminar|ferie\b|ferien\b|temadag|temamøde|temadrøftelse|topmøde|konference|kursus|studietur|reception|frokost|"
    r"helligdag|folkemøde|besigtigelse|borgermøde|dialogmøde|\bvalg(dag)?\b|kommunalvalg|folketingsvalg|\bjule?\b|"
    r"\bpåske\b|\bpinse\b|privat|tandlæge|lukkedag|\bhøring|gruppemøde|formøde|inspiration|workshop|introduktion|"
    r"fødselsdag|\brejse|deadline|\bfrist\b|grundlovsdag|nytår|personalemøde|kaffe|\bfri\b|økonomisk forum|jubilæum",
    re.IGNORECASE,
)
SEMINAR_REMARK = re.compile(r"^\W*(budget)?(seminar|temamøde|temadag|studietur)", re.IGNORECASE)

_BODY_NAME = re.compile(
    r"(\w[\w§ .,&/+-]*(udvalg|udvalget|råd|rådet|bestyrelse|bestyrelsen|direktion|direktionen|nævn|nævnet|"
    r"repræsentation|repræsentationen|magistrat|magistraten|komité|komitéen|komite|komiteen|kommission|kommissionen|"
    r"forum|forummet|forsamling|forsamlingen|med|chefgruppe|chefgruppen))"
    r"|(råd|nævn|byråd|udvalg|direktion|bestyrelse)(et|en)?"
    r"|(stående )?(special)?(udvalg|råd|nævn)(et)? (for|vedr\.?|vedrørende|til|om) .+|§ ?17.*udvalg.*",
    re.IGNORECASE,
)
_ABBREVIATION = re.compile(r"(?=(?:.*[A-ZÆØÅ]){2})[A-ZÆØÅ][\wÆØÅæøå&§-]{1,6}|[A-ZÆØÅ]{2,4}/[A-ZÆØÅ]{2,4}")
# "Byrådsmøde" is a meeting of "Byrådet": what a stem before "møde" becomes.
_DEFINITE = (
    ("råds", "rådet"),
    ("udvalgs", "udvalget"),
    ("bestyrelses", "bestyrelsen"),
    ("direktions", "direktionen"),
    ("nævns", "nævnet"),
    ("repræsentations", "repræsentationen"),
    ("magistrats", "magistraten"),
    ("råd", "rådet"),
    ("udvalg", "udvalget"),
)
_LABEL = re.compile(
    r"^(aflyst|aflyses|udgår|udgået|flyttet|annulleret|ændret|ny dato|nyt møde|ekstraordinært|canceled|cancelled)"
    r"\s*[:!–-]+\s*",
    re.IGNORECASE,
)
_MEETING_OF = re.compile(
    r"^(?:\d+\.\s*)?(?:(?:ordinært|ekstraordinært|konstituerende|ekstra|aflyst|fælles|politisk)\s+)*"
    r"(?:udvalgs)?møde\s+(?P<link>i|med|for)\s+(?P<body>.+)$",
    re.IGNORECASE,
)
_MEETING_WORD = re.compile(
    r"^(?:(?:ordinært|ekstraordinært|konstituerende|ekstra|aflyst)\s+)*(?P<stem>.+?)[\s-]?møde(?:t|r)?$",
    re.IGNORECASE,
)
_STATUS_WORD_AT_EDGE = re.compile(
    r"^(?:aflyst|ekstraordinært|konstituerende|ordinært)\s+(?=\S)"
    r"|\s+(?:er\s+)?(?:aflyst|udgår|udgået|flyttet.*|(?:ekstraordinært|konstituerende|ordinært)(?: møde)?|møde)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Title:
    """What a title says: the body without the words around it, or None when it names no body."""

    body: str | None
    status: PlanStatus
    says_meeting: bool


def column_of(header: str) -> Column | None:
    """What a header means; None for an unknown one."""
    plain = re.sub(r"\(.*?\)", " ", header.lower()).replace("_", " ")
    plain = " ".join(plain.split()).strip(" .:*")
    return next((column for column, pattern in HEADERS if pattern.fullmatch(plain)), None)


def status_in(*texts: str) -> PlanStatus:
    """The status the texts together say: cancelled before constituent before extraordinary, else ordinary."""
    plain = _NOT_THIS_ONE.sub(" ", " · ".join(texts).lower())
    return next((status for status, pattern in STATUS_WORDS if pattern.search(plain)), PlanStatus.ORDINARY)


def is_body_name(text: str, aliases: dict[str, str] | None = None) -> bool:
    """Whether a text is nothing but a body's name or abbreviation."""
    if aliases and (text in aliases or text in aliases.values()):
        return True
    return bool(_BODY_NAME.fullmatch(text) or _ABBREVIATION.fullmatch(text)) and not NOT_A_MEETING.search(text)


def read_title(text: str, aliases: dict[str, str] | None = None) -> Title:
    """A title such as "AFLYST: Møde i Økonomiudvalget (ekstraordinært)" or "Byrådsmøde" taken apart."""
    status = status_in(text)
    plain = _LABEL.sub("", re.sub(r"\s*[(\[].*?[)\]]", "", text).strip(" -–:."))
    plain = re.sub(r",?\s*\bkl\.?\s*\d.*$", "", plain, flags=re.IGNORECASE)
    if of_body := _MEETING_OF.match(plain):
        body = _cut(of_body["body"])
        if is_body_name(body, aliases) or (of_body["link"].lower() == "i" and not NOT_A_MEETING.search(plain)):
            return Title(body, status, says_meeting=True)
    for part in re.split(r"\s[-–|]\s|:\s", plain):
        in_word = _MEETING_WORD.match(part.strip())
        stem = in_word["stem"].strip(" -") if in_word and not NOT_A_MEETING.search(part) else ""
        definite = _definite(stem)
        if stem and definite.lower() != "udvalget" and is_body_name(definite, aliases):
            return Title(definite, status, says_meeting=True)
        candidate = _STATUS_WORD_AT_EDGE.sub("", _LABEL.sub("", part)).strip(" -–:.,")
        if "møde" not in candidate.lower() and is_body_name(candidate, aliases):
            return Title(candidate, status, says_meeting="møde" in plain.lower())
    return Title(None, status, says_meeting=False)


def clean_body(text: str, aliases: dict[str, str] | None = None) -> str:
    """A body as a list has it, freed of "møde i" and the status; unchanged where it is no such title."""
    return read_title(text, aliases).body or re.sub(r"\s*\(.*?\)\s*$", "", text).strip()


def _definite(stem: str) -> str:
    for ending, definite in _DEFINITE:
        if stem.lower().endswith(ending):
            stem = stem[: -len(ending)] + definite
            break
    return stem[:1].upper() + stem[1:]


def _cut(text: str) -> str:
    """A body's name up to what is added about time and place."""
    body = re.split(r"\s[-–|]\s|:\s|\s+kl\.?\s|\s+den\s+\d|\s+d\.\s*\d", text)[0]
    return _STATUS_WORD_AT_EDGE.sub("", body).strip(" -–:.,")
