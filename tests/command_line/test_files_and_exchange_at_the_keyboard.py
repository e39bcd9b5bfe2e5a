"""A case's files, its words for the public, and the whole of it out and in again, at the keyboard."""

from __future__ import annotations

from pathlib import Path
from typing import Any

PAPER = """Sag 23/555

Ny cykelpolitik

Åben sag

Sagsgang: DIR, HU

Sagsfremstilling
Der er brug for en ny cykelpolitik.

Indstilling
Forvaltningen indstiller, at politikken godkendes.
"""


def test_a_document_is_kept_with_the_case_and_files_come_and_go(town: Any, tmp_path: Path) -> None:
    paper, note = tmp_path / "cykel.txt", tmp_path / "notat.txt"
    paper.write_text(PAPER, "utf-8")
    note.write_text("Notat", "utf-8")
    said = ("--number", "23/555", "--title", "Ny cykelpolitik", "--route", "DIR,HU", "--no-closed")
    town.ok("case", "open", paper, *said)
    rows = town.ok("case", "files", "23/555", "--json").json
    assert [(row["title"], row["file"]) for row in rows] == [("(sagen er oprettet fra)", "cykel.txt")]
    town.ok("case", "attach", "23/555", note, "--title", "Notat om stier", "--no-closed")
    note.write_text("Notat 2", "utf-8")
    assert "version 2" in town.ok("case", "attach", "23/555", note, "--attachment", "1").out
    assert "Notat om stier" in town.ok("case", "files", "23/555").out
    town.ok("case", "fetch", "23/555", "1", "--out", tmp_path / "hentet.txt")
    assert (tmp_path / "hentet.txt").read_text("utf-8") == "Notat 2"
    town.ok("case", "detach", "23/555", "1", "--reason", "Forkert notat.")
    assert "findes ikke" in town.refused("case", "fetch", "23/555", "1", "--out", tmp_path / "x")
    shady = tmp_path / "kode.exe"
    shady.write_bytes(b"MZ\0\0\3")
    assert "har et format" in town.refused("case", "attach", "23/555", shady)
    assert "Beslutningen" in town.refused("case", "wording", "23/555", "--body", "DIR", "--text", "x")


def test_a_case_goes_out_and_is_seen_before_it_comes_in(town: Any, tmp_path: Path) -> None:
    paper, out = tmp_path / "cykel.txt", tmp_path / "sag.zip"
    paper.write_text(PAPER, "utf-8")
    town.ok(
        "case", "open", paper, "--number", "23/555", "--title", "Ny cykelpolitik", "--route", "DIR,HU", "--closed"
    )
    assert "også det lukkede" in town.ok("case", "export", "23/555", "--out", out).out
    assert "ingen offentlig udgave" in town.refused("case", "export", "23/555", "--out", out, "--public")
    told = town.ok("case", "import", out, "--dry-run", "--json").json
    assert (told["cases"], told["saved"]) == ([{"number": "23/555", "fate": "same"}], False)
    assert "er her allerede" in town.ok("case", "import", out).out
    town.ok("meetings", "export", "--body", "DIR", "--meeting", "2023-04-12", "--out", tmp_path / "moede.zip")
    assert "er ikke en ZIP-fil" in town.refused("case", "import", paper)
