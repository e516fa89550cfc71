"""`/clinic` in real Chromium, without a script: typed, uploaded, filtered, printed, saved; axe."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

from tests.factories import NOON, FakeBody, make_number, make_world
from verifier.status_list import Status
from verifier.web.app import create_app

pytestmark = pytest.mark.browser

NUMBER = make_number()
SOON = make_number("8Z2K4TT")
WITHDRAWN = make_number("9A9A9A9")
SLIP = NUMBER[:-1] + ("A" if NUMBER[-1] != "A" else "B")
LIST = f"""number,name,profession,scope,on
{NUMBER},"Example-Santos, AMELIE",physician,frown lines,2026-05-01
{SOON},Ann Exampel,rn,masseter,2025-01-01
{WITHDRAWN},أميلي مثال,,,2026-03-01
{SLIP},Cara Example,,,
"""
SIZES = [(390, 844), (1280, 900)]
ROW = "tbody tr"
REFUSED = "the server responded with a status of 400"  # how Chromium notes a list refused


@pytest.fixture
def address(site):
    """Serve a body with certificates in several states; return its address."""

    def make(url):
        body = FakeBody(url)
        body.release()
        body.release(number=SOON, name="Ann Example", expires=NOON + timedelta(days=30))
        body.release(
            number=WITHDRAWN, name="Bea Example", native_name="أميلي مثال", native_language="ar"
        )
        body.change(Status.REVOKED, number=WITHDRAWN, since=NOON - timedelta(days=9))
        body.statuses.clear()
        return create_app(make_world(body, hosts=frozenset({url.removeprefix("http://")})))

    return site.serve(make)


@pytest.fixture(params=SIZES, ids=["phone", "desk"])
def page(request, browser):
    """Return a page of one size, in which no script of a site runs."""
    width, height = request.param
    context = browser.new_context(viewport={"width": width, "height": height}, locale="en-GB")
    # axe itself needs scripts to run, so only the page's own is kept away.
    context.route("**/clinic.js*", lambda asked: asked.fulfill(content_type="text/javascript"))
    made = context.new_page()
    made.foreign = []
    made.on("console", lambda told: made.foreign.append(told.text))
    yield made
    context.close()


def is_clean(page):
    """Hold the page to axe, to its width and to a silent console."""
    found = Axe().run(page).response
    told = [(each["id"], [node["html"][:120] for node in each["nodes"]])
            for each in found["violations"]]  # fmt: skip
    assert told == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert [told for told in page.foreign if REFUSED not in told] == []


def test_a_list_is_pasted(page, address):
    """From the form to the table by keyboard; each row reads as match, day, verdict."""
    page.goto(f"{address}/clinic")
    is_clean(page)
    page.get_by_label("Certificate numbers, one on each line").fill(LIST)
    page.get_by_label("Who is checking").fill("Nora Example")
    page.get_by_label("Who is checking").press("Enter")
    assert page.get_by_role("heading", level=1).inner_text() == "4 certificates checked"
    rows = page.locator(ROW)
    assert rows.count() == 4
    for place, words in enumerate(
        [
            ("Matches", "In force", "Valid today"),
            ("Differs", "Not in force", "Valid today"),
            ("Matches", "In force", "Withdrawn on 11 November 2026"),
            ("Not compared", "Please check the number"),
        ]
    ):
        for word in words:
            assert rows.nth(place).get_by_text(word, exact=True).first.is_visible(), word
    assert page.get_by_text("Nora Example").is_visible()
    is_clean(page)


def test_a_file_is_uploaded_and_saved(page, address):
    """A CSV goes in, and the answers come out as another."""
    page.goto(f"{address}/clinic")
    page.get_by_label("Or files").set_input_files(
        {"name": "list.csv", "mimeType": "text/csv", "buffer": LIST.encode()}
    )
    page.get_by_role("button", name="Check the list").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="CSV").click()
    text = waiting.value.path().read_text("utf-8-sig")
    told = [row["match"] for row in csv.DictReader(io.StringIO(text))]
    assert told == ["matches", "differs", "matches", "not_told"]
    assert waiting.value.suggested_filename == "certificates-checked.csv"


def test_the_filter(page, address):
    """What expires soon is shown alone, and all of it again; no script does it."""
    page.goto(f"{address}/clinic")
    page.get_by_label("Certificate numbers").fill(LIST)
    page.get_by_role("button", name="Check the list").click()
    seen = page.locator(f"{ROW}:visible")
    assert seen.count() == 4
    page.get_by_label("Expires within 90 days").check()
    assert seen.count() == 1
    assert SOON in seen.inner_text()
    is_clean(page)
    page.get_by_label("Differs").check()
    assert seen.count() == 1
    page.get_by_label("All (4)").check()
    assert seen.count() == 4


def test_on_paper(page, address):
    """Printed, there are the table and the report's head, and nothing to press."""
    page.goto(f"{address}/clinic")
    page.get_by_label("Certificate numbers").fill(LIST)
    page.get_by_role("button", name="Check the list").click()
    page.emulate_media(media="print")
    assert page.locator(f"{ROW}:visible").count() == 4
    assert page.get_by_text("Checked on").is_visible()
    assert page.locator("button:visible, input:visible, a:visible").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_mistake(page, address, scheme):
    """The sentence is told where the list is, and what was typed is still there."""
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{address}/clinic")
    page.get_by_label("Certificate numbers").fill("number,on\nBTX,soon")
    page.get_by_role("button", name="Check the list").click()
    assert page.get_by_role("alert").inner_text() == "Line 2: write the day like 2026-03-31."
    assert page.get_by_label("Certificate numbers").input_value() == "number,on\nBTX,soon"
    is_clean(page)
