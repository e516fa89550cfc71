"""A watch list in Chromium: mail, button, numbers, webhook, end; wide, narrow, dark; axe."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.notify.mail_server import mail_server
from tests.notify.receiver import receiver
from tests.web.conftest import Site as Served
from tests.web.issuer.conftest import Hands, MakeSite, Site
from tests.web.issuer.watching import END, LINK, mail_settings

pytestmark = pytest.mark.browser

SIZES = [{"width": 390, "height": 800}, {"width": 1280, "height": 900}]
PICTURES = os.environ.get("PROBATUM_PICTURES")  # a folder, for who wants to look


@pytest.fixture
def place(make_site: MakeSite, browser: Browser) -> Iterator[Any]:
    """Return a running demonstration that may call this machine, and a page of a new browser."""
    made: list[Site] = []
    served = Served()
    with mail_server() as server:

        def make(url: str) -> Any:
            settings = mail_settings(server) | {"webhooks_to_loopback": True}
            made.append(make_site(url, clock=Hands(), **settings))
            return made[0].app

        url = served.serve(make)
        context = browser.new_context(viewport=SIZES[1])  # type: ignore[arg-type]
        page, complaints = context.new_page(), []
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield made[0], server, url, page
        assert complaints == []
        context.close()
    served.stop()


def look(page: Page, name: str) -> None:
    """Look at the page in each size and colour: axe finds nothing, and nothing is cut off."""
    for size in SIZES:
        page.set_viewport_size(size)  # type: ignore[arg-type]
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
            wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
            assert not wide, (name, size)
            if PICTURES:
                path = Path(PICTURES) / f"{name}-{size['width']}-{scheme}.png"
                page.screenshot(path=path, full_page=True)
    page.emulate_media(color_scheme="light")


def test_the_whole_life_of_a_list(place: Any) -> None:  # noqa: PLR0915 - one story
    """From the address to the end, by mouse and keyboard, as a clinic lives it."""
    site, server, url, page = place
    numbers = [site.issue(attempt=f"A-{n}") for n in range(4)]
    site.act(numbers[3], "revoke", "licence-lost")
    page.goto(f"{url}/clinic")
    page.get_by_role("link", name="Watch these certificates").click()
    look(page, "start")
    page.get_by_label("Your e-mail address").fill("desk@clinic.example")
    page.get_by_label("Your organisation").fill("Example Clinic, Vienna")
    page.get_by_role("button", name="Send me my link").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mail")
    look(page, "asked")
    site.world.deliveries.deliver_due()

    link = LINK.search(server.mails[-1].get_content())
    page.goto("about:blank")
    page.goto(link[0])
    expect(page.get_by_text("Your link is here")).to_be_visible()
    assert "#" not in page.url
    look(page, "door")
    page.get_by_role("button", name="Open my list").click()
    expect(page.get_by_text("Nothing is watched yet")).to_be_visible()
    look(page, "empty")
    slip = numbers[0][:-1] + ("A" if numbers[0][-1] != "A" else "B")
    page.get_by_label("Certificate numbers").fill("\n".join([*numbers, slip, "BTX-0000-0000"]))
    page.get_by_role("button", name="Watch them").click()
    expect(page.get_by_text("4 certificates added.")).to_be_visible()
    expect(page.get_by_text(f"have a slip: {slip}, ")).to_be_visible()
    with site.world.database.reading() as unit:
        site.clock.at = unit.certificates.find(numbers)[numbers[0]].expires - timedelta(days=20)
    site.key = site.world.sign_in.make_api_key("years later", actor="test", at=site.clock())
    site.world.notify.lists.ask(
        "desk@clinic.example", organisation="", language="en", at=site.clock()
    )
    site.world.deliveries.deliver_due()
    page.goto("about:blank")
    page.goto(LINK.search(server.mails[-1].get_content())[0])
    page.get_by_role("button", name="Open my list").click()
    expect(page.get_by_role("row").nth(1)).to_contain_text("Withdrawn")
    expect(page.get_by_text("ends within 30 days").first).to_be_visible()
    look(page, "list")

    with receiver() as mine:
        page.get_by_role("link", name="Webhook").click()
        look(page, "webhook-none")
        page.get_by_label("Address").fill(f"http://127.0.0.1:{mine.port}/in")
        page.get_by_role("button", name="Set the webhook").click()
        expect(page.get_by_text(re.compile("^whsec_"))).to_be_visible()
        look(page, "webhook-secret")
        page.get_by_role("button", name="Send a test").click()
        expect(page.get_by_text("A test is on its way")).to_be_visible()
        expect(page.get_by_text("whsec_")).to_have_count(0)
        site.world.deliveries.deliver_due()
        mine.status = 503
        site.act(numbers[1], "suspend", "audit-open")
        site.world.deliveries.deliver_due()
        page.get_by_role("link", name="Certificates", exact=True).click()
        page.get_by_role("link", name="Webhook").click()
        expect(page.get_by_text("answered 204")).to_be_visible()
        expect(page.get_by_text("answered 503")).to_be_visible()
        look(page, "webhook-log")
        page.get_by_role("button", name="Make a new secret").click()
        expect(page.get_by_text("For 24 hours, messages")).to_be_visible()
        page.get_by_role("button", name="Take the webhook away").click()
        expect(page.get_by_role("heading", name="Set a webhook")).to_be_visible()

    page.goto(END.search(server.mails[-1].get_content())[0])
    look(page, "end")
    page.get_by_role("button", name="End my list now").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your list is ended")
    look(page, "ended")
