"""The workflow in Chromium: two officers, a dry run that goes on by itself, and every page seen."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.web.issuer.conftest import Desk, named
from tests.web.issuer.test_desk_browser import LOOKS, Place, place, site  # noqa: F401 - fixtures

pytestmark = pytest.mark.browser
SECOND = "Otto Example-Second"


def test_many_from_the_search_to_the_last_certificate(place: Place) -> None:  # noqa: F811
    """Searched, looked at, asked for; approved by another; then the page goes on by itself."""
    page, made = place.page, place.site
    numbers = [
        made.issue(attempt=f"A-{n}", candidate=named(f"Nora Example-{n}", f"C-{n}"))
        for n in range(3)
    ]
    place.sign_in()
    page.get_by_label("Number, name, e-mail or licence").fill("nora")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Suspend …").click()
    page.get_by_label("Reason").select_option("An audit is open")
    page.get_by_role("button", name="Show what will happen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Suspend 3 certificates")
    page.get_by_role("button", name="Ask a second officer").click()
    expect(page.get_by_text("another officer decides")).to_be_visible()
    path = page.url.removeprefix(place.url)
    second = Desk(made).sign_in(SECOND)
    assert second.post(f"{path}/approve", page=path).status_code == 303
    place.go(path)  # its script presses "Go on"
    expect(page.get_by_text("Done: 3 changed.")).to_be_visible()
    expect(page.get_by_role("link", name=numbers[0])).to_be_visible()
    for width, look in (LOOKS[0], LOOKS[-1]):
        page.set_viewport_size(width)  # type: ignore[arg-type]
        page.emulate_media(color_scheme=look)  # type: ignore[arg-type]
        for address in (
            *("/admin/requests", path, "/admin/many/revoke?search=nora", "/admin/stop"),
            *("/admin/certificates?search=nora&scheme=btx-1",),
            f"/admin/certificates/{numbers[0]}",
        ):
            place.go(address)
            assert Axe().run(page).violations_count == 0, address
            assert page.evaluate("document.documentElement.scrollWidth") <= width["width"]
