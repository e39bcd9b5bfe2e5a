"""How an error is written in a log, a run or a status page: its class and its place, never its words.

An error's text may quote the row it stumbled on, and with it the title of a closed item.
"""

from __future__ import annotations

import traceback
from pathlib import Path


def describe(error: BaseException) -> str:
    """For example "IntegrityError in cases.py:120"."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" in {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"
