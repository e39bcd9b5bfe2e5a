"""Who may do what at the desk: one table of roles and deeds. What is shown of a closed item ``access`` says."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from domain.model.account import Role
from domain.rules.access import Who
from domain.rules.facts import CaseFacts

__all__ = ["REACH", "RIGHTS", "Deed", "Grant", "Reach", "Role", "Visitor", "may", "may_somewhere", "part_of"]


class Deed(StrEnum):
    """What is done at the desk; also what a key to the API is good for."""

    LOOK = "look"
    OPEN_CASE = "open_case"
    EDIT_CASE = "edit_case"
    PLAN = "plan"  # place, move, add, drop a stop
    DECIDE = "decide"
    FOLLOW_UP = "follow_up"
    MEETINGS = "meetings"  # import, call, move, cancel
    AGENDA = "agenda"  # order, lock, publish
    PROFILE = "profile"
    USERS = "users"
    LOG = "log"
    STATUS = "status"
    GOALS = "goals"  # goals, their actions, and what they are measured by; also for whoever answers for one
    WHEEL = "wheel"  # duties that come again, their rounds, and a body's standing items
    WORDS = "words"  # the municipality's own headings, wordings and standard phrases
    SEND = "send"  # mails: the dry run of a day, and trying again
    OWN = "own"  # one's own feeds, switches, absence


class Reach(StrEnum):
    """Where one must have the role."""

    ANYWHERE = "anywhere"  # in one body or another: a case belongs to all it passes
    THERE = "there"  # in the body it is done to; in every body where it is done to none in particular
    EVERYWHERE = "everywhere"  # in every body: it concerns the whole municipality


@dataclass(frozen=True, slots=True)
class Grant:
    """A role in one body, or in every body."""

    role: Role
    body: str | None = None


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who has logged in. ``sees_closed`` follows the person and holds in every body."""

    account: str
    person: str | None
    name: str
    grants: frozenset[Grant]
    sees_closed: bool = False


_READS = frozenset({Deed.LOOK, Deed.OWN})
_TREATS = _READS | {Deed.OPEN_CASE, Deed.EDIT_CASE, Deed.PLAN, Deed.FOLLOW_UP, Deed.LOG}
_RUNS = _TREATS | {
    Deed.DECIDE,
    Deed.MEETINGS,
    Deed.AGENDA,
    Deed.GOALS,
    Deed.WHEEL,
    Deed.STATUS,
    Deed.SEND,
    Deed.WORDS,
}

RIGHTS: dict[Role, frozenset[Deed]] = {
    Role.READER: _READS,
    Role.CASE_WORKER: _TREATS,
    Role.SECRETARY: _RUNS,
    Role.ADMINISTRATOR: _RUNS | {Deed.PROFILE, Deed.USERS},
}

REACH: dict[Deed, Reach] = {
    Deed.LOOK: Reach.ANYWHERE,
    Deed.OPEN_CASE: Reach.ANYWHERE,
    Deed.EDIT_CASE: Reach.ANYWHERE,
    Deed.PLAN: Reach.THERE,
    Deed.DECIDE: Reach.THERE,
    Deed.FOLLOW_UP: Reach.ANYWHERE,
    Deed.MEETINGS: Reach.THERE,
    Deed.AGENDA: Reach.THERE,
    Deed.WHEEL: Reach.THERE,
    Deed.PROFILE: Reach.EVERYWHERE,
    Deed.USERS: Reach.EVERYWHERE,
    Deed.LOG: Reach.ANYWHERE,
    Deed.STATUS: Reach.ANYWHERE,
    Deed.GOALS: Reach.THERE,
    Deed.SEND: Reach.ANYWHERE,
    Deed.WORDS: Reach.ANYWHERE,
    Deed.OWN: Reach.ANYWHERE,
}


def may(visitor: Visitor, deed: Deed, *, body: str | None = None) -> bool:
    """Whether they may do that, to that body; without a body: to all of them, where it is done to bodies."""
    return any(_reaches(grant, deed, body) for grant in visitor.grants if deed in RIGHTS[grant.role])


def may_somewhere(visitor: Visitor, deed: Deed) -> bool:
    """Whether there is a body in which they may: what a menu asks, never what a deed asks."""
    return any(
        grant.body is None or REACH[deed] is not Reach.EVERYWHERE
        for grant in visitor.grants
        if deed in RIGHTS[grant.role]
    )


def may_keep_goal(visitor: Visitor, body: str, *, owners: Collection[str], posts: Collection[str]) -> bool:
    """Whether they may change a goal that ``body`` hears about: by their role, or as its owner.

    ``owners`` are the posts that answer for it, ``posts`` those the visitor holds or stands in for.
    """
    is_owner = bool(set(owners) & set(posts)) and may(visitor, Deed.LOOK)
    return is_owner or may(visitor, Deed.GOALS, body=body)


def part_of(visitor: Visitor, case: CaseFacts) -> Who:
    """What ``access.view`` takes them for: without the right to closed items nobody has a part in a case.

    With it one is shown the whole case, as secretary or case worker of a body it passes, else as a member.
    Whoever has no role at all is the public.
    """
    if not visitor.grants:
        return Who.PUBLIC
    if not visitor.sees_closed:
        return Who.STAFF
    passed = {None, *(stop.body for stop in case.stops)}
    roles = {grant.role for grant in visitor.grants if grant.body in passed}
    if roles & {Role.SECRETARY, Role.ADMINISTRATOR}:
        return Who.SECRETARY
    return Who.CASE_OWNER if Role.CASE_WORKER in roles else Who.MEMBER


def _reaches(grant: Grant, deed: Deed, body: str | None) -> bool:
    if grant.body is None or REACH[deed] is Reach.ANYWHERE:
        return True
    return REACH[deed] is Reach.THERE and grant.body == body
