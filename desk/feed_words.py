"""The Danish of calendars and subscriptions."""

from __future__ import annotations

AGENDA = "Dagsorden:"
MORE_ITEMS = "… og flere punkter: {count}"
DEADLINE = "Frist, {kind}: {body}"
DEADLINE_OF = "Til mødet i {body} {held}."
LATEST = "Seneste dag efter reglen: {day}."
DEADLINE_LINE = "Frist, {kind}: {day}"
FOLLOW_UP = "Opfølgning på sag {number}"
FOLLOW_UP_CLOSED = "Opfølgning på en lukket sag"
DUTY = "{duty}: senest i dag"
DUTY_OF = "Runden {year}, dækker {period}."
WHEEL = "{municipality}, pligternes frister"
ALL_MEETINGS = "{municipality}, politiske møder"
OF_PERSON = "Politisk kalender for {name}"
OF_CASE = "Sag {number}"
OF_ROUND = "Politisk rul, {month} {year}"
SPELLED = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})
NOT_FOUND = "Findes ikke.\n"
TOO_OFTEN = "Der er spurgt for mange gange på kort tid. Prøv igen om lidt.\n"
WRONG_WISH = "Ukendt valg i adressen. Der kan stå deadlines=0 eller 1, alarm=minutter og tz=utc eller dansk.\n"
CREATED = "{name}: abonnement {key}, gælder til {expires}. Adressen er:"
SHOWN_ONCE = "Adressen vises kun nu, og enhver, der har den, kan læse kalenderen. Hvordan: sagsgang feeds help"
REVOKED = "Abonnement {key} er taget tilbage."
REBUILT = "Kalenderaftaler lavet på ny: {count}."
COLUMNS = ("Nr.", "Kalender", "Til", "Gælder til", "Tilstand")
STATES = {"live": "virker", "expired": "udløbet", "revoked": "taget tilbage"}
HOW_TO = """\
Sådan abonneres på en kalender. Adressen fås med »sagsgang feeds create«. Et abonnement er kun til at se i: møder
ændres her, ikke i kalenderprogrammet.

Outlook til Windows (klassisk)
  Startside > Åbn kalender > Fra internettet. Indsæt adressen. Ændringer ses, når Outlook henter igen; oftest inden
  for en time eller tre, mens Outlook er åben.
Nyt Outlook og Outlook på nettet
  Tilføj kalender > Abonner fra internettet. Adressen skal begynde med https://. Microsoft henter selv: regn med tre
  timer, og op til et døgn.
Outlook til Mac
  Abonner i Outlook på nettet med samme konto; kalenderen kommer da også her. Op til et døgn.
Outlook på telefonen (iOS og Android)
  Som til Mac: abonner i Outlook på nettet. Op til et døgn.
Apple Kalender (Mac)
  Arkiv > Nyt kalenderabonnement. Vælg selv, hvor tit der hentes: hvert 5. minut til hver uge.
iPhone og iPad
  Indstillinger > Kalender > Konti > Tilføj konto > Andre > Tilføj kalenderabonnement. Som telefonen henter, oftest
  hver time.
Google Kalender
  Andre kalendere > + > Fra webadresse (på en computer). Google henter selv, oftest inden for et døgn. Aflyste møder
  skjules.
Thunderbird
  Ny kalender > På netværket > iCalendar. Hentes hvert 30. minut, hvis ikke andet vælges.

Regn med op til et døgn. Det, der ikke kan vente (et møde flyttet eller aflyst samme dag), kommer som mail.
Klassisk Outlook viser ikke »aflyst« på anden måde end i titlen; derfor står der AFLYST: foran. Efter 30 dage er det
væk. En fil, der er hentet og åbnet, bliver ikke opdateret, heller ikke når den åbnes igen: abonner i stedet.

Valg i slutningen af adressen, efter et spørgsmålstegn og med & imellem:
  deadlines=1   også frister, som heldagsaftaler (deadlines=0 fjerner dem fra en persons eller stillings kalender)
  alarm=30      påmindelse så mange minutter før (Outlook og Google ser bort fra den)
  tz=utc        tider i UTC, til programmer der viser mødet en time forkert
"""
SINGLE_WRITTEN = "Mødet er gemt i {file}. Kopien bliver ikke opdateret, heller ikke når den åbnes igen."
