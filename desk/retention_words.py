"""Sletning in words: what goes, after what, and what becomes of it."""

from __future__ import annotations

from desk.language import _, ngettext
from domain.rules.retention import After, Kept, RetentionRule

KEPT: dict[Kept, str] = {
    Kept.ATTEMPTS: "Forgæves forsøg på at logge ind",
    Kept.UPLOADS: "Filer, der er lagt op, uden at der blev en sag af dem",
    Kept.SESSIONS: "Hvem der har været logget ind hvornår",
    Kept.LINKS: "Engangslink til at vælge adgangskode",
    Kept.DRAFTS: "Det, nogen var ved at skrive om et punkt",
    Kept.COMMENTS: "Bemærkninger i svar på mødeindkaldelser",
    Kept.ABSENCES: "Fravær",
    Kept.MAIL_WORDS: "Mailenes emner og mailserverens svar; at de er sendt, bliver stående",
    Kept.FEEDS: "Kalenderabonnementer, der er udløbet eller taget tilbage",
    Kept.API_TOKENS: "API-nøgler, der er udløbet eller taget tilbage",
    Kept.MAILS: "Mails om det, der er overstået",
    Kept.ATTENDANCES: "Svar på mødeindkaldelser",
    Kept.PEOPLE: "Navn og adresse på fratrådte, også i tidligere profiler",
    Kept.ACCOUNTS: "Navn, adresse, adgang og roller hos lukkede brugere",
    Kept.CASES: "Sager, beslutninger, referater og filer på sager",
    Kept.JOURNAL: "Logbogen, som nævner folk ved deres nøgle",
}
AFTER: dict[After, str] = {
    After.LAST_TRIED: "sidste forsøg",
    After.ENDED: "det sluttede",
    After.UPLOADED: "de blev lagt op",
    After.DECIDED: "der sidst blev skrevet, og punktet er afgjort",
    After.HELD: "mødet",
    After.OVER: "det sluttede",
    After.SENT: "mailen blev til",
    After.LEFT: "de fratrådte",
    After.CLOSED: "lukningen",
}
COLUMNS = ("Hvad", "Slettes", "I dag", "Inden en måned", "Hvorfor")
NEVER = "aldrig"
OFF = "slået fra i profilen"
WOULD = "Intet er slettet. »sagsgang retention --apply« gør det."
ERASED = "Slettet: {what}."
NOTHING = "Der var intet at slette."
LEFT_BUT_NAMED = "Fratrådte, der stadig står i profilen og skal tages ud dér først: {count}."


def when(rule: RetentionRule) -> str:
    """When the rule takes it: "30 dage efter mødet"."""
    if rule.days is None:
        return _(NEVER)
    if not rule.is_on:
        return _(OFF)
    years, rest = divmod(rule.days, 365)
    span = (
        ngettext("{count} år", "{count} år", years).format(count=years)
        if years and not rest
        else ngettext("{count} dag", "{count} dage", rule.days).format(count=rule.days)
    )
    return _("{span} efter {event}").format(span=span, event=_(AFTER[rule.after]))
