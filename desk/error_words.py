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
from desk.language import _, ngettext

Facts = Mapping[str, Any]
_SHOWN = 20  # findings in one message

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
    "item": "punktet",
    "point": "delpunktet",
    "finding": "bemærkningen",
    "round": "runden",
    "cycle": "runden",
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
    "open_cycle": "kan ikke få en sag",
    "move_cycle": "kan ikke flyttes",
    "skip_cycle": "kan ikke opgives",
    "withdraw_case": "kan ikke trækkes tilbage",
    "place_stop": "kan ikke placeres på et møde",
    "add_stop": "kan ikke føjes til",
    "drop_stop": "kan ikke udgå",
    "give_urgency_reason": "kan ikke få en begrundelse for hast",
    "record_decision": "kan ikke besluttes",
    "correct_decision": "kan ikke få en anden beslutning",
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


def _noun(facts: Facts) -> str:
    return _(NOUNS.get(str(facts.get("noun")), "det"))


def _day(value: object) -> str:
    return f"{value:%d-%m-%Y}" if isinstance(value, date) else str(value)


def _unreadable(facts: Facts) -> str:
    reason = REASONS_UNREADABLE.get(str(facts.get("reason")), REASONS_UNREADABLE["broken"])
    return _("Filen {name} {reason}.").format(name=facts.get("name"), reason=_(reason))


def _no_file(facts: Facts) -> str:
    reason = REASONS_NO_FILE[str(facts.get("reason"))]
    return _("Filen {name} {reason}.").format(name=facts.get("name"), reason=_(reason))


def _unknown_body(facts: Facts) -> str:
    place = f" ({facts['place']})" if facts.get("place") else ""
    near = [str(name) for name in facts.get("nearest") or ()]
    said = [_("Organet »{name}« kendes ikke{place}.").format(name=facts.get("name"), place=place)]
    if near:
        said.append(_("Nærmest er {names}.").format(names=labels.listed(near)))
    return " ".join([*said, _("Ret forkortelsen, eller skriv organet i profilen.")])


def _repeated_body(facts: Facts) -> str:
    route = facts.get("route")
    written = ", ".join(map(str, route)) if isinstance(route, list | tuple) else str(route or "")
    return _("{body} står to gange i sagsgangen ({route}). Lad hvert organ stå én gang.").format(
        body=facts.get("body"), route=written
    )


def _empty_route(_facts: Facts) -> str:
    return _("Sagen har ingen sagsgang. Skriv den med --route, for eksempel --route DIR,ØK,KB.")


def _not_found(facts: Facts) -> str:
    return _("{noun} »{id}« findes ikke.").format(noun=labels.capital(_noun(facts)), id=facts.get("id"))


def _conflict(facts: Facts) -> str:
    return _("En anden har ændret {noun} imens. Se det, som det er nu, og prøv igen.").format(noun=_noun(facts))


def _not_allowed(facts: Facts) -> str:
    cannot = _(VERBS.get(str(facts.get("verb")), "kan ikke ændres"))
    why = rule_words.WHY_NOT.get(str(facts.get("why")), "")
    said = _("{noun} {cannot} nu").format(noun=labels.capital(_noun(facts)), cannot=cannot)
    return f"{said}: {_(why)}." if why else f"{said}."


def _meeting_day(facts: Facts) -> str:
    reason = _(REASONS_DAY[str(facts.get("why"))]).format(name=facts.get("name"), body=facts.get("body"))
    return _("{body} kan ikke holde møde: {day} {reason}.").format(
        body=facts.get("body"), day=_day(facts.get("day")), reason=reason
    )


def _findings(facts: Facts) -> list[str]:
    findings = list(facts.get("findings") or ())
    lines = [f"  {finding_words.line(finding)}" for finding in findings[:_SHOWN]]
    return (
        lines
        if len(findings) <= _SHOWN
        else [*lines, "  " + _("… og {count} til.").format(count=len(findings) - _SHOWN)]
    )


def _plan_file(facts: Facts) -> str:
    head = _("Mødeplanen {file} har fejl, og intet er indlæst:").format(file=facts.get("file"))
    lines = [head, *_findings(facts)]
    if any(finding.code == "meeting_past" for finding in facts.get("findings") or ()):
        lines.append(_(PAST_MEETINGS))
    return "\n".join(lines)


def _profile(facts: Facts) -> str:
    head = _("Profilen {file} har fejl og er ikke taget i brug:").format(file=facts.get("file"))
    return "\n".join([head, *_findings(facts)])


REFERS = {"meetings": ("møde", "møder"), "cases": ("sag", "sager"), "follow_ups": ("opfølgning", "opfølgninger")}


def references(refers: Mapping[str, int]) -> str:
    """How many of what still refer to something: "12 møder og 3 sager"."""
    return labels.listed([f"{count} {ngettext(*REFERS[noun], count)}" for noun, count in refers.items()], "og")


def _still_in_use(facts: Facts) -> str:
    said = _("{noun} »{id}« kan ikke slettes: {refers} bruger det.").format(
        noun=labels.capital(_noun(facts)), id=facts.get("id"), refers=references(facts.get("refers") or {})
    )
    if facts.get("noun") == "body":
        return f"{said} {_('Skriv i stedet, hvornår det slutter.')}"
    return f"{said} {_('Flyt det først til en anden.')}"


def _no_profile(_: Facts) -> str:
    return "Databasen har ingen profil endnu. Kør »sagsgang profile adopt FIL«."


def _database_version(facts: Facts) -> str:
    found, expected = facts.get("found"), facts.get("expected")
    if found and expected and str(found) > str(expected):
        return (
            f"Databasen har version {found} og er skrevet af en nyere udgave; programmet her bruger {expected} og "
            "rører den ikke. Hent den nyeste udgave, eller læg kopien fra før opgraderingen tilbage."
        )
    return (
        f"Databasen har version {found or 'ingen'}, og programmet bruger {expected}. "
        "Kør »sagsgang migrate«, eller hent den nyeste udgave af programmet."
    )


def _not_moved(facts: Facts) -> str:
    why = "kom ikke ens over" if facts.get("reason") == "differs" else f"blev afvist ({facts.get('reason')})"
    return f"En række i tabellen {facts.get('table')} {why}. Intet er flyttet, og den gamle database er, som den var."


def _not_a_backup(facts: Facts) -> str:
    names = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
    kind, wanted = names.get(str(facts.get("kind"))), names.get(str(facts.get("wanted")), "databasen")
    if kind is None:
        return f"{facts.get('file')} er ikke en sikkerhedskopi af en database."
    return (
        f"{facts.get('file')} er en kopi fra {kind}, og her er databasen {wanted}. "
        f"Læg den tilbage i {kind}, og flyt den med »sagsgang migrate --to«."
    )


def _backup_tool(facts: Facts) -> str:
    if not facts.get("said"):
        return (
            f"{facts.get('tool')} findes ikke på denne maskine. Installér postgresql-client i serverens version, "
            "eller gem en kopi som SQLite: »sagsgang migrate --to sqlite:////sti/kopi.db«."
        )
    return f"{facts.get('tool')} kunne ikke gøre det: {facts.get('said')}"


def _reason_missing(facts: Facts) -> str:
    option = NEEDS.get(str(facts.get("needs")))
    if option is not None:
        return _("Det udfald kræver mere: {what}.").format(what=_(option))
    return _(REASONS.get(str(facts.get("verb")), NO_REASON))


def _day_out_of_range(facts: Facts) -> str:
    first, last = _day(facts.get("first")), _day(facts.get("last"))
    return _("{day} ligger uden for kalenderen, som går fra {first} til {last}.").format(
        day=_day(facts.get("day")), first=first, last=last
    )


def _no_meeting_rules(facts: Facts) -> str:
    return _("Profilen for {profile} har ingen regler for årets møder. Skriv dem som [[meeting_rule]].").format(
        profile=facts.get("profile")
    )


def _impossible_date(facts: Facts) -> str:
    return _("Datoen {text} findes ikke i kalenderen. Skriv en dag, der findes, som 2023-05-23.").format(
        text=facts.get("text")
    )


def _uncertain_case(facts: Facts) -> str:
    missing = _(MISSING_IN_CASE[str(facts.get("missing"))])
    points = [f"  {number}: {title}" for number, title in facts.get("points") or ()]
    hint = [_("Punktet har delpunkter. Er sagen et af dem, så vælg det med --point:"), *points] if points else []
    head = _("Filen {file} kan ikke blive til en sag: {missing}.").format(file=facts.get("file"), missing=missing)
    return "\n".join([head, *hint])


def _uncertain_meeting(facts: Facts) -> str:
    said = _("Filen {file} siger ikke, hvilket møde den er fra. Der skal stå en dato og et organ fra profilen.")
    return said.format(file=facts.get("file"))


def _several_items(facts: Facts) -> str:
    items = [f"  {number}: {title}" for number, title in facts.get("items") or ()]
    return "\n".join([f"Filen {facts.get('file')} har flere punkter. Vælg et med --item:", *items])


def _ambiguous(facts: Facts) -> str:
    fits = labels.listed([str(fit) for fit in facts.get("fits") or ()])
    return _("»{text}« kan være flere: skriv {noun} som {fits}.").format(
        text=facts.get("text"), noun=_noun(facts), fits=fits
    )


def _setting(facts: Facts) -> str:
    return f"Indstillingen {facts.get('name')} kan ikke være »{facts.get('found')}«. Ret den, eller tag den væk."


def _public_folder(facts: Facts) -> str:
    said = _(
        "Selve ændringen er gemt, men mappen med de offentlige udgaver, {folder}, kunne ikke skrives ({reason}). "
        "Ret adgangen, og kør »sagsgang publish«."
    )
    return said.format(folder=facts.get("folder"), reason=facts.get("reason"))


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
    kind = _(labels.LABELS["NoticeKind"].get(str(facts.get("kind")), "den slags"))
    why = rule_words.MAIL_KEPT.get(str(facts.get("why")), "")
    said = _("Mails om »{kind}« kan ikke slås fra").format(kind=kind)
    return f"{said}: {_(why)}." if why else f"{said}."


def _account_fact(facts: Facts) -> str:
    cure = ACCOUNT_FACTS.get(str(facts.get("field")), "Skriv noget andet")
    return _("»{found}« kan ikke bruges. {cure}.").format(found=facts.get("found"), cure=_(cure))


def _digest_hour(facts: Facts) -> str:
    return _("Den samlede mail kan sendes fra kl. {first} til {last}. Vælg en hel time.").format(
        first=facts.get("first"), last=facts.get("last")
    )


def _not_permitted(facts: Facts) -> str:
    said = _("Det har du ikke ret til.")
    if facts.get("body"):
        said = _("Det har du ikke ret til i {body}.").format(body=facts["body"])
    return f"{said} {_('Spørg den, der administrerer brugerne, om det skal ændres.')}"


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
    "WouldOverwriteError": lambda facts: (
        f"{facts.get('what')} er der i forvejen og bliver ikke overskrevet. Vælg noget andet, eller flyt det."
    ),
    "NotMovedError": _not_moved,
    "NotABackupError": _not_a_backup,
    "BackupToolError": _backup_tool,
    "MailNotOptionalError": _not_optional,
    "DigestHourError": _digest_hour,
    "MailTextError": template_words.refused,
    "AccountFactError": _account_fact,
    "ReasonMissingError": _reason_missing,
    "NoSuchFileError": _no_file,
    "ImpossibleDateError": _impossible_date,
    "UncertainCaseError": _uncertain_case,
    "SeveralItemsError": _several_items,
    "UncertainMeetingError": _uncertain_meeting,
    "AmbiguousError": _ambiguous,
    "SettingError": _setting,
    "PublicFolderError": _public_folder,
    "MailboxUnreachableError": _mailbox,
    "NotADemoFolderError": _not_a_demo_folder,
    "DatabaseUnreachableError": _unreachable,
    "PrefectNotReadyError": _prefect,
    "LoginNeededError": lambda _facts: _("Log ind for at se siden."),
    "NotAllowedError": _not_permitted,
    "ChooseOneError": _choose_one,
}
