"""What the six years must have shown of promises: answered, chased, given up, handed on, and counted."""

from __future__ import annotations

from datetime import date, timedelta

from sqlmodel import col, select

from desk.demo.post_office import kept_ids
from desk.demo.proof import MAILS, NotSeenError, Proof
from desk.demo.stage import Stage
from desk.demo.years_promises import (
    DROPPED,
    IN_TIME,
    LATE,
    LEAVER,
    LEAVES_ON,
    OF_A_PERSON,
    OF_A_POST,
    POST,
    PROMISED,
    SUCCESSOR,
    Promised,
    promise_row,
)
from domain.model import Case, Entry, FollowUp, FollowUpState, Mail, MailState, Meeting, Notice, NoticeKind, Stop
from domain.rules.rights import Visitor
from domain.store.promises_asked import asked_before
from domain.store.promises_kept import how_kept

_ANYBODY = Visitor(account="demo", person=None, name="", grants=frozenset())


def _settled(stage: Stage, promised: Promised, state: FollowUpState) -> FollowUp:
    row = promise_row(stage, promised)
    if row is None or row.state is not state or row.settled_at is None:
        raise NotSeenError(f"»{promised.text}« er {row.state if row else 'ikke lovet'}")
    return row


def _answered(stage: Stage) -> str:
    """The body that asked saw on its next agenda that it was kept, and which case tells of it."""
    row = _settled(stage, IN_TIME, FollowUpState.DONE)
    with stage.db.read() as session:
        asked = session.get_one(Stop, row.from_stop)
        coming = (
            select(Meeting)
            .where(Meeting.body_key == asked.body_key, col(Meeting.starts_at) > row.settled_at)
            .order_by(col(Meeting.starts_at))
        )
        meeting = session.exec(coming).first()
        answer = session.exec(select(Case.number).where(Case.id == row.answer_case)).first()
        if meeting is None or answer != IN_TIME.answer:
            raise NotSeenError(f"besvaret af {answer}")
        shown = asked_before(session, _ANYBODY, meeting.id, today=meeting.held_on)
    lines = [one for one in shown if one.id == row.id]
    if not lines or lines[0].answer is None or lines[0].answer.number != IN_TIME.answer:
        raise NotSeenError(f"mødet {meeting.held_on} viser det ikke")
    return f"besvaret i {answer}, vist på {asked.body_key}s dagsorden {meeting.held_on}"


def _chased(stage: Stage) -> str:
    """Reminded before and on the day, chased after it, and then the chief: each by mail."""
    row = _settled(stage, LATE, FollowUpState.DONE)
    told = _told(stage, row)
    kinds = [kind for kind, *_ in told]
    if NoticeKind.CHASE not in kinds or NoticeKind.FOLLOW_UP not in kinds or len({who for _, who, _ in told}) < 2:  # noqa: PLR2004
        raise NotSeenError(f"mails: {told}")
    return ", ".join(f"{on} {who}" for _, who, on in told)


def _dropped(stage: Stage) -> str:
    row = _settled(stage, DROPPED, FollowUpState.DROPPED)
    if row.note != DROPPED.note:
        raise NotSeenError("ingen begrundelse")
    return row.note


def _handed_on(stage: Stage) -> str:
    """What was the person's own went to the post on the first Monday; her successor was told then, and reminded."""
    row = _settled(stage, OF_A_PERSON, FollowUpState.DONE)
    with stage.db.read() as session:
        verbs = session.exec(select(Entry.verb).where(Entry.subject == row.id)).all()
    if "hand_on_follow_ups" not in verbs or (row.owner_post, row.owner_person) != (POST, None):
        raise NotSeenError(f"{verbs}, nu hos {row.owner_post or row.owner_person}")
    if not any(who == SUCCESSOR and on < LEAVES_ON + timedelta(days=7) for _, who, on in _told(stage, row)):
        raise NotSeenError("efterfølgeren fik ikke besked, da løftet gik videre")
    return _reminded(stage, row)


def _followed_the_post(stage: Stage) -> str:
    return _reminded(stage, _settled(stage, OF_A_POST, FollowUpState.DONE))


def _reminded(stage: Stage, row: FollowUp) -> str:
    told = [(who, on) for kind, who, on in _told(stage, row) if kind is not NoticeKind.PROPOSED]
    late = [(who, on) for who, on in told if who == LEAVER and on >= LEAVES_ON]
    if not any(who == SUCCESSOR for who, _ in told) or late:
        raise NotSeenError(f"mails til {told}")
    return ", ".join(f"{who} {on}" for who, on in told)


def _told(stage: Stage, row: FollowUp) -> list[tuple[NoticeKind, str, date]]:
    """Every mail about the promise that lies in the folder: what it was, to whom, and when it was raised."""
    with stage.db.read() as session:
        wanted = (
            select(Notice, col(Mail.message_id))
            .join(Mail, col(Notice.mail_id) == col(Mail.id))
            .where(Notice.follow_up_id == row.id, Mail.state == MailState.SENT)
            .order_by(col(Notice.raised_at), col(Notice.person_key))
        )
        notices = session.exec(wanted).all()
    arrived = set(kept_ids(stage.folder / MAILS))
    return [(one.kind, one.person_key, one.raised_at.date()) for one, message in notices if message in arrived]


def _counted(stage: Stage) -> str:
    """Every promise is counted once, with the body that asked and with the post that kept it."""
    with stage.db.read() as session:
        years = {
            year: how_kept(session, since=date(year, 1, 1), until=date(year + 1, 1, 1), today=stage.today)
            for year in (2021, 2022, 2024)
        }
        handed_in = session.exec(
            select(FollowUp.id).where(FollowUp.kind == "submission", FollowUp.state == FollowUpState.DONE)
        ).all()
    lines = {
        (year, one.key): (one.in_time, one.late, one.dropped)
        for year, tally in years.items()
        for one in (*tally.bodies, *tally.posts)
    }
    seen = {
        "KB 2021": lines.get((2021, "KB"), (0, 0, 0))[0] >= 1,
        "KB 2022": lines.get((2022, "KB"), (0, 0, 0))[1] == 1,
        "HU 2022": lines.get((2022, "HU"), (0, 0, 0)) == (0, 0, 1),
        "HU 2024": lines.get((2024, "HU"), (0, 0, 0)) == (2, 0, 0),
        "økonomichefen 2022": lines.get((2022, "oekonomichef"), (0, 0, 0))[1] == 1,
    }
    wrong = [name for name, is_so in seen.items() if not is_so]
    if wrong:
        raise NotSeenError(f"{', '.join(wrong)}: {lines}")
    return f"{len(PROMISED)} løfter og {len(handed_in)} indberetninger, efter organ og stilling"


PROOFS: tuple[Proof, ...] = (
    Proof("Et løfte blev besvaret af en sag, og organet så det på sin næste dagsorden", _answered),
    Proof("Et løfte blev rykket: den ansvarlige, og så chefen", _chased),
    Proof("Et løfte blev frafaldet med begrundelse", _dropped),
    Proof("Den fratrådtes eget løfte gik videre, og efterfølgeren fik mailen", _handed_on),
    Proof("Stillingens løfte fulgte med til efterfølgeren", _followed_the_post),
    Proof("Løfterne blev talt: i tide, for sent og frafaldet", _counted),
)
