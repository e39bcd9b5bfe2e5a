"""The outbox: every mail leaves once, a busy server is waited for, a final no is a dead letter, nobody is flooded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from domain.casework.case.opening import open_case
from domain.casework.mail.outbox import list_dead, retry_mail
from domain.casework.verb import By
from domain.errors import NotAllowedNowError
from domain.model import Mail, MailState
from domain.store.database import Database
from flows.deliver_outbox import Delivered, deliver_outbox
from flows.letter_shown import letter_shown
from flows.letters import write_letter
from flows.settings import Settings
from flows.sweep import sweep


@dataclass
class Town:
    db: Database
    moment: Callable[..., datetime]
    post: Any

    @property
    def settings(self) -> Settings:
        return self.post.settings

    def deliver(self, at: str, **settings: Any) -> Delivered:
        return deliver_outbox(self.db, self.moment(at), self.settings.model_copy(update=settings))

    def waiting(self) -> list[Mail]:
        with self.db.read() as session:
            return list(session.exec(select(Mail).where(col(Mail.state) == MailState.QUEUED).order_by(Mail.id)))

    def states(self) -> list[MailState]:
        with self.db.read() as session:
            return list(session.exec(select(Mail.state)))


@pytest.fixture
def town(norddjurs_sqlite: Database, at: Callable[..., datetime], post_office: Any) -> Town:
    """A morning with a digest for the owner of a case."""
    by = By("hanne.fjellerby", at("2023-03-01 09:00"))
    open_case(
        norddjurs_sqlite,
        by,
        number="23/41694",
        title="Redegørelse om ligestilling",
        route=["DIR"],
        stages={"DIR": date(2023, 4, 12)},
        owner_post="hr-chef",
    )
    return Town(norddjurs_sqlite, at, post_office)


MORNING = "2023-03-02 08:00"


def test_a_digest_leaves_once_at_its_hour(town: Town):
    assert town.deliver("2023-03-02 07:59").sent == 0
    assert town.deliver(MORNING).sent == 1
    assert town.deliver(MORNING).sent == 0
    (mail,) = town.post.office.taken
    assert mail["Subject"] == "Planlagt: sag 23/41694 til Direktionen 12. april 2023"
    with town.db.read() as session:
        row = session.exec(select(Mail)).one()
    assert (row.state, row.subject, row.message_id) == (MailState.SENT, mail["Subject"], mail["Message-ID"])


@pytest.mark.parametrize("reply", ["451 4.3.0 Try later", "421 4.3.2 Closing"])
def test_a_busy_server_is_tried_again_by_the_ladder_with_the_same_message_id(town: Town, reply: str):
    town.post.office.replies = [reply]
    first = town.deliver(MORNING)
    assert (first.sent, first.later, first.dead) == (0, 1, 0)
    (mail,) = town.waiting()
    assert mail.last_error.startswith(reply[:3])
    assert timedelta(seconds=24) <= mail.next_try_at - town.moment(MORNING) <= timedelta(seconds=36)
    assert town.deliver(MORNING).sent == 0
    assert town.deliver("2023-03-02 08:01").sent == 1
    assert town.post.office.message_ids == [mail.message_id]


def test_a_recipient_nobody_knows_is_a_dead_letter_that_staff_see_and_it_is_not_tried_again(town: Town):
    town.post.office.refused = {"hanne.fjellerby@norddjurs.example": "550 5.1.1 Ukendt modtager"}
    assert town.deliver(MORNING).dead == 1
    with town.db.read() as session:
        ((mail, person),) = list_dead(session)
    assert person.key == "hanne.fjellerby"
    assert mail.last_error == "550 5.1.1 Ukendt modtager"
    assert town.deliver("2023-03-03 08:00").sent == 0


def test_a_dead_letter_goes_again_under_its_message_id_when_staff_have_mended_what_was_wrong(town: Town):
    town.post.office.refused = {"hanne.fjellerby@norddjurs.example": "552 5.2.2 Postkassen er fuld"}
    town.deliver(MORNING)
    with town.db.read() as session:
        ((dead, _),) = list_dead(session)
    town.post.office.refused = {}
    by = By("lone.vejlby", town.moment("2023-03-02 10:00"))
    assert not retry_mail(town.db, by, mail_id=dead.id).repeated
    assert retry_mail(town.db, by, mail_id=dead.id).repeated
    assert town.deliver("2023-03-02 10:00").sent == 1
    assert town.post.office.message_ids == [dead.message_id]
    with pytest.raises(NotAllowedNowError):
        retry_mail(town.db, by, mail_id=dead.id)


def test_a_server_that_is_away_gives_up_nothing_and_the_mail_goes_when_it_is_back(town: Town):
    assert town.deliver(MORNING, smtp_port=1).later == 1
    assert town.states() == [MailState.QUEUED]
    assert town.deliver("2023-03-02 08:01").sent == 1


def test_a_connection_lost_after_data_sends_the_same_mail_again_under_the_same_message_id(town: Town):
    town.post.office.hang_ups_after_data = 1
    assert town.deliver(MORNING).later == 1
    assert town.deliver("2023-03-02 08:01").sent == 1
    assert len(town.post.office.message_ids) == 2
    assert len(set(town.post.office.message_ids)) == 1


def test_no_more_than_so_many_mails_leave_in_a_minute_and_the_rest_follow(town: Town):
    at = town.moment("2023-03-02 07:30")
    for number, owner in enumerate(("chef-sekretariat", "it-sikkerhed", "hr-konsulent")):  # a digest each
        open_case(town.db, By("x", at), number=f"23/{number}", title="En sag", route=["DIR"], owner_post=owner)
        sweep(town.db, at)
    assert len({mail.person_key for mail in town.waiting()}) == 4
    assert town.deliver(MORNING, mails_a_minute=2).sent == 2
    assert town.deliver(MORNING, mails_a_minute=2).sent == 0
    assert town.deliver("2023-03-02 08:01", mails_a_minute=2).sent == 2


def test_a_letter_is_seen_before_it_goes_and_everything_is_left_as_it_was(town: Town):
    at = town.moment(MORNING)
    (mail,) = town.waiting()
    assert mail.person_key == "hanne.fjellerby"
    letter = letter_shown(town.db, mail.id, at, town.settings)
    assert letter is not None
    assert town.deliver("2023-03-02 07:59") == Delivered()
    assert town.states() == [MailState.QUEUED]
    assert town.post.office.taken == []
    assert town.deliver(MORNING).sent == 1
    assert town.post.office.taken[0]["Subject"] == letter.subject


def test_nothing_to_send_opens_no_connection(town: Town):
    assert town.deliver("2023-03-01 10:00") == Delivered()
    assert town.post.office.connections == 0


def test_a_mail_that_cannot_be_written_holds_up_no_other(town: Town, monkeypatch: pytest.MonkeyPatch):
    day = town.moment("2023-03-01 10:00")
    open_case(town.db, By("x", day), number="23/9", title="En sag", route=["DIR"], owner_post="kommunaldirektoer")
    sweep(town.db, day)

    def stumble(mail: Any, *rest: Any) -> Any:
        if mail.person.key == "hanne.fjellerby":
            raise KeyError(mail.person.key)
        return write_letter(mail, *rest)

    monkeypatch.setattr("flows.letters.write_letter", stumble)
    first = town.deliver(MORNING)
    assert len(first.failed) == 1
    assert first.sent >= 1
    monkeypatch.undo()
    assert town.deliver("2023-03-02 08:01").sent == 1
