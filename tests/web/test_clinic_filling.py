"""`/clinic` with its script, in Chromium: the table fills; a group fails and is tried again."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

from tests.factories import NOON, FakeBody, FakeDocuments, make_number, make_world
from verifier.scan.found import FoundToken
from verifier.status_list import Status
from verifier.web.app import create_app
from verifier.web.clinic_rows import MAX_GROUP

pytestmark = pytest.mark.browser

NUMBER, WITHDRAWN = make_number(), make_number("9A9A9A9")
PDF = b"%PDF-1.7 genuine"
ROWS = "**/api/clinic/rows"


@pytest.fixture
def address(site):
    """Serve a body with two certificates and one document; return its address."""

    def make(url):
        body = FakeBody(url)
        known = {PDF: FoundToken(body.release())}
        body.release(number=WITHDRAWN, name="Bea Example")
        body.change(Status.REVOKED, number=WITHDRAWN, since=NOON)
        body.statuses.clear()
        hosts = frozenset({url.removeprefix("http://")})
        return create_app(make_world(body, hosts=hosts, documents=FakeDocuments(known)))

    return site.serve(make)


@pytest.fixture
def page(browser):
    """Return a page of a desk, and what its console said."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    made = context.new_page()
    made.errors = []
    made.on("pageerror", lambda error: made.errors.append(str(error)))
    yield made
    context.close()


def test_it_fills_by_keyboard_alone(page, address):
    """From the form to the report: what is typed and dropped in, group by group, then the file."""
    asked = []
    page.on("request", lambda sent: asked.append(sent.url.rpartition("/")[2]))
    page.goto(f"{address}/clinic")
    page.get_by_label("Certificate numbers").fill(
        f"anna.pdf,Amelie Example Santos\n{WITHDRAWN},,,,2026-11-20\n" + f"{NUMBER}\n" * MAX_GROUP
    )
    drop(page, "anna.pdf", "other.pdf")
    assert page.locator("#chosen").inner_text() == "anna.pdf, other.pdf"
    page.get_by_label("Who is checking").fill("Nora Example")
    page.get_by_role("button", name="Check the list").press("Enter")
    page.get_by_role("heading", name="23 certificates checked").wait_for()
    assert asked.count("rows") == 4  # one for each document, and two for 21 rows
    rows = page.locator("tbody tr")
    told = [rows.nth(place).get_attribute("data-outcome") for place in (0, 1, 2, 22)]
    assert told == ["valid", "invalid", "valid", "undetermined"]
    assert rows.nth(0).get_attribute("data-match") == "matches"
    assert page.evaluate("document.activeElement.localName") == "h1"
    assert page.locator("[role=status]", has_text="23 of 23 checked").is_visible()
    page.get_by_label("Not valid (2)").press("Space")
    assert page.locator("tbody tr:visible").count() == 2
    assert Axe().run(page).response["violations"] == []
    with page.expect_download() as waiting:
        page.get_by_role("button", name="PDF report").press("Enter")
    assert waiting.value.path().read_bytes().startswith(b"%PDF-1.7")
    assert page.errors == []


def test_a_group_that_fails_is_tried_again(page, address):
    """Its rows say so, never green; the others are told; a button asks for those alone again."""
    failing = [True]

    def lose_the_first(asked):
        if failing and asked.request.post_data_json["first"] == 1:
            asked.abort()
        else:
            asked.continue_()

    page.route(ROWS, lose_the_first)
    page.goto(f"{address}/clinic")
    page.get_by_label("Certificate numbers").fill(f"{NUMBER}\n" * (MAX_GROUP + 2))
    page.get_by_role("button", name="Check the list").click()
    again = page.get_by_role("button", name="Try the unfinished rows again")
    again.wait_for()
    assert page.get_by_role("alert").inner_text() == "The site could not be reached."
    assert page.locator("#far").inner_text() == "2 of 22 checked"
    unfinished = page.locator("tbody tr.unfinished")
    assert unfinished.count() == MAX_GROUP
    assert "We could not finish the check" in unfinished.first.inner_text()
    assert page.locator("tbody tr .valid").count() == 2
    assert Axe().run(page).response["violations"] == []
    failing.clear()
    again.press("Enter")
    page.get_by_role("heading", name="22 certificates checked").wait_for()
    assert page.locator("tbody tr .valid").count() == MAX_GROUP + 2
    assert again.is_hidden()
    assert page.get_by_role("alert").is_hidden()
    assert page.errors == []


def test_a_busy_site_is_asked_when_it_says(page, address):
    """A 503 or a 429 says how many seconds to wait; the script waits those, and then asks again."""
    answers = [(503, "9"), (429, "40")]
    asked = []

    def refuse_twice(sent):
        asked.append(sent)
        if answers:
            status, wait = answers.pop(0)
            sent.fulfill(status=status, headers={"Retry-After": wait}, json={"detail": "Busy."})
        else:
            sent.continue_()

    page.route(ROWS, refuse_twice)
    page.clock.install()
    page.goto(f"{address}/clinic")
    page.get_by_label("Certificate numbers").fill(NUMBER)
    for count, wait in ((1, 9), (2, 40)):
        with page.expect_response(ROWS):
            if count == 1:
                page.get_by_role("button", name="Check the list").click()
            else:
                page.clock.run_for(1100)
        page.wait_for_function("document.querySelector('tbody') !== null")
        page.clock.run_for((wait - 1) * 1000)
        assert len(asked) == count
    page.clock.run_for(1100)
    page.get_by_role("heading", name="1 certificate checked").wait_for()
    assert len(asked) == 3


def test_a_list_that_cannot_be_read(page, address):
    """The sentence stands by the form, and what was typed is still there."""
    page.goto(f"{address}/clinic")
    page.get_by_label("Certificate numbers").fill("number,on\nBTX,soon")
    page.get_by_role("button", name="Check the list").click()
    page.get_by_role("alert").wait_for()
    assert page.get_by_role("alert").inner_text() == "Line 2: write the day like 2026-03-31."
    assert page.get_by_label("Certificate numbers").input_value() == "number,on\nBTX,soon"
    assert page.get_by_role("button", name="Check the list").is_enabled()


def drop(page, *names):
    """Drop files on the form, one after the other; the first of them is the genuine one."""
    for place, name in enumerate(names):
        content = PDF.decode() if place == 0 else "%PDF-1.7 nothing"
        given = page.evaluate_handle(
            "([name, content]) => { const given = new DataTransfer();"
            " given.items.add(new File([content], name)); return given; }",
            [name, content],
        )
        page.dispatch_event("#list", "drop", {"dataTransfer": given})
