"""Goals in words: how often one is followed up, what a value is, how it stands against the country."""

from __future__ import annotations

from desk import labels
from desk.duty_words import duty_name
from desk.language import _
from domain.model import Goal, Measurement
from domain.profile.profile import Profile
from domain.store.goals import ShownIndicator

RHYTHMS = {
    1: "hver måned",
    3: "hvert kvartal",
    6: "hvert halve år",
    12: "hvert år",
    24: "hvert andet år",
    36: "hvert tredje år",
}


def rhythm(goal: Goal, profile: Profile) -> str:
    """How often a goal is followed up."""
    if goal.every_months is None:
        return _("hver runde af {duty}").format(duty=duty_name(goal.obligation or "", profile))
    known = RHYTHMS.get(goal.every_months)
    return _(known) if known else _("hver {count}. måned").format(count=goal.every_months)


def value(number: float | None, unit: str) -> str:
    """A value with its unit, as Danish writes it: 12,5 %; nothing for none."""
    return "" if number is None else f"{number:.10g}".replace(".", ",") + f" {unit}"


def round_of(one: Measurement) -> str:
    """Which round a measurement is of: its year, or its day."""
    return str(one.measured_on.year) if one.is_year else f"{one.measured_on:%d.%m.%Y}"


def verdict(one: ShownIndicator) -> str:
    """What the newest measurement says: "2022: 14 % mod landets 13 %, bedre end landet, gået frem siden 2021"."""
    newest = one.newest
    if newest is None:
        return _("Ikke målt endnu.")
    said = f"{round_of(newest)}: {value(newest.value, one.row.unit)}"
    if newest.average is not None:
        said = f"{said} {_('mod landets {value}').format(value=value(newest.average, one.row.unit))}"
    words = [said, _(labels.of(one.against))]
    if one.way is not None:
        before = round_of(one.measurements[-2])
        words.append(_("{way} siden {round}").format(way=_(labels.of(one.way)), round=before))
    return f"{', '.join(words)}."
