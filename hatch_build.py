"""Det Fælles Designsystem and htmx for the pages: fetched by npm by the hashes of the lock, never committed.

Runs when the project is built or installed for development, so an installed Sagsgang needs neither Node nor network.
``python hatch_build.py`` does the same by hand.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

VENDOR = Path("desk/web/static/vendor")
MANIFEST = "manifest.json"
FONTS = "fonts/IBMPlexSans/complete"
# What is copied from each package; the css looks for the fonts and icons beside itself. The ttf are for print.
FILES = {
    "dkfds": (
        "dist/css/dkfds.min.css",
        "dist/js/dkfds.min.js",
        "dist/img/all-svg-icons.svg",
        "dist/img/svg-icons/*.svg",
        *(
            f"dist/{FONTS}/woff2/IBMPlexSans-{cut}.woff2"
            for cut in ("Regular", "Italic", "Medium", "SemiBold", "Bold")
        ),
        f"dist/{FONTS}/woff/IBMPlexSans-Regular.woff",  # the css names it before the woff2
        *(f"dist/{FONTS}/ttf/IBMPlexSans-{cut}.ttf" for cut in ("Regular", "Italic", "SemiBold", "SemiBoldItalic")),
        f"dist/{FONTS}/woff2/license.txt",
        "dist/LICENSE.md",
    ),
    "htmx.org": ("dist/htmx.min.js", "LICENSE"),
}


class AssetsHook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling's own class is generic without saying of what
    """Hatchling's door to ``fetch``."""

    PLUGIN_NAME = "assets"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Before the wheel is put together."""
        if self.target_name == "wheel":
            fetch(Path(self.root))


def fetch(root: Path) -> None:
    """Bring the files to ``VENDOR``, unless those of this lock are there already.

    Raises:
        FileNotFoundError: there is no npm, or a package no longer holds a file that we want.
        subprocess.CalledProcessError: npm could not fetch, or a package does not have the hash of the lock.
    """
    lock = json.loads((root / "package-lock.json").read_text(encoding="utf-8"))
    locked = {name: lock["packages"][f"node_modules/{name}"] for name in FILES}
    vendor = root / VENDOR
    if is_whole(vendor, locked):
        return
    subprocess.run([_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=root, check=True, env=_path())  # noqa: S603 - npm of our own set-up
    shutil.rmtree(vendor, ignore_errors=True)
    hashes: dict[str, str] = {}
    for name, wanted in FILES.items():
        package = root / "node_modules" / name
        for pattern in wanted:
            found = sorted(package.glob(pattern))
            if not found:
                raise FileNotFoundError(package / pattern)
            for file in found:
                target = vendor / name / file.relative_to(package).as_posix().removeprefix("dist/")
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, target)
                hashes[target.relative_to(vendor).as_posix()] = _hash(target)
    manifest = {"packages": locked, "wanted": _wanted(), "files": hashes}
    (vendor / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True), encoding="utf-8")


def is_whole(vendor: Path, locked: dict[str, Any]) -> bool:
    """Whether every file that is wanted of the locked packages is there as it was copied."""
    try:
        manifest = json.loads((vendor / MANIFEST).read_text(encoding="utf-8"))
        is_asked_for = manifest["packages"] == locked and manifest["wanted"] == _wanted()
        return is_asked_for and all(_hash(vendor / name) == known for name, known in manifest["files"].items())
    except (OSError, ValueError, KeyError):
        return False


def _wanted() -> dict[str, list[str]]:
    return {name: list(files) for name, files in FILES.items()}


def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _npm() -> str:
    """The npm of the set-up (it comes as a package), else the machine's."""
    beside = Path(sysconfig.get_path("scripts")) / "npm"
    found = str(beside) if beside.exists() else shutil.which("npm")
    if found is None:
        msg = "npm"
        raise FileNotFoundError(msg)
    return found


def _path() -> dict[str, str]:
    """Where npm looks for its node."""
    return {**os.environ, "PATH": os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", "")])}


if __name__ == "__main__":
    fetch(Path(__file__).parent)
    sys.exit(0)
