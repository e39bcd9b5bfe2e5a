"""Papers in templates the reader was not built on, in our own words: every fact that their labels name, and no other.

The labels are ``sagsgang-corpus/1``, a field that is left out being empty; ``unscored`` names fields of an item that
are as good either way. ``route`` is only looked at where a route is stated.

These papers guard against going back. How well papers are read that nobody has looked at is another figure: the first
score of papers and labels by people who did not know the reader, which is in DECISIONS.md.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from domain.documents.corpus import to_corpus
from domain.documents.reader import read_document

FOLDER = Path(__file__).parent / "other_templates"
PAPERS = sorted((*FOLDER.glob("*.txt"), *FOLDER.glob("*.html"), *FOLDER.glob("*.docx")))
Facts = dict[str, Any]


def squeezed(text: str | None) -> str:
    return "".join(letter for letter in (text or "").casefold() if letter.isalnum())


def begins(text: str | None) -> str:
    return squeezed(text)[:12]


def bag(rows: list[Facts], *names: str) -> list[tuple[str, ...]]:
    return sorted(
        tuple(begins(row.get(name)) if name == "text_start" else str(row.get(name)).casefold() for name in names)
        for row in rows
    )


def facts_of(item: Facts, unscored: tuple[str, ...]) -> Facts:
    """An item's facts in a form that two readings share."""
    facts = {
        "number": item["number"],
        "title": squeezed(item["title"]),
        "is_open": item["is_open"],
        "route": list(item.get("route") or []),
        "stages": bag(item.get("stages") or [], "date"),
        "period": item.get("period"),
        "sections": dict(item["sections"]),
        "attachments": bag(item.get("attachments") or [], "title", "document_number", "open"),
        "decisions": bag(item.get("decisions") or [], "body", "date", "outcome"),
        "follow_ups": bag(item.get("follow_ups") or [], "responsible", "due", "text_start"),
        "other_referrals": bag(item.get("other_referrals") or [], "body", "date"),
        "recurrence": sorted(
            str(row[name]).removesuffix(".0")
            for row in item.get("recurrence") or []
            for name in ("every_years", "next_year", "due")
            if row.get(name) is not None
        ),
        "recused": sorted(item.get("recused") or []),
        "minority_statements": sorted(row["by"] for row in item.get("minority_statements") or []),
    }
    return {name: value for name, value in facts.items() if name not in unscored}


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.stem)
def test_a_paper_of_another_municipality_is_read_as_a_careful_secretary_reads_it(paper: Path):
    labels = json.loads(paper.with_suffix(".expected.json").read_text("utf-8"))
    read = to_corpus(read_document(paper.name, paper.read_bytes()))
    for name in ("kind", "body", "meeting_date", "absentees"):
        assert read[name] == labels[name], name
    wanted = sorted(warning["code"] for warning in labels.get("warnings", []))
    assert sorted({warning["code"] for warning in read["warnings"]} - {"unknown_abbreviation"}) == wanted
    assert [item["title"] for item in read["items"]] == [item["title"] for item in labels["items"]]
    for label, item in zip(labels["items"], read["items"], strict=True):
        unscored = (*label.get("unscored", ()), *(("route",) if "route" not in label else ()))
        assert facts_of(item, unscored) == facts_of(label, unscored), label["title"]


def test_there_are_more_than_two_dozen_templates():
    assert len(PAPERS) > 24
