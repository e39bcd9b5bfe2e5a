"""What takes an agenda in is killed in the middle: each case is whole or not there, and a second run ends it."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from calendars.copenhagen import COPENHAGEN

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Terminal

ITEMS = 60
AGENDA = "Dagsorden for Direktionen den 12. april 2023\n" + "".join(
    f"{number}. Sti nummer {number}\nSagsnr.: 23/{1000 + number}\nÅben sag\nSagsgang\nDIR, KB\nIndstilling\n"
    f"At stien anlægges.\nBilag\n1 Åben Kort {number} {number}/23\n"
    for number in range(1, ITEMS + 1)
)
RUN = """
import sys
from datetime import datetime
from pathlib import Path
from calendars.copenhagen import COPENHAGEN
from desk.cli import run
from desk.workplace import Workplace
place = Workplace(Path(sys.argv[1]), actor="prøve", clock=lambda: datetime(2023, 3, 15, 9, tzinfo=COPENHAGEN))
sys.exit(run(["case", "open-all", sys.argv[2], "--yes"], place))
"""


@pytest.mark.slow
def test_every_case_is_whole_or_not_there_and_a_second_run_does_the_rest(
    furnished_terminal: Terminal, write: Callable[..., Path]
) -> None:
    furnished_terminal.set_clock(datetime(2023, 3, 15, 9, tzinfo=COPENHAGEN))
    file = write("dagsorden.txt", AGENDA)
    data = furnished_terminal.place.data
    with subprocess.Popen([sys.executable, "-c", RUN, str(data), str(file)], stdout=subprocess.DEVNULL) as process:
        patience = time.monotonic() + 60
        while process.poll() is None and count(data, "case") < ITEMS // 4 and time.monotonic() < patience:
            time.sleep(0.01)
        process.kill()
    opened = count(data, "case")
    assert 0 < opened < ITEMS, "it was killed in the middle"
    assert [count(data, name) for name in ("stop", "attachment")] == [2 * opened, opened]
    assert kept(data) == opened

    done = furnished_terminal.ok("case", "open-all", file, "--yes")
    assert done.out.count("er oprettet.") == ITEMS - opened
    assert [count(data, name) for name in ("case", "stop", "attachment")] == [ITEMS, 2 * ITEMS, ITEMS]
    assert kept(data) == ITEMS
    assert asked(data, "SELECT count(*) FROM journal WHERE verb = 'open_case'") == ITEMS
    assert furnished_terminal("journal", "verify").code == 0


def count(data: Path, table: str) -> int:
    return asked(data, f'SELECT count(*) FROM "{table}"')


def kept(data: Path) -> int:
    return asked(data, "SELECT count(*) FROM stored_file WHERE case_id IS NOT NULL")


def asked(data: Path, question: str) -> int:
    connection = sqlite3.connect(f"file:{data / 'sagsgang.db'}?mode=ro", uri=True, timeout=10)
    try:
        found: int = connection.execute(question).fetchone()[0]
    finally:
        connection.close()
    return found
