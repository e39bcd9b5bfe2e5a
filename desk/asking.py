"""Asking before something is saved: the difference is shown first, and nobody is asked in a pipe."""

from __future__ import annotations

import sys

from desk import show, words


def may_save(*, yes: bool) -> bool:
    """Whether to go on: said with ``--yes``, or answered at the terminal. Otherwise says that nothing was saved."""
    if yes:
        return True
    if show.is_terminal():
        sys.stdout.write(words.ASK_SAVE)
        sys.stdout.flush()
        if sys.stdin.readline().strip().casefold() in words.ANSWERS_YES:
            return True
    show.note(words.NOTHING_SAVED)
    return False
