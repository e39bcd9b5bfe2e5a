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
from desk.profile_terms import ENDINGS, FIELDS, FIELDS_OF, NAMELESS, NOTHING, THINGS, WORDS
from domain.model import BodyKind
from domain.profile.compare import Change, Difference, FieldChange
from domain.profile.profile import Profile

_POSTS = {"owner", "chair", "secretary", "chief", "stand_in", "post", "secretariat_post", "secretariat"}


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
