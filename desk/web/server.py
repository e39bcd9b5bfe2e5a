"""The web server beside the clock: a thread of ``sagsgang serve``, on loopback unless it is told otherwise."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

LOOPBACK = "127.0.0.1"


@contextmanager
def serving(app: FastAPI, port: int, host: str = LOOPBACK) -> Iterator[str]:
    """Serve while the block runs; yields the address. ``port`` 0 takes a free one.

    Nothing is logged of a request: the address of a feed holds its secret.

    Raises:
        OSError: the port is taken.
    """
    with socket.create_server((host, port)) as listening:
        config = uvicorn.Config(app, access_log=False, log_config=None, server_header=False, lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, name="web", daemon=True)
        thread.start()
        try:
            yield f"http://{host}:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(timeout=10)
