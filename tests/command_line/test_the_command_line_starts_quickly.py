from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SLOW_TO_LOAD = ("prefect", "sqlalchemy", "sqlmodel", "openpyxl", "icalendar", "holidays", "pydantic", "apscheduler")


def loaded_after(code: str, tmp_path: Path) -> set[str]:
    program = (
        f"{code}\nimport json, sys\nprint(json.dumps(sorted({{name.partition('.')[0] for name in sys.modules}})))"
    )
    told = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "SAGSGANG_DATA_DIR": str(tmp_path)},
    )
    return set(json.loads(told.stdout.splitlines()[-1]))


def test_the_program_loads_no_database_and_no_prefect_before_a_command_asks_for_it(tmp_path: Path) -> None:
    assert not loaded_after("import desk.cli", tmp_path) & set(SLOW_TO_LOAD)


def test_help_loads_no_database_and_no_prefect(tmp_path: Path) -> None:
    assert not loaded_after("from desk.cli import run; run(['--help'])", tmp_path) & set(SLOW_TO_LOAD)


@pytest.mark.parametrize("command", ["meetings", "case", "reminders", "serve", "doctor", "read", "calendar"])
def test_no_command_loads_prefect_for_its_help(command: str, tmp_path: Path) -> None:
    loaded = loaded_after(f"from desk.cli import run; assert run([{command!r}, '--help']) == 0", tmp_path)
    assert not loaded & {"prefect", "apscheduler"}


def test_sagsgang_is_the_installed_name(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "desk.cli", "deadlines", "--body", "KB", "--meeting", "2023-05-23", "--json"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "SAGSGANG_DATA_DIR": str(tmp_path), "PYTHONIOENCODING": "utf-8"},
    )
    assert [row["kind"] for row in json.loads(told.stdout) if row["rule"] == "KS8-4"] == ["dispatch"]
    assert list(tmp_path.iterdir()) == []
