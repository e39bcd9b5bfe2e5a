"""The root of the one small hierarchy of errors.

An error carries facts, never a sentence: what a person reads is written in ``desk/words.py``,
which has one Danish sentence for each class here and in ``domain/errors.py`` (a test checks it).
"""

from __future__ import annotations


class SagsgangError(Exception):
    """Something was refused. ``facts`` says what, by name, for the sentence the desk makes of it."""

    def __init__(self, **facts: object) -> None:
        super().__init__(", ".join(f"{name}={value!r}" for name, value in facts.items()))
        self.facts = facts


class UnreadableFileError(SagsgangError):
    """A file cannot be read at all: facts ``name`` and ``reason``.

    ``reason`` is one of empty, too_large, unknown_format, undecodable, broken, protected, macros; where a file is
    read within bounds also too_much_memory, too_slow, crashed, and busy (no reader had time for it).
    """


class DayOutOfRangeError(SagsgangError):
    """A day lies outside the years the calendar knows: facts ``day``, ``first``, ``last``."""
