"""A patient's phone at a body's site that serves its own list, and the site's clock."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, Flask, Response
from playwright.sync_api import BrowserContext, Page

from tests.factories import NOON, FakeBody, make_world
from tests.web.conftest import Site
from verifier.status_lists import StatusUnavailableError
from verifier.web.app import create_app
from verifier.web.services import Services

SMALL = {"width": 360, "height": 640}


class Patient:
    """A phone whose clock says `at`, at the site of `body`. Both stay where they are put."""

    def __init__(
        self, context: BrowserContext, site: Site, body: FakeBody | None = None, **world: Any
    ) -> None:
        self.context = context
        self.site = site
        self.world = world
        self.body = body or FakeBody()
        self.lists_asked = 0
        self.lists_served = True
        self.url = site.serve(self._make_app)
        self.page: Page = context.new_page()
        self.posts: list[str] = []
        self.page.on("request", self._note)
        self.set_clock(NOON)

    def set_clock(self, at: datetime) -> None:
        """Set the phone's clock."""
        self.context.clock.set_fixed_time(at)

    def scan(self, token: str) -> Page:
        """Open the QR code's link, and wait until nothing more is asked."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.url}/v#{token}")
        return self.settle()

    def scan_in(self, code: str, token: str) -> Page:
        """Open the code's link at the page of a language; of the browser's own if it is none."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.url}/v{'/' * bool(code)}{code}#{token}")
        return self.settle()

    def rescan(self, token: str) -> Page:
        """Open another link in the same window."""
        told = "document.querySelector('main').dataset.pending = ''"
        self.page.evaluate(f"(token) => {{ {told}; location.hash = token }}", token)
        return self.settle()

    def settle(self) -> Page:
        """Wait for the verdict, and for the ledger's word on it."""
        self.page.wait_for_selector("main[data-answer]:not([data-pending])")
        return self.page

    def told(self) -> tuple[str, str]:
        """Return the reason and the heading."""
        main = self.page.locator("main")
        return main.get_attribute("data-answer") or "", self.page.locator("h1").inner_text()

    def text(self) -> str:
        """Return what the verdict's page says."""
        return " ".join(self.page.locator("main").inner_text().split())

    def lines(self) -> dict[str, str]:
        """Return what was checked, and what came of it."""
        items = self.page.locator(".checks li:has(b)").all_inner_texts()
        return dict(item.rsplit(": ", 1) for item in items)

    def portal(self) -> None:
        """Put a hotel's login page where the site was: the same for every address."""
        app = Flask(__name__)
        page = "<!doctype html><title>Welcome</title><main><h1>Valid today</h1></main>"
        app.add_url_rule("/<path:_>", "page", lambda _: page, methods=["GET", "POST"])
        self.site.serve_at(self._port, app)

    def restart(self) -> None:
        """Put another body's site at the same address, with other keys."""
        self.site.stop()
        self.body = FakeBody()
        self.site.serve_at(self._port, self._make_app(self.url))

    @property
    def _port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def _note(self, request: Any) -> None:
        if request.method == "POST":
            self.posts.append(request.url.removeprefix(self.url).partition("?")[0])

    def _make_app(self, url: str) -> Flask:
        self.body.url = url
        hosts = frozenset({url.partition("//")[2]})
        return create_app(make_world(self.body, hosts=hosts, **self.world), self._serve_list)

    def _serve_list(self, app: Flask, _: Services) -> None:
        blueprint = Blueprint("lists", __name__)

        @blueprint.get("/s/1")
        def show() -> Response:
            self.lists_asked += 1
            try:
                token = self.body.fetch(f"{self.body.url}/s/1") if self.lists_served else None
            except StatusUnavailableError:
                token = None
            if token is None:
                return Response("<h1>Welcome to our hotel</h1>", mimetype="text/html")
            return Response(token, mimetype="application/statuslist+jwt")

        app.register_blueprint(blueprint)
