"""Where items begin, what is open, and which body treats a case when, however it is set. A habit a test."""

from datetime import date

import pytest

from domain.documents.document import Document, Item, SectionKey
from domain.documents.reader import read_document


def read(text: str) -> Document:
    return read_document("prøve.txt", text.encode())


def item(text: str) -> Item:
    (only,) = read(text).items
    return only


def titles(text: str) -> list[tuple[str | None, str | None, bool | None]]:
    return [(one.number, one.title, one.is_open) for one in read(text).items]


HEAD = "Skoleudvalget\nReferat af mødet den 5. maj 2026\n\n"


def test_the_numbers_of_the_items_are_one_series_though_nothing_known_stands_under_one():
    text = "1. Orientering\n\nFormanden fortalte om turen.\n\n2. Takster\nBeslutning\nGodkendt.\n\n3. Evt.\n\nIntet."
    assert [number for number, _, _ in titles(HEAD + text)] == ["1", "2", "3"]


def test_numbered_titles_alone_are_an_agenda_and_numbered_choices_in_a_case_are_not():
    assert len(titles(HEAD + "1. Velkomst\n\n2. Ny skole\nBo fortalte.\n\n3. Eventuelt\n")) == 3
    case = "Notat til direktionsmødet\n\nBaggrund\nTre veje er mulige.\n\n1. Byg\n\n2. Lej\n\n3. Vent\n"
    assert len(titles(case)) == 1


def test_a_number_over_its_title_is_an_items_and_no_pages():
    text = "41\nNy sti\n\nIndstilling\nJa.\n\n42\nForslag fra Liste K om lavere takster\n\nIndstilling\nNej."
    assert [number for number, _, _ in titles(HEAD + text)] == ["41", "42"]


def test_a_list_under_bilag_or_sagsgang_is_no_item():
    text = "Punkt 7: Tilsyn\nSagsgang\n1. Skoleudvalget\nIndstilling\nJa.\nBilag\n1. Tal - lukket\n2. Kort - lukket"
    assert [number for number, _, _ in titles(HEAD + text)] == ["7"]


@pytest.mark.parametrize(
    ("part", "is_open"),
    [
        ("Åbent møde", True),
        ("SAGER I LUKKET MØDE", False),
        ("L. LUKKEDE SAGER", False),
        ("Punkter på åben dagsorden", True),
        ("Ikke-offentlige sager", False),
        ("Dagsordenspunkter til behandling for lukkede døre", False),
        ("B. Sager til orientering", None),
    ],
)
def test_the_name_of_a_part_holds_for_every_item_after_it(part: str, is_open: bool | None):
    text = f"{HEAD}{part}\n\n1. Kajen\nBeslutning\nGodkendt.\n\n2. Broen\nBeslutning\nUdsat.\n"
    assert [said for _, _, said in titles(text)] == [is_open, is_open]


@pytest.mark.parametrize(
    "line",
    ["Åben sag   Sagsnr. 24/10442", "Sagsnr.: 24/10442    Sagsbeh.: Ida Lyng    ÅBENT PUNKT", "Sagstype: Åben"],
)
def test_a_mark_may_stand_among_an_items_other_fields(line: str):
    assert titles(f"{HEAD}1. Kajen\n{line}\nBeslutning\nGodkendt.\n")[0][2] is True


def test_a_table_of_contents_says_which_part_its_items_are_of():
    listed = "Åbne punkter\n1. Kajen\nLukkede punkter\n2. Grunden\n\n"
    text = f"{HEAD}{listed}1. Kajen\nBeslutning\nGodkendt.\n\n2. Grunden\nBeslutning\nUdsat.\n"
    assert titles(text) == [("1", "Kajen", True), ("2", "Grunden", False)]


@pytest.mark.parametrize(
    "table",
    [
        "Dato        Hvem              Hvad\n5.5.2026    Skoleudvalget     1.\n19.5.2026   Økonomiudvalget   2.\n",
        "5. maj 2026\tSkoleudvalget\n19. maj 2026\tØkonomiudvalget\n",
        "Trin\tInstans\tHvornår\n1\tSkoleudvalget\t5. maj 2026\n2\tØkonomiudvalget\t19. maj 2026\n",
        "\tSkoleudvalget\tTMU\tØkonomiudvalget\nBehandles\tx\t\tx\nDato\t05.05.2026\t\t19.05.2026\n",
    ],
)
def test_a_table_of_treatment_is_read_in_any_order_of_its_columns(table: str):
    one = item(f"Ny skole\nSagsgang\n{table}\nSagsfremstilling\nSkolen er slidt.\nIndstilling\nJa.\n")
    assert one.route == ("Skoleudvalget", "Økonomiudvalget")
    assert [(stage.body, stage.date) for stage in one.stages] == [
        ("Skoleudvalget", date(2026, 5, 5)),
        ("Økonomiudvalget", date(2026, 5, 19)),
    ]


def test_a_column_of_other_days_is_no_treatment():
    table = "Udvalg            Svarfrist\nSkoleudvalget     5. maj 2026\nSeniorrådet       6. maj 2026\n"
    assert item(f"Ny skole\nSagsfremstilling\nDer er hørt.\n{table}\nIndstilling\nJa.\n").stages == ()


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Bilag 1: Kort (dok. 45112-26)", ("Kort", "45112-26", None)),
        ("* Kort (offentligt)", ("Kort", None, True)),
        ("2026-004410 Kort over 2025", ("Kort over 2025", "2026-004410", None)),
        ("Bilag A: Kort (lukket, dok.nr. 5512/26)", ("Kort", "5512/26", False)),
        ("1\tKort\t26/10442\tLukket", ("Kort", "26/10442", False)),
    ],
)
def test_an_attachments_number_and_openness_are_no_part_of_its_title(line: str, found: tuple[str, str, bool]):
    (one,) = item(f"Ny skole\nSagsfremstilling\nSlidt.\nIndstilling\nJa.\nBilag\n{line}\n").attachments
    assert (one.title, one.document_number, one.is_open) == found


def test_a_memos_numbered_chapters_are_headings():
    one = item("Notat\nTil: Byrådet\n\nNy skole\n\n1. Baggrund\nSlidt.\n\n2. Tal\nMange.\n\n3. Økonomi\nDyrt.\n")
    assert (one.text_of(SectionKey.ECONOMY), SectionKey.BACKGROUND in one.sections) == ("Dyrt.", True)


def test_a_route_may_be_told_in_words():
    told = "Sagen forelægges først Skoleudvalget den 5. maj 2026, herefter Økonomiudvalget den 19. maj 2026."
    assert item(f"Ny skole\nSagsfremstilling\n{told}\nIndstilling\nJa.\n").route == (
        "Skoleudvalget",
        "Økonomiudvalget",
    )


@pytest.mark.parametrize("mark", ["{}/ ", "{}) ", "Pkt. {}/ ", "Pkt. {}) ", "Punkt {} - ", "Sag nr. {}/ "])
def test_a_bracket_or_a_stroke_behind_an_items_number_is_no_part_of_its_title(mark: str):
    text = "".join(
        f"{mark.format(number)}{title}\nSagsforløb: BSU/ØK/BY\nIndstilling\nJa.\n\n"
        for number, title in ((31, "Ny sti"), (32, "Nyt hegn"))
    )
    assert [(number, title) for number, title, _ in titles(HEAD + text)] == [("31", "Ny sti"), ("32", "Nyt hegn")]
    assert {one.route for one in read(HEAD + text).items} == {("BSU", "ØK", "BY")}


@pytest.mark.parametrize(
    "mark", ["Blad nr. {}", "Blad {}", "Ark {} af 9", "Side nr. {}", "Protokolside {}", "Side: {}"]
)
def test_the_number_of_a_page_is_nothing_of_the_item_it_stands_in(mark: str):
    bilag = f"Bilag\n- Kort over stien\n\n{mark.format(62)}\n"
    text = f"{mark.format(61)}\n31. Ny sti\nIndstilling\nJa.\n{bilag}32. Nyt hegn\nIndstilling\nNej.\n"
    first, second = read(HEAD + text).items
    assert [one.title for one in first.attachments] == ["Kort over stien"]
    assert second.title == "Nyt hegn"


@pytest.mark.parametrize(
    ("said", "route"),
    [
        ("BY via ØK", ("ØK", "BY")),
        ("Byrådet efter indstilling fra Økonomiudvalget", ("Økonomiudvalget", "Byrådet")),
        ("Byrådet", ()),
    ],
)
def test_who_decides_states_a_route_only_with_the_way_there(said: str, route: tuple[str, ...]):
    assert item(f"Ny sti\nSagen afgøres i\n{said}\nSagsfremstilling\nSmal.\nIndstilling\nJa.\n").route == route


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("Bilag 1 - Dok. 2026-01844-7 - Kort (lukket)", "2026-01844-7"),
        ("Dok.nr. 121/26 - Kort (lukket)", "121/26"),
        ("Dokument nr. 5520188: Kort (lukket)", "5520188"),
    ],
)
def test_an_attachments_number_may_stand_before_its_title(line: str, number: str):
    (one,) = item(f"Ny sti\nSagsfremstilling\nSmal.\nIndstilling\nJa.\nBilag\n{line}\n").attachments
    assert (one.title, one.document_number, one.is_open) == ("Kort", number, False)


def test_a_report_to_a_body_that_has_decided_is_no_step_of_the_journey():
    text = (
        "Ny sti\nSagsgang\nSkoleudvalget, Byrådet\nSagsfremstilling\nStien koster 8 pct. Planchefen forelægger en "
        "status for Skoleudvalget den 20. august 2026.\nBeslutning i Skoleudvalget den 5. maj 2026\nAnbefales.\n"
    )
    one = item(text)
    assert [stage.body for stage in one.other_referrals] == ["Skoleudvalget"]
    assert [found.text.split()[0] for found in one.follow_ups] == ["Planchefen"]


def test_all_who_vote_against_are_named():
    said = "Godkendt. Ida Holm (V) og Bo Lund (C) stemmer imod."
    (one,) = item(f"Ny sti\nSagsfremstilling\nSmal.\nBeslutning\n{said}\n").minority_statements
    assert one.by == "Ida Holm og Bo Lund"
