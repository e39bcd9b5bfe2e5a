"""Everything on one machine at work: the pages, the clock and the flows, until somebody says stop.

``sagsgang serve`` opens the house for real, ``sagsgang demo --serve`` on the sample municipality; they differ in
their workplace and settings, and in nothing here.
"""

from __future__ import annotations

import errno
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType

from desk import error_words, show, words
from desk.errors import PublicFolderError, SettingError
from desk.outside.readers import READERS
from desk.public_folder import follow
from desk.web.app import create_app
from desk.web.guards import Knock
from desk.web.server import LOOPBACK, serving
from desk.workplace import Workplace
from domain.store.database import Database
from flows.clock import Bell
from flows.engine import Engine
from flows.rounds import Rounds
from flows.schedule import Ring
from flows.settings import Settings

LOOK_SECONDS = 10  # a command in another window is followed this soon; a look is one probe of an index


@contextmanager
def open_house(place: Workplace, db: Database, settings: Settings, engine: Engine) -> Iterator[str]:
    """Serve the pages and ring the bell while the block runs; yields the address of the desk.

    Raises:
        SettingError: as ``open_desk``.
    """
    rounds = Rounds(db, settings, engine, place, is_prefect_ours=not settings.prefect_api_url)

    def ring(flow: Ring) -> None:
        if flow is not Ring.SWEEP:
            rounds.ring(flow)
            return
        done = rounds.round()
        if not (done.swept.is_idle and done.delivered.is_idle):
            show.say(words.SWEPT.format(swept=done.swept.summary, delivered=done.delivered.summary))

    with ExitStack() as open_things:
        knocked = threading.Event()
        address = open_things.enter_context(open_desk(place, db, settings, knocked.set))
        bell = Bell(ring, rounds.next_due, clock=place)
        open_things.callback(bell.stop)
        bell.start()
        open_things.callback(_looking_at(bell, knocked, lambda: _let_the_public_follow(db, settings)))
        yield address


@contextmanager
def open_desk(
    place: Workplace, db: Database, settings: Settings, knock: Callable[[], None] | None = None
) -> Iterator[str]:
    """Serve the pages alone while the block runs; ``knock`` is called when somebody may have changed something.

    Raises:
        SettingError: the address or the port of the desk is taken, or is none of this machine's.
    """
    app = create_app(db, place.now, settings)
    if knock is not None:
        app.add_middleware(Knock, knock=knock)
    with ExitStack() as open_things:
        open_things.callback(READERS.close)  # what somebody still waits for is not worth waiting for
        try:
            address = open_things.enter_context(serving(app, settings.desk_port, settings.desk_host))
        except OSError as error:
            is_of_us = error.errno == errno.EADDRINUSE or settings.desk_host == LOOPBACK
            name, found = ("PORT", settings.desk_port) if is_of_us else ("HOST", settings.desk_host)
            raise SettingError(name=f"SAGSGANG_DESK_{name}", found=found) from None
        yield address


def _looking_at(bell: Bell, knocked: threading.Event, follow: Callable[[], None]) -> Callable[[], None]:
    """Look at the queue when the desk knocks, and now and then for other processes. The answer stops it."""
    is_stopped = False

    def look() -> None:
        while not is_stopped:
            knocked.wait(LOOK_SECONDS)
            knocked.clear()
            if not is_stopped:
                bell.look()
                follow()

    def stop() -> None:
        nonlocal is_stopped
        is_stopped = True
        knocked.set()

    threading.Thread(target=look, name="look", daemon=True).start()
    return stop


def _let_the_public_follow(db: Database, settings: Settings) -> None:
    """A case that has been closed since is taken out of what is published within seconds of any change to it."""
    try:
        follow(db, settings.public_dir)
    except PublicFolderError as error:  # said once more at the page that publishes, and tried again at the next look
        show.complain(error_words.sentence(error))


def until_told_to_stop() -> threading.Event:
    """Set on Ctrl-C and when the service manager says stop."""
    stopped = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopped.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    return stopped
