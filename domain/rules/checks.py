"""What a careful secretary would notice on a case and its plan. One row for each check, one small function each."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """How much it matters: ``stop`` keeps the case off the agenda."""

    STOP = "stop"
    WARN = "warn"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Check:
    """Something noticed: which check, how bad, at which stop (None: the case), the evidence, what cures it."""

    code: str
    severity: Severity
    stop: str | None
    evidence: dict[str, object] = field(default_factory=dict)
    cure: str = ""
