"""``sagsgang deadlines``: the deadlines of one meeting, each counted day by day."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from calendars.days import Count, DayTable, Reading
from calendars.deadlines import Deadline, deadlines_for
from desk import labels, show, words
from desk.help import noun
from desk.typed import Day, Json, Kinds
from desk.workplace import here

app = noun("deadlines")


@app.default
def deadlines(
    *,
    body: str,
    meeting: Day,
    saturday_counts: bool | None = None,
    count: Annotated[Count | None, Parameter(name="--count")] = None,
    special_days_count: bool | None = None,
    kind: Kinds | None = None,
    as_json: Json = False,
) -> None:
    """Fristerne for et møde, dag for dag. Uden valg gælder profilens læsning af loven.

    Parameters
    ----------
    body
        Organets forkortelse eller navn, som KB.
    meeting
        Mødedagen, som 2023-05-23 eller 23-05-2023.
    saturday_counts
        Lørdag er en hverdag.
    count
        Hele dage imellem (whole-days), eller til den n'te dag (nth-day).
    special_days_count
        1. maj, 5. juni, 24. og 31. december tæller med.
    kind
        Kun frister af denne slags, som udsendelse. Kan gentages.
    """
    profile = here().profile()
    found = profile.find_body(body, on=meeting)
    house = profile.reading
    reading = Reading(
        saturday_counts=house.saturday_counts if saturday_counts is None else saturday_counts,
        count=count or house.count,
        special_days_count=house.special_days_count if special_days_count is None else special_days_count,
    )
    days = profile.day_table() if reading == house else DayTable(reading, profile.local)
    rules = [rule for rule in profile.deadline_rules if not kind or rule.kind in kind]
    answer = deadlines_for(meeting, body=found.key, body_kind=found.kind, rules=rules, days=days)
    if as_json:
        show.as_json([as_row(deadline) for deadline in answer])
        return
    show.say(f"{found.name} {show.day(meeting)}")
    show.say(_in_words(reading), style="dim")
    for deadline in sorted(answer, key=lambda one: (one.practical_on, one.legal_on)):
        _print(deadline)
    if not answer:
        show.say((words.NO_DEADLINES_OF_KIND if kind else words.NO_DEADLINES).format(body=found.key))


def as_row(deadline: Deadline) -> dict[str, object]:
    """A deadline for machines: kind, rule, legal_date, practical_date, explanation."""
    return {
        "kind": deadline.kind.value,
        "rule": deadline.rule.key,
        "legal_date": deadline.legal_on.isoformat(),
        "practical_date": deadline.practical_on.isoformat(),
        "explanation": list(deadline.explanation),
    }


def _print(deadline: Deadline) -> None:
    rule = deadline.rule
    show.say()
    show.say(f"{labels.of(deadline.kind).capitalize()}: {show.day(deadline.practical_on)}", style="bold")
    show.say(f"  Seneste dag {show.day(deadline.legal_on)} ({labels.of(rule.basis)}: {rule.source}, {rule.key})")
    for line in deadline.explanation:
        show.say(f"    {line}")


def _in_words(reading: Reading) -> str:
    return words.READING.format(
        saturday=labels.READING_SATURDAY[reading.saturday_counts],
        count=labels.of(reading.count),
        special=labels.READING_SPECIAL[reading.special_days_count],
    )
