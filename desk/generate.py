"""Writes what is generated, so that prose and code agree: ``make generate`` writes, ``make check`` compares.

``deploy/prefect.yaml`` from the clock's rows, the settings table of ``deploy/README.md``, and in ``README.md`` the
table of commands and the output of those it shows; the shape of an exchanged case as a JSON schema; and the list of
what the pages say, with its English.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from desk import help_words, translation
from desk.cli import app
from domain.documents.exchange.shape import schema
from flows.prefect_yaml import prefect_yaml
from flows.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
_OUTPUT = re.compile(r"(<!-- output: (?P<command>.+?) -->\n).*?(<!-- /output -->)", re.DOTALL)
_COMMANDS = re.compile(r"(<!-- commands: [^>]*-->\n).*?(<!-- /commands -->)", re.DOTALL)
_SETTINGS = re.compile(r"(<!-- settings: [^>]*-->\n).*?(<!-- /settings -->)", re.DOTALL)


def generated() -> Iterator[tuple[Path, str]]:
    """Each generated file and the text it should have."""
    yield ROOT / "deploy/prefect.yaml", prefect_yaml()
    yield translation.catalogue()
    shape = ROOT / "domain/documents/exchange/exchange.schema.json"
    yield shape, json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"
    guide = ROOT / "deploy/README.md"
    yield (
        guide,
        _SETTINGS.sub(lambda found: found[1] + _settings_table() + found[2], guide.read_text(encoding="utf-8")),
    )
    readme = ROOT / "README.md"
    text = _OUTPUT.sub(
        lambda found: found[1] + _output(found["command"]) + found[3], readme.read_text(encoding="utf-8")
    )
    yield readme, _COMMANDS.sub(lambda found: found[1] + _command_table() + found[2], text)


def main() -> int:
    """Write the files, or with ``--check`` say which differ and exit 1."""
    check = "--check" in sys.argv[1:]
    stale = []
    for path, text in generated():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(path.relative_to(ROOT))
            if not check:
                path.write_text(text, encoding="utf-8")
    for path in stale:
        sys.stdout.write(f"{path}: {'differs; run make generate' if check else 'written'}\n")
    in_danish_only = translation.untranslated(translation.FILE.read_text(encoding="utf-8"))
    for danish in in_danish_only:
        sys.stdout.write(f"{translation.FILE.relative_to(ROOT)}: no English for »{danish}«\n")
    return 1 if check and (stale or in_danish_only) else 0


def _command_table() -> str:
    """Every command there is, with its verbs: taken from the program, so that none is promised that is not there."""
    lines = ["| `sagsgang …` | | |", "| --- | --- | --- |"]
    for noun, sentence in help_words.COMMANDS.items():
        verbs = [verb for verb in app[noun] if not verb.startswith("-")]
        lines.append(f"| `{noun}` | {' '.join(f'`{verb}`' for verb in verbs)} | {sentence} |")
    return "\n".join(lines) + "\n"


def _settings_table() -> str:
    lines = ["| variabel | forvalg | hvad |", "| --- | --- | --- |"]
    for name, field in Settings.model_fields.items():
        value = str(field.default).lower() if isinstance(field.default, bool) else field.default
        default = "" if field.default is None or field.default_factory else f"`{value}`"
        lines.append(
            f"| `SAGSGANG_{name.upper()}` | {default if default != '``' else ''} | {field.description or ''} |"
        )
    return "\n".join(lines) + "\n"


def _output(command: str) -> str:
    """What a command prints, as a block; it is run as a reader would run it, on a machine with nothing set."""
    typed = command.split()
    run = subprocess.run(  # noqa: S603 - our own program, with the words of our own README
        [sys.executable, "-m", "desk.cli", *typed[1:]],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={
            "PATH": "/usr/bin:/bin",
            "COLUMNS": "118",
            "NO_COLOR": "1",
            "SAGSGANG_DATA_DIR": "/nonexistent",
            "LANG": "C.UTF-8",
        },
    )
    body = "\n".join(line.rstrip() for line in run.stdout.rstrip().splitlines())
    return f"```\n$ {command}\n{body}\n```\n"


if __name__ == "__main__":
    sys.exit(main())
