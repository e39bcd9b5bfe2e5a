"""``sagsgang retention``: what the rules of retention would erase, and the erasing itself."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from desk import retention_words as words
from desk import show
from desk.help import noun
from desk.retention_plan import Plan, plan
from desk.typed import Json
from desk.workplace import here
from flows.retention import Erased
from flows.retention import retention as erase_all

app = noun("retention")


@app.default
def retention(
    *, apply: bool = False, dry_run: Annotated[bool, Parameter(negative=())] = False, as_json: Json = False
) -> None:
    """Vis hvad der slettes efter kommunens regler i dag og inden en måned; sager og logbog slettes aldrig.

    Parameters
    ----------
    apply
        Slet nu, i stedet for ved næste nat.
    dry_run
        Vis det kun, også sammen med --apply.
    """
    place = here()
    with place.database() as db:
        if apply and not dry_run:
            _say_erased(erase_all(db, place.now(), place.actor), as_json=as_json)
            return
        with db.read() as session:
            found = plan(session, place.today())
    if as_json:
        show.as_json(_rows(found))
        return
    show.table(
        words.COLUMNS,
        (
            (words.KEPT[one.rule.kept], words.when(one.rule), one.today, one.in_a_month, one.rule.source)
            for one in found.rows
        ),
    )
    if found.left_but_named:
        show.say(words.LEFT_BUT_NAMED.format(count=found.left_but_named))
    show.say(words.WOULD)


def _say_erased(done: Erased, *, as_json: bool) -> None:
    if as_json:
        show.as_json({kept.value: count for kept, count in done.counts.items()})
        return
    what = "; ".join(f"{words.KEPT[kept].lower()}: {count}" for kept, count in done.counts.items())
    show.say(words.ERASED.format(what=what) if what else words.NOTHING)


def _rows(found: Plan) -> list[dict[str, object]]:
    return [
        {
            "kept": one.rule.kept,
            "after": one.rule.after,
            "days": one.rule.days,
            "on": one.rule.is_on,
            "source": one.rule.source,
            "today": one.today,
            "in_a_month": one.in_a_month,
        }
        for one in found.rows
    ]
