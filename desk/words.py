"""What the program says, in Danish: the heads of tables, the lines of an answer.

What its own words (states, kinds, outcomes) are called is in ``labels.py``, the help in ``help_words.py``; what can
go wrong in ``error_words.py``, ``finding_words.py`` and ``rule_words.py``.
"""

from __future__ import annotations

GOAL_COLUMNS = ("Id", "Plan", "Mål", "Ansvarlig", "Organ", "Handlinger", "Næste opfølgning")
GOAL_FACTS = "{plan} · {owner} · {body} · følges op {rhythm}"
ACTION_LINE = "{id}  {text}: {owner}, {state}"
ACTION_ASKED = "{id}  {text}: {owner}, {state}, følges op {day}"
PROGRESS_LINE = "      {day}: {text}"
PROGRESS_NOTED = "Det er skrevet på handlingen."
INDICATOR_LINE = "      {name}: {verdict}"
MEASUREMENT_COLUMNS = ("Række", "Indikator", "Runde", "Nu", "Kommunen", "Landet")
MEASUREMENTS_SAVED = "{new} nye, {changed} ændrede og {unchanged} uændrede målinger er indlæst."
MEASUREMENTS_DRY = "{new} nye, {changed} ændrede og {unchanged} uændrede målinger; intet er gemt."
STATUS_PUT = "Status er sag {case} på mødet {day}."
STATUS_WRITTEN = "Status er skrevet i {file}."

DEMO_PROGRESS = "Foråret 2023"
DEMO_YEARS_PROGRESS = "2020-2025"
DEMO_STOPPED = "Standset efter {until}. Kør igen uden --until for at spille resten; alt ligger i {folder}."
DEMO_OPEN = "Åbn {address}: kommunen, som den ser ud den {day}. Log ind som en af dem:"
DEMO_KEY_COLUMNS = ("Brugernavn", "Adgangskode", "Navn", "Rolle")
DEMO_UNTIL = "Ctrl-C lukker. Adgangskoderne gælder kun, til du starter igen."
DEMO_DONE = "Se {page}: hvad der skete, og hvad du kan åbne."

NEW_DATABASE = "Ny database i {database}, med profilen {profile}."
PROFILE_ADOPTED = "Profilen {profile} er taget i brug."
PROFILE_IN_FORCE = "Profilen {file} gælder nu: {name}."
ABSENT = "{person} er væk fra {since} til {until}; stedfortræderen får mailene."
MAIL_COLUMNS = ("Slags", "Får den", "Hvorfor den ikke kan slås fra")
MAIL_STATES = {"on": "ja", "off": "nej, slået fra", "kept": "altid"}
UNSUBSCRIBE_TITLE = "Færre mails fra Sagsgang"
UNSUBSCRIBE_ASK = (
    "Mailen fortalte om: {kinds}. Du kan slå de mails fra. Frister og andet, der kræver noget af dig, kommer stadig."
)
UNSUBSCRIBE_BUTTON = "Slå dem fra"
UNSUBSCRIBE_NOTHING = "Mailen har intet, der kan slås fra."
UNSUBSCRIBE_DONE = "Det er slået fra. Fortryder du, kan sekretariatet slå det til igen."
DIGEST_GOES = "Den samlede mail til {person} sendes kl. {hour}."
PROFILE_GOOD = "{file} er i orden: {bodies} organer, {rules} fristregler, {posts} stillinger, {people} personer."
VACANT = "ubesat"
NO_DEADLINES_OF_KIND = "Profilen har ingen fristregler af den slags for {body}."
NO_DEADLINES = "Profilen har ingen fristregler for {body}."
READING = "Lørdag {saturday} som hverdag, {count}, særlige dage {special}."
JOURNAL_WHOLE = "Logbogen er hel: ingen linje mangler, og ingen er ændret."
JOURNAL_HEAD = "Dens hoved er {head}; gemt et andet sted vidner det om, at ingen laver kæden om."
ASK_SAVE = "Skal det gemmes? [j/N] "
ANSWERS_YES = frozenset({"j", "ja", "y", "yes"})
NOTHING_SAVED = "Intet er gemt. Skriv --yes for at gemme."
NO_TITLE = "uden overskrift"
CALENDAR_WRITTEN = "Møder gemt i {file}: {count}."
BACKED_UP = "Kopien er gemt i {file} ({size} byte). Den er lige så fortrolig som databasen."
RESTORED = "{file} er lagt tilbage: {rows} rækker."
RESTORED_MAILS = (
    "Mails, der gik ud, efter at kopien blev taget, sendes igen, når programmet startes. Se dem først med "
    "»sagsgang reminders send --dry-run«."
)
MOVED = "{rows} rækker i {tables} tabeller er flyttet til {target}, og hver af dem er efterprøvet."
MOVED_NEXT = "Logbogen er hel. Sæt SAGSGANG_DATABASE_URL til den nye adresse, før programmet startes."
MOVED_BROKEN = "Logbogen var ikke hel, før den blev flyttet:"
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
PROMISE_ANSWERED = "Opfølgning {key} besvares i sag {case}. Organet, der bad om det, ser den på sin næste dagsorden."
WHEEL_WRITTEN = "Årshjulet er gemt i {file}."
STANDING_COLUMNS = ("Punkt", "Nøgle", "Hvor tit", "Tilstand")
STANDING_PUT = "Det faste punkt er sat på dagsordenen."
STANDING_LEFT_OUT = "Det faste punkt er udeladt denne gang."
STANDING_COMES = "kommer {day}"
STANDING_ON = "på dagsordenen"
STANDING_OUT = "udeladt: {reason}"
STANDING_WITHDRAWN = "trukket tilbage"
PROMISES_HANDED_ON = "Givet videre til {to}: {count}."
PROMISE_DROPPED = "Opfølgning {key} er frafaldet."
PROMISES_PROPOSED = "Nye forslag gemt: {count}."
NO_PROMISES = "Ingen af opfølgningerne hører til en åben sag. Angiv sagen med --case."
NO_CASE = "(ingen sag)"
MINUTES_APPROVED = "Referatet er godkendt."
MINUTES_SIGNED = "Referatet er underskrevet {day}."
MINUTES_REOPENED = "Referatet er åbnet igen."
MINUTES_AS_BEFORE = "Det var det i forvejen."
PLAN_WRITTEN = "Mødeplanen er gemt i {file}."
PROMISES_WRITTEN = "Listen over løfter er gemt i {file}."
PROMISES_COVERED = {"confirmed": "åbne", "proposed": "skal bekræftes", "settled": "afsluttede"}
ONLY_LATE = "kun over fristen"
MINUTES_COLUMNS = ("Punkt", "Overskrift", "Sag", "Fundet ved", "Besluttet", "Belæg", "Skrevet i forvejen")
MINUTES_KEYS = ("number", "title", "case", "matched_by", "outcome", "evidence", "recorded")
MATCHED_BY = {"number": "sagens nummer", "title": "overskriften", "route": "sagsgangen", "": ""}
LINE_AT = "linje {line}"
UNSURE_AT = "{at}, usikkert: se efter"
MINUTES_NOTHING_NEW = "Der er ingen nye beslutninger at skrive."
MINUTES_RECORDED = "Sag {number}: {outcome}. Skrevet."
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
CASE_DRY = "Sag {number} kan oprettes: {route}. Intet er gemt."
CASE_ALREADY = "Sag {number} var oprettet i forvejen, med samme indhold."
CASE_SAVED = "Sag {number} er gemt."
CASE_AS_IS = "Sag {number} var sådan i forvejen."
CASE_WITHDRAWN = "Sag {number} er trukket tilbage."
FILE_COLUMNS = ("Bilag", "Titel", "Adgang", "Fil", "Version")
FILE_SOURCE = "(sagen er oprettet fra)"
FILE_ATTACHED = "Filen er vedlagt sag {number} (version {version})."
FILE_FETCHED = "Gemt i {file}."
FILE_REMOVED = "Filen er fjernet fra sag {number}."
OPENNESS = {True: "åbent", False: "lukket", None: "ikke oplyst"}
WORDING_SAVED = "Det, offentligheden må læse af beslutningen i {body} om sag {number}, er gemt."
EXCHANGE_COLUMNS = ("Sag", "Titel", "Hvad sker der")
EXCHANGE_MEETING = "Mødet {key} kommer til."
EXCHANGE_FULL = "Skrevet i {file}: {cases} sager med alt, også det lukkede. Giv den kun til dem, der må se det."
EXCHANGE_PUBLIC = "Skrevet i {file}: {cases} sager, kun det offentlige."
EXCHANGE_HERE = "Alt i filen er her i forvejen."
EXCHANGE_SAVED = "{file} er indlæst."
DECIDED = "Sag {number}, {body}: {outcome}. »sagsgang serve« klarer resten."
PLACES = " ({count} steder)"
LOOK_AT = "Se efter:"
MEETING_COLUMNS = ("Organ", "Møde", "Kl.", "Sted", "Slags", "Sager", "Udsendes")
PLAN_FILE_COLUMNS = ("Organ", "Dato", "Kl.", "Slut", "Sted", "Slags", "Bemærkning")
PLAN_READ = "{name}: møder{year}: {count}."
PLAN_YEAR = " i {year}"
PLAN_CHANGES = {
    "new": "nyt",
    "changed": "ændres",
    "moved": "flyttes",
    "cancelled": "aflyses",
    "elsewhere": "bliver på sin dag her",
    "kept": "kun her, bliver",
    "unchanged": "uændret",
}
PLAN_CHANGE_COLUMNS = ("Hvad", "Organ", "Møde", "Nu", "Efter planen")
NOTHING_THERE = "intet"
PLAN_OTHER = "Ikke et møde: {day} {title}"
PLAN_NOTE = "Læst som note, række {row}: {text}"
PROPOSED_COLUMNS = ("Organ", "Dato", "Kl.", "Slut", "Sted")
YEAR_PROPOSED = "Forslag til møder i {year}: {count}."
PROPOSAL_WRITTEN = "Skrevet i {file}. Ret den, og indlæs den med: sagsgang meetings import {file}"
PLAN_IMPORTED = "{file}: nye møder {created}, ændrede {changed}, aflyste {cancelled}, uændrede {unchanged}."
PLAN_MOVED = "Flyttet, fordi planens kalender har flyttet dem: {moved}."
PLAN_MOVED_BY_STAFF = "Flyttet af sekretariatet, og blev hvor de er: {moved_by_staff}."
PLAN_LEFT_OUT = "Ligger før i dag og er ladt ude: {meetings}."
PLAN_DRY = "{file} kan indlæses: nye møder {created}, ændrede {changed}, aflyste {cancelled}. Intet er gemt."
AGENDA_WRITTEN = "Dagsordenen er gemt i {file}."
PUBLISHED = "De offentlige udgaver ligger i {folder}. Møder skrevet: {written}, fjernet: {removed}."
MINUTES_WRITTEN = "Referatet er gemt i {file}."
MEETING_MOVED = "{body} er flyttet fra {before} til {after}."
MEETING_CANCELLED = "{body} {day} er aflyst."
IMPACT = "Sager, der er set efter: {cases}. Får et andet møde: {changed}."
IMPACT_IMPOSSIBLE = "Kan ikke længere planlægges: {count}."
IMPACT_COLUMNS = ("Sag", "Organ", "Fra", "Til")
MEETING_CALLED = "{body} er indkaldt til møde {at}."
OBLIGATION_COLUMNS = ("Pligt", "Besluttes af", "Sendes til", "Ophævet ved", "Slået fra, fordi")
ROUND_COLUMNS = ("Runde", "Periode fra", "Periode til", "Senest", "Lov")
ROUND_OPENED = "Runden har fået sagen {number}."
ROUND_HAS_CASE = "Runden har allerede sagen {number}."
ROUND_MOVED = "Runden {year} skal nu være færdig senest {day}."
ROUND_PUBLISHED = "Tallene til runden {year} kom {day}. Senest {due}."
WHEEL_TITLE = "Årshjulet {year} i forhold til {before}"
WHEEL_UNPLANNED = "Der er ingen møder i {year} endnu. Møderne her er dem, profilens regler foreslår."
WHEEL_NO_CLOSING = "Profilen har ingen lukkedage i {year}. Skriv dem, så frister og møder går uden om dem."
WHEEL_COLUMNS = ("Del", "Hvad", "Navn", "Før", "Efter", "Hvorfor")
WHEEL_AGREED_BY = "Bekræftet af {name} {day}."
WHEEL_SINCE = "Ændret siden"
WHEEL_AGREED = "Årshjulet {year} er bekræftet."
WHEEL_ALREADY = "Årshjulet {year} var bekræftet, som det er."
EXAMPLE_WRITTEN = "Eksemplet er skrevet i {file}. Ret det til, og tag det i brug med »sagsgang profile adopt {file}«."
ROUND_SKIPPED = "Runden {year} skal ikke udføres."
NO_ROUND = "Der er ingen næste runde: ophævet ved {source}, med virkning fra {day}."
NEXT_ROUND = "Næste runde: {year}, for {period}; senest {due} ({source})."
WELL = {True: "ok", False: "fejl"}
EXAMINED = {
    "data_folder": "datamappe",
    "database": "database",
    "profile": "profil",
    "writing": "skrivning",
    "disk": "disk",
    "time": "maskinens ur",
    "addresses": "mailadresser",
    "journal": "logbog",
    "queue": "kø",
    "mails": "mails",
    "smtp": "mailserver",
    "graph": "Outlook",
    "prefect": "Prefect",
    "clock": "ur",
    "mailbox": "postkasse",
    "virus_scanner": "virusscanner",
    "stuck": "sager, der står stille",
    "plan": "mødeplan",
    "second_factor": "totrinslogin",
}
CLOCK_NEVER = "har ikke gået endnu; det begynder med »sagsgang serve«"
CLOCK_STOPPED = "gik sidst {since}; kører »sagsgang serve«?"
CLOCK_FAILED = "gik sidst {since}, men noget gik galt ({error}); det prøves igen"
CLOCK_GOES = "gik sidst {since}"
PREFECT_OFF = "er slået fra; forløbene køres uden"
SILENT = "{address} svarer ikke"
MAILBOX_OFF = "ingen er sat op; svar på indkaldelser læses ikke"
SCANNER_OFF = "ingen er sat op; filer udefra skannes ikke"
SCANNER_ANSWERS = "svarer ({version}); filer udefra skannes, før de læses eller gemmes"
SCANNER_SILENT = (
    "{address} svarer ikke, og ingen filer lukkes ind, før den gør; kører clamd, og må vi bruge dens sokkel?"
)
MAILBOX_READ = "noget læst senest: {newest}"
STUCK = "{count}; se dem på tavlen"
NONE_STUCK = "ingen"
PLAN_NONE = "{body} har ingen møder endnu"
PLAN_OVER = "{body} har ingen kommende møder; indlæs en mødeplan"
PLAN_ENDS = "{body} har kun møder til og med {last} ({days} dage); indlæs den næste mødeplan"
PLAN_REACHES = "{body} har møder til og med {last} ({days} dage)"
GRAPH_OFF = "Microsoft Graph er ikke slået til; møderne skrives ikke i Outlook"
GRAPH_LACKS_ACCESS = "der er intet token; sæt SAGSGANG_GRAPH_TOKEN_FILE eller SAGSGANG_GRAPH_TOKEN_COMMAND"
GRAPH_ACCESS_UNREAD = "tokenet kan ikke læses ({why}); efterse filen eller kommandoen"
GRAPH_NO_MAILBOX = "intet organ i profilen nævner sin postkasse; skriv den som outlook under organet"
GRAPH_WELL = "møder, der venter på at blive skrevet: {count}; skrevet senest: {newest}"
GRAPH_BEHIND = (
    "møder, der venter på at blive skrevet: {count}, nogle i mere end et døgn; skrevet senest: {newest}. "
    "Kører »sagsgang serve«, og må tokenet skrive i postkasserne?"
)
NEVER = "aldrig"
NO_DATABASE_YET = "ingen endnu; den laves ved første brug"
QUEUE = "venter på næste gennemgang: {count}"
QUEUE_STOPPED = "venter på næste gennemgang: {count}, den ældste siden {oldest}; kører »sagsgang serve«?"
MAILS = "i kø: {waiting}, opgivet: ingen"
MAILS_STUCK = "i kø: {waiting}, opgivet: {dead}; se »reminders stuck«, og send igen med »reminders retry«"
NO_SENDER = "{address} svarer, men ingen afsender er sat; sæt SAGSGANG_MAIL_FROM"
NO_FOLDER = "{folder} kan ikke skrives i; sæt SAGSGANG_DATA_DIR, eller giv brugeren lov"
SMTP_ANSWERS = "{address} svarer"
SMTP_SILENT = "{address} svarer ikke; sæt SAGSGANG_SMTP_HOST og SAGSGANG_SMTP_PORT"
PREFECT = {True: "er installeret", False: "er ikke installeret; forløbene køres uden"}
SWEEPING = "Ser efter, hvad der er tid til"
SWEPT = "Gennemgået: {swept}. {delivered}."
TAKEN_IN = "Svar: {replies}. Returmails: {bounces}. Andre mails: {other}. Læst før: {known}."
NOTHING_FAILING = "Alle mailadresser virker, så vidt vi ved."
FAILING_COLUMNS = ("Nøgle", "Navn", "Mail", "Siden", "Status", "Mailserverens svar")
ADDRESS_CLEARED = "Mails går igen til {person}."
ADDRESS_WAS_FINE = "Adressen var ikke mærket; mails går til {person} som før."
ADDRESSES = "{count} virker ikke (se »mailbox failing«)"
ANSWER_COLUMNS = ("Navn", "Hvorfor", "Svar", "Svaret", "Bemærkning")
NOT_ANSWERED = "ikke svaret"
ANSWERED_BEFORE = "{answer} (før mødet blev ændret)"
NOBODY_CALLED = "Ingen er kaldt sammen med mail til dette møde."
MEETING_SHOWN = "{body} {at}, {place} ({status}). Sager: {cases}."
MOVED_IN_OUTLOOK = (
    "Ændret i Outlook: {body} {before} står der til {after}–{until}, {place}. Mødet er ikke flyttet. "
    "Flyt det med »meetings accept«, eller skriv mødets egen tid tilbage med »meetings refuse«."
)
REMOVED_IN_OUTLOOK = (
    "Slettet i Outlook: {body} {at}. Mødet er ikke aflyst. "
    "Aflys det med »meetings accept«, eller læg det ind igen med »meetings refuse«."
)
OUTLOOK_REASON = "Ændret i Outlook"
OUTLOOK_REFUSED = "{body} {at} bliver, som det er. Outlook rettes næste gang, møderne skrives derover."
QUEUED_AGAIN = "Sat i kø igen: {count}."
NOTHING_LOGGED = "Den dag skete der intet med nogen mail."
LOG_COLUMNS = ("Tid", "Navn", "Slags", "Hvad skete", "Emne, eller hvorfor ikke", "Hvorfor til denne")
NOTHING_STUCK = "Ingen mails er opgivet."
STUCK_COLUMNS = ("Navn", "Mail", "Slags", "Forsøg", "Sat i kø", "Mailserverens svar")
NOTHING_TO_SEND = "Intet at sende den dag."
REMINDER_COLUMNS = ("Sendes", "Til", "Hvad", "Om", "Frist", "Hvorfor denne person", "Sendes ikke, fordi")
STARTING_PREFECT = "Starter Prefects server på denne maskine …"
PREFECT_AT = "Forløbene kan ses på {address}"
SERVING = "Kører. Data ligger i {database}. Stop med Ctrl-C."
DESK_AT = "Siderne er på {address}"
NO_USERS = (
    "Der er ingen brugere endnu. Lav den første i et andet vindue:\n"
    '  sagsgang user create fornavn.efternavn --name "Fornavn Efternavn" --email navn@kommune.dk --role administrator'
)
STOPPING = "Stopper; det, der er i gang, gøres færdigt."
INTERRUPTED = "Afbrudt. Det, der var gemt, er gemt."
UNKNOWN_OWNER = "ukendt"
NO_DATE = "uden dato"

# --- sagsgang templates
TEMPLATE_COLUMNS = ("Navn", "Tekst", "Hvis", "Rettet", "Af")
TEMPLATE_HISTORY = ("Version", "Rettet", "Af", "Til")
TEMPLATE_KINDS = {True: "egen tekst", False: "den sædvanlige tekst"}
TEMPLATE_FACTS = "Den kan nævne: {facts}."
TEMPLATE_BROKEN = "Den virkede ikke, da en mail skulle sendes: {fault}. Den sædvanlige tekst blev brugt."
TEMPLATE_TAKEN = "»{title}« ({name}) er nu kommunens egen tekst."
TEMPLATE_WAS_SO = "»{title}« ({name}) lød allerede sådan."
TEMPLATE_RESET = "»{title}« ({name}) er igen den sædvanlige tekst."
TEMPLATE_WAS_SHIPPED = "»{title}« ({name}) var allerede den sædvanlige tekst."
TEMPLATE_SUBJECT = "Emne: {subject}"
