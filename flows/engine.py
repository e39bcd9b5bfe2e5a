"""How a flow is carried out: by Prefect when its server answers, plainly when it does not.

The work of every flow is a plain function over the domain's verbs, wrapped in ``Once``. A flow (or task)
is a thin decorated function that takes the ``Once``, lets it happen, and tells Prefect how it went. So the
same work is done exactly once whichever way it goes, also when the server dies in the middle: an exception
from Prefect does not mean that the work was not done.

This module is imported without Prefect; Prefect is imported when the first flow runs.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Generic, TypeVar

from flows.server import is_healthy

log = logging.getLogger(__name__)

T = TypeVar("T")

_recording: ContextVar[bool] = ContextVar("recording", default=False)  # inside a flow run of Prefect's


class Once(Generic[T]):
    """A piece of work that happens at most once, whoever asks, and remembers its answer.

    It has slots and no ``__dict__`` on purpose: Prefect then records it as ``<Once>`` and looks no further.
    """

    __slots__ = ("_answer", "_error", "_work", "has_happened")

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._answer: T | None = None
        self._error: BaseException | None = None
        self.has_happened = False

    def __call__(self) -> T:
        """Do it, or give the answer (or raise the error) of the first time."""
        if not self.has_happened:
            try:
                self._answer = self._work()
            except BaseException as error:
                self._error = error
                raise
            finally:
                self.has_happened = True
        if self._error is not None:
            raise self._error
        return self._answer  # type: ignore[return-value] # the work has given it: T, which may itself be None


class Engine:
    """Carries out flows. ``api_url`` is Prefect's server; empty means plainly, always."""

    def __init__(self, api_url: str = "") -> None:
        self.api_url = api_url
        self._was_up = True

    def prefect_is_up(self) -> bool:
        """Whether the server answers just now; a change is logged once."""
        if not self.api_url:
            return False
        is_up = is_healthy(self.api_url)
        if is_up != self._was_up:
            log.warning("Prefect's server %s", "answers again" if is_up else "does not answer; working without it")
            self._was_up = is_up
        return is_up

    def run(self, flow: Callable[[Once[T]], object], work: Callable[[], T]) -> T:
        """Carry out ``work`` inside ``flow``, or plainly when Prefect is down or ends badly.

        Raises what ``work`` raises; never what Prefect raises.
        """
        once = work if isinstance(work, Once) else Once(work)
        if (_recording.get() and self._was_up) or self.prefect_is_up():
            try:
                with self._recorded():
                    flow(once)
            except Exception:
                if once.has_happened:
                    once()  # raises if the work itself failed
                log.warning("Prefect could not record a flow run; its work goes on without", exc_info=True)
                self._was_up = False  # look again before the next run: each attempt on a dead server costs seconds
        return once()

    def run_task(self, task: Callable[[Once[T]], object], work: Callable[[], T]) -> T:
        """Carry out ``work`` inside ``task`` when we are in a flow run, plainly otherwise."""
        return self.run(task, work) if _recording.get() else work()

    @contextmanager
    def _recorded(self) -> Iterator[None]:
        """Prefect's settings for a run of ours, in this thread and context only.

        The heartbeat's thread would idle for a second at the end of each run, and only this switches it off.
        """
        if _recording.get():
            yield
            return
        from prefect.settings import (  # noqa: PLC0415 - costs seconds; only when a flow runs
            PREFECT_API_URL,
            PREFECT_CLIENT_MAX_RETRIES,
            PREFECT_FLOWS_HEARTBEAT_FREQUENCY,
            temporary_settings,
        )

        settings = {
            PREFECT_API_URL: self.api_url,
            PREFECT_CLIENT_MAX_RETRIES: 1,
            PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None,
        }
        with temporary_settings(settings):
            token = _recording.set(True)
            try:
                yield
            finally:
                _recording.reset(token)
