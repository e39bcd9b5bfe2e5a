"""Closed items: who may see what, and what everybody else sees instead. Decided here and nowhere else.

What mails, feeds, exports, logs, metrics and run names show is asked for here (§ 10: an item is closed, never a
meeting).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from domain.rules.facts import AttachmentFacts, CaseFacts

CLOSED_TITLE = "Lukket punkt"


class Who(StrEnum):
    """In what part somebody looks."""

    PUBLIC = "public"  # feeds, published agendas, everybody
    STAFF = "staff"  # of the municipality, without a part in the case
    MEMBER = "member"  # of a body that treats the case
    CASE_OWNER = "case_owner"
    SECRETARY = "secretary"
    SYSTEM = "system"  # logs, metrics, journal, run names: read by whoever runs the machines


class Action(StrEnum):
    """What they want."""

    SEE_THAT_IT_EXISTS = "see_that_it_exists"
    SEE_TITLE = "see_title"
    SEE_TEXT = "see_text"
    SEE_ATTACHMENTS = "see_attachments"


class Thing(StrEnum):
    """Of what."""

    OPEN_ITEM = "open_item"
    CLOSED_ITEM = "closed_item"


_EVERYTHING = frozenset(Action)
_EXISTENCE = frozenset({Action.SEE_THAT_IT_EXISTS})

ACCESS: dict[tuple[Who, Thing], frozenset[Action]] = {
    (Who.PUBLIC, Thing.OPEN_ITEM): _EVERYTHING,
    (Who.PUBLIC, Thing.CLOSED_ITEM): _EXISTENCE,
    (Who.STAFF, Thing.OPEN_ITEM): _EVERYTHING,
    (Who.STAFF, Thing.CLOSED_ITEM): _EXISTENCE,
    (Who.MEMBER, Thing.OPEN_ITEM): _EVERYTHING,
    (Who.MEMBER, Thing.CLOSED_ITEM): _EVERYTHING,
    (Who.CASE_OWNER, Thing.OPEN_ITEM): _EVERYTHING,
    (Who.CASE_OWNER, Thing.CLOSED_ITEM): _EVERYTHING,
    (Who.SECRETARY, Thing.OPEN_ITEM): _EVERYTHING,
    (Who.SECRETARY, Thing.CLOSED_ITEM): _EVERYTHING,
    (Who.SYSTEM, Thing.OPEN_ITEM): _EXISTENCE,  # numbers only, never titles or names
    (Who.SYSTEM, Thing.CLOSED_ITEM): _EXISTENCE,
}


def may(who: Who, action: Action, thing: Thing) -> bool:
    """Whether somebody in that part may do that with such a thing."""
    return action in ACCESS[who, thing]


def view(case: CaseFacts, who: Who) -> CaseFacts:
    """The case as this viewer is shown it; a renderer that is given the view has nothing to leak.

    Without the right to its text everything that somebody wrote is taken out; left are numbers, bodies, dates and
    states. Closed attachments stand only where closed cases may be seen.
    """
    thing = Thing.OPEN_ITEM if case.is_open else Thing.CLOSED_ITEM
    if may(who, Action.SEE_TEXT, thing):
        return replace(case, attachments=_shown_attachments(case.attachments, who))
    return replace(
        case,
        title=case.title if may(who, Action.SEE_TITLE, thing) else shown_title(case.is_open, ""),
        recommendation="",
        economy="",
        findings=(),
        corrections={},
        round_at_risk=None,
        attachments=(),
        stops=tuple(replace(stop, urgency_reason="", added_because="") for stop in case.stops),
        follow_ups=tuple(replace(follow_up, text="") for follow_up in case.follow_ups),
    )


def may_have_file(who: Who, *, case_is_open: bool, attachment_is_open: bool | None, is_source: bool = False) -> bool:
    """Whether somebody in that part may have a file's bytes, or know its name.

    The document a case was opened from (``is_source``) may hold whatever is closed in it, so it counts as closed.
    """
    if not may(who, Action.SEE_ATTACHMENTS, Thing.OPEN_ITEM if case_is_open else Thing.CLOSED_ITEM):
        return False
    is_open = attachment_is_open is True and not is_source
    return is_open or may(who, Action.SEE_ATTACHMENTS, Thing.CLOSED_ITEM)


def shown_title(is_open: bool, title: str) -> str:
    """The title where anybody may read along: a subject line, a feed, a list."""
    return title if is_open else CLOSED_TITLE


def _shown_attachments(attachments: Sequence[AttachmentFacts], who: Who) -> tuple[AttachmentFacts, ...]:
    """An attachment is closed by itself, also in an open item; one that does not say is treated as closed."""
    sees_closed = may(who, Action.SEE_ATTACHMENTS, Thing.CLOSED_ITEM)
    return tuple(attachment for attachment in attachments if sees_closed or attachment.is_open is True)
