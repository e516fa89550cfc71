"""Every page of the holder by keyboard alone, narrow and wide, dark and light, in each language."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from issuer.credentials.lifecycle import Act
from tests.web.issuer.holding import CODE, Certified
from tests.web.issuer.test_holder_browser import PICTURES, SIZES, follow, look, place  # noqa: F401

pytestmark = pytest.mark.browser

MOST_STOPS = 90
PAGES = (
    "/me",
    "/me/lost",
    "/me/certificate",
    "/me/education",
    *(f"/me/ask/{kind}" for kind in ("correction", "held", "surrender", "erasure", "appeal")),
)
AT = """() => {
  const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
  const label = e.getAttribute('aria-label') || (e.labels && e.labels[0]?.textContent) || '';
  const seen = box.width > 0 && box.bottom > 0 && box.top < innerHeight;
  const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  return {name: (label || e.textContent).trim().replace(/\\s+/g, ' '), tag: e.tagName,
          seen: seen, ring: ring, value: e.value ?? ''};
}"""


class Keys:
    """Somebody who has a keyboard and no mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def go(self, name: str) -> None:
        """Press Tab until something called `name` has the focus; each stop is seen, with a ring."""
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            at = self.page.evaluate(AT)
            if at["tag"] == "BODY":
                continue
            assert at["seen"], at
            assert at["ring"], at
            if at["name"].startswith(name):
                return
        raise AssertionError(f"no stop is called {name}")

    def press(self, name: str, leads: str = "") -> None:
        """Go to a link or button, and press Enter; it `leads` to a page with that heading."""
        self.go(name)
        self.page.keyboard.press("Enter")
        if leads:
            expect(self.page.get_by_role("heading", level=1)).to_contain_text(leads)

    def write(self, name: str, text: str) -> None:
        """Go to a field, and type."""
        self.go(name)
        self.page.keyboard.type(text)


def act(holder: Certified, act: Act, reason: str) -> None:
    """Change the certificate, as an officer does."""
    world, at = holder.site.world, holder.site.clock()
    world.lifecycle.act(act, holder.number, reason=reason, actor="Siv Example-Officer", at=at)


def ask(keys: Keys, holder: Certified, title: str, fill: Callable[[], Any], send: str) -> None:
    """Ask for something from the own page: its link, a code, the form."""
    keys.press(title, title)
    keys.press("Send me a code")
    expect(keys.page.get_by_text("A code is on its way.")).to_be_visible()
    code = CODE.findall("\n".join(holder.mails()))[-1]
    fill()
    keys.write("The code from the mail", code)
    keys.press(send)


def test_the_whole_way_by_keyboard(place: Any) -> None:  # noqa: F811 - one story
    """From the mail to the way out, without a mouse: each stop can be seen, and each page read."""
    holder, _, page = place
    keys = Keys(page)
    page.set_viewport_size(SIZES[0])
    follow(page, holder)
    expect(page.get_by_text("Your link is here.")).to_be_visible()
    keys.press("Open my page")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Valid today")
    keys.press("Skip to the page")
    keys.press("Add continuing education", "Add continuing education")
    keys.press("Send it to the desk")
    expect(page.get_by_role("alert")).to_contain_text("Something is missing")
    look(page, "education-wrong")
    page.set_viewport_size(SIZES[0])
    keys.write("Day on which it ended", "11202026")
    keys.write("What it was called", "Anatomy of the lower face")
    keys.write("Who held it", "Example Academy")
    keys.write("Hours of 60 minutes", "6.5")
    keys.write("Topic", "inj")
    keys.press("Send it to the desk")
    expect(page.get_by_text("Waits to be looked at")).to_be_visible()
    keys.press("Take it back: Anatomy")
    expect(page.get_by_text("Taken back by you")).to_be_visible()
    keys.press("Switch it on")
    expect(page.get_by_text("Your public page is on.")).to_be_visible()
    keys.press("Copy the address")
    expect(page.locator("#copied")).to_have_text("Copied.")
    keys.press("Switch it off")
    expect(page.get_by_role("button", name="Switch it on")).to_be_visible()

    _requests(keys, holder, page)

    keys.go("Made on")
    page.keyboard.press("Space")
    keys.press("Close my page")
    expect(page.get_by_text("This browser has forgotten your page.")).to_be_visible()
    keys.press("No link any more?", "Have a link sent to you")
    keys.write("Number of your certificate", holder.number)
    look(page, "lost")
    keys.press("Send me my link", "Look into your mail")
    look(page, "sent")


def _requests(keys: Keys, holder: Certified, page: Page) -> None:
    """Ask for everything that can be asked for, and undo what can be undone."""

    def words(label: str, text: str) -> Callable[[], None]:
        return lambda: keys.write(label, text)

    ask(
        keys,
        holder,
        "Give the certificate back",
        words("Anything we should know", "I stop."),
        "Send the request",
    )
    expect(page.get_by_text("Waits for our answer")).to_be_visible()
    keys.press("Undo it")
    expect(page.get_by_text("Undone by you")).to_be_visible()
    act(holder, Act.SUSPEND, "audit-open")
    page.reload()
    why = words("Why it is wrong", "It was not me.")
    ask(keys, holder, "Appeal against", why, "Send the appeal")
    expect(page.get_by_text("It is being heard")).to_be_visible()
    look(page, "appealed")
    page.set_viewport_size(SIZES[0])
    keys.press("Take it back: APX")
    expect(page.get_by_text(re.compile("Taken back by you")).last).to_be_visible()
    with page.expect_download() as waiting:
        ask(keys, holder, "What you hold about me", lambda: None, "Download the file")
    assert waiting.value.path().read_bytes().startswith(b"PK")
    keys.press("Back to your page", "Suspended")


def test_every_page_in_every_language(place: Any) -> None:  # noqa: F811
    """Axe finds nothing, and nothing is cut off on a small phone, in Spanish and Arabic, too."""
    holder, url, page = place
    act(holder, Act.SUSPEND, "audit-open")  # so that there is something to appeal against
    for code in ("en", "es", "ar"):
        holder.site.clock.advance(timedelta(days=1, hours=1))  # a day has its codes
        follow(page, holder)
        page.locator("button").last.click()
        expect(page.locator("#renew")).to_be_visible()
        for path in PAGES:
            page.goto(f"{url}{path}?lang={code}")
            expect(page.locator("html")).to_have_attribute("lang", code)
            if "/ask/" in path and (code == "en" or path.endswith(("correction", "appeal"))):
                page.locator("form:has(button) button").nth(1).click()
                expect(page.locator("#code")).to_be_visible()
            name = path.strip("/").replace("/", "-")
            _read(page, f"all-{name}-{code}", is_wide=code == "en")


def _read(page: Page, name: str, *, is_wide: bool) -> None:
    if is_wide:
        look(page, name)
        return
    page.set_viewport_size(SIZES[0])  # type: ignore[arg-type]
    found = Axe().run(page)
    assert found.violations_count == 0, (name, found.generate_report())
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), name
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}-390.png", full_page=True)
