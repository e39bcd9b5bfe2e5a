from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from desk import labels
from desk.cli import REFUSED
from domain.documents.document import Stage
from domain.rules.obligations import NOT_VERIFIED, OBLIGATIONS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Terminal

    Write = Callable[[str, str], Path]

MARCH = datetime(2023, 3, 15, 9, tzinfo=ZoneInfo("Europe/Copenhagen"))
MINUTES = "direktionen-2023-04-12.txt"


@pytest.fixture
def march(town: Terminal) -> Terminal:
    town.set_clock(MARCH)
    return town


def test_the_number_printed_on_the_paper_is_the_case_number(march: Terminal) -> None:
    told = march.ok("case", "open", march.samples / "informationssikkerhed-2023.txt", "--json").json
    assert told["number"] == "23/4133"
    assert march.ok("case", "show", "23/4133", "--json").json["state"] == "open"


def test_what_is_typed_beats_the_paper(march: Terminal) -> None:
    file = march.samples / "informationssikkerhed-2023.txt"
    assert march.ok("case", "open", file, "--number", "23/9", "--json").json["number"] == "23/9"


def test_a_treatment_that_is_told_of_as_past_is_no_meeting_to_come(march: Terminal) -> None:
    march.ok("case", "open", march.samples / "informationssikkerhed-2023.txt")
    stops = march.ok("case", "show", "23/4133", "--json").json["stops"]
    assert [(stop["body"], stop["meeting_on"]) for stop in stops] == [("DIR", "2023-04-12")]
    findings = march.ok("case", "open", march.samples / "informationssikkerhed-2023.txt", "--json").json["findings"]
    assert "2021-01-27" not in str(findings)


def test_a_dry_run_finds_a_body_that_is_not_there_and_keeps_nothing(march: Terminal) -> None:
    file = march.samples / "ligestillingsredegoerelse-2023.txt"
    refused = march("case", "open", file, "--route", "DIR,BUD", "--dry-run")
    assert refused.code == REFUSED
    assert "»BUD« kendes ikke" in refused.err
    told = march.ok("case", "open", file, "--dry-run")
    assert "Sag 23/4107 kan oprettes: DIR, HU, ØK, KB. Intet er gemt." in told.out
    assert march.ok("case", "list", "--json").json == []


def test_a_dry_run_names_a_date_on_which_the_body_does_not_meet(march: Terminal, write: Write) -> None:
    text = (march.samples / "ligestillingsredegoerelse-2023.txt").read_text("utf-8").replace("27. april", "25. april")
    told = march.ok("case", "open", write("sag.txt", text), "--dry-run").out
    assert "HU har intet møde den 25-04-2023" in told


def test_a_paper_without_a_number_asks_for_it_and_names_its_sub_points(march: Terminal) -> None:
    refused = march("case", "open", march.samples / MINUTES)
    assert refused.code == REFUSED
    assert "Skriv sagens nummer med --number" in refused.err
    assert "vælg det med --point:" in refused.err
    assert "  4: Budgetanalyse om samskabelse og effektivisering" in refused.err


def test_a_sub_point_never_takes_the_number_of_the_whole_item(march: Terminal, write: Write) -> None:
    text = (march.samples / MINUTES).read_text("utf-8").replace("Åben sag", "Sagsnr.: 23/77\nÅben sag", 1)
    refused = march("case", "open", write("referat.txt", text), "--point", "4")
    assert refused.code == REFUSED
    assert "--number" in refused.err


def test_the_obligation_is_named_in_danish_and_may_be_typed_so(march: Terminal) -> None:
    assert labels.OBLIGATIONS.keys() == OBLIGATIONS.keys() | NOT_VERIFIED.keys()
    told = march.ok("case", "open", march.samples / "ligestillingsredegoerelse-2023.txt").out
    assert "sagen er læst som ligestillingsredegørelsen" in told
    named = march.ok("cycles", "next", "ligestillingsredegørelse", "--json").json
    assert named["obligation"] == "ligestillingsredegoerelse"


def test_every_reason_for_a_year_has_words() -> None:
    said = (Stage.__doc__ or "").split("``year_because`` says what decided the year:")[1]
    for reason in ("written", "same_sentence", "weekday", "near_document_date", "working_days"):
        assert reason in said
        assert reason in labels.YEAR_BECAUSE
