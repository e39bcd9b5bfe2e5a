"""``sagsgang meetings generate``: a year proposed, written, and taken in again as any other plan."""

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from desk.cli import run
from desk.workplace import Workplace
from domain.profile import shipped_profile

NOW = datetime(2026, 10, 1, 9, tzinfo=ZoneInfo("Europe/Copenhagen"))


@pytest.fixture
def place(tmp_path: Path) -> Workplace:
    return Workplace(tmp_path / "data", actor="prøve", clock=lambda: NOW)


def test_a_proposed_year_is_shown_with_what_speaks_against_it(place: Workplace, capsys: pytest.CaptureFixture[str]):
    assert run(["meetings", "generate", "2027"], place) == 0
    said = capsys.readouterr().out
    assert "Forslag til møder i 2027: 60." in said
    assert "ØK     tirs 12-01-2027  14:00  16:30  Udvalgsværelset" in said
    assert "Advarsel: HU 25-03-2027 er flyttet til 30-03-2027 (Skærtorsdag)." in said
    assert not (place.data / "sagsgang.db").exists()


def test_a_proposed_year_is_written_to_a_file_that_is_taken_in_whole(
    place: Workplace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    file = tmp_path / "forslag.csv"
    assert run(["meetings", "generate", "2027", "--out", str(file), "--json"], place) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["year"], len(told["meetings"]), told["file"]) == (2027, 60, str(file))
    assert {"code", "severity"} <= told["findings"][0].keys()
    assert run(["meetings", "import", str(file), "--json"], place) == 0
    saved = json.loads(capsys.readouterr().out)
    assert (saved["created"], saved["warnings"], saved["saved"]) == (60, [], True)


def test_a_profile_without_rules_says_what_to_write(
    place: Workplace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    text = shipped_profile()
    start, end = text.index("[[meeting_rule]]"), text.index("# ---- Husets frister")
    profile = tmp_path / "uden.toml"
    profile.write_text(text[:start] + text[end:], "utf-8")
    assert run(["--profile", str(profile), "meetings", "generate", "2027"], place) == 1
    assert "[[meeting_rule]]" in capsys.readouterr().err


@pytest.mark.parametrize("year", ["1700", "99999", "2100"])
def test_a_year_outside_the_calendar_is_refused(place: Workplace, capsys: pytest.CaptureFixture[str], year: str):
    assert run(["meetings", "generate", year], place) == 1
    assert "uden for kalenderen" in capsys.readouterr().err
