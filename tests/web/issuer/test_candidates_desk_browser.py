"""The road at the desk in Chromium: an applicant becomes certified, and every page is fit."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.certification.rules.good_documents import practical
from tests.web.conftest import Site as Served
from tests.web.issuer.conftest import OFFICER, Hands, MakeSite, Site
from tests.web.issuer.whole_road import HOME, NAME, WholeRoad

pytestmark = pytest.mark.browser

WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 390, "height": 800}
LOOKS = [(WIDE, "light"), (NARROW, "dark")]
OVERFLOWS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


class Place:
    """A running issuer with the example scheme, and a browser at its desk."""

    def __init__(self, url: str, site: Site, page: Page) -> None:
        self.url = url
        self.site = site
        self.road = WholeRoad(site)
        self.page = page
        self.complaints: list[str] = []
        self.looks = deque(LOOKS)
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def go(self, path: str) -> None:
        """Open an address of the site."""
        self.page.goto(self.url + path)

    def sign_in(self, name: str = OFFICER) -> None:
        """Open a sign-in link and press the button."""
        self.go(f"/admin/sign-in#{self.site.link(name)}")
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Certificates")

    def look(self) -> None:
        """Let axe look at the page, by turns wide and light, narrow and dark, and find nothing."""
        self.looks.rotate()
        for size, scheme in self.looks:
            self.page.set_viewport_size(size)  # type: ignore[arg-type]
            self.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            assert not self.page.evaluate(OVERFLOWS), (self.page.url, size)
        found = Axe().run(self.page)
        assert found.violations_count == 0, found.generate_report()
        self.page.set_viewport_size(WIDE)  # type: ignore[arg-type]


@pytest.fixture
def place(served: Served, make_site: MakeSite, browser: Browser) -> Iterator[Place]:
    """Return a running issuer, with a page of a new browser."""
    made: list[Site] = []

    def make(url: str) -> object:
        made.append(make_site(url, clock=Hands()))
        return made[0].app

    url = served.serve(make)  # type: ignore[arg-type]
    context = browser.new_context(viewport=WIDE)
    found = Place(url, made[0], context.new_page())
    yield found
    assert found.complaints == []  # no policy was violated, nothing was missing, no script failed
    context.close()


@pytest.fixture
def served() -> Iterator[Served]:
    """Return a place to serve apps from."""
    made = Served()
    yield made
    made.stop()


def test_from_applicant_to_certificate(place: Place) -> None:
    """A registrar applies and adds what lacks; a decision maker grants; the public reads it."""
    page, road = place.page, place.road
    place.sign_in()
    page.get_by_role("link", name="Candidates").click()
    page.get_by_role("link", name="New application").click()
    page.get_by_label("Reference").fill("C-1")
    page.get_by_label("Name", exact=True).fill(NAME)
    page.get_by_label("Profession").select_option("Physician")
    page.get_by_label("Region of practice").fill("FR")
    page.get_by_role("button", name="Record the application").click()
    expect(page.get_by_role("status")).to_contain_text("The application is recorded")
    road.complete("C-1", but="identity")
    page.reload()
    assessment = page.get_by_role("region", name="Assessment")
    expect(assessment).to_contain_text("1 of 12 not met")
    page.get_by_role("link", name="Identity check").click()
    page.get_by_label("Photo document").select_option("Passport")
    page.get_by_role("button", name="Record").click()
    expect(assessment).to_contain_text("All is met")
    page.get_by_role("link", name="Decisions").click()
    page.get_by_text("Assessment", exact=False).first.click()
    expect(page.get_by_text("Supervised cases")).to_be_visible()
    page.get_by_label(NAME).check()
    page.get_by_role("button", name="Grant those who are ticked").click()
    expect(page.get_by_role("status")).to_have_text("1 of 1 granted.")
    page.get_by_role("link", name="BTX-").click()
    page.get_by_role("link", name="Open the public page").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Valid today")


def test_ten_cases_are_entered_by_keyboard(place: Place) -> None:
    """The first stop of each form is what is not kept; Enter records, and the form is there."""
    application, page = place.road.apply(), place.page
    place.sign_in()
    place.go(f"{HOME}/{application}/add/case")
    page.get_by_label("Supervisor and site").select_option(index=1)
    page.get_by_label("Day", exact=True).fill("2026-09-10")
    page.get_by_label("Role").select_option("Performed")
    for number in range(1, 11):
        expect(page.get_by_label("Patient")).to_have_value(str(number))
        page.get_by_label("Glabella").check()
        page.get_by_label("Units").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_text(f"In the dossier so far: {number}.")).to_be_visible()
    place.go(f"{HOME}/{application}")
    practice = page.get_by_role("region", name="Supervised practice")
    expect(practice.locator("details")).to_have_count(10)
    practice.get_by_text("patient 10").click()
    opened = practice.locator("details[open]")
    expect(opened.get_by_text("Dr Example-Supervisor, Site 1")).to_be_visible()


def test_a_mistake_is_told_on_top_and_leads_to_its_field(place: Place) -> None:
    """The summary has the focus; its link moves to the field, which says the same."""
    page = place.page
    place.sign_in()
    place.go(f"{HOME}/new")
    page.get_by_role("button", name="Record the application").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    place.look()
    summary.get_by_role("link", name="Profession").click()
    expect(page.get_by_label("Profession")).to_be_focused()
    place.complaints.clear()  # Chromium remarks on every answer of 4xx


def test_every_page_of_candidates_is_fit_for_every_reader(place: Place) -> None:
    """axe finds nothing, and nothing is wider than the screen."""
    road = place.road
    full = road.ready("C-1", "Dr " + "Example-" * 8 + "Sample")
    own = {"native_name": "박 예시", "native_language": "ko"}
    bare = road.apply("C-2", "Ines Example-Park", person=own, profession="rn", region="US-TX")
    denied = road.ready("C-3", "Ben Example-Three")
    road.deny(denied)
    place.sign_in()
    for path in (
        HOME,
        f"{HOME}/new",
        f"{HOME}/upload",
        f"{HOME}/{full}",
        f"{HOME}/{bare}",
        f"{HOME}/{denied}",
        f"{HOME}/{denied}/appeal",
        f"{HOME}/{bare}/names",
        f"{HOME}/{bare}/withdraw",
        f"{HOME}/{bare}/add/licence",
        f"{HOME}/{bare}/add/case",
        f"{HOME}/{full}/add/feedback",
        f"{HOME}/{bare}/add/written",
        f"{HOME}/{full}/documents/1/strike",
    ):
        place.go(path)
        place.look()


def test_every_other_page_is_fit_too(place: Place) -> None:
    """Queue, decision, appeals, registers and schemes."""
    road = place.road
    full = road.ready("C-1")
    road.apply("C-2", "Example Failed")
    road.complete("C-2", but="station")
    road.show("C-2", practical(ref="C-2-x", critical_fails=["P2/no-valid-consent"]))
    denied = road.ready("C-3", "Ben Example-Three")
    road.deny(denied)
    lodged = road.services.appeals.lodge(
        denied, grounds="It is wrong.", actor=OFFICER, at=place.site.clock()
    )
    place.sign_in()
    for path in (
        "/admin/decisions",
        "/admin/waiting",
        "/admin/decisions/report",
        f"/admin/decisions/{full}",
        "/admin/appeals",
        f"/admin/appeals/{lodged.id}",
        *(f"/admin/registers/{kind}" for kind in ("provider", "course", "examiner", "sitting")),
        *(f"/admin/registers/{kind}/new" for kind in ("course", "examiner", "sitting")),
        "/admin/registers/examiner/ex-1",
        "/admin/registers/examiner/ex-1/revise",
        "/admin/schemes",
        "/admin/schemes/btx",
    ):
        place.go(path)
        place.look()
    place.go("/admin/decisions")
    place.page.get_by_text("Assessment").first.click()
    place.look()


def test_a_file_is_uploaded(place: Place) -> None:
    """Chosen, checked, confirmed, recorded; no script is needed for it."""
    page = place.page
    place.sign_in()
    place.go(f"{HOME}/upload")
    rows = "person.ref,person.name,scheme,profession,region\nC-1,Example One,btx,physician,FR\n"
    file = {"name": "roster.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    page.get_by_label("CSV file").set_input_files([file])  # type: ignore[list-item]
    page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_text("Checked: every row is good")).to_be_visible()
    place.look()
    page.get_by_role("button", name="Record 1 row").click()
    expect(page.get_by_role("status").first).to_have_text("1 rows are recorded.")
