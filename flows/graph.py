"""Microsoft Graph: the seven calls that keep one shared mailbox's calendar like our meetings (outlook-and-mail 9).

Small enough for plain HTTP. An event has no attendees, or Exchange would mail them; no text, so nothing of an
agenda; and our meeting's id as an extended property, by which it is found again.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from ipaddress import ip_address
from typing import Any, Self
from urllib.parse import quote

import httpx

from calendars.copenhagen import COPENHAGEN, TZID
from domain.casework.outlook.mirror import Shown

log = logging.getLogger(__name__)

MEETING = "String {5d0a2b64-3c1e-4f0b-9a53-7d1c6f3f2e10} Name SagsgangMeeting"  # the extended property; never change
TRIES = 3  # of one call; what is then still refused waits for the next round
MOST_WAIT = 10  # seconds within a round; a longer Retry-After ends it, for mails wait behind it
SHORT_WAIT = 2  # seconds, where the server does not say
TIMEOUT = 20  # seconds
_BUSY = frozenset({429, 503, 504})
_CONFLICT, _PRECONDITION_FAILED = 409, 412
_GONE = frozenset({404, 410})


class GraphError(ConnectionError):
    """Graph said no, or something that is not Graph. Its own words stay out of logs: they quote the event."""

    def __init__(self, status: int, code: str = "") -> None:
        super().__init__(f"{status} {code}".strip())
        self.status = status


class BusyError(GraphError):
    """Too many requests: nothing more may be asked for ``seconds``."""

    def __init__(self, status: int, seconds: int) -> None:
        super().__init__(status)
        self.seconds = seconds


class ChangedThereError(GraphError):
    """The event is not as we last saw it; somebody has been at it."""


class NotThereError(GraphError):
    """No such event, or no such link any more."""


class UnsafeAddressError(ValueError):
    """The token would leave by an address that is not https, or not Graph's own."""


@dataclass(frozen=True, slots=True)
class Event:
    """An event as Graph shows it."""

    id: str
    etag: str
    shown: Shown


@dataclass(frozen=True, slots=True)
class Changes:
    """What a calendar's delta says: events that are new or changed, ids that left it, and where to go on."""

    events: tuple[Event, ...]
    left: tuple[str, ...]
    link: str


class Graph:
    """A connection to Graph, used for one mailbox and one call at a time; at most four at once are allowed.

    ``token`` is asked once a connection. ``wait`` sleeps that many seconds.

    Raises:
        UnsafeAddressError: the address is neither https nor this very machine.
    """

    def __init__(self, url: str, token: Callable[[], str], *, wait: Callable[[float], None] = time.sleep) -> None:
        self._base = httpx.URL(url.rstrip("/") + "/")
        self._check_address(self._base)
        self._token = token
        self._wait = wait
        self._http = httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=self._base.scheme == "https")

    def __enter__(self) -> Self:
        said = ('outlook.timezone="UTC"', 'IdType="ImmutableId"')  # an id that stays when the event is moved
        self._http.headers.update({"Authorization": f"Bearer {self._token()}", "Prefer": ", ".join(said)})
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def create(self, mailbox: str, transaction: str, meeting_id: str, shown: Shown) -> Event:
        """Make the event; made before with the same transaction, that one is answered, as it is now.

        Raises:
            GraphError: of any kind.
        """
        said = {
            **_body(shown),
            "transactionId": transaction,
            "isReminderOn": False,
            "singleValueExtendedProperties": [{"id": MEETING, "value": meeting_id}],
        }
        try:
            return _event(self._call("POST", self._events(mailbox), json=said))
        except GraphError as error:
            if error.status != _CONFLICT:
                raise
            found = self.find(mailbox, meeting_id)
            if found is None:
                raise
            return found

    def find(self, mailbox: str, meeting_id: str) -> Event | None:
        """The event of a meeting, by our id in it."""
        wanted = f"singleValueExtendedProperties/any(ep: ep/id eq '{MEETING}' and ep/value eq '{meeting_id}')"
        found = self._call("GET", self._events(mailbox), params={"$filter": wanted})
        return next((_event(one) for one in found["value"]), None)

    def read(self, mailbox: str, event_id: str) -> Event | None:
        """One event; None when it is gone."""
        try:
            return _event(self._call("GET", self._event_url(mailbox, event_id)))
        except NotThereError:
            return None

    def change(self, mailbox: str, event_id: str, etag: str, shown: Shown) -> Event:
        """Write an event anew, unless somebody else has since ``etag``.

        Raises:
            ChangedThereError: somebody has.
            NotThereError: it is gone.
            GraphError: of any other kind.
        """
        headers = {"If-Match": etag}
        return _event(self._call("PATCH", self._event_url(mailbox, event_id), json=_body(shown), headers=headers))

    def remove(self, mailbox: str, event_id: str) -> None:
        """Take an event away; one that is gone is as good. There is nobody to tell: it has no attendees."""
        try:
            self._call("DELETE", self._event_url(mailbox, event_id))
        except NotThereError:
            log.info("an event to be taken away was gone already")

    def changes(self, mailbox: str, link: str = "", *, from_on: date, days: timedelta) -> Changes:
        """What has changed since ``link``; without one, every event of those days.

        Raises:
            NotThereError: the link is too old; begin again without.
            UnsafeAddressError: a link leads away from Graph.
            GraphError: of any other kind.
        """
        url = httpx.URL(link) if link else self._url(mailbox, "calendarView/delta")
        params: Mapping[str, str] | None = None
        if not link:
            first, last = (datetime.combine(day, datetime.min.time()) for day in (from_on, from_on + days))
            params = {"startDateTime": f"{first.isoformat()}Z", "endDateTime": f"{last.isoformat()}Z"}
        rows: list[Mapping[str, Any]] = []
        while True:
            page = self._call("GET", url, params=params)
            rows += page["value"]
            if (reached := page.get("@odata.deltaLink")) is not None:
                break
            url, params = httpx.URL(page["@odata.nextLink"]), None
        return Changes(
            tuple(_event(row) for row in rows if "@removed" not in row and _is_ours_to_read(row)),
            tuple(row["id"] for row in rows if "@removed" in row),
            str(reached),
        )

    def _call(self, method: str, url: httpx.URL, **said: Any) -> Any:
        self._check_address(url)
        for tried in range(1, TRIES + 1):
            try:
                answer = self._http.request(method, url, **said)
            except httpx.HTTPError as error:
                raise GraphError(0, type(error).__name__) from None
            if answer.status_code not in _BUSY:
                return _understood(answer)
            seconds = _retry_after(answer)
            if tried == TRIES or seconds > MOST_WAIT:
                raise BusyError(answer.status_code, seconds)
            self._wait(seconds)
        raise AssertionError("unreachable")

    def _events(self, mailbox: str) -> httpx.URL:
        return self._url(mailbox, "calendar/events")

    def _event_url(self, mailbox: str, event_id: str) -> httpx.URL:
        return self._url(mailbox, f"events/{quote(event_id, safe='')}")

    def _url(self, mailbox: str, what: str) -> httpx.URL:
        return httpx.URL(f"{self._base}users/{quote(mailbox, safe='@')}/{what}")

    def _check_address(self, url: httpx.URL) -> None:
        is_safe = url.scheme == "https" or (url.scheme == "http" and _is_loopback(url.host))
        if not is_safe or (url.scheme, url.host, url.port) != (self._base.scheme, self._base.host, self._base.port):
            raise UnsafeAddressError(url.host)


def _understood(answer: httpx.Response) -> Any:
    """What was answered, as JSON; an error by its status."""
    status = answer.status_code
    if status in _GONE:
        raise NotThereError(status)
    if status == _PRECONDITION_FAILED:
        raise ChangedThereError(status)
    if not answer.is_success:
        raise GraphError(status)
    try:
        return answer.json() if answer.content else {}
    except ValueError:
        raise GraphError(status, "no JSON") from None


def _retry_after(answer: httpx.Response) -> int:
    said = answer.headers.get("Retry-After", "")
    return int(said) if said.isascii() and said.isdigit() else SHORT_WAIT


def _body(shown: Shown) -> dict[str, Any]:
    return {
        "subject": shown.title,
        "start": _written(shown.starts_at),
        "end": _written(shown.ends_at),
        "location": {"displayName": shown.place},
        "showAs": "free" if shown.is_cancelled else "busy",
    }


def _written(moment: datetime) -> dict[str, str]:
    local = moment.astimezone(COPENHAGEN).replace(tzinfo=None)
    return {"dateTime": local.isoformat(timespec="seconds"), "timeZone": TZID}


def _event(row: Mapping[str, Any]) -> Event:
    """An event of ours. Raises GraphError when what came is none."""
    try:
        shown = Shown(
            title=str(row.get("subject") or ""),
            starts_at=_read(row["start"]),
            ends_at=_read(row["end"]),
            place=" ".join(str((row.get("location") or {}).get("displayName") or "").split()),
        )
        return Event(str(row["id"]), str(row["@odata.etag"]), shown)
    except (KeyError, ValueError, TypeError) as error:
        raise GraphError(0, type(error).__name__) from None


def _is_ours_to_read(row: Mapping[str, Any]) -> bool:
    """Whether a row of a delta is a whole single event; an occurrence of somebody's series may lack its subject."""
    return row.get("type", "singleInstance") == "singleInstance" and {"start", "end", "@odata.etag"} <= row.keys()


def _read(said: Mapping[str, str]) -> datetime:
    """A moment as we asked to have it: in UTC, with seven decimals."""
    if said["timeZone"] != "UTC":
        raise ValueError("not in UTC")
    return datetime.fromisoformat(said["dateTime"][:19]).replace(tzinfo=UTC)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
