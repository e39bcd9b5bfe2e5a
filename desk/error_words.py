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
from desk import error_terms, finding_words, labels, operation_words, rule_words, template_words
from desk.language import _, ngettext

Facts = Mapping[str, Any]
_SHOWN = 20  # findings in one message


def sentence(error: SagsgangError) -> str:
    """The error as a person reads it: what, where, and what to do."""
    for kind in type(error).__mro__:
        made = SENTENCES.get(kind.__name__)
        if made is not None:
            return made(error.facts)
    raise KeyError(type(error).__name__)


def unexpected(error: Exception, log: Path | None) -> str:
    """One line for what nobody foresaw, and where the rest is."""
    if type(error).__name__ == "OperationalError":  # the database's own: away, locked, full or only to be read
        return "Databasen svarer ikke, og intet er gemt halvt. »sagsgang doctor« siger, hvad der er galt."
    where = f"Det hele står i {log}." if log is not None else "Loggen kunne ikke skrives."
    return f"Noget gik galt, som programmet ikke kender ({type(error).__name__}). {where}"


def _noun(facts: Facts) -> str:
    return _(error_terms.NOUNS.get(str(facts.get("noun")), "det"))


def _day(value: object) -> str:
    return f"{value:%d-%m-%Y}" if isinstance(value, date) else str(value)


def _unreadable(facts: Facts) -> str:
    reason = error_terms.REASONS_UNREADABLE.get(str(facts.get("reason")), error_terms.REASONS_UNREADABLE["broken"])
    return _("Filen {name} {reason}.").format(name=facts.get("name"), reason=_(reason))


def _refused_file(facts: Facts) -> str:
    reason = _(error_terms.REASONS_REFUSED.get(str(facts.get("reason")), error_terms.REASONS_REFUSED["broken"]))
    most = int(facts.get("most") or 0) // (1024 * 1024)
    return _("Filen {name} {reason}.").format(name=facts.get("name"), reason=reason.format(most=most))


def _exchange(facts: Facts) -> str:
    from desk import exchange_words  # noqa: PLC0415 - it knows the domain, and this file loads nothing

    said = exchange_words.lines(facts.get("findings") or ())
    return " ".join([_("Filen kan ikke indlæses, og intet er gemt."), *said[:_SHOWN]])


def _no_file(facts: Facts) -> str:
    reason = error_terms.REASONS_NO_FILE[str(facts.get("reason"))]
    return _("Filen {name} {reason}.").format(name=facts.get("name"), reason=_(reason))


def _unknown_body(facts: Facts) -> str:
    place = f" ({facts['place']})" if facts.get("place") else ""
    near = [str(name) for name in facts.get("nearest") or ()]
    said = [_("Organet »{name}« kendes ikke{place}.").format(name=facts.get("name"), place=place)]
    if near:
        said.append(_("Nærmest er {names}.").format(names=labels.listed(near)))
    return " ".join([*said, _("Ret forkortelsen, eller skriv organet i profilen.")])


def _ended_body(facts: Facts) -> str:
    said = [_("{body} holdt op den {day}.").format(body=facts.get("body"), day=_day(facts.get("last_on")))]
    instead = [str(key) for key in facts.get("instead") or ()]
    if instead:
        said.append(_("Nu er der {names}.").format(names=labels.listed(instead)))
    return " ".join([*said, _("Vælg det organ, der har overtaget opgaven.")])


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
    cannot = _(error_terms.VERBS.get(str(facts.get("verb")), "kan ikke ændres"))
    why = rule_words.WHY_NOT.get(str(facts.get("why")), "")
    said = _("{noun} {cannot} nu").format(noun=labels.capital(_noun(facts)), cannot=cannot)
    return f"{said}: {_(why)}." if why else f"{said}."


def _meeting_day(facts: Facts) -> str:
    reason = _(error_terms.REASONS_DAY[str(facts.get("why"))]).format(name=facts.get("name"), body=facts.get("body"))
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
        lines.append(_(error_terms.PAST_MEETINGS))
    return "\n".join(lines)


def _measurements(facts: Facts) -> str:
    head = _("Målingerne i {file} har fejl, og intet er indlæst:").format(file=facts.get("file"))
    return "\n".join([head, *_findings(facts)])


def _profile(facts: Facts) -> str:
    head = _("Profilen {file} har fejl og er ikke taget i brug:").format(file=facts.get("file"))
    return "\n".join([head, *_findings(facts)])


def references(refers: Mapping[str, int]) -> str:
    """How many of what still refer to something: "12 møder og 3 sager"."""
    return labels.listed(
        [f"{count} {ngettext(*error_terms.REFERS[noun], count)}" for noun, count in refers.items()], "og"
    )


def _still_in_use(facts: Facts) -> str:
    said = _("{noun} »{id}« kan ikke slettes: {refers} bruger det.").format(
        noun=labels.capital(_noun(facts)), id=facts.get("id"), refers=references(facts.get("refers") or {})
    )
    if facts.get("noun") == "body":
        return f"{said} {_('Skriv i stedet, hvornår det slutter.')}"
    return f"{said} {_('Flyt det først til en anden.')}"


def _reason_missing(facts: Facts) -> str:
    option = error_terms.NEEDS.get(str(facts.get("needs")))
    if option is not None:
        return _("Det udfald kræver mere: {what}.").format(what=_(option))
    return _(error_terms.REASONS.get(str(facts.get("verb")), error_terms.NO_REASON))


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
    missing = _(error_terms.MISSING_IN_CASE[str(facts.get("missing"))])
    points = [f"  {number}: {title}" for number, title in facts.get("points") or ()]
    hint = [_("Punktet har delpunkter. Er sagen et af dem, så vælg det med --point:"), *points] if points else []
    head = _("Filen {file} kan ikke blive til en sag: {missing}.").format(file=facts.get("file"), missing=missing)
    return "\n".join([head, *hint])


def _uncertain_meeting(facts: Facts) -> str:
    said = _("Filen {file} siger ikke, hvilket møde den er fra. Der skal stå en dato og et organ fra profilen.")
    return said.format(file=facts.get("file"))


def _several_items(facts: Facts) -> str:
    items = [f"  {wanted}: {title} (side {page})" for wanted, title, page in facts.get("items") or ()]
    return "\n".join([f"Filen {facts.get('file')} har flere punkter. Vælg et af dem:", *items])


def _ambiguous(facts: Facts) -> str:
    fits = labels.listed([str(fit) for fit in facts.get("fits") or ()])
    return _("»{text}« kan være flere: skriv {noun} som {fits}.").format(
        text=facts.get("text"), noun=_noun(facts), fits=fits
    )


def _choose_one(facts: Facts) -> str:
    return f"Vælg netop én: {labels.listed([str(option) for option in facts.get('options') or ()])}."


def _not_optional(facts: Facts) -> str:
    kind = _(labels.LABELS["NoticeKind"].get(str(facts.get("kind")), "den slags"))
    why = rule_words.MAIL_KEPT.get(str(facts.get("why")), "")
    said = _("Mails om »{kind}« kan ikke slås fra").format(kind=kind)
    return f"{said}: {_(why)}." if why else f"{said}."


def _account_fact(facts: Facts) -> str:
    cure = error_terms.ACCOUNT_FACTS.get(str(facts.get("field")), "Skriv noget andet")
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
    **operation_words.SENTENCES,
    "UnreadableFileError": _unreadable,
    "FileRefusedError": _refused_file,
    "ExchangeError": _exchange,
    "DayOutOfRangeError": _day_out_of_range,
    "NoMeetingRulesError": _no_meeting_rules,
    "UnknownBodyError": _unknown_body,
    "EndedBodyError": _ended_body,
    "RepeatedBodyError": _repeated_body,
    "EmptyRouteError": _empty_route,
    "NotFoundError": _not_found,
    "ConflictError": _conflict,
    "NotAllowedNowError": _not_allowed,
    "MeetingDayError": _meeting_day,
    "PlanFileError": _plan_file,
    "MeasurementFileError": _measurements,
    "ProfileError": _profile,
    "StillInUseError": _still_in_use,
    "MailNotOptionalError": _not_optional,
    "DigestHourError": _digest_hour,
    "MailTextError": template_words.refused,
    "AccountFactError": _account_fact,
    "WrongCodeError": lambda _facts: _("Koden passer ikke. Skriv den, appen viser nu; hver kode kan bruges én gang."),
    "ReasonMissingError": _reason_missing,
    "NoSuchFileError": _no_file,
    "ImpossibleDateError": _impossible_date,
    "UncertainCaseError": _uncertain_case,
    "SeveralItemsError": _several_items,
    "UncertainMeetingError": _uncertain_meeting,
    "AmbiguousError": _ambiguous,
    "LoginNeededError": lambda _facts: _("Log ind for at se siden."),
    "NotAllowedError": _not_permitted,
    "ChooseOneError": _choose_one,
}
