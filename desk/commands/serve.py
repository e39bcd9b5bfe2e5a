"""``sagsgang serve``: the clock and the flows on this machine, with Prefect's own pages to look at, until Ctrl-C."""

from __future__ import annotations

import signal
import threading
from contextlib import ExitStack
from datetime import datetime, timedelta
from types import FrameType

from desk import show, words
from desk.errors import SettingError
from desk.help import noun
from desk.workplace import here

app = noun("serve")


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
    from domain.casework.queue import next_due_at  # noqa: PLC0415 - as above
    from flows.clock import Bell  # noqa: PLC0415 - as above
    from flows.deliver_outbox import deliver_outbox  # noqa: PLC0415 - as above
    from flows.engine import Engine  # noqa: PLC0415 - as above
    from flows.reconcile import reconcile  # noqa: PLC0415 - as above
    from flows.schedule import Ring  # noqa: PLC0415 - as above
    from flows.server import PrefectServer  # noqa: PLC0415 - as above
    from flows.settings import Settings  # noqa: PLC0415 - as above
    from flows.sweep import sweep  # noqa: PLC0415 - as above

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
        reconcile(
            engine, place.now(), timedelta(0) if api_url and not settings.prefect_api_url else timedelta(days=1)
        )

        def ring(flow: Ring) -> None:
            if flow is Ring.RECONCILE:
                reconcile(engine, place.now())
                return
            swept = sweep(db, place.now(), engine)
            delivered = deliver_outbox(db, place.now(), settings, engine)
            if not swept.is_idle:
                show.say(words.SWEPT.format(swept=swept.summary, delivered=delivered.summary))

        def next_due() -> datetime | None:
            with db.read() as session:
                return next_due_at(session)

        try:
            desk = open_things.enter_context(serving(create_app(db, place.now), settings.desk_port))
        except OSError:
            raise SettingError(name="SAGSGANG_DESK_PORT", found=settings.desk_port) from None
        bell = Bell(ring, next_due)
        open_things.callback(bell.stop)
        bell.start()
        show.say(words.SERVING.format(database=place.data))
        show.say(words.DESK_AT.format(address=desk))
        stopped.wait()
        show.say(words.STOPPING)


def _stop_on_signal() -> threading.Event:
    """Set on Ctrl-C and when the service manager says stop."""
    stopped = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopped.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    return stopped
