"""The candidate's page in Chromium: the link, the button, the page on screen and on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.web.conftest import Site as Served
from tests.web.issuer.conftest import Hands, MakeSite, Site
from tests.web.issuer.linking import LICENCE, NAME, end_links, link
from tests.web.issuer.small_road import IDENTITY, Road

pytestmark = pytest.mark.browser

WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 390, "height": 800}
LOOKS = [(size, scheme) for size in (WIDE, NARROW) for scheme in ("light", "dark")]
BUTTON = "Open my application"


class Place:
    """A running issuer, one candidate of the small scheme, and their browser."""

    def __init__(self, url: str, site: Site, page: Page) -> None:
        self.url = url
        self.site = site
        self.page = page
        self.road = Road(site)
        self.complaints: list[str] = []
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def go(self, path: str) -> None:
        """Open an address of the site."""
        self.page.goto(self.url + path)

    def enter(self) -> None:
        """Open a new link and press the button."""
        self.page.goto("about:blank")
        self.go(f"/candidate#{link(self.site, self.road.application)}")
        self.page.get_by_role("button", name=BUTTON).click()
        expect(self.page.get_by_text(NAME)).to_be_visible()

    @property
    def headline(self) -> Any:
        """Return the page's heading."""
        return self.page.get_by_role("heading", level=1)


@pytest.fixture
def place(make_site: MakeSite, browser: Browser) -> Iterator[Place]:
    """Return a running issuer, with a page of a new browser."""
    made: list[Site] = []
    served = Served()

    def make(url: str) -> Any:
        made.append(make_site(url, clock=Hands()))
        return made[0].app

    url = served.serve(make)
    context = browser.new_context(viewport=WIDE)  # type: ignore[arg-type]
    found = Place(url, made[0], context.new_page())
    yield found
    assert found.complaints == []  # no policy was violated, nothing was missing, no script failed
    context.close()
    served.stop()


def test_the_link_is_only_opened_by_its_button(place: Place) -> None:
    """The secret leaves the address at once, and nobody is in before the button is pressed."""
    secret, rows = link(place.site, place.road.application), place.site.rows()
    place.go(f"/candidate#{secret}")
    expect(place.page.get_by_text("Your link is here")).to_be_visible()
    expect(place.page.get_by_label("Your link")).to_be_hidden()
    assert place.page.url == f"{place.url}/candidate"
    assert place.page.context.cookies() == []
    assert place.site.rows() == rows
    place.page.get_by_role("button", name=BUTTON).click()
    expect(place.headline).to_have_text("1 thing is missing from your application")
    assert place.page.url == f"{place.url}/candidate/application"
    (cookie,) = place.page.context.cookies()
    assert (cookie["value"], cookie["httpOnly"], cookie["sameSite"]) == (secret, True, "Lax")
    assert cookie["expires"] == -1
    assert place.page.evaluate(
        "document.cookie + JSON.stringify([localStorage, sessionStorage])"
    ) == ("[{},{}]")
    place.page.get_by_role("button", name="Sign out").click()
    expect(place.page.get_by_role("status")).to_contain_text("You have signed out")
    assert place.page.context.cookies() == []


def test_no_address_of_the_page_names_anybody(place: Place) -> None:
    """Every address that the page asks for or links is the same for all, but for the telephone."""
    place.road.show(IDENTITY, LICENCE)
    asked: list[str] = []
    place.page.on("request", lambda request: asked.append(request.url))
    place.enter()
    hrefs = place.page.eval_on_selector_all("[href]", "all => all.map(one => one.href)")
    for address in (*asked, *hrefs):
        path = address.partition("#")[0]
        assert not re.search(r"APP-|C-1|Haddad|213|[A-Za-z0-9_-]{43}", path), path
        assert address.startswith((place.url, "tel:", "about:"))


def test_without_script_the_link_is_pasted(place: Place, browser: Browser) -> None:
    """The whole of it will do, and the page reads the same."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    whole = f"{place.url}/candidate#{link(place.site, place.road.application)}"
    page.goto(whole)
    page.get_by_label("Your link").fill(whole)
    page.get_by_role("button", name=BUTTON).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 thing is missing")
    context.close()


def test_a_second_link_takes_the_place_of_the_first(place: Place) -> None:
    """Opened in the same browser, the door offers the new one; nothing is shown unasked."""
    place.enter()
    place.go("/candidate")
    expect(place.page.get_by_role("link", name="Back to the application")).to_be_visible()
    secret = link(place.site, place.road.application)
    place.page.goto("about:blank")
    place.go(f"/candidate#{secret}")
    place.page.get_by_role("button", name=BUTTON).click()
    expect(place.page.get_by_text(NAME)).to_be_visible()
    (cookie,) = place.page.context.cookies()
    assert cookie["value"] == secret


def test_ended_while_it_is_open(place: Place) -> None:
    """The next look says so, and the page before is not kept for the back button."""
    place.enter()
    end_links(place.site, place.road.application)
    place.page.reload()
    expect(place.page.get_by_role("alert")).to_contain_text("was ended")
    expect(place.page.get_by_text(NAME)).to_have_count(0)
    place.complaints.clear()  # Chromium remarks on every answer of 4xx


def test_all_is_reached_by_keyboard(place: Place) -> None:
    """Past the header to what is missing, down to it, and the cases open with Enter."""
    place.road.log_case()
    place.enter()
    page = place.page
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Photo document")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{place.url}/candidate/application#asked-identity")
    page.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Glabella")).to_be_visible()


def test_the_public_page_is_one_click_away(place: Place) -> None:
    """From “Granted” to what anyone is told."""
    place.road.complete()
    number = place.road.grant()
    place.enter()
    expect(place.headline).to_have_text(f"Granted: certificate {number}")
    place.page.get_by_role("link", name=f"/v/{number}").click()
    expect(place.headline).to_contain_text("Valid today")


def test_every_page_is_fit_for_every_reader(place: Place) -> None:
    """axe finds nothing and nothing is wider than the screen, wide and narrow, light and dark."""
    place.go("/candidate")
    _look(place)
    place.go(f"/candidate#{'a' * 43}")
    _look(place)
    place.page.get_by_role("button", name=BUTTON).click()
    expect(place.page.get_by_role("alert")).to_be_visible()
    _look(place)
    place.complaints.clear()  # Chromium remarks on every answer of 4xx
    place.enter()
    _look(place)
    old = LICENCE | {"check": {**LICENCE["check"], "on": "2026-08-02"}, "regulator": "R" * 100}
    place.road.show(IDENTITY, old)
    place.road.log_case()
    _look_again(place)
    place.road.deny("It is a long story. " * 20)
    _look_again(place)
    place.road.appeal()
    _look_again(place)


def test_granted_is_fit_too(place: Place) -> None:
    """Everything met, then granted, then withdrawn."""
    place.road.complete()
    place.enter()
    _look(place)
    number = place.road.grant()
    _look_again(place)
    place.site.act(number, "revoke", "licence-lost")
    _look_again(place)


def test_from_the_desks_button_to_the_page(place: Place, browser: Browser) -> None:
    """An officer copies the link that the desk shows; it opens in another browser."""
    place.go(f"/admin/sign-in#{place.site.link()}")
    place.page.get_by_role("button", name="Sign in").click()
    expect(place.page.get_by_role("button", name="Sign out")).to_be_visible()
    place.go(f"/admin/applications/{place.road.application}")
    place.page.get_by_role("button", name="Make a link for the candidate").click()
    whole = place.page.get_by_label("The link").input_value()
    _look(place)
    context = browser.new_context()
    page = context.new_page()
    page.goto(whole)
    page.get_by_role("button", name=BUTTON).click()
    expect(page.get_by_text(NAME)).to_be_visible()
    context.close()


def test_on_paper_everything_is_told(place: Place, tmp_path: Path) -> None:
    """Printed, folded cases are unfolded, buttons are gone, and the sentences are all there."""
    place.road.show(IDENTITY)
    place.road.log_case()
    place.enter()
    file = tmp_path / "page.pdf"
    place.page.pdf(path=file, format="A4")
    document = pypdfium2.PdfDocument(file)
    text = " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())
    document.close()
    for finding in place.road.case.assessment.findings:
        assert finding.sentence in text
    assert "1 performed and 0 observed" in text
    assert "Glabella" in text
    assert "Sign out" not in text
    assert "What to see to next" not in text


def _look_again(place: Place) -> None:
    place.page.reload()
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
