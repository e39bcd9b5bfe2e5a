"""Microsoft Graph as its contract says it is, with events in memory, over HTTP on loopback; and a town's mirror."""

from __future__ import annotations

import importlib.util
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pytest
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from sqlmodel import select

from domain.casework.house.municipality import adopt_profile
from domain.casework.verb import VERBS, By
from domain.model import Entry, Meeting, MirroredMeeting
from domain.profile import shipped_profile
from domain.store.database import Database
from flows.mirror import Mirror, Mirrored
from flows.settings import Settings

TOKEN = "eyJ0.app.token"  # noqa: S105 - the fake's own
MOST_AT_ONCE = 4
OEK = "oek-kalender@kommune.example"
FILTER = re.compile(r"singleValueExtendedProperties/any\(ep: ep/id eq '(.+)' and ep/value eq '(.+)'\)")


@dataclass
class FakeGraph:
    """The rules of outlook-and-mail 9, kept strictly; what a test wants to go wrong is set from outside."""

    url: str = ""
    groups: set[str] = field(default_factory=set)  # addresses that are groups: no application may write there
    forgets_transactions: bool = False  # answers 409 to a repeated transactionId, as some versions do
    busy: list[tuple[int, str]] = field(default_factory=list)  # the next answers: status and Retry-After
    page: int = 25
    asked: list[tuple[str, str, str]] = field(default_factory=list)  # method, path, body
    mailboxes: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    log: dict[str, list[str]] = field(default_factory=dict)  # ids in the order they changed; a token is a place in it
    transactions: dict[tuple[str, str], str] = field(default_factory=dict)
    expired: bool = False
    at_once: int = 0
    most_at_once: int = 0
    _number: int = 0

    def events(self, mailbox: str = OEK) -> list[dict[str, Any]]:
        """What people see in that calendar, by time."""
        return sorted(self.mailboxes.get(mailbox, {}).values(), key=lambda event: str(event["start"]["dateTime"]))

    def on(self, day: str, mailbox: str = OEK) -> dict[str, Any]:
        (event,) = [one for one in self.events(mailbox) if one["start"]["dateTime"].startswith(day)]
        return event

    def by_hand(self, event: dict[str, Any], mailbox: str = OEK, **changed: Any) -> None:
        """Somebody changes an event in Outlook."""
        self._touch(mailbox, {**event, **changed})

    def delete_by_hand(self, event: dict[str, Any], mailbox: str = OEK) -> None:
        del self.mailboxes[mailbox][event["id"]]
        self.log[mailbox].append(event["id"])

    def count(self, method: str) -> int:
        return sum(asked == method for asked, _, _ in self.asked)

    def _touch(self, mailbox: str, event: dict[str, Any]) -> dict[str, Any]:
        self._number += 1
        event = {**event, "changeKey": f"ck{self._number}", "@odata.etag": f'W/"ck{self._number}"'}
        self.mailboxes.setdefault(mailbox, {})[event["id"]] = event
        self.log.setdefault(mailbox, []).append(event["id"])
        return event

    def answer(self, request: Request, body: dict[str, Any]) -> Response:
        """One request, by the rules."""
        raw = request.scope["raw_path"].decode().removeprefix("/v1.0/")
        parts = [unquote(part) for part in raw.split("/")]  # an id may hold a slash
        if refused := self._refusal(request, parts):
            return refused
        mailbox, what = parts[1], "/".join(parts[2:])
        if what == "calendar/events" and request.method == "POST":
            return self._create(mailbox, body)
        if what == "calendar/events":
            return self._find(mailbox, request.query_params["$filter"])
        if what == "calendarView/delta":
            return self._delta(mailbox, request)
        return self._one(request, mailbox, parts[3], body)

    def _refusal(self, request: Request, parts: list[str]) -> Response | None:
        if self.at_once > MOST_AT_ONCE:
            return Response(status_code=429, headers={"Retry-After": "1"})
        if self.busy:
            status, after = self.busy.pop(0)
            return Response(status_code=status, headers={"Retry-After": after} if after else {})
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return _error(401, "InvalidAuthenticationToken")
        if parts[0] == "groups" or parts[1] in self.groups:
            return _error(403, "ErrorAccessDenied")
        return None

    def _create(self, mailbox: str, body: dict[str, Any]) -> Response:
        if body.get("attendees"):
            return _error(400, "MailWouldGoOut")
        transaction = (mailbox, body["transactionId"])
        if transaction in self.transactions:
            known = self.mailboxes[mailbox].get(self.transactions[transaction])
            if self.forgets_transactions or known is None:
                return _error(409, "ErrorDuplicateTransactionId")
            return JSONResponse(_in_utc(known), 201)
        self._number += 1
        event = self._touch(mailbox, {**body, "id": f"AAMkAD{self._number}=/x", "type": "singleInstance"})
        self.transactions[transaction] = event["id"]
        return JSONResponse(_in_utc(event), 201)

    def _find(self, mailbox: str, wanted: str) -> Response:
        match = FILTER.fullmatch(wanted)
        assert match is not None
        pair = {"id": match[1], "value": match[2]}
        found = [one for one in self.events(mailbox) if pair in one.get("singleValueExtendedProperties", [])]
        return JSONResponse({"value": [_in_utc(one) for one in found]})

    def _one(self, request: Request, mailbox: str, event_id: str, body: dict[str, Any]) -> Response:
        event = self.mailboxes.get(mailbox, {}).get(event_id)
        if event is None:
            return _error(404, "ErrorItemNotFound")
        if request.method == "GET":
            return JSONResponse(_in_utc(event))
        if request.method == "DELETE":
            self.delete_by_hand(event, mailbox)
            return Response(status_code=204)
        if request.headers.get("if-match") != event["@odata.etag"]:
            return _error(412, "ErrorIrresolvableConflict")
        if "transactionId" in body:
            return _error(400, "ErrorInvalidPropertySet")
        return JSONResponse(_in_utc(self._touch(mailbox, {**event, **body})))

    def _delta(self, mailbox: str, request: Request) -> Response:
        said = request.query_params
        if "startDateTime" in said:
            since, skip, window = 0, 0, f"{said['startDateTime']}|{said['endDateTime']}"
        elif self.expired:
            self.expired = False
            return _error(410, "SyncStateNotFound")
        else:
            since, skip, window = (*map(int, said["token"].split("-")), said["window"])
        first, last = window.split("|")
        log = self.log.get(mailbox, [])
        rows: list[dict[str, Any]] = []
        for event_id in dict.fromkeys(log[since:]):
            event = self.mailboxes[mailbox].get(event_id)
            if event is not None and first[:10] <= event["start"]["dateTime"][:10] <= last[:10]:
                rows.append(_in_utc(event))
            elif since:
                rows.append({"id": event_id, "@removed": {"reason": "deleted"}})
        more = skip + self.page < len(rows)
        token = f"{since}-{skip + self.page}" if more else f"{len(log)}-0"
        link = f"{self.url}/users/{mailbox}/calendarView/delta?token={token}&window={window}"
        return JSONResponse(
            {"value": rows[skip : skip + self.page], "@odata.nextLink" if more else "@odata.deltaLink": link}
        )


def _error(status: int, code: str) -> Response:
    return JSONResponse({"error": {"code": code, "message": "No."}}, status)


def _in_utc(event: dict[str, Any]) -> dict[str, Any]:
    """As it is answered to one who prefers UTC."""
    return {**event, "start": _utc(event["start"]), "end": _utc(event["end"])}


def _utc(said: dict[str, str]) -> dict[str, str]:
    moment = datetime.fromisoformat(said["dateTime"]).replace(tzinfo=ZoneInfo(said["timeZone"])).astimezone(UTC)
    return {"dateTime": f"{moment:%Y-%m-%dT%H:%M:%S}.0000000", "timeZone": "UTC"}


@pytest.fixture
def graph() -> Iterator[FakeGraph]:
    """A running Graph."""
    fake, app = FakeGraph(), FastAPI()

    @app.api_route("/{path:path}", methods=["GET", "POST", "PATCH", "DELETE"])
    async def any_call(request: Request) -> Response:
        raw = await request.body()
        fake.asked.append((request.method, request.url.path, raw.decode()))
        fake.at_once += 1
        fake.most_at_once = max(fake.most_at_once, fake.at_once)
        try:
            return fake.answer(request, await request.json() if raw else {})
        finally:
            fake.at_once -= 1

    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical", lifespan="off", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    for _ in range(500):
        if server.started:
            break
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    fake.url = f"http://127.0.0.1:{port}/v1.0"
    yield fake
    server.should_exit = True
    thread.join(10)


@dataclass
class Mirroring:
    """A town whose ØK is mirrored, and its clock."""

    db: Database
    graph: FakeGraph
    settings: Settings
    moment: Callable[..., datetime]
    waited: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.program = Mirror(self.db, self.settings, wait=self.waited.append)

    def run(self, at: str = "2023-03-02 10:00") -> Mirrored:
        return self.program.mirror(self.moment(at))

    def do(self, verb: str, at: str = "2023-03-02 11:00", **values: Any) -> None:
        VERBS[verb](self.db, By("lone.vejlby", self.moment(at)), **values)

    def adopt(self, changed: Callable[[str], str], at: str = "2023-03-02 09:00") -> None:
        adopt_profile(self.db, By("lone.vejlby", self.moment(at)), name="n.toml", text=changed(shipped_profile()))

    def meetings(self, body: str = "ØK") -> list[Meeting]:
        """Those to come, by their moment."""
        with self.db.read() as session:
            found = session.exec(select(Meeting).where(Meeting.body_key == body)).all()
        return sorted(
            (one for one in found if one.starts_at > self.moment("2023-03-02 10:00")), key=lambda m: m.held_on
        )

    def rows(self) -> list[str]:
        """The journal's lines and the mirror's rows."""
        with self.db.read() as session:
            return [str(row.model_dump()) for noun in (Entry, MirroredMeeting) for row in session.exec(select(noun))]

    def row(self, meeting_id: str) -> MirroredMeeting:
        with self.db.read() as session:
            return session.get_one(MirroredMeeting, meeting_id)


def with_mailbox(text: str, body: str = "ØK", mailbox: str = OEK) -> str:
    """The shipped profile, with a mailbox for a body."""
    return text.replace(f'key = "{body}"\n', f'key = "{body}"\noutlook = "{mailbox}"\n', 1)


@pytest.fixture
def town(norddjurs_sqlite: Database, graph: FakeGraph, at: Callable[..., datetime], tmp_path: Path) -> Mirroring:
    token = tmp_path / "token"
    token.write_text(TOKEN + "\n")
    made = Mirroring(norddjurs_sqlite, graph, Settings(graph_url=graph.url, graph_token_file=token), at)
    made.adopt(with_mailbox)
    return made


@pytest.fixture(name="with_mailbox")
def _with_mailbox() -> Callable[..., str]:
    return with_mailbox


@pytest.fixture
def closed_case() -> Callable[[str], Mapping[str, Any]]:
    """The closed case of the test that walks every way out."""
    path = Path(__file__).parents[1] / "closed_items" / "conftest.py"
    spec = importlib.util.spec_from_file_location("the_closed_case", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    made: Callable[[str], Mapping[str, Any]] = module._closed_case
    return made
