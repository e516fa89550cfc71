"""The public pages in real Chromium: what is read, what is sent, what is seen first, and axe."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route

from tests.factories import NOON, FakeBody, make_number, make_token, make_world
from tests.web.conftest import Site
from verifier.status_list import Status
from verifier.status_lists import StatusUnavailableError
from verifier.status_token import MEDIA_TYPE
from verifier.web.app import create_app

pytestmark = pytest.mark.browser

NUMBER = make_number()
SLIP = NUMBER[:-1] + ("A" if NUMBER[-1] != "A" else "B")
LONG = "Professor Wolfeschlegelsteinhausenbergerdorff " + "Featherstonehaugh " * 5 + "III"
MARCH = datetime(2026, 3, 3, 15, tzinfo=UTC)
# Looks at the page when it is parsed, before the page's own script does anything more.
FIRST_LOOK = """addEventListener("DOMContentLoaded", () => {
    window.firstLook = getComputedStyle(document.querySelector("main")).display }, true)"""
SMALL = {"width": 360, "height": 640}

Prepare = Callable[[FakeBody], str]


def _valid(body: FakeBody) -> str:
    return body.release(native_name="د. أميلي مثال", native_language="ar")


def _state(status: Status) -> Prepare:
    def prepare(body: FakeBody) -> str:
        token = body.release()
        body.change(status, since=MARCH, successor=make_number("8Z2K4TT"))
        return token

    return prepare


def _expired(body: FakeBody) -> str:
    return body.release(expires=datetime(2026, 11, 20, 5, tzinfo=UTC))


def _early(body: FakeBody) -> str:
    return body.release(effective=NOON + timedelta(days=11))


def _long(body: FakeBody) -> str:
    return body.release(name=LONG)


def _unlisted(body: FakeBody) -> str:
    body.lists_down = True
    body.ledger.down = True
    return make_token(body)


VERDICTS: dict[str, Prepare] = {
    "Valid today": _valid,
    "Withdrawn on 3 March 2026": _state(Status.REVOKED),
    "Suspended since 3 March 2026": _state(Status.SUSPENDED),
    "Replaced by a newer certificate": _state(Status.SUPERSEDED),
    "Expired": _expired,
    "Not valid yet": _early,
    "Do not rely on this": make_token,
    "No such certificate": lambda _: make_number("0000000"),
    "Please check the number": lambda _: SLIP,
    "We could not finish the check": _unlisted,
    "Not a certificate": lambda _: "hello",
    "Not issued by us": lambda _: make_token(FakeBody("https://other.example")),
}


class Screen:
    """One visitor's browser at the site of one body."""

    def __init__(self, context: BrowserContext, site: Site, body: FakeBody) -> None:
        self.body = body
        self.url = site.serve(self._make_app)
        context.clock.set_fixed_time(NOON)
        context.route(f"{body.url}/s/*", self._serve_list)
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))

    def _make_app(self, url: str) -> Flask:
        return create_app(make_world(self.body, hosts=frozenset({url.partition("//")[2]})))

    def _hear(self, message: ConsoleMessage) -> None:
        if "Service Worker registration blocked by Playwright" not in message.text:
            self.complaints.append(message.text)

    def _serve_list(self, route: Route) -> None:
        """Answer for the body's own address, which is not this site's."""
        try:
            token = self.body.fetch(route.request.url)
        except StatusUnavailableError:
            token = ""
        headers = {"Access-Control-Allow-Origin": "*", "Content-Type": MEDIA_TYPE}
        route.fulfill(body=token, headers=headers)

    def scan(self, text: str) -> Page:
        """Open the QR code's link, and wait for the verdict and for the ledger's word on it."""
        self.page.goto(f"{self.url}/v#{text}")
        self.page.wait_for_selector("main[data-answer]:not([data-pending])")
        return self.page

    def headline(self) -> str:
        """Return the first heading."""
        return self.page.locator("h1").inner_text()


@pytest.fixture
def open_screen(browser: Browser, site: Site) -> Iterator[Any]:
    """Return a way to open the site, with the options of a browser context."""
    contexts: list[BrowserContext] = []

    def open_one(body: FakeBody | None = None, **options: Any) -> Screen:
        contexts.append(
            browser.new_context(**{"viewport": SMALL, "service_workers": "block"} | options)
        )
        return Screen(contexts[-1], site, body or FakeBody())

    yield open_one
    for context in contexts:
        context.close()


@pytest.mark.parametrize("headline", VERDICTS)
def test_every_verdict_is_told_at_once_and_is_accessible(open_screen: Any, headline: str) -> None:
    """Scanned, each verdict is the heading in the first screen and the title; axe finds nothing."""
    screen = open_screen()
    page = screen.scan(VERDICTS[headline](screen.body))
    assert screen.headline() == headline
    assert page.title().startswith(headline)
    box = page.locator("h1").bounding_box()
    assert box
    assert box["y"] + box["height"] <= 320
    assert page.locator("h1 svg").is_visible()
    violations = Axe().run(page).response["violations"]
    assert [violation["id"] for violation in violations] == []
    assert [c for c in screen.complaints if "404" not in c] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/v", f"/v/{NUMBER}", f"/v/{SLIP}", "/nowhere"])
def test_pages_are_accessible_in_light_and_dark(open_screen: Any, scheme: str, path: str) -> None:
    """Form, verdict and error have contrast, labels and order in both colour schemes."""
    screen = open_screen(color_scheme=scheme)
    screen.body.release()
    screen.page.goto(screen.url + path)
    violations = Axe().run(screen.page).response["violations"]
    assert [violation["id"] for violation in violations] == []


def test_the_name_is_in_the_first_screen(open_screen: Any) -> None:
    """On a small phone the verdict, the name and the question are seen without scrolling."""
    screen = open_screen()
    page = screen.scan(_valid(screen.body))
    for text in ("Dr Amélie Example-Santos", "physician", "Is that the person treating you?"):
        box = page.get_by_text(text).first.bounding_box()
        assert box
        assert box["y"] + box["height"] <= SMALL["height"]


def test_the_token_goes_nowhere_else(open_screen: Any) -> None:
    """The token leaves the address bar, is kept nowhere, and stands in no address asked for."""
    screen = open_screen()
    token = _valid(screen.body)
    page = screen.scan(token)
    assert page.url == f"{screen.url}/v"
    assert page.evaluate("history.state") is None
    assert not any(token[-30:] in url.partition("#")[0] for url in screen.asked)
    hosts = {url.split("/")[2] for url in screen.asked}
    assert hosts == {screen.url.split("/")[2], screen.body.url.split("/")[2]}
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [
        0,
        0,
        "",
    ]


def test_the_form_is_not_seen_before_the_verdict(open_screen: Any) -> None:
    """From the first moment, a scanner sees that the site is checking, and no form to fill in."""
    screen = open_screen()
    page = screen.page
    page.add_init_script(FIRST_LOOK)
    screen.body.lists_down = True
    page.route("**/v*", lambda r: None if r.request.method == "POST" else r.continue_())
    page.goto(f"{screen.url}/v#{_valid(screen.body)}")
    page.wait_for_function("document.getElementById('wait').textContent")
    assert page.locator("#wait").inner_text() == "Checking…"
    assert page.evaluate("firstLook") == "none"
    assert not page.locator("main").is_visible()


def test_another_link_in_the_same_window(open_screen: Any) -> None:
    """A second link opened in the same window gets its own verdict."""
    screen = open_screen()
    page = screen.scan(_valid(screen.body))
    page.evaluate("location.hash = 'hello'")
    page.wait_for_selector("main[data-answer=malformed]")
    assert screen.headline() == "Not a certificate"
    assert page.url == f"{screen.url}/v"


def test_a_cut_line_is_an_unfinished_check(open_screen: Any) -> None:
    """Without a connection the page says so in the same words; asked again, it checks again."""
    screen = open_screen()
    page = screen.page
    screen.body.lists_down = True
    page.route("**/v*", lambda r: r.abort() if r.request.method == "POST" else r.continue_())
    screen.scan(_valid(screen.body))
    assert screen.headline() == "We could not finish the check"
    assert "could not be reached" in page.locator("main").inner_text()
    assert "Checked by" not in page.locator("main").inner_text()
    assert page.locator("main").get_attribute("class") == "undetermined"
    page.unroute("**/v*")
    screen.body.lists_down = False
    page.get_by_role("button", name="Check again").click()
    page.wait_for_selector("main.valid")
    assert screen.headline() == "Valid today"


def test_a_captive_portal_is_no_verdict(open_screen: Any) -> None:
    """A page that is not ours, such as a hotel's login, is never shown as an answer."""
    screen = open_screen()
    screen.body.lists_down = True
    portal = "<title>Welcome</title><main><h1>Valid today</h1></main>"
    screen.page.route(
        "**/v*",
        lambda route: (
            route.fulfill(body=portal, content_type="text/html")
            if route.request.method == "POST"
            else route.continue_()
        ),
    )
    screen.scan(_valid(screen.body))
    assert screen.headline() == "We could not finish the check"


def test_focus_is_on_the_verdict(open_screen: Any) -> None:
    """Who cannot see the page is taken to the verdict when it arrives."""
    screen = open_screen()
    page = screen.scan(_valid(screen.body))
    assert page.evaluate("document.activeElement.tagName") == "H1"


def test_the_reader_s_own_time_comes_first(open_screen: Any) -> None:
    """A phone elsewhere tells its own time, and UTC behind it."""
    screen = open_screen(timezone_id="Asia/Kolkata")
    page = screen.scan(_valid(screen.body))
    assert "at 17:30 your time (12:00 UTC) on" in page.locator("main").inner_text()
    page.goto(f"{screen.url}/v/{NUMBER}")
    assert "at 17:30 your time (12:00 UTC) on" in page.locator("main").inner_text()


def test_without_javascript_everything_but_the_link_works(open_screen: Any) -> None:
    """No script: the number's page shows its verdict, and the form takes text and files."""
    screen = open_screen(java_script_enabled=False)
    token, page = _valid(screen.body), screen.page
    page.goto(f"{screen.url}/v/{NUMBER.lower()}")
    assert screen.headline() == "Valid today"
    page.goto(f"{screen.url}/v#{token}")
    assert "This browser does not run scripts" in page.locator("main").inner_text()
    page.get_by_label("Number or link").fill(f"{screen.url}/v#{token}")
    page.get_by_role("button", name="Check", exact=True).click()
    assert screen.headline() == "Valid today"
    page.goto(f"{screen.url}/v")
    file: Any = {"name": "x.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    page.get_by_label("Picture or PDF").set_input_files(file)
    page.get_by_role("button", name="Check the file").click()
    assert screen.headline() == "No code found in this picture"


def test_the_keyboard_is_enough(open_screen: Any) -> None:
    """From the top of the form, Tab and typing reach a verdict."""
    screen = open_screen()
    screen.body.release()
    screen.page.goto(f"{screen.url}/v")
    for key in ("Tab", "Tab"):
        screen.page.keyboard.press(key)
    screen.page.keyboard.type(NUMBER)
    screen.page.keyboard.press("Enter")
    screen.page.wait_for_selector("main.valid")


@pytest.mark.parametrize("prepare", [_valid, _long, _state(Status.REVOKED), _unlisted])
def test_nothing_is_cut_off_at_320_pixels(open_screen: Any, prepare: Prepare) -> None:
    """The narrowest screen, which is also 400 % zoom, scrolls in one direction only."""
    screen = open_screen(viewport={"width": 320, "height": 256})
    page = screen.scan(prepare(screen.body))
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("prepare", [_valid, _long, _state(Status.SUPERSEDED)])
def test_it_prints_on_one_page(
    open_screen: Any, prepare: Prepare, paper: str, tmp_path: Path
) -> None:
    """A verdict for the file is one sheet."""
    screen = open_screen()
    page = screen.scan(prepare(screen.body))
    path = tmp_path / "verdict.pdf"
    page.pdf(path=path, format=paper)
    page.emulate_media(media="print")
    assert not page.locator("footer").is_visible()
    assert not page.get_by_role("link", name="Check another certificate").is_visible()
    with pikepdf.open(path) as printed:
        assert len(printed.pages) == 1


def test_the_style_is_applied(open_screen: Any) -> None:
    """The policy lets our own style sheet through: the band has its colour."""
    screen = open_screen()
    page = screen.scan(_valid(screen.body))
    colour = page.evaluate("getComputedStyle(document.querySelector('h1')).backgroundColor")
    assert colour == "rgb(11, 107, 58)"


def test_targets_are_large_enough(open_screen: Any) -> None:
    """Every button and field is at least 24 pixels high (WCAG 2.5.8), and these are 44."""
    screen = open_screen()
    screen.page.goto(f"{screen.url}/v")
    fields = screen.page.locator("input:visible, button:visible").all()
    boxes = [field.bounding_box() for field in fields]
    assert boxes
    assert all(box and box["height"] >= 44 for box in boxes)


def test_the_first_visit_is_small(open_screen: Any) -> None:
    """Page, style, script and icon, trust and words within, have at most 15 KB compressed."""
    screen = open_screen()
    sizes: list[int] = []
    screen.page.on("response", lambda r: sizes.append(len(gzip.compress(r.body(), 6))))
    screen.page.goto(f"{screen.url}/v")
    screen.page.wait_for_load_state("networkidle")
    assert 5_000 < sum(sizes) <= 15 * 1024
    assert not re.search("https?://", "".join(screen.asked).replace(screen.url, ""))
