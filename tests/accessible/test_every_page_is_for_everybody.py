"""Every kind of page against WCAG 2.0-2.2 A and AA with axe, by keyboard, on a phone, with large text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

pytestmark = pytest.mark.slow

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDTH_OF = "() => document.documentElement.scrollWidth"
NARROW, WIDE = 320, 1280  # CSS pixels; the first is that of WCAG 1.4.10
LARGE_TEXT = "() => { document.documentElement.style.fontSize = '125%'; }"  # the design system's 62.5 %, twice
# WCAG 2.5.8: what stands in a line of text need not be large.
SMALL_TARGETS = """() => [...document.querySelectorAll('a, button, input, select, summary')]
  .filter(one => one.offsetParent && !one.closest('p, li, td, dd, .alert-text, svg, .breadcrumbs, .sr-only'))
  .map(one => [one.outerHTML.slice(0, 120), one.getBoundingClientRect()])
  .filter(([_, box]) => box.width > 1 && (box.width < 24 || box.height < 24))
  .map(([html]) => html)"""
# Where the keyboard stops: whatever looks the same with the focus and without it.
UNSEEN_STOPS = """() => {
  const looks = one => [one, one.labels?.[0], one.nextElementSibling, one.parentElement, one.firstElementChild]
    .filter(Boolean).flatMap(part => ['', '::before', '::after'].map(which => getComputedStyle(part, which)))
    .map(style => [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow, style.stroke,
      style.strokeWidth, style.textDecorationLine, style.fontWeight, style.borderColor].join()).join();
  return [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
    .filter(one => one.checkVisibility() && one.type !== 'hidden' && !one.disabled && one.tabIndex >= 0)
    .filter(one => {
      document.activeElement.blur();
      const before = looks(one);
      one.focus({focusVisible: true});
      return document.activeElement === one && looks(one) === before;
    })
    .map(one => one.outerHTML.slice(0, 140));
}"""
# WCAG 2.3.3 and the wish of whoever has asked the machine for less of it.
MOVING = """() => document.getAnimations().filter(one => one.playState === 'running'
    && one.effect.getComputedTiming().duration > 10).map(one => one.animationName ?? one.transitionProperty)"""


def troubles_of(page: Page) -> Iterator[str]:
    """What keeps somebody from using the page."""
    for one in Axe().run(page, options={"runOnly": WCAG}).response["violations"]:
        yield f"{one['id']}: {one['nodes'][0]['html'][:200]}"
    if page.locator("h1").count() != 1:
        yield f"{page.locator('h1').count()} overskrifter h1"
    for one in page.evaluate(SMALL_TARGETS):
        yield f"for lille: {one}"
    for one in page.evaluate(MOVING):
        yield f"bevæger sig: {one}"
    yield from troubles_of_the_keyboard(page)
    page.set_viewport_size({"width": NARROW, "height": 900})
    if page.evaluate(WIDTH_OF) > NARROW:
        yield f"{page.evaluate(WIDTH_OF)} px bred på en telefon"
    page.set_viewport_size({"width": WIDE, "height": 900})
    page.evaluate(LARGE_TEXT)
    if page.evaluate(WIDTH_OF) > WIDE:
        yield f"{page.evaluate(WIDTH_OF)} px bred med dobbelt så stor tekst"


def troubles_of_the_keyboard(page: Page) -> Iterator[str]:
    """What keeps somebody without a mouse from it."""
    has_wrong = page.locator(".error-summary").count()  # which takes the focus by itself
    page.keyboard.press("Tab")
    if not has_wrong and page.evaluate("() => document.activeElement.className") != "skipnav":
        yield "det første, man når med tastaturet, er ikke genvejen til indholdet"
    page.keyboard.press("Enter")
    if not has_wrong and page.evaluate("() => document.activeElement.id") != "indhold":
        yield "genvejen fører ikke til indholdet"
    for one in page.evaluate(UNSEEN_STOPS):
        yield f"man ser ikke, at man står der: {one}"


def test_every_kind_of_page_is_for_everybody_and_asks_nobody_outside(
    every_kind_of_page: list[str], look: Callable[..., Any]
):
    assert len(every_kind_of_page) > 30
    broken: list[str] = []
    titles: dict[str, str] = {}
    seen = look(WIDE)
    for address in every_kind_of_page:
        seen.go(address)
        found = [*troubles_of(seen.page), *seen.troubles]
        title = seen.page.title()
        if title in titles or not title.endswith(" – Sagsgang"):
            found.append(f"titlen {title!r} har også {titles.get(title)}")
        titles[title] = address
        broken += [f"{address}: {one}" for one in found]
    assert not broken, "\n".join(broken)


def test_every_page_is_there_without_javascript(every_kind_of_page: list[str], look: Callable[..., Any]):
    seen = look(WIDE, javascript=False)
    for address in every_kind_of_page:
        seen.go(address)
        assert seen.page.locator("h1").inner_text(), address
        assert seen.page.locator("main").inner_text().strip(), address
        # What only a script could open is open.
        assert not seen.page.locator('.accordion-content[aria-hidden="true"]').count(), address


def test_a_long_case_number_pushes_nothing_out_of_the_boards_table(look: Callable[..., Any]):
    seen = look(WIDE)
    seen.go("/")
    number = "DIR-20230816-status-paa-opfoelgning-og-maanedsgreb"
    seen.page.locator(".board-number").first.evaluate("(cell, number) => { cell.textContent = number }", number)
    table = seen.page.locator(".board-table")
    assert table.evaluate("table => table.scrollWidth <= table.parentElement.clientWidth")


def test_escape_closes_what_opens_and_gives_the_focus_back(look: Callable[..., Any]):
    seen = look(WIDE)
    seen.go("/")
    menu = seen.page.locator(".desk-me > summary")
    menu.focus()
    seen.page.keyboard.press("Enter")
    assert seen.page.locator(".desk-me").get_attribute("open") is not None
    seen.page.keyboard.press("Tab")  # onto the first thing in it
    seen.page.keyboard.press("Escape")
    assert seen.page.locator(".desk-me").get_attribute("open") is None
    assert menu.evaluate("one => one === document.activeElement")

    seen.go("/moeder/indkald")
    seen.page.locator(".date-picker__button").first.focus()
    seen.page.keyboard.press("Enter")
    assert seen.page.locator(".date-picker__calendar").first.is_visible()
    seen.page.keyboard.press("Escape")
    assert not seen.page.locator(".date-picker__calendar").first.is_visible()
    assert seen.troubles == []
