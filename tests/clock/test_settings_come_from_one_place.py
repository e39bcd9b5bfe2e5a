"""Only ``flows/settings.py`` reads the environment, and only what is ours."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from pydantic import ValidationError

from flows.settings import Settings

ROOT = Path(__file__).parents[2]
WRITES_PREFECTS_PART = ROOT / "flows" / "server.py"


def _reads_environment(path: Path) -> bool:
    names = {node.attr for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Attribute)}
    return bool(names & {"environ", "getenv"})


def test_no_other_module_of_the_flows_reads_the_environment():
    readers = {path for path in (ROOT / "flows").rglob("*.py") if _reads_environment(path)}
    assert readers == {WRITES_PREFECTS_PART}


def test_the_database_lies_in_the_data_folder_until_another_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("SAGSGANG_DATA_DIR", str(tmp_path))
    assert Settings().store_url == f"sqlite:///{tmp_path / 'sagsgang.db'}"
    monkeypatch.setenv("SAGSGANG_DATABASE_URL", "postgresql://db/sagsgang")
    assert Settings().store_url == "postgresql://db/sagsgang"


def test_a_prefect_server_named_the_usual_way_is_used(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PREFECT_API_URL", "http://prefect.example/api")
    assert Settings().prefect_api_url == "http://prefect.example/api"


@pytest.mark.parametrize(("name", "value"), [("SMTP_PORT", "0"), ("SMTP_SECURITY", "ssl"), ("MAILS_A_MINUTE", "-1")])
def test_a_setting_that_makes_no_sense_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str):
    monkeypatch.setenv(f"SAGSGANG_{name}", value)
    with pytest.raises(ValidationError):
        Settings()
