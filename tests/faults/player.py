"""Plays the whole spring with a Prefect server of its own that is killed: ``python player.py FOLDER [DEATHS]``.

``DEATHS`` (JSON) says of each kill the day, the word to the database on that day, and the seconds after it. In the
morning of such a day and of the day before it waits until the server answers again; on all other days it works with
or without, as it comes. Without ``DEATHS`` there is no server. It prints the words of each day, and how often it
killed the server.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine as SqlEngine
from sqlalchemy import event

from desk.demo.play import FIRST, LAST, play, prepare
from desk.demo.post_office import PostOffice
from flows import server
from flows.engine import Engine
from flows.server import PrefectServer

PATIENCE = 300  # seconds, on a machine with much else to do


class Killer:
    """Counts the words of a day, and kills the server at the one it was told, or a moment after."""

    def __init__(self) -> None:
        self.said = self.kills = 0
        self._word, self._delay, self._server = 0, 0.0, 0
        self._struck = threading.Event()
        self._struck.set()
        event.listen(SqlEngine, "before_cursor_execute", self._count)

    def aim(self, server: int | None, word: int, delay: float) -> None:
        """At that server, at that word of the day."""
        assert server is not None
        self._server, self._word, self._delay = server, word, delay
        self._struck.clear()

    def wait(self) -> None:
        """Until it has struck, where it was about to."""
        assert self._struck.wait(PATIENCE), f"{self.said} words, not {self._word}"

    def _count(self, *_: object) -> None:
        self.said += 1
        if self.said == self._word:
            threading.Timer(self._delay, self._kill).start()

    def _kill(self) -> None:
        os.kill(self._server, signal.SIGKILL)
        self.kills += 1
        self._word = 0
        self._struck.set()


def main(folder: Path, deaths: dict[str, tuple[int, float]] | None) -> None:
    """Play all days."""
    server.LONGEST_RESTART_SECONDS = (
        server.RESTART_SECONDS
    )  # it dies so often that it would soon be left for a minute
    stage, killer = prepare(folder), Killer()
    said: dict[str, int] = {}
    prefect = None if deaths is None else PrefectServer(folder)
    with ExitStack() as ended, PostOffice(folder / "mails") as office:
        if prefect:
            ended.callback(prefect.stop)
            prefect.start()
        engine = Engine(prefect.api_url if prefect else "")
        days = play(stage, office, engine)
        for number in range((LAST - FIRST).days + 1):
            today = (FIRST + timedelta(days=number)).isoformat()
            killer.said = 0
            tomorrow = (FIRST + timedelta(days=number + 1)).isoformat()
            if prefect and deaths and {today, tomorrow} & set(deaths):
                prefect.wait_until_ready(PATIENCE)
            if prefect and deaths and today in deaths:
                killer.aim(prefect.pid, *deaths[today])
            next(days)
            said[today] = killer.said
            killer.wait()
    stage.db.close()
    print(json.dumps({"words": said, "kills": killer.kills}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), json.loads(sys.argv[2]) if len(sys.argv) > 2 else None)
