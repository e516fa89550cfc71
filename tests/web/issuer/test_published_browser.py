"""The issuer is stopped and a plain file server stands in: the same verdicts, in Chromium."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from issuer.web.published import published_files
from tests.factories import make_token
from tests.web.conftest import PORTS
from tests.web.issuer.conftest import NOON, MakeSite, Site
from verifier.list_fetch import HttpLists
from verifier.published_folder import write_folder
from verifier.status_lists import StatusLists
from verifier.trust import PinnedTrust
from verifier.trust_file import PinnedLists
from verifier.verdict import Verdict
from verifier.verify import Verifier

pytestmark = pytest.mark.browser
DAY = timedelta(days=1)


class _Quiet(SimpleHTTPRequestHandler):
    """What `python -m http.server` answers with, without its log."""

    def log_message(self, *_: Any) -> None:
        """Keep quiet."""


class FileServer:
    """An issuer that nobody serves, and its published folder, which a file server does."""

    def __init__(self, make_site: MakeSite, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self._server = _listen(folder)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self.site: Site = make_site(self.url)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def publish(self, *, has_site: bool = False) -> None:
        """Write the folder, as `probatum publish` does."""
        write_folder(published_files(self.site.world, has_site=has_site), self.folder)

    def token(self, number: str) -> str:
        """Return the token of a certificate."""
        with self.site.world.database.reading() as unit:
            token = unit.credentials.of([number])[number][0].token
        assert token is not None
        return token

    def judge(self, token: str, at: datetime) -> Verdict:
        """Return what the verifier in Python says, with the lists of the file server."""
        trust = PinnedTrust(self.site.world.trust.current())
        return Verifier(trust, StatusLists(HttpLists(PinnedLists({}), lambda: at))).verify(
            token, at=at
        )

    def stop(self) -> None:
        """Stop it."""
        self._server.shutdown()
        self._server.server_close()


def _listen(folder: Path) -> ThreadingHTTPServer:
    for port in PORTS:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                continue
        try:
            handler = partial(_Quiet, directory=str(folder))
            return ThreadingHTTPServer(("127.0.0.1", port), handler)
        except OSError:
            continue
    raise RuntimeError("no port is free")


@pytest.fixture
def files(make_site: MakeSite, tmp_path: Path) -> Iterator[FileServer]:
    """Return a file server at an issuer's address."""
    made = FileServer(make_site, tmp_path / "published")
    yield made
    made.stop()


def scan(browser: Browser, files: FileServer, token: str, at: datetime) -> Page:
    """Open the QR code's link on a phone that was never here before."""
    context = browser.new_context(viewport={"width": 360, "height": 640})
    context.clock.set_fixed_time(at)
    page = context.new_page()
    page.goto(f"{files.url}/v#{token}")
    page.wait_for_selector("main[data-answer]:not([data-pending])")
    return page


def agreed(browser: Browser, files: FileServer, token: str, at: datetime) -> str:
    """Return the reason that the page tells, which is the one that Python tells."""
    page = scan(browser, files, token, at)
    told = page.locator("main").get_attribute("data-answer") or ""
    page.context.close()
    assert told == files.judge(token, at).reason.value
    return told


def test_the_files_tell_what_the_verifier_tells(browser: Browser, files: FileServer) -> None:
    """Valid, altered, by nobody we know, withdrawn, suspended, too old to tell, expired."""
    kept, withdrawn, suspended = (
        files.site.issue(attempt=f"A-{n}", candidate={"reference": f"C-{n}", "name": f"Dr {n}"})
        for n in ("Kept", "Withdrawn", "Suspended")
    )
    files.publish()
    token = files.token(kept)
    assert agreed(browser, files, token, NOON) == "valid"
    assert agreed(browser, files, files.token(withdrawn), NOON) == "valid"
    other = "B" if token[-20] == "A" else "A"
    assert agreed(browser, files, token[:-20] + other + token[-19:], NOON) == "altered"
    assert agreed(browser, files, make_token(), NOON) == "unknown_issuer"
    assert agreed(browser, files, token, NOON + DAY) == "stale"
    assert files.site.act(withdrawn, "revoke", "licence-lost").status_code == 200
    assert files.site.act(suspended, "suspend", "audit-open").status_code == 200
    files.publish()
    assert agreed(browser, files, files.token(withdrawn), NOON) == "revoked"
    assert agreed(browser, files, files.token(suspended), NOON) == "suspended"
    assert agreed(browser, files, files.token(withdrawn), NOON + 2 * DAY) == "revoked"
    files.site.clock.advance(timedelta(days=5 * 366))
    files.publish()
    assert agreed(browser, files, token, files.site.clock()) == "expired"


def test_the_page_asks_for_nothing_that_files_cannot_answer(
    browser: Browser, files: FileServer
) -> None:
    """No form, no ledger, no token handed over; the address keeps no token, and policy holds."""
    token = files.token(files.site.issue())
    files.publish()
    context = browser.new_context()
    context.clock.set_fixed_time(NOON + DAY)
    page, posts, said = context.new_page(), [], []
    page.on("request", lambda request: request.method == "POST" and posts.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{files.url}/")
    page.wait_for_url("**/v/")
    assert page.locator("form").count() == 0
    assert "cannot look up a number" in page.locator("main").inner_text()
    assert page.locator("main a[href^=tel]").inner_text() == "+1 555 0100"
    page.goto(f"{files.url}/v#{token}")
    page.wait_for_selector("main[data-answer=stale]")
    assert page.url.removesuffix("/") == f"{files.url}/v"  # the worker needs no redirect
    assert "could not be reached" not in page.locator("main").inner_text()
    assert (posts, said) == ([], [])
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), "
        "{textContent: 'window.ran = true'}))"
    )
    assert page.evaluate("window.ran") is None
    assert page.evaluate("document.referrer") == ""
    context.close()


def test_offline_the_files_work_as_the_site_does(browser: Browser, files: FileServer) -> None:
    """Opened once, the page is kept; with the file server gone too, the kept list still counts."""
    token = files.token(files.site.issue())
    files.publish()
    page = scan(browser, files, token, NOON)
    page.evaluate(
        """async () => {
            await navigator.serviceWorker.ready;
            while (!(await caches.match("/v/"))) await new Promise((r) => setTimeout(r, 20));
        }"""
    )
    files.stop()
    page.context.set_offline(True)
    page.goto("about:blank")
    page.goto(f"{files.url}/v#{token}")
    page.wait_for_selector("main[data-answer=valid]")
    page.context.close()


@pytest.mark.parametrize(("accepted", "code"), [("es-MX", "es"), ("ar", "ar"), ("fr", "")])
def test_the_phone_s_language_is_found(
    browser: Browser, files: FileServer, accepted: str, code: str
) -> None:
    """A file server gives everyone one page: it goes on to the reader's, with the token."""
    token = files.token(files.site.issue())
    files.publish()
    context = browser.new_context(locale=accepted, viewport={"width": 390, "height": 800})
    context.clock.set_fixed_time(NOON)
    page = context.new_page()
    page.goto(f"{files.url}/v#{token}")
    page.wait_for_selector("main[data-answer=valid]")
    assert page.url == f"{files.url}/v/{code + '/' if code else ''}"
    assert page.locator("html").get_attribute("lang") == (code or "en")
    assert Axe().run(page).violations_count == 0
    context.close()


def test_where_there_is_nothing_it_says_so(browser: Browser, files: FileServer) -> None:
    """The page for addresses that lead nowhere leads on, in each language, to the check."""
    files.publish()
    page = browser.new_page(viewport={"width": 320, "height": 640})
    for code, name in (("en", "Check a certificate"), ("ar", "تحقق من شهادة")):
        page.goto(f"{files.url}/404.html")
        assert page.locator(f"section[lang={code}]").get_attribute("dir") in {"ltr", "rtl"}
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        assert Axe().run(page).violations_count == 0
        page.get_by_role("link", name=name).click()
        page.wait_for_url(f"{files.url}/v/{code}/")
    page.close()


def test_with_the_site_behind_it_the_page_asks_the_ledger(
    browser: Browser, files: FileServer
) -> None:
    """Then it has its forms; while the ledger does not answer, the list's word stands."""
    token = files.token(files.site.issue())
    files.publish(has_site=True)
    page = scan(browser, files, token, NOON)
    assert page.locator("main").get_attribute("data-answer") == "valid"
    assert page.locator(".checks li").count() == 8
    page.goto(f"{files.url}/v/")
    assert page.locator("form").count() == 2
    page.context.close()
