"""What would make a patient's page green that must not be: a wrong clock, a late answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Route

from tests.factories import NOON, make_number
from tests.web.conftest import Site
from tests.web.patient import SMALL, Patient
from verifier.credential import StatusReference
from verifier.status_list import Status
from verifier.status_token import MEDIA_TYPE

pytestmark = pytest.mark.browser

HOUR = timedelta(hours=1)
OTHER = make_number("8Z2K4TT")


@pytest.fixture
def patient(browser: Browser, site: Site) -> Iterator[Patient]:
    """Return a phone at a site with a ledger."""
    context = browser.new_context(viewport=SMALL, service_workers="block")
    yield Patient(context, site)
    context.close()


@pytest.mark.parametrize(
    ("reason", "clock", "dates"),
    [
        ("expired", -2 * HOUR, {"expires": NOON - HOUR}),
        ("not_yet_valid", 2 * HOUR, {"effective": NOON + HOUR}),
    ],
)
def test_a_wrong_clock_makes_nothing_green(
    patient: Patient, reason: str, clock: timedelta, dates: dict[str, Any]
) -> None:
    """A phone some hours off, beside a list that fits its clock: the ledger tells the time."""
    patient.body.listed_at = NOON - 3 * HOUR
    token = patient.body.release(**dates)
    patient.set_clock(NOON + clock)
    patient.scan(token)
    assert patient.told()[0] == reason


def test_a_wrong_clock_that_decides_nothing_costs_nothing(patient: Patient) -> None:
    """Valid or expired by both clocks: the token stays on the phone."""
    patient.body.listed_at = NOON - 3 * HOUR
    patient.set_clock(NOON - 2 * HOUR)
    patient.scan(patient.body.release())
    assert patient.told()[0] == "valid"
    assert patient.posts == ["/api/v1/ledger"]


def test_where_only_the_clock_decides_and_nobody_answers_it_is_grey(patient: Patient) -> None:
    """The ledger told that the clock is wrong, and then the site was gone: not green, not red."""
    patient.body.listed_at = NOON - 3 * HOUR
    token = patient.body.release(expires=NOON - HOUR)
    patient.page.route("**/v?lang=*", lambda route: route.abort())
    patient.set_clock(NOON - 2 * HOUR)
    patient.scan(token)
    assert patient.told()[0] == "clock"


def test_a_late_answer_is_not_shown_for_the_next_link(patient: Patient) -> None:
    """Two links one after the other: the first one's list comes last, and changes nothing."""
    held: list[Route] = []
    good = patient.body.release()
    bad = patient.body.release(
        number=OTHER, status=StatusReference(uri=f"{patient.url}/s/1", index=8)
    )
    patient.body.statuses[8] = Status.REVOKED
    patient.page.route("**/s/1", lambda route: route.continue_() if held else held.append(route))
    patient.page.goto(f"{patient.url}/v#{good}")
    patient.page.wait_for_function("document.documentElement.className === 'asking'")
    patient.page.evaluate("(token) => { location.hash = token }", bad)
    patient.page.wait_for_selector("main[data-answer=revoked]:not([data-pending])")
    patient.body.listed_at = NOON + timedelta(seconds=1)
    newer = patient.body.fetch(f"{patient.url}/s/1")
    held[0].fulfill(body=newer, headers={"Content-Type": MEDIA_TYPE})
    kept = "async (t) => await (await caches.match(location.origin + '/s/1'))?.text() === t"
    patient.page.wait_for_function(kept, arg=newer)  # it was judged
    patient.page.evaluate("() => new Promise(requestAnimationFrame)")
    assert patient.told()[0] == "revoked"
    assert OTHER in patient.page.title()
