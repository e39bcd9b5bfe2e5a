"""Opfølgning: the owner is reminded before and on the day, chased after it, and then the owner's chief is told.

The steps are the ladder's rows for ``follow_up`` in the profile; the domain reads the promise again when a step
is due, so one that is done or dropped is never chased. It goes the way of the reminders, a chunk at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.model import Due
from domain.store.database import Database
from flows.engine import Engine
from flows.reminders import Reminded, remind


def chase(db: Database, dues: Sequence[Due], now: datetime, engine: Engine) -> Reminded:
    """Take the steps these claimed rows ask for."""
    return remind(db, dues, now, engine, what="opfølgninger")
