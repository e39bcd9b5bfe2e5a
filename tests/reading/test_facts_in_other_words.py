"""The same fact in the words of other secretariats: what was decided, who does what, who was away, who disagreed."""

from datetime import date

import pytest

from domain.documents.document import Document, Item
from domain.documents.reader import read_document

MEETING = date(2026, 3, 3)


def minutes(*, head: str = "", case: str = "", recommendation: str = "", decision: str = "Godkendt.") -> Document:
    text = f"""ULDSTED KOMMUNE
Teknisk Udvalg
Referat fra mødet tirsdag den 3. marts 2026 kl. 16.00
{head}

1. Takster for vand

Sagsfremstilling
Taksterne stiger i år. {case}

Indstilling
Forvaltningen indstiller,
at taksterne godkendes
{recommendation}

Beslutning
{decision}
"""
    return read_document("referat.txt", text.encode())


def item(**parts: str) -> Item:
    return minutes(**parts).items[0]


@pytest.mark.parametrize(
    ("words", "outcomes"),
    [
        ("Sagen returneres til administrationen.", ["returned"]),
        ("Sendt retur til forvaltningen.", ["returned"]),
        ("Anbefales ikke.", ["rejected"]),
        ("Kan ikke tiltrædes.", ["rejected"]),
        ("Der meddeles afslag.", ["rejected"]),
        ("Sat i bero.", ["postponed"]),
        ("Punktet overføres til næste møde.", ["postponed"]),
        ("Forvaltningen trak sagen tilbage.", ["withdrawn"]),
        ("Udvalget indstiller planen til vedtagelse.", ["recommended"]),
        ("Fremsendes til byrådet med udvalgets anbefaling.", ["recommended"]),
        ("Taget ad notam.", ["noted"]),
        ("Udvalget tilsluttede sig forslaget.", ["approved"]),
        ("Anlægsbevillingen frigives.", ["approved"]),
        ("Et flertal (A, F) anbefaler planen. Et mindretal (V) anbefaler ikke.", ["recommended"]),
        (
            "Forslaget faldt med 6 stemmer mod 17. Udvalgets indstilling blev herefter vedtaget.",
            ["rejected", "approved"],
        ),
        ("Godkendt. Venstres forslag om en lavere takst blev ikke vedtaget.", ["approved", "rejected"]),
        ("Ad a) Anbefales. Ad b) Kan ikke anbefales.", ["recommended", "rejected"]),
        ("Forvaltningen indstiller, at taksterne godkendes. Udsat.", ["postponed"]),
    ],
)
def test_what_was_decided_is_known_by_its_wording(words: str, outcomes: list[str]):
    assert [found.outcome.value for found in item(decision=words).decisions] == outcomes


def test_a_recommendation_under_indstilling_og_beslutning_is_no_decision_of_its_own():
    text = "1. Regnskab\n\nIndstilling og beslutning\nFondens bestyrelse indstiller, at det godkendes.\n\nUdsat.\n"
    read = read_document("referat.txt", f"Teknisk Udvalg\nReferat fra mødet den 3. marts 2026\n\n{text}".encode())
    assert [found.outcome.value for found in read.items[0].decisions] == ["postponed"]


def test_a_column_beslutning_holds_the_decisions_of_the_earlier_bodies_and_nothing_yet_to_come():
    table = "Udvalg\tDato\tBeslutning\nTeknisk Udvalg\t03.03.2026\tAnbefalet\nByrådet\t24.03.2026\t"
    text = f"Byrådet\nDagsorden til mødet den 24. marts 2026\n\n1. Vej\n\nBehandling\n{table}\n\nØkonomi\nIngen.\n"
    found = read_document("dagsorden.txt", text.encode()).items[0].decisions
    assert [(one.body, one.date, one.outcome.value) for one in found] == [("Teknisk Udvalg", MEETING, "recommended")]


@pytest.mark.parametrize(
    ("words", "who", "due"),
    [
        ("Borgmesteren skriver til ministeren.", "Borgmesteren", None),
        ("Vejchefen opmærker stien inden sommerferien.", "Vejchefen", None),
        ("Borgerservice giver besked til ansøgerne.", "Borgerservice", None),
        ("Anne Holm (A) tager kontakt til foreningen.", "Anne Holm", None),
        ("Forvaltningen blev bedt om at undersøge støjen.", "Forvaltningen", None),
        ("Udvalget bad om et notat om støj til næste møde.", None, None),
        ("Udvalget ønsker en opfølgning i september 2026.", None, date(2026, 9, 30)),
        ("Det blev aftalt, at HR inviterer til temadag.", "HR", None),
        ("Ejendomscentret skal senest d. 1. juni 2026 have tilbud ind.", "Ejendomscentret", date(2026, 6, 1)),
    ],
)
def test_a_decision_promises_by_any_verb_of_work(words: str, who: str | None, due: date | None):
    assert [(one.responsible, one.due) for one in item(decision=f"Godkendt. {words}").follow_ups] == [(who, due)]


@pytest.mark.parametrize(
    "words",
    [
        "Forvaltningen vurderer, at der ikke er behov for mere.",
        "Sekretariatet har sendt svar.",
        "Centerchefen deltog i punktet.",
        "Udvalget kvitterede for arbejdet.",
        "Liste Ø bad om at få ført til protokollen, at prisen er for høj.",
    ],
)
def test_what_is_told_in_a_decision_is_no_promise(words: str):
    assert item(decision=f"Godkendt. {words}").follow_ups == ()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Kulturafdelingen evaluerer ordningen. Evalueringen er færdig ultimo maj 2026.", [date(2026, 5, 31)]),
        ("Driftsleder Ole Juul tjekker pumperne, når vinteren er forbi.", [None]),
        ("Jobcentret gennemfører samtaler med alle ledige.", []),
        ("Skolechefen udarbejder hvert år en redegørelse inden 1. maj.", []),
        ("Skoleafdelingen vurderer, at elevtallet falder frem til den 1. august 2027.", []),
    ],
)
def test_a_case_text_promises_only_with_somebody_and_a_time(words: str, found: list[date | None]):
    assert [one.due for one in item(case=words).follow_ups] == found


def test_what_stands_in_the_list_under_opfoelgning_is_work_to_do():
    rows = "Opfølgning:\n- Vejchefen ringer til banen (frist 13. marts 2026)\n- Kim Bro: udkast, frist: maj 2026"
    found = item(decision=f"Godkendt.\n\n{rows}").follow_ups
    assert [(one.responsible, one.due) for one in found] == [
        ("Vejchefen", date(2026, 3, 13)),
        ("Kim Bro", date(2026, 5, 31)),
    ]


def test_a_task_without_a_day_and_one_with_a_month_alone_are_rows_of_the_list():
    table = "Opgave\tAnsvarlig\tFrist\nPlan for skilte\tVejchefen\t\nNyt kort\tLis Ås\tmaj 2026"
    found = item(decision=f"Godkendt.\n\nOpgaver\n{table}").follow_ups
    assert [(one.text, one.due) for one in found] == [("Plan for skilte", None), ("Nyt kort", date(2026, 5, 31))]


@pytest.mark.parametrize(
    ("head", "absent"),
    [
        ("Til stede: Alle medlemmer undtagen Lise Bro (A) og Karl Vang (V)", ("Lise Bro", "Karl Vang")),
        ("Deltagere: Lise Bro (A), Karl Vang (V) (afbud), Tom Ry (C, afbud)", ("Karl Vang", "Tom Ry")),
        ("Medlemmer:\nLise Bro (A), formand\nKarl Vang (V) - afbud\nTom Ry (C)", ("Karl Vang",)),
        ("Fraværende: Lise Bro (A). Karl Vang (A) mødte som stedfortræder.", ("Lise Bro",)),
        ("Fraværende: Tom Ry (B), der havde Pia Kær (B) som stedfortræder", ("Tom Ry",)),
        ("Deltagere: Lise Bro, Karl Vang. Afbud: Tom Ry og Pia Kær", ("Tom Ry", "Pia Kær")),
        ("Til stede                Afbud\nLise Bro                 Tom Ry\nKarl Vang", ("Tom Ry",)),
        ("For Tom Ry mødte Pia Kær.", ("Tom Ry",)),
        ("Fraværende:\nTom Ry (B)\nPia Kær (C), som ankom kl. 16.30", ("Tom Ry",)),
        ("Fraværende: Ingen", ()),
    ],
)
def test_who_was_away_and_not_who_came_instead(head: str, absent: tuple[str, ...]):
    assert minutes(head=head).absentees == absent


def test_who_was_away_for_one_item_or_from_an_earlier_meeting_was_at_this_one():
    assert minutes(decision="Godkendt.\n\nTom Ry (B) var fraværende under punktet.").absentees == ()
    earlier = (
        "Teknisk Udvalg den 3. februar 2026:\nUdsat.\nFraværende: Lis Ås (A)\n\nTeknisk Udvalg den 3. marts 2026:\n"
    )
    assert minutes(decision=f"{earlier}Godkendt.\nFraværende: Tom Ry (B)").absentees == ("Tom Ry",)


@pytest.mark.parametrize(
    ("words", "by"),
    [
        ("Lise Bro (Ø) kunne ikke anbefale indstillingen.", ["Lise Bro"]),
        ("Enhedslisten ønskede følgende ført til protokols: Prisen er for høj.", ["Enhedslisten"]),
        ("Herefter ønskede Liste Ø tilført protokollen, at prisen er for høj.", ["Liste Ø"]),
        ("Mindretalsudtalelse fra Lise Bro (Ø): Planen er for dyr.", ["Lise Bro"]),
        ("Lise Bro (Ø) spurgte til prisen. Hun tog forbehold.", ["Lise Bro"]),
        ("Medarbejdersiden ønskede ført til referat, at fristen er kort.", ["Medarbejdersiden"]),
        ("Udvalget kunne ikke anbefale forslaget.", []),
        ("Godkendt med 38 stemmer imod 14.", []),
    ],
)
def test_who_disagreed_for_the_record(words: str, by: list[str]):
    assert [one.by for one in item(decision=f"Behandlet. {words}").minority_statements] == by


def test_who_was_disqualified_may_be_named_in_the_sentence_before():
    assert item(decision="Godkendt. Tom Ry (V) sidder i bestyrelsen. Han var inhabil.").recused == ("Tom Ry",)
    assert item(decision="Godkendt. Udvalget fandt, at Tom Ry (V) ikke var inhabil.").recused == ()


@pytest.mark.parametrize(("words", "years"), [("ottende år", 8), ("6. år", 6), ("anden måned", 1 / 6)])
def test_any_ordinal_says_how_often_it_comes_again(words: str, years: float):
    assert [one.every_years for one in item(case=f"Planen revideres hvert {words}.").recurrence] == [years]


def test_the_meetings_own_day_counts_in_the_order_of_the_route():
    route = "1. Vej\n\nSagsgang\nØkonomiudvalget, Byrådet\n\nØkonomi\nØkonomiudvalget behandler sagen den 30. marts"
    text = f"Byrådet\nDagsorden til mødet den 24. marts 2026\n\n{route} 2026, og Byrådet den 24. marts 2026.\n"
    assert "stage_order" in [one.code for one in read_document("dagsorden.txt", text.encode()).warnings]


def test_an_agenda_that_prints_an_earlier_bodys_decision_is_an_agenda_and_has_it():
    row = "Børneudvalget, 3. marts 2026: Anbefales. Lone Krag (V) stemte imod."
    text = f"Dagsorden\nByrådet\n24. marts 2026\n\n1. Vej\n\nTidligere behandling\n{row}\n\nØkonomi\nIngen.\n"
    read = read_document("dagsorden.txt", text.encode())
    assert read.kind == "agenda"
    decided = [(one.body, one.date, one.outcome.value) for one in read.items[0].decisions]
    assert decided == [("Børneudvalget", MEETING, "recommended")]


def test_what_was_agreed_and_what_somebody_is_asked_to_do_are_promises_in_minutes_without_headings():
    text = (
        "Område-MED Teknik\nReferat af mødet den 3. marts 2026\n\n1. Dagsorden\nGodkendt.\n\n2. Trivsel\n"
        "Det aftaltes, at ledelsen tager en snak med holdet.\n"
        "Eva Toft og Kim Lind udarbejder et udkast. Frist: 1. september 2026.\n"
        "HR-chefen bedes redegøre for tallene.\n"
    )
    found = read_document("referat.txt", text.encode()).items[1].follow_ups
    assert [(one.responsible, one.due) for one in found] == [
        ("ledelsen", None),
        ("Eva Toft og Kim Lind", date(2026, 9, 1)),
        ("HR-chefen", None),
    ]


def test_a_line_ansvarlig_and_a_line_frist_go_with_the_sentence_above_them():
    lines = "Godkendt. Vejene udarbejder en oversigt, jf. bilag 2.\nAnsvarlig: Mona Friis\nDeadline: 1. april 2026"
    found = item(decision=lines).follow_ups
    assert [(one.text, one.responsible, one.due) for one in found] == [
        ("Vejene udarbejder en oversigt, jf. bilag 2.", "Mona Friis", date(2026, 4, 1))
    ]


def test_who_was_away_under_one_item_was_at_the_meeting():
    assert minutes(head="Deltagere: Lars Hede, Ib Toft (fraværende under pkt. 3)").absentees == ()
