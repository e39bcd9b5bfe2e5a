"""The Danish of users, their roles and their keys, at the keyboard and on the pages."""

from __future__ import annotations

from collections.abc import Collection

from desk import labels
from desk.language import _
from domain.rules.rights import Grant

COLUMNS = ("Brugernavn", "Navn", "Mail", "Roller", "Lukkede punkter", "Kommer ind", "Tilstand")
STATES = {True: "åben", False: "lukket"}
WAYS = {"password": "adgangskode", "work": "kommunens login", "none": "mangler adgangskode"}
CREATED = "{name} er oprettet med brugernavnet {account}: {roles}."
LINK = "Giv {name} dette link. Det kan bruges én gang, senest {expires}:"
LINK_ONCE = "Linket vises kun nu, og den, der bruger det, vælger adgangskoden. Lav et nyt med »sagsgang user link«."
RIGHTS = "{name}: {roles}."
CLOSED = "{name} er lukket og logget ud overalt."
OPENED = "{name} er åben igen."
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
