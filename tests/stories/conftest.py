"""A secretariat at its desk: real logins, a clock that a story moves, mails that arrive, and windows of a browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Browser, Page, expect

from desk.demo.post_office import LOOPBACK, PostOffice
from desk.web.app import create_app
from desk.web.login import secrets
from desk.web.server import serving
from domain.casework.case.opening import open_case
from domain.casework.house.accounts import create_account
from domain.casework.house.logins import make_link, set_password
from domain.casework.verb import By
from domain.model.columns import make_id
from domain.rules.rights import Grant, Role
from domain.store.database import Database
from flows.clock import SetClock
from flows.engine import Engine
from flows.rounds import Rounds
from flows.settings import Settings, SmtpSecurity

PASSWORD = "fire korte ord her"  # noqa: S105 - of nobody


class Secretariat:
    """The desk with its clock, its people and its post."""

    def __init__(
        self, db: Database, post: PostOffice, clock: SetClock, browser: Browser, stack: ExitStack, **settings: Any
    ) -> None:
        self.db, self.post, self.clock = db, post, clock
        self._browser, self._stack = browser, stack
        self.settings = Settings(
            smtp_host=LOOPBACK,
            smtp_port=post.port,
            smtp_security=SmtpSecurity.NONE,
            mails_a_minute=0,
            **settings,
        )
        app = create_app(db, clock.now, self.settings)
        self.root = stack.enter_context(serving(app, 0)).replace(LOOPBACK, "localhost")
        self._rounds = Rounds(db, self.settings, Engine(""), clock)

    def by(self, account: str = "drift") -> By:
        return By(account, self.clock.now())

    def user(self, account: str, role: Role, person: str | None = None, *, password: str | None = PASSWORD) -> None:
        """Somebody who may come in; without a password only by a link."""
        name = account.replace(".", " ").title()
        create_account(
            self.db,
            self.by(),
            account=account,
            name=name,
            email=f"{account}@example.dk",
            person=person,
            grants=[Grant(role)],
            sees_closed=True,
        )
        if password is not None:
            set_password(self.db, self.by(), account=account, password_hash=secrets.hash_password(password))

    def link(self, account: str, expires_at: datetime) -> str:
        """A one-time link, as the administrator hands it over."""
        token = secrets.new_token()
        make_link(self.db, self.by(), account=account, token_hash=secrets.hash_of(token), expires_at=expires_at)
        return f"/adgang/{token}"

    def window(self, *, javascript: bool = True) -> Page:
        """A window of a browser of its own, not logged in; what goes wrong in it ends the story."""
        context = self._browser.new_context(base_url=self.root, java_script_enabled=javascript, locale="da-DK")
        context.set_default_timeout(15_000)
        self._stack.callback(context.close)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"fejl i script: {error}"))
        return page

    def logged_in(self, account: str, *, javascript: bool = True) -> Page:
        """A window of its own in which somebody has logged in."""
        page = self.window(javascript=javascript)
        self.log_in(page, account)
        return page

    def log_in(self, page: Page, account: str) -> None:
        """As people do every morning: yesterday's session has run out."""
        page.goto("/")
        page.get_by_label("Brugernavn").fill(account)
        page.get_by_label("Adgangskode").fill(PASSWORD)
        page.get_by_role("button", name="Log ind").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Tavle"))

    def live(self, *moments: datetime) -> None:
        """The clock goes on to those moments; at each, what is due is done and the mails go out."""
        for moment in moments or (self.clock.now(),):
            self.clock.set(moment)
            self._rounds.round()

    def case(self, number: str, title: str, route: list[str], **more: Any) -> str:
        """A case that somebody has opened."""
        open_case(self.db, self.by("jytte.glesborg"), number=number, title=title, is_open=True, route=route, **more)
        return f"/sag/{make_id('case', number)}"

    def meeting(self, body: str, on: str) -> str:
        return f"/moede/{make_id('meeting', body, date.fromisoformat(on))}"

    def letters_to(self, person: str) -> list[str]:
        """The mails to somebody, subject and plain words."""
        return [
            f"{mail['Subject']}\n{words.get_content() if (words := mail.get_body(('plain',))) else ''}"
            for mail in self.post.mails()
            if person in str(mail["To"])
        ]


@pytest.fixture
def open_desk(
    norddjurs_sqlite: Database,
    chromium: Browser,
    at: Callable[..., datetime],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[..., Secretariat]]:
    """``open_desk("2023-03-01 09:00")``: the sample municipality's desk, open at that moment of the Danish clock."""
    # The real algorithm with its least cost.
    monkeypatch.setattr(secrets, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    secrets._nobodys.cache_clear()
    with ExitStack() as stack:

        def opened(when: str, **settings: Any) -> Secretariat:
            post = stack.enter_context(PostOffice(tmp_path / "post"))
            return Secretariat(norddjurs_sqlite, post, SetClock(at(when)), chromium, stack, **settings)

        yield opened
    secrets._nobodys.cache_clear()
