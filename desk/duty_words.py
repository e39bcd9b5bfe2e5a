"""What a duty is called: the law's in the program's own words, a municipality's in those of its profile."""

from __future__ import annotations

from desk import labels
from desk.language import _
from domain.profile.profile import Profile


def duty_names(profile: Profile) -> dict[str, str]:
    """Every duty in force by its key: the law's first, as they stand in a sentence, then the municipality's own."""
    own = {duty.key: duty.name for duty in profile.duties}
    return {key: own.get(key) or _(labels.OBLIGATIONS[key]) for key in profile.obligations}


def duty_name(key: str, profile: Profile) -> str:
    """One duty's name, also of one that is switched off or no longer in the profile."""
    return duty_names(profile).get(key) or _(labels.OBLIGATIONS.get(key, "")) or key
