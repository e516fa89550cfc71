"""The holder's story in Chromium: mail, page, downloads, share, a stranger, a change of name."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from issuer.credentials.succession import Cause
from issuer.duties.requests import supersede_replaced
from issuer.requests.replacement import Replacement
from tests.notify.mail_server import mail_server
from tests.web.conftest import Site as Served
from tests.web.issuer.conftest import Hands, MakeSite, Site
from tests.web.issuer.holding import CODE, LINK, Certified
from tests.web.issuer.watching import mail_settings

pytestmark = pytest.mark.browser

SIZES = [{"width": 390, "height": 800}, {"width": 1280, "height": 900}]
PICTURES = os.environ.get("PROBATUM_PICTURES")  # a folder, for who wants to look
DAY = timedelta(days=1)


@pytest.fixture
def place(make_site: MakeSite, browser: Browser) -> Iterator[Any]:
    """Return a certified person at a running demonstration, and a page of a new browser."""
    made: list[Site] = []
    served = Served()
    with mail_server() as server:

        def make(url: str) -> Any:
            made.append(make_site(url, clock=Hands(), **mail_settings(server)))
            return made[0].app

        url = served.serve(make)
        context = browser.new_context(viewport=SIZES[1])  # type: ignore[arg-type]
        page, complaints = context.new_page(), []
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield Certified(made[0], server, native="نور المثالية"), url, page
        refused = "status of 422"  # a wrong code, which the story types on purpose
        assert [each for each in complaints if refused not in each] == []
        context.close()
    served.stop()


def look(page: Page, name: str) -> None:
    """Look at the page, narrow and dark, wide and light: axe finds nothing, nothing is cut off."""
    for size, scheme in zip(SIZES, ("dark", "light"), strict=True):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not wide, (name, size)
        if PICTURES:
            path = Path(PICTURES) / f"{name}-{size['width']}-{scheme}.png"
            page.screenshot(path=path, full_page=True)
    page.emulate_media(color_scheme="light")


def follow(page: Page, holder: Certified) -> None:
    """Open the newest mailed link."""
    found = list(LINK.finditer("\n".join(holder.mails())))[-1]
    page.goto("about:blank")
    page.goto(found[0])


def test_from_the_mail_to_a_stranger_and_a_new_name(place: Any) -> None:  # noqa: PLR0915 - one story
    """As its holder lives it, by mouse and keyboard."""
    holder, url, page = place
    world, number = holder.site.world, holder.number
    follow(page, holder)
    expect(page.get_by_text("Your link is here.")).to_be_visible()
    assert "#" not in page.url
    look(page, "door")
    page.get_by_role("button", name="Open my page").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Valid today")
    look(page, "page")

    for name, begins in (
        ("A4, English", b"%PDF"),
        ("Letter, العربية", b"%PDF"),
        ("PNG", b"\x89PNG"),
    ):
        with page.expect_download() as waiting:
            page.get_by_role("link", name=name).first.click()
        file = waiting.value.path().read_bytes()
        assert file.startswith(begins), name

    page.get_by_role("button", name="Switch it on").press("Enter")
    expect(page.get_by_text("Your public page is on.")).to_be_visible()
    look(page, "shared")
    address = page.get_by_label("Its address").input_value()
    page.get_by_role("link", name="العربية", exact=True).click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    look(page, "page-ar")
    page.get_by_role("link", name="English", exact=True).click()

    stranger = page.context.browser.new_context().new_page()
    stranger.goto(address)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Valid today")
    expect(stranger.get_by_text("Dr Noor Example-Haddad")).to_be_visible()
    look(stranger, "stranger")

    page.get_by_role("link", name="Correct my name or something else").click()
    page.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_text("A code is on its way.")).to_be_visible()
    code = CODE.findall("\n".join(holder.mails()))[-1]
    page.get_by_label("What is to be changed").fill("My name is now Dr Noor Example-Haddad-Reyes.")
    page.get_by_label("The code from the mail").fill("00000000")
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_role("alert")).to_contain_text("This code is wrong")
    look(page, "ask")
    page.get_by_label("The code from the mail").fill(code)
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_text("Waits for our answer")).to_be_visible()

    holder.site.clock.advance(3 * DAY)
    wanted = Replacement(Cause.NAME, "Dr Noor Example-Haddad-Reyes", "نور المثالية", "ar")
    newer = world.replacing.ask(number, wanted, actor="Desk", at=holder.site.clock())
    (asked,) = world.holder.asks.waiting()
    world.holder.asks.settle(
        asked.id, is_done=True, answer="", actor="Desk", at=holder.site.clock()
    )
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Valid today")
    expect(page.get_by_text("It takes the place of")).to_contain_text(number)
    look(page, "renamed")
    stranger.goto(f"{url}/v/{number}")
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Valid today")
    expect(stranger.get_by_text("A newer certificate exists.")).to_be_visible()
    stranger.goto(address)
    expect(stranger.locator(".who")).to_contain_text("Example-Haddad-Reyes")
    expect(stranger.locator("dl")).to_contain_text(newer.number)
    holder.site.clock.advance(60 * DAY)
    supersede_replaced(world.database, at=holder.site.clock())
    stranger.goto(f"{url}/v/{number}")
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Replaced by a newer certificate")

    page.get_by_role("button", name="Switch it off").click()
    expect(page.get_by_role("button", name="Switch it on")).to_be_visible()
    stranger.goto(address)
    expect(stranger.get_by_text("Example-Haddad")).to_have_count(0)
    stranger.context.close()
    page.get_by_role("button", name="End all of them").click()
    expect(page.get_by_text("This browser has forgotten your page.")).to_be_visible()
