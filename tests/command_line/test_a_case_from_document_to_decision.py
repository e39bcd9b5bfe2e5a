from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from calendars.copenhagen import COPENHAGEN
from desk.cli import REFUSED

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Terminal

MARCH = datetime(2023, 3, 15, 9, tzinfo=COPENHAGEN)
AFTER_DIR = datetime(2023, 4, 12, 15, tzinfo=COPENHAGEN)

REPORT = """Norddjurs Kommune

Ligestillingsredegørelse 2023

Åben sag

Sagsgang

DIR, HU, ØK, KB

Sagsfremstilling

Besvarelsen omfatter perioden fra 1. juni 2020 til 31. maj 2023. Direktionen ser på udkastet
12. april, og hovedudvalget drøfter det 27. april. Derefter går sagen til økonomiudvalget
16. maj og til kommunalbestyrelsen 23. maj 2023.

Økonomiske konsekvenser

Ingen.

Indstilling

Bilag
"""

LAND_DEAL = """Norddjurs Kommune

Køb af Strandgrunden ved Bønnerup

Lukket sag

Sagsgang

DIR, ØK

Sagsfremstilling

Kommunen forhandler om Strandgrunden.

Indstilling

Det indstilles, at budet godkendes.
"""


@pytest.fixture
def report(town: Terminal, write: Callable[[str, str], Path]) -> Terminal:
    town.set_clock(MARCH)
    town.ok("case", "open", write("redegoerelse.txt", REPORT), "--number", "23/4107", "--owner", "hr-konsulent")
    return town


def test_opening_says_what_was_found_and_what_was_inferred(town: Terminal, write: Callable[[str, str], Path]) -> None:
    town.set_clock(MARCH)
    page = town.ok("case", "open", write("redegoerelse.txt", REPORT), "--number", "23/4107").out
    assert "Sag 23/4107 er oprettet: DIR, HU, ØK, KB." in page
    assert "overskriften Indstilling har ingen tekst under sig" in page
    assert "Direktionen den 12-04-2023: året står der ikke" in page
    assert "skal besluttes før 01-06-2023" in page
    assert "ingen står som ansvarlig" in page


def test_a_dry_run_opens_nothing(town: Terminal, write: Callable[[str, str], Path]) -> None:
    town.set_clock(MARCH)
    file = write("redegoerelse.txt", REPORT)
    told = town.ok("case", "open", file, "--number", "23/4107", "--dry-run", "--json").json
    assert told["arguments"]["route"] == ["DIR", "HU", "ØK", "KB"]
    assert told["arguments"]["decide_before"] == "2023-06-01"
    assert town.ok("case", "list", "--json").json == []


def test_an_outcome_may_be_written_as_it_is_said(report: Terminal) -> None:
    report.set_clock(AFTER_DIR)
    refused = report("case", "decide", "23/4107", "--body", "DIR", "--outcome", "vedtaget")
    assert refused.code == 2
    assert "approved (godkendt)" in refused.err
    report.ok("case", "decide", "23/4107", "--body", "DIR", "--outcome", "Taget til efterretning")
    assert report.ok("case", "show", "23/4107", "--json").json["stops"][0]["outcome"] == "noted"


def test_the_agenda_for_everybody_and_the_agenda_for_members(
    report: Terminal, write: Callable[[str, str], Path], tmp_path: Path
) -> None:
    report.ok("case", "open", write("grund.txt", LAND_DEAL), "--number", "23/5000")
    report.ok("case", "place", "23/5000", "--body", "DIR", "--meeting", "2023-04-12", "--reason", "aftalt", "--yes")
    told = report.ok("agenda", "--body", "DIR", "--meeting", "2023-04-12").out
    assert "Dagsorden\n" in told
    assert "Organ: Direktionen\nTid: onsdag 12. april 2023 kl. " in told
    assert "Punkt 1. Ligestillingsredegørelse 2023" in told
    assert "Punkt 2. Lukket punkt\n" in told
    assert "23/5000" not in told
    assert "Strandgrunden" not in told
    assert "Strandgrunden" not in report.ok("agenda", "--body", "DIR", "--meeting", "2023-04-12", "--json").out
    inside = report.ok("agenda", "--body", "DIR", "--meeting", "2023-04-12", "--members")
    assert "Punkt 2. Køb af Strandgrunden ved Bønnerup" in inside.out
    page = tmp_path / "dagsorden.txt"
    report.ok("agenda", "--body", "DIR", "--meeting", "2023-04-12", "--out", page)
    assert page.read_text("utf-8") == told
    for ending, begins in (("pdf", b"%PDF-"), ("docx", b"PK"), ("html", b"<!DOCTYPE html>")):
        paper = page.with_suffix(f".{ending}")
        report.ok("agenda", "--body", "DIR", "--meeting", "2023-04-12", "--item", "1", "--out", paper)
        assert paper.read_bytes().startswith(begins)
        report.ok("minutes", "--body", "DIR", "--meeting", "2023-04-12", "--members", "--out", paper)
        assert paper.read_bytes().startswith(begins)
    nothing = report("agenda", "--body", "DIR", "--meeting", "2023-04-12", "--item", "9")
    assert nothing.code == REFUSED
    nothing = report("agenda", "--body", "DIR", "--meeting", "2023-04-13")
    assert nothing.code == REFUSED
    assert "Mødet »DIR 13-04-2023« findes ikke." in nothing.err


def test_opening_the_same_document_twice_is_one_case(report: Terminal, write: Callable[[str, str], Path]) -> None:
    again = report.ok(
        "case", "open", write("redegoerelse.txt", REPORT), "--number", "23/4107", "--owner", "hr-konsulent", "--json"
    ).json
    assert again["repeated"] is True
    assert len(report.ok("case", "list", "--json").json) == 1


def test_show_has_the_stops_with_their_days_and_the_checks(report: Terminal) -> None:
    case = report.ok("case", "show", "23/4107", "--json").json
    stops = [(stop["body"], stop["meeting_on"], stop["dispatch_on"]) for stop in case["stops"]]
    assert stops == [
        ("DIR", "2023-04-12", "2023-04-05"),
        ("HU", "2023-04-27", "2023-04-20"),
        ("ØK", "2023-05-16", "2023-05-11"),
        ("KB", "2023-05-23", "2023-05-16"),
    ]
    codes = {check["code"] for check in case["checks"]}
    assert {"empty_recommendation", "dispatch_collision", "material_after_previous_body"} <= codes
    page = report.ok("case", "show", "23/4107").out
    assert "Stop: indstillingen er tom. Skriv indstillingen" in page
    assert "ØK mødes 16-05-2023, og referatet er klar 17-05-2023" in page


def test_the_plan_names_the_last_safe_chain_and_the_day_it_became_impossible(report: Terminal) -> None:
    plan = report.ok("case", "plan", "23/4107", "--before", "2023-06-01", "--json").json
    assert plan["forward"]["possible"] is False
    assert plan["forward"]["cure"] == "urgency_reason_§8_5"
    assert [stop["meeting_on"] for stop in plan["backward"]["stops"]] == [
        "2023-03-08",
        "2023-03-23",
        "2023-04-11",
        "2023-05-23",
    ]
    assert plan["backward"]["last_start_on"] == "2023-03-01"
    page = report.ok("case", "plan", "23/4107", "--before", "01-06-2023").out
    assert "skulle have været klar senest ons 01-03-2023; siden tors 02-03-2023" in page


def test_correcting_and_giving_a_reason_take_the_checks_away(report: Terminal) -> None:
    report.ok("case", "correct", "23/4107", "--recommendation", "HR-chefen indstiller, at den godkendes.")
    report.ok("case", "urgency", "23/4107", "--body", "KB", "--reason", "Lovens frist er 31. maj.")
    checks = {
        check["code"]: check["severity"] for check in report.ok("case", "show", "23/4107", "--json").json["checks"]
    }
    assert "empty_recommendation" not in checks
    assert checks["dispatch_collision"] == "info"


def test_a_change_of_route_is_shown_and_saved_only_with_yes(report: Terminal) -> None:
    drop = ("case", "drop-stop", "23/4107", "--body", "HU", "--reason", "Høres skriftligt.")
    looked = report.ok(*drop)
    assert "Intet er gemt" in looked.err
    assert len(report.ok("case", "show", "23/4107", "--json").json["stops"]) == 4
    report.ok(*drop, "--yes")
    states = {stop["body"]: stop["state"] for stop in report.ok("case", "show", "23/4107", "--json").json["stops"]}
    assert states["HU"] == "dropped"


def test_json_stays_json_when_nothing_is_saved(report: Terminal) -> None:
    answer = report.ok(
        "case", "place", "23/4107", "--body", "KB", "--meeting", "2023-06-20", "--reason", "x", "--json"
    )
    assert [(change["from"], change["to"]) for change in answer.json["changes"]] == [("2023-05-23", "2023-06-20")]


def test_a_decision_is_written_on_the_day_of_the_meeting(report: Terminal) -> None:
    report.set_clock(AFTER_DIR)
    said = report.ok("case", "decide", "23/4107", "--body", "DIR", "--outcome", "recommended", "--text", "Anbefales.")
    assert "Sag 23/4107, DIR: anbefalet." in said.out
    stop = report.ok("case", "show", "23/4107", "--json").json["stops"][0]
    assert (stop["state"], stop["outcome"]) == ("decided", "recommended")


def test_an_outcome_that_must_be_explained_says_what_is_missing(report: Terminal) -> None:
    report.set_clock(AFTER_DIR)
    answer = report("case", "decide", "23/4107", "--body", "DIR", "--outcome", "rejected")
    assert answer.code == REFUSED
    assert "skriv beslutningens ord med --text" in answer.err


def test_a_decision_before_the_meeting_is_refused_with_the_reason(report: Terminal) -> None:
    answer = report("case", "decide", "23/4107", "--body", "KB", "--outcome", "approved", "--on", "2023-03-15")
    assert answer.code == REFUSED
    assert "Leddet kan ikke besluttes nu: mødet er ikke holdt endnu." in answer.err


def test_the_journal_tells_what_happened_in_danish(report: Terminal) -> None:
    report.ok("case", "correct", "23/4107", "--recommendation", "Godkendes.")
    page = report.ok("journal", "show", "23/4107").out
    assert "sagen oprettet" in page
    assert "rettet indstilling" in page
    whole = report.ok("journal", "verify", "--json").json
    assert (whole["ok"], whole["breaks"]) == (True, [])
    said = report.ok("journal", "verify", "--head", whole["head"]).out
    assert said.startswith("Logbogen er hel: ingen linje mangler, og ingen er ændret.\n")
    assert whole["head"] in said
    number, _, link = whole["head"].partition(":")
    other = report("journal", "verify", "--head", f"{number}:{link[::-1]}")
    assert (other.code, f"Linje {number} i logbogen er en anden" in other.err) == (1, True)
    assert report("journal", "verify", "--head", "forkert").code == 2


def test_a_withdrawn_case_leaves_the_list(report: Terminal) -> None:
    report.ok("case", "withdraw", "23/4107", "--reason", "Dobbelt oprettet.")
    assert report.ok("case", "list", "--json").json == []
    assert [row["state"] for row in report.ok("case", "list", "--all", "--json").json] == ["withdrawn"]


def test_a_closed_title_is_shown_only_when_it_is_asked_for(town: Terminal, write: Callable[[str, str], Path]) -> None:
    town.set_clock(MARCH)
    opened = town.ok("case", "open", write("lukket.txt", LAND_DEAL), "--number", "23/9")
    calendar = write("sag.ics", "")
    said = [
        opened.out,
        town.ok("case", "list").out,
        town.ok("case", "list", "--json").out,
        town.ok("case", "show", "23/9").out,
        town.ok("case", "show", "23/9", "--json").out,
        town.ok("case", "plan", "23/9").out,
        town.ok("journal", "show", "23/9", "--json").out,
        town.ok("followups", "list").out,
        town.ok("meetings", "list", "--json").out,
        town.ok("calendar", "export", "--all", "--out", calendar).out,
        calendar.read_text("utf-8"),
    ]
    assert not [text for text in said if "Strandgrunden" in text]
    assert "Lukket punkt" in town.ok("case", "show", "23/9").out
    assert "Strandgrunden" in town.ok("case", "show", "23/9", "--show-closed").out
