"""What the program's own words are called on screen: states, kinds, outcomes, verbs, fields.

A label stands under the name of its enum and the member's value, so that this file loads nothing; a test walks the
enums and fails where a word is missing.
"""

from __future__ import annotations

from enum import Enum

from desk.language import _

LABELS: dict[str, dict[str, str]] = {
    "BodyKind": {
        "management": "direktion",
        "med": "MED-udvalg",
        "committee": "udvalg",
        "finance": "økonomi- eller forretningsudvalg",
        "council": "kommunalbestyrelse eller regionsråd",
    },
    "CaseState": {"open": "i gang", "closed": "afsluttet", "withdrawn": "trukket tilbage"},
    "StopState": {
        "planned": "planlagt",
        "on_agenda": "på dagsordenen",
        "awaiting_decision": "afventer beslutning",
        "decided": "besluttet",
        "dropped": "udgået",
    },
    "Outcome": {
        "approved": "godkendt",
        "recommended": "anbefalet",
        "noted": "taget til efterretning",
        "discussed": "drøftet",
        "postponed": "udsat",
        "returned": "sendt tilbage",
        "rejected": "forkastet",
        "forwarded": "oversendt",
        "withdrawn": "taget af dagsordenen",
        "stopped_23": "standset efter § 23",
        "chair_decision": "formandsbeslutning (§ 22)",
        "mayor_decision_31": "borgmesterbeslutning (§ 31)",
    },
    "FollowUpState": {"proposed": "foreslået", "confirmed": "bekræftet", "done": "udført", "dropped": "frafaldet"},
    "MeetingStatus": {
        "ordinary": "ordinært",
        "extraordinary": "ekstraordinært",
        "constituent": "konstituerende",
        "cancelled": "aflyst",
    },
    "NoticeKind": {
        "deadline": "frist",
        "follow_up": "opfølgning",
        "chase": "rykker",
        "escalation": "rykker til chefen",
        "decided": "beslutning",
        "planned": "planlagt",
        "moved": "flyttet",
        "cancelled": "aflyst",
        "stuck": "kan ikke planlægges",
        "blocked": "kan ikke komme på dagsordenen",
        "ask_decision": "mangler beslutning",
        "proposed": "forslag til bekræftelse",
        "invitation": "mødeindkaldelse",
        "declined": "afbud fra formanden",
        "round_opened": "ny runde af en pligt",
        "round_at_risk": "runde, der kan komme for sent",
        "access": "ændret adgang",
    },
    "ActionState": {
        "agreed": "aftalt",
        "under_way": "i gang",
        "done": "gennemført",
        "dropped": "opgivet",
    },
    "Better": {"higher": "jo højere, jo bedre", "lower": "jo lavere, jo bedre"},
    "Against": {
        "better": "bedre end landet",
        "same": "som landet",
        "worse": "dårligere end landet",
        "unknown": "intet landsgennemsnit",
    },
    "Way": {"forward": "gået frem", "same": "uændret", "back": "gået tilbage"},
    "CycleState": {
        "awaited": "afventer",
        "opened": "sagen er oprettet",
        "approved": "godkendt",
        "submitted": "afleveret",
        "not_done": "udføres ikke",
    },
    "CycleRisk": {
        "last_meeting": "står på det sidste møde, der kan nå fristen",
        "too_late": "ingen række møder kan nå fristen",
    },
    "Readiness": {"not_ready": "ikke klar", "ready": "klar", "approved": "godkendt"},
    "Remark": {
        "absent": "fraværende",
        "came_later": "kom senere",
        "left_earlier": "gik tidligere",
        "disqualified": "inhabil",
        "dissent": "afvigende mening",
        "reservation": "forbehold",
        "statement": "protokoltilførsel",
    },
    "MailKind": {"digest": "dagens samlede mail", "single": "enkelt mail", "invitation": "mødeindkaldelse"},
    "Role": {
        "reader": "læser",
        "case_worker": "sagsbehandler",
        "secretary": "sekretær",
        "administrator": "administrator",
    },
    "Deed": {
        "look": "se sager og møder",
        "open_case": "oprette sager",
        "edit_case": "rette sager",
        "plan": "planlægge led",
        "decide": "skrive beslutninger",
        "follow_up": "opfølgninger",
        "meetings": "møder",
        "agenda": "dagsordener",
        "wheel": "årshjulet",
        "profile": "profilen",
        "users": "brugere",
        "log": "loggen",
        "status": "status",
        "goals": "mål og målinger",
        "send": "mails",
        "words": "kommunens egne ord",
        "own": "eget",
    },
    "Answer": {"accepted": "kommer", "declined": "kommer ikke", "tentative": "måske"},
    "IncomingKind": {"reply": "svar på en indkaldelse", "bounce": "mail kommet retur", "other": "anden mail"},
    "MailState": {
        "queued": "i kø",
        "sending": "under afsendelse",
        "sent": "sendt",
        "skipped": "sprunget over",
        "dead": "opgivet",
    },
    "DueKind": {
        "journey": "sagens forløb",
        "dispatch": "udsendelse",
        "held": "mødet er holdt",
        "reminder": "påmindelse",
        "follow_up": "opfølgning",
    },
    "DeadlineKind": {
        "submission": "indlevering",
        "chair_review": "formandens gennemsyn",
        "dispatch": "udsendelse",
        "publication": "offentliggørelse",
        "minutes": "referat",
    },
    "Basis": {"law": "lov", "agreement": "aftale", "house": "husregel"},
    "DayKind": {"hverdag": "hverdag", "arbejdsdag": "arbejdsdag", "kalenderdag": "kalenderdag"},
    "Count": {"whole_days": "hele dage imellem", "nth_day": "den n'te dag"},
    "Why": {
        "placed": "placeret",
        "meeting_moved": "mødet er flyttet af sekretariatet",
        "meeting_cancelled": "mødet er aflyst af sekretariatet",
        "postponed_by_body": "udsat af organet",
        "returned_by_body": "sendt tilbage af organet",
        "forwarded_by_body": "oversendt af organet",
        "stopped_23": "standset efter § 23",
        "stop_added": "et led er føjet til",
        "stop_dropped": "et led er udgået",
        "urgency": "begrundet hast",
    },
    "StopChangeKind": {
        "same": "uændret",
        "placed": "får et møde",
        "moved": "flyttes",
        "unplaced": "mister sit møde",
        "added": "nyt led",
        "dropped": "udgår",
        "decided": "besluttes",
        "freed": "datoen er ikke længere fast",
        "fixed": "datoen bliver fast",
        "reopened": "skal behandles igen",
    },
    "WaitReason": {
        "dispatch": "dagsordenen er ikke sendt ud",
        "meeting": "mødet er ikke holdt",
        "decision": "beslutningen er ikke skrevet",
        "follow_ups": "der er åbne opfølgninger",
        "over": "sagen er slut",
    },
    "DocumentKind": {
        "agenda": "dagsorden",
        "minutes": "referat",
        "memo": "notat",
        "other": "andet",
        "empty": "tomt",
    },
    "SectionKey": {
        "summary": "resumé",
        "background": "baggrund",
        "case_presentation": "sagsfremstilling",
        "economy": "økonomi",
        "legal": "lovgrundlag",
        "involvement": "inddragelse",
        "competence": "kompetence",
        "route": "sagsgang",
        "recommendation": "indstilling",
        "decision": "beslutning",
        "attachments": "bilag",
        "absentees": "fraværende",
        "other": "andet",
    },
}
LABELS["PlanStatus"] = LABELS["MeetingStatus"]
READING_SATURDAY = {True: "tæller", False: "tæller ikke"}
READING_SPECIAL = {True: "tæller med", False: "tæller ikke med"}
YEAR_BECAUSE = {
    "written": "",
    "same_sentence": "året følger af datoen før",
    "weekday": "året følger af ugedagen",
    "near_document_date": "året følger af dokumentets dato",
    "working_days": "året følger af, at dagene ikke er fridage",
}
OBLIGATIONS = {
    "ligestillingsredegoerelse": "ligestillingsredegørelsen",
    "budget": "budgettet",
    "aarsregnskab": "årsregnskabet",
    "halvaarsregnskab": "halvårsregnskabet",
    "danmarkskort": "Danmarkskortet",
    "moedeplan": "mødeplanen",
    "planstrategi": "planstrategien",
    "konstituerende": "det konstituerende møde",
    "apv": "arbejdspladsvurderingen",
    "budgetforslag": "budgetforslaget til 1. behandling",
    "revisionsberetning": "revisionsberetningen",
    "regionsbudget": "regionens budget",
    "trivselsmaaling": "trivselsmålingen",
}
FIELDS = {
    "number": "sagsnummer",
    "title": "titel",
    "route": "sagsgang",
    "is_open": "åben",
    "owner_post": "ansvarlig",
    "obligation": "redegørelse",
    "decide_before": "besluttes før",
    "source_file": "dokument",
    "stages": "møder",
    "economy": "økonomi",
    "presentation": "sagsfremstilling",
    "recommendation": "indstilling",
    "attachments": "bilag",
    "findings": "bemærkninger",
    "follow_ups": "opfølgninger",
    "period_start": "periode fra",
    "period_end": "periode til",
}
FIELD_IS_OPEN = "om punktet er åbent"  # as what was corrected, for "åben corrected" says nothing
SKIPPED = {
    "meeting_cancelled": "mødet er aflyst",
    "case_closed": "sagen er slut",
    "stop_moved": "leddet er flyttet til et andet møde",
    "deadline_moved": "fristen er flyttet",
    "past": "det er forbi",
    "no_longer_waiting": "ingen venter på det længere",
    "follow_up_gone": "opfølgningen findes ikke længere",
    "follow_up_proposed": "opfølgningen er ikke bekræftet",
    "follow_up_confirmed": "opfølgningen er bekræftet",
    "follow_up_done": "opfølgningen er udført",
    "follow_up_dropped": "opfølgningen er frafaldet",
    "due_changed": "fristen er ændret",
    "planned_since": "sagen er planlagt siden",
    "round_settled": "runden er godkendt siden",
    "danger_over": "runden er ikke længere i fare",
    "decided": "beslutningen er skrevet",
    "superseded": "mødet er ændret siden; en nyere mail går i stedet",
    "replaced": "en nyere mail om mødet går i stedet",
    "not_invited": "personen indkaldes ikke længere",
    "nothing_changed": "modtageren ville ikke se nogen ændring",
    "address_failing": "mailadressen virker ikke",
    "switched_off": "slået fra",
    "gathered": "samlet i en nyere mail",
    "said_already": "står allerede i samme mail",
    "told_otherwise": "sagt på anden måde",
    "not_needed": "ikke nødvendig længere",
    "wrong_person": "forkert modtager",
}
_TYPED = ("Outcome", "DeadlineKind", "Role")  # what staff may type by its Danish word
OR = "eller"
OPEN_ITEM, CLOSED_ITEM = "åben", "lukket"


def of(member: Enum) -> str:
    """The Danish word for a member of an enum. Raises ``KeyError`` where none is written: a test prevents it."""
    return LABELS[type(member).__name__][str(member.value)]


def choice(typed: str) -> str:
    """What may be typed, with the Danish word that may be typed instead: "noted (taget til efterretning)"."""
    words = next((LABELS[kind][key] for kind in _TYPED if (key := typed.replace("-", "_")) in LABELS[kind]), "")
    plain = words.partition(" (")[0]
    return f"{typed} ({plain})" if plain else typed


def openness(is_open: bool | None) -> str:
    """Åben, lukket, or nothing when the document does not say."""
    return "" if is_open is None else OPEN_ITEM if is_open else CLOSED_ITEM


def capital(said: str) -> str:
    """A text as a line begins; what is written large in it stays so."""
    return said[:1].upper() + said[1:]


def listed(parts: list[str] | tuple[str, ...], last: str = OR) -> str:
    """Words in a row as a sentence has them: "KB, ØK eller MTU"."""
    words = [str(part) for part in parts]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {_(last)} {words[-1]}" if words else ""
