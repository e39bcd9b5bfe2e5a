"""The standing words of papers, as data. They are chosen so that our own reader takes them for what they are."""

from __future__ import annotations

from domain.documents.writing.paper import Edition, PaperKind, PartKind
from domain.model import MeetingStatus, Outcome, Remark

TITLES = {
    PaperKind.AGENDA: "Dagsorden",
    PaperKind.SUPPLEMENT: "Tillægsdagsorden",
    PaperKind.MINUTES: "Referat",
    PaperKind.EXCERPT: "Udskrift",
    PaperKind.PLAN: "Mødeplan",
}
DRAFT = "Udkast til referat"
AS_OF = "Opgjort"
EDITIONS = {Edition.MEMBERS: "medlemmernes udgave", Edition.PUBLIC: "offentlig udgave"}
STATUSES = {
    MeetingStatus.ORDINARY: "",
    MeetingStatus.EXTRAORDINARY: "ekstraordinært møde",
    MeetingStatus.CONSTITUENT: "konstituerende møde",
    MeetingStatus.CANCELLED: "aflyst",
}
PARTS = {
    PartKind.OPEN: "Åbne punkter",
    PartKind.CLOSED: "Lukkede punkter",
    PartKind.SUPPLEMENT: "Tillægsdagsorden",
    PartKind.NEW: "Kommet til siden",
}
OUTCOMES = {
    Outcome.APPROVED: "Godkendt.",
    Outcome.RECOMMENDED: "Anbefales godkendt.",
    Outcome.NOTED: "Taget til efterretning.",
    Outcome.DISCUSSED: "Drøftet.",
    Outcome.POSTPONED: "Udsat.",
    Outcome.RETURNED: "Sendt tilbage.",
    Outcome.REJECTED: "Ikke godkendt.",
    Outcome.FORWARDED: "Videresendt.",
    Outcome.WITHDRAWN: "Punktet udgår.",
    Outcome.STOPPED_23: "Standset efter kommunestyrelseslovens § 23 og indbragt for kommunalbestyrelsen.",
    Outcome.CHAIR_DECISION: "Afgjort af formanden efter kommunestyrelseslovens § 22.",
    Outcome.MAYOR_DECISION_31: "Afgjort af borgmesteren efter kommunestyrelseslovens § 31.",
}
# ``who`` and ``text`` (", because", or nothing) are put in: at an item, and of the whole meeting.
ITEM_REMARKS = {
    Remark.ABSENT: ("Fraværende ved punktet", "{who}{text}"),
    Remark.CAME_LATER: ("Kom til mødet", "{who}{text}"),
    Remark.LEFT_EARLIER: ("Forlod mødet", "{who}{text}"),
    Remark.DISQUALIFIED: ("Inhabilitet", "{who} er inhabil og deltog ikke i punktet{text}"),
    Remark.DISSENT: ("Afvigende mening", "{who} afgiver følgende afvigende mening{text}"),
    Remark.RESERVATION: ("Forbehold", "{who} tager forbehold{text}"),
    Remark.STATEMENT: ("Protokoltilførsel", "{who} ønskede ført til protokollen{text}"),
}
MEETING_REMARKS = {
    Remark.ABSENT: "Fraværende",
    Remark.CAME_LATER: "Kom senere",
    Remark.LEFT_EARLIER: "Gik tidligere",
    Remark.DISQUALIFIED: "Inhabil",
    Remark.DISSENT: "Afvigende mening",
    Remark.RESERVATION: "Forbehold",
    Remark.STATEMENT: "Protokoltilførsel",
}
LATE_COUNCIL = (
    "Materialet er sendt efter fristen i kommunestyrelseslovens § 8, stk. 4. Sagen kan ikke vente: {reason}"
)
LATE = "Punktet er kommet på efter fristen. Sagen kan ikke vente: {reason}"

ITEM = "Punkt {number}. {heading}"
CASE = "Sag {number} · {openness}"
OPEN_CASE, CLOSED_CASE = "Åben sag", "Lukket sag"
OFF = "Punktet er taget af dagsordenen."
NO_ITEMS = "Ingen punkter."
UNDECIDED = "Der er endnu ikke truffet beslutning."
ROUTE, PRESENTATION, ECONOMY, RECOMMENDATION = (
    "Sagsgang",
    "Sagsfremstilling",
    "Økonomiske konsekvenser",
    "Indstilling",
)
ATTACHMENTS, DECISION = "Bilag", "Beslutning"
FOR_THE_PUBLIC = "Offentliggøres af beslutningen"
WITHHELD = "Beslutningen offentliggøres ikke: {reason}"
NOT_WORDED = "Der er endnu ikke taget stilling til, hvad der kan offentliggøres af beslutningen."
DECISION_ON = "Beslutning den {day}"
ATTACHMENT, CLOSED_ATTACHMENT = "Bilag {number}: {title}", "Bilag {number}: Lukket: {title}"
BODY, TIME, PLACE = "Organ", "Tid", "Sted"
APPROVED = "Referatet er godkendt {day}."
SIGNED = "Underskrevet af medlemmerne {day}."
SIGNATURES = "Underskrifter"
SIGNATURE_HEAD = ("Navn", "Underskrift")
SIGNATURE_CAPTION = "Mødets deltagere underskriver referatet"
SIGNATURE_ROWS = 8  # lines for those whom the profile does not name
NO_MEETINGS = "Ingen møder."
PLAN_HEAD = ("Dato", "Tid", "Organ", "Sted", "Bemærkning")
PROMISES, COVERS = "Opfølgning", "Omfatter"
PROMISE_HEAD = ("Frist", "Løfte", "Lovet i", "Siden")
NO_OWNER, NO_DUE, NO_PROMISES = "Ingen ansvarlig", "Ingen dag sat", "Ingen opfølgninger."
LATE_DAY, LATE_DAYS = " ({count} dag over)", " ({count} dage over)"
ABOUT, ANSWERED = "{text} (sag {number})", "{text} (sag {number}; besvares af sag {answer})"
CUT = "Kun de første {count} er med."
LISTING, NOTHING_LISTED = "Dagsordener og referater", "Der er ikke offentliggjort noget endnu."
PRINT_FORM = "{title} som PDF"
