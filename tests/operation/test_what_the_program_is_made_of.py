"""The list of what the program is made of agrees with the lock files, and says of each under which licence."""

from __future__ import annotations

import hashlib
import importlib
import json
import re
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from desk import sbom

ROOT = Path(__file__).parents[2]
LIST: dict[str, Any] = json.loads(sbom.FILE.read_text("utf-8"))
COMPONENTS: dict[str, dict[str, Any]] = {one["purl"]: one for one in LIST["components"]}


def test_it_names_just_the_packages_of_the_lock_files() -> None:
    locked = {one.purl: one.ships for one in sbom.locked()}
    assert {purl: one["scope"] == "required" for purl, one in COMPONENTS.items()} == locked
    assert len(locked) > 100
    said = {one["name"].rpartition(":")[2]: one["value"] for one in LIST["metadata"]["properties"]}
    assert said == {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in sbom.LOCKS}


def test_every_package_in_the_lock_is_pinned_by_hash() -> None:
    for name in sbom.LOCKS[:2]:
        for block in re.split(r"\n(?=\S)", (ROOT / name).read_text("utf-8").strip()):
            assert "--hash=sha256:" in block, block[:60]
            assert "==" in block.split("\n")[0]


def test_what_ships_says_its_licence_and_none_asks_that_our_own_code_be_given_away() -> None:
    licences = {one["name"]: sbom._said(one) for one in COMPONENTS.values() if one["scope"] == "required"}
    assert {name for name, licence in licences.items() if not licence} <= sbom.FOR_A_BROWSER
    strong = {name for name, licence in licences.items() if re.search(r"(?<!L)GPL|Affero", licence)}
    assert strong == set()
    rows = (ROOT / "deploy/licences.md").read_text("utf-8")
    assert all(f"| {name} |" in rows for name in licences)


def test_it_leads_to_no_address_and_is_the_same_for_the_same_packages() -> None:
    text = sbom.FILE.read_text("utf-8") + sbom.LIST.read_text("utf-8")
    assert not re.search(r"https?:|//|www\.|\.org\b", text.replace("htmx.org", ""))
    first, *rest = sbom.locked()
    assert sbom.document([first, *rest]) == sbom.document(sbom.locked())
    another = replace(first, version="0.0.1")
    assert sbom.document([another, *rest])["serialNumber"] != sbom.document([first, *rest])["serialNumber"]


def test_what_we_ask_for_is_what_the_top_of_the_tree_needs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    named = {canonicalize_name(Requirement(one).name) for one in project["dependencies"]}
    top = next(one for one in LIST["dependencies"] if one["ref"] == LIST["metadata"]["component"]["bom-ref"])
    locked = {one["name"] for one in COMPONENTS.values()}
    assert {COMPONENTS[purl]["name"] for purl in top["dependsOn"]} == named & locked
    every = {one["ref"]: one["dependsOn"] for one in LIST["dependencies"]}
    assert set(every) - {top["ref"]} == set(COMPONENTS)
    assert {purl for needs in every.values() for purl in needs} <= set(COMPONENTS)


def test_cyclonedx_takes_it() -> None:
    validation = importlib.import_module("cyclonedx.validation.json")
    schema = importlib.import_module("cyclonedx.schema")
    assert (
        validation.JsonStrictValidator(schema.SchemaVersion.V1_6).validate_str(sbom.FILE.read_text("utf-8")) is None
    )
