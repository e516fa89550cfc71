"""Once opened, the page works without a network: from what was kept, with its age, for a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser

from tests.factories import NOON
from tests.web.conftest import Site
from tests.web.patient import SMALL, Patient
from verifier.status_list import Status

pytestmark = pytest.mark.browser

KEPT = """async () => {
    await navigator.serviceWorker.ready;
    for (;;) {
        const names = (await (await caches.open("probatum-page")).keys()).map((key) => key.url);
        if (names.some((url) => url.endsWith("/v"))) {
            return names.map((url) => new URL(url).pathname);
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
}"""


@pytest.fixture
def patient(browser: Browser, site: Site) -> Iterator[Patient]:
    """Return a phone that may keep what it sees."""
    context = browser.new_context(viewport=SMALL)
    yield Patient(context, site)
    context.close()


def open_once(patient: Patient, token: str) -> None:
    """Scan, wait until the page is kept, and cut the network."""
    patient.scan(token)
    kept = patient.page.evaluate(KEPT)
    assert {"/v", "/static/verify.js", "/static/icon.svg"} <= set(kept)
    patient.context.set_offline(True)
    patient.site.stop()


def test_with_the_network_cut_the_page_still_verifies(patient: Patient) -> None:
    """Opened again by the same code: the verdict, from the kept list, whose age is told."""
    token = patient.body.release()
    open_once(patient, token)
    patient.set_clock(NOON + timedelta(hours=23, minutes=59))
    patient.scan(token)
    assert patient.told() == ("valid", "Valid today")
    assert "list from 12:00 UTC on 20 November 2026" in patient.text()
    assert "Checked in your browser at 11:59 UTC on 21 November 2026" in patient.text()


def test_after_a_day_it_could_not_finish(patient: Patient) -> None:
    """A list of 24 hours is no answer: neither green nor red, with the time of the list."""
    token = patient.body.release()
    open_once(patient, token)
    patient.set_clock(NOON + timedelta(hours=24))
    patient.scan(token)
    assert patient.told() == ("stale", "We could not finish the check")
    assert patient.page.locator("main").get_attribute("class") == "undetermined"
    assert "list from 12:00 UTC on 20 November 2026" in patient.text()


def test_without_a_list_nothing_is_green(patient: Patient) -> None:
    """The page is kept, but a list never was: the check is not finished, and says whom to call."""
    token = patient.body.release()
    patient.lists_served = False
    open_once(patient, token)
    patient.scan(token)
    assert patient.told()[0] == "status_unavailable"
    assert "+1 555 0100" in patient.text()


def test_what_was_withdrawn_stays_so(patient: Patient) -> None:
    """An old list's word is told as it stands."""
    token = patient.body.release()
    patient.body.change(Status.REVOKED)
    open_once(patient, token)
    patient.set_clock(NOON + timedelta(hours=48))
    patient.scan(token)
    assert patient.told() == ("revoked", "Withdrawn")


def test_a_tampered_copy_is_not_believed(patient: Patient) -> None:
    """Whatever lies where the list was kept is judged anew."""
    token = patient.body.release()
    open_once(patient, token)
    spoil = """async () => {
        const cache = await caches.open("probatum-lists");
        const [key] = await cache.keys();
        const text = await (await cache.match(key)).text();
        await cache.put(key, new Response(text.replace(/.{4}$/, "AAAA")));
    }"""
    patient.page.evaluate(spoil)
    patient.scan(token)
    assert patient.told()[0] == "status_unavailable"


def test_a_hotel_s_page_does_not_replace_ours(patient: Patient) -> None:
    """What a captive portal answers instead of the page is neither shown nor kept."""
    token = patient.body.release()
    patient.scan(token)
    patient.page.evaluate(KEPT)
    patient.site.stop()
    patient.portal()
    patient.scan(token)
    assert patient.told() == ("valid", "Valid today")


def test_the_newest_page_is_shown_while_there_is_a_network(patient: Patient) -> None:
    """The kept page never stands in for today's, which takes its place: only one is kept."""
    patient.scan(patient.body.release())
    patient.page.evaluate(KEPT)
    patient.restart()
    patient.scan(patient.body.release())
    assert patient.told() == ("valid", "Valid today")
    kid = patient.body.signer.kid
    assert kid in (patient.page.locator("#known").text_content() or "")
    assert patient.page.evaluate(KEPT).count("/v") == 1
    kept = "async () => (await (await caches.match('/v')).text())"
    assert kid in patient.page.evaluate(kept)


def test_the_worker_may_ask_this_site_alone(patient: Patient) -> None:
    """Its policy lets it fetch what it keeps, and nothing more."""
    worker = patient.page.request.get(f"{patient.url}/sw.js")
    policy = "default-src 'none'; connect-src 'self'; frame-ancestors 'none'"
    assert worker.headers["content-security-policy"] == policy
    assert worker.headers["cache-control"] == "no-store"
