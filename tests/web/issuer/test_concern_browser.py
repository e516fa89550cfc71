"""A concern in Chromium: from the verdict on a patient's phone to the desk, and back to it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.web.conftest import Site as Served
from tests.web.issuer.conftest import OFFICER, Hands, MakeSite, Site

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("PROBATUM_PICTURES", "")  # a folder to look at what was seen
WORDS = "She treated my lips, which is not on her certificate."


class Place:
    """A running issuer, a patient's phone, and a browser at the desk."""

    def __init__(self, url: str, site: Site, browser: Browser) -> None:
        self.url = url
        self.site = site
        self.contexts = [
            browser.new_context(base_url=url, viewport={"width": width, "height": 800}, **more)
            for width, more in ((390, {"java_script_enabled": False}), (1280, {}))
        ]
        self.patient, self.desk = (context.new_page() for context in self.contexts)
        self.faults: list[str] = []
        self.desk.on("console", lambda message: self.faults.append(message.text))

    def sign_in(self) -> None:
        """Open a sign-in link at the desk, and press the button."""
        self.desk.goto(f"/admin/sign-in#{self.site.link()}")
        self.desk.get_by_role("button", name="Sign in").click()
        expect(self.desk.get_by_role("heading", level=1)).to_have_text("Certificates")

    def close(self) -> None:
        """Close both browsers."""
        for context in self.contexts:
            context.close()


@pytest.fixture
def place(make_site: MakeSite, browser: Browser) -> Iterator[Place]:
    """Return a running issuer and two browsers; the patient's runs no script."""
    made: list[Site] = []
    served = Served()

    def make(url: str) -> Any:
        made.append(make_site(url, clock=Hands()))
        return made[0].app

    found = Place(served.serve(make), made[0], browser)
    yield found
    assert found.faults == []
    found.close()
    served.stop()


def look(page: Page, name: str) -> None:
    """Let axe look, wide and light, narrow and dark; on the narrowest nothing is cut off."""
    for width, scheme in ((1280, "light"), (390, "dark"), (320, "")):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if scheme:
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
            if PICTURES:
                path = Path(PICTURES) / f"{name}-{width}-{scheme}.png"
                page.screenshot(path=path, full_page=True)


def test_from_a_patient_s_verdict_to_a_suspension(place: Place) -> None:
    """Reported from the verdict page without script; given, suspended; the verdict says so."""
    number, patient, desk = place.site.issue(), place.patient, place.desk
    patient.goto(f"/v/{number}")
    expect(patient.get_by_role("heading", level=1)).to_contain_text("Valid today")
    patient.get_by_role("link", name="Report a concern about this certificate").click()
    expect(patient.get_by_label("Number of the certificate")).to_have_value(number)
    patient.get_by_label("I was treated outside what the certificate covers").check()
    patient.get_by_label("What happened?").fill(WORDS)
    patient.get_by_role("button", name="Send the report").click()
    expect(patient.get_by_role("heading", level=1)).to_have_text("We have your report")
    case, code = patient.locator(".keep b").all_inner_texts()
    assert re.fullmatch(r"C-2026-[0-9A-Z]{8}", case)

    place.sign_in()
    desk.get_by_role("link", name="Complaints").click()
    desk.get_by_role("link", name=case).click()
    expect(desk.get_by_text(WORDS)).to_be_visible()
    look(desk, "desk-case")
    desk.set_viewport_size({"width": 1280, "height": 800})
    desk.get_by_role("link", name="Give it to somebody").click()
    desk.get_by_label("Officer").select_option(OFFICER)
    desk.get_by_role("button", name="Give it to them").click()
    desk.get_by_role("link", name="Suspend it").click()
    expect(desk.get_by_label("Reason")).to_have_value("complaint-under-review")
    desk.get_by_label("Type the number to confirm").fill(number)
    desk.get_by_role("button", name=f"Suspend {number}").click()
    expect(desk.get_by_role("status").first).to_contain_text("is suspended")
    desk.get_by_role("link", name=f"Open {case}").click()
    look(desk, "desk-case-later")
    desk.goto("/admin/complaints?view=mine")
    look(desk, "desk-list")
    desk.goto(f"/admin/complaints/{case}/decision")
    look(desk, "desk-decision")

    patient.goto(f"/v/{number}")
    expect(patient.get_by_role("heading", level=1)).to_contain_text("Suspended")
    patient.goto("/concern/case")
    patient.get_by_label("Case number").fill(case.lower())
    patient.get_by_label("Code", exact=True).fill(code)
    patient.get_by_role("button", name="Open the case").click()
    expect(patient.locator(".lead")).to_contain_text("Somebody who had no part in it looks into it")


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_the_public_pages(place: Place, language: str) -> None:
    """Form, what to mend, receipt, door and case: axe finds nothing, nothing is too wide."""
    page = place.desk
    page.goto(f"/concern?lang={language}&number=BTX-7K3M-9QPD")
    look(page, f"form-{language}")
    page.locator("main button").click()
    expect(page.locator(".error").first).to_be_visible()
    look(page, f"mend-{language}")
    place.faults.clear()  # Chromium remarks on every answer of 4xx
    page.locator("input[value=harm]").check()
    page.locator("#words").fill("My eyelid hangs.")
    page.locator("main button").click()
    case, code = page.locator(".keep b").all_inner_texts()
    look(page, f"received-{language}")
    page.goto(f"/concern/case?lang={language}")
    look(page, f"door-{language}")
    page.locator("#case").fill(case)
    page.locator("#code").fill(code)
    page.locator("main button").click()
    page.locator("#words").fill("It is better now.")
    page.locator("main button").click()
    expect(page.get_by_role("status").last).not_to_be_empty()
    look(page, f"case-{language}")
