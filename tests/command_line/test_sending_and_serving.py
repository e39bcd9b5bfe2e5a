from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from calendars.copenhagen import COPENHAGEN
from desk.demo.post_office import LOOPBACK, PostOffice

if TYPE_CHECKING:
    from conftest import Terminal

ROOT = Path(__file__).parents[2]


@pytest.fixture
def post_office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PostOffice:
    office = PostOffice(tmp_path / "post")
    monkeypatch.setenv("SAGSGANG_SMTP_HOST", LOOPBACK)
    monkeypatch.setenv("SAGSGANG_SMTP_PORT", str(office.port))
    monkeypatch.setenv("SAGSGANG_PREFECT", "false")
    return office


def test_sending_delivers_what_the_day_asks_for_and_once_only(town: Terminal, post_office: PostOffice) -> None:
    town.set_clock(datetime(2023, 3, 15, 9, tzinfo=COPENHAGEN))
    report = town.samples / "ligestillingsredegoerelse-2023.txt"
    town.ok("case", "open", report, "--number", "23/4107", "--owner", "hr-konsulent")
    town.set_clock(datetime(2023, 3, 29, 8, 30, tzinfo=COPENHAGEN))
    with post_office:
        # Nobody sent anything for two weeks: it is one mail, and not one for each day.
        assert "1 mail sendt" in town.ok("reminders", "send").out
        sent = post_office.mails()
        assert ["poul.karlby@" in str(mail["To"]) for mail in sent] == [True]
        assert "0 mails sendt" in town.ok("reminders", "send").out
        assert len(post_office.mails()) == len(sent)


def test_a_mail_server_that_does_not_answer_costs_no_mail(town: Terminal, post_office: PostOffice) -> None:
    town.set_clock(datetime(2023, 3, 15, 9, tzinfo=COPENHAGEN))
    report = town.samples / "ligestillingsredegoerelse-2023.txt"
    town.ok("case", "open", report, "--number", "23/4107", "--owner", "hr-konsulent")
    town.set_clock(datetime(2023, 3, 29, 8, 30, tzinfo=COPENHAGEN))
    assert "prøves igen" in town.ok("reminders", "send").out
    assert {row["check"]: row["ok"] for row in town("doctor", "--json").json}["smtp"] is False
    town.set_clock(datetime(2023, 3, 29, 12, 30, tzinfo=COPENHAGEN))
    with post_office:
        town.ok("reminders", "send")
        assert post_office.mails()


def test_serve_works_until_it_is_told_to_stop(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "SAGSGANG_DATA_DIR": str(tmp_path),
        "PYTHONIOENCODING": "utf-8",
        "PYTHONUNBUFFERED": "1",
        "SAGSGANG_DESK_PORT": "0",
    }
    serving = subprocess.Popen(
        [sys.executable, "-m", "desk.cli", "serve", "--no-prefect"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert serving.stdout is not None
    assert serving.stderr is not None
    with serving.stdout, serving.stderr:
        try:
            assert serving.stdout.readline().startswith(f"Kører. Data ligger i {tmp_path}.")
            address = serving.stdout.readline().split()[-1]
            with socket.create_connection((LOOPBACK, urlsplit(address).port)) as knock:
                knock.sendall(b"GET /kalender/guess/x.ics HTTP/1.0\r\n\r\n")
                assert b" 404 " in knock.recv(100)
            serving.send_signal(signal.SIGINT)
            rest, complaints = serving.communicate(timeout=30)
        finally:
            serving.kill()
    assert serving.returncode == 0
    assert "Stopper" in rest
    assert "Traceback" not in complaints
