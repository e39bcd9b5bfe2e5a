"""Subscriptions made, moved and taken back at the keyboard, and the same bytes by file and by subscription."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

import httpx
import pytest
from icalendar import Calendar

from calendars.copenhagen import COPENHAGEN
from desk.cli import REFUSED, USAGE
from desk.web.app import create_app
from desk.web.server import serving
from domain.store.database import Database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from conftest import Terminal

OWNER = ("--owner", "lone.vejlby")


@pytest.fixture
def fetch(town: Terminal) -> Iterator[Callable[[str], tuple[int, bytes]]]:
    """What is served at an address the command line gave."""
    db = Database(town.place.database_url)
    with serving(create_app(db, town.place.now), 0) as root:

        def get(address: str) -> tuple[int, bytes]:
            answer = httpx.get(re.sub(r"^https?://[^/]+", root, address), trust_env=False)
            return answer.status_code, answer.content

        yield get
    db.close()


def address_in(said: str) -> str:
    (found,) = re.findall(r"https?://\S+\.ics", said)
    return found


def test_the_address_of_a_new_subscription_leads_to_the_file_that_is_exported(
    town: Terminal, fetch: Callable[[str], tuple[int, bytes]], tmp_path: Path
) -> None:
    said = town.ok("feeds", "create", "--body", "KB", *OWNER).out
    address = address_in(said)
    assert "gælder til" in said
    assert re.fullmatch(r"http://127\.0\.0\.1:8023/kalender/[\w-]{22}/kommunalbestyrelsen\.ics", address)
    town.ok("calendar", "export", "--body", "KB", "--out", tmp_path / "kb.ics")
    assert fetch(address) == (200, (tmp_path / "kb.ics").read_bytes())


def test_a_new_address_ends_the_old_one_and_a_subscription_can_be_taken_back(
    town: Terminal, fetch: Callable[[str], tuple[int, bytes]]
) -> None:
    first = address_in(town.ok("feeds", "create", "--all", *OWNER, "--expires", "1-6-2023").out)
    [row] = town.ok("feeds", "list", "--json").json
    assert (row["kind"], row["owner"], row["expires_at"], row["state"]) == (
        "all",
        "Lone Vejlby",
        "01-06-2023 00:00",
        "live",
    )
    second = address_in(town.ok("feeds", "rotate", row["id"][:8], *OWNER).out)
    assert [fetch(address)[0] for address in (first, second)] == [404, 200]
    assert town.ok("feeds", "revoke", row["id"][:8], "--anyones").out.endswith("er taget tilbage.\n")
    assert fetch(second)[0] == 404
    assert "taget tilbage" in town.ok("feeds", "list", *OWNER).out
    answer = town("feeds", "rotate", row["id"][:8], *OWNER)
    assert answer.code == REFUSED
    assert "Opret et nyt" in answer.err


@pytest.mark.parametrize("command", ["rotate", "revoke"])
def test_a_subscription_is_its_owners_and_nobody_elses(town: Terminal, command: str) -> None:
    town.ok("feeds", "create", "--all", *OWNER)
    [row] = town.ok("feeds", "list", "--json").json
    answer = town("feeds", command, row["id"][:8], "--owner", "mette.holbaek")
    assert answer.code == REFUSED
    assert "findes ikke" in answer.err
    for unclear in ((), (*OWNER, "--anyones")):
        assert town("feeds", command, row["id"][:8], *unclear).code == USAGE
    assert town.ok("feeds", "list", "--json").json == [row]


def test_the_list_never_shows_an_address_again(town: Terminal) -> None:
    secret = address_in(town.ok("feeds", "create", "--all", *OWNER).out).split("/")[-2]
    for command in (("feeds", "list"), ("feeds", "list", "--json"), ("journal", "show")):
        assert secret not in town(*command).out


@pytest.mark.parametrize(
    ("said", "code", "why"),
    [
        (("--body", "XX"), REFUSED, "XX"),
        (("--person", "ingen"), REFUSED, "»ingen« findes ikke"),
        (("--round", "maj"), REFUSED, "Måneden »maj« findes ikke"),
        (("--case", "23/1"), REFUSED, "Sagen »23/1« findes ikke"),
        ((), USAGE, "Vælg netop én"),
        (("--all", "--body", "KB"), USAGE, "Vælg netop én"),
        (("--all", "--expires", "1-1-2023"), REFUSED, "udløbsdagen er passeret"),
    ],
)
def test_a_subscription_to_nothing_is_refused_in_danish(
    town: Terminal, said: tuple[str, ...], code: int, why: str
) -> None:
    answer = town("feeds", "create", *said, *OWNER)
    assert (answer.code, town.ok("feeds", "list", "--json").json) == (code, [])
    assert why in answer.err


def test_each_program_is_told_how_to_subscribe_and_how_late_it_may_be(town: Terminal) -> None:
    page = town.ok("feeds", "help").out
    for program in ("klassisk", "Outlook på nettet", "Mac", "iPhone", "Google", "Thunderbird"):
        assert program in page
    assert "op til et døgn" in page


def test_one_meeting_is_saved_to_be_opened_as_an_item(town: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "kb.ics"
    said = town.ok("calendar", "single", "--body", "KB", "--meeting", "2023-05-23", "--out", file).out
    assert "bliver ikke opdateret" in said
    (event,) = Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    assert event.start == datetime(2023, 5, 23, 17, tzinfo=COPENHAGEN)
    assert b"X-MS-OLK-FORCEINSPECTOROPEN:TRUE" in file.read_bytes()
    town.ok("calendar", "export", "--body", "KB", "--out", tmp_path / "all.ics")
    whole = Calendar.from_ical((tmp_path / "all.ics").read_bytes())
    assert event["UID"] in {other["UID"] for other in whole.walk("VEVENT")}


def test_everything_can_be_made_again_and_comes_out_the_same(town: Terminal, tmp_path: Path) -> None:
    files = [tmp_path / "before.ics", tmp_path / "after.ics"]
    town.ok("calendar", "export", "--all", "--deadlines", "--out", files[0])
    assert town.ok("feeds", "rebuild").out == "Kalenderaftaler lavet på ny: 0.\n"
    town.ok("calendar", "export", "--all", "--deadlines", "--out", files[1])
    assert files[0].read_bytes() == files[1].read_bytes()
