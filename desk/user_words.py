"""The Danish of users, their roles and their keys, at the keyboard and on the pages."""

from __future__ import annotations

from collections.abc import Collection

from desk import labels
from desk.language import _
from domain.model import Account
from domain.rules.rights import Grant

COLUMNS = ("Brugernavn", "Navn", "Mail", "Roller", "Lukkede punkter", "Kommer ind", "Tilstand")
STATES = {True: "åben", False: "lukket"}
WAYS = {
    "password": "adgangskode",
    "two": "adgangskode og totrinslogin",
    "work": "kommunens login",
    "none": "mangler adgangskode",
}
CREATED = "{name} er oprettet med brugernavnet {account}: {roles}."
LINK = "Giv {name} dette link. Det kan bruges én gang, senest {expires}:"
LINK_ONCE = "Linket vises kun nu, og den, der bruger det, vælger adgangskoden. Lav et nyt med »sagsgang user link«."
RIGHTS = "{name}: {roles}."
CLOSED = "{name} er lukket og logget ud overalt."
OPENED = "{name} er åben igen."
FACTOR_RESET = "{name} har ikke længere totrinslogin og er logget ud overalt."
FACTOR_NONE = "{name} har ikke totrinslogin."
NO_ROLE = "ingen rolle"
SEES_CLOSED = "lukkede punkter"


def roles(grants: Collection[Grant], *, sees_closed: bool = False) -> str:
    """Roles as a person says them: "læser, sekretær i HU og KB"."""
    said = []
    for role in sorted({grant.role for grant in grants}, key=list(labels.LABELS["Role"]).index):
        bodies = sorted(grant.body for grant in grants if grant.role is role and grant.body is not None)
        everywhere = any(grant.role is role and grant.body is None for grant in grants)
        name = _(labels.of(role))
        there = _("{role} i {bodies}").format(role=name, bodies=labels.listed(bodies, "og"))
        said.append(name if everywhere or not bodies else there)
    return ", ".join([*(said or [_(NO_ROLE)]), *([_(SEES_CLOSED)] if sees_closed else [])])


def way_of(account: Account, with_app: Collection[str]) -> str:
    """How somebody proves who they are, as a key of ``WAYS``; ``with_app`` are those with a second factor."""
    if account.oidc_subject:
        return "work"
    if account.password_hash is None:
        return "none"
    return "two" if account.key in with_app else "password"


def way_in(account: Account, with_app: Collection[str]) -> str:
    """The same as it is said."""
    return WAYS[way_of(account, with_app)]
