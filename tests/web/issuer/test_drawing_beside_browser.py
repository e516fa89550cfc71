"""A file handed in, our own drawing and the reader's file beside it, in Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from issuer.web.app import verifier_world
from tests.web.conftest import Site as Served
from tests.web.issuer.conftest import MakeSite, Site
from tests.web.issuer.test_drawing_beside import as_photo, drawn, pages

pytestmark = pytest.mark.browser

NARROW, WIDE = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
OURS, OWN = "figure > img", "[data-own-picture] img"
IS_DRAWN = "image => image.complete && image.naturalWidth > 0"


class Reader:
    """Somebody with a certificate's file, at its issuer's site."""

    def __init__(self, url: str, site: Site, page: Page) -> None:
        self.url, self.site, self.page = url, site, page
        self.complaints: list[str] = []
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def hand_in(self, data: bytes, name: str, kind: str) -> None:
        """Choose a file and press the button."""
        self.page.goto(f"{self.url}/v")
        file = self.page.locator("input[type=file]")
        file.set_input_files({"name": name, "mimeType": kind, "buffer": data})
        self.page.wait_for_function("document.querySelector('script[src*=\"paper.js\"]')")
        self.page.wait_for_load_state("networkidle")
        self.page.get_by_role("button", name="Check the file").click()
        expect(self.page.locator("h1")).to_have_text("Valid today")

    def is_drawn(self, picture: str) -> bool:
        """Tell whether the browser shows a picture, and could draw it."""
        found = self.page.locator(picture)
        return found.is_visible() and bool(found.evaluate(IS_DRAWN))


@pytest.fixture
def reader(make_site: MakeSite, browser: Browser) -> Iterator[Reader]:
    """Return a reader with a browser of their own."""
    made: list[Site] = []
    served = Served()

    def make_app(url: str):
        made.append(make_site(url))
        return pages(verifier_world(made[0].world))

    url = served.serve(make_app)
    context = browser.new_context(viewport=NARROW)
    yield Reader(url, made[0], context.new_page())
    context.close()
    served.stop()


def test_both_are_shown_and_the_file_goes_nowhere_else(reader: Reader, tmp_path: Path) -> None:
    """A picture is shown below ours; axe finds nothing, narrow or wide."""
    number = reader.site.issue()
    pdf = drawn(reader.site, number)
    reader.hand_in(as_photo(pdf), "paper.png", "image/png")
    assert reader.is_drawn(OURS)
    assert reader.is_drawn(OWN)
    assert reader.page.locator(OWN).get_attribute("src").startswith(f"blob:{reader.url}/")
    assert "Check again" not in reader.page.inner_text("main")
    for size in (NARROW, WIDE):
        reader.page.set_viewport_size(size)
        reader.page.screenshot(path=tmp_path / f"{size['width']}.png", full_page=True)
        assert reader.page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        assert Axe().run(reader.page).response["violations"] == []
    assert reader.complaints == []


def test_a_pdf_can_be_opened_beside_ours_and_nothing_else_can(reader: Reader) -> None:
    """A link opens the PDF that was chosen, but never what the browser takes for a page of HTML."""
    pdf = drawn(reader.site, reader.site.issue())
    for name, kind, is_shown in (
        ("c.pdf", "application/pdf", True),
        ("c.html", "text/html", False),
    ):
        reader.hand_in(pdf, name, kind)
        assert reader.is_drawn(OURS)
        assert reader.page.locator(OWN).is_visible() is False
        link = reader.page.get_by_text("Open your own file, to compare")
        assert link.is_visible() is is_shown
        assert (link.get_attribute("href") or "").startswith("blob:") is is_shown


def test_without_script_ours_is_shown_alone(reader: Reader, browser: Browser) -> None:
    """The form works by itself, and nothing is hidden that could have been shown."""
    with browser.new_context(viewport=NARROW, java_script_enabled=False) as context:
        plain = context.new_page()
        pdf = drawn(reader.site, reader.site.issue())
        plain.goto(f"{reader.url}/v")
        plain.locator("input[type=file]").set_input_files(
            {"name": "c.pdf", "mimeType": "application/pdf", "buffer": pdf}
        )
        plain.get_by_role("button", name="Check the file").click()
        expect(plain.locator("h1")).to_have_text("Valid today")
        expect(plain.locator(OURS)).to_be_visible()
        expect(plain.get_by_text("Open your own file")).not_to_be_visible()
