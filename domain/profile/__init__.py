"""The municipality's own rules and people, read from TOML."""

from domain.profile.check import ProfileFinding
from domain.profile.load import load_profile, shipped_profile
from domain.profile.profile import BodySpec, HoldingSpec, InvitedBy, PersonSpec, PostSpec, Profile

__all__ = [
    "BodySpec",
    "HoldingSpec",
    "InvitedBy",
    "PersonSpec",
    "PostSpec",
    "Profile",
    "ProfileFinding",
    "load_profile",
    "shipped_profile",
]
