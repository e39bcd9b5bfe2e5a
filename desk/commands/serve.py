"""``sagsgang serve``: the pages, the clock and the flows on this machine, with Prefect's own pages, until Ctrl-C."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Annotated

from cyclopts import Parameter

from desk import show, words
from desk.help import noun
from desk.workplace import here

app = noun("serve")


@app.default
def serve(*, prefect: bool = True, desk_only: Annotated[bool, Parameter(negative=())] = False) -> None:
    """Kør siderne, uret og forløbene på denne maskine, indtil Ctrl-C.

    Parameters
    ----------
    prefect
        Vis forløbene i Prefects egne sider. Uden det gøres det samme arbejde, uden sider at se det på.
    desk_only
        Kør kun siderne. Forløbene køres af arbejdere på denne eller andre maskiner.
    """
    from desk.house import open_desk, open_house, until_told_to_stop  # noqa: PLC0415 - loads the whole house
    from domain.store.accounts import list_accounts  # noqa: PLC0415 - as above
    from flows.engine import Engine  # noqa: PLC0415 - loaded when it runs, so that --help is quick
    from flows.logs import set_up  # noqa: PLC0415 - as above
    from flows.server import PrefectServer  # noqa: PLC0415 - as above
    from flows.settings import Settings  # noqa: PLC0415 - as above
    from flows.traces import set_up as trace  # noqa: PLC0415 - as above

    place, settings = here(), Settings()
    set_up(settings.log)
    stopped = until_told_to_stop()
    with ExitStack() as open_things:
        open_things.callback(trace(settings.otel_url))
        db = open_things.enter_context(place.database())
        if desk_only:
            desk = open_things.enter_context(open_desk(place, db, settings))
        else:
            api_url = ""
            if prefect and settings.prefect:
                show.say(words.STARTING_PREFECT)
                server = open_things.enter_context(
                    PrefectServer(place.data, settings.prefect_port, outer_url=settings.prefect_api_url)
                )
                api_url = server.api_url
                show.say(words.PREFECT_AT.format(address=server.ui_url))
            desk = open_things.enter_context(open_house(place, db, settings, Engine(api_url)))
        show.say(words.SERVING.format(database=place.data))
        show.say(words.DESK_AT.format(address=desk))
        with db.read() as session:
            if not list_accounts(session, limit=1):
                show.say(words.NO_USERS)
        stopped.wait()
        show.say(words.STOPPING)
