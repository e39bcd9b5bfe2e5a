"""``sagsgang demo``: spring 2023 in a municipality like Norddjurs, day by day, with the real flows and real mails.

With ``--years`` it is 2020–2025: every duty's rounds, fast, where people do no more than decide.
"""

from __future__ import annotations

from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from desk import labels, show, words
from desk.help import noun
from desk.typed import Day
from desk.workplace import Workplace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desk.demo.proof import Verdict
    from desk.demo.stage import Stage
    from flows.engine import Engine

app = noun("demo")


@app.default
def demo(
    *,
    out: Path | None = None,
    until: Day | None = None,
    years: Annotated[bool, Parameter(negative=())] = False,
    prefect: bool = True,
    serve: Annotated[bool, Parameter(negative=())] = False,
) -> int:
    """Afspil 1. marts – 30. juni 2023 med de rigtige flows og rigtige mails, og efterprøv at alt skete.

    En afbrudt afspilning går videre, hvor den slap. Mappen er kun demoens; dine egne sager røres ikke.

    Parameters
    ----------
    out
        Mappen, som mails, kalendere, dagsordener og opsummering lægges i. Ellers sagsgang-demo, og for årene
        sagsgang-aar.
    until
        Sidste dag, der afspilles.
    years
        Afspil i stedet 2020-2025 på et minuts tid: hver pligts runder, de faste punkter og løfterne, uden Prefect.
    prefect
        Vis kørslerne i Prefect. --no-prefect gør det samme arbejde uden og starter hurtigere.
    serve
        Luk siderne op bagefter, på afspilningens sidste dag, indtil Ctrl-C.
    """
    if years:
        return _years(out or Path("sagsgang-aar"), until, serve=serve)
    return _spring(out or Path("sagsgang-demo"), until, prefect=prefect, serve=serve)


def _spring(out: Path, until: date | None, *, prefect: bool, serve: bool) -> int:
    from desk.demo.play import FIRST, LAST, play, prepare, resume_on  # noqa: PLC0415 - loads the whole house
    from desk.demo.post_office import PostOffice  # noqa: PLC0415
    from desk.demo.prefect_pages import remember_runs  # noqa: PLC0415
    from desk.demo.proof import MAILS, verdicts  # noqa: PLC0415
    from desk.demo.script import REPORT  # noqa: PLC0415
    from desk.demo.show_day import show_day  # noqa: PLC0415
    from desk.demo.summary import leave, write_page  # noqa: PLC0415
    from flows.engine import Engine  # noqa: PLC0415
    from flows.reconcile import reconcile  # noqa: PLC0415
    from flows.server import PrefectServer  # noqa: PLC0415

    until = min(max(until or LAST, FIRST), LAST)
    stage = prepare(out)
    with PostOffice(out / MAILS) as post_office, PrefectServer(out) if prefect else nullcontext() as server:
        engine = Engine(server.api_url if server else "")
        reconcile(engine, datetime.now(UTC), timedelta(0))  # noqa: TID251 - Prefect's runs have the real time
        days = (until - resume_on(stage.db)).days + 1
        with show.progress(words.DEMO_PROGRESS, days) as advance:
            for day in play(stage, post_office, engine, until=until):
                show_day(day)
                advance()
        leave(stage)
        remember_runs(stage, engine, REPORT)
        if until < LAST:
            show.say(words.DEMO_STOPPED.format(until=show.day(until), folder=out))
            return 0
        found = verdicts(stage, with_prefect=prefect)
        _say_found(found, write_page(stage, found))
        if serve:
            _open_the_desk(stage, engine, LAST, post_office.port, server.ui_url if server else "")
    return 0 if all(verdict.holds for verdict in found) else 1


def _years(out: Path, until: date | None, *, serve: bool) -> int:
    from desk.demo.post_office import PostOffice  # noqa: PLC0415 - loads the whole house
    from desk.demo.proof import MAILS, look_at  # noqa: PLC0415
    from desk.demo.show_day import show_day  # noqa: PLC0415
    from desk.demo.years import FIRST, LAST, play, prepare, resume_on  # noqa: PLC0415
    from desk.demo.years_page import write_page  # noqa: PLC0415
    from desk.demo.years_proof import PROOFS  # noqa: PLC0415
    from flows.engine import Engine  # noqa: PLC0415

    until = min(max(until or LAST, FIRST), LAST)
    stage = prepare(out)
    with PostOffice(out / MAILS) as post_office:
        played = resume_on(stage.db)
        with show.progress(words.DEMO_YEARS_PROGRESS, (until - played).days + 1) as advance:
            for day in play(stage, post_office, until=until):
                show_day(day)
                advance((day.on - played).days)
                played = day.on
        if until < LAST:
            show.say(words.DEMO_STOPPED.format(until=show.day(until), folder=out))
            return 0
        found = look_at(stage, PROOFS)
        _say_found(found, write_page(stage, found))
        if serve:
            _open_the_desk(stage, Engine(""), LAST, post_office.port, "")
    return 0 if all(verdict.holds for verdict in found) else 1


def _say_found(found: Sequence[Verdict], page: Path) -> None:
    show.say()
    for verdict in found:
        show.say(f"{'✓' if verdict.holds else '✗'} {verdict.claim}", style=None if verdict.holds else "bold red")
    show.say(words.DEMO_DONE.format(page=page))


def _open_the_desk(stage: Stage, engine: Engine, last: date, mail_port: int, prefect_ui: str) -> None:
    from desk.demo.doors import clock_from, cut_keys, opening_of  # noqa: PLC0415
    from desk.demo.goals import set_goals  # noqa: PLC0415
    from desk.demo.play import settings_of  # noqa: PLC0415
    from desk.demo.standing import put_items_on  # noqa: PLC0415
    from desk.house import open_house, until_told_to_stop  # noqa: PLC0415
    from domain.casework.verb import By  # noqa: PLC0415
    from flows.settings import Settings  # noqa: PLC0415

    stopped = until_told_to_stop()
    place = Workplace(stage.folder, clock=clock_from(opening_of(stage, last)))
    settings = settings_of(stage.folder, mail_port, Settings().desk_port)
    set_goals(stage.db, By("demo", place.now()))
    put_items_on(stage.db, By("demo", place.now()))
    with open_house(place, stage.db, settings, engine) as address:
        show.say()
        show.say(words.DEMO_OPEN.format(address=address, day=show.day(place.today())), style="bold")
        show.table(
            words.DEMO_KEY_COLUMNS,
            ((key.account, key.password, key.name, labels.of(key.role)) for key in cut_keys(stage, place.now())),
        )
        if prefect_ui:
            show.say(words.PREFECT_AT.format(address=prefect_ui))
        show.say(words.DEMO_UNTIL)
        stopped.wait()
        show.say(words.STOPPING)
