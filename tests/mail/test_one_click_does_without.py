"""A digest with something optional says where one click does without it (RFC 8058), and that place keeps its word."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage
from typing import Any

import httpx
import pytest
from sqlmodel import select

from desk.web.app import create_app
from desk.web.server import serving
from domain.casework.case.opening import open_case
from domain.casework.mail.switches import switched_off_by
from domain.casework.mail.telling import tell
from domain.casework.verb import Act, By
from domain.model import Entry, NoticeKind, Secret
from domain.store.database import Database
from domain.store.unsubscribe import unsubscribe_token
from flows.deliver_outbox import deliver_outbox

WHO = "hanne.fjellerby"
ROOT = "https://sagsgang.norddjurs.example"


@dataclass
class Town:
    db: Database
    at: Callable[..., datetime]
    post: Any
    web: httpx.Client

    def digest(self, **settings: Any) -> EmailMessage:
        """The mail of the next morning."""
        said = self.post.settings.model_copy(update={"desk_url": ROOT, **settings})
        deliver_outbox(self.db, self.at("2023-03-02 08:00"), said)
        (mail,) = self.post.office.taken
        return mail  # type: ignore[no-any-return]  # the fixture of the post office is untyped here

    def path(self) -> str:
        said = str(self.digest()["List-Unsubscribe"])
        found = re.fullmatch(rf"<{re.escape(ROOT)}(/afmeld/[\w-]{{43}})>", said)
        assert found is not None, said
        return found[1]

    def off(self) -> list[NoticeKind]:
        with self.db.read() as session:
            return [row.kind for row in switched_off_by(session, WHO)]


def _town(db: Database, at: Callable[..., datetime], post_office: Any) -> Iterator[Town]:
    app = create_app(db, lambda: at("2023-03-02 09:00"))
    with serving(app, 0) as address, httpx.Client(base_url=address, trust_env=False) as web:
        yield Town(db, at, post_office, web)


def _plan_a_case(db: Database, at: Callable[..., datetime]) -> None:
    by = By(WHO, at("2023-03-01 09:00"))
    stages = {"DIR": date(2023, 4, 12)}
    open_case(db, by, number="23/41694", title="Redegørelse", route=["DIR"], stages=stages, owner_post="hr-chef")


@pytest.fixture
def town(norddjurs: Database, at: Callable[..., datetime], post_office: Any) -> Iterator[Town]:
    """A morning with a digest of news for the owner of a case; on both databases."""
    _plan_a_case(norddjurs, at)
    yield from _town(norddjurs, at, post_office)


@pytest.fixture
def small_town(norddjurs_sqlite: Database, at: Callable[..., datetime], post_office: Any) -> Iterator[Town]:
    yield from _town(norddjurs_sqlite, at, post_office)


def test_one_click_does_without_what_the_mail_told_and_a_look_changes_nothing(town: Town) -> None:
    path = town.path()
    assert town.post.office.taken[0]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    page = town.web.get(path)
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert page.headers["cache-control"] == "no-store"
    assert "set-cookie" not in page.headers
    assert '<form method="post">' in page.text
    assert "planlagt" in page.text
    assert town.off() == []

    done = town.web.post(path, data={"List-Unsubscribe": "One-Click"})
    assert done.status_code == 200
    assert "slået fra" in done.text
    assert town.off() == [NoticeKind.PLANNED]


def test_a_second_click_is_the_same_click(town: Town) -> None:
    path = town.path()
    for _ in range(2):
        assert town.web.post(path).status_code == 200
    with town.db.read() as session:
        (entry,) = session.exec(select(Entry).where(Entry.verb == "unsubscribe")).all()
    assert (entry.actor, entry.subject) == (WHO, WHO)


def test_a_made_up_address_is_the_same_nothing_as_any_other(town: Town) -> None:
    path = town.path()
    token = path.rpartition("/")[2]
    forged = [token[:-4] + "AAAA", "B" + token[1:], "A" * 43, token[:-1], token + "A", "æ" * 43, "%2e%2e"]
    nothing = town.web.get("/kalender/findes-ikke")
    assert nothing.status_code == 404
    for said in forged:
        for answer in (town.web.get(f"/afmeld/{said}"), town.web.post(f"/afmeld/{said}")):
            assert (answer.status_code, answer.content) == (404, nothing.content)
    assert town.off() == []


@pytest.mark.parametrize("desk_url", ["", "http://sagsgang.norddjurs.example"])
def test_without_a_safe_place_to_click_there_is_no_such_header(
    small_town: Town, at: Callable[..., datetime], desk_url: str
) -> None:
    _plan_a_case(small_town.db, at)
    mail = small_town.digest(desk_url=desk_url)
    assert "List-Unsubscribe" not in mail
    assert "List-Unsubscribe-Post" not in mail


@pytest.mark.parametrize(("kind", "single"), [(NoticeKind.STUCK, False), (NoticeKind.PLANNED, True)])
def test_what_must_be_told_and_what_goes_by_itself_has_no_such_header(
    small_town: Town, at: Callable[..., datetime], *, kind: NoticeKind, single: bool
) -> None:
    with small_town.db.write() as session:
        act = Act(session, By("lone.vejlby", at("2023-03-01 09:00")), "test")
        tell(act, kind, occasion="den", person=WHO, single=single)
    assert "List-Unsubscribe" not in small_town.digest()


def test_the_longest_address_arrives_unbroken(small_town: Town, at: Callable[..., datetime]) -> None:
    _plan_a_case(small_town.db, at)
    root = f"https://{'x' * 60}.{'y' * 60}.example"
    assert str(small_town.digest(desk_url=root)["List-Unsubscribe"]).startswith(f"<{root}/afmeld/")


def test_every_database_signs_with_a_key_of_its_own(db: Database, norddjurs_sqlite: Database) -> None:
    tokens = []
    for one in (db, norddjurs_sqlite):
        with one.read() as session:
            assert len(session.exec(select(Secret).where(Secret.name == "unsubscribe")).one().value) == 64
            tokens.append(unsubscribe_token(session, "0" * 32))
    assert tokens[0] != tokens[1]
