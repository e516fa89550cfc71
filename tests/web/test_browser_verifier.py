"""The QR code's link in a browser: verified there, then by the ledger; the worse answer wins."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser

from tests.factories import NOON, FakeBody, make_number, make_token
from tests.web.conftest import Site
from tests.web.patient import SMALL, Patient
from verifier.status_list import Status

pytestmark = pytest.mark.browser

MARCH = datetime(2026, 3, 3, 15, tzinfo=UTC)
DAY = timedelta(days=1)
LEDGER = "/api/v1/ledger"
LEDGER_LINE = "The issuer's own record says that it is in force"
LIST_LINE = "The published list says that it is in force"
UNFINISHED = "We could not finish the check"
VALID = ("valid", "Valid today")

Open = Callable[..., Patient]


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Open]:
    """Return a way to put a phone at a site whose world is as told."""
    contexts = []

    def open_one(*, offline: bool = False, **world: Any) -> Patient:
        workers: Any = "allow" if offline else "block"
        contexts.append(browser.new_context(viewport=SMALL, service_workers=workers))
        return Patient(contexts[-1], site, **world)

    yield open_one
    for context in contexts:
        context.close()


def state(status: Status) -> Callable[[FakeBody], str]:
    """Return what releases a certificate, and then changes where it stands."""

    def prepare(body: FakeBody) -> str:
        token = body.release()
        body.change(status, since=MARCH, successor=make_number("8Z2K4TT"))
        return token

    return prepare


def altered(body: FakeBody) -> str:
    """Return a token of which one character was changed."""
    header, payload, signature = body.release().split(".")
    return f"{header}.{payload}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"


DETERMINED: dict[str, tuple[Callable[[FakeBody], str], str]] = {
    "valid": (lambda b: b.release(native_name="د. أميلي", native_language="ar"), "Valid today"),
    "revoked": (state(Status.REVOKED), "Withdrawn on 3 March 2026"),
    "suspended": (state(Status.SUSPENDED), "Suspended since 3 March 2026"),
    "superseded": (state(Status.SUPERSEDED), "Replaced by a newer certificate"),
    "expired": (lambda b: b.release(expires=NOON), "Expired"),
    "not_yet_valid": (lambda b: b.release(effective=NOON + 11 * DAY), "Not valid yet"),
    "altered": (altered, "Do not rely on this"),
    "malformed": (lambda _: "eyJh.eyJh.AAAA", "Not a certificate"),
    "unknown_issuer": (lambda _: make_token(FakeBody("https://other.example")), "Not issued by us"),
}


@pytest.mark.parametrize("reason", DETERMINED)
def test_the_browser_tells_what_the_server_tells(visit: Open, reason: str) -> None:
    """Each verdict is reached without handing over the token, and its page is the server's own."""
    patient = visit()
    prepare, headline = DETERMINED[reason]
    token = prepare(patient.body)
    page = patient.scan(token)
    assert patient.told() == (reason, headline)
    assert page.title().startswith(headline)
    assert "/v" not in patient.posts
    box = page.locator("h1").bounding_box()
    assert box
    assert box["y"] + box["height"] <= SMALL["height"]
    assert [v["id"] for v in Axe().run(page).response["violations"]] == []
    here = patient.text()
    assert "Checked in your browser" in here
    page.goto(f"{patient.url}/v")
    page.get_by_label("Number or link").fill(token)
    page.get_by_role("button", name="Check", exact=True).click()
    page.wait_for_selector("main[data-answer]")
    host = patient.url.partition("//")[2]
    there = patient.text().replace(f"Checked by {host}", "Checked in your browser")
    assert here.replace("Check again ", "") == there.replace("Check again ", "")


def test_valid_is_proven_by_list_and_ledger(visit: Open) -> None:
    """A valid certificate passed every step, and the ledger was asked by number and hash alone."""
    patient = visit()
    token = patient.body.release()
    bodies: list[str] = []
    patient.page.on("request", lambda r: bodies.append(r.post_data or ""))
    patient.scan(token)
    assert set(patient.lines().values()) == {"Yes"}
    assert len(patient.lines()) == 8
    assert patient.posts == [LEDGER]
    assert "Example-Santos" not in "".join(bodies)
    assert token.split(".")[1] not in "".join(bodies)


def test_a_forgery_with_the_real_key_is_found_by_the_ledger(visit: Open) -> None:
    """A genuine signature over what was never released is refused, and its name is not shown."""
    patient = visit()
    patient.scan(make_token(patient.body, name="Mallory Forged"))
    assert patient.told() == ("altered", "Do not rely on this")
    assert "Mallory" not in patient.text()
    assert patient.lines()[LEDGER_LINE] == "No"
    assert patient.page.title().startswith("Do not rely on this")


def test_the_verdict_does_not_wait_for_the_ledger(visit: Open) -> None:
    """The list's verdict stands at once, with the ledger's line open; its answer comes after."""
    patient = visit()
    held: list[Any] = []
    patient.page.route(f"**{LEDGER}", lambda route: held.append(route))  # noqa: PLW0108 - it is marked
    patient.page.goto(f"{patient.url}/v#{patient.body.release()}")
    patient.page.wait_for_selector("main.valid[data-pending]")
    assert patient.lines()[LEDGER_LINE] == "Not checked"
    assert patient.page.evaluate("document.activeElement.tagName") == "H1"
    held[0].continue_()
    patient.settle()
    assert patient.lines()[LEDGER_LINE] == "Yes"
    assert patient.page.evaluate("document.activeElement.tagName") == "H1"


def test_the_ledger_knows_sooner_than_the_list(visit: Open) -> None:
    """Withdrawn since the list was signed: the worse answer wins."""
    patient = visit()
    token = state(Status.REVOKED)(patient.body)
    patient.body.statuses.clear()
    patient.scan(token)
    assert patient.told() == ("revoked", "Withdrawn on 3 March 2026")
    assert patient.lines()[LIST_LINE] == "Yes"
    assert patient.lines()[LEDGER_LINE] == "No"


def test_the_list_counts_where_the_ledger_is_behind(visit: Open) -> None:
    """Withdrawn by the list and not yet by the ledger that answered: the worse answer wins."""
    patient = visit()
    token = patient.body.release()
    patient.body.statuses[7] = Status.REVOKED
    patient.scan(token)
    assert patient.told() == ("revoked", "Withdrawn")


def test_without_the_ledger_a_young_list_is_enough(visit: Open) -> None:
    """A ledger that cannot be asked is told in its line, beside the list's age."""
    patient = visit()
    patient.page.route(f"**{LEDGER}", lambda route: route.abort())
    patient.body.listed_at = NOON - timedelta(hours=23)
    patient.scan(patient.body.release())
    assert patient.told() == VALID
    assert patient.lines()[LEDGER_LINE] == "Could not be checked"
    assert "list from 13:00 UTC on 19 November 2026" in patient.text()


@pytest.mark.parametrize(
    ("age", "reason"),
    [(DAY - timedelta(seconds=1), "valid"), (DAY, "stale")],
)
def test_a_list_is_believed_for_a_day(visit: Open, age: timedelta, reason: str) -> None:
    """Without a ledger, a list of 24 hours is no answer; one second younger is."""
    patient = visit(has_ledger=False)
    patient.body.listed_at = NOON - age
    patient.scan(patient.body.release())
    assert patient.told()[0] == reason
    assert LEDGER not in patient.posts


def test_a_stale_list_is_grey_also_when_nobody_can_be_asked(visit: Open) -> None:
    """Old list, no server: the reason, the time of the list, and never green or red."""
    patient = visit()
    patient.body.listed_at = NOON - 2 * DAY
    patient.page.route("**/*", lambda r: r.abort() if r.request.method == "POST" else r.fallback())
    patient.scan(patient.body.release())
    assert patient.told() == ("stale", UNFINISHED)
    assert patient.page.locator("main").get_attribute("class") == "undetermined"
    assert "could not be reached" in patient.text()
    assert "list from 12:00 UTC on 18 November 2026" in patient.text()


def test_a_hotel_s_page_instead_of_the_list(visit: Open) -> None:
    """No list can be had from here: the site is asked with the token, and says who checked."""
    patient = visit()
    patient.lists_served = False
    patient.scan(patient.body.release())
    assert patient.told() == VALID
    assert patient.posts == ["/v"]
    assert f"Checked by {patient.url.partition('//')[2]}" in patient.text()


def test_the_server_stops_after_the_page_was_opened(visit: Open) -> None:
    """Nobody answers and no list was ever seen: the check is not finished, and says why."""
    patient = visit()
    token = patient.body.release()
    patient.page.goto(f"{patient.url}/v")
    patient.site.stop()
    patient.page.evaluate("(token) => { location.hash = token }", token)
    patient.settle()
    assert patient.told() == ("status_unavailable", UNFINISHED)
    assert "could not be reached" in patient.text()
    assert "+1 555 0100" in patient.text()


def test_the_last_list_serves_while_the_server_is_down(visit: Open) -> None:
    """A list seen within a day still decides, with its age; a day later it does not."""
    patient = visit()
    token = patient.body.release()
    patient.scan(token)
    patient.site.stop()
    patient.set_clock(NOON + timedelta(hours=23))
    patient.page.get_by_role("button", name="Check again").click()
    patient.page.wait_for_selector("main:not([data-pending]) time[datetime^='2026-11-21T11']")
    assert patient.told() == VALID
    assert "list from 12:00 UTC on 20 November 2026" in patient.text()
    patient.set_clock(NOON + DAY)
    patient.page.get_by_role("button", name="Check again").click()
    patient.page.wait_for_selector("main.undetermined")
    assert patient.told() == ("stale", UNFINISHED)


def test_a_list_rolled_back_is_refused(visit: Open) -> None:
    """An older list than one seen before does not make a withdrawn certificate valid again."""
    patient = visit(has_ledger=False)
    token = patient.body.release()
    patient.body.statuses[7] = Status.REVOKED
    patient.scan(token)
    patient.body.statuses.clear()
    patient.body.listed_at = NOON - timedelta(minutes=1)
    patient.scan(token)
    assert patient.told() == ("revoked", "Withdrawn")


def test_of_two_presses_the_last_one_tells(visit: Open) -> None:
    """What was asked first and is answered last says nothing any more."""
    patient = visit()
    page = patient.scan(patient.body.release())
    held: list[Any] = []
    page.route(f"**{LEDGER}", lambda route: held.append(route))  # noqa: PLW0108 - it is marked
    for presses in (1, 2):
        page.get_by_role("button", name="Check again").click()
        while len(held) < presses:
            page.title()
    first, last = held
    for route, status in ((last, Status.REVOKED), (first, Status.VALID)):
        patient.body.change(status, since=MARCH)
        with page.expect_response(f"**{LEDGER}"):
            route.continue_()
        page.evaluate("fetch('/healthz').then((answer) => answer.text())")  # by then it is told
        patient.settle()
        assert patient.told() == ("revoked", "Withdrawn on 3 March 2026")


@pytest.mark.parametrize(("ahead", "posts"), [(60, [LEDGER]), (61, [LEDGER, "/v"])])
def test_a_slow_clock_just_after_issuing(visit: Open, ahead: int, posts: list[str]) -> None:
    """A phone a minute slow does not call a new certificate early; a slower one asks the site."""
    patient = visit()
    token = patient.body.release(signed=NOON)
    patient.set_clock(NOON - timedelta(seconds=ahead))
    patient.body.listed_at = NOON - timedelta(seconds=61)
    patient.scan(token)
    if ahead > 60:
        patient.page.wait_for_selector("main.valid")
    assert patient.told() == VALID
    assert patient.posts == posts


def test_a_clock_wrong_by_years_does_not_end_a_certificate(visit: Open) -> None:
    """The ledger's answer tells the time; where the phone's is another, the site decides."""
    patient = visit()
    patient.set_clock(NOON + 400 * DAY)
    patient.scan(patient.body.release())
    patient.page.wait_for_selector("main.valid")
    assert patient.told() == VALID
    assert "Checked by" in patient.text()


@pytest.mark.parametrize("missing", ["DecompressionStream", "crypto"])
def test_an_old_browser_asks_the_site(visit: Open, missing: str) -> None:
    """Without what verifying needs, the token is handed to the site, which says that it checked."""
    patient = visit()
    patient.page.add_init_script(
        f"Object.defineProperty(globalThis, '{missing}', {{ value: undefined }})"
    )
    patient.scan(patient.body.release())
    assert patient.told() == VALID
    assert patient.posts == ["/v"]
    assert patient.lists_asked == 0
    assert "Checked by" in patient.text()


def test_no_other_host_is_ever_asked(visit: Open) -> None:
    """A token whose list is elsewhere, or whose issuer is a stranger, makes no request."""
    patient = visit()
    patient.page.goto(f"{patient.url}/v", wait_until="networkidle")
    asked: list[str] = []
    patient.page.on("request", lambda request: asked.append(request.url))
    patient.page.on("console", lambda line: asked.append(line.text))  # what the policy stopped
    patient.page.evaluate("(t) => { location.hash = t }", make_token(FakeBody("https://o.example")))
    patient.page.wait_for_selector("main[data-answer=unknown_issuer]")
    assert [address for address in asked if f"{patient.url}/static/" not in address] == []
    policy = patient.page.request.get(f"{patient.url}/v").headers["content-security-policy"]
    assert "connect-src 'self';" in policy


def test_names_are_text(visit: Open) -> None:
    """A name is shown letter for letter, markup and places of the template alike."""
    patient = visit()
    name = "<img src=x> {page.host} $& Dr X"
    patient.scan(patient.body.release(name=name))
    assert patient.page.locator(".who b").inner_text() == name
    assert patient.page.locator("main img").count() == 0
