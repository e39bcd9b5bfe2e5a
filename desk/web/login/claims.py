"""What the login at work says of somebody (Entra ID, ADFS, Keycloak), as an account and its rights here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.model import Role
from domain.rules.rights import Grant
from flows.settings import Settings

_NAMES = ("preferred_username", "upn", "unique_name", "email", "sub")
_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})
_NO_MAIL = "uden-mailadresse.invalid"
_LONGEST_KEY, _LONGEST_NAME, _LONGEST_MAIL = 50, 120, 254


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody as the login at work knows them. ``grants`` and ``sees_closed`` of None: rights are given here."""

    subject: str
    account: str
    name: str
    email: str
    grants: frozenset[Grant] | None
    sees_closed: bool | None


def identity_of(claims: Mapping[str, Any], settings: Settings) -> Identity:
    """Read the claims of an ID token. Raises ``ValueError`` where they do not say who it is."""
    subject, issuer = claims.get("sub"), claims.get("iss")
    if not (isinstance(subject, str) and subject and isinstance(issuer, str)):
        raise ValueError("sub")
    said = [str(claims[name]) for name in _NAMES if claims.get(name)]
    account = next((key for text in said if len(key := _key(text)) > 1), "bruger")
    whole = " ".join(str(claims[name]) for name in ("given_name", "family_name") if claims.get(name))
    name = str(claims.get("name") or whole or account)
    email = next((text for text in (str(claims.get("email") or ""), *said) if _is_address(text)), "")
    values = _values(claims, settings.oidc_claim)
    table = role_map(settings.oidc_roles)
    return Identity(
        subject=f"{issuer}|{subject}"[:400],
        account=account,
        name=" ".join(name.split())[:_LONGEST_NAME],
        email=email[:_LONGEST_MAIL] or f"{account}@{_NO_MAIL}",
        grants=frozenset(grant for value, grant in table if value in {*values, "*"}) if table else None,
        sees_closed=settings.oidc_closed in values if settings.oidc_closed else None,
    )


def role_map(text: str) -> tuple[tuple[str, Grant], ...]:
    """The setting "value=role" or "value=role:body", with semicolons between; "*" is everybody who comes that way."""
    rows = []
    for part in filter(None, map(str.strip, text.split(";"))):
        value, _, given = part.rpartition("=")
        role, _, body = given.strip().partition(":")
        rows.append((value.strip(), Grant(Role(role), body or None)))
    return tuple(rows)


def _values(claims: Mapping[str, Any], name: str) -> set[str]:
    """The values of a claim; Keycloak keeps some within others, as ``realm_access.roles``."""
    found: Any = claims.get(name)
    if found is None:
        found = claims
        for part in name.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
    return {str(value) for value in found} if isinstance(found, list) else {str(found)} if found else set()


def _key(text: str) -> str:
    """A login name out of an address, or of a name with its Windows domain before it."""
    own = text.rpartition("\\")[2].partition("@")[0].casefold().translate(_LETTERS)
    return re.sub(r"[^a-z0-9._-]+", "-", own).strip("._-")[:_LONGEST_KEY]


def _is_address(text: str) -> bool:
    return re.fullmatch(r"[^@\s]+@[^@\s]+", text) is not None
