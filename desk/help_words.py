"""What the help says: its headings, what stands for a value, and a line for each command."""

from __future__ import annotations

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
    "ATTACHMENT": "BILAG",
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
    "FOLLOW_UP": "OPFØLGNING",
    "KEY": "NØGLE",
    "YEAR": "ÅR",
    "TIME": "KLOKKESLÆT",
    "FEED": "ABONNEMENT",
    "PERSON": "PERSON",
    "ACCOUNT": "BRUGER",
    "ROLE": "ROLLE",
    "NAME": "NAVN",
    "GOAL": "MÅL",
    "ACTION": "HANDLING",
}
JSON = "Svar som JSON med engelske nøgler."

COMMANDS = {
    "serve": "Kør det hele på denne maskine, indtil Ctrl-C.",
    "demo": "Genspil foråret 2023 dag for dag med de rigtige forløb.",
    "read": "Læs et dagsordenpunkt eller et referat, med belæg og advarsler.",
    "case": "Opret en sag, planlæg den, se den og skriv hvad der blev besluttet.",
    "meetings": "Læs og indlæs mødeplaner; flyt, aflys og vis møder.",
    "agenda": "Dagsordenen for et møde: på skærmen, som PDF, i Word eller som webside.",
    "minutes": "Referatet af et møde: på skærmen, som PDF, i Word eller som webside.",
    "publish": "Mappen med de offentlige udgaver: skriv det offentliggjorte, fjern det tilbagetrukne.",
    "deadlines": "Fristerne for et møde, dag for dag.",
    "reminders": "Hvilke påmindelser der går ud på en dag, og hvorfor; send dem.",
    "mailbox": "Svar på indkaldelser, returmails og mailadresser, der ikke virker.",
    "followups": "Opfølgninger: se, bekræft, afslut eller frafald.",
    "cycles": "Pligter, der kommer igen: runder og næste runde.",
    "goals": "Mål og handlinger: se dem, indlæs målinger, sig hvor langt de er, og skriv et organs status.",
    "wheel": "Årshjulet: hvad næste år har, som dette ikke har, og hvorfor; bekræft det.",
    "calendar": "Gem møder som kalenderfil (.ics).",
    "feeds": "Kalenderabonnementer: opret, skift adresse, tag tilbage, og hvordan man abonnerer.",
    "user": "Brugere: opret dem, giv dem roller, og lav det engangslink, de vælger adgangskode med.",
    "journal": "Logbogen: efterprøv kæden, og se hvad der er sket med en sag.",
    "templates": "Mailenes tekster: se dem, ret dem, prøv dem, og gå tilbage til de sædvanlige.",
    "profile": "Kommunens profil: efterse, tag i brug, vis.",
    "doctor": "Undersøg om alt på denne maskine er, som det skal være.",
    "retention": "Sletning af persondata efter kommunens regler: vis hvad der står for, eller slet nu.",
    "migrate": "Bring databasen op på programmets version, eller flyt den til en anden.",
    "backup": "Gem en sikkerhedskopi af databasen, mens der arbejdes.",
    "restore": "Læg en sikkerhedskopi tilbage, og efterprøv den.",
}
