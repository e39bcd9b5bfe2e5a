"""A line of the journal as a sentence: what it is about, what was done, by whom, and what a person wants to know."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from desk import finding_words, labels, profile_words, show, words
from desk.language import _

PROGRAM = "sagsgang"  # who acts when the clock does (flows/case_journey.py)
VERBS = {
    "open_case": "sagen oprettet",
    "correct_case": "rettet",
    "supplement_case": "suppleret fra et dokument",
    "withdraw_case": "trukket tilbage",
    "move_cycle": "rundens frist flyttet",
    "skip_cycle": "runden skal ikke udføres",
    "record_publication": "skrevet, hvornår rundens tal kom",
    "agree_wheel": "årets hjul bekræftet",
    "watch_cycle": "runden efterset",
    "place_stop": "led placeret på møde",
    "add_stop": "led føjet til",
    "drop_stop": "led udgået",
    "give_urgency_reason": "hast begrundet",
    "record_decision": "beslutning skrevet",
    "correct_decision": "beslutning rettet",
    "word_for_public": "offentlig tekst om lukket beslutning skrevet",
    "attach_file": "fil vedlagt",
    "import_exchange": "indlæst fra en fil fra et andet hus",
    "remove_file": "fil fjernet",
    "keep_source": "dokumentet, sagen er oprettet fra, gemt",
    "keep_meeting_source": "papiret, der er indlæst til mødet, gemt",
    "move_item": "punkt flyttet på dagsordenen",
    "mark_item": "punktets tilstand sat",
    "lock_agenda": "dagsorden låst",
    "reopen_agenda": "dagsorden åbnet igen",
    "publish_agenda": "dagsorden offentliggjort",
    "unpublish_agenda": "offentliggørelse trukket tilbage",
    "note_in_minutes": "bemærkning skrevet i referatet",
    "strike_from_minutes": "bemærkning strøget af referatet",
    "approve_minutes": "referat godkendt",
    "sign_minutes": "referat underskrevet",
    "reopen_minutes": "referat åbnet igen",
    "propose_follow_up": "opfølgning foreslået",
    "confirm_follow_up": "opfølgning bekræftet",
    "complete_follow_up": "opfølgning udført",
    "drop_follow_up": "opfølgning frafaldet",
    "put_standing_item": "fast punkt sat på dagsordenen",
    "leave_out_standing_item": "fast punkt udeladt denne gang",
    "rewrite_standing_item": "fast punkts tekst skrevet igen",
    "add_goal": "mål skrevet ned",
    "change_goal": "mål rettet",
    "end_goal": "mål afsluttet",
    "add_action": "handling føjet til",
    "change_action": "handling rettet",
    "note_progress": "status skrevet på handling",
    "ask_for_progress": "der er bedt om status på handlinger",
    "add_indicator": "indikator føjet til",
    "change_indicator": "indikator rettet",
    "end_indicator": "indikator afsluttet",
    "take_in_measurements": "målinger indlæst",
    "strike_measurement": "måling strøget",
    "answer_follow_up": "svaret på opfølgningen knyttet til en sag",
    "hand_on_follow_ups": "opfølgning givet videre",
    "move_meeting": "møde flyttet",
    "cancel_meeting": "møde aflyst",
    "schedule_meeting": "møde indkaldt",
    "import_meeting_plan": "mødeplan indlæst",
    "adopt_profile": "profil taget i brug",
    "record_absence": "fravær skrevet",
    "cancel_absence": "fravær taget tilbage",
    "accept_change_in_outlook": "ændring i Outlook godtaget",
    "refuse_change_in_outlook": "ændring i Outlook afvist",
    "set_mail_text": "egen tekst til mails taget i brug",
    "reset_mail_text": "egen tekst til mails opgivet",
    "report_mail_text": "egen tekst til mails virkede ikke; den sædvanlige blev brugt",
    "switch_mail": "egne mails slået til eller fra",
    "unsubscribe": "mails afmeldt fra en mail",
    "set_digest_hour": "klokkeslæt for samlet mail valgt",
    "create_feed": "kalenderabonnement oprettet",
    "rotate_feed": "kalenderabonnement fik ny adresse",
    "revoke_feed": "kalenderabonnement taget tilbage",
    "create_account": "bruger oprettet",
    "change_account": "bruger rettet",
    "change_rights": "brugers rettigheder ændret",
    "grant_role": "bruger fik en rolle",
    "revoke_role": "bruger mistede en rolle",
    "deactivate_account": "bruger lukket",
    "activate_account": "bruger åbnet igen",
    "welcome": "bruger fra kommunens login",
    "make_link": "engangslink lavet",
    "use_link": "adgangskode valgt med engangslink",
    "set_password": "adgangskode ændret",
    "begin_login": "adgangskode skrevet, totrinslogin mangler",
    "pass_second_factor": "totrinslogin gennemført",
    "turn_on_second_factor": "totrinslogin slået til",
    "turn_off_second_factor": "totrinslogin slået fra",
    "reset_second_factor": "totrinslogin nulstillet",
    "open_session": "logget ind",
    "close_session": "logget ud",
    "close_sessions": "logget ud overalt",
    "create_api_token": "API-nøgle lavet",
    "revoke_api_token": "API-nøgle taget tilbage",
    "erase": "slettet efter reglerne om sletning",
    "login_locked": "for mange forsøg på at logge ind",
    "advance": "ført et skridt videre",
    "meeting_dispatched": "dagsorden sendt ud",
    "meeting_held": "møde holdt",
    "raise_reminders": "påmindelser rejst",
    "raise_invitations": "mødeindkaldelser lagt i kø",
    "record_answer": "svar på indkaldelse skrevet",
    "record_bounce": "mail kommet retur",
    "record_mirrored": "skrevet i Outlook",
    "record_unmirrored": "ikke længere i Outlook",
    "record_read_back": "kalenderen i Outlook læst",
    "record_refusal": "mailadresse afvist",
    "note_unrelated": "anden mail set",
    "clear_failing_address": "mailadresse i orden igen",
    "mark_sent": "mail sendt",
    "mark_failed": "mail ikke sendt",
    "mark_skipped": "mail sprunget over",
    "mail_skipped": "mail sprunget over",
    "mail_sent": "mail sendt",
    "mail_delayed": "mail udskudt; mailserveren tog ikke imod",
    "retry_mail": "opgivet mail sat i kø igen",
    "mail_dead": "mail opgivet",
    "stop_mail": "mail standset",
    "mail_stopped": "mail standset af en medarbejder",
}
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
    "item": "punkt",
    "roles": "roller",
    "sees_closed": "ser lukkede punkter",
    "erased": "antal",
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
JOURNAL_BREAKS = {
    "missing": "Linje {seq} mangler i logbogen.",
    "rewritten": "Linje {seq} i logbogen er en anden end den, hovedet blev skrevet ned for.",
    "altered": "Linje {seq} i logbogen er ændret.",
    "unchained": "Linje {seq} hænger ikke sammen med linjen før.",
}
# The values of a fact, where they are codes.
_DANISH: dict[str, dict[str, str]] = {
    "transition": TRANSITIONS,
    "outcome": labels.LABELS["Outcome"],
    "state": labels.LABELS["FollowUpState"],
    "reason": labels.SKIPPED,  # of a mail; what people write as a reason stands as it is
    "changed": labels.FIELDS,
    "findings": finding_words.DOCUMENT,
    "corrected": finding_words.DOCUMENT,
}


def verb(name: str) -> str:
    """What a verb of the journal did, in Danish."""
    return VERBS.get(name, name)


def facts(said: dict[str, Any], posts: Mapping[str, str] | None = None) -> str:
    """What a person wants to know of a line: no ids and no digests. ``posts``: their titles, where they are known."""
    known = {key: value for key, value in said.items() if key in FACTS and value not in (None, "", [], {})}
    titles = posts or {}
    return ", ".join(
        f"{_(FACTS[key])} {titles.get(str(value), '') or _value(key, value)}" for key, value in known.items()
    )


def actor(name: str, people: dict[str, str]) -> str:
    """Who did it: a person by name, the program by its own."""
    return "Sagsgang" if name == PROGRAM else people.get(name, name)


def _value(key: str, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_value(key, one) for one in value)
    if isinstance(value, dict):  # a change of meeting
        before, after = (_day(value.get(end)) or _(words.NOT_PLACED) for end in ("from", "to"))
        return f"{value.get('body')} {before} → {after}"
    if key == "changed" and " " in str(value):  # of a profile: "body MTU changed"
        return profile_words.code(str(value))
    danish = _DANISH.get(key, {}).get(str(value))
    return _day(value) if key.endswith("_on") else _(danish) if danish else str(value)


def _day(value: object) -> str:
    return show.day(date.fromisoformat(str(value)[:10])) if value else ""
