from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Terminal

    Write = Callable[[str, str | bytes], Path]

HEADER = "Udvalg;Dato;Ugedag;Tidspunkt;Slut;Sted;Bemærkning\n"
GOOD = "Økonomiudvalget;05-12-2023;Tirsdag;14:00;16:30;Udvalgsværelset;\n"


@pytest.mark.parametrize(
    ("row", "place", "said"),
    [
        pytest.param(
            "Økonomiudvalgte;06-12-2023;Onsdag;14:00;16:30;;",
            "række 3",
            "organet »Økonomiudvalgte« kendes ikke. Nærmest er ØK",
            id="unknown body",
        ),
        pytest.param(
            "ØØ;06-12-2023;Onsdag;14:00;16:30;;", "række 3", "organet »ØØ« kendes ikke", id="unknown letters"
        ),
        pytest.param("KB;13-12-2022;Tirsdag;17:00;20:00;;", "række 3", "ligger i fortiden", id="past"),
        pytest.param("KB;09-12-2023;Lørdag;17:00;20:00;;", "række 3", "er i en weekend", id="weekend"),
        pytest.param(
            "KB;26-12-2023;Tirsdag;17:00;20:00;;", "række 3", "er en helligdag (Anden juledag)", id="holiday"
        ),
        pytest.param("KB;19-05-2023;Fredag;17:00;20:00;;", "række 3", "er en lukkedag", id="closing day"),
        pytest.param("ØK;05-12-2023;Tirsdag;17:00;20:00;;", "række 3", "har allerede et møde", id="two on a day"),
        pytest.param(
            "KB;31-11-2023;Fredag;17:00;20:00;;",
            "række 3, kolonnen Dato",
            "»31-11-2023« findes ikke",
            id="no such day",
        ),
        pytest.param(
            "KB;06-12-2023;Tirsdag;17:00;20:00;;",
            "række 3",
            "06-12-2023 er en onsdag, men der står tirsdag",
            id="weekday disagrees",
        ),
        pytest.param(
            "KB;06-12-2023;Onsdag;kl. fem;20:00;;",
            "række 3, kolonnen Tidspunkt",
            "»kl. fem« kan ikke læses",
            id="time",
        ),
        pytest.param(
            "KB;06-12-2023;Onsdag;17:00;16:00;;", "række 3", "slutter 16:00, før det begynder 17:00", id="ends early"
        ),
        pytest.param("KB;;;17:00;20:00;;", "række 3", "KB har ingen dato", id="no date"),
        pytest.param(";06-12-2023;Onsdag;17:00;20:00;;", "række 3", "har intet organ", id="no body"),
    ],
)
def test_a_wrong_row_is_refused_with_its_place_and_cure(
    row: str, place: str, said: str, town: Terminal, write: Write
) -> None:
    message = town.refused("meetings", "import", write("plan.csv", f"{HEADER}{GOOD}{row}\n"))
    assert "Mødeplanen plan.csv har fejl, og intet er indlæst:" in message
    assert f"  {place}" in message
    assert said in message


def test_a_meeting_in_the_past_is_refused_with_the_two_ways_out(town: Terminal, write: Write) -> None:
    file = write("plan.csv", HEADER + GOOD + "KB;13-12-2022;Tirsdag;17:00;20:00;;\n")
    message = town.refused("meetings", "import", file)
    assert "--skip-past" in message
    assert "--with-past" in message
    answer = town("meetings", "import", file, "--skip-past", "--dry-run")
    assert answer.code == 0, answer.err
    assert "Ligger før i dag og er ladt ude: KB 13-12-2022." in answer.out
    assert town("meetings", "import", file, "--skip-past", "--with-past").code == 2


def test_every_wrong_row_is_named_at_once(town: Terminal, write: Write) -> None:
    rows = "KB;31-11-2023;Fredag;17:00;20:00;;\nXYZ;06-12-2023;Onsdag;17:00;20:00;;\n"
    message = town.refused("meetings", "import", write("plan.csv", HEADER + GOOD + rows))
    assert "række 3" in message
    assert "række 4" in message


def test_a_rehearsal_of_a_good_plan_saves_nothing(town: Terminal, write: Write) -> None:
    answer = town("meetings", "import", write("plan.csv", HEADER + GOOD), "--dry-run")
    assert (answer.code, answer.err) == (0, "")
    assert "nye møder 1" in answer.out


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        pytest.param("tom.csv", b"", "tom.csv er tom", id="empty"),
        pytest.param("blank.csv", b"\n \n", "blank.csv er tom", id="blank"),
        pytest.param("plan.pdf", b"%PDF-1.7 x", "har et format, Sagsgang ikke kender", id="pdf"),
        pytest.param("plan.xlsx", b"PK\x03\x04 afbrudt", "plan.xlsx", id="broken workbook"),
        pytest.param("plan.ics", b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "plan.ics", id="cut calendar"),
    ],
)
def test_a_file_that_is_no_plan_is_refused_by_name(
    name: str, content: bytes, said: str, town: Terminal, write: Write
) -> None:
    assert said in town.refused("meetings", "import", write(name, content))


def test_a_calendar_that_was_cut_off_is_shown_as_empty(town: Terminal, write: Write) -> None:
    answer = town("meetings", "read", write("plan.ics", b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"))
    assert "Fejl: filen: der er ingen møder i filen." in answer.out


def test_a_file_of_50_mb_is_refused_before_it_is_read(town: Terminal, write: Write) -> None:
    file = write("stor.csv", b"")
    with file.open("wb") as handle:
        handle.truncate(50 * 1024 * 1024)
    for command in (("meetings", "import"), ("meetings", "read"), ("read",), ("case", "open")):
        assert "er for stor" in town.refused(*command, file)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig"])
def test_the_encodings_of_windows_are_read(encoding: str, town: Terminal, write: Write) -> None:
    """Excel saves CSV as Windows-1252 and "Unicode text" as UTF-16: both are understood, with æ, ø and å."""
    text = f"{HEADER}{GOOD}"
    answer = town("meetings", "read", write("plan.csv", text.encode(encoding)), "--json")
    assert answer.code == 0
    assert '"body": "Økonomiudvalget"' in answer.out
    assert '"place": "Udvalgsværelset"' in answer.out


def test_utf_16_without_its_mark_is_read_all_the_same(town: Terminal, write: Write) -> None:
    file = write("plan.csv", f"{HEADER}{GOOD}".encode("utf-16-le"))
    assert '"place": "Udvalgsværelset"' in town("meetings", "read", file, "--json").out


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2022-12-20", "ligger i fortiden"),
        ("2023-06-10", "er en weekend"),
        ("2023-05-29", "er en helligdag (Anden pinsedag)"),
        ("2023-05-19", "er en lukkedag"),
        ("2023-05-23", "har allerede et møde i KB"),
    ],
)
def test_a_meeting_is_called_or_moved_only_to_a_day_it_can_be_held(day: str, said: str, town: Terminal) -> None:
    called = town.refused("meetings", "call", "--body", "KB", "--on", day, "--at", "17:00")
    moved = town.refused(
        "meetings", "move", "--body", "KB", "--meeting", "2023-06-20", "--to", day, "--reason", "sygdom", "--yes"
    )
    assert said in called
    assert said in moved


def test_a_meeting_that_does_not_exist_is_not_moved(town: Terminal) -> None:
    message = town.refused("meetings", "cancel", "--body", "KB", "--meeting", "2023-05-24", "--reason", "x", "--yes")
    assert "Mødet »KB 24-05-2023« findes ikke." in message
