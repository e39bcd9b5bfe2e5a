"""The design system and htmx come by hash, lie in the wheel with every licence, and are asked for nowhere else."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VENDOR = ROOT / "desk" / "web" / "static" / "vendor"


def test_every_copied_file_is_the_one_that_the_lock_names():
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    manifest = json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))
    for name, package in manifest["packages"].items():
        assert package["integrity"].startswith("sha512-")
        assert package == lock[f"node_modules/{name}"]
    copied = {file.relative_to(VENDOR).as_posix() for file in VENDOR.rglob("*") if file.is_file()}
    assert copied == {*manifest["files"], "manifest.json"}
    for name, known in manifest["files"].items():
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == known


def test_the_lock_names_no_address():
    assert "://" not in (ROOT / "package-lock.json").read_text(encoding="utf-8")


def test_every_picture_and_font_that_the_design_system_asks_for_is_there_or_is_an_older_form_of_one():
    css = VENDOR / "dkfds" / "css" / "dkfds.min.css"
    wanted = {
        name.split("?")[0].split("#")[0].strip("\"'")
        for name in re.findall(r"url\(([^)]*)\)", css.read_text(encoding="utf-8"))
    }
    missing = {name for name in wanted if not name.startswith("data:") and not (css.parent / name).exists()}
    fonts = {name for name in missing if "/fonts/" in name}
    assert missing - fonts == {
        "../img/logo-header-placeholder.png",
        "../img/logo-placeholder.png",
    }  # ours stands in its place
    # A browser takes the first form it reads: each cut that we show has its woff2, and the regular its woff too.
    assert all(name.endswith((".eot", ".ttf", ".woff", ".woff2")) for name in fonts)
    assert not [
        name
        for name in fonts
        if name.endswith("woff2") and re.search(r"-(Regular|Italic|Medium|SemiBold|Bold)\.", name)
    ]


def test_no_page_asks_for_anything_outside_the_house():
    for file in (ROOT / "desk" / "web").rglob("*"):
        if file.suffix in {".j2", ".css", ".js"} and VENDOR not in file.parents:
            text = file.read_text(encoding="utf-8")
            assert not re.findall(r"""(?:src|href|url|@import)\s*[=(]?\s*["']?https?:""", text), file
            assert "style=" not in text or file.suffix != ".j2", file


@pytest.mark.slow
def test_the_wheel_holds_the_assets_and_every_licence_and_needs_neither_node_nor_network(tmp_path: Path):
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path], cwd=ROOT, check=True)
    wheel = next(tmp_path.glob("*.whl"))
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
        packed.extractall(tmp_path / "installed")
    licences = {name.partition(".dist-info/licenses/")[2] for name in names} - {""}
    assert {
        "LICENSE",
        "desk/web/licenses/Apache-2.0.txt",
        "desk/web/static/vendor/dkfds/LICENSE.md",
        "desk/web/static/vendor/dkfds/fonts/IBMPlexSans/complete/woff2/license.txt",
        "desk/web/static/vendor/htmx.org/LICENSE",
    } <= licences
    asked = """
from starlette.testclient import TestClient
from datetime import UTC, datetime
from pathlib import Path
import desk, sys
from desk.web.app import create_app
from domain.store.database import Database, sqlite_url
from domain.store.migrate import migrate
assert Path(desk.__file__).is_relative_to(sys.argv[1]), desk.__file__
db = Database(sqlite_url(Path(sys.argv[1]) / "x.db"))
migrate(db)
web = TestClient(create_app(db, lambda: datetime(2023, 5, 3, tzinfo=UTC)))
for name in ("dkfds/css/dkfds.min.css", "dkfds/js/dkfds.min.js", "htmx.org/htmx.min.js"):
    assert web.get(f"/static/vendor/{name}").status_code == 200, name
assert "Apache License" in web.get("/licenser").text
"""
    installed = tmp_path / "installed"
    surroundings = {**os.environ, "PATH": "/nowhere", "PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"}
    subprocess.run([sys.executable, "-c", asked, installed], cwd=tmp_path, check=True, env=surroundings)
