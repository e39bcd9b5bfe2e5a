"""Two at once, a session that runs out, no mouse, no script: the desk keeps what people type."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from domain.model import Case, Decision, Outcome, Role
from domain.model.columns import make_id

pytestmark = pytest.mark.slow

PASSWORD = "fire korte ord her"  # noqa: S105 - of nobody
DIR_APRIL = {"DIR": date(2023, 4, 12)}


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def case_row(desk: Any, number: str) -> Case:
    with desk.db.read() as session:
        row: Case = session.get_one(Case, make_id("case", number))
        return row


@pytest.mark.parametrize("javascript", [True, False])
def test_of_two_who_edit_a_case_the_second_sees_what_the_first_did_and_loses_nothing(
    open_desk: Callable[..., Any], javascript: bool
):
    desk = open_desk("2023-03-20 09:00")
    for account in ("mette.holbaek", "oda.enslev"):
        desk.user(account, Role.SECRETARY, account)
    case = desk.case("23/4107", "Ligestillingsredegørelse", ["DIR"], stages=DIR_APRIL, owner_post="hr-chef")
    first, second = (desk.logged_in(who, javascript=javascript) for who in ("mette.holbaek", "oda.enslev"))
    for page in (first, second):
        page.goto(f"{case}/ret")
    first.get_by_label("Titel").fill("Ligestillingsredegørelse 2023")
    press(first, "Gem")
    expect(first.get_by_text("Sagen er rettet.")).to_be_visible()

    second.get_by_label("Indstilling").fill("HR indstiller, at redegørelsen godkendes.")
    press(second, "Gem")
    expect(second.get_by_text("Sagen er ændret, mens du skrev")).to_be_visible()
    expect(second.locator("#aendret")).to_contain_text("Mette Holbaek, 20. marts 2023 kl. 9.00: Rettede titel")
    expect(second.get_by_text("Gemt nu: Ligestillingsredegørelse 2023")).to_be_visible()
    expect(second.get_by_label("Indstilling")).to_have_value("HR indstiller, at redegørelsen godkendes.")
    second.get_by_label("Titel").fill("Ligestillingsredegørelse 2023")
    press(second, "Gem")
    expect(second.get_by_text("Sagen er rettet.")).to_be_visible()
    row = case_row(desk, "23/4107")
    assert row.title == "Ligestillingsredegørelse 2023"
    assert row.recommendation == "HR indstiller, at redegørelsen godkendes."


@pytest.mark.parametrize("javascript", [True, False])
def test_a_session_that_runs_out_in_the_middle_of_typing_loses_nothing(
    open_desk: Callable[..., Any], javascript: bool
):
    desk = open_desk("2023-03-20 09:00")
    desk.user("mette.holbaek", Role.SECRETARY, "mette.holbaek")
    case = desk.case("23/4107", "Ligestillingsredegørelse", ["DIR"], stages=DIR_APRIL, owner_post="hr-chef")
    page = desk.logged_in("mette.holbaek", javascript=javascript)
    page.goto(f"{case}/ret")
    page.get_by_label("Sagsfremstilling").fill("Tallene er fra maj.\n\nDe er »endelige« & <rigtige>.")
    desk.clock.set(desk.clock.now() + timedelta(hours=14))
    press(page, "Gem")
    expect(page.get_by_text("Det, du skrev, er ikke tabt.")).to_be_visible()
    page.get_by_label("Brugernavn").fill("mette.holbaek")
    page.get_by_label("Adgangskode").fill(PASSWORD)
    press(page, "Log ind")
    expect(page.get_by_text("De er »endelige« & <rigtige>.")).to_be_visible()
    assert case_row(desk, "23/4107").presentation == ""
    press(page, "Send igen")
    expect(page.get_by_text("Sagen er rettet.")).to_be_visible()
    text = case_row(desk, "23/4107").presentation.replace("\r\n", "\n")
    assert text == "Tallene er fra maj.\n\nDe er »endelige« & <rigtige>."


def test_what_is_typed_during_a_meeting_outlives_the_session_too(open_desk: Callable[..., Any]):
    desk = open_desk("2023-04-12 14:00")
    desk.user("mette.holbaek", Role.SECRETARY, "mette.holbaek")
    desk.case("23/4107", "Ligestillingsredegørelse", ["DIR"], stages=DIR_APRIL, owner_post="hr-chef")
    desk.live()
    page = desk.logged_in("mette.holbaek")
    page.goto(f"{desk.meeting('DIR', '2023-04-12')}/dagsorden/beslutninger")
    desk.clock.set(desk.clock.now() + timedelta(hours=14))
    page.get_by_label("Beslutning", exact=True).fill("Godkendt med en bemærkning om tallene.")
    # The draft would be kept now, and the desk says that it does not know who is writing.
    expect(page.get_by_text("Det, du skrev, er ikke tabt.")).to_be_visible()
    page.get_by_label("Brugernavn").fill("mette.holbaek")
    page.get_by_label("Adgangskode").fill(PASSWORD)
    press(page, "Log ind")
    press(page, "Send igen")
    expect(page.get_by_label("Beslutning", exact=True)).to_have_value("Godkendt med en bemærkning om tallene.")
    page.locator(".decision").get_by_text("Godkendt", exact=True).click()
    press(page, "Skriv beslutningen")
    expect(page.locator(".decision-made")).to_contain_text("Godkendt med en bemærkning om tallene.")


def by_keyboard(page: Page, selector: str, most: int = 150) -> None:
    """Press Tab until one stands there."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"{selector} kan ikke nås med tastaturet på {page.url}")


def test_from_the_front_page_to_a_recorded_decision_without_a_mouse(open_desk: Callable[..., Any]):
    desk = open_desk("2023-04-12 14:00")
    desk.user("mette.holbaek", Role.SECRETARY, "mette.holbaek")
    case = desk.case("23/4107", "Ligestillingsredegørelse", ["DIR"], stages=DIR_APRIL, owner_post="hr-chef")
    desk.live()
    page = desk.window()
    page.goto("/")
    by_keyboard(page, "[name=account]")
    page.keyboard.type("mette.holbaek")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_title(re.compile("Tavle"))

    by_keyboard(page, ".desk-menu a[href='/sager']")
    page.keyboard.press("Enter")
    expect(page).to_have_title(re.compile("Sager"))
    by_keyboard(page, f"main a[href='{case}']")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ligestillingsredegørelse")
    by_keyboard(page, "main a[href$='/beslutning']")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Beslutning i")
    by_keyboard(page, "[name=outcome]")
    page.keyboard.type("Godk")
    by_keyboard(page, "[name=text]")
    page.keyboard.type("Godkendt.")
    by_keyboard(page, "main button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Intet er gemt endnu")).to_be_visible()
    by_keyboard(page, "[name=confirm]")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Beslutningen er gemt.")).to_be_visible()
    with desk.db.read() as session:
        assert session.exec(select(Decision.outcome)).one() == Outcome.APPROVED


def test_what_is_wrong_in_a_form_is_where_one_stands_afterwards(open_desk: Callable[..., Any]):
    desk = open_desk("2023-03-20 09:00")
    desk.user("mette.holbaek", Role.SECRETARY, "mette.holbaek")
    page = desk.logged_in("mette.holbaek")
    page.goto("/sager/ny")
    page.get_by_label("Titel").fill("Cykelstier")
    press(page, "Se planen")
    expect(page.locator(".error-summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Sagsnummer")).to_be_focused()
    expect(page.get_by_label("Titel")).to_have_value("Cykelstier")
