"""The statistics page in Chromium: what is drawn is what is on record, at every size and light."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.web.issuer.test_desk_browser import LOOKS, Place, place, site  # noqa: F401 - fixtures

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("PROBATUM_PICTURES")  # a folder for whoever wants to look


def live(place: Place) -> None:  # noqa: F811 - the fixture of that name
    """Let some months pass, in which things happen."""
    made = place.site
    sections = [{"S1": 88, "S5": 82}, {"S1": 60, "S5": 90}, {"S1": 75, "S5": 71}]
    numbers = []
    for n in range(14):
        made.clock.advance(timedelta(days=3 + n % 5))
        written = {"percent": 84.5, "sections": sections[n % 3]}
        answer = made.report(attempt=f"A-{n}", written=written).json
        if "certificate" in answer:
            numbers.append(answer["certificate"]["number"])
        for number in numbers:
            made.client().post("/api/v1/verify", json={"text": number})
            made.client().post("/api/v1/verify", json={"text": "nonsense"})
    for number, reason in zip(
        numbers, ("licence-lost", "licence-lost", "holder-request"), strict=False
    ):
        made.act(number, "revoke", reason)
    made.act(numbers[4], "suspend", "audit-open")
    made.clock.advance(timedelta(minutes=1))
    made.client().post("/api/v1/verify", json={"text": numbers[-1]}).close()  # then it is counted
    place.issued = len(numbers)  # type: ignore[attr-defined]


def test_the_page_at_every_size(place):  # noqa: F811
    """Every chart has a title, a sentence and a table; axe finds nothing; nothing sticks out."""
    live(place)
    place.go(f"/admin/sign-in?next=/admin/statistics#{place.site.link()}")
    place.page.get_by_role("button", name="Sign in").click()
    expect(place.page.get_by_role("heading", level=1)).to_have_text("Statistics")
    issued = place.page.get_by_role("img", name="Certificates issued by month")
    expect(issued).to_be_visible()
    stands = place.page.get_by_role("region", name="How all certificates stand today")
    expect(stands).to_contain_text(f"{place.issued} certificates ever issued")
    stands.get_by_text("The figures as a table").click()
    expect(stands.get_by_role("row", name="Withdrawn 3")).to_be_visible()
    checks = place.page.get_by_role("region", name="Checks by day")
    expect(checks.get_by_role("img")).to_be_visible()
    look(place, "statistics")


def test_the_record_and_peoples_data(place):  # noqa: F811
    """The other pages read well, too: what stands on record, and what is asked about a person."""
    number = place.site.issue()
    place.site.report(scheme="btx-2", attempt="W-1")
    work, at = place.site.world.erasures, place.site.clock()
    asked = work.ask("C-10023", why="A letter of today", actor="Bo Example-Decider", at=at)
    place.go(f"/admin/sign-in?next=/admin/record#{place.site.link()}")
    place.page.get_by_role("button", name="Sign in").click()
    place.page.get_by_role("button", name="Verify all of it now").click()
    expect(place.page.get_by_role("status").first).to_contain_text("events hold")
    look(place, "record")
    pages = {
        "privacy": "privacy",
        "person": "privacy/people/C-10023",
        "erasure": f"privacy/erasures/{asked.id}",
        "archive": f"certificates/{number}/archive",
    }
    for name, path in pages.items():
        place.go(f"/admin/{path}")
        look(place, name)


def look(place: Place, name: str) -> None:  # noqa: F811
    """Look at the page as it stands, at every size, light and dark."""
    for size, scheme in LOOKS:
        place.page.set_viewport_size(size)
        place.page.emulate_media(color_scheme=scheme)
        assert place.page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        found = Axe().run(place.page).response["violations"]
        assert [(each["id"], each["nodes"]) for each in found] == []
        if PICTURES:
            picture = Path(PICTURES) / f"{name}-{size['width']}-{scheme}.png"
            place.page.screenshot(path=picture, full_page=True)
