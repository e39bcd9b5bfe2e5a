"""The login at work, in a real browser, through two providers nobody here wrote; one of them is certified."""

from __future__ import annotations

import importlib
import logging
import os
import re
import shutil
import socket
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from domain.model import Account

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # the one for tests is written for an older Authlib
]

ROOT = Path(__file__).parents[2]
MODULES = ROOT / ".tools" / "node_modules"
WHERE = "2023-03-20 09:00"
METTE = {"name": "Mette Holm", "email": "mette.holm@example.dk", "preferred_username": "mette.holm@example.dk"}


def settings(issuer: str, folder: Path) -> dict[str, Any]:
    """What the desk is told of the provider."""
    secret = folder / "secret"
    secret.write_text("hemmelig")
    return {
        "oidc_issuer": issuer,
        "oidc_client_id": "sagsgang",
        "oidc_client_secret_file": secret,
        "oidc_roles": "Sagsgang=reader",
    }


def came_in(desk: Any, page: Page) -> None:
    """They are where they were going, by name, and have an account."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Møder 2023")
    expect(page.locator(".desk-me")).to_contain_text("Mette Holm")
    with desk.db.read() as session:
        assert list(session.exec(select(Account.key))) == ["mette.holm"]


@pytest.fixture
def provider() -> Iterator[str]:
    """The provider for tests."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        oidc_provider_mock = importlib.import_module("oidc_provider_mock")
    with oidc_provider_mock.run_server_in_thread(port=0) as server:
        yield f"http://localhost:{server.server_port}"


def test_somebody_logs_in_at_work_and_is_sent_where_they_were_going(
    open_desk: Callable[..., Any], provider: str, tmp_path: Path
):
    claims = {**METTE, "roles": ["Sagsgang"]}
    assert httpx2.put(f"{provider}/users/s-1", json=claims, trust_env=False).status_code == 204
    desk = open_desk(WHERE, **settings(provider, tmp_path))
    page = desk.window()
    page.goto("/moeder")
    page.get_by_role("link", name=re.compile("Log ind med")).click()
    assert page.url.startswith(provider)
    page.locator("input[name=sub]").fill("s-1")
    page.locator("button, input[type=submit]").first.click()
    came_in(desk, page)


def test_the_certified_provider_lets_the_same_person_in(open_desk: Callable[..., Any], tmp_path: Path):
    node = shutil.which("node", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if node is None or not (MODULES / "oidc-provider").exists():
        pytest.skip("oidc-provider er ikke installeret: kør tests/tools/install.sh, hvor node og npm findes")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    issuer = f"http://localhost:{port}"
    desk = open_desk(WHERE, **settings(issuer, tmp_path))
    script = ROOT / "tests" / "tools" / "oidc_provider.mjs"
    command = [node, str(script), str(MODULES), str(port), f"{desk.root}/login/arbejde/svar"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as running:
        try:
            assert running.stdout is not None
            assert running.stdout.readline() == "klar\n"
            page = desk.window()
            page.goto("/moeder")
            page.get_by_role("link", name=re.compile("Log ind med")).click()
            assert page.url.startswith(issuer)
            page.locator("input[name=login]").fill("mette.holm")
            page.locator("input[name=password]").fill("hvad som helst")
            page.locator("button[type=submit]").click()
            page.get_by_role("button", name="Continue").click()  # it asks whether Sagsgang may know who they are
            came_in(desk, page)
        finally:
            running.terminate()
