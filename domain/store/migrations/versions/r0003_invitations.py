"""Mails and notices that call people to a meeting."""

from __future__ import annotations

from domain.store.migrations.known_words import allow_words

revision = "0003"
down_revision = "0002"

NOTICES = [
    "deadline",
    "follow_up",
    "chase",
    "escalation",
    "decided",
    "planned",
    "moved",
    "cancelled",
    "stuck",
    "blocked",
    "ask_decision",
    "proposed",
]


def upgrade() -> None:
    """Let both tables know the word; no row changes."""
    allow_words("mail", "kind", "mailkind_known", ["digest", "single", "invitation"])
    allow_words("notice", "kind", "noticekind_known", [*NOTICES, "invitation"])
