"""How long what is kept about people: rows of data, how long after what, and why. Nothing here knows a database.

The law asks that personal data be kept no longer than they are needed (the General Data Protection Regulation, art.
5(1)(e)) and leaves it to whoever is responsible to say how long that is. So every number of days here is a house
rule, which a municipality changes in its profile. What its archive must hand on (cases, decisions, the journal) is
never deleted by a rule, and stands here with the reason, so that the list is whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from calendars.deadline_rules import Basis


class Kept(StrEnum):
    """What is kept."""

    ATTEMPTS = "attempts"
    SESSIONS = "sessions"
    LINKS = "links"
    API_TOKENS = "api_tokens"
    FEEDS = "feeds"
    UPLOADS = "uploads"
    DRAFTS = "drafts"
    COMMENTS = "comments"
    ATTENDANCES = "attendances"
    ABSENCES = "absences"
    MAIL_WORDS = "mail_words"
    MAILS = "mails"
    PEOPLE = "people"
    ACCOUNTS = "accounts"
    CASES = "cases"
    JOURNAL = "journal"


class After(StrEnum):
    """From which event the days are counted."""

    LAST_TRIED = "last_tried"
    ENDED = "ended"
    UPLOADED = "uploaded"
    DECIDED = "decided"  # and not touched since
    HELD = "held"
    OVER = "over"
    SENT = "sent"
    LEFT = "left"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """``kept`` goes so many ``days`` after the event; ``days`` None: never. Where not ``is_on`` nothing is done."""

    kept: Kept
    after: After
    days: int | None
    basis: Basis
    source: str
    checked_on: date
    is_on: bool = True

    def last_day(self, today: date) -> date | None:
        """The newest day of the event for which it goes today; None where nothing does."""
        return today - timedelta(days=self.days) if self.days is not None and self.is_on else None


_MINIMAL = "databeskyttelsesforordningen art. 5, stk. 1, litra e"
_SAFE = "databeskyttelsesforordningen art. 32"
_ARCHIVE = "arkivloven og databeskyttelsesforordningen art. 17, stk. 3, litra b og d"
_CHECKED = date(2026, 11, 22)
_YEAR = 365

RETENTION: tuple[RetentionRule, ...] = (
    RetentionRule(Kept.ATTEMPTS, After.LAST_TRIED, 1, Basis.HOUSE, _SAFE, _CHECKED),
    RetentionRule(Kept.UPLOADS, After.UPLOADED, 1, Basis.HOUSE, _MINIMAL, _CHECKED),
    RetentionRule(Kept.SESSIONS, After.ENDED, 30, Basis.HOUSE, _SAFE, _CHECKED),
    RetentionRule(Kept.LINKS, After.ENDED, 30, Basis.HOUSE, _SAFE, _CHECKED),
    RetentionRule(Kept.DRAFTS, After.DECIDED, 90, Basis.HOUSE, _MINIMAL, _CHECKED),
    RetentionRule(Kept.COMMENTS, After.HELD, 90, Basis.HOUSE, _MINIMAL, _CHECKED),
    RetentionRule(Kept.ABSENCES, After.OVER, _YEAR, Basis.HOUSE, _MINIMAL, _CHECKED),
    RetentionRule(Kept.MAIL_WORDS, After.SENT, _YEAR, Basis.HOUSE, _MINIMAL, _CHECKED),
    RetentionRule(Kept.FEEDS, After.ENDED, _YEAR, Basis.HOUSE, _MINIMAL, _CHECKED),
    RetentionRule(Kept.API_TOKENS, After.ENDED, 2 * _YEAR, Basis.HOUSE, _SAFE, _CHECKED),
    RetentionRule(Kept.MAILS, After.SENT, 5 * _YEAR, Basis.HOUSE, _MINIMAL, _CHECKED),
    RetentionRule(Kept.ATTENDANCES, After.HELD, 5 * _YEAR, Basis.HOUSE, _MINIMAL, _CHECKED),
    RetentionRule(Kept.PEOPLE, After.LEFT, 5 * _YEAR, Basis.HOUSE, _MINIMAL, _CHECKED),
    RetentionRule(Kept.ACCOUNTS, After.CLOSED, 5 * _YEAR, Basis.HOUSE, _MINIMAL, _CHECKED),
    RetentionRule(Kept.CASES, After.CLOSED, None, Basis.LAW, _ARCHIVE, _CHECKED),
    RetentionRule(Kept.JOURNAL, After.CLOSED, None, Basis.LAW, _ARCHIVE, _CHECKED),
)


@dataclass(frozen=True, slots=True)
class OwnRetention:
    """What a municipality says instead of a house rule: other days, or that it is not done."""

    kept: Kept
    days: int | None = None
    is_on: bool = True


def in_force(own: Iterable[OwnRetention] = ()) -> tuple[RetentionRule, ...]:
    """The rules, with the municipality's own days. What is never deleted stays so whatever a profile says."""
    said = {one.kept: one for one in own}
    return tuple(_changed(rule, said.get(rule.kept)) for rule in RETENTION)


def _changed(rule: RetentionRule, own: OwnRetention | None) -> RetentionRule:
    if own is None or rule.days is None:
        return rule
    return replace(rule, days=rule.days if own.days is None else own.days, is_on=own.is_on)
