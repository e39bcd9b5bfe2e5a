"""``sagsgang serve``: the clock and the flows on this machine, with Prefect's own pages to look at, until Ctrl-C."""

from __future__ import annotations

import signal
import threading
from contextlib import ExitStack
from types import FrameType

from desk import show, words
from desk.errors import SettingError
from desk.help import noun
from desk.workplace import here

app = noun("serve")
LOOK_SECONDS = 10  # a command in another window is followed this soon; a look is one probe of an index


@app.default
def serve(*, prefect: bool = True) -> None:
    """Kør uret og forløbene på denne maskine, indtil Ctrl-C.

    Parameters
    ----------
    prefect
        Vis forløbene i Prefects egne sider. Uden det gøres det samme arbejde, uden sider at se det på.
    """
    from desk.web.app import create_app  # noqa: PLC0415 - loaded when it runs, so that --help is quick
    from desk.web.server import serving  # noqa: PLC0415 - as above
    from flows.clock import Bell  # noqa: PLC0415 - as above
    from flows.engine import Engine  # noqa: PLC0415 - as above
    from flows.rounds import Rounds  # noqa: PLC0415 - as above
    from flows.schedule import Ring  # noqa: PLC0415 - as above
    from flows.server import PrefectServer  # noqa: PLC0415 - as above
    from flows.settings import Settings  # noqa: PLC0415 - as above

    place, settings = here(), Settings()
    stopped = _stop_on_signal()
    with ExitStack() as open_things:
        db = open_things.enter_context(place.database())
        api_url = ""
        if prefect and settings.prefect:
            show.say(words.STARTING_PREFECT)
            server = open_things.enter_context(
                PrefectServer(place.data, settings.prefect_port, outer_url=settings.prefect_api_url)
            )
            api_url = server.api_url
            show.say(words.PREFECT_AT.format(address=server.ui_url))
        engine = Engine(api_url)
        rounds = Rounds(db, settings, engine, place, is_prefect_ours=not settings.prefect_api_url)

        def ring(flow: Ring) -> None:
            if flow is not Ring.SWEEP:
                rounds.ring(flow)
                return
            done = rounds.round()
            if not (done.swept.is_idle and done.delivered.is_idle):
                show.say(words.SWEPT.format(swept=done.swept.summary, delivered=done.delivered.summary))

        try:
            desk = open_things.enter_context(serving(create_app(db, place.now), settings.desk_port))
        except OSError:
            raise SettingError(name="SAGSGANG_DESK_PORT", found=settings.desk_port) from None
        bell = Bell(ring, rounds.next_due, clock=place)
        open_things.callback(bell.stop)
        bell.start()
        show.say(words.SERVING.format(database=place.data))
        show.say(words.DESK_AT.format(address=desk))
        while not stopped.wait(LOOK_SECONDS):
            bell.look()
        show.say(words.STOPPING)


def _stop_on_signal() -> threading.Event:
    """Set on Ctrl-C and when the service manager says stop."""
    stopped = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopped.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    return stopped
