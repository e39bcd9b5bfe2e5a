"""Habits of other secretariats with lists, days and pages: one rule a test, in papers of our own."""

from datetime import date

import pytest

from domain.documents.document import Item
from domain.documents.reader import read_document


def only_item(body: str) -> Item:
    text = f"Ulsted Kommune\nReferat fra Teknisk Udvalg\nTirsdag den 3. marts 2026\n\n7. Ny sti ved åen\n\n{body}\n"
    (item,) = read_document("referat.txt", text.encode()).items
    return item


@pytest.mark.parametrize(
    "listed",
    [
        "Bilag: 1) Kort (åbent bilag), 2) Tilbud (fortroligt bilag)",
        "Bilag: Kort (dok. 26/101-4, åben), Tilbud (dok. 26/101-5, lukket)",
        "Bilag\nTitel | Åbent\nKort | Ja\nTilbud | Nej",
        (
            "Bilag\n| Nr. | Bilag | Sagsnr./dok.nr. | Åben/lukket |\n"
            "| 1 | Kort | 9911-4 | Åben |\n| 2 | Tilbud | 9911-5 | Lukket |"
        ),
        "Bilag\n- Kort.pdf (dok. 4471/26) Åben\n- Tilbud.pdf (dok. 4472/26) Lukket",
        "Bilag\n7.1 Kort - 26010117 (åben)\n7.2 Tilbud - 26010118 (lukket)",
    ],
)
def test_attachments_and_who_may_see_them_are_listed_in_many_ways(listed: str):
    found = only_item(f"Indstilling\nat stien anlægges.\n\n{listed}").attachments
    assert [(one.title, one.is_open) for one in found] == [("Kort", True), ("Tilbud", False)]


def test_a_body_its_day_and_what_it_decided_may_stand_in_one_line():
    item = only_item("Økonomiudvalget, 17. februar 2026: Anbefales.\n\nTeknisk Udvalg, 3. marts 2026: Punktet udgår.")
    assert [(one.date, one.outcome.value) for one in item.decisions] == [
        (date(2026, 2, 17), "recommended"),
        (date(2026, 3, 3), "withdrawn"),
    ]


def test_the_last_day_for_something_is_no_meeting_of_whoever_gets_it():
    item = only_item("Sagsfremstilling\nVejchefen sender udvalget en oversigt senest 1. maj 2026.")
    assert (item.stages, item.other_referrals) == ((), ())
    assert [one.due for one in item.follow_ups] == [date(2026, 5, 1)]


def test_a_hearing_of_two_councils_is_a_meeting_of_neither():
    item = only_item("Høring\nForslaget er i høring i Ældrerådet og Handicaprådet til den 20. april 2026.")
    assert (item.stages, item.other_referrals) == ((), ())


def test_who_decides_may_be_said_with_the_way_there():
    assert only_item("Sagen afgøres i\nBY via ØK\n\nIndstilling\nat stien anlægges.").route == ("ØK", "BY")


def test_bodies_under_crosses_need_no_heading():
    assert only_item("DIR   TU    ØU    BYR\n       x           x\n\nResumé\nEn sti.").route == ("TU", "BYR")


def test_days_behind_bodies_in_a_list_take_the_year_of_the_last():
    item = only_item("Sagsgang\nKU 12/5, ØU 26/5, BY 2/6 2026\n\nIndstilling\nat stien anlægges.")
    assert date(2026, 5, 26) in {one.date for one in item.stages}


@pytest.mark.parametrize("mark", ["61/ ", "61. ", "Punkt 61 - "])
def test_an_item_is_found_by_its_number_however_it_is_set(mark: str):
    text = f"Dagsorden\nTeknisk Udvalg\n12. maj 2026\n\n{mark}Vandplan\nÅbent punkt\n\nResume\nEn ny plan.\n"
    assert [item.number for item in read_document("d.txt", text.encode()).items] == ["61"]


def test_the_contents_may_say_who_sees_an_item_and_on_which_page_it_is():
    contents = "Indhold\n1. Cykelparkering - ÅBEN 2\n2. Køb af jord - LUKKET 3\n"
    body = (
        "1. Cykelparkering\n\nResumé\nStativer.\n\nBeslutning\nGodkendt.\n\n2. Køb af jord\n\nBeslutning\nGodkendt.\n"
    )
    text = f"Referat\nTeknisk Udvalg\n3. marts 2026\n\n{contents}\n{body}"
    assert [item.title for item in read_document("r.txt", text.encode()).items] == ["Cykelparkering", "Køb af jord"]
