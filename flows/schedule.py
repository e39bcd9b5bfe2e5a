"""What happens by itself, and when: the rows both the clock and ``deploy/prefect.yaml`` are made from.

When a single deadline, meeting or mail is due is not here: that is ``due_at`` in the queue. These rows only
ring the bell, so a row that rings twice, or late, or not at all for a day does no harm.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from calendars.copenhagen import COPENHAGEN, TZID

__all__ = ["COPENHAGEN", "SAFETY", "SCHEDULE", "TIMEZONE", "Ring", "ScheduleRow"]

TIMEZONE = TZID
SAFETY = timedelta(minutes=5)


class Ring(StrEnum):
    """What the bell sets going; each is a flow in ``flows/deployed.py`` too."""

    SWEEP = "sweep"  # everything that is due, then the mails
    RECONCILE = "reconcile"  # runs that a crash left Running
    RETENTION = "retention"  # what is kept about people no longer than the rules say
    CYCLES = "reporting_cycle"  # duties that come again: open what is due, watch what is under way


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """One row: either ``cron`` (local time in Copenhagen) or ``every``, and why it is there."""

    name: str
    flow: Ring
    why: str
    cron: str = ""
    every: timedelta | None = None


# Nothing between 02:00 and 03:00: that hour comes twice in October and not at all in March.
SCHEDULE: tuple[ScheduleRow, ...] = (
    ScheduleRow("morgen", Ring.SWEEP, "Dagens frister og rykkere ligger klar, før nogen møder", cron="30 5 * * *"),
    ScheduleRow(
        "sikkerhed", Ring.SWEEP, "Fanger det, en genstart eller et fejlslagent forsøg efterlod", every=SAFETY
    ),
    ScheduleRow(
        "pligter", Ring.CYCLES, "Opretter de runder, det er tid til, og holder øje med dem i gang", cron="50 4 * * *"
    ),
    ScheduleRow(
        "sletning", Ring.RETENTION, "Sletter det om personer, som kommunens regler siger skal væk", cron="30 4 * * *"
    ),
    ScheduleRow("oprydning", Ring.RECONCILE, "Lukker kørsler, som et nedbrud efterlod åbne", cron="15 4 * * *"),
)
