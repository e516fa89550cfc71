"""The desk in Chromium: what an officer reads and presses, and what the public then reads."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.web.conftest import Site as Served
from tests.web.issuer.conftest import OFFICER, RESULT, Hands, MakeSite, Site

pytestmark = pytest.mark.browser

WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 390, "height": 800}
LOOKS = [(size, scheme) for size in (WIDE, NARROW) for scheme in ("light", "dark")]


class Place:
    """A running issuer and a browser at its desk."""

    def __init__(self, url: str, site: Site, page: Page) -> None:
        self.url = url
        self.site = site
        self.page = page
        self.complaints: list[str] = []
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def go(self, path: str) -> None:
        """Open an address of the site."""
        self.page.goto(self.url + path)

    def sign_in(self) -> None:
        """Open a sign-in link and press the button."""
        self.go(f"/admin/sign-in#{self.site.link()}")
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Certificates")


@pytest.fixture
def place(site: Served, make_site: MakeSite, browser: Browser) -> Iterator[Place]:
    """Return a running issuer, with a page of a new browser."""
    made: list[Site] = []

    def make(url: str) -> object:
        made.append(make_site(url, clock=Hands()))
        return made[0].app

    url = site.serve(make)  # type: ignore[arg-type]
    context = browser.new_context(viewport=WIDE)
    found = Place(url, made[0], context.new_page())
    yield found
    assert found.complaints == []  # no policy was violated, nothing was missing, no script failed
    context.close()


@pytest.fixture
def site() -> Iterator[Served]:
    """Return a place to serve apps from."""
    served = Served()
    yield served
    served.stop()


def test_from_the_link_to_the_public_page(place: Place) -> None:
    """Sign in, find, withdraw; the history says who and why, the public page says Withdrawn."""
    number, page = place.site.issue(), place.page
    place.sign_in()
    page.get_by_label("Number, name, e-mail or licence").fill("amelie")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name=number).click()
    expect(page.get_by_role("region", name="What the public is told now")).to_contain_text(
        "Valid today"
    )
    page.get_by_role("link", name="Withdraw").click()
    page.get_by_label("Reason").select_option("The licence was lost or restricted")
    page.get_by_label("Note").fill("Letter of the regulator")
    page.get_by_label("Type the number to confirm").fill(number.lower())
    page.get_by_role("button", name=f"Withdraw {number}").click()
    expect(page.get_by_role("status")).to_have_text(
        f"{number} is withdrawn. Every check says so now."
    )
    history = page.get_by_role("region", name="History")
    expect(history).to_contain_text("Letter of the regulator")
    expect(history).to_contain_text(OFFICER)
    expect(page.get_by_role("link", name="Withdraw")).to_have_count(0)
    page.get_by_role("link", name="Open the public page").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Withdrawn")


def test_the_link_is_only_opened_by_its_button(place: Place) -> None:
    """The secret leaves the address at once, and nobody is in before the button is pressed."""
    page, secret = place.page, place.site.link()
    rows = place.site.rows()
    place.go(f"/admin/sign-in#{secret}")
    expect(page.get_by_text("Your sign-in link is ready")).to_be_visible()
    expect(page.get_by_label("Your sign-in code")).to_be_hidden()
    assert page.url == f"{place.url}/admin/sign-in"
    assert place.site.rows() == rows
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text(OFFICER)).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("status")).to_have_text("You have signed out.")


def test_without_script_the_link_is_pasted(place: Place, browser: Browser) -> None:
    """The whole of it will do; search, paging and every act need no script at all."""
    number = place.site.issue()
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    link = f"{place.url}/admin/sign-in#{place.site.link()}"
    page.goto(link)
    page.get_by_text("Sign-in link", exact=True).click()
    page.get_by_label("Your sign-in code").fill(link)
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"{place.url}/admin/certificates/{number}/suspend")
    page.get_by_label("Reason").select_option("An audit is open")
    page.get_by_label("Type the number").fill(number)
    page.get_by_role("button", name="Suspend").click()
    expect(page.get_by_role("status")).to_contain_text("is suspended")
    context.close()


def test_a_waiting_attempt_is_granted(place: Place) -> None:
    """From the queue to a certificate in force."""
    place.site.report(scheme="btx-2")
    place.sign_in()
    page = place.page
    page.get_by_role("link", name="Decisions").click()
    page.get_by_role("link", name="Exam results alone").click()
    page.get_by_role("link", name=RESULT["attempt"]).click()
    page.get_by_role("button", name="Grant").click()
    expect(page.get_by_role("status")).to_contain_text("Granted. Certificate BTY-")
    expect(page.get_by_role("region", name="What the public is told now")).to_contain_text(
        "Valid today"
    )


def test_the_code_opens_the_public_check(place: Place) -> None:
    """What the page links as the QR code's content is judged by the browser's own verifier."""
    number = place.site.issue()
    place.sign_in()
    place.go(f"/admin/certificates/{number}")
    place.page.get_by_role("link", name="Open what the QR code opens").click()
    expect(place.page.get_by_role("heading", level=1)).to_contain_text("Valid today")


def test_every_page_is_fit_for_every_reader(place: Place) -> None:
    """axe finds nothing and nothing is wider than the screen, wide and narrow, light and dark."""
    long = "Dr " + "Example-" * 8 + "Sample"
    withdrawn = place.site.issue(attempt="A-1", candidate={"reference": "C-1", "name": long})
    suspended, valid = place.site.issue(attempt="A-2"), place.site.issue(attempt="A-3")
    place.site.act(withdrawn, "revoke", "licence-lost")
    place.site.act(suspended, "suspend", "audit-open", note="First line\nsecond line")
    place.site.report(scheme="btx-2", attempt="W" * 100)
    place.site.report(scheme="btx-2", attempt="W-2", practical=None)
    _is_fit(place, "/admin/sign-in")
    place.sign_in()
    for path in (
        "/admin/certificates",
        "/admin/certificates?search=nobody",
        f"/admin/certificates/{withdrawn}",
        f"/admin/certificates/{suspended}",
        f"/admin/certificates/{valid}/revoke",
        f"/admin/certificates/{suspended}/reinstate",
        "/admin/waiting",
        f"/admin/waiting/attempt?scheme=btx-2&attempt={'W' * 100}",
        "/admin/waiting/attempt?scheme=btx-2&attempt=W-2",
    ):
        _is_fit(place, path)


def test_refusals_are_fit_too(place: Place) -> None:
    """A page that says no, and a form that says what to mend."""
    number = place.site.issue()
    place.sign_in()
    _is_fit(place, "/admin/certificates/BTX-0000-0000")
    _is_fit(place, "/admin/certificates?page=x")
    place.go(f"/admin/certificates/{number}/revoke")
    place.page.get_by_role("button", name="Withdraw").click()
    expect(place.page.get_by_label("Reason")).to_have_attribute("aria-invalid", "true")
    _look(place)
    place.complaints.clear()  # Chromium remarks on every answer of 4xx


def test_all_is_reached_by_keyboard(place: Place) -> None:
    """The first stop leads past the header; the search is sent with Enter."""
    number = place.site.issue()
    place.sign_in()
    page = place.page
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.get_by_label("Number, name, e-mail or licence").focus()
    page.keyboard.type(number)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"search={number}"))


def _is_fit(place: Place, path: str) -> None:
    place.go(path)
    _look(place)


def _look(place: Place) -> None:
    for size, scheme in LOOKS:
        place.page.set_viewport_size(size)  # type: ignore[arg-type]
        place.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found = Axe().run(place.page)
        assert found.violations_count == 0, found.generate_report()
        overflows = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not place.page.evaluate(overflows), (place.page.url, size)
    place.page.set_viewport_size(WIDE)  # type: ignore[arg-type]
