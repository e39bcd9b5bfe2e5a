"""Every kind of page against WCAG 2.0-2.2 A and AA with axe, on a phone, with large text, without JavaScript."""

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
  .filter(one => one.offsetParent && !one.closest('p, li, td, dd, .alert-text, svg, .breadcrumbs'))
  .map(one => [one.outerHTML.slice(0, 120), one.getBoundingClientRect()])
  .filter(([_, box]) => box.width > 1 && (box.width < 24 || box.height < 24))
  .map(([html]) => html)"""


def troubles_of(page: Page) -> Iterator[str]:
    """What keeps somebody from using the page."""
    for one in Axe().run(page, options={"runOnly": WCAG}).response["violations"]:
        yield f"{one['id']}: {one['nodes'][0]['html'][:200]}"
    if page.locator("h1").count() != 1:
        yield f"{page.locator('h1').count()} overskrifter h1"
    for one in page.evaluate(SMALL_TARGETS):
        yield f"for lille: {one}"
    page.keyboard.press("Tab")
    if page.evaluate("() => document.activeElement.className") != "skipnav":
        yield "det første, man når med tastaturet, er ikke genvejen til indholdet"
    page.keyboard.press("Enter")
    if page.evaluate("() => document.activeElement.id") != "indhold":
        yield "genvejen fører ikke til indholdet"
    page.evaluate(LARGE_TEXT)
    if page.evaluate(WIDTH_OF) > WIDE:
        yield f"{page.evaluate(WIDTH_OF)} px bred med dobbelt så stor tekst"


def test_every_kind_of_page_is_for_everybody_and_asks_nobody_outside(
    every_kind_of_page: list[str], look: Callable[..., Any]
):
    assert len(every_kind_of_page) > 30
    broken: dict[str, list[str]] = {}
    titles: dict[str, str] = {}
    seen = look(WIDE)
    for address in every_kind_of_page:
        seen.go(address)
        found = [*troubles_of(seen.page), *seen.troubles]
        title = seen.page.title()
        if title in titles or not title.endswith(" – Sagsgang"):
            found.append(f"titlen {title!r} har også {titles.get(title)}")
        titles[title] = address
        if found:
            broken[address] = found
    assert broken == {}


def test_no_page_scrolls_sideways_on_a_phone(every_kind_of_page: list[str], look: Callable[..., Any]):
    seen = look(NARROW)
    wide = {}
    for address in every_kind_of_page:
        seen.go(address)
        if seen.page.evaluate(WIDTH_OF) > NARROW:
            wide[address] = seen.page.evaluate(WIDTH_OF)
    assert wide == {}


def test_every_page_is_there_without_javascript(every_kind_of_page: list[str], look: Callable[..., Any]):
    seen = look(WIDE, javascript=False)
    for address in every_kind_of_page:
        seen.go(address)
        assert seen.page.locator("h1").inner_text(), address
        assert seen.page.locator("main").inner_text().strip(), address
        # What only a script could open is open.
        assert not seen.page.locator('.accordion-content[aria-hidden="true"]').count(), address
