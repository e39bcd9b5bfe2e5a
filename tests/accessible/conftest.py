"""A real browser in front of the desk on the last day of the replayed spring."""

from __future__ import annotations

import html
import re
import shutil
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from httpx import Response
from playwright.sync_api import Browser, Page
from starlette.testclient import TestClient

from desk.demo.goals import set_goals
from desk.web.app import create_app
from desk.web.server import serving
from domain.casework.house.accounts import create_account
from domain.casework.verb import By
from domain.rules.rights import Grant, Role, Visitor
from domain.store.database import Database, sqlite_url
from flows.settings import Settings

LAST = date(2023, 6, 30)
NOON = datetime(2023, 6, 30, 10, 40, tzinfo=UTC)
NOWHERE = "/findes-ikke"
EVERYTHING = Visitor(
    "lone.vejlby", "lone.vejlby", "Lone Vejlby", frozenset({Grant(Role.ADMINISTRATOR)}), sees_closed=True
)
# What the rules of the page about itself have stopped, said where the console of the page is heard.
BROKEN_POLICY = """addEventListener('securitypolicyviolation', event =>
  console.error(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`))"""
_LINK = re.compile(r'href="(/[^"#]*)')


def kind_of(address: str) -> str:
    """``/moede/<id>/dagsorden`` is one kind of page for all meetings, as ``/profil/person/<name>`` is for people."""
    plain = re.sub(r"[0-9a-f]{32}|\d+", "#", address.partition("?")[0])
    return re.sub(r"^(/profil/[a-z]+)/(?!ny$).+", r"\1/#", plain)


def is_shown(answer: Response) -> bool:
    """Whether it is a page, and not a paper to be kept."""
    is_kept = answer.headers.get("content-disposition", "").startswith("attachment")
    return answer.headers.get("content-type", "").startswith("text/html") and not is_kept


@pytest.fixture(scope="session")
def everything() -> tuple[Visitor, datetime]:
    """Who looks, and when."""
    return EVERYTHING, NOON


@pytest.fixture(scope="session")
def replayed(replay: Callable[[date], Path]) -> Path:
    """The database after the last scene of the spring."""
    return replay(LAST)


@pytest.fixture(scope="session")
def summer(replayed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """For looking only: one copy for the session."""
    copy = tmp_path_factory.mktemp("look") / "summer.db"
    shutil.copyfile(replayed, copy)
    db = Database(sqlite_url(copy))
    create_account(
        db,
        By("drift", NOON),
        account=EVERYTHING.account,
        name=EVERYTHING.name,
        email="lone.vejlby@example.dk",
        grants=list(EVERYTHING.grants),
        person=EVERYTHING.person,
        sees_closed=True,
    )
    set_goals(db, By("demo", NOON))
    yield db
    db.close()


@pytest.fixture(scope="session")
def every_kind_of_page(summer: Database) -> list[str]:
    """One address of every kind of page that links lead to from the front page: /moede/<id>/dagsorden and so on."""
    app = create_app(summer, lambda: NOON, Settings(), known=lambda _: EVERYTHING)
    web = TestClient(app, follow_redirects=False)
    found: dict[str, str] = {}
    ahead = deque(["/", "/login", "/licenser", NOWHERE])
    while ahead:
        address = ahead.popleft()
        kind = kind_of(address)
        if kind in found or address.startswith("/static/"):
            continue
        answer = web.get(address)
        assert answer.status_code < 400 or address == NOWHERE, address
        if is_shown(answer) and answer.status_code != 303:
            found[kind] = address
            ahead += [html.unescape(link) for link in _LINK.findall(answer.text)]
    return list(found.values())


@dataclass
class Looked:
    """A window of the browser, and what went wrong on the page it is at."""

    page: Page
    root: str
    troubles: list[str] = field(default_factory=list)

    def go(self, address: str) -> None:
        """To another page, with what went wrong on the last one forgotten."""
        self.troubles.clear()
        self.page.goto(self.root + address, wait_until="domcontentloaded")  # when the deferred scripts have run

    def hear(self, kind: str, text: str) -> None:
        # A page that does not exist is itself an answer of 404, and the console says so.
        if kind in {"error", "warning"} and "404 (Not Found)" not in text:
            self.troubles.append(f"konsol: {text}")

    def watch(self, address: str) -> None:
        if not address.startswith((self.root, "data:", "blob:")):
            self.troubles.append(f"uden for huset: {address}")


@pytest.fixture
def look(chromium: Browser, summer: Database) -> Iterator[Callable[..., Looked]]:
    """``look(width, javascript=True)``: a window as the administrator has it who may see everything."""
    with ExitStack() as open_things:
        app = create_app(summer, lambda: NOON, Settings(), known=lambda _: EVERYTHING)
        root = open_things.enter_context(serving(app, 0))

        def opened(width: int = 1280, *, javascript: bool = True) -> Looked:
            context = chromium.new_context(
                viewport={"width": width, "height": 900}, java_script_enabled=javascript, reduced_motion="reduce"
            )
            open_things.callback(context.close)
            context.add_init_script(BROKEN_POLICY)
            seen = Looked(context.new_page(), root)
            seen.page.on("pageerror", lambda error: seen.troubles.append(f"fejl i script: {error}"))
            seen.page.on("console", lambda said: seen.hear(said.type, said.text))
            seen.page.on("request", lambda asked: seen.watch(asked.url))
            return seen

        yield opened
