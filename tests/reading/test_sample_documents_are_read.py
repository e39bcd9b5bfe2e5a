"""The four sample documents of spring 2023: what must be found in them, and nothing else."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from domain.documents.document import Document, DocumentKind, Item, SectionKey
from domain.documents.reader import read_document
from domain.model.decision import Outcome

SAMPLES = Path(__file__).parents[2] / "desk" / "sample" / "dokumenter"
DIR_DAY, HU_DAY, MTU_DAY = date(2023, 4, 12), date(2023, 4, 27), date(2023, 4, 24)
OEK_DAY, KB_DAY = date(2023, 5, 16), date(2023, 5, 23)


def sample(name: str) -> Document:
    return read_document(name, (SAMPLES / name).read_bytes())


def codes(document: Document) -> Counter[str]:
    return Counter(warning.code for warning in document.warnings)


def the_case(document: Document) -> Item:
    (only,) = document.cases
    return only


@pytest.fixture(params=["ligestillingsredegoerelse-2023.txt", "ligestillingsredegoerelse-2023.docx"])
def report(request: pytest.FixtureRequest) -> Document:
    return sample(request.param)


def test_the_report_is_an_open_case_with_its_route_and_number(report: Document):
    case = the_case(report)
    assert report.kind is DocumentKind.AGENDA
    assert (case.title, case.case_number, case.is_open) == ("Ligestillingsredegørelse 2023", "23/4107", True)
    assert case.route == ("DIR", "HU", "ØK", "KB")
    assert case.period is not None
    assert (case.period.start, case.period.end) == (date(2020, 6, 1), date(2023, 5, 31))


def test_the_reports_meetings_are_in_the_year_in_which_no_date_is_a_weekend_or_holiday(report: Document):
    stages = the_case(report).planned
    assert [(stage.body, stage.date) for stage in stages] == [
        ("Direktionen", DIR_DAY),
        ("Hovedudvalget", HU_DAY),
        ("Økonomiudvalget", OEK_DAY),
        ("Kommunalbestyrelsen", KB_DAY),
    ]
    assert {stage.year_because for stage in stages} == {"working_days"}


def test_the_reports_wrong_year_and_empty_indstilling_are_found_and_nothing_else(report: Document):
    assert codes(report) == {"year_mismatch": 1, "empty_recommendation": 1}
    wrong_year = next(warning for warning in report.warnings if warning.code == "year_mismatch")
    assert wrong_year.place.words == "Kommunens besvarelse skal indberettes til ministeriet i 2020."
    assert wrong_year.facts == {"written": "2020", "expected": "2023"}


def test_the_report_comes_again_and_has_two_attachments_and_no_promises(report: Document):
    case = the_case(report)
    assert [found.every_years for found in case.recurrence] == [3]
    assert [found.title for found in case.attachments] == [
        "Udkast til besvarelse af ministeriets skema",
        "Ligestillingspolitik 2021",
    ]
    assert case.follow_ups == ()
    assert case.decisions == ()


def test_the_wrong_years_line_is_named_as_it_stands_in_the_text_file():
    warning = next(
        one for one in sample("ligestillingsredegoerelse-2023.txt").warnings if one.code == "year_mismatch"
    )
    lines = (SAMPLES / "ligestillingsredegoerelse-2023.txt").read_text(encoding="utf-8").splitlines()
    assert "indberettes til" in lines[warning.place.line - 1]


def test_the_security_guidelines_end_in_the_direktion_and_hold_a_closed_attachment():
    document = sample("informationssikkerhed-2023.txt")
    case = the_case(document)
    assert (case.title, case.route) == ("Tværgående retningslinjer for informationssikkerhed", ("DIR",))
    assert [(stage.body, stage.date) for stage in case.planned] == [("Direktionen", DIR_DAY)]
    assert [stage.date for stage in case.stages if stage.is_past] == [date(2021, 1, 27)]
    assert [(found.document_number, found.is_open) for found in case.attachments] == [
        (None, False),
        ("52102/23", True),
    ]
    assert codes(document) == {"closed_attachment_in_open_item": 1, "attachment_without_number": 1}


def test_the_security_guidelines_promise_is_the_coordinators_with_a_day():
    (promise,) = the_case(sample("informationssikkerhed-2023.txt")).follow_ups
    assert (promise.responsible, promise.due) == ("IT-sikkerhedskoordinatoren", date(2023, 6, 1))


def test_the_budget_analysis_goes_from_the_direktion_to_the_committee():
    document = sample("budgetanalyse-samskabelse-2023.txt")
    case = the_case(document)
    assert (case.title, case.route) == ("Budgetanalyse om samskabelse og effektivisering", ("DIR", "MTU"))
    assert document.body_aliases["MTU"] == "Miljø- og Teknikudvalget"
    assert [(stage.body, stage.date) for stage in case.planned] == [
        ("Direktionen", DIR_DAY),
        ("Miljø- og Teknikudvalget", MTU_DAY),
    ]
    assert [found.is_open for found in case.attachments] == [False, False]
    assert case.recurrence == ()  # "årligt" stands beside an amount


@pytest.fixture(scope="module")
def minutes() -> Document:
    return sample("direktionen-2023-04-12.txt")


def test_the_minutes_say_whose_meeting_it_was_and_that_the_chair_was_absent(minutes: Document):
    assert (minutes.kind, minutes.body, minutes.meeting_date) == (DocumentKind.MINUTES, "Direktionen", DIR_DAY)
    assert minutes.absentees == ("Erik Lyngsvad",)


def test_the_minutes_six_points_are_paired_with_their_outcomes(minutes: Document):
    assert [(point.number, point.title, point.outcome) for point in the_case(minutes).points] == [
        ("1", "Ligestillingsredegørelse 2023", Outcome.DISCUSSED),
        ("2", "Kvalitet i dagtilbud", Outcome.NOTED),
        ("3", "Tværgående retningslinjer for informationssikkerhed", Outcome.APPROVED),
        ("4", "Budgetanalyse om samskabelse og effektivisering", Outcome.DISCUSSED),
        ("5", "Budgetanalyse om jordfordeling", Outcome.DISCUSSED),
        ("6", "Forberedelse af næste runde", Outcome.DISCUSSED),
    ]


def test_three_points_of_the_minutes_are_the_three_sample_cases(minutes: Document):
    names = (
        "ligestillingsredegoerelse-2023.txt",
        "informationssikkerhed-2023.txt",
        "budgetanalyse-samskabelse-2023.txt",
    )
    titles = {point.title for point in the_case(minutes).points}
    assert {the_case(sample(name)).title for name in names} <= titles


def test_the_promise_that_stands_only_in_the_case_text_is_found(minutes: Document):
    first = the_case(minutes).points[0]
    (promise,) = first.follow_ups
    assert (promise.responsible, promise.due, promise.section) == (
        "Chef for Kommunaldirektørens Sekretariat",
        None,
        SectionKey.CASE_PRESENTATION,
    )
    assert "følger op" not in first.after
    assert promise.place.words == "Chef for Kommunaldirektørens Sekretariat følger op på fejlen."


def test_the_minutes_other_promise_has_nobodys_name(minutes: Document):
    (_, other) = the_case(minutes).follow_ups
    assert (other.responsible, other.point, other.text) == (
        None,
        "5",
        "Teksten om erstatning præciseres, inden udvalget får sagen.",
    )


def test_the_first_point_goes_on_to_three_bodies_and_two_others_to_the_committee(minutes: Document):
    case = the_case(minutes)
    assert [(stage.body, stage.date) for stage in case.points[0].stages] == [
        ("HU", HU_DAY),
        ("ØK", OEK_DAY),
        ("KB", KB_DAY),
    ]
    for point in case.points[3:5]:
        assert [(stage.body, stage.date) for stage in point.stages] == [("Miljø- og Teknikudvalget", MTU_DAY)]
    assert [(stage.body, stage.date) for stage in case.other_referrals] == [("Miljø- og Teknikudvalget", MTU_DAY)]


def test_the_minutes_attachments_are_open_with_numbers_and_closed_without(minutes: Document):
    assert [(found.document_number, found.is_open) for found in the_case(minutes).attachments] == [
        ("52110/23", True),
        ("52113/23", True),
        (None, False),
        (None, False),
        (None, False),
        (None, False),
        ("52127/23", True),
    ]
    assert codes(minutes) == {"closed_attachment_in_open_item": 4, "attachment_without_number": 4}
