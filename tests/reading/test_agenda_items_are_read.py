"""An agenda item's facts, on small texts of our own. Each test is a habit of Danish secretariats."""

from dataclasses import replace
from datetime import date

import pytest

from domain.documents.document import Document, DocumentKind, Item, SectionKey
from domain.documents.heading_words import HeadingWords
from domain.documents.reader import read_document
from domain.documents.vocabulary import STANDARD, BodyWords
from domain.model.decision import Outcome


def read(text: str) -> Document:
    return read_document("prøve.txt", text.strip().encode())


def item(text: str) -> Item:
    (only,) = read(text).items
    return only


def codes(document: Document) -> list[str]:
    return [warning.code for warning in document.warnings]


# ------------------------------------------------------------------ headings and sections


def test_headings_part_an_item_and_an_empty_one_swallows_nothing():
    one = item(
        "Ny skovsti\nSagsgang\nDIR\nSagsfremstilling\nStien bliver 4 km lang.\nIndstilling\nBilag\n- Kort over stien"
    )
    assert one.title == "Ny skovsti"
    assert one.text_of(SectionKey.CASE_PRESENTATION) == "Stien bliver 4 km lang."
    assert one.sections[SectionKey.RECOMMENDATION].is_empty
    assert [found.title for found in one.attachments] == ["Kort over stien"]


def test_ingen_is_content():
    one = item("Ny skovsti\nSagsgang\nDIR\nØkonomi\nIngen.\nIndstilling\nAt stien anlægges.")
    assert not one.sections[SectionKey.ECONOMY].is_empty


def test_a_municipalitys_own_headings_and_bodies_are_rows_of_data():
    text = "Ny skovsti\nVej gennem huset\nSKOV\nHvad det handler om\nStien bliver lang.\nIndstilling\nJa."
    own = replace(
        STANDARD,
        headings=(
            *STANDARD.headings,
            HeadingWords(SectionKey.ROUTE, ("vej gennem huset",)),
            HeadingWords(SectionKey.CASE_PRESENTATION, ("hvad det handler om",)),
        ),
        bodies=(*STANDARD.bodies, BodyWords("Skovnævnet", ("SKOV",), r"skovnævnet(?:s)?")),
    )
    document = read_document("sti.txt", text.encode(), vocabulary=own)
    assert document.items[0].route == ("SKOV",)
    assert document.items[0].text_of(SectionKey.CASE_PRESENTATION) == "Stien bliver lang."
    assert document.body_aliases == {"SKOV": "Skovnævnet"}


def test_each_found_thing_knows_the_line_and_the_words():
    one = item("Ny skovsti\n\nSagsgang\nDIR, KB\nSagsfremstilling\nDirektionen ser på stien 2. maj 2023.")
    place = one.stages[0].place
    assert (place.page, place.line, place.words) == (1, 6, "Direktionen ser på stien 2. maj 2023.")


# ------------------------------------------------------------------ items


def test_numbered_items_part_an_agenda_and_numbered_recommendations_do_not():
    document = read(
        "Dagsorden for Økonomiudvalget den 3. juni 2024\n"
        "Indholdsfortegnelse\n1. Budgetopfølgning ..... 2\n2. Ny havnekaj ..... 3\n"
        "1. Budgetopfølgning\nSagsfremstilling\nTallene holder.\nIndstilling\nDet indstilles,\n"
        "1. at tallene godkendes\n2. at der ses på vejene\n"
        "2. Ny havnekaj\nSagsfremstilling\nKajen er slidt.\nIndstilling\nAt kajen fornyes.\n"
    )
    assert [(one.number, one.title) for one in document.items] == [("1", "Budgetopfølgning"), ("2", "Ny havnekaj")]
    assert (document.kind, document.body, document.meeting_date) == (
        DocumentKind.AGENDA,
        "Økonomiudvalget",
        date(2024, 6, 3),
    )


def test_items_under_closed_points_are_closed_and_so_is_a_title_that_says_it():
    document = read(
        "Åbne punkter\nPunkt 1 Skolevej\nIndstilling\nAt vejen lukkes for biler.\n"
        "Punkt 2 Salg af grund LUKKET\n"
        "Lukkede punkter\nPunkt 3 Køb af bygning\nIndstilling\nAt bygningen købes.\n"
    )
    assert [(one.title, one.is_open) for one in document.items] == [
        ("Skolevej", True),
        ("Salg af grund", False),
        ("Køb af bygning", False),
    ]


@pytest.mark.parametrize(
    ("line", "title", "is_open"),
    [
        ("Punkt 7 (Åben) Takster", "Takster", True),
        ("Punkt 7 (Lukket) Takster", "Takster", False),
        ("Punkt 7 (Åbent)\nTakster", "Takster", True),
        ("7. Lukket - Takster\nÅben sag", "Takster", True),
        ("Pkt. 7 Takster - lukket punkt", "Takster", False),
    ],
)
def test_a_title_carries_no_mark_of_openness(line: str, title: str, is_open: bool):
    one = item(f"{line}\nSagsnr. 2012-28504\nSagsfremstilling\nTaksterne stiger.\nIndstilling\nAt de godkendes.")
    assert (one.number, one.title, one.is_open, one.case_number) == ("7", title, is_open, "2012-28504")


def test_the_case_number_is_the_one_printed():
    assert (
        item("Ny skovsti\nSagsnr.: 23/4107\nSagsgang\nDIR\nIndstilling\nAt stien anlægges.").case_number == "23/4107"
    )


# ------------------------------------------------------------------ route and stages


@pytest.mark.parametrize(
    ("written", "route"),
    [
        ("DIR, HU, ØK, KB", ("DIR", "HU", "ØK", "KB")),
        ("DIR - HU - KB", ("DIR", "HU", "KB")),
        ("Økonomiudvalget, Kommunalbestyrelsen", ("Økonomiudvalget", "Kommunalbestyrelsen")),
        ("KB via ØK", ("ØK", "KB")),
        ("Miljø- og Teknikudvalget og Byrådet", ("Miljø- og Teknikudvalget", "Byrådet")),
    ],
)
def test_a_route_is_read_in_the_documents_own_words(written: str, route: tuple[str, ...]):
    assert item(f"Ny skovsti\nSagsgang\n{written}\nSagsfremstilling\nStien er lang.").route == route


def test_an_unknown_abbreviation_in_a_route_is_reported_and_never_guessed():
    document = read("Ny skovsti\nSagsgang\nDIR, QXU, KB\nSagsfremstilling\nStien er lang.")
    assert document.items[0].route == ("DIR", "QXU", "KB")
    (warning,) = [one for one in document.warnings if one.code == "unknown_abbreviation"]
    assert warning.facts == {"abbreviation": "QXU"}
    assert "QXU" not in document.body_aliases


def test_an_abbreviation_that_the_documents_own_words_explain_is_known():
    document = read(
        "Ny skovsti\nSagsgang\nDIR, KNU\nSagsfremstilling\nKyst- og Naturudvalget ser på stien 2. maj 2023."
    )
    assert document.body_aliases["KNU"] == "Kyst- og Naturudvalget"
    assert "unknown_abbreviation" not in codes(document)


def test_the_chain_of_meetings_takes_the_year_written_first():
    one = item(
        "Ny skovsti\nSagsgang\nDIR, ØK, KB\nSagsfremstilling\n"
        "Sagen er på i direktionen 6. december 2023, økonomiudvalget 12. december og kommunalbestyrelsen 9. januar."
    )
    assert [(stage.body, stage.date.isoformat(), stage.year_because) for stage in one.stages] == [
        ("Direktionen", "2023-12-06", "written"),
        ("Økonomiudvalget", "2023-12-12", "same_sentence"),
        ("Kommunalbestyrelsen", "2024-01-09", "same_sentence"),
    ]


def test_a_hearing_in_a_council_is_no_stop_on_the_route():
    one = item(
        "Ny skovsti\nSagsgang\nDIR, KB\nSagsfremstilling\nDirektionen ser på sagen 1. marts 2023. "
        "Seniorrådet får den til udtalelse den 8. marts 2023."
    )
    assert [stage.body for stage in one.stages] == ["Direktionen"]
    assert [(stage.body, stage.date) for stage in one.other_referrals] == [("Seniorrådet", date(2023, 3, 8))]


def test_what_a_body_decided_years_ago_is_past_and_not_planned():
    one = item(
        "Retningslinjer\nSagsgang\nDIR\nSagsfremstilling\n"
        "Direktionen vedtog den første udgave den 27. januar 2021. "
        "Direktionen ser på den nye 12. april 2023."
    )
    assert [(stage.date.year, stage.is_past) for stage in one.stages] == [(2021, True), (2023, False)]
    assert [stage.date.year for stage in one.planned] == [2023]


def test_a_date_whose_year_nothing_decides_is_reported_and_not_placed():
    document = read("Ny skovsti\nSagsgang\nDIR, KB\nSagsfremstilling\nDirektionen ser på sagen 2. maj.")
    assert document.items[0].stages == ()
    assert "year_unknown" in codes(document)


# ------------------------------------------------------------------ decisions


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        ("Godkendt.", Outcome.APPROVED),
        ("Indstillingen blev tiltrådt.", Outcome.APPROVED),
        ("Indstilles godkendt.", Outcome.RECOMMENDED),
        ("Anbefales over for Byrådet.", Outcome.RECOMMENDED),
        ("Taget til efterretning.", Outcome.NOTED),
        ("Udvalget tog redegørelsen til efterretning.", Outcome.NOTED),
        ("Drøftet.", Outcome.DISCUSSED),
        ("Sagen udsættes til næste møde.", Outcome.POSTPONED),
        ("Sagen sendes tilbage til forvaltningen.", Outcome.RETURNED),
        ("Forslaget blev ikke godkendt.", Outcome.REJECTED),
        ("Sagen oversendes til 2. behandling.", Outcome.FORWARDED),
        ("Punktet blev taget af dagsordenen.", Outcome.WITHDRAWN),
        ("Et medlem ønskede efter § 23 sagen indbragt for Byrådet.", Outcome.STOPPED_23),
    ],
)
def test_each_wording_has_its_outcome(words: str, outcome: Outcome):
    one = item(f"Ny skovsti\nIndstilling\nAt stien anlægges.\nBeslutning i Teknikudvalget den 04-03-2024\n{words}")
    (decision,) = one.decisions
    assert (decision.body, decision.date, decision.outcome) == ("Teknikudvalget", date(2024, 3, 4), outcome)


@pytest.mark.parametrize(
    "heading",
    [
        "Beslutning i Økonomiudvalget den 12-03-2024",
        "Beslutning Økonomiudvalget den 12. marts 2024",
        "Økonomiudvalgets beslutning i mødet den 12. marts 2024",
        "Økonomiudvalget, 12. marts 2024, pkt. 18:",
        "Beslutning fra økonomiudvalget, 12. marts 2024, pkt. 18:",
        "Beslutning i Økonomiudvalget (ØK) den 12.03.2024",
    ],
)
def test_a_heading_says_who_decided_and_when(heading: str):
    document = read(f"Punkt 4 Ny skovsti\nIndstilling\nAt stien anlægges.\n{heading}\nGodkendt.")
    (decision,) = document.items[0].decisions
    assert (decision.body, decision.date) == ("Økonomiudvalget", date(2024, 3, 12))
    assert (document.kind, document.body, document.meeting_date) == (
        DocumentKind.MINUTES,
        "Økonomiudvalget",
        date(2024, 3, 12),
    )


def test_earlier_bodies_decisions_are_found_too_and_the_latest_is_the_meetings():
    document = read(
        "Ny skovsti\nIndstilling\nAt stien anlægges.\nBeslutning i Direktionen den 06-03-2024\n"
        "Indstilles godkendt.\n"
        "Beslutning i Byrådet den 26-03-2024\nGodkendt."
    )
    assert [(one.body, one.outcome) for one in document.items[0].decisions] == [
        ("Direktionen", Outcome.RECOMMENDED),
        ("Byrådet", Outcome.APPROVED),
    ]
    assert document.body == "Byrådet"


def test_an_amendment_voted_on_is_a_decision_of_its_own():
    one = item(
        "Ny skovsti\nIndstilling\nAt stien anlægges.\nBeslutning i Byrådet den 26-03-2024\n"
        "Et ændringsforslag om fast belægning blev forkastet med 5 stemmer imod 20. "
        "Indstillingen blev godkendt med 20 stemmer imod 5."
    )
    assert [decision.outcome for decision in one.decisions] == [Outcome.REJECTED, Outcome.APPROVED]


POINTS = """
Punkt 1 Sager til mødet
Åben sag
Sagsgang
DIR
Sagsfremstilling
1. Sommerlukning. Husene holder lukket i uge 29 og 30. HR-chefen følger op på vagterne.
2. Kantinen. Der er kommet tre bud.
3. Parkering (lukket). Pladserne skal fordeles.
Beslutning i Direktionen den 03-05-2023
1. Sommerlukning. Direktionen godkendte planen.
2. Kantinen. Udsat. Økonomichefen indhenter et fjerde bud inden den 1. juni 2023.
3. Parkering (lukket). Drøftet.
"""


def test_points_before_and_after_the_decision_are_paired_and_not_doubled():
    points = item(POINTS).points
    assert [(point.number, point.title, point.outcome, point.is_open) for point in points] == [
        ("1", "Sommerlukning", Outcome.APPROVED, None),
        ("2", "Kantinen", Outcome.POSTPONED, None),
        ("3", "Parkering", Outcome.DISCUSSED, False),
    ]
    assert points[0].before == "Husene holder lukket i uge 29 og 30. HR-chefen følger op på vagterne."
    assert points[0].after == "Direktionen godkendte planen."
    assert all(point.is_paired for point in points)


def test_a_point_knows_its_own_promises_also_when_they_stand_only_in_the_case_text():
    first, second, third = item(POINTS).points
    assert [(found.responsible, found.section) for found in first.follow_ups] == [
        ("HR-chefen", SectionKey.CASE_PRESENTATION)
    ]
    assert [(found.responsible, found.due) for found in second.follow_ups] == [("Økonomichefen", date(2023, 5, 31))]
    assert third.follow_ups == ()


def test_a_point_without_its_other_half_is_reported():
    document = read(POINTS.replace("3. Parkering (lukket). Drøftet.\n", ""))
    assert [warning.facts["number"] for warning in document.warnings if warning.code == "point_unpaired"] == ["3"]


def test_a_year_that_ends_a_title_is_no_point():
    one = item(POINTS.replace("Sommerlukning. Husene", "Sommerlukning\n2023. Husene"))
    assert len(one.points) == 3


# ------------------------------------------------------------------ attachments


def test_attachments_over_several_lines_keep_title_numbers_and_state():
    one = item(
        "Ny skovsti\nÅben sag\nIndstilling\nAt stien anlægges.\nBilag:\n\n1 -\n\n3551201\n\n"
        "Åben Kort over stien (52110/23) (H)\n\n"
        "2 -  Lukket Tilbud fra entreprenører, samlet i ét\n\ndokument\n\n() ()\n"
    )
    first, second = one.attachments
    assert (first.title, first.document_number, first.other_numbers, first.is_open) == (
        "Kort over stien",
        "52110/23",
        ("3551201",),
        True,
    )
    assert (second.title, second.document_number, second.is_open) == (
        "Tilbud fra entreprenører, samlet i ét dokument",
        None,
        False,
    )


def test_a_span_of_years_in_a_title_is_no_document_number():
    one = item("Ny skovsti\nIndstilling\nAt stien anlægges.\nBilag\n- Stiplan 2024-2028\n- Kort - 4420/24")
    assert [(found.title, found.document_number) for found in one.attachments] == [
        ("Stiplan 2024-2028", None),
        ("Kort", "4420/24"),
    ]


# ------------------------------------------------------------------ promises, recurrence, people


@pytest.mark.parametrize(
    ("sentence", "who", "due"),
    [
        ("Vejchefen fremlægger en tidsplan på mødet i juni 2024.", "Vejchefen", date(2024, 6, 30)),
        ("Udvalget bad forvaltningen om at undersøge prisen.", "forvaltningen", None),
        ("Planen tilpasses efter drøftelsen.", None, None),
        ("Børne- og ungechefen vender tilbage senest den 1. maj 2024.", "Børne- og ungechefen", date(2024, 5, 1)),
        ("Til næste møde udarbejder sekretariatet en oversigt.", "sekretariatet", None),
        ("En vejledning udarbejdes af HR-afdelingen.", "HR-afdelingen", None),
    ],
)
def test_a_promise_in_a_decision_is_proposed_with_who_and_when(sentence: str, who: str | None, due: date | None):
    one = item(
        f"Ny skovsti\nIndstilling\nAt stien anlægges.\n"
        f"Beslutning i Teknikudvalget den 04-03-2024\nGodkendt. {sentence}"
    )
    (found,) = one.follow_ups
    assert (found.responsible, found.due, found.text) == (who, due, sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Planen blev tilpasset i 2022.",
        "Området orienterer løbende borgerne.",
        "Direktionen behandler sagen 1. marts 2023.",
        "Kommunen har rettet tallene.",
    ],
)
def test_what_is_done_or_done_all_the_time_is_no_promise(sentence: str):
    assert item(f"Ny skovsti\nSagsgang\nDIR\nSagsfremstilling\n{sentence}").follow_ups == ()


@pytest.mark.parametrize(
    ("sentence", "years"),
    [
        ("Der gøres status hvert tredje år.", 3),
        ("Der gøres status hvert andet år.", 2),
        ("Taksterne fastsættes årligt.", 1),
        ("Der gives en orientering hvert halve år.", 0.5),
    ],
)
def test_how_often_it_comes_again_is_read(sentence: str, years: float):
    (found,) = item(f"Status\nSagsgang\nDIR\nSagsfremstilling\n{sentence}").recurrence
    assert found.every_years == years


def test_money_a_year_is_no_recurrence():
    assert item("Status\nSagsgang\nDIR\nØkonomi\nDriften koster 3,1 mio. kr. årligt.").recurrence == ()


def test_absentees_are_names_without_title_and_party_and_only_of_the_meeting_itself():
    document = read(
        "Ny skovsti\nIndstilling\nAt stien anlægges.\nBeslutning i Teknikudvalget den 04-03-2024\n"
        "Indstilles godkendt.\n"
        "Fraværende: Per Ladegaard (V)\nBeslutning i Byrådet den 26-03-2024\nGodkendt.\nFraværende:\n"
        "Viceborgmester Ane Skovby (A), sygdom\nBo Munk-Lind (C)\n"
    )
    assert document.absentees == ("Ane Skovby", "Bo Munk-Lind")


# ------------------------------------------------------------------ what a secretary stops at


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Direktionen ser på sagen 12. april 2023. Svaret skal indsendes i 2020.", "year_mismatch"),
        ("Direktionen ser på sagen torsdag den 12. april 2023.", "weekday_mismatch"),
        ("Svar ønskes inden den 31. april 2023.", "invalid_date"),
        ("Rapporten dækker perioden 31. maj 2023 til 1. juni 2020.", "period_reversed"),
        ("Direktionen ser på sagen 12. april 2023 og kommunalbestyrelsen 4. april 2023.", "stage_order"),
        ("Se bilag 4.", "missing_attachment"),
        ("Drift 2,0\nAnlæg 1.002,5\nI alt 1.004,7", "sum_mismatch"),
    ],
)
def test_what_does_not_agree_is_found_with_its_place(text: str, code: str):
    document = read(
        f"Ny skovsti\nSagsgang\nDIR, KB\nSagsfremstilling\n{text}\nIndstilling\nAt stien anlægges.\nBilag\n- Kort"
    )
    assert codes(document) == [code]
    assert document.warnings[0].place.line == 5 + text.count("\n")


@pytest.mark.parametrize(
    "rows",
    [
        "Drift 2,0\nAnlæg 1.002,5\nI alt 1.004,5",
        "Drift 1 2\nAnlæg 3 -4\nI alt 4 -2",
        "Drift 2,0\nI alt 4,0",
        "I alt 7",
    ],
)
def test_a_table_that_adds_up_or_is_no_table_is_left_alone(rows: str):
    assert codes(read(f"Ny skovsti\nSagsgang\nDIR\nØkonomi\n{rows}\nIndstilling\nAt stien anlægges.")) == []


def test_a_line_about_the_past_is_no_wrong_year():
    document = read(
        "Ny skovsti\nSagsgang\nDIR, KB\nSagsfremstilling\nDirektionen ser på sagen 12. april 2023. "
        "Den første sti blev anlagt i 2019.\nIndstilling\nAt stien anlægges."
    )
    assert codes(document) == []


def test_a_memo_and_a_piece_of_news_hold_no_case():
    memo = read(
        "Notat\nStatus på stier\nBaggrund\n"
        "Teknikudvalget aftalte den 4. marts 2024, at forvaltningen giver en status."
    )
    news = read("Ny sti åbner\nMed saks og fanfare åbner borgmesteren stien på lørdag.\nAlle er velkomne.")
    assert (memo.kind, memo.cases) == (DocumentKind.MEMO, ())
    assert (news.kind, news.cases) == (DocumentKind.OTHER, ())
