"""What a refusal is put together from: what things and deeds are called in it, and the reasons there are."""

from __future__ import annotations

NOUNS = {
    "standing_item": "det faste punkt",
    "case": "sagen",
    "stop": "leddet",
    "meeting": "mødet",
    "agenda": "dagsordenen",
    "remark": "bemærkningen i referatet",
    "draft": "kladden",
    "follow_up": "opfølgningen",
    "feed": "kalenderabonnementet",
    "account": "brugeren",
    "link": "engangslinket",
    "session": "login'et",
    "api_token": "API-nøglen",
    "month": "måneden",
    "post": "stillingen",
    "person": "personen",
    "body": "organet",
    "mail": "mailen",
    "mail_text": "teksten",
    "absence": "fraværet",
    "invitation": "indkaldelsen",
    "profile": "profilen",
    "obligation": "redegørelsen",
    "attachment": "bilaget",
    "file": "filen",
    "item": "punktet",
    "point": "delpunktet",
    "finding": "bemærkningen",
    "round": "runden",
    "cycle": "runden",
    "wheel": "årshjulet",
    "decision": "beslutningen",
    "routes": "sagsgangen",
    "deadline": "fristen",
    "holding": "besættelsen",
    "ladder": "påmindelsen",
    "free_period": "perioden",
    "year": "året",
}
VERBS = {
    "open_case": "kan ikke oprettes",
    "correct_case": "kan ikke rettes",
    "supplement_case": "kan ikke suppleres",
    "open_cycle": "kan ikke få en sag",
    "move_cycle": "kan ikke flyttes",
    "skip_cycle": "kan ikke opgives",
    "record_publication": "kan ikke få den dag",
    "agree_wheel": "kan ikke bekræftes",
    "withdraw_case": "kan ikke trækkes tilbage",
    "place_stop": "kan ikke placeres på et møde",
    "add_stop": "kan ikke føjes til",
    "drop_stop": "kan ikke udgå",
    "give_urgency_reason": "kan ikke få en begrundelse for hast",
    "record_decision": "kan ikke besluttes",
    "correct_decision": "kan ikke få en anden beslutning",
    "word_for_public": "kan ikke få en tekst til offentligheden",
    "attach_file": "kan ikke få et bilag vedlagt",
    "move_item": "kan ikke få ny rækkefølge på dagsordenen",
    "mark_item": "kan ikke få punktets tilstand ændret",
    "lock_agenda": "kan ikke få dagsordenen låst",
    "reopen_agenda": "kan ikke få dagsordenen åbnet igen",
    "publish_agenda": "kan ikke få dagsordenen offentliggjort",
    "note_in_minutes": "kan ikke få en bemærkning i referatet",
    "strike_from_minutes": "kan ikke få en bemærkning strøget af referatet",
    "approve_minutes": "kan ikke få referatet godkendt",
    "propose_follow_up": "kan ikke foreslås",
    "confirm_follow_up": "kan ikke bekræftes",
    "complete_follow_up": "kan ikke meldes udført",
    "drop_follow_up": "kan ikke frafaldes",
    "answer_follow_up": "kan ikke besvares",
    "leave_out_standing_item": "kan ikke udelades",
    "accept_change_in_outlook": "kan ikke rettes efter Outlook",
    "refuse_change_in_outlook": "kan ikke skrives tilbage i Outlook",
    "move_meeting": "kan ikke flyttes",
    "cancel_meeting": "kan ikke aflyses",
    "schedule_meeting": "kan ikke oprettes",
    "record_absence": "kan ikke registreres",
    "create_feed": "kan ikke oprettes",
    "create_account": "kan ikke oprettes",
    "change_rights": "kan ikke få de rettigheder",
    "grant_role": "kan ikke få den rolle",
    "revoke_role": "kan ikke miste den rolle",
    "deactivate_account": "kan ikke lukkes",
    "welcome": "kan ikke logge ind",
    "make_link": "kan ikke laves",
    "use_link": "kan ikke få en adgangskode",
    "set_password": "kan ikke få en ny adgangskode",
    "open_session": "kan ikke logge ind",
    "create_api_token": "kan ikke laves",
    "rotate_feed": "kan ikke få en ny adresse",
    "advance": "kan ikke føres videre",
    "take_effect": "kan ikke få virkning",
    "import_meeting_plan": "kan ikke indlæses",
    "adopt_profile": "kan ikke tages i brug",
    "retry_mail": "kan ikke sættes i kø igen",
    "stop_mail": "kan ikke standses",
    "cancel_absence": "kan ikke tages tilbage",
}
REASONS_UNREADABLE = {
    "empty": "er tom. Gem den igen fra det program, den kommer fra",
    "too_large": "er for stor til at være en dagsorden, et referat eller en mødeplan (højst 25 MB)",
    "unknown_format": "har et format, Sagsgang ikke kender. Brug tekst, PDF, Word eller HTML til dokumenter, og CSV, "
    "XLSX eller ICS til mødeplaner",
    "protected": "er beskyttet med en adgangskode. Gem den uden adgangskode, og prøv igen",
    "macros": "har makroer, og dem åbner Sagsgang ikke. Gem den som almindeligt Word-dokument (.docx)",
    "undecodable": "kan ikke læses som tekst. Gem den som UTF-8",
    "broken": "er ødelagt eller ikke gemt helt. Gem den igen fra det program, den kommer fra",
}
REASONS_REFUSED = {
    "empty": "er tom. Gem den igen fra det program, den kommer fra",
    "too_large": "er for stor (højst {most} MB). Gem den i en mindre udgave, eller del den",
    "macros": "har makroer, og dem gemmer Sagsgang ikke. Gem den uden makroer (.docx, .xlsx, .pptx) eller som PDF",
    "protected": "er beskyttet med en adgangskode. Gem den uden adgangskode, og prøv igen",
    "zip_bomb": "fylder alt for meget, når den pakkes ud. Gem den igen fra det program, den kommer fra",
    "broken": "er ødelagt eller ikke gemt helt. Gem den igen fra det program, den kommer fra",
    "unknown_format": "har et format, Sagsgang ikke gemmer. Brug PDF, Word, Excel, PowerPoint, OpenDocument, et "
    "billede eller ren tekst; filer fra før Office 2007 gemmes i det nye format",
    "web_page": "er en webside eller XML, og den kan ikke vedlægges. Gem den som PDF",
}
PAST_MEETINGS = (
    "Er datoerne rigtige, fordi året er i gang, så vælg: --skip-past lader møderne før i dag ude, "
    "--with-past tager dem med som historik."
)
REASONS_NO_FILE = {
    "missing": "findes ikke. Se efter, om stien er skrevet rigtigt",
    "folder": "er en mappe, ikke en fil",
    "no_access": "må du ikke læse",
}
REASONS_DAY = {
    "past": "ligger i fortiden. Vælg en dag fra i dag og frem",
    "weekend": "er en weekend. Vælg en hverdag",
    "holiday": "er en helligdag ({name}). Vælg en anden dag",
    "closed": "er en lukkedag i kommunen. Vælg en anden dag",
    "taken": "har allerede et møde i {body}. Flyt eller aflys det først, eller vælg en anden dag",
}
ACCOUNT_FACTS = {
    "key": "Et brugernavn er 2 til 60 små bogstaver a-z, tal, punktum, bindestreg, _ eller @, og begynder med "
    "bogstav eller tal",
    "name": "Skriv et navn på højst 120 tegn",
    "email": "Skriv en mailadresse som navn@kommune.dk",
}
NEEDS = {"text": "skriv beslutningens ord med --text", "return_to": "skriv hvilket organ med --return-to"}
REASONS = {"complete_follow_up": "Skriv med --note, hvad der blev gjort."}
NO_REASON = "Det skal begrundes. Skriv hvorfor med --reason."
MISSING_IN_CASE = {
    "item": "der er intet dagsordenspunkt i den. Angiv en fil med et dagsordenspunkt",
    "title": "den har ingen overskrift. Skriv den med --title",
    "number": "den skal have et nummer. Skriv sagens nummer med --number",
    "route": "der står ingen sagsgang i den. Skriv den med --route, for eksempel --route DIR,ØK,KB",
}
REFERS = {"meetings": ("møde", "møder"), "cases": ("sag", "sager"), "follow_ups": ("opfølgning", "opfølgninger")}
