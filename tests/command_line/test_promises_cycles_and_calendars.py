from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from icalendar import Calendar
from sqlmodel import select

from calendars.copenhagen import COPENHAGEN
from desk.cli import REFUSED
from desk.commands.doctor import app as doctor_app
from domain.model import Case

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Terminal

SAMPLE_REPORT = "ligestillingsredegoerelse-2023.txt"
SAMPLE_MINUTES = "direktionen-2023-04-12.txt"


@pytest.fixture
def report(town: Terminal) -> Terminal:
    town.set_clock(datetime(2023, 3, 15, 9, tzinfo=COPENHAGEN))
    town.ok("case", "open", town.samples / SAMPLE_REPORT, "--number", "23/4107", "--owner", "hr-konsulent")
    town.set_clock(datetime(2023, 4, 13, 9, tzinfo=COPENHAGEN))
    return town


def test_promises_in_the_minutes_are_proposed_on_the_case_with_the_same_title(report: Terminal) -> None:
    propose = ("followups", "propose", report.samples / SAMPLE_MINUTES)
    looked = report.ok(*propose)
    assert "Chef for Kommunaldirektørens Sekretariat" in looked.out
    assert report.ok("followups", "list", "--json").json == []
    report.ok(*propose, "--yes")
    found = report.ok("followups", "list", "--json").json
    assert [(row["case"], row["owner_post"], row["state"]) for row in found] == [
        ("23/4107", "chef-sekretariat", "proposed")
    ]
    assert "Nye forslag gemt: 0." in report.ok(*propose, "--yes").out


def test_a_promise_is_confirmed_for_the_stop_that_waits_and_then_done(report: Terminal) -> None:
    report.ok("followups", "propose", report.samples / SAMPLE_MINUTES, "--yes")
    key = report.ok("followups", "list", "--json").json[0]["id"][:8]
    said = report.ok("followups", "confirm", key, "--blocks", "HU").out
    assert "senest tors 20-04-2023" in said
    blocked = [
        check
        for check in report.ok("case", "show", "23/4107", "--json").json["checks"]
        if check["code"] == "follow_up_blocks"
    ]
    assert [check["severity"] for check in blocked] == ["stop"]
    report.ok("followups", "done", key, "--note", "Tallene er rettet.")
    assert report.ok("followups", "list", "--json").json == []
    assert [row["state"] for row in report.ok("followups", "list", "--all", "--json").json] == ["done"]


def test_the_case_that_answers_a_promise_is_named_and_promises_are_handed_on(report: Terminal) -> None:
    report.ok("followups", "propose", report.samples / SAMPLE_MINUTES, "--yes")
    key = report.ok("followups", "list", "--json").json[0]["id"][:8]
    report.ok("followups", "confirm", key, "--person", "freja.ginnerup", "--due", "2023-05-01")
    assert (
        f"Opfølgning {key} besvares i sag 23/4107" in report.ok("followups", "answer", key, "--case", "23/4107").out
    )
    assert report("followups", "answer", key, "--case", "23/0").code == REFUSED
    given = ("followups", "hand-on", "freja.ginnerup", "--to", "chef-sekretariat")
    assert report.ok(*given).out == "Givet videre til chef-sekretariat: 1.\n"
    assert report.ok("followups", "list", "--json").json[0]["owner_post"] == "chef-sekretariat"
    assert report.ok(*given).out == "Givet videre til chef-sekretariat: 0.\n"


def test_the_list_of_promises_is_a_paper_by_owner_and_of_a_closed_case_says_no_word(
    report: Terminal, tmp_path: Path
) -> None:
    report.ok("followups", "propose", report.samples / SAMPLE_MINUTES, "--yes")
    key = report.ok("followups", "list", "--json").json[0]["id"][:8]
    report.ok("followups", "confirm", key, "--due", "2023-04-10")
    said = report.ok("followups", "paper").out
    assert "Chef for Kommunaldirektørens Sekretariat (Freja Ginnerup)" in said
    assert "10-04-2023 (3 dage over)" in said
    assert report.ok("followups", "paper", "--owner", "hr-chef", "--json").json["lines"] == []
    assert "Omfatter: åbne, ØK, kun over fristen" in report.ok("followups", "paper", "--body", "ØK", "--late").out
    assert "Listen over løfter er gemt i" in report.ok("followups", "paper", "--out", tmp_path / "l.docx").out
    assert (tmp_path / "l.docx").read_bytes().startswith(b"PK")
    for wrong in (("--owner", "ingen"), ("--person", "ingen"), ("--body", "XX")):
        assert report("followups", "paper", *wrong).code == REFUSED

    (promise,) = report.ok("followups", "paper", "--json").json["lines"]
    with report.place.database() as db, db.write() as session:
        session.exec(select(Case)).one().is_open = False
    assert promise["text"] not in report.ok("followups", "paper").out
    assert "23/4107" in report.ok("followups", "paper").out
    assert promise["text"][:20] in report.ok("followups", "paper", "--show-closed").out


def test_a_standing_item_is_listed_put_on_and_left_out(report: Terminal) -> None:
    june = ("agenda", "standing", "--body", "DIR", "--meeting", "2023-06-07")
    assert "Månedsgrebet" in report.ok(*june).out
    assert report(*june, "--leave-out", "maanedsgrebet").code == REFUSED
    report.ok(*june, "--leave-out", "maanedsgrebet", "--reason", "Seminar.")
    assert "udeladt: Seminar." in report.ok(*june).out
    report.ok(*june, "--put", "maanedsgrebet")
    rows = {row["item"]: row for row in report.ok(*june, "--json").json}
    assert rows["maanedsgrebet"]["case"]
    assert not rows["maanedsgrebet"]["left_out"]


def test_a_promise_without_a_day_is_not_confirmed_and_the_cure_is_named(report: Terminal) -> None:
    report.ok("followups", "propose", report.samples / SAMPLE_MINUTES, "--yes")
    key = report.ok("followups", "list", "--json").json[0]["id"][:8]
    answer = report("followups", "confirm", key)
    assert answer.code == REFUSED
    assert "Skriv en dag med --due" in answer.err


def test_reminders_of_a_day_are_listed_with_their_reason_and_not_sent(report: Terminal) -> None:
    rows = report.ok("reminders", "--on", "2023-05-25", "--json").json
    assert isinstance(rows, list)
    report.set_clock(datetime(2023, 3, 28, 9, tzinfo=COPENHAGEN))
    page = report.ok("reminders", "--on", "2023-03-29")
    assert "Poul Karlby" in page.out
    assert "frist: indlevering" in page.out
    assert "sagens ejer" in page.out
    assert report.ok("reminders", "--on", "29-03-2023").out == page.out


def test_sending_can_be_rehearsed(report: Terminal) -> None:
    before = report.ok("reminders", "--json").out
    assert report.ok("reminders", "send", "--dry-run", "--json").out == before
    assert report.ok("reminders", "stuck").out == "Ingen mails er opgivet.\n"


def test_the_next_round_of_a_repealed_duty_is_none_by_name_of_the_law(terminal: Terminal) -> None:
    answer = terminal.ok("cycles", "next", "ligestillingsredegoerelse", "--as-of", "2023-06-01")
    assert "Der er ingen næste runde: ophævet ved lov nr. 1470 af 10. december 2024" in answer.out
    row = terminal.ok("cycles", "next", "ligestillingsredegoerelse", "--as-of", "2023-01-01", "--json").json
    assert row["next"]["decide_before"] == "2023-06-01"
    duties = {one["key"]: one for one in terminal.ok("cycles", "list", "--json").json}
    assert duties["ligestillingsredegoerelse"]["repealed_by"] == "lov nr. 1470 af 10. december 2024"
    assert duties["budget"]["not_verified"] == ""
    assert duties["apv"]["not_verified"]
    years = [
        one["year"]
        for one in terminal.ok("cycles", "list", "ligestillingsredegoerelse", "--until", "2024-01-01", "--json").json
    ]
    assert years[-2:] == [2020, 2023]


def test_a_calendar_of_one_body_holds_its_meetings_and_no_others(
    town: Terminal, write: Callable[[str, str], Path]
) -> None:
    file = write("kb.ics", "")
    said = town.ok("calendar", "export", "--body", "KB", "--out", file).out
    events = list(Calendar.from_ical(file.read_bytes()).walk("VEVENT"))
    assert said == f"Møder gemt i {file}: {len(events)}.\n"
    assert {str(event["SUMMARY"]) for event in events} == {"Kommunalbestyrelsen"}
    assert any(event.start == datetime(2023, 5, 23, 17, tzinfo=COPENHAGEN) for event in events)


def test_a_years_wheel_is_saved_as_a_calendar(town: Terminal, write: Callable[[str, str], Path]) -> None:
    file = write("hjul.ics", "")
    town.ok("calendar", "wheel", "--year", "2023", "--body", "DIR", "--out", file)
    events = {str(event["SUMMARY"]) for event in Calendar.from_ical(file.read_bytes()).walk("VEVENT")}
    assert {"Direktionen", "DIR: Månedsgrebet"} <= events
    assert "Kommunalbestyrelsen" not in events


def test_a_calendar_of_a_case_holds_the_meetings_it_is_on(
    report: Terminal, write: Callable[[str, str], Path]
) -> None:
    file = write("sag.ics", "")
    report.ok("calendar", "export", "--case", "23/4107", "--out", file)
    events = list(Calendar.from_ical(file.read_bytes()).walk("VEVENT"))
    assert len(events) == 4
    assert all("23/4107" not in str(event["DESCRIPTION"]) for event in events)  # no agenda has been sent out yet


def test_a_profile_is_checked_shown_and_adopted(terminal: Terminal, write: Callable[[str, str], Path]) -> None:
    from domain.profile.load import shipped_profile  # noqa: PLC0415 - only this test writes a profile

    mine = write("kommune.toml", shipped_profile().replace('name = "Norddjurs Kommune"', 'name = "Nabo Kommune"'))
    assert "kommune.toml er i orden: 5 organer" in terminal.ok("profile", "check", mine).out
    assert not terminal.place.data.exists()
    assert terminal.ok("profile", "adopt", mine).out == "Profilen kommune.toml gælder nu: Nabo Kommune.\n"
    assert terminal.ok("profile", "show", "--json").json["name"] == "Nabo Kommune"


def test_the_first_use_makes_a_database_and_says_so_in_one_line(terminal: Terminal) -> None:
    first = terminal.ok("case", "list", "--json")
    assert first.err.startswith("Ny database i ")
    assert first.err.count("\n") == 1
    assert first.json == []
    assert terminal.ok("case", "list").err == ""
    assert terminal.ok("migrate").out == "Databasen har allerede programmets version.\n"


def test_doctor_looks_at_everything_and_changes_nothing(terminal: Terminal) -> None:
    assert doctor_app.name == ("doctor",)
    rows = {row["check"]: row["ok"] for row in terminal("doctor", "--json").json}
    assert rows["database"] is True
    assert rows["prefect"] is True
    assert not terminal.place.data.exists()
    terminal.ok("migrate")
    assert {row["check"] for row in terminal("doctor", "--json").json} >= {
        "data_folder",
        "database",
        "smtp",
        "prefect",
    }


def test_somebody_away_is_noted_for_the_stand_in(town: Terminal) -> None:
    said = town.ok("profile", "absent", "erik.lyngsvad", "--since", "2023-04-03", "--until", "2023-04-17")
    assert "stedfortræderen får mailene" in said.out


def test_a_round_is_opened_moved_and_given_up_at_the_keyboard(town: Terminal) -> None:
    said = town.ok("cycles", "open", "danmarkskort", "--year", "2023").out
    assert said == "Runden har fået sagen danmarkskort-2023.\n"
    assert "allerede sagen danmarkskort-2023" in town.ok("cycles", "open", "danmarkskort", "--year", "2023").out
    assert "ophævet" in town.refused("cycles", "open", "ligestillingsredegoerelse", "--year", "2026")

    moved = ("cycles", "move", "budget", "--year", "2024", "--due", "2024-11-05", "--source", "ministeriets brev")
    assert "05-11-2024" in town.ok(*moved, "--reason", "valg til Folketinget").out
    row = town.ok("cycles", "next", "budget", "--as-of", "2024-10-20", "--json").json
    assert (row["next"]["due_on"], row["source"]) == ("2024-11-05", "ministeriets brev")
    assert (
        "skal ikke udføres" in town.ok("cycles", "skip", "moedeplan", "--year", "2024", "--reason", "fælles plan").out
    )


@pytest.mark.parametrize("year", range(2005, 2036, 6))
def test_the_keyboard_answers_for_every_year(year: int, terminal: Terminal) -> None:
    for duty, last in (("ligestillingsredegoerelse", 2023), ("danmarkskort", None)):
        row = terminal.ok("cycles", "next", duty, "--as-of", f"{year}-06-01", "--json").json
        assert (row["next"] is None) == (last is not None and year >= last)
