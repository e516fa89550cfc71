"""The camera: offered where the browser reads codes, fetched when wanted, stopped afterwards.

Debian's Chromium has no `BarcodeDetector`, and a test has no camera: the detector here stands in
for one and tells what it was given, and the camera is a real stream, of a canvas.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page

from tests.web.conftest import Site
from tests.web.patient import SMALL, Patient

pytestmark = pytest.mark.browser

DETECTOR = """
globalThis.BarcodeDetector = class {
    constructor({ formats }) { if (formats.join() !== "qr_code") throw new TypeError(formats); }
    async detect(video) {
        if (!(video instanceof HTMLVideoElement) || !video.srcObject.active) throw new Error("off");
        return globalThis.shown ? [{ rawValue: globalThis.shown }] : [];
    }
};
"""
CAMERA = """
globalThis.streams = [];
navigator.mediaDevices.getUserMedia = async (asked) => {
    if (asked.video.facingMode !== "environment" || asked.audio) throw new TypeError("asked");
    const canvas = document.createElement("canvas");
    const stream = canvas.captureStream(20);
    setInterval(() => canvas.getContext("2d").fillRect(0, 0, 9, 9), 20);
    streams.push(stream);
    return stream;
};
"""
REFUSED = """navigator.mediaDevices.getUserMedia = async () => {
    throw new DOMException("no", "NotAllowedError");
};"""
LIVE = "streams.flatMap((s) => s.getTracks()).filter((t) => t.readyState === 'live').length"

Stand = Callable[..., Patient]


@pytest.fixture
def stand(browser: Browser, site: Site) -> Iterator[Stand]:
    """Return a way to put a phone that has what is told at a site."""
    contexts = []

    def open_one(*has: str, code: str = "en") -> Patient:
        contexts.append(browser.new_context(viewport=SMALL, service_workers="block", locale=code))
        patient = Patient(contexts[-1], site)
        for script in has:
            patient.page.add_init_script(script)
        patient.page.goto(f"{patient.url}/v")
        return patient

    yield open_one
    for context in contexts:
        context.close()


def button(page: Page) -> Any:
    """Return the button, whatever it says."""
    return page.locator("[data-scan] button")


def test_a_code_before_the_camera_gets_its_verdict(stand: Stand) -> None:
    """The script is fetched when the button is pressed; the camera stops when a code was read."""
    patient = stand(DETECTOR, CAMERA)
    page = patient.page
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    assert button(page).inner_text() == "Scan with this phone\u2019s camera"
    button(page).click()
    page.wait_for_selector("[data-scan] video")
    assert [url.partition("?")[0] for url in asked] == [f"{patient.url}/static/scan.en.js"]
    assert page.evaluate(LIVE) == 1
    assert [v["id"] for v in Axe().run(page).response["violations"]] == []
    page.evaluate("(text) => { shown = text }", f"{patient.url}/v#{patient.body.release()}")
    patient.settle()
    assert patient.told() == ("valid", "Valid today")
    assert page.evaluate(LIVE) == 0
    assert page.locator("video").count() == 0
    assert page.url == f"{patient.url}/v"


def test_the_camera_is_stopped_by_its_button_and_started_again(stand: Stand) -> None:
    """The button says what it will do; another code than ours is told as no certificate."""
    patient = stand(DETECTOR, CAMERA, code="es")
    page = patient.page
    for _ in range(2):
        button(page).click()
        page.wait_for_selector("[data-scan] video")
        assert button(page).inner_text() == "Detener la cámara"
        button(page).click()
        page.wait_for_selector("video", state="detached")
        assert page.evaluate(LIVE) == 0
        assert button(page).inner_text() == "Escanear con la cámara de este teléfono"
    button(page).click()
    page.evaluate("shown = 'WIFI:S:hotel;;'")
    patient.settle()
    assert patient.told() == ("malformed", "No es un certificado")
    assert page.evaluate(LIVE) == 0


def test_after_an_unreadable_picture_the_camera_leads_on(stand: Stand) -> None:
    """A verdict that asks again offers the camera too, and goes to the page that can verify."""
    patient = stand(DETECTOR, CAMERA)
    token = patient.body.release()
    page = patient.page
    page.goto(f"{patient.url}/v/XYZ")
    button(page).click()
    page.wait_for_selector("[data-scan] video")
    page.evaluate("(text) => { shown = text }", f"https://cert.example.org/v#{token}")
    page.wait_for_selector("main.valid:not([data-pending])")
    assert patient.posts[-1:] == ["/api/v1/ledger"]


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (REFUSED, "The camera is not allowed here. Type the number instead."),
        (
            "navigator.mediaDevices.getUserMedia = async () => { throw new Error('none'); };",
            "No camera could be used. Type the number instead.",
        ),
    ],
)
def test_without_the_camera_the_number_is_asked_for(stand: Stand, script: str, said: str) -> None:
    """A permission refused, or no camera: said plainly, and the button can be pressed again."""
    page = stand(DETECTOR, script).page
    button(page).click()
    page.wait_for_selector(f"text={said}")
    assert button(page).is_enabled()
    assert page.locator("video").count() == 0


def test_it_is_not_offered_where_it_cannot_work(stand: Stand) -> None:
    """This browser reads no codes: there is no button, and nothing of it is fetched."""
    patient = stand(CAMERA)
    page = patient.page
    if page.evaluate("'BarcodeDetector' in globalThis"):
        pytest.skip("this Chromium has a BarcodeDetector")
    page.wait_for_load_state("networkidle")
    assert not button(page).is_visible()
