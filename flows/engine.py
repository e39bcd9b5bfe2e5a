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

from flows.faults import describe
from flows.server import is_healthy

log = logging.getLogger(__name__)

T = TypeVar("T")

_recording: ContextVar[bool] = ContextVar("recording", default=False)  # inside a flow run of Prefect's


class WorkFailedError(Exception):
    """The work failed; Prefect, which logs what it sees, is told the error's class and place only."""


class Once(Generic[T]):
    """A piece of work that happens at most once, whoever asks, and remembers its answer.

    With ``may_repeat`` it is tried again when it failed (a task with retries). It has slots and no
    ``__dict__`` on purpose: Prefect then records it as ``<Once>`` and looks no further.
    """

    __slots__ = ("_answer", "_error", "_may_repeat", "_work", "has_happened")

    def __init__(self, work: Callable[[], T], *, may_repeat: bool = False) -> None:
        self._work = work
        self._may_repeat = may_repeat
        self._answer: T | None = None
        self._error: Exception | None = None
        self.has_happened = False

    def __call__(self) -> T:
        """Inside a flow: do it, or give the answer of the first time.

        Raises:
            WorkFailedError: the work failed.
        """
        if not self.has_happened or (self._error is not None and self._may_repeat):
            self._do()
        if self._error is not None:
            raise WorkFailedError(describe(self._error))
        return self._answer  # type: ignore[return-value] # as in ``answer``

    def answer(self) -> T:
        """Do it if it has not been done; then its answer, or its error raised as itself."""
        if not self.has_happened:
            self._do()
        if self._error is not None:
            raise self._error
        return self._answer  # type: ignore[return-value] # the work has given it: T, which may itself be None

    def _do(self) -> None:
        self._error = None
        try:
            self._answer = self._work()
        except Exception as error:  # noqa: BLE001 - it is kept, and raised as itself by ``answer``
            self._error = error
        self.has_happened = True


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
        return self._carry_out(flow, Once(work))

    def run_task(self, task: Callable[[Once[T]], object], work: Callable[[], T], *, may_repeat: bool = False) -> T:
        """Carry out ``work`` inside ``task`` when we are in a flow run, plainly otherwise."""
        once = Once(work, may_repeat=may_repeat)
        return self._carry_out(task, once) if _recording.get() else once.answer()

    def _carry_out(self, flow: Callable[[Once[T]], object], once: Once[T]) -> T:
        if (_recording.get() and self._was_up) or self.prefect_is_up():
            try:
                with self.recorded():
                    flow(once)
            except WorkFailedError:
                pass  # raised as itself below
            except Exception as error:  # noqa: BLE001 - whatever Prefect has run into, the work goes on
                log.warning("Prefect could not record a run (%s); the work goes on without", describe(error))
                self._was_up = False  # look before the next run: each attempt on a dead server costs seconds
        return once.answer()

    @contextmanager
    def recorded(self) -> Iterator[None]:
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
