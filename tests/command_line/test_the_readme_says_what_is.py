"""What the READMEs say of commands and settings is taken from the program, and nothing is left blank."""

from __future__ import annotations

import re
from pathlib import Path

from desk.cli import app
from flows.settings import Settings

ROOT = Path(__file__).parents[2]


def test_every_setting_is_explained_to_whoever_runs_it() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert field.description.endswith("."), name


def test_the_guide_for_administrators_has_every_setting() -> None:
    table = (ROOT / "deploy" / "README.md").read_text("utf-8")
    for name, field in Settings.model_fields.items():
        row = re.search(rf"^\| `SAGSGANG_{name.upper()}` \|.*$", table, re.MULTILINE)
        assert row is not None, name
        assert field.description in row[0]


def test_every_command_that_is_shown_exists() -> None:
    for file in ("README.md", "deploy/README.md", "CHANGELOG.md"):
        text = (ROOT / file).read_text("utf-8")
        for noun, verb in re.findall(r"(?:^|`|\$ |  )sagsgang ([a-z]+)(?: ([a-z-]+)\b)?", text, re.MULTILINE):
            assert noun in app, f"{file}: {noun}"
            assert not verb or verb.startswith("-") or verb in app[noun], f"{file}: {noun} {verb}"
