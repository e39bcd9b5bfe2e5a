"""A desk at which people log in: the sample municipality, a browser, and passwords that are quick to look at."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest
from argon2 import PasswordHasher
from fastapi.testclient import TestClient

from desk.web.app import create_app
from desk.web.login import secrets
from domain.casework.house.accounts import create_account
from domain.casework.house.logins import make_link, set_password
from domain.casework.verb import By
from domain.model import Role
from domain.rules.rights import Grant
from domain.store.database import Database
from flows.settings import Settings

PASSWORD = "fire korte ord her"  # noqa: S105 - of nobody
START = datetime(2023, 3, 1, 9, 0, tzinfo=UTC)
HOME = "http://sagsgang.test"


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **time: float) -> None:
        self.now += timedelta(**time)


class App:
    """Somebody's telephone: what it shows now, or shall have shown so many seconds from now."""

    def __init__(self, clock: Clock, page: str) -> None:
        self._clock = clock
        (shown,) = re.findall(r'<code class="desk-secret">([^<]+)</code>', page)
        self.secret = shown.replace(" ", "")
        self.codes: list[str] = []

    def code(self, seconds: int = 0) -> str:
        return pyotp.TOTP(self.secret).at(int(self._clock.now.timestamp()) + seconds)


class LoginDesk:
    """The desk, its clock, its database, and as many browsers as one likes."""

    def __init__(self, db: Database, settings: Settings) -> None:
        self.db = db
        self.clock = Clock()
        self.app = create_app(db, self.clock, settings)
        self._open: list[TestClient] = []

    def browser(self, **headers: str) -> TestClient:
        client = TestClient(self.app, base_url=HOME, headers={"origin": HOME, **headers}, follow_redirects=False)
        self._open.append(client)
        return client

    def logged_in(self, account: str = "mette", **headers: str) -> TestClient:
        client = self.browser(**headers)
        answer = client.post("/login", data={"account": account, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        return client

    def app_in(self, browser: TestClient) -> App:
        """The telephone that the page of setting up is shown to."""
        return App(self.clock, browser.get("/login/totrin").text)

    def set_up(self, browser: TestClient) -> App:
        """Turn two-step login on where one is logged in; half a minute later the app shows another code."""
        begun = browser.post("/mit/adgang/totrin", data={"own_password": PASSWORD})
        assert begun.headers["location"].startswith("/login/totrin")
        app = self.app_in(browser)
        done = browser.post("/login/totrin", data={"code": app.code(), "next": "/mit/adgang"})
        app.codes = re.findall(r"<code>([^<]+)</code>", done.text)
        self.clock.pass_(seconds=30)
        return app

    def half_in(self, account: str = "mette") -> TestClient:
        """A browser that has given the right password."""
        browser = self.browser()
        answer = browser.post("/login", data={"account": account, "password": PASSWORD, "next": "/moeder"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/login/kode?next=%2Fmoeder")
        return browser

    def by(self) -> By:
        return By("drift", self.clock.now)

    def user(
        self, account: str = "mette", *grants: Grant, password: str | None = PASSWORD, sees_closed: bool = False
    ) -> None:
        create_account(
            self.db,
            self.by(),
            account=account,
            name=f"{account.title()} Prøve",
            email=f"{account}@example.dk",
            grants=grants or [Grant(Role.SECRETARY)],
            sees_closed=sees_closed,
        )
        if password is not None:
            set_password(self.db, self.by(), account=account, password_hash=secrets.hash_password(password))

    def link(self, account: str = "mette", *, hours: int = 24) -> str:
        token = secrets.new_token()
        ends = self.clock.now + timedelta(hours=hours)
        make_link(self.db, self.by(), account=account, token_hash=secrets.hash_of(token), expires_at=ends)
        return f"/adgang/{token}"

    def close(self) -> None:
        for client in self._open:
            client.close()


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The real algorithm with its least cost; what it costs at work is tried in one test."""
    monkeypatch.setattr(secrets, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    secrets._nobodys.cache_clear()
    yield
    secrets._nobodys.cache_clear()


@pytest.fixture
def make_desk(norddjurs_sqlite: Database) -> Iterator[Callable[..., LoginDesk]]:
    """``make_desk(oidc_issuer=…)``: a desk with those settings."""
    made: list[LoginDesk] = []

    def make(**settings: Any) -> LoginDesk:
        made.append(LoginDesk(norddjurs_sqlite, Settings(**settings)))
        return made[-1]

    yield make
    for desk in made:
        desk.close()


@pytest.fixture
def desk(make_desk: Callable[..., LoginDesk]) -> LoginDesk:
    """The desk as it is without settings, and Mette, who is secretary of every body."""
    made = make_desk()
    made.user()
    return made


@pytest.fixture
def app(desk: LoginDesk) -> App:
    """Mette has turned two-step login on."""
    return desk.set_up(desk.logged_in())


@pytest.fixture
def desk_on_both(norddjurs: Database) -> Iterator[LoginDesk]:
    """The same on SQLite and on PostgreSQL."""
    made = LoginDesk(norddjurs, Settings())
    made.user()
    yield made
    made.close()
