"""Brugere: who may log in and what they may do."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What somebody is at the desk; ``domain/rules/rights`` says what each may do."""

    READER = "reader"
    CASE_WORKER = "case_worker"
    SECRETARY = "secretary"
    ADMINISTRATOR = "administrator"
