"""What a rule of retention reaches: the keys of the rows whose time is over, never one that a running case needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, func, literal, not_, select
from sqlmodel import Session, col, or_

from calendars.copenhagen import COPENHAGEN
from domain.model import (
    Absence,
    Account,
    ApiToken,
    Attendance,
    Case,
    CaseState,
    Decision,
    Draft,
    Entry,
    Feed,
    FollowUp,
    FollowUpState,
    Holding,
    LoginFailure,
    LoginSession,
    Mail,
    MailState,
    Meeting,
    Notice,
    OneTimeLink,
    Person,
    Stop,
    StoredFile,
)
from domain.rules.retention import Kept, RetentionRule
from domain.store.queries import current_profile, has_profile

ERASED_ADDRESS = "slettet@example.invalid"  # of whoever has been erased: no mail can reach it
_SETTLED = (MailState.SENT, MailState.SKIPPED, MailState.DEAD)
_OPEN = (FollowUpState.PROPOSED, FollowUpState.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Until:
    """What happened before ``moment``, or on ``day`` or earlier, is old enough. ``today`` is the day of the asking.

    ``named`` are the people of the profile in force.
    """

    day: date
    today: date
    named: tuple[str, ...] = ()

    @property
    def moment(self) -> datetime:
        """The first moment that is too young, in Denmark."""
        return datetime.combine(self.day + timedelta(days=1), time(), COPENHAGEN)


Reached = Select[str]


def reached(session: Session, rule: RetentionRule, today: date, limit: int) -> list[str]:
    """The keys of at most ``limit`` rows that the rule reaches today; none where it is off or says never."""
    wanted = _wanted(session, rule, today)
    return list(session.connection().execute(wanted.limit(limit)).scalars()) if wanted is not None else []


def count_reached(session: Session, rule: RetentionRule, today: date) -> int:
    """How many rows the rule reaches today."""
    wanted = _wanted(session, rule, today)
    return 0 if wanted is None else _count(session, wanted)


def count_left_but_named(session: Session, rule: RetentionRule, today: date) -> int:
    """How many people the rule would reach, were they not still named in the profile: staff take them out there."""
    last = rule.last_day(today)
    if last is None:
        return 0
    return _count(session, _people(Until(last, today))) - count_reached(session, rule, today)


def _count(session: Session, wanted: Reached) -> int:
    return session.connection().execute(select(func.count()).select_from(wanted.subquery())).scalar_one()


def _wanted(session: Session, rule: RetentionRule, today: date) -> Reached | None:
    last = rule.last_day(today)
    if last is None:
        return None
    named = tuple(person.key for person in current_profile(session).people) if has_profile(session) else ()
    return _REACHED[rule.kept](Until(last, today, named))


def _attempts(until: Until) -> Reached:
    return select(col(LoginFailure.key)).where(col(LoginFailure.last_at) < until.moment)


def _sessions(until: Until) -> Reached:
    return select(col(LoginSession.id)).where(col(LoginSession.ends_at) < until.moment)


def _links(until: Until) -> Reached:
    return select(col(OneTimeLink.id)).where(col(OneTimeLink.expires_at) < until.moment)


def _tokens(until: Until) -> Reached:
    return select(col(ApiToken.id)).where(
        or_(col(ApiToken.expires_at) < until.moment, col(ApiToken.revoked_at) < until.moment)
    )


def _feeds(until: Until) -> Reached:
    return select(col(Feed.id)).where(or_(col(Feed.expires_at) < until.moment, col(Feed.revoked_at) < until.moment))


def _uploads(until: Until) -> Reached:
    return select(col(StoredFile.id)).where(
        col(StoredFile.case_id).is_(None), col(StoredFile.uploaded_at) < until.moment
    )


def _drafts(until: Until) -> Reached:
    """What was typed and not recorded, once the item has been decided or its case is over."""
    return (
        select(col(Draft.id))
        .join(Stop, col(Stop.id) == col(Draft.stop_id))
        .join(Case, col(Case.id) == col(Stop.case_id))
        .where(
            col(Draft.saved_at) < until.moment,
            or_(
                col(Case.state) != CaseState.OPEN,
                select(literal(1)).where(col(Decision.stop_id) == col(Stop.id)).exists(),
            ),
        )
    )


def _comments(until: Until) -> Reached:
    return _answers(until).where(col(Attendance.comment) != "")


def _answers(until: Until) -> Reached:
    return (
        select(col(Attendance.id))
        .join(Meeting, col(Meeting.id) == col(Attendance.meeting_id))
        .where(col(Meeting.held_on) <= until.day)
    )


def _absences(until: Until) -> Reached:
    return select(col(Absence.id)).where(col(Absence.to_on) <= until.day)


def _mail_words(until: Until) -> Reached:
    return select(col(Mail.id)).where(
        col(Mail.state).in_((MailState.SENT, MailState.SKIPPED)),
        col(Mail.queued_at) < until.moment,
        or_(col(Mail.subject) != "", col(Mail.last_error) != ""),
    )


def _mails(until: Until) -> Reached:
    """Mails that are over, with nothing in them about a case, a promise or a meeting that is not."""
    about_what_runs = (
        select(literal(1))
        .select_from(Notice)
        .outerjoin(Case, col(Case.id) == col(Notice.case_id))
        .outerjoin(FollowUp, col(FollowUp.id) == col(Notice.follow_up_id))
        .outerjoin(Meeting, col(Meeting.id) == col(Notice.meeting_id))
        .where(
            col(Notice.mail_id) == col(Mail.id),
            or_(
                col(Case.state) == CaseState.OPEN,
                col(FollowUp.state).in_(_OPEN),
                col(Meeting.held_on) >= until.today,
            ),
        )
        .exists()
    )
    return select(col(Mail.id)).where(
        col(Mail.state).in_(_SETTLED), col(Mail.queued_at) < until.moment, not_(about_what_runs)
    )


def _people(until: Until) -> Reached:
    """People who have left: they hold no post and have not for so long, and nothing waits for them.

    Whoever the profile in force still names has not left, nor has whoever has an account that is open. Of somebody
    who never held a post the last mail tells when they were last here.
    """
    holds = _is(Holding.person_key, or_(col(Holding.to_on).is_(None), col(Holding.to_on) > until.day))
    mailed = _is(Mail.person_key, or_(col(Mail.queued_at) >= until.moment, not_(col(Mail.state).in_(_SETTLED))))
    return select(col(Person.key)).where(
        col(Person.email) != ERASED_ADDRESS,
        col(Person.key).not_in(until.named),
        not_(holds),
        not_(mailed),
        not_(_is(Absence.person_key, col(Absence.to_on) > until.day)),
        not_(_is(FollowUp.owner_person, col(FollowUp.state).in_(_OPEN))),
        not_(_is(Account.person_key, col(Account.is_active).is_(True))),
    )


def _is(person: str | None, when: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a row names the person in this column, and more holds of it."""
    return select(literal(1)).where(col(person) == col(Person.key), when).exists()


def _accounts(until: Until) -> Reached:
    """Accounts that were closed so long ago, by the journal: the row itself does not say when."""
    closed_at = (
        select(func.max(col(Entry.at)))
        .where(col(Entry.subject) == col(Account.key), col(Entry.verb) == "deactivate_account")
        .scalar_subquery()
    )
    return select(col(Account.key)).where(
        not_(col(Account.is_active)), col(Account.email) != ERASED_ADDRESS, closed_at < until.moment
    )


_REACHED: dict[Kept, Callable[[Until], Reached]] = {
    Kept.ATTEMPTS: _attempts,
    Kept.SESSIONS: _sessions,
    Kept.LINKS: _links,
    Kept.API_TOKENS: _tokens,
    Kept.FEEDS: _feeds,
    Kept.UPLOADS: _uploads,
    Kept.DRAFTS: _drafts,
    Kept.COMMENTS: _comments,
    Kept.ATTENDANCES: _answers,
    Kept.ABSENCES: _absences,
    Kept.MAIL_WORDS: _mail_words,
    Kept.MAILS: _mails,
    Kept.PEOPLE: _people,
    Kept.ACCOUNTS: _accounts,
}
