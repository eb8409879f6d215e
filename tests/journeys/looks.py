"""What every page has to be like, whoever looks at it and however: held after each step.

Axe finds nothing, in light and dark, on a phone and on a desk; nothing scrolls sideways; the
browser complained about nothing; and a Dutch page speaks Dutch. With SCREENS=1 each page is also
kept as a picture in var/screens/.
"""

import os
from functools import cache
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from django.conf import settings
from django.utils.translation import trans_real
from playwright.sync_api import Page

PHONE, DESK = (390, 844), (1280, 900)
NARROWEST = 320
SCHEMES = ("light", "dark")
SCREENS = Path(settings.BASE_DIR) / "var" / "screens"
# Dark differs from light in nothing but colours, so only the rules on colours run again.
EVERYTHING: dict[str, Any] = {"resultTypes": ["violations"]}
COLOURS = EVERYTHING | {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
}
SHORTEST_SENTENCE = 12  # characters; below it words are the same in both languages too often


def check(page: Page, name: str) -> None:
    """Everything above, of the page as it stands; leaves it light and desk-wide."""
    assert_speaks(page)
    for width, height in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": height})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            settle(page)
            assert_accessible(page, name, EVERYTHING if scheme == "light" else COLOURS)
            keep(page, f"{name}-{width}-{scheme}")
        assert_fits(page, width)
    page.set_viewport_size({"width": NARROWEST, "height": 640})
    assert_fits(page, NARROWEST)
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    page.emulate_media(color_scheme="light", reduced_motion="reduce")


def settle(page: Page) -> None:
    """Wait until colours have stopped fading into those of the other scheme."""
    page.evaluate("Promise.allSettled(document.getAnimations().map(one => one.finished))")


def assert_accessible(page: Page, name: str, options: dict[str, Any]) -> None:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = AxeResults(page.evaluate("options => axe.run(document, options)", options))
    assert not found.violations_count, f"{name}, {page.url}\n{found.generate_report()}"


def assert_fits(page: Page, width: int) -> None:
    """Nothing is wider than the window, except inside frames that scroll by themselves."""
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width, f"{page.url} is {wide} px wide at {width} px: {culprits(page, width)}"


def culprits(page: Page, width: int) -> list[str]:
    """Elements that stick out, to find the reason by."""
    found: list[str] = page.evaluate(
        """width => [...document.querySelectorAll('body *')]
            .filter(e => e.getBoundingClientRect().right > width + 1)
            .slice(0, 8).map(e => e.outerHTML.slice(0, 120))""",
        width,
    )
    return found


def keep(page: Page, name: str) -> None:
    if os.environ.get("SCREENS"):
        SCREENS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENS / f"{name}.png", full_page=True)


def assert_speaks(page: Page) -> None:
    """A Dutch page shows no text that has a Dutch translation, in English."""
    if page.locator("html").get_attribute("lang") != "nl":
        return
    shown: list[str] = page.evaluate(
        """() => {
            const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            const texts = new Set();
            while (walk.nextNode()) {
                const inside = walk.currentNode.parentElement;
                if (inside.closest('script, style, [lang=en]')) continue;
                texts.add(walk.currentNode.textContent.trim().replace(/\\s+/g, ' '));
            }
            return [...texts];
        }"""
    )
    english = english_texts() & set(shown)
    assert not english, f"{page.url} speaks English: {sorted(english)}"


@cache
def english_texts() -> frozenset[str]:
    """Texts of code and templates that read differently in Dutch."""
    # typeshed does not know that a Django translation merges the catalogues of all apps
    catalogue: Any = trans_real.translation("nl")._catalog  # type: ignore[attr-defined]
    dutch = {key: value for key, value in catalogue.items() if isinstance(key, str)}
    return frozenset(
        key
        for key, value in dutch.items()
        if len(key) >= SHORTEST_SENTENCE and value and key not in dutch.values()
    )
