"""The process that reads files from outside: for each a child of its own, with bounds, and gone when it has answered.

It knows no settings, opens no database, and its parent talks to it over its standard input and output: a job in, an
answer out, one at a time. A job is the pickle of a function with its arguments. The child that does it may use so
much memory and so much time, writes no file and leaves no core; what ends it is told as a reason. Whatever a parser
does to its process, the next file meets a fresh copy of this one, in which the readers are loaded already.

The child is forked, which is safe here: this process has one thread.
"""

from __future__ import annotations

import gc
import io
import os
import pickle
import resource
import select
import signal
import struct
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum, StrEnum
from pathlib import Path
from typing import Any, NoReturn

from calendars.errors import SagsgangError

LENGTH = struct.Struct(">Q")
_PIECE = 1 << 20
_PAGE = resource.getpagesize()
_STDIN, _STDOUT = 0, 1
_FIRST_OWN, _LAST_OWN = 3, 256  # what this process itself has opened
_NO_ROOM = 3  # the exit code of a child that has no memory left to say so


@dataclass(frozen=True, slots=True)
class Limits:
    """What the reading of one file may cost."""

    memory: int = 512 * 1024**2  # bytes of address space beyond what it begins with: the largest agenda takes a tenth
    cpu_seconds: int = 60
    seconds: int = 90  # by the clock on the wall
    answer: int = 256 * 1024**2  # bytes: what was found in a file is held by whoever asked

    @property
    def words(self) -> list[str]:
        """As arguments of the process."""
        return [str(one) for one in (self.memory, self.cpu_seconds, self.seconds, self.answer)]


class Said(StrEnum):
    """What an answer is."""

    VALUE = "value"  # with what the reader returned
    REFUSED = "refused"  # with the class and the facts of one of our errors
    SWELLED = "too_much_memory"
    SLOW = "too_slow"
    CRASHED = "crashed"


def main() -> None:
    """Answer jobs until the parent is gone."""
    limits = Limits(*(int(word) for word in sys.argv[1:]))
    out = os.dup(_STDOUT)  # a library that prints must not be heard as an answer
    os.dup2(os.open(os.devnull, os.O_WRONLY), _STDOUT)
    _load()
    gc.freeze()  # what is loaded is shared with the children, and not walked through by each
    while (job := receive(_STDIN)) is not None:
        send(out, _answer(job, limits))


def send(pipe: int, data: bytes) -> None:
    """Write a message: its length, and its bytes. Raises ``OSError`` where nobody is there to read it."""
    rest = memoryview(LENGTH.pack(len(data)) + data)
    while rest:
        rest = rest[os.write(pipe, rest) :]


def receive(pipe: int) -> bytes | None:
    """Read a message; None where the other end is gone."""
    head = _exactly(pipe, LENGTH.size)
    return _exactly(pipe, LENGTH.unpack(head)[0]) if head is not None else None


def _exactly(pipe: int, count: int) -> bytes | None:
    data = bytearray()
    while len(data) < count:
        piece = os.read(pipe, min(count - len(data), _PIECE))
        if not piece:
            return None
        data += piece
    return bytes(data)


def _load() -> None:
    """Everything that reads is loaded once, before the first job: a child then begins within milliseconds."""
    import calendars.meeting_plan  # noqa: F401, PLC0415 - once it runs, and not for whoever imports this file
    import domain.casework.goal.measured  # noqa: PLC0415 - as above
    import domain.documents.reader  # noqa: F401, PLC0415 - as above


def _answer(job: bytes, limits: Limits) -> bytes:
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        _work(job, write, limits)
    os.close(write)
    answer, why = _wait(child, read, limits)
    os.close(read)
    if why is not None:
        os.kill(child, signal.SIGKILL)
    _, status, used = os.wait4(child, 0)
    why = why or _ended_by(status, used.ru_maxrss * 1024 > limits.memory // 4)
    return answer if why is None else pickle.dumps((why.value,))


def _wait(child: int, read: int, limits: Limits) -> tuple[bytes, Said | None]:
    """The child's answer, and why it must be ended, if it must."""
    deadline = time.monotonic() + limits.seconds
    answer = bytearray()
    while (left := deadline - time.monotonic()) > 0:
        ready, _, _ = select.select([read, _STDIN], [], [], left)
        if _STDIN in ready:  # nothing is said to us while we work: the parent is gone
            os.kill(child, signal.SIGKILL)
            os._exit(0)
        if ready:
            piece = os.read(read, _PIECE)
            answer += piece
            if not piece:
                return bytes(answer), None
            if len(answer) > limits.answer:
                return b"", Said.SWELLED
    return b"", Said.SLOW


def _ended_by(status: int, has_swelled: bool) -> Said | None:
    """None: it has ended as it should. PDFium is killed by its own hand where it gets no more memory."""
    if os.WIFSIGNALED(status):
        if os.WTERMSIG(status) == signal.SIGXCPU:
            return Said.SLOW
        return Said.SWELLED if has_swelled else Said.CRASHED
    code = os.WEXITSTATUS(status)
    return None if code == 0 else Said.SWELLED if code == _NO_ROOM else Said.CRASHED


def _work(job: bytes, write: int, limits: Limits) -> NoReturn:
    """Do the job and say what came of it. This copy of the process never goes on as if it were the first."""
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), _STDIN)
        os.closerange(_FIRST_OWN, write)  # also the way to the parent, who must hear when we are ended
        os.closerange(write + 1, _LAST_OWN)
        _bind(limits)
        rest = memoryview(_done(job))
        while rest:
            rest = rest[os.write(write, rest) :]
        os._exit(0)
    except MemoryError:
        os._exit(_NO_ROOM)
    finally:
        os._exit(1)


def _done(job: bytes) -> bytes:
    try:
        reader, args, named = pickle.loads(job)  # noqa: S301 - written by our own parent
        return _pickled((Said.VALUE.value, reader(*args, **named)))
    except SagsgangError as error:
        if isinstance(error.__cause__, MemoryError):  # a reader that calls everything it stumbles on broken
            raise MemoryError from error  # noqa: TRY004 - no type is wrong
        return pickle.dumps((Said.REFUSED.value, type(error), error.facts))
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a file can do to a reader
        return pickle.dumps((Said.CRASHED.value, type(error).__name__))


class _Plain(pickle.Pickler):
    """Writes a library's own kind of text, which holds the file it stood in, as the text it is."""

    def reducer_override(self, value: object) -> Any:
        is_theirs = isinstance(value, str) and not isinstance(value, Enum)
        return (str, (str(value),)) if is_theirs else NotImplemented


def _pickled(value: object) -> bytes:
    written = io.BytesIO()
    _Plain(written).dump(value)
    return written.getvalue()


def _bind(limits: Limits) -> None:
    """So much memory and time, no core, no file; and should memory be short, this process is the one to go."""
    begins_with = _address_space()
    bounds = [
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 1),
    ]
    if begins_with:
        bounds.append((resource.RLIMIT_AS, begins_with + limits.memory, begins_with + limits.memory))
    for what, soft, hard in bounds:
        resource.setrlimit(what, (soft, hard))
    signal.alarm(limits.seconds + 5)  # should the process that watches be killed
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


def _address_space() -> int:
    """Bytes; 0 where the system does not say (it is no Linux), and then memory is not bounded."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[0]) * _PAGE
    except OSError:
        return 0


if __name__ == "__main__":
    main()
