"""The profile in words: what its tables and fields are called, what to write in them, and what a change changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Any

from babel.dates import format_date

from calendars.deadline_rules import DeadlineRule
from calendars.year_plan_values import MeetingRule
from desk import labels
from desk.duty_words import duty_names
from desk.language import _, locale, ngettext
from domain.model import BodyKind
from domain.profile.compare import Change, Difference, FieldChange
from domain.profile.profile import Profile

# table -> one of them, in the definite form, as a sentence begins
THINGS = {
    "": "Kommunen",
    "days": "Kalenderens regler",
    "body": "Organet",
    "routes": "Sagsgangen",
    "capacity": "Loftet over punkter på et møde i",
    "recess": "Det mødefri",
    "free_period": "Perioden uden møder",
    "meeting_rule": "Reglen for årets møder",
    "deadline": "Fristen",
    "obligation": "Pligten",
    "cycle": "Rundernes sagsgang for",
    "ladder": "Påmindelsen",
    "phrase": "Standardformuleringen",
    "heading": "Overskriften",
    "wording": "Ordlyden",
    "standing_item": "Det faste punkt",
    "retention": "Reglen om sletning af",
    "post": "Stillingen",
    "person": "Personen",
    "holding": "Besættelsen",
}
# One of them and no name after: "Kalenderens regler ændres".
NAMELESS = {"", "days", "recess"}

FIELDS = {
    "name": "Navn",
    "mail_domain": "Maildomæne",
    "secretariat": "Sekretariatets stilling",
    "mailbox": "Postkasse til indkaldelser",
    "authority": "Myndighed",
    "means": "Betyder",
    "words": "Ordene",
    "saturday_counts": "Lørdag tæller som hverdag",
    "count": "Måden at tælle på",
    "special_days_count": "1. maj, 5. juni, 24. og 31. december tæller med",
    "closing": "Lukkedage",
    "half": "Halve dage",
    "key": "Forkortelse",
    "kind": "Slags",
    "aliases": "Kaldes også",
    "chair": "Formand",
    "secretary": "Sekretær",
    "minutes": "Mødets længde i minutter",
    "numbers": "Punkternes numre begynder forfra",
    "first_number": "Første nummer",
    "invitations": "Indkaldes ved",
    "members": "Indkaldes også",
    "outlook": "Delt postkasse i Outlook",
    "valid_from": "Gælder fra",
    "valid_to": "Gælder til",
    "route": "Organer",
    "most": "Højst så mange punkter",
    "months": "Måneder",
    "weeks": "Uger",
    "from_on": "Fra",
    "to_on": "Til",
    "body": "Organ",
    "bodies": "Organer, der bruger den",
    "outcome": "Udfald",
    "starts": "Begynder",
    "ends": "Slutter",
    "place": "Sted",
    "weekday": "Ugedag",
    "nth": "Hvilken i måneden",
    "week": "Ugen med den",
    "follows": "Følger",
    "days_after": "Dage efter",
    "weeks_after": "Uger efter",
    "dodge": "Hvis dagen er optaget",
    "applies_to": "Gælder for",
    "approver": "Besluttes af",
    "submitted_to": "Sendes til",
    "first_due_on": "Første gang senest",
    "every_years": "Hvor mange år imellem",
    "days": "Antal dage",
    "unit": "Dagene er",
    "after": "Tælles frem fra mødet",
    "basis": "Grundlag",
    "source": "Kilde",
    "checked_on": "Efterset",
    "text": "Ordlyd",
    "deadline": "Frist",
    "to": "Til",
    "title": "Titel",
    "chief": "Stillingen over",
    "stand_in": "Stedfortræder",
    "owner": "Står for sagen",
    "margin_days": "Dage i god tid",
    "rhythm": "Hvor tit",
    "month": "Måned",
    "days_before": "Dage før mødet",
    "recommendation": "Indstilling",
    "report": "Skrives af sig selv",
    "closed": "Lukket punkt",
    "email": "Mailadresse",
    "post": "Stilling",
    "person": "Person",
    "secretariat_post": "Sekretariatets stilling",
}
# A field that is called something else in one table than in the others.
FIELDS_OF = {
    ("post", "key"): "Nøgle",
    ("person", "key"): "Nøgle",
    ("deadline", "key"): "Nøgle",
    ("deadline", "kind"): "Hvad fristen er for",
    ("obligation", "key"): "Nøgle",
    ("obligation", "valid_to"): "Ophører (den første dag uden runder)",
    ("cycle", "key"): "Pligt",
    ("standing_item", "key"): "Nøgle",
    ("standing_item", "text"): "Sagsfremstilling",
    ("cycle", "route"): "Sagsgang",
    ("ladder", "kind"): "Hvilken frist",
    ("ladder", "days"): "Dage efter fristen",
    ("holding", "from_on"): "Fra og med",
    ("holding", "to_on"): "Til (den første dag, der ikke er med)",
    ("body", "valid_to"): "Slutter (den første dag, organet ikke findes)",
    ("standing_item", "valid_to"): "Slutter (den første dag, punktet ikke kommer)",
    ("deadline", "valid_to"): "Slutter (den første dag, fristen ikke gælder)",
}
HINTS = {
    ("body", "key"): "Som den skrives i en sagsgang, for eksempel ØK. Kan ikke ændres siden.",
    ("body", "aliases"): "Alt det, folk ellers skriver. Adskil med komma.",
    ("body", "members"): "Stillinger eller personer ved deres nøgle. Adskil med komma.",
    ("body", "first_number"): "Når der ikke er punkter før. Skrives intet, er det 1.",
    ("body", "outlook"): "Postkassen, som møderne også skrives i kalenderen for, når Microsoft Graph er slået til.",
    ("post", "key"): "Et kort ord uden mellemrum, for eksempel hr-chef. Kan ikke ændres siden.",
    ("person", "key"): "Et kort ord uden mellemrum, for eksempel hanne.fjellerby. Kan ikke ændres siden.",
    ("deadline", "key"): "Et kort ord, for eksempel ØK-ind. Kan ikke ændres siden.",
    ("obligation", "key"): "Et kort ord, for eksempel ledelsesevaluering. Kan ikke ændres siden.",
    ("obligation", "source"): "Aftalen eller beslutningen, pligten står i.",
    ("obligation", "every_years"): "1 er hvert år, 2 hvert andet.",
    ("cycle", "route"): "Organernes forkortelser i rækkefølge, for eksempel DIR, ØK, KB. Adskil med komma.",
    (
        "cycle",
        "margin_days",
    ): "Sagen oprettes så mange dage før den sidste dag, den kan nå fristen. Skrives intet, er det 30.",
    ("standing_item", "key"): "Et kort ord, for eksempel maanedsgrebet. Kan ikke ændres siden.",
    ("standing_item", "month"): "Kun for det årlige: 1 er januar. Punktet kommer på årets første møde fra den måned.",
    (
        "standing_item",
        "days_before",
    ): "Så mange dage før mødet kommer punktet på dagsordenen. Skrives intet, er det 21.",
    ("standing_item", "source"): "Hvem der har bestemt det, og hvornår.",
    ("heading", "words"): "Overskrifterne, som kommunen skriver dem. Adskil med komma.",
    ("wording", "words"): "Ordene, som kommunen skriver dem i en beslutning. Adskil med komma.",
    ("phrase", "bodies"): "Organernes forkortelser. Skrives intet, kan alle bruge den. Adskil med komma.",
    ("deadline", "source"): "Paragraffen, aftalen eller arbejdsgangen, fristen står i.",
    ("deadline", "checked_on"): "Hvornår nogen sidst så efter, at kilden siger det.",
    ("deadline", "text"): "Én sætning, som den skal læses.",
    ("ladder", "days"): "Minus er før fristen: -2 er to dage før.",
}
TO = {
    "case_owner": "sagens ansvarlige",
    "chair": "formanden",
    "secretary": "sekretæren",
    "owner": "den, der står for opfølgningen",
    "chief": "den ansvarliges chef",
}
INVITED_BY = {"mail": "mail", "feed": "kalenderabonnement"}
WORDS: Mapping[str, Mapping[str, str]] = {
    "to": TO,
    "invitations": INVITED_BY,
    "authority": {"municipality": "kommune", "region": "region"},
    "deadline": {**labels.LABELS["DeadlineKind"], "follow_up": "opfølgning"},
    "unit": {"hverdag": "hverdage", "arbejdsdag": "arbejdsdage", "kalenderdag": "kalenderdage"},
    "basis": labels.LABELS["Basis"],
    "outcome": labels.LABELS["Outcome"],
    "means": labels.LABELS["SectionKey"],
    "count": labels.LABELS["Count"],
    "weekday": {
        "monday": "mandag",
        "tuesday": "tirsdag",
        "wednesday": "onsdag",
        "thursday": "torsdag",
        "friday": "fredag",
    },
    "nth": {
        "first": "første",
        "second": "anden",
        "third": "tredje",
        "fourth": "fjerde",
        "fifth": "femte",
        "last": "sidste",
    },
    "rhythm": {
        "every_meeting": "hvert møde",
        "first_of_round": "første møde i hvert politisk rul",
        "monthly": "første møde i hver måned",
        "yearly": "en gang om året",
        "when_due": "når organets mål skal følges op",
    },
    "report": {"promises": "status på opfølgninger", "goals": "status på mål og handlinger"},
    "numbers": {"meeting": "ved hvert møde", "year": "hvert år", "running": "aldrig"},
    "dodge": {"next": "senere", "previous": "tidligere", "skip": "udgår"},
}
ENDINGS = {"added": "kommer til", "changed": "ændres", "removed": "tages ud"}
_POSTS = {"owner", "chair", "secretary", "chief", "stand_in", "post", "secretariat_post", "secretariat"}
NOTHING = "intet"


def field(table: str, name: str) -> str:
    """What a field is called."""
    return _(FIELDS_OF.get((table, name)) or FIELDS[name])


def word(table: str, name: str, value: str) -> str:
    """What one of a field's words is called: a kind of body, a kind of deadline, a unit."""
    if name == "approver":
        known: Mapping[str, str] = labels.LABELS["BodyKind"]
    elif name == "kind":
        known = labels.LABELS["BodyKind"] if table == "body" else WORDS["deadline"]
    else:
        known = WORDS.get("nth" if name == "week" else name, {})
    return _(known[value]) if value in known else value


def applies_to(profile: Profile, said: str) -> str:
    """What a deadline is for: every body of a kind, or one body."""
    kind, _colon, key = said.partition(":")
    if key:
        return key
    keys = ", ".join(body.key for body in profile.bodies if body.kind.value == kind)
    name = _(labels.LABELS["BodyKind"].get(kind, "")) or kind
    return f"{name} ({keys})" if keys else name


def approver(profile: Profile, kind: BodyKind) -> str:
    """Who decides, as the municipality or region calls them: kommunalbestyrelsen, regionsrådet."""
    names = [body.name for body in profile.bodies if body.kind is kind]
    return ", ".join(names) or _(labels.of(kind))


def sentence(one: Difference, before: Profile, after: Profile) -> str:
    """A difference as a person says it; its fields stand beside it."""
    thing = _(THINGS[one.table])
    name = "" if one.table in NAMELESS else f" {thing_name(one, before if one.change is Change.REMOVED else after)}"
    return f"{thing}{name} {_(ENDINGS[one.change.value])}."


def code(said: str) -> str:
    """A difference as the journal names it ("body MTU changed") in words, without a profile to ask for names."""
    table, _gap, rest = said.partition(" ") if said.partition(" ")[0] in THINGS else ("", "", said)
    key, _gap, change = rest.rpartition(" ")
    name = f" {key}" if key else ""
    return f"{_(THINGS.get(table, table))}{name} {_(ENDINGS.get(change, change))}"


def changed_field(one: Difference, change: FieldChange, profile: Profile) -> tuple[str, str, str]:
    """A changed field in words: which, before, after."""
    name = field(one.table, change.field)
    return (
        name,
        value(one.table, change.field, change.before, profile),
        value(one.table, change.field, change.after, profile),
    )


def thing_name(one: Difference, profile: Profile) -> str:
    """The thing's own name where it has one, else its key."""
    titles = {post.key: post.title for post in profile.posts}
    people = {person.key: person.name for person in profile.people}
    if one.table == "body":
        return f"{one.key} ({next((body.name for body in profile.bodies if body.key == one.key), '')})"
    if one.table == "holding":
        post, person, since = one.key.split(" ")
        return _("»{person} som {post} fra {day}«").format(
            person=people.get(person, person), post=titles.get(post, post), day=_day(date.fromisoformat(since))
        )
    if one.table == "ladder":
        deadline, days, to = one.key.split(" ")
        return f"»{word('', 'deadline', deadline)}: {word('', 'to', to)}, {when(int(days))}«"
    duties = duty_names(profile)
    items = {item.key: item.title for item in profile.standing_items}
    named = {"post": titles, "person": people, "obligation": duties, "cycle": duties, "standing_item": items}
    known = named.get(one.table, {})
    return f"»{known.get(one.key, one.key)}«"


def when(days: int) -> str:
    """When a reminder goes, seen from its deadline: "2 dage før", "på dagen"."""
    many = f"{abs(days)} {ngettext('dag', 'dage', abs(days))}"
    return _("på dagen") if days == 0 else f"{many} {_('før') if days < 0 else _('efter')}"


def rule_text(rule: DeadlineRule) -> str:
    """A deadline whose profile gives it no words of its own."""
    said = _("{days} {unit} efter mødet.") if rule.after else _("{days} {unit} før mødet.")
    return said.format(days=rule.days, unit=word("", "unit", rule.unit.value))


def meets(rule: MeetingRule) -> str:
    """When a body meets by this rule: "anden onsdag i måneden", "tirsdag 1 uge efter ØK"."""
    day = word("", "weekday", rule.weekday.value) if rule.weekday else ""
    if rule.follows is not None:
        many, unit = (rule.days_after, "dag") if rule.days_after is not None else (rule.weeks_after or 0, "uge")
        units = ngettext("dag", "dage", abs(many)) if unit == "dag" else ngettext("uge", "uger", abs(many))
        said = (
            _("{day} {many} {units} efter {body}").format(day=day, many=many, units=units, body=rule.follows).strip()
        )
    elif rule.week is not None:
        said = _("{day} i ugen med månedens {nth} mandag").format(day=day, nth=word("", "nth", rule.week.value))
    else:
        nth = word("", "nth", rule.nth.value) if rule.nth else ""
        said = _("{nth} {day} i måneden").format(nth=nth, day=day) if nth else day
    months = ", ".join(month(number) for number in rule.months)
    return f"{said} ({months})" if months else said


def month(number: int) -> str:
    """A month in short: "sep"."""
    return format_date(date(2000, number, 1), "LLL", locale=locale()).rstrip(".")


def value(table: str, name: str, said: Any, profile: Profile) -> str:
    """A field's value as it is read aloud."""
    if said is None or said in ("", (), [], frozenset()):
        return _(NOTHING)
    if isinstance(said, list | tuple | frozenset | set):
        return ", ".join(value(table, name, one, profile) for one in said)
    shown = _SHOWN.get(type(said))
    return shown(said) if shown else _named(table, name, str(said), profile)


def _named(table: str, name: str, text: str, profile: Profile) -> str:
    """A key or a word of the code as a person knows it."""
    if name in _POSTS:
        return next((post.title for post in profile.posts if post.key == text), text)
    if name == "person":
        return next((person.name for person in profile.people if person.key == text), text)
    return applies_to(profile, text) if name == "applies_to" else word(table, name, text)


def _day(day: date) -> str:
    return f"{day:%d-%m-%Y}"


_SHOWN: dict[type, Callable[[Any], str]] = {
    bool: lambda said: _("ja") if said else _("nej"),
    date: _day,
    time: lambda said: f"{_('kl.')} {said:%H.%M}",
}
