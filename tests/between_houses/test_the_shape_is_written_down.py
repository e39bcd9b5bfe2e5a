"""The schema that others read is the one the program keeps, and everything it can find has its Danish."""

from __future__ import annotations

import json
import re
from pathlib import Path

from desk import exchange_words
from domain.casework.exchange.incoming import Fate
from domain.documents.exchange.packing import DATA, ParcelFinding
from domain.documents.exchange.shape import FORMAT, Exchange, schema

ROOT = Path(__file__).parents[2]
SOURCES = ("domain/documents/exchange/packing.py", "domain/casework/exchange/incoming.py")


def test_the_schema_beside_the_code_is_what_the_code_keeps() -> None:
    written = json.loads((ROOT / "domain/documents/exchange/exchange.schema.json").read_text("utf-8"))
    assert written == schema()
    assert written["properties"]["format"]["const"] == FORMAT


def test_the_readme_names_the_format_its_members_and_its_first_level() -> None:
    told = (ROOT / "domain/documents/exchange/README.md").read_text("utf-8")
    for word in (FORMAT, DATA, "files/<sha256>", "exchange.schema.json", *Exchange.model_fields):
        assert f"`{word}`" in told, word


def test_every_finding_has_its_sentence() -> None:
    source = "".join((ROOT / file).read_text("utf-8") for file in SOURCES)
    codes = set(re.findall(r'(?:ParcelFinding|_say|_refused|_known)\(\s*"([a-z_]+)"', source))
    assert codes == exchange_words.FINDINGS.keys()
    assert exchange_words.FATES.keys() == set(Fate)
    facts = {"reason": "macros", "sha256": "0", "noun": "stop", "key": "HU"}
    assert exchange_words.line(ParcelFinding("file_refused", facts=facts)).startswith("en fil (0…) har makroer")
