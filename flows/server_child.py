"""What the supervised Prefect process runs: the server, and a watch on the one who started it.

The parent holds the other end of our standard input and never writes to it. When the parent goes,
however it goes, that pipe closes and we go too. That holds on every platform, also after ``kill -9``.
"""

from __future__ import annotations

import os
import sys
import threading

import uvicorn


def _leave_with_the_parent() -> None:
    sys.stdin.buffer.read()  # returns when the parent is gone
    os._exit(0)  # at once: SQLite's log repairs whatever was under way


def main() -> None:
    """Serve Prefect's API and pages on loopback at the port given as the only argument."""
    threading.Thread(target=_leave_with_the_parent, name="parent-watch", daemon=True).start()
    from prefect.server.api.server import create_app  # noqa: PLC0415 - seconds of import, under watch

    app = create_app(final=True)
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), timeout_keep_alive=30, log_level="warning")


if __name__ == "__main__":
    main()
