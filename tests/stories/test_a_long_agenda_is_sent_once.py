"""A long agenda takes its time: the page says so meanwhile, and a second press on the button sends nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Request, expect
from sqlmodel import func, select

from domain.model import Case, Role

ITEMS = 24
PRESS_TWICE = """() => {
  const form = document.querySelector("form.agenda-in");
  const button = form.querySelector("button[type=submit]:not([formaction])");
  const stopped = [];
  window.addEventListener("submit", (event) => stopped.push(event.defaultPrevented));
  button.click();
  button.click();
  return [form.querySelector("[data-waits]").textContent, button.getAttribute("aria-disabled"), stopped];
}"""
AGENDA = "Dagsorden for Økonomiudvalget den 16. maj 2023\n" + "".join(
    f"{number}. Sti nummer {number}\nSagsnr.: 23/{7000 + number}\nÅben sag\nSagsgang\nØK, KB\nIndstilling\n"
    f"At sti nummer {number} anlægges.\n"
    for number in range(1, ITEMS + 1)
)


@pytest.mark.slow
def test_the_page_says_what_happens_and_a_second_press_sends_nothing(open_desk: Callable[..., Any]) -> None:
    desk = open_desk("2023-05-03 09:00")
    desk.user("jytte.glesborg", Role.SECRETARY, "jytte.glesborg")
    page = desk.logged_in("jytte.glesborg")
    page.goto("/sager/ny")
    page.get_by_label("Dagsordenspunkt, dagsorden eller referat").set_input_files(
        {"name": "dagsorden.txt", "mimeType": "text/plain", "buffer": AGENDA.encode()}
    )
    page.get_by_role("button", name="Læs dokumentet").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Punkterne i dagsorden.txt")

    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    expect(page.locator("[data-waits]")).to_be_empty()
    said, is_off, stopped = page.evaluate(PRESS_TWICE)
    assert said == f"{ITEMS} punkter bliver gemt. Lad siden stå åben, til den siger, hvad der blev oprettet."
    assert (is_off, stopped) == ("true", [False, True])
    page.wait_for_url("**/sager/ny/dagsorden/*")
    assert len(sent) == 1
    assert "23/7024" in page.content()
    with desk.db.read() as session:
        assert session.exec(select(func.count()).select_from(Case)).one() == ITEMS
