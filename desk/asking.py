"""Asking before something is saved: the difference is shown first, and nobody is asked in a pipe."""

from __future__ import annotations

import sys

from desk import show, words
from desk.plan_words import difference_row, say_difference
from domain.rules.replanning import Difference


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


def is_agreed(difference: Difference, *, yes: bool, as_json: bool) -> bool:
    """Show what would move, for a person or a machine, and ask as ``may_save``."""
    if as_json:
        show.as_json(difference_row(difference))
    else:
        say_difference(difference)
    return may_save(yes=yes)
