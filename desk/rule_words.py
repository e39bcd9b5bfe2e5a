"""The rules of planning and the checks of a case, in Danish: what fails, with its dates, and what would cure it."""

from __future__ import annotations

from enum import Enum

# --- what a careful secretary notices on a case (domain/rules/checks.py)
CHECKS = {
    "empty_recommendation": "indstillingen er tom",
    "dispatch_collision": "{previous_body} mødes {previous_held_on}, og referatet er klar {minutes_ready_on}, men "
    "dagsordenen til {body} {held_on} skal ud {dispatch_on}",
    "dispatch_missed": "dagsordenen til {body} {held_on} skulle være sendt ud {dispatch_legal_on}",
    "material_after_previous_body": "materialet til {body} skal være inde {submission_on}, og {previous_body} mødes "
    "{previous_held_on}",
    "follow_up_blocks": "en opfølgning skal være udført først (frist {due_on})",
    "unassigned_follow_up": "en opfølgning har ingen ansvarlig",
    "unconfirmed_follow_up": "en foreslået opfølgning er ikke bekræftet",
    "follow_up_without_day": "en opfølgning har ingen frist",
    "follow_up_overdue": "en opfølgning er {days_late} dage over fristen ({due_on})",
    "follow_up_before_council": "sagen er standset efter § 23; opfølgningen må vente på, at rådet har besluttet",
    "next_round_none": "der er ingen næste runde: ophævet fra {repealed_on} ({law})",
    "round_at_risk": "pligtens frist er {due_on}; {body} {held_on} er det sidste møde, der kan nå den",
    "round_too_late": "pligtens frist er {due_on}, og ingen række møder kan nå den",
    "unplaced_stop": "leddet har intet møde",
    "meeting_cancelled": "mødet i {body} {held_on} er aflyst",
    "stage_order": "{body} {held_on} ligger før {previous_body} {previous_held_on}",
    "meeting_in_past": "mødet i {body} {held_on} er holdt, men leddet er ikke behandlet",
    "meeting_on_free_day": "mødet i {body} {held_on} ligger på en fridag ({name})",
    "council_without_finance": "{body} er på sagsgangen uden økonomi- eller forretningsudvalg foran",
    "med_after_politics": "{body} skal høres før {after_body}",
    "decide_before_missed": "{body} mødes {held_on}, men skal beslutte før {decide_before}",
    "approved_before_period_end": "{body} beslutter {held_on}, før perioden slutter {period_end}",
    "closed_attachment_in_open_item": "{closed} af {attachments} bilag er lukkede, men punktet er åbent",
    "attachment_without_number": "et bilag mangler det nummer, de andre har",
}

# --- what an item of an agenda does not have (domain/rules/agenda.py)
LACKS = {
    "no_presentation": "sagsfremstillingen mangler",
    "no_recommendation": "indstillingen mangler",
    "no_attachments": "der er ingen bilag",
}

CURES = {
    "write_recommendation": "Skriv indstillingen (case correct --recommendation)",
    "urgency_reason_§8_5": "Begrund hasten (case urgency); det trykkes på dagsordenen",
    "faster_minutes": "Få referatet færdigt samme dag",
    "complete_follow_up": "Meld den udført (followups done)",
    "assign_follow_up": "Skriv hvem (followups confirm --owner)",
    "confirm": "Bekræft den (followups confirm)",
    "set_due_day": "Skriv fristen (followups confirm --due)",
    "wait_for_council": "Vent på kommunalbestyrelsens eller regionsrådets beslutning",
    "keep_the_meeting": "Hold mødet: udsættes sagen her, når den ikke fristen",
    "no_new_case": "Opret ingen ny sag",
    "place_stop": "Vælg et møde (case place)",
    "other_meeting": "Vælg et andet møde (case place)",
    "add_finance_stop": "Føj udvalget til (case add-stop)",
    "other_route": "Ret sagsgangen (case drop-stop, add-stop)",
    "extraordinary_meeting": "Indkald til et ekstraordinært møde",
    "decide_access": "Afgør, om punkt og bilag er åbne",
    "number_attachment": "Skriv bilagets nummer",
    "correct_text": "Ret teksten, og skriv hvad der er gjort (case correct --settled)",
    "": "",
}

# --- a plan that cannot be made (domain/rules/constraints.py)
LABELS = {
    "Constraint": {
        "not_cancelled": "mødet er aflyst",
        "not_before": "pligten behandles først senere på året",
        "decide_before": "organet når ikke at beslutte før sagens frist",
        "order": "mødet ligger før det forrige leds møde",
        "gap": "der er for få dage mellem de to behandlinger",
        "minutes": "det forrige organs referat er ikke klar, når dagsordenen skal ud",
        "submission": "sagen er ikke klar til fristen for indlevering",
        "capacity": "mødets dagsorden er fuld",
        "med_before_politics": "MED-udvalget skal høres før de politiske organer",
        "fixed": "den faste dato kan ikke flyttes",
        "no_meeting": "mødeplanen har ikke flere møder i organet",
    },
    "Cure": {
        "urgency_reason_§8_5": "skriv en begrundelse for hast; den trykkes på dagsordenen (§ 8, stk. 5)",
        "extraordinary_meeting": "indkald til et ekstraordinært møde",
        "faster_minutes": "få referatet færdigt hurtigere",
        "earlier_start": "begynd tidligere",
        "other_meeting": "vælg et andet møde",
        "release_fixed_date": "slip den faste dato",
        "other_route": "ret sagsgangen",
    },
}

# the facts a rule of planning needs to show its dates, and how
CONSTRAINT_DATES = {
    "not_cancelled": (("held_on",), "{held_on}"),
    "not_before": (("held_on", "not_before"), "mødet er {held_on}, tidligst {not_before}"),
    "decide_before": (("held_on", "decide_before"), "mødet er {held_on}, fristen før {decide_before}"),
    "order": (("previous_body", "previous_held_on", "held_on"), "{previous_body} {previous_held_on}, {held_on}"),
    "gap": (("previous_held_on", "held_on"), "{previous_held_on} og {held_on}"),
    "minutes": (
        ("previous_body", "previous_held_on", "minutes_ready_on", "held_on", "dispatch_on"),
        "{previous_body} mødes {previous_held_on}, referat {minutes_ready_on}, men {held_on} skal ud {dispatch_on}",
    ),
    "submission": (("submission_on", "ready_on"), "fristen var {submission_on}, sagen er klar {ready_on}"),
}

# --- why a verb does not fit now (facts "why" of NotAllowedNowError)
WHY_NOT = {
    "has_case": "det er blevet til en sag. Træk sagen tilbage først",
    "no_rhythm": "der skal stå, hvor tit det følges op: et antal måneder fra 1 til 120, eller hver runde af en pligt",
    "goal_taken": "planen har det mål i forvejen. Ret det, der er der",
    "goal_ended": "målet er afsluttet",
    "nothing_said": "vælg, om den er i gang, gennemført eller opgivet",
    "indicator_taken": "en anden indikator i brug hedder det samme. Giv den et mere præcist navn",
    "indicator_ended": "den måles ikke længere",
    "no_unit": "den har ingen enhed. Skriv den, for eksempel % eller dage",
    "empty_range": "den mindste værdi er ikke mindre end den største",
    "other_unit": "der er målinger i den gamle enhed. Afslut den, og lav en ny",
    "outside_range": "der er målinger uden for de nye grænser. Ret grænserne eller målingerne",
    "settled": "den er afsluttet",
    "not_open": "sagen er ikke længere åben",
    "no_owner": "ingen står for den. Skriv hvem med --owner",
    "no_due": "den har ingen frist. Skriv en dag med --due",
    "number_taken": "en anden sag har det nummer",
    "name_taken": "en anden bruger har det brugernavn",
    "last_administrator": "så ville ingen kunne ændre brugere. Gør først en anden til administrator",
    "not_active": "brugeren er lukket",
    "no_scopes": "den kan ikke bruges til noget. Vælg mindst én ting",
    "dropped": "leddet er udgået",
    "case_is_closed": "sagen er lukket, så der er ingen offentlig udgave af den",
    "has_file": "det har en fil. Fjern filen først, og skriv hvorfor",
    "case_is_open": "sagen er åben, så beslutningen offentliggøres, som den er",
    "one_of_two": "skriv enten teksten eller grunden til, at der ingen er",
    "decided_differently": "der er allerede skrevet en anden beslutning",
    "no_meeting": "leddet er ikke på noget møde",
    "not_held": "mødet er ikke holdt endnu",
    "in_the_future": "dagen er ikke kommet endnu",
    "earlier_stop_open": "et tidligere led er ikke besluttet",
    "not_in_this_body": "loven giver ikke organet det udfald",
    "not_an_earlier_body": "det er ikke et tidligere organ i sagsgangen",
    "not_a_later_meeting": "det er ikke et senere møde i organet",
    "reversed": "perioden slutter, før den begynder",
    "not_planned": "leddet er allerede behandlet",
    "other_body": "mødet er et andet organs",
    "cancelled": "mødet er aflyst",
    "behind": "et senere led er allerede behandlet",
    "route": "MED-udvalget skal høres før de politiske organer",
    "decided": "leddet er allerede besluttet",
    "not_live": "leddet er allerede behandlet",
    "held": "mødet er holdt",
    "body_not_treated_before": "sagen har ikke været i det organ",
    "no_decision": "der er ingen beslutning",
    "later_stop_treated": "et senere led er allerede behandlet. Ret ordlyden, eller føj et led til sagsgangen",
    "withdrawn": "sagen er trukket tilbage",
    "not_confirmed": "ingen har bekræftet den endnu",
    "past": "udløbsdagen er passeret",
    "nothing_proposed": "der er ikke ændret noget ved det i Outlook",
    "agenda_locked": "dagsordenen er låst. Åbn den igen først",
    "agenda_empty": "der er ingen punkter på dagsordenen",
    "published": "dagsordenen er offentliggjort. Træk offentliggørelsen tilbage først",
    "not_locked": "dagsordenen er ikke låst",
    "item_only": "den slags bemærkning hører til ét punkt",
    "minutes_approved": "referatet er godkendt. Åbn det igen først",
    "minutes_unapproved": "referatet er ikke godkendt endnu",
    "signed_when": "dagen er før mødet eller ikke kommet endnu",
    "undecided": "et punkt har ingen beslutning endnu",
    "repealed": "pligten er ophævet, og der kommer ingen runde mere",
    "no_route": "profilen siger ikke, hvilken sagsgang runderne har. Skriv den på pligtens side under Årshjul",
    "round_taken": "runden har allerede en sag",
    "round_settled": "runden er allerede godkendt",
    "round_has_case": "runden har en sag i gang. Træk den tilbage først",
    "after_next_round": "dagen ligger efter den næste rundes frist",
    "waits_for_nothing": "pligten venter ikke på, at noget offentliggøres",
    "in_future": "dagen er ikke kommet endnu",
    "not_its_year": "dagen ligger hverken i rundens år eller i det næste",
    "not_to_be_done": "runden skal ikke udføres",
    "year_over": "året er forbi",
    "revoked": "det er taget tilbage. Opret et nyt",
}
MAIL_KEPT = {
    "law": "en frist i loven hænger på dem",
    "asks": "de beder om noget, som ingen anden bliver bedt om",
    "chases": "de kommer, fordi noget ikke er gjort",
    "called": "den, der skal med til et møde, skal vide, når det flyttes eller aflyses",
    "guards": "de advarer om, at en anden kan være kommet ind",
}


def of(member: Enum) -> str:
    """The Danish for a rule of planning or a cure. Raises ``KeyError`` where none is written: a test prevents it."""
    return LABELS[type(member).__name__][str(member.value)]
