"""Every Danish label: the help of the commands, and what the program's own words are called on screen.

A label stands under the name of its enum and the member's value, so that this file loads nothing; a test walks the
enums and fails where a word is missing. What can go wrong is said in ``error_words.py`` and ``finding_words.py``.
"""

from __future__ import annotations

from enum import Enum

HELP_SAGSGANG = "Politisk sagsbehandling: en sag planlægges på rigtige møder og følges til dørs."
HELP_COMMANDS = "Kommandoer"
HELP_ARGUMENTS = "Hvad"
HELP_OPTIONS = "Valg"
HELP_EVERYWHERE = "Gælder overalt"
HELP_HELP = "Vis denne hjælp."
HELP_VERSION = "Vis programmets version."
HELP_USAGE = "Brug:"
HELP_REQUIRED = "[skal angives]"
HELP_DEFAULT = "[ellers: {}]"
HELP_CHOICES = "[en af: {}]"
METAVARS = {
    "COMMAND": "KOMMANDO",
    "[OPTIONS]": "[VALG]",
    "[ARGS]": "[HVAD]",
    "DATE": "DATO",
    "STR": "TEKST",
    "PATH": "FIL",
    "CHOICE": "VALG",
    "INT": "TAL",
    "FILE": "FIL",
    "NUMBER": "NUMMER",
    "OUTCOME": "UDFALD",
}
JSON = "Svar som JSON med engelske nøgler."

COMMANDS = {
    "serve": "Kør det hele på denne maskine, indtil Ctrl-C.",
    "demo": "Genspil foråret 2023 dag for dag med de rigtige forløb.",
    "read": "Læs et dagsordenpunkt eller et referat, med belæg og advarsler.",
    "case": "Opret en sag, planlæg den, se den og skriv hvad der blev besluttet.",
    "meetings": "Læs og indlæs mødeplaner; flyt, aflys og vis møder.",
    "deadlines": "Fristerne for et møde, dag for dag.",
    "reminders": "Hvilke påmindelser der går ud på en dag, og hvorfor; send dem.",
    "followups": "Opfølgninger: se, bekræft, afslut eller frafald.",
    "cycles": "Redegørelser der kommer igen: runder og næste runde.",
    "calendar": "Gem møder som kalenderfil (.ics).",
    "journal": "Loggen: efterprøv kæden, og se hvad der er sket med en sag.",
    "profile": "Kommunens profil: efterse, tag i brug, vis.",
    "doctor": "Undersøg om alt på denne maskine er, som det skal være.",
    "migrate": "Bring databasen op på programmets version.",
}

DEMO_PROGRESS = "Foråret 2023"
DEMO_STOPPED = "Standset efter {until}. Kør igen uden --until for at spille resten; alt ligger i {folder}."
DEMO_DONE = "Se {page}: hvad der skete, og hvad du kan åbne."

LABELS: dict[str, dict[str, str]] = {
    "BodyKind": {
        "management": "direktion",
        "med": "MED-udvalg",
        "committee": "udvalg",
        "finance": "økonomiudvalg",
        "council": "kommunalbestyrelse",
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
    },
    "MailKind": {"digest": "dagens samlede mail", "single": "enkelt mail"},
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

NEW_DATABASE = "Ny database i {database}, med profilen {profile}."
PROFILE_ADOPTED = "Profilen {profile} er taget i brug."
PROFILE_IN_FORCE = "Profilen {file} gælder nu: {name}."
ABSENT = "{person} er væk fra {since} til {until}; stedfortræderen får mailene."
PROFILE_GOOD = "{file} er i orden: {bodies} organer, {rules} fristregler, {posts} stillinger, {people} personer."
VACANT = "ubesat"
NO_DEADLINES = "Profilen har ingen fristregler for {body}."
READING = "Lørdag {saturday} som hverdag, {count}, særlige dage {special}."
READING_SATURDAY = {True: "tæller", False: "tæller ikke"}
READING_SPECIAL = {True: "tæller med", False: "tæller ikke med"}
JOURNAL_WHOLE = "Loggen er hel: ingen linje mangler, og ingen er ændret."
JOURNAL_BREAKS = {
    "missing": "Linje {seq} mangler i loggen.",
    "altered": "Linje {seq} i loggen er ændret.",
    "unchained": "Linje {seq} hænger ikke sammen med linjen før.",
}
ASK_SAVE = "Skal det gemmes? [j/N] "
ANSWERS_YES = frozenset({"j", "ja", "y", "yes"})
NOTHING_SAVED = "Intet er gemt. Skriv --yes for at gemme."
NO_TITLE = "uden overskrift"
YEAR_BECAUSE = {
    "written": "",
    "weekday": "året følger af ugedagen",
    "near_document_date": "året følger af dokumentets dato",
    "working_days": "året følger af, at dagene ikke er fridage",
}
CALENDAR_WRITTEN = "{count} møder er gemt i {file}."
MIGRATED = "Databasen er bragt op på programmets version."
MIGRATED_ALREADY = "Databasen har allerede programmets version."
SHOW_CLOSED = "Vis også det, der er lukket."
SHORT_ID = 8
CLOSED_TEXT = "(lukket)"
STOP_COLUMNS = ("Organ", "Møde", "Indlevering", "Udsendelse", "Tilstand", "Bemærkning")
PROMISE_COLUMNS = ("Nr.", "Tilstand", "Hvem", "Frist", "Hvad")
FIXED = "fast dato"
URGENT = "hast: {reason}"
ROUND = "{body}, {number}. gang"
MOVES = {
    "Place": "Nu: skal placeres på møder.",
    "PutOnAgenda": "Nu: kommer på dagsordenen i {body}.",
    "AskDecision": "Nu: beslutningen i {body} skal skrives.",
    "TakeEffect": "Nu: beslutningen i {body} får virkning.",
    "Blocked": "Nu: kan ikke komme på dagsordenen i {body}, før det ovenfor er rettet.",
    "Close": "Nu: afsluttes.",
}
PROMISE_CONFIRMED = "Opfølgning {key} er bekræftet: {who}, senest {due}."
PROMISE_DONE = "Opfølgning {key} er udført."
PROMISE_DROPPED = "Opfølgning {key} er frafaldet."
PROMISES_PROPOSED = "{count} nye forslag er gemt."
NO_PROMISES = "Ingen af opfølgningerne hører til en åben sag. Angiv sagen med --case."
NO_CASE = "(ingen sag)"
PLAN_COLUMNS = ("Organ", "Møde", "Indlevering", "Udsendelse", "Referat klar")
CHANGE_COLUMNS = ("Organ", "Fra", "Til", "Hvorfor")
NOTHING_MOVES = "Intet møde flytter sig."
NOT_PLACED = "ikke placeret"
NO_PLAN = "Ingen plan: i {body}, fordi {why}. Løsning: {cure}."
RISK = "Bemærk: {body} er en fast dato, men {why}. Løsning: {cure}."
FORWARD = "Tidligst muligt, når sagen er klar {ready}:"
BACKWARD = "Sidste sikre kæde, når {body} skal beslutte før {before}:"
LAST_START_PASSED = (
    "Sagen skulle have været klar senest {last}; siden {impossible} kræver det hast eller et ekstra møde."
)
LAST_START = "Sagen skal være klar senest {last}; fra {impossible} er det umuligt."
NOTHING_TO_PLAN = "Der er ikke flere led at planlægge."
CASE_OPENED = "Sag {number} er oprettet: {route}."
CASE_ALREADY = "Sag {number} var oprettet i forvejen, med samme indhold."
CASE_SAVED = "Sag {number} er gemt."
CASE_AS_IS = "Sag {number} var sådan i forvejen."
CASE_WITHDRAWN = "Sag {number} er trukket tilbage."
DECIDED = "Sag {number}, {body}: {outcome}. Resten følger, når »sagsgang serve« kører."
LOOK_AT = "Se efter:"
MEETING_COLUMNS = ("Organ", "Møde", "Kl.", "Slut", "Sted", "Slags", "Sager", "Udsendelse")
PLAN_FILE_COLUMNS = ("Organ", "Dato", "Kl.", "Slut", "Sted", "Slags", "Bemærkning")
PLAN_READ = "{name}: {count} møder{year}."
PLAN_YEAR = " i {year}"
PLAN_IMPORTED = "{file}: {created} nye møder, {changed} ændrede, {cancelled} aflyst, {unchanged} uændrede."
PLAN_MOVED_BY_STAFF = "{moved_by_staff} møder er flyttet af sekretariatet og blev, hvor de er."
PLAN_DRY = "{file} kan indlæses: {created} nye møder, {changed} ændrede, {cancelled} aflyst. Intet er gemt."
MEETING_MOVED = "{body} er flyttet fra {before} til {after}."
MEETING_CANCELLED = "{body} {day} er aflyst."
IMPACT = "{cases} sager er set efter; {changed} får et andet møde."
IMPACT_IMPOSSIBLE = "{count} sager kan ikke længere planlægges:"
IMPACT_COLUMNS = ("Sag", "Organ", "Fra", "Til")
MEETING_CALLED = "{body} er indkaldt til møde {at}."
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
VERBS = {
    "open_case": "sagen oprettet",
    "correct_case": "rettet",
    "withdraw_case": "trukket tilbage",
    "place_stop": "led placeret på møde",
    "add_stop": "led føjet til",
    "drop_stop": "led udgået",
    "give_urgency_reason": "hast begrundet",
    "record_decision": "beslutning skrevet",
    "propose_follow_up": "opfølgning foreslået",
    "confirm_follow_up": "opfølgning bekræftet",
    "complete_follow_up": "opfølgning udført",
    "drop_follow_up": "opfølgning frafaldet",
    "move_meeting": "møde flyttet",
    "cancel_meeting": "møde aflyst",
    "schedule_meeting": "møde indkaldt",
    "import_meeting_plan": "mødeplan indlæst",
    "adopt_profile": "profil taget i brug",
    "record_absence": "fravær skrevet",
    "advance": "sagen førte et skridt videre",
    "meeting_dispatched": "dagsorden sendt ud",
    "meeting_held": "møde holdt",
    "raise_reminders": "påmindelser rejst",
    "mark_sent": "mail sendt",
    "mark_failed": "mail ikke sendt",
    "mark_skipped": "mail sprunget over",
    "mail_skipped": "mail sprunget over",
}
OBLIGATION_COLUMNS = ("Redegørelse", "Besluttes af", "Sendes til", "Ophævet ved")
ROUND_COLUMNS = ("Runde", "Periode fra", "Periode til", "Indberettes senest", "Lov")
NO_ROUND = "Der er ingen næste runde: ophævet ved {source}, med virkning fra {day}."
NEXT_ROUND = "Næste runde: {year}, for {period}; indberettes senest {due} ({source})."
WELL = {True: "ok", False: "fejl"}
EXAMINED = {
    "data_folder": "datamappe",
    "database": "database",
    "profile": "profil",
    "journal": "log",
    "queue": "kø",
    "mails": "mails",
    "smtp": "mailserver",
    "prefect": "Prefect",
}
NO_DATABASE_YET = "ingen endnu; den laves ved første brug"
QUEUE = "{count} ting venter på næste gennemgang"
MAILS = "{waiting} i kø, {dead} opgivet (se »reminders stuck«)"
SMTP_ANSWERS = "{address} svarer"
SMTP_SILENT = "{address} svarer ikke; sæt SAGSGANG_SMTP_HOST og SAGSGANG_SMTP_PORT"
PREFECT = {True: "er installeret", False: "er ikke installeret; forløbene køres uden"}
SWEEPING = "Ser efter, hvad der er tid til"
SWEPT = "Gennemgået: {swept}. Mails: {delivered}."
NOTHING_STUCK = "Ingen mails er opgivet."
STUCK_COLUMNS = ("Navn", "Mail", "Slags", "Forsøg", "Sat i kø", "Mailserverens svar")
NOTHING_TO_SEND = "Intet at sende den dag."
REMINDER_COLUMNS = ("Sendes", "Til", "Hvad", "Om", "Frist", "Hvorfor denne person", "Sendes ikke, fordi")
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
    "decided": "beslutningen er skrevet",
}
STARTING_PREFECT = "Starter Prefects server på denne maskine …"
PREFECT_AT = "Forløbene kan ses på {address}"
SERVING = "Kører. Data ligger i {database}. Websider til sagerne kommer i en senere udgave. Stop med Ctrl-C."
STOPPING = "Stopper; det, der er i gang, gøres færdigt."
FACTS = {
    "number": "nummer",
    "route": "sagsgang",
    "body": "organ",
    "outcome": "udfald",
    "decided_on": "besluttet",
    "return_to": "til",
    "reason": "begrundelse",
    "state": "tilstand",
    "owner": "ansvarlig",
    "due_on": "frist",
    "changed": "rettet",
    "corrected": "afklaret",
    "findings": "bemærkninger",
    "transition": "skridt",
    "changes": "møder",
    "dropped": "udgået",
    "cases": "sager",
}
TRANSITIONS = {
    "placed": "placeret på møder",
    "replanned": "planlagt om",
    "on_agenda": "på dagsordenen",
    "awaiting_decision": "afventer beslutning",
    "decided": "beslutningen har fået virkning",
    "closed": "afsluttet",
    "blocked": "kan ikke komme på dagsordenen",
    "stuck": "kan ikke planlægges",
    "none": "intet",
}
INTERRUPTED = "Afbrudt. Det, der var gemt, er gemt."
OPEN_ITEM, CLOSED_ITEM = "åben", "lukket"
UNKNOWN_OWNER = "ukendt"
NO_DATE = "uden dato"


def of(member: Enum) -> str:
    """The Danish word for a member of an enum. Raises ``KeyError`` where none is written: a test prevents it."""
    return LABELS[type(member).__name__][str(member.value)]


def verb(name: str) -> str:
    """What a verb of the journal did, in Danish."""
    return VERBS.get(name, name)


def openness(is_open: bool | None) -> str:
    """Åben, lukket, or nothing when the document does not say."""
    return "" if is_open is None else OPEN_ITEM if is_open else CLOSED_ITEM


def listed(parts: list[str] | tuple[str, ...], last: str = "eller") -> str:
    """Words in a row as a sentence has them: "KB, ØK eller MTU"."""
    words = [str(part) for part in parts]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}" if words else ""
