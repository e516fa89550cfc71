"""A score sheet on a tablet, in Chromium: each tap saved, through a dropped connection too."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from issuer.candidates.sheet import Sheet, SheetKey
from tests.conftest import FLAGS, find_chromium
from tests.issuer import hall
from tests.issuer.hall import LEAD, ONE, TWO, key
from tests.web.conftest import Site as Served
from tests.web.issuer.conftest import Hands, MakeSite, Site

pytestmark = pytest.mark.browser

TABLET = {"width": 820, "height": 1180}
SIZES = [{"width": 390, "height": 844}, TABLET, {"width": 1280, "height": 800}]
TITLES = ["Introduces themselves", "Works aseptically", "Prepares the planned dose"]


class Tablet:
    """A tablet in an examiner's hands, at one score sheet."""

    def __init__(self, url: str, site: Site, context: BrowserContext) -> None:
        self.url = url
        self.site = site
        self.context = context
        self.page = context.new_page()
        self.complaints: list[str] = []
        self._listen()

    def _listen(self) -> None:
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda line: self.complaints.append(line.text))

    def sign_in(self, name: str = ONE) -> Tablet:
        """Sign an examiner in."""
        self.page.goto(f"{self.url}/admin/sign-in#{self.site.link(name)}")
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page.get_by_role("button", name="Sign out")).to_be_visible()
        return self

    def open(self, whose: SheetKey | None = None) -> Tablet:
        """Open a score sheet."""
        it = whose or key()
        query = f"sitting={it.sitting}&person={it.person}&station={it.station}"
        self.page.goto(f"{self.url}/admin/scoring/sheet?{query}&examiner={it.examiner}")
        return self

    def reopen(self) -> Tablet:
        """Close the page, and open the sheet in another one of the same browser."""
        self.page.close()
        self.page = self.context.new_page()
        self._listen()
        return self.open()

    def mark(self, item: int, mark: int) -> None:
        """Tap a mark of an item."""
        group = self.page.get_by_role("group", name=TITLES[item])
        group.get_by_role("radio", name=re.compile(f"^{mark} ")).check()

    def says(self, text: str) -> None:
        """Wait until the page says how far saving is."""
        expect(self.page.locator("#running")).to_have_text(text, timeout=20_000)

    @property
    def hand_in(self) -> Locator:
        """Return the button."""
        return self.page.get_by_role("button", name="Hand in")

    def saved(self, whose: SheetKey | None = None) -> Sheet:
        """Return what is on record."""
        with self.site.world.database.reading() as unit:
            sheet = unit.sheets.find(whose or key())
        assert sheet is not None
        return sheet


MakeTablet = Callable[..., Tablet]


@pytest.fixture
def served() -> Iterator[Served]:
    """Return a place to serve apps from."""
    made = Served()
    yield made
    made.stop()


@pytest.fixture
def make_tablet(served: Served, make_site: MakeSite, browser: Browser) -> Iterator[MakeTablet]:
    """Return what makes tablets of an examination hall."""
    made: list[Site] = []
    contexts: list[BrowserContext] = []

    def serve(url: str) -> Any:
        made.append(make_site(url, clock=Hands()))
        hall.furnish(made[0].world.database, made[0].world.body)
        return made[0].app

    url = served.serve(serve)

    def make(**options: Any) -> Tablet:
        contexts.append(browser.new_context(viewport=TABLET, **options))
        return Tablet(url, made[0], contexts[-1])

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def tablet(make_tablet: MakeTablet) -> Tablet:
    """Return a tablet whose examiner signed in."""
    return make_tablet().sign_in()


def test_every_tap_is_saved_and_the_sheet_handed_in(tablet: Tablet) -> None:
    """From the list to the sheet, tap by tap, and back; no policy is violated on the way."""
    page = tablet.page
    page.goto(f"{tablet.url}/admin/scoring")
    page.get_by_role("link", name=hall.CANDIDATE).click()
    tablet.says("nothing scored yet")
    for item in range(3):
        expect(tablet.hand_in).to_be_disabled()
        tablet.mark(item, 2)
        tablet.says("saved 13:00:00")
        assert len(tablet.saved().items) == item + 1
    page.get_by_label("Comment").press_sequentially("Calm")
    expect(tablet.hand_in).to_be_disabled()
    expect(tablet.hand_in).to_be_enabled()
    assert tablet.saved().comment == "Calm"
    tablet.hand_in.click()
    expect(page.get_by_role("status").first).to_contain_text("Handed in")
    assert tablet.saved().handed_in is not None
    page.get_by_role("link", name=hall.CANDIDATE).click()
    expect(page.get_by_role("radio").first).to_be_disabled()
    assert tablet.complaints == []


def test_taps_outlive_a_lost_connection_and_a_closed_page(tablet: Tablet) -> None:
    """Cut in the middle of scoring: what was tapped is sent once the sheet is open again."""
    tablet.open().mark(0, 3)
    tablet.says("saved 13:00:00")
    tablet.context.set_offline(True)
    tablet.mark(1, 2)
    tablet.mark(2, 1)
    tablet.says("not saved: 2 taps waiting")
    expect(tablet.hand_in).to_be_disabled()
    assert tablet.saved().items == {"introduces": 3}
    tablet.page.close()
    tablet.context.set_offline(False)
    tablet.site.clock.advance(timedelta(minutes=5))
    tablet.reopen()
    tablet.says("saved 13:05:00")
    expect(tablet.page.locator("fieldset.item input:checked")).to_have_count(3)
    assert tablet.saved().items == {"introduces": 3, "asepsis": 2, "dose": 1}
    expect(tablet.hand_in).to_be_enabled()


def test_taps_outlive_a_closed_browser(
    make_tablet: MakeTablet, browser: Browser, tmp_path: Path
) -> None:
    """Started again and signed in, the list says what waits, and opening the sheet sends it."""
    first = make_tablet()

    def start() -> Tablet:
        settings: dict[str, Any] = {"executable_path": find_chromium(), "args": FLAGS}
        context = browser.browser_type.launch_persistent_context(tmp_path / "profile", **settings)
        return Tablet(first.url, first.site, context).sign_in()

    tablet = start().open()
    tablet.context.set_offline(True)
    tablet.mark(0, 3)
    tablet.mark(1, 2)
    tablet.says("not saved: 2 taps waiting")
    tablet.context.close()
    tablet = start()
    tablet.page.goto(f"{tablet.url}/admin/scoring")
    expect(tablet.page.get_by_text("2 taps waiting on this tablet")).to_be_visible()
    tablet.page.get_by_role("link", name=hall.CANDIDATE).click()
    tablet.says("saved 13:00:00")
    assert tablet.saved().items == {"introduces": 3, "asepsis": 2}
    tablet.page.goto(f"{tablet.url}/admin/scoring")
    expect(tablet.page.get_by_text("waiting on this tablet")).to_have_count(0)
    tablet.context.close()


def test_taps_are_sent_once_the_connection_is_back(tablet: Tablet) -> None:
    """Without touching the page."""
    tablet.open()
    tablet.context.set_offline(True)
    tablet.mark(0, 3)
    tablet.says("not saved: 1 tap waiting")
    tablet.context.set_offline(False)
    tablet.says("saved 13:00:00")
    assert (tablet.saved().items, tablet.saved().revision) == ({"introduces": 3}, 1)


def test_an_answer_that_was_lost_saves_nothing_twice(tablet: Tablet) -> None:
    """The server took the tap, the tablet never heard so: it sends it again, and goes on after."""
    tablet.open()
    lost = []

    def lose(route: Any) -> None:
        if not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    tablet.page.route("**/admin/scoring/taps*", lose)
    tablet.mark(0, 3)
    tablet.mark(1, 3)
    tablet.says("saved 13:00:00")
    assert lost == [200]
    assert (tablet.saved().items, tablet.saved().revision) == ({"introduces": 3, "asepsis": 3}, 2)


def test_a_server_that_cannot_answer_is_asked_again(tablet: Tablet) -> None:
    """Later and later, without another tap; nothing is said to be saved before it is."""
    tablet.open()
    answers = iter([503, 429])

    def stumble(route: Any) -> None:
        status = next(answers, None)
        if status is None:
            route.continue_()
        else:
            route.fulfill(status=status, body="later")

    tablet.page.route("**/admin/scoring/taps*", stumble)
    tablet.mark(0, 3)
    tablet.says("not saved: 1 tap waiting")
    tablet.says("saved 13:00:00")
    assert next(answers, None) is None
    assert tablet.saved().items == {"introduces": 3}


def test_two_browsers_at_once(make_tablet: MakeTablet) -> None:
    """Who is later is told so, and which of their taps were not taken; what was saved stays."""
    first, second = make_tablet().sign_in().open(), make_tablet().sign_in().open()
    first.mark(0, 3)
    first.says("saved 13:00:00")
    second.mark(0, 1)
    second.says("saved elsewhere: reload")
    expect(second.hand_in).to_be_hidden()
    assert second.saved().items == {"introduces": 3}
    second.page.get_by_role("button", name="Reload").click()
    dropped = second.page.get_by_role("alert")
    expect(dropped).to_contain_text("Introduces themselves and checks who the patient is: 1 Below")
    expect(second.page.get_by_role("radio", name="3 Above").first).to_be_checked()
    second.page.get_by_role("button", name="Put away").click()
    expect(dropped).to_be_hidden()
    second.mark(1, 2)
    second.says("saved 13:00:00")
    assert second.saved().items == {"introduces": 3, "asepsis": 2}
    second.page.reload()
    expect(dropped).to_be_hidden()


def test_who_was_signed_out_keeps_their_taps(tablet: Tablet) -> None:
    """After half an hour the session is over; signed in again, the taps are sent."""
    tablet.open()
    tablet.site.clock.advance(timedelta(minutes=31))
    tablet.mark(0, 2)
    tablet.says("signed out: 1 tap kept on this tablet. Reload to sign in")
    tablet.page.get_by_role("button", name="Reload").click()
    expect(tablet.page).to_have_url(re.compile("/admin/sign-in"))
    tablet.sign_in().page.goto(f"{tablet.url}/admin/scoring")
    expect(tablet.page.get_by_text("1 tap waiting on this tablet")).to_be_visible()
    tablet.page.get_by_role("link", name=hall.CANDIDATE).click()
    tablet.says("saved 13:31:00")
    assert tablet.saved().items == {"introduces": 2}


def test_a_critical_fail_is_asked_twice(tablet: Tablet) -> None:
    """The first tap asks, the second marks; taking the first back takes the mark back."""
    tablet.open()
    page = tablet.page
    for item in range(3):
        tablet.mark(item, 2)
    tablet.says("saved 13:00:00")
    page.get_by_text("Wrong product", exact=True).click()
    expect(tablet.hand_in).to_be_disabled()
    expect(page.locator("#progress")).to_contain_text("not confirmed")
    assert tablet.saved().critical == ()
    page.get_by_text("Are you sure? Yes, I saw it: wrong product").click()
    expect(tablet.hand_in).to_be_enabled()
    tablet.says("saved 13:00:00")
    assert tablet.saved().critical == ("wrong-product",)
    page.get_by_text("Wrong product", exact=True).click()
    expect(page.get_by_text("Are you sure? Yes, I saw it: wrong product")).to_be_hidden()
    expect(tablet.hand_in).to_be_enabled()
    assert tablet.saved().critical == ()
    page.get_by_text("Wrong product", exact=True).click()  # it is asked twice again
    expect(page.locator("#progress")).to_contain_text("not confirmed")
    expect(tablet.hand_in).to_be_disabled()


def test_without_script_it_is_a_form(make_tablet: MakeTablet) -> None:
    """Saved and handed in by its buttons; what is missing is said, and what was sent stays."""
    tablet = make_tablet(java_script_enabled=False)
    page = tablet.page
    page.goto(f"{tablet.url}/admin/sign-in")
    page.get_by_text("Sign-in link", exact=True).click()
    page.get_by_label("Your sign-in code").fill(tablet.site.link(ONE))
    page.get_by_role("button", name="Sign in", exact=True).click()
    tablet.open().mark(0, 3)
    page.get_by_role("button", name="Save").click()
    tablet.says("saved 13:00:00")
    tablet.mark(1, 2)
    tablet.hand_in.click()
    expect(page.get_by_role("alert")).to_have_text("Not scored yet: Prepares the planned dose.")
    expect(page.get_by_role("radio", checked=True)).to_have_count(2)
    tablet.mark(2, 1)
    page.get_by_text("Wrong product", exact=True).click()
    tablet.hand_in.click()
    expect(page.get_by_role("alert")).to_contain_text("A critical fail is not confirmed")
    page.get_by_text("Are you sure? Yes, I saw it: wrong product").click()
    tablet.hand_in.click()
    expect(page.get_by_text("Handed in. It is in")).to_be_visible()
    assert tablet.saved().critical == ("wrong-product",)


def test_an_examiner_is_told_nothing_of_the_other(make_tablet: MakeTablet) -> None:
    """Neither on the sheet nor on the list; a lead learns that they differ, and no more."""
    first, second = make_tablet().sign_in().open(), make_tablet().sign_in(TWO)
    for item in range(3):
        first.mark(item, 3)
    first.page.get_by_label("Comment").fill("Brilliant")
    expect(first.hand_in).to_be_enabled()
    first.hand_in.click()
    second.open(key("E-2"))
    expect(second.page.get_by_role("radio", checked=True)).to_have_count(0)
    assert "Brilliant" not in second.page.content()
    for item in range(3):
        second.mark(item, 0)
    expect(second.hand_in).to_be_enabled()
    second.hand_in.click()
    lead = make_tablet().sign_in(LEAD)
    lead.page.goto(f"{lead.url}/admin/scoring")
    expect(lead.page.get_by_text("As lead: the two examiners differ")).to_have_count(1)
    lead.page.get_by_role("row").filter(has_text="As lead").get_by_role("link").click()
    expect(lead.page.get_by_text("You score as lead")).to_be_visible()
    expect(lead.page.get_by_role("radio", checked=True)).to_have_count(0)
    assert "Brilliant" not in lead.page.content()


def test_the_pages_are_fit(tablet: Tablet) -> None:
    """axe finds nothing, nothing is wider than the screen, targets are 48 px high and more."""
    hall.list_examiner(
        tablet.site.world.database,
        conflicts=[{"person": "C-2", "nature": "taught", "declared": "2026-01-01"}],
    )
    tablet.page.goto(f"{tablet.url}/admin/scoring")
    _look(tablet.page)
    tablet.open()
    tablet.mark(0, 0)
    tablet.page.get_by_text("Wrong product", exact=True).click()
    tablet.says("saved 13:00:00")
    _look(tablet.page)
    for target in tablet.page.locator(".mark, .target:visible, .bar .btn:visible").all():
        box = target.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 48


def _look(page: Page) -> None:
    for size in SIZES:
        page.set_viewport_size(size)  # type: ignore[arg-type]
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not page.evaluate(wide), size
    page.set_viewport_size(TABLET)  # type: ignore[arg-type]
