"""An API with keys: the sample municipality, an open and a closed case, and clients with what they may."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient

from desk.web.app import create_app
from desk.web.login.secrets import hash_of, new_token
from domain.casework.case.journey import advance
from domain.casework.case.opening import open_case
from domain.casework.house.accounts import create_account
from domain.casework.house.logins import create_api_token
from domain.casework.verb import By
from domain.model import Role
from domain.rules.rights import Deed, Grant
from domain.store.database import Database
from flows.settings import Settings

NOW = datetime(2023, 3, 1, 9, 0, tzinfo=UTC)
LATER = datetime(2025, 1, 1, tzinfo=UTC)
ROUTE = ["DIR", "HU", "ØK", "KB"]


class Api:
    """The API of one database, and keys to it."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.now = NOW
        self.app = create_app(db, lambda: self.now, Settings())
        self._open: list[TestClient] = []
        self._made = 0

    def by(self) -> By:
        return By("prøve", self.now)

    def key(
        self, *grants: Grant, scopes: list[Deed] | None = None, sees_closed: bool = False, ends: datetime = LATER
    ) -> tuple[str, str, str]:
        """A new account with those roles and a key: the account, the key's id, the key."""
        self._made += 1
        account, token = f"esdh{self._made}", new_token()
        given = grants or [Grant(Role.ADMINISTRATOR)]
        create_account(
            self.db,
            self.by(),
            account=account,
            name="ESDH",
            email="esdh@example.dk",
            grants=given,
            sees_closed=sees_closed,
        )
        made = create_api_token(
            self.db,
            self.by(),
            account=account,
            token_hash=hash_of(token),
            name="ESDH",
            scopes=scopes or list(Deed),
            expires_at=ends,
        )
        return account, made.subject, token

    def client(self, token: str) -> TestClient:
        client = TestClient(
            self.app,
            base_url="http://testserver/api/v1",
            headers={"Authorization": f"Bearer {token}"},
            raise_server_exceptions=False,
        )
        self._open.append(client)
        return client

    def caller(self, *grants: Grant, **said: Any) -> TestClient:
        return self.client(self.key(*grants, **said)[2])

    def open_case(self, number: str, *, is_open: bool = True, title: str = "Cykelsti ved skolen") -> str:
        made = open_case(
            self.db,
            self.by(),
            number=number,
            title=title,
            is_open=is_open,
            route=ROUTE,
            stages={"DIR": date(2023, 3, 8)},
            owner_post="hr-chef",
            presentation="Kvægtorvet sælges.",
            recommendation="Kvægtorvet indstilles.",
        )
        for _ in range(5):
            if advance(self.db, self.by(), case_id=made.subject).facts["transition"] == "none":
                break
        return made.subject

    def close(self) -> None:
        for client in self._open:
            client.close()


@pytest.fixture
def api(norddjurs_sqlite: Database) -> Iterator[Api]:
    """The API on SQLite."""
    made = Api(norddjurs_sqlite)
    yield made
    made.close()


@pytest.fixture
def api_on_both(norddjurs: Database) -> Iterator[Api]:
    """The API on SQLite, and once more on PostgreSQL."""
    made = Api(norddjurs)
    yield made
    made.close()


@pytest.fixture
def count() -> Callable[[TestClient], int]:
    """``count(client)``: how many lines the journal has."""

    def lines(client: TestClient) -> int:
        found = client.get("/journal", params={"limit": 1}).json()["entries"]
        return int(found[0]["seq"])

    return lines
