"""Which mails a person may do without. One row for each kind of notice.

The line is drawn so: news, and a reminder that is followed by another, may be switched off. What the law rests on,
and what asks for something that nobody else is asked for, may not.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.errors import DigestHourError, MailNotOptionalError
from domain.model.mail import NoticeKind

FIRST_HOUR, DEFAULT_HOUR, LAST_HOUR = 8, 8, 17  # Danish time; the reminders of a day are raised at 8
_USUAL = "Almindelig praksis i kommunerne"


class Kept(StrEnum):
    """Why a kind of mail cannot be switched off."""

    LAW = "law"  # a deadline of the law is kept by it
    ASKS = "asks"  # it asks for something, and nobody else is asked
    CHASES = "chases"  # it comes because something was not done
    CALLED = "called"  # one who is called to a meeting must know where and when it is, and that it is not
    GUARDS = "guards"  # somebody else may have come in as them


@dataclass(frozen=True, slots=True)
class MailSwitch:
    """One kind of notice; ``kept`` is None where a person may switch it off."""

    kind: NoticeKind
    kept: Kept | None
    source: str

    @property
    def may_be_off(self) -> bool:
        """Whether a person may do without it."""
        return self.kept is None


_ROWS = (
    MailSwitch(NoticeKind.DEADLINE, Kept.LAW, "Kommunestyrelsesloven § 8, stk. 4: materialet sendes ud i tide"),
    MailSwitch(NoticeKind.FOLLOW_UP, None, "En rykker følger, hvis fristen ikke holdes"),
    MailSwitch(NoticeKind.CHASE, Kept.CHASES, _USUAL),
    MailSwitch(NoticeKind.ESCALATION, Kept.CHASES, _USUAL),
    MailSwitch(NoticeKind.DECIDED, None, "Beslutningen kan læses på sagen"),
    MailSwitch(NoticeKind.PLANNED, None, "Planen kan læses på sagen"),
    MailSwitch(NoticeKind.MOVED, Kept.CALLED, "Kommunestyrelsesloven § 8, stk. 1 og 2: tid og sted er kendt"),
    MailSwitch(NoticeKind.CANCELLED, Kept.CALLED, "Kommunestyrelsesloven § 8, stk. 1 og 2: tid og sted er kendt"),
    MailSwitch(NoticeKind.STUCK, Kept.ASKS, _USUAL),
    MailSwitch(NoticeKind.BLOCKED, Kept.ASKS, _USUAL),
    MailSwitch(NoticeKind.ASK_DECISION, Kept.ASKS, "Kommunestyrelsesloven § 13: beslutninger føres til protokol"),
    MailSwitch(NoticeKind.PROPOSED, Kept.ASKS, _USUAL),
    MailSwitch(NoticeKind.INVITATION, Kept.CALLED, "Organet vælger i profilen, om det indkalder med mail"),
    MailSwitch(NoticeKind.DECLINED, Kept.ASKS, _USUAL),
    MailSwitch(NoticeKind.ROUND_OPENED, Kept.ASKS, _USUAL),
    MailSwitch(NoticeKind.ROUND_AT_RISK, Kept.LAW, "Pligtens egen lov eller aftale: runden afleveres i tide"),
    MailSwitch(NoticeKind.ACCESS, Kept.GUARDS, "OWASP ASVS 2.2.3: brugeren får besked, når adgangen ændres"),
)
MAIL_SWITCHES: dict[NoticeKind, MailSwitch] = {row.kind: row for row in _ROWS}


def check_may_be_off(kind: NoticeKind) -> None:
    """Raise ``MailNotOptionalError`` when a person may not do without mails of that kind."""
    kept = MAIL_SWITCHES[kind].kept
    if kept is not None:
        raise MailNotOptionalError(kind=kind.value, why=kept.value)


def check_digest_hour(hour: int) -> None:
    """Raise ``DigestHourError`` outside the hours a digest may go: before them the day's reminders are not raised."""
    if not FIRST_HOUR <= hour <= LAST_HOUR:
        raise DigestHourError(hour=hour, first=FIRST_HOUR, last=LAST_HOUR)
