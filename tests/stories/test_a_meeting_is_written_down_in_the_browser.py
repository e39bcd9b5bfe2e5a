"""A secretary puts an agenda in order by the keyboard and writes the meeting down, in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import select

from desk.web.app import create_app
from desk.web.server import serving
from domain.casework.case.opening import open_case
from domain.casework.verb import By
from domain.model import Decision, Draft, Outcome
from domain.model.columns import make_id
from domain.rules.rights import Grant, Role, Visitor
from domain.store.database import Database

pytestmark = pytest.mark.slow

OPENED = datetime(2023, 4, 3, 8, 0, tzinfo=UTC)
MEETING = make_id("meeting", "DIR", date(2023, 4, 12))
AGENDA = f"/moede/{MEETING}/dagsorden"
MORNING = datetime(2023, 4, 12, 12, 0, tzinfo=UTC)
METTE = Visitor("mette.holbaek", None, "Mette Holbæk", frozenset({Grant(Role.SECRETARY)}), sees_closed=True)
ODA = Visitor("oda.enslev", None, "Oda Enslev", frozenset({Grant(Role.SECRETARY)}), sees_closed=True)


@pytest.fixture
def window_of(norddjurs_sqlite: Database, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """``window_of(visitor, now)``: a window of the browser in which that visitor has logged in."""
    for number, title in (("23/1", "Cykelstier"), ("23/2", "Foreningshuset"), ("23/3", "Ferieplan")):
        open_case(
            norddjurs_sqlite,
            By("jytte.glesborg", OPENED),
            number=number,
            title=title,
            is_open=True,
            route=["DIR"],
            stages={"DIR": date(2023, 4, 12)},
        )
    opened: list[Callable[[], object]] = []

    def window(visitor: Visitor, now: datetime = MORNING) -> Page:
        served = serving(create_app(norddjurs_sqlite, lambda: now, known=lambda _: visitor), 0)
        root = served.__enter__()
        context = chromium.new_context(base_url=root)
        opened.extend([context.close, lambda: served.__exit__(None, None, None)])
        return context.new_page()

    yield window
    for close in opened:
        close()


def test_an_item_is_moved_by_the_keyboard_and_the_focus_goes_with_it(window_of: Callable[..., Page]):
    page = window_of(METTE, OPENED)
    page.goto(AGENDA)
    titles = page.locator(".agenda-title a")
    page.locator(".agenda-arrow[value=ned]").first.focus()
    for order in (["Foreningshuset", "Cykelstier", "Ferieplan"], ["Foreningshuset", "Ferieplan", "Cykelstier"]):
        page.keyboard.press("Enter")
        expect(titles).to_have_text(order)
        item = page.locator(".agenda-item", has_text="Cykelstier")
        expect(item.locator(".agenda-arrow[value=ned]")).to_be_focused()
    page.keyboard.press("Enter")  # the last already
    expect(titles).to_have_text(["Foreningshuset", "Ferieplan", "Cykelstier"])


def test_what_two_people_type_at_once_is_kept_and_the_decision_of_the_first_stands(
    window_of: Callable[..., Page], norddjurs_sqlite: Database
):
    mette, oda = window_of(METTE), window_of(ODA)
    for page, words in ((mette, "Godkendt med tre ændringer."), (oda, "Udsat til maj.")):
        page.goto(f"{AGENDA}/beslutninger")
        page.locator("textarea[name=text]").first.press_sequentially(words)
        expect(page.locator(".decision-draft").first).to_contain_text("Kladde gemt")
        expect(page.locator("textarea[name=text]").first).to_be_focused()

    first = mette.locator(".decision").first
    first.get_by_text("Godkendt", exact=True).click()
    first.get_by_role("button", name="Skriv beslutningen").click()
    expect(first.locator(".decision-made")).to_be_focused()
    expect(mette.locator(".decisions-list small").first).to_have_text("godkendt")

    second = oda.locator(".decision").first
    second.get_by_text("Udsat", exact=True).click()
    second.get_by_role("button", name="Skriv beslutningen").click()
    expect(second).to_contain_text("Beslutningen er ikke skrevet")
    expect(second).to_contain_text("Godkendt med tre ændringer.")
    expect(second.locator(".decision-other")).to_contain_text("Udsat til maj.")

    with norddjurs_sqlite.read() as session:
        decision = session.exec(select(Decision)).one()
        assert (decision.outcome, decision.text) == (Outcome.APPROVED, "Godkendt med tre ændringer.")
        assert [(draft.author, draft.typed["text"]) for draft in session.exec(select(Draft))] == [
            ("oda.enslev", "Udsat til maj.")
        ]


def test_a_window_that_dies_loses_nothing_that_was_typed(window_of: Callable[..., Page]):
    page = window_of(METTE)
    page.goto(f"{AGENDA}/beslutninger")
    page.locator("textarea[name=text]").nth(1).press_sequentially("Direktionen ønsker en ny beregning")
    expect(page.locator(".decision-draft").nth(1)).to_contain_text("Kladde gemt")
    page.close()

    again = window_of(METTE)
    again.goto(f"{AGENDA}/beslutninger")
    expect(again.locator("textarea[name=text]").nth(1)).to_have_value("Direktionen ønsker en ny beregning")
