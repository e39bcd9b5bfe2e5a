"""The published folder: nothing closed in any file, gone when it is taken back, whole when the writer is killed."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from desk.errors import PublicFolderError
from desk.public_folder import Followed, follow
from domain.casework.case.files import attach_file, remove_file
from domain.casework.case.publishable import word_for_public
from domain.casework.meeting.agenda import lock_agenda, publish_agenda, unpublish_agenda
from domain.casework.meeting.minutes import approve_minutes
from domain.casework.verb import By
from domain.model import Outcome

MARK, NUMBER, DAY = "zq", "23/999", "2023-04-12"
FOLDER = "dir-2023-04-12-0900"


@dataclass
class Town:
    """A secretariat with a published folder."""

    office: Any
    folder: Path

    def do(self, verb: Callable[..., Any], at: str, **values: Any) -> None:
        meeting = self.office.meeting("DIR", DAY)
        verb(self.office.db, By("hanne.fjellerby", self.office.moment(at)), meeting_id=meeting, **values)

    def follow(self) -> Followed:
        return follow(self.office.db, self.folder)

    def files(self) -> dict[str, bytes]:
        """All that a web server would show, by path."""
        found = sorted(file for file in self.folder.rglob("*") if file.is_file() and not file.name.startswith("."))
        return {file.relative_to(self.folder).as_posix(): file.read_bytes() for file in found}


@pytest.fixture
def town(office: Any, closed_case: Callable[[str], Mapping[str, Any]], tmp_path: Path) -> Town:
    """DIR's meeting with an open and a closed case on it, its agenda published."""
    office.do("open_case", "2023-03-01 09:00", **closed_case(f"Afsked af {MARK}title"))
    opened = {
        "number": "23/1000",
        "title": "Personalepolitik",
        "route": ["DIR", "HU"],
        "recommendation": "Godkendes.",
    }
    office.do(
        "open_case", "2023-03-01 09:00", stages={"DIR": date.fromisoformat(DAY)}, owner_post="hr-chef", **opened
    )
    town = Town(office, tmp_path / "offentligt")
    office.live("2023-04-03", "2023-04-05")
    for verb in (lock_agenda, publish_agenda):
        town.do(verb, "2023-04-06 09:00")
    return town


def test_the_folder_has_every_form_and_no_closed_word_and_twice_changes_nothing(
    town: Town, everything_in: Callable[[str, bytes], str]
) -> None:
    assert town.follow() == Followed(written=1)
    files = town.files()
    assert set(files) == {
        "index.html",
        *(f"{FOLDER}/{name}" for name in ("index.html", "dagsorden.html", "dagsorden.pdf", "moede.json")),
    }
    told = json.loads(files[f"{FOLDER}/moede.json"])
    shown = {item["name"]: item for item in told["agendaItem"]}
    assert shown["Personalepolitik"]["consultation"]["paper"]["reference"] == "23/1000"
    closed = shown["Lukket punkt"]
    assert set(closed) == {"type", "number", "order", "name", "public"}
    for every in town.folder.rglob("*"):
        data = every.read_bytes() if every.is_file() else b""
        text = everything_in(str(every.relative_to(town.folder)), data)
        assert re.findall(rf"{MARK}[a-z]{{5,}}", text) == [], every
        assert NUMBER not in text, every
    assert town.follow() == Followed()
    assert follow(town.office.db, town.folder, everything=True) == Followed()
    assert town.files() == files


def test_minutes_come_when_they_are_approved_and_all_goes_when_it_is_taken_back(town: Town) -> None:
    town.follow()
    town.office.live("2023-04-12", "2023-04-13")
    town.office.decide("DIR", "2023-04-13 09:00", Outcome.RECOMMENDED, text="Direktionen anbefaler.")
    town.follow()
    assert f"{FOLDER}/referat.html" not in town.files()  # a draft is nobody's but the house's
    town.do(approve_minutes, "2023-04-14 09:00")
    assert town.follow() == Followed(written=1)
    files = town.files()
    assert b"Direktionen anbefaler." in files[f"{FOLDER}/referat.html"]
    assert files[f"{FOLDER}/referat.pdf"].startswith(b"%PDF")
    told = json.loads(files[f"{FOLDER}/moede.json"])
    assert [item.get("result") for item in told["agendaItem"]].count("Anbefales godkendt.") == 1
    (town.folder / "kommunens-egen.txt").write_text("hej")
    town.do(unpublish_agenda, "2023-04-15 09:00", reason="Et navn skal ud.")
    assert town.follow() == Followed(removed=1)
    assert set(town.files()) == {"index.html", "kommunens-egen.txt"}


def attach(town: Town, number: str, title: str, *, is_open: bool, name: str, data: bytes) -> dict[str, Any]:
    said = {"title": title, "is_open": is_open, "name": name, "data": data}
    case, by = town.office.case_id(number), By("hanne.fjellerby", town.office.moment("2023-04-06 10:00"))
    return dict(attach_file(town.office.db, by, case_id=case, **said).facts)


def test_files_of_open_attachments_lie_beside_and_no_other_in_any_byte(
    town: Town, everything_in: Callable[[str, bytes], str]
) -> None:
    text = {"name": f"{MARK}filename.txt", "data": b"Tal for 2022"}
    kept = attach(town, "23/1000", "Tal & nøgletal", is_open=True, **text)
    shut = {"title": f"{MARK}shut", "is_open": False, "name": "a.txt", "data": f"{MARK}shutbytes".encode()}
    attach(town, "23/1000", **shut)
    attach(town, NUMBER, f"{MARK}openinclosed", is_open=True, name=f"{MARK}b.txt", data=f"{MARK}bytes".encode())
    assert town.follow() == Followed(written=1)
    (item,) = (one for one in json.loads(town.files()[f"{FOLDER}/moede.json"])["agendaItem"] if one["public"])
    (file,) = item["consultation"]["paper"]["auxiliaryFile"]
    assert file["accessUrl"] == f"bilag/punkt-{item['order']}-bilag-1-tal-noegletal.txt"
    assert town.files()[f"{FOLDER}/{file['accessUrl']}"] == b"Tal for 2022"
    assert f'href="{file["accessUrl"]}"'.encode() in town.files()[f"{FOLDER}/dagsorden.html"]
    assert len([name for name in town.files() if "/bilag/" in name]) == 1
    for every in town.folder.rglob("*"):
        data = every.read_bytes() if every.is_file() else b""
        assert re.findall(rf"{MARK}[a-z]+", everything_in(str(every.relative_to(town.folder)), data)) == [], every
    # A newer version takes its place; a file that is removed, and an attachment that is closed, are gone.
    case = town.office.case_id("23/1000")
    new = {"attachment_id": kept["attachment"], "name": "n.txt", "data": b"Tal for 2023"}
    by = By("hanne.fjellerby", town.office.moment("2023-04-06 11:00"))
    newer = attach_file(town.office.db, by, case_id=case, **new).facts["file"]
    assert town.follow() == Followed(written=1)
    assert town.files()[f"{FOLDER}/{file['accessUrl']}"] == b"Tal for 2023"
    remove_file(town.office.db, by, file_id=newer, reason="Forkerte tal.")
    assert town.follow() == Followed(written=1)
    assert [name for name in town.files() if "/bilag/" in name] == []


def test_of_a_closed_decision_the_public_reads_the_words_meant_for_it_or_why_there_are_none(town: Town) -> None:
    town.office.live("2023-04-12", "2023-04-13")
    town.office.decide("DIR", "2023-04-13 09:00", Outcome.RECOMMENDED, text=f"{MARK}decision")
    town.do(approve_minutes, "2023-04-14 09:00")
    town.follow()
    missing = "Der er endnu ikke taget stilling til, hvad der kan offentliggøres af beslutningen."
    assert missing in town.files()[f"{FOLDER}/referat.html"].decode()
    (stop,) = town.office.stops_at("DIR", DAY, NUMBER)
    said = ({"text": "En ansættelse er afsluttet."}, {"withheld_because": "Den angår en enkelt person."})
    for at, given in enumerate(said):
        by = By("hanne.fjellerby", town.office.moment(f"2023-04-14 1{at}:00"))
        word_for_public(town.office.db, by, stop_id=stop, **given)
        assert town.follow() == Followed(written=1)
        page = town.files()[f"{FOLDER}/referat.html"].decode()
        assert missing not in page
        assert [words in page for one in said for words in one.values()] == [one is given for one in said]
        assert page.count(f"{MARK}decision") == 1  # the open case's: the same words were said of both
    told = json.loads(town.files()[f"{FOLDER}/moede.json"])["agendaItem"]
    assert "Den angår en enkelt person." in [one.get("sagsgang:withheldBecause") for one in told]


def test_a_case_that_is_closed_afterwards_leaves_what_is_published(town: Town) -> None:
    town.follow()
    case = town.office.case_id("23/1000")
    town.office.do("correct_case", "2023-04-06 10:00", case_id=case, is_open=False)
    assert town.follow() == Followed(written=1)
    assert not any(b"Personalepolitik" in data for data in town.files().values())


class Killer:
    """Lets so many writes through, and then none."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, lets: int) -> None:
        self.left, self.has_killed = lets, False
        for name in ("rename", "mkdir", "replace", "write_text"):
            monkeypatch.setattr(Path, name, self.counted(getattr(Path, name)))

    def counted(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def write(*where: Any, **how: Any) -> Any:
            if self.left == 0:
                self.has_killed = True
                raise KeyboardInterrupt
            self.left -= 1
            return real(*where, **how)

        return write


def test_a_writer_killed_at_any_step_leaves_whole_meetings_and_is_made_good(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.follow()
    before, case, lets = town.files(), town.office.case_id("23/1000"), 0
    whole = {name for name in before if name.startswith(f"{FOLDER}/")}
    while True:
        town.office.do("correct_case", "2023-04-06 10:00", case_id=case, title=f"Ny personalepolitik {lets}")
        with monkeypatch.context() as patched:
            killer = Killer(patched, lets)
            with contextlib.suppress(KeyboardInterrupt):
                town.follow()
        assert {name for name in town.files() if name.startswith(f"{FOLDER}/")} in (set(), whole)
        town.follow()
        after = town.files()
        assert set(after) == set(before)
        assert f"Ny personalepolitik {lets}".encode() in after[f"{FOLDER}/index.html"]
        assert [found.name for found in town.folder.iterdir() if found.name.startswith((".ny", ".gammel"))] == []
        if not killer.has_killed:
            break
        lets += 1
    assert lets > 6  # it was killed at each of its writes


def test_a_folder_that_cannot_be_written_says_so_and_loses_nothing(town: Town) -> None:
    town.folder.write_text("en fil, hvor mappen skulle være")
    with pytest.raises(PublicFolderError) as refused:
        town.follow()
    assert refused.value.facts["folder"] == str(town.folder)
    town.folder.unlink()
    assert town.follow() == Followed(written=1)
