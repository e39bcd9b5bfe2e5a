"""Agendas handed over as XML by the systems that make them: what is plain is read, what is not is told of."""

from datetime import date
from pathlib import Path

import pytest

from calendars.errors import UnreadableFileError
from domain.documents.document import Document, Place, SectionKey
from domain.documents.reader import read_document
from domain.model.decision import Outcome

FOLDER = Path(__file__).parent / "agenda_xml"
SBSYS, EDOC = ((FOLDER / name).read_text("utf-8") for name in ("sbsys.xml", "edoc.xml"))
ACADRE = (FOLDER / "acadre.xml").read_text("iso-8859-1")


def read(text: str, encoding: str = "utf-8") -> Document:
    return read_document("dagsorden.xml", text.encode(encoding))


def test_minutes_of_sbsys_are_read_with_their_sections_decision_and_access():
    document = read(SBSYS)
    assert (document.body, document.meeting_date) == ("Teknik- og Klimaudvalget", date(2025, 3, 12))
    bridge, area = document.items
    assert (bridge.title, bridge.case_number, bridge.is_open) == ("Ny stibro over Lilleå", "25/1001", True)
    assert bridge.route == ("Teknik- og Klimaudvalget", "Økonomiudvalget", "Byrådet")
    assert {SectionKey.SUMMARY, SectionKey.RECOMMENDATION, SectionKey.DECISION} <= set(bridge.sections)
    assert [one.outcome for one in bridge.decisions] == [Outcome.RECOMMENDED]
    assert [(one.responsible, one.due) for one in bridge.follow_ups] == [("Vejchefen", date(2025, 5, 1))]
    assert [(one.title, one.is_open) for one in bridge.attachments] == [("Tilstandsrapport", True), ("Tilbud", False)]
    assert (area.title, area.is_open) == ("Køb af areal", False)


def test_an_agenda_of_edoc_has_its_route_as_data():
    document = read(EDOC)
    assert (document.body, document.meeting_date) == ("Skoleudvalget", date(2025, 4, 2))
    rules, person = document.items
    assert (rules.number, rules.case_number, rules.is_open) == ("41", "2025-000412", True)
    assert rules.route == ("Skoleudvalget", "Byrådet")
    assert [(one.body, one.date) for one in rules.stages] == [
        ("Skoleudvalget", date(2025, 4, 2)),  # this meeting is a step of the plan as well
        ("Byrådet", date(2025, 4, 29)),
    ]
    assert rules.text_of(SectionKey.CASE_PRESENTATION) == "Vedtægten ændres."
    assert rules.text_of(SectionKey.RECOMMENDATION) == "at vedtægten godkendes."
    assert (person.number, person.is_open) == ("42", False)


def test_an_agenda_of_acadre_is_tables_and_fields_in_an_older_encoding():
    document = read(ACADRE, "iso-8859-1")
    assert (document.body, document.meeting_date) == ("Økonomiudvalget", date(2025, 1, 14))
    (loan,) = document.items
    assert (loan.number, loan.title, loan.is_open, loan.route) == ("7", "Låneoptagelse 2025", True, ("ØU", "KB"))
    assert [(one.title, one.is_open) for one in loan.attachments] == [("Låneberegning", False)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_the_encoding_of_the_bytes_is_believed(encoding: str):
    assert read(EDOC, encoding).body == "Skoleudvalget"


def test_what_no_row_knows_is_told_of_with_its_line_and_left_out():
    (warning,) = [one for one in read(SBSYS).warnings if one.code == "unknown_element"]
    line = next(at for at, row in enumerate(SBSYS.splitlines(), 1) if "Farvekode" in row)
    assert (warning.place, dict(warning.facts)) == (Place(1, line, "farvekode"), {"element": "farvekode"})


def test_the_evidence_is_the_line_of_the_xml():
    bridge = read(SBSYS).items[0]
    line = next(at for at, row in enumerate(SBSYS.splitlines(), 1) if "<Beslutning><p>" in row or "Anbefales" in row)
    assert bridge.decisions[0].place.line == line


def test_access_in_words_nobody_knows_is_not_said():
    assert read(SBSYS.replace('Åbent="true"', 'Åbent="måske"')).items[0].is_open is None


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(2, 10))


@pytest.mark.parametrize(
    "text",
    [
        f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l1 "ha">{LAUGHS}]><a><punkt><titel>&l9;</titel></punkt></a>',
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a><punkt titel="x"/>&x;</a>',
        '<?xml version="1.0"?><!DOCTYPE a SYSTEM "http://example.invalid/a.dtd"><a><punkt titel="Sti"/></a>',
        '<?xml version="1.0"?><a><punkt><titel>Sti</titel></punkt>',
        '<?xml version="1.0"?><faktura><nummer>7</nummer></faktura>',
    ],
    ids=["laughs", "file", "dtd", "broken", "invoice"],
)
def test_entities_outside_files_and_papers_without_items_are_refused(text: str):
    with pytest.raises(UnreadableFileError) as refused:
        read(text)
    assert refused.value.facts["reason"] == "unknown_format"
    assert "root:" not in str(refused.value)


def test_a_text_that_only_begins_with_a_bracket_is_a_text():
    assert read_document("a.txt", b"<vedlagt> Referat\nByr\xc3\xa5det den 4. marts 2025").items


def test_elements_that_nest_without_end_are_no_agenda():
    deep = "<a>" * 250 + "<punkt><titel>Sti</titel></punkt>" + "</a>" * 250
    with pytest.raises(UnreadableFileError):
        read(f'<?xml version="1.0"?>{deep}')
