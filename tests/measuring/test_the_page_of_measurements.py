"""What `make bench` writes: a page, values for programs, and a drawing that tells the truth of its points."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest

from bench.harness import Measured
from bench.plot import scaling_plot
from bench.report import as_json, as_markdown

AT = datetime(2023, 3, 1, 9, 0, tzinfo=UTC)
REPORT = [
    Measured("P5 ét skridt: vores / sqlite3", 3.961, "<= 2", met=False),
    Measured("P1a frist", 133.9, ">= 50", met=True),
    Measured("   det samme i processortid", 5.86),
]


def places(svg: str) -> list[tuple[float, float]]:
    """Where the points are, from the drawing itself."""
    return [
        (float(circle.attrib["cx"]), float(circle.attrib["cy"]))
        for circle in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}circle")  # noqa: S314 - made just above
    ]


def test_ten_times_the_size_and_ten_times_the_time_are_each_one_step_of_the_paper() -> None:
    svg = scaling_plot({"vores": [(1000, 1.0), (10, 0.01), (100, 0.1)]}, title="Tid")
    (x1, y1), (x2, y2), (x3, y3) = places(svg)
    assert x2 - x1 == pytest.approx(x3 - x2, abs=0.2)
    assert y1 - y2 == pytest.approx(y2 - y3, abs=0.2)
    assert x1 < x2
    assert y1 > y2


def test_every_series_has_its_name_and_its_line_and_nothing_typed_becomes_markup() -> None:
    svg = scaling_plot({"a < b": [(10, 0.1)], "c": [(20, 3.0), (30, 4.0)]}, title="<Tid>")
    assert len(places(svg)) == 3
    assert svg.count("<polyline") == 2
    assert {"a < b", "c", "<Tid>"} <= {text.text for text in ET.fromstring(svg).iter() if text.text}  # noqa: S314 - ours


def test_nothing_measured_is_no_drawing() -> None:
    with pytest.raises(ValueError, match="nothing to draw"):
        scaling_plot({"vores": []}, title="Tid")


def test_the_page_says_what_was_met_and_why_the_rest_was_not() -> None:
    page = as_markdown(REPORT, at=AT, machine="2 delte kerner", sizes="små", plot="scaling.svg")
    assert "Målt 01-03-2023 kl. 09.00 UTC på 2 delte kerner; små størrelser." in page
    assert "Nået: 1 af 2 mål." in page
    assert "| P5 ét skridt: vores / sqlite3 | 3,96 | <= 2 | **ikke nået** |" in page
    assert "| P1a frist | 134 | >= 50 | nået |" in page
    assert re.findall(r"^\* \*\*(\w+)\*\*", page, re.MULTILINE) == ["P5"]


def test_the_values_for_programs_hold_every_ratio_and_point() -> None:
    found = as_json(REPORT, {"vores": [(10, 0.1)]}, at=AT, machine="2 delte kerner", sizes="små")
    assert found["ratios"][0] == {
        "what": "P5 ét skridt: vores / sqlite3",
        "ratio": 3.961,
        "goal": "<= 2",
        "met": False,
    }
    assert found["points"] == {"vores": [[10, 0.1]]}
