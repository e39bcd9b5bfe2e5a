"""The log: one line a thing, JSON for machines and plain for a terminal, set up once at the edge of a process.

It holds ids and numbers, never a title, a name or an address. Our own lines are written so. Of another program's
only what was written before it ran is shown: the sentence with its values left out, else where it stands. Of an
error only its class and place are (``faults``), whoever tells of it: its words may quote the row it stumbled on.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any, TextIO

import structlog
from structlog.types import Processor

from flows.faults import describe
from flows.settings import LogStyle

OURS = ("sagsgang", "desk", "domain", "flows", "calendars")


def set_up(style: LogStyle = LogStyle.AUTO, stream: TextIO | None = None) -> logging.Handler:
    """Let everything that is logged in this process come out here; once more only changes where and how."""
    stream = stream or sys.stderr
    is_for_people = style is LogStyle.CONSOLE or (style is LogStyle.AUTO and stream.isatty())
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_formatter(is_for_people=is_for_people))
    root = logging.getLogger()
    root.handlers[:] = [
        one for one in root.handlers if not isinstance(one.formatter, structlog.stdlib.ProcessorFormatter)
    ]
    root.addHandler(handler)
    for name in OURS:
        logging.getLogger(name).setLevel(logging.INFO)
    return handler


@contextmanager
def about(**ids: str) -> Iterator[None]:
    """Every line that is logged in the block carries these ids."""
    with structlog.contextvars.bound_contextvars(**ids):
        yield


def _formatter(*, is_for_people: bool) -> logging.Formatter:
    end: list[Processor] = (
        [structlog.dev.ConsoleRenderer()]
        if is_for_people
        else [structlog.processors.EventRenamer("what"), structlog.processors.JSONRenderer(ensure_ascii=False)]
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.contextvars.merge_contextvars, _discreet],
        pass_foreign_args=True,
        processors=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            *end,
        ],
    )


def _discreet(_logger: Any, _name: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    record: logging.LogRecord = line["_record"]
    values, error = line.pop("positional_args", None), line.pop("exc_info", None)
    line.pop("stack_info", None)
    if record.name.partition(".")[0] not in OURS:
        line["event"] = str(record.msg).split("\n", 1)[0] if values else ""
        line["place"] = f"{record.filename}:{record.lineno}"
    if error and error[1] is not None:
        line["error"] = describe(error[1])
    return line
