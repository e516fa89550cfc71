"""The public register in Chromium: searched by keyboard alone, in three languages; axe."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from issuer.body.schemes import activate
from tests.web.conftest import Site as Served
from tests.web.issuer.conftest import NOON, Hands, MakeSite, Site, named
from tests.web.issuer.test_public_register import NAME, OPEN

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("PROBATUM_PICTURES", "")  # a folder to look at what was seen


@pytest.fixture
def page(make_site: MakeSite, browser: Browser) -> Iterator[Page]:
    """Return a browser at a register in which somebody is found."""
    made: list[Site] = []
    served = Served()

    def make(url: str) -> Any:
        made.append(make_site(url, clock=Hands(), public_register=True))
        return made[0].app

    url = served.serve(make)
    activate(made[0].world.database, made[0].world.body, OPEN, actor="test", at=NOON)
    made[0].clock.advance(timedelta(seconds=10))
    for number in range(6):
        candidate = named(NAME if not number else f"Dr Example {number}", f"C-{number}")
        made[0].issue(scheme="open-1", attempt=f"A-{number}", candidate=candidate)
    context = browser.new_context(base_url=url, viewport={"width": 390, "height": 800})
    yield context.new_page()
    context.close()
    served.stop()


def look(page: Page, name: str) -> None:
    """Let axe look, narrow and wide, light and dark; nothing is wider than the screen."""
    for width, scheme in ((1280, "light"), (320, "dark")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}-{scheme}.png", full_page=True)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_somebody_is_found_by_keyboard_alone(page: Page, language: str) -> None:
    """Name, profession, Enter: the answer stands at the top, and the address names nobody."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"/register?lang={language}")
    page.locator("#name").focus()
    page.keyboard.type("dr amelie example-santos")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main dl").first).to_be_visible()
    assert NAME in page.locator("main").inner_text()
    assert "amelie" not in page.url
    look(page, f"found-{language}")
    page.goto(f"/register/statistics?lang={language}")
    assert "6" in page.locator("main dl").inner_text()
    look(page, f"statistics-{language}")
    assert complaints == []
