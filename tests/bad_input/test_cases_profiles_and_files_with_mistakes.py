from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desk.cli import REFUSED, run
from desk.workplace import Workplace
from domain.profile.load import shipped_profile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Terminal

    Write = Callable[[str, str | bytes], Path]

DOCUMENT = """Norddjurs Kommune

Ny cykelsti i Auning

Åben sag

Sagsgang

{route}

Sagsfremstilling

Der er penge til en sti.

Indstilling

Det indstilles, at stien bygges.
"""


@pytest.mark.parametrize("word", ["KP", "ØU", "Byrådet", "ØKK"])
def test_an_unknown_body_is_refused_with_the_nearest_and_never_guessed(word: str, town: Terminal) -> None:
    message = town.refused("deadlines", "--body", word, "--meeting", "2023-05-23")
    assert f"Organet »{word}« kendes ikke" in message
    assert "Nærmest er" in message


def test_a_route_with_an_unknown_body_opens_no_case(town: Terminal, write: Write) -> None:
    file = write("sti.txt", DOCUMENT.format(route="MTU, ØK, XKB"))
    message = town.refused("case", "open", file, "--number", "23/77")
    assert "Organet »XKB« kendes ikke" in message
    assert "KB" in message.split("Nærmest er")[1]


def test_a_route_with_the_same_body_twice_opens_no_case(town: Terminal, write: Write) -> None:
    file = write("sti.txt", DOCUMENT.format(route="MTU, KB"))
    message = town.refused("case", "open", file, "--number", "23/77", "--route", "MTU,KB,MTU")
    assert "MTU står to gange i sagsgangen (MTU, KB, MTU). Lad hvert organ stå én gang." in message


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        ((), "Skriv sagens nummer med --number"),
        (("--number", "23/77", "--owner", "ingen"), "Stillingen »ingen« findes ikke."),
        (("--number", "23/77", "--item", "9"), "Punktet »9« findes ikke."),
        (("--number", "23/77", "--before", "2023-02-29"), "Datoen 2023-02-29 findes ikke i kalenderen."),
    ],
)
def test_what_a_case_lacks_is_asked_for(argv: tuple[str, ...], said: str, town: Terminal, write: Write) -> None:
    file = write("sti.txt", DOCUMENT.format(route="MTU, ØK, KB"))
    assert said in town.refused("case", "open", file, *argv)


def test_two_items_with_one_number_are_told_apart_and_never_guessed(town: Terminal, write: Write) -> None:
    item = "Punkt {number}. {title}\n\nSagsnr.: {case}\nSagsgang: ØK, KB\n\nIndstilling\nAt sagen godkendes.\n\n"
    items = (("4", "Nye cykelstier", "23/71"), ("5", "Ny hal", "23/72"), ("4", "Salg af en grund", "23/73"))
    agenda = "".join(item.format(number=number, title=title, case=case) for number, title, case in items)
    file = write("dagsorden.txt", f"Dagsorden\nØkonomiudvalget\nOnsdag den 7. juni 2023\n\n{agenda}")
    said = town.refused("case", "open", file, "--item", "4")
    assert said.splitlines()[-2:] == [
        "  --item 4 --nth 1: Nye cykelstier (side 1)",
        "  --item 4 --nth 2: Salg af en grund (side 1)",
    ]
    assert "--item 5: Ny hal (side 1)" in town.refused("case", "open", file)
    assert "Punktet »4 --nth 3« findes ikke." in town.refused("case", "open", file, "--item", "4", "--nth", "3")
    assert "23/73" in town.ok("case", "open", file, "--item", "4", "--nth", "2", "--dry-run").out
    assert "23/72" in town.ok("case", "open", file, "--item", "5", "--dry-run").out


def test_a_document_without_a_route_asks_for_one(town: Terminal, write: Write) -> None:
    file = write("brev.txt", "Kære borgmester\n\nTak for sidst.\n\nVenlig hilsen\nEn borger\n")
    assert "kan ikke blive til en sag" in town.refused("case", "open", file, "--number", "23/77")


@pytest.mark.parametrize("command", [("read",), ("case", "open"), ("followups", "propose")])
def test_an_empty_document_is_refused(command: tuple[str, ...], town: Terminal, write: Write) -> None:
    assert "Filen tom.txt er tom." in town.refused(*command, write("tom.txt", b" \n"))


@pytest.mark.parametrize("day", ["2023-02-30", "31-04-2023", "29.2.2023", "2023-13-01"])
def test_a_date_that_does_not_exist_is_refused(day: str, town: Terminal) -> None:
    for command in (
        ("deadlines", "--body", "KB", "--meeting", day),
        ("reminders", "--on", day),
        ("meetings", "list", "--since", day),
        ("meetings", "call", "--body", "KB", "--on", day, "--at", "17:00"),
    ):
        assert f"Datoen {day} findes ikke i kalenderen." in town.refused(*command)


def test_a_date_outside_the_calendar_is_refused(town: Terminal) -> None:
    assert "uden for kalenderen" in town.refused("deadlines", "--body", "KB", "--meeting", "1850-05-23")


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        ('kind = "councli"', 'kind = "council"', "»councli« kendes ikke; skriv"),
        ('chair = "borgmestre"', 'chair = "borgmester"', "»borgmestre« findes ikke; mente du borgmester"),
        ("saturday_counts = ja", "saturday_counts = true", "det er ikke rigtig TOML"),
        ("saturday_cuonts = true", "saturday_counts = true", "mente du saturday_counts"),
        ('personale = ["DIR", "HU", "DIR"]', 'personale = ["DIR", "HU", "ØK", "KB"]', "DIR står to gange"),
        ("2023-05-19, ", "2023-05-39, ", ""),
    ],
)
def test_a_profile_with_a_typo_is_refused_with_its_line(
    wrong: str, right: str, said: str, town: Terminal, write: Write
) -> None:
    text = shipped_profile()
    if said:
        assert right in text
        text = text.replace(right, wrong, 1)
    else:
        text = text.replace(wrong, right, 1)
    line = next(n for n, line in enumerate(text.splitlines(), 1) if (wrong if said else right) in line)
    file = write("kommune.toml", text)
    for command in (("profile", "check"), ("profile", "adopt")):
        message = town.refused(*command, file)
        assert "Profilen kommune.toml har fejl" in message
        assert f"linje {line}" in message
        assert said in message


def test_a_wrong_profile_makes_no_database(tmp_path: Path, write: Write) -> None:
    place = Workplace(tmp_path / "ny")
    assert run(["--profile", str(write("kommune.toml", "navn = 1")), "case", "list"], place) == REFUSED
    assert not place.data.exists()


def test_a_profile_that_is_not_text_is_refused(town: Terminal, write: Write) -> None:
    assert "Gem den som UTF-8" in town.refused("profile", "adopt", write("kommune.toml", b'name = "\xd8\xff"'))


@pytest.mark.parametrize("command", [("read",), ("meetings", "import"), ("case", "open"), ("profile", "adopt")])
def test_a_file_that_is_not_there_is_said_by_name(command: tuple[str, ...], town: Terminal, tmp_path: Path) -> None:
    assert "findes ikke. Se efter, om stien er skrevet rigtigt" in town.refused(*command, tmp_path / "væk.txt")
    assert "er en mappe, ikke en fil" in town.refused(*command, tmp_path)


@pytest.mark.parametrize(
    "command",
    [
        ("case", "show", "23/404"),
        ("case", "plan", "23/404"),
        ("case", "withdraw", "23/404", "--reason", "x"),
        ("case", "decide", "23/404", "--body", "KB", "--outcome", "approved"),
        ("case", "urgency", "23/404", "--body", "KB", "--reason", "x"),
        ("journal", "show", "23/404"),
        ("calendar", "export", "--case", "23/404", "--out", "x.ics"),
        ("followups", "list", "--case", "23/404"),
    ],
)
def test_a_case_that_does_not_exist_is_said_so(command: tuple[str, ...], town: Terminal) -> None:
    assert "Sagen »23/404« findes ikke." in town.refused(*command)


def test_a_follow_up_and_an_obligation_that_do_not_exist_are_said_so(town: Terminal) -> None:
    assert "Opfølgningen »abc« findes ikke." in town.refused("followups", "done", "abc", "--note", "x")
    assert "Redegørelsen »noget« findes ikke." in town.refused("cycles", "next", "noget")


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "sagsgang.db"
    file.write_bytes(b"det her er ikke en database, men en huskeseddel" * 50)
    before = file.read_bytes()
    assert run(["case", "list"], Workplace(tmp_path)) == REFUSED
    said = capsys.readouterr().err
    assert "kan ikke nås eller læses" in said
    assert "Traceback" not in said
    assert file.read_bytes() == before


def test_what_nobody_foresaw_is_one_danish_line_and_a_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(_: object) -> None:
        raise RuntimeError("hemmeligt")

    monkeypatch.setattr("desk.commands.deadlines.as_row", break_down)
    place = Workplace(tmp_path)
    assert run(["deadlines", "--body", "KB", "--meeting", "2023-05-23", "--json"], place) == REFUSED
    said = capsys.readouterr().err
    assert said == (
        f"Noget gik galt, som programmet ikke kender (RuntimeError). Det hele står i {tmp_path / 'sagsgang.log'}.\n"
    )
    assert "Traceback" in (tmp_path / "sagsgang.log").read_text("utf-8")
