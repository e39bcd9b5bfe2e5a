"""What was refused, in Danish: one sentence for each class of error, made of the facts it carries.

A sentence names the place and the cure. The errors stand by name, so that this file loads nothing; a test walks
every subclass of ``SagsgangError`` and fails where a sentence is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from calendars.errors import SagsgangError
from desk import finding_words, labels, rule_words, template_words

Facts = Mapping[str, Any]
_SHOWN = 20  # findings in one message

NOUNS = {
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
    "item": "punktet",
    "point": "delpunktet",
    "finding": "bemærkningen",
    "round": "runden",
    "decision": "beslutningen",
    "routes": "sagsgangen",
    "deadline": "fristen",
    "holding": "besættelsen",
    "ladder": "påmindelsen",
    "free_period": "perioden",
    "year": "året",
}

VERBS = {
    "open_case": "oprettes",
    "correct_case": "rettes",
    "withdraw_case": "trækkes tilbage",
    "place_stop": "placeres på et møde",
    "add_stop": "føjes til",
    "drop_stop": "udgå",
    "give_urgency_reason": "få en begrundelse for hast",
    "record_decision": "besluttes",
    "correct_decision": "få en anden beslutning",
    "move_item": "få ny rækkefølge på dagsordenen",
    "mark_item": "få punktets tilstand ændret",
    "lock_agenda": "få dagsordenen låst",
    "reopen_agenda": "få dagsordenen åbnet igen",
    "publish_agenda": "få dagsordenen offentliggjort",
    "note_in_minutes": "få en bemærkning i referatet",
    "strike_from_minutes": "få en bemærkning strøget af referatet",
    "approve_minutes": "få referatet godkendt",
    "propose_follow_up": "foreslås",
    "confirm_follow_up": "bekræftes",
    "complete_follow_up": "meldes udført",
    "drop_follow_up": "frafaldes",
    "accept_change_in_outlook": "rettes efter Outlook",
    "refuse_change_in_outlook": "skrives tilbage i Outlook",
    "move_meeting": "flyttes",
    "cancel_meeting": "aflyses",
    "schedule_meeting": "oprettes",
    "record_absence": "registreres",
    "create_feed": "oprettes",
    "create_account": "oprettes",
    "change_rights": "få de rettigheder",
    "grant_role": "få den rolle",
    "revoke_role": "miste den rolle",
    "deactivate_account": "lukkes",
    "welcome": "logge ind",
    "make_link": "laves",
    "use_link": "få en adgangskode",
    "set_password": "få en ny adgangskode",
    "open_session": "logge ind",
    "create_api_token": "laves",
    "rotate_feed": "få en ny adresse",
    "advance": "føres videre",
    "take_effect": "få virkning",
    "import_meeting_plan": "indlæses",
    "adopt_profile": "tages i brug",
    "retry_mail": "sættes i kø igen",
    "stop_mail": "standses",
    "cancel_absence": "tages tilbage",
}

REASONS_UNREADABLE = {
    "empty": "er tom. Gem den igen fra det program, den kommer fra",
    "too_large": "er for stor til at være en dagsorden, et referat eller en mødeplan (højst 25 MB)",
    "unknown_format": "har et format, Sagsgang ikke kender. Brug tekst, PDF eller Word til dokumenter, og CSV, "
    "XLSX eller ICS til mødeplaner",
    "undecodable": "kan ikke læses som tekst. Gem den som UTF-8",
    "broken": "er ødelagt eller ikke gemt helt. Gem den igen fra det program, den kommer fra",
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
    "key": "Et brugernavn er 2 til 60 små bogstaver a-z, tal, punktum, bindestreg, _ eller @, og begynder med bogstav "
    "eller tal",
    "name": "Skriv et navn på højst 120 tegn",
    "email": "Skriv en mailadresse som navn@kommune.dk",
}

NEEDS = {"text": "skriv beslutningens ord med --text", "return_to": "skriv hvilket organ med --return-to"}

REASONS = {"complete_follow_up": "Skriv med --note, hvad der blev gjort"}

MISSING_IN_CASE = {
    "item": "der er intet dagsordenspunkt i den. Angiv en fil med et dagsordenspunkt",
    "title": "den har ingen overskrift. Skriv den med --title",
    "number": "den skal have et nummer. Skriv sagens nummer med --number",
    "route": "der står ingen sagsgang i den. Skriv den med --route, for eksempel --route DIR,ØK,KB",
}


def sentence(error: SagsgangError) -> str:
    """The error as a person reads it: what, where, and what to do."""
    for kind in type(error).__mro__:
        made = SENTENCES.get(kind.__name__)
        if made is not None:
            return made(error.facts)
    raise KeyError(type(error).__name__)


def unexpected(error: Exception, log: Path | None) -> str:
    """One line for what nobody foresaw, and where the rest is."""
    where = f"Det hele står i {log}." if log is not None else "Loggen kunne ikke skrives."
    return f"Noget gik galt, som programmet ikke kender ({type(error).__name__}). {where}"


def _day(value: object) -> str:
    return f"{value:%d-%m-%Y}" if isinstance(value, date) else str(value)


def _unreadable(facts: Facts) -> str:
    reason = REASONS_UNREADABLE.get(str(facts.get("reason")), REASONS_UNREADABLE["broken"])
    return f"Filen {facts.get('name')} {reason}."


def _no_file(facts: Facts) -> str:
    return f"Filen {facts.get('name')} {REASONS_NO_FILE[str(facts.get('reason'))]}."


def _unknown_body(facts: Facts) -> str:
    place = f" ({facts['place']})" if facts.get("place") else ""
    near = [str(name) for name in facts.get("nearest") or ()]
    hint = f" Nærmest er {labels.listed(near)}." if near else ""
    cure = " Ret forkortelsen, eller skriv organet i profilen."
    return f"Organet »{facts.get('name')}« kendes ikke{place}.{hint}{cure}"


def _repeated_body(facts: Facts) -> str:
    route = facts.get("route")
    written = ", ".join(map(str, route)) if isinstance(route, list | tuple) else str(route or "")
    return f"{facts.get('body')} står to gange i sagsgangen ({written}). Lad hvert organ stå én gang."


def _empty_route(_: Facts) -> str:
    return "Sagen har ingen sagsgang. Skriv den med --route, for eksempel --route DIR,ØK,KB."


def _not_found(facts: Facts) -> str:
    noun = NOUNS.get(str(facts.get("noun")), "det")
    return f"{noun.capitalize()} »{facts.get('id')}« findes ikke."


def _conflict(facts: Facts) -> str:
    noun = NOUNS.get(str(facts.get("noun")), "det")
    return f"En anden har ændret {noun} imens. Se det, som det er nu, og prøv igen."


def _not_allowed(facts: Facts) -> str:
    noun = NOUNS.get(str(facts.get("noun")), "det").capitalize()
    verb = VERBS.get(str(facts.get("verb")), "ændres")
    why = rule_words.WHY_NOT.get(str(facts.get("why")), "")
    return f"{noun} kan ikke {verb} nu{f': {why}' if why else ''}."


def _meeting_day(facts: Facts) -> str:
    reason = REASONS_DAY[str(facts.get("why"))].format_map({"name": facts.get("name"), "body": facts.get("body")})
    return f"{facts.get('body')} kan ikke holde møde: {_day(facts.get('day'))} {reason}."


def _findings(facts: Facts) -> list[str]:
    findings = list(facts.get("findings") or ())
    lines = [f"  {finding_words.line(finding)}" for finding in findings[:_SHOWN]]
    return lines if len(findings) <= _SHOWN else [*lines, f"  … og {len(findings) - _SHOWN} til."]


def _plan_file(facts: Facts) -> str:
    lines = [f"Mødeplanen {facts.get('file')} har fejl, og intet er indlæst:", *_findings(facts)]
    if any(finding.code == "meeting_past" for finding in facts.get("findings") or ()):
        lines.append(PAST_MEETINGS)
    return "\n".join(lines)


def _profile(facts: Facts) -> str:
    return "\n".join([f"Profilen {facts.get('file')} har fejl og er ikke taget i brug:", *_findings(facts)])


REFERS = {"meetings": ("møde", "møder"), "cases": ("sag", "sager"), "follow_ups": ("opfølgning", "opfølgninger")}


def references(refers: Mapping[str, int]) -> str:
    """How many of what still refer to something: "12 møder og 3 sager"."""
    return labels.listed([f"{count} {REFERS[noun][count != 1]}" for noun, count in refers.items()], "og")


def _still_in_use(facts: Facts) -> str:
    noun = NOUNS.get(str(facts.get("noun")), "det").capitalize()
    cure = "Skriv i stedet, hvornår det slutter" if facts.get("noun") == "body" else "Flyt det først til en anden"
    return f"{noun} »{facts.get('id')}« kan ikke slettes: {references(facts.get('refers') or {})} bruger det. {cure}."


def _no_profile(_: Facts) -> str:
    return "Databasen har ingen profil endnu. Kør »sagsgang profile adopt FIL«."


def _database_version(facts: Facts) -> str:
    found, expected = facts.get("found"), facts.get("expected")
    return (
        f"Databasen har version {found or 'ingen'}, og programmet bruger {expected}. "
        "Kør »sagsgang migrate«, eller hent den nyeste udgave af programmet."
    )


def _reason_missing(facts: Facts) -> str:
    option = NEEDS.get(str(facts.get("needs")))
    if option is not None:
        return f"Det udfald kræver mere: {option}."
    return f"{REASONS.get(str(facts.get('verb')), 'Det skal begrundes. Skriv hvorfor med --reason')}."


def _day_out_of_range(facts: Facts) -> str:
    first, last = _day(facts.get("first")), _day(facts.get("last"))
    return f"{_day(facts.get('day'))} ligger uden for kalenderen, som går fra {first} til {last}."


def _no_meeting_rules(facts: Facts) -> str:
    return f"Profilen for {facts.get('profile')} har ingen regler for årets møder. Skriv dem som [[meeting_rule]]."


def _impossible_date(facts: Facts) -> str:
    return f"Datoen {facts.get('text')} findes ikke i kalenderen. Skriv en dag, der findes, som 2023-05-23."


def _uncertain_case(facts: Facts) -> str:
    missing = MISSING_IN_CASE[str(facts.get("missing"))]
    points = [f"  {number}: {title}" for number, title in facts.get("points") or ()]
    hint = ["Punktet har delpunkter. Er sagen et af dem, så vælg det med --point:", *points] if points else []
    return "\n".join([f"Filen {facts.get('file')} kan ikke blive til en sag: {missing}.", *hint])


def _several_items(facts: Facts) -> str:
    items = [f"  {number}: {title}" for number, title in facts.get("items") or ()]
    return "\n".join([f"Filen {facts.get('file')} har flere punkter. Vælg et med --item:", *items])


def _ambiguous(facts: Facts) -> str:
    noun = NOUNS.get(str(facts.get("noun")), "det")
    fits = labels.listed([str(fit) for fit in facts.get("fits") or ()])
    return f"»{facts.get('text')}« kan være flere: skriv {noun} som {fits}."


def _setting(facts: Facts) -> str:
    return f"Indstillingen {facts.get('name')} kan ikke være »{facts.get('found')}«. Ret den, eller tag den væk."


def _mailbox(facts: Facts) -> str:
    if not facts.get("host"):
        return "Ingen postkasse er sat op. Sæt SAGSGANG_IMAP_HOST, SAGSGANG_IMAP_USER og SAGSGANG_IMAP_PASSWORD_FILE."
    return f"Postkassen på {facts.get('host')} kunne ikke læses ({facts.get('why')}). Efterse navn, bruger og adgang."


def _unreachable(facts: Facts) -> str:
    return (
        f"Databasen {facts.get('address')} kan ikke nås eller læses ({facts.get('reason')}). "
        "Se efter, om adressen er rigtig, og om serveren kører."
    )


def _prefect(facts: Facts) -> str:
    return (
        f"Prefects server svarede ikke inden {facts.get('seconds')} sekunder. Se {facts.get('log')}, "
        "eller kør uden: »sagsgang serve --no-prefect«."
    )


def _not_a_demo_folder(facts: Facts) -> str:
    return (
        f"Mappen {facts.get('folder')} indeholder andet end demoen, og demoen blander sig ikke med det. "
        "Vælg en tom mappe med --out."
    )


def _choose_one(facts: Facts) -> str:
    return f"Vælg netop én: {labels.listed([str(option) for option in facts.get('options') or ()])}."


def _not_optional(facts: Facts) -> str:
    kind = labels.LABELS["NoticeKind"].get(str(facts.get("kind")), "den slags")
    why = rule_words.MAIL_KEPT.get(str(facts.get("why")), "")
    return f"Mails om »{kind}« kan ikke slås fra{f': {why}' if why else ''}."


def _account_fact(facts: Facts) -> str:
    cure = ACCOUNT_FACTS.get(str(facts.get("field")), "Skriv noget andet")
    return f"»{facts.get('found')}« kan ikke bruges. {cure}."


def _digest_hour(facts: Facts) -> str:
    return f"Den samlede mail kan sendes fra kl. {facts.get('first')} til {facts.get('last')}. Vælg en hel time."


def _not_permitted(facts: Facts) -> str:
    where = f" i {facts['body']}" if facts.get("body") else ""
    return f"Det har du ikke ret til{where}. Spørg den, der administrerer brugerne, om det skal ændres."


SENTENCES: dict[str, Callable[[Facts], str]] = {
    "UnreadableFileError": _unreadable,
    "DayOutOfRangeError": _day_out_of_range,
    "NoMeetingRulesError": _no_meeting_rules,
    "UnknownBodyError": _unknown_body,
    "RepeatedBodyError": _repeated_body,
    "EmptyRouteError": _empty_route,
    "NotFoundError": _not_found,
    "ConflictError": _conflict,
    "NotAllowedNowError": _not_allowed,
    "MeetingDayError": _meeting_day,
    "PlanFileError": _plan_file,
    "ProfileError": _profile,
    "StillInUseError": _still_in_use,
    "NoProfileError": _no_profile,
    "DatabaseVersionError": _database_version,
    "MailNotOptionalError": _not_optional,
    "DigestHourError": _digest_hour,
    "MailTextError": template_words.refused,
    "AccountFactError": _account_fact,
    "ReasonMissingError": _reason_missing,
    "NoSuchFileError": _no_file,
    "ImpossibleDateError": _impossible_date,
    "UncertainCaseError": _uncertain_case,
    "SeveralItemsError": _several_items,
    "AmbiguousError": _ambiguous,
    "SettingError": _setting,
    "MailboxUnreachableError": _mailbox,
    "NotADemoFolderError": _not_a_demo_folder,
    "DatabaseUnreachableError": _unreachable,
    "PrefectNotReadyError": _prefect,
    "LoginNeededError": lambda _: "Log ind for at se siden.",
    "NotAllowedError": _not_permitted,
    "ChooseOneError": _choose_one,
}
