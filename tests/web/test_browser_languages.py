"""The verdict in three languages: by the browser and by the server, every way in, on a small phone.

Few browsers and many verdicts: what one visit of a site does not change, the next one uses.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page

from tests.factories import NOON, FakeBody, FakeDocuments, make_number, make_token, make_type
from tests.web.conftest import Site
from tests.web.patient import SMALL, Patient
from tests.web.test_browser_verifier import DETERMINED
from verifier.credential_type import TypeWords
from verifier.days import last_day
from verifier.languages import CODES, language
from verifier.scan.found import FoundToken, SeveralFound
from verifier.verdict import Reason, Verdict
from verifier.words import SINCE, words_for

pytestmark = pytest.mark.browser

NUMBER = make_number()
OTHERS = [code for code in CODES if code != "en"]
PDF, PICTURE = b"%PDF-1.7 a certificate", b"\x89PNG a certificate on a wall"
LONG = "Professor Wolfeschlegelsteinhausenbergerdorff " + "Featherstonehaugh " * 5 + "III"
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
WIDE = {"width": 1280, "height": 800}

Visit = Callable[..., Patient]


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Visit]:
    """Return a way to put a phone, set to a language, at a site."""
    contexts = []

    def open_one(
        code: str = "en", *, keeps: bool = False, viewport: Any = SMALL, **world: Any
    ) -> Patient:
        workers: Any = "allow" if keeps else "block"
        contexts.append(
            browser.new_context(viewport=viewport, service_workers=workers, locale=code)
        )
        return Patient(contexts[-1], site, **world)

    yield open_one
    for context in contexts:
        context.close()


def say(code: str, sentence: str) -> str:
    """Return `sentence` in a language."""
    return language(code).say(sentence)


def headline(code: str, reason: str) -> str:
    """Return how a verdict without a date is headed."""
    return words_for(Verdict(Reason(reason), NOON), language(code)).headline


def assert_told(page: Page, code: str, reason: str) -> None:
    """See that a verdict is told in the language, in the first screen, and fits the screen."""
    main, heading = page.locator("main"), page.locator("h1")
    assert main.get_attribute("data-answer") == reason
    direction = "rtl" if code == "ar" else "ltr"
    html = page.locator("html")
    assert (html.get_attribute("lang"), html.get_attribute("dir")) == (code, direction)
    dated = SINCE.get(Reason(reason), "")
    starts = {text.split()[0] for text in (headline(code, reason), say(code, dated)) if text}
    assert heading.inner_text().split()[0] in starts
    assert page.title().startswith(heading.inner_text())
    box = heading.bounding_box()
    assert box
    assert box["y"] + box["height"] <= SMALL["height"]
    assert page.evaluate(SIDEWAYS) == 0
    assert "{" not in main.inner_text()


def violations(page: Page) -> list[str]:
    """Return what axe finds."""
    return [each["id"] for each in Axe().run(page).response["violations"]]


@pytest.mark.parametrize("code", OTHERS)
def test_every_verdict_is_told_by_the_browser_as_by_the_server(visit: Visit, code: str) -> None:
    """Scanned and pasted, each verdict has the same words, dates and lines in the language."""
    patient = visit(code)
    page, host = patient.page, patient.url.partition("//")[2]
    for reason, (prepare, _) in DETERMINED.items():
        patient.body.statuses.clear()
        token = prepare(patient.body)
        patient.scan(token)
        assert_told(page, code, reason)
        if reason in {"valid", "revoked", "malformed"}:
            assert violations(page) == []
        here = patient.text()
        patient.posts.clear()
        page.get_by_role("link", name=say(code, "Check another certificate")).click()
        page.get_by_label(say(code, "Number or link on the certificate")).fill(token)
        page.get_by_role("button", name=say(code, "Check"), exact=True).click()
        page.wait_for_selector("main[data-answer]")
        assert_told(page, code, reason)
        there = patient.text()
        day = language(code).day(NOON.date())
        who = {"host": host, "time": "12:00 UTC", "day": day}
        by_browser = say(code, "Checked in your browser at %(time)s on %(day)s") % who
        by_site = say(code, "Checked by %(host)s at %(time)s on %(day)s") % who
        assert by_browser in here
        again = f"{say(code, 'Check again')} "
        assert here.replace(by_browser, by_site).replace(again, "") == there.replace(again, "")


@pytest.mark.parametrize("code", OTHERS)
def test_every_other_way_in(visit: Visit, code: str) -> None:
    """Number, picture and PDF: their verdicts, the questions they raise, and the note."""
    documents = FakeDocuments()
    patient = visit(code, documents=documents)
    page = patient.page
    token = patient.body.release()
    other = patient.body.release(number=make_number("7K3M9Q2"), name="Dr Second")
    forged = make_token(patient.body, name="Mallory Forged")
    documents.known = {PDF: FoundToken(token), PICTURE: FoundToken(forged)}
    slip = NUMBER[:-1] + ("A" if NUMBER[-1] != "A" else "B")
    for typed, reason in (
        (NUMBER.lower(), "valid"),
        (slip, "number_mistyped"),
        (make_number("0000000"), "unknown_number"),
        ("hello", "malformed"),
    ):
        page.goto(f"{patient.url}/v")
        page.get_by_label(say(code, "Number or link on the certificate")).fill(typed)
        page.keyboard.press("Enter")
        page.wait_for_selector("main[data-answer]")
        assert_told(page, code, reason)
    for data, kind, reason in (
        (PDF, "application/pdf", "valid"),
        (PICTURE, "image/png", "altered"),
        (b"\x89PNG a cat", "image/png", "unreadable"),
    ):
        drop(page, patient.url, code, data, kind)
        assert_told(page, code, reason)
    documents.known[PICTURE] = SeveralFound((FoundToken(token), FoundToken(other)))
    drop(page, patient.url, code, PICTURE, "image/png")
    assert page.locator("h1").inner_text() == say(code, "Which certificate do you mean?")
    assert violations(page) == []
    button = say(code, "Check %(number)s") % {"number": NUMBER}
    page.get_by_role("button", name=button).click()
    page.wait_for_selector("main.valid")
    patient.body.lists_down = patient.body.ledger.down = True
    page.goto(f"{patient.url}/v/{NUMBER}")
    assert_told(page, code, "status_unavailable")


@pytest.mark.parametrize("code", OTHERS)
def test_checks_that_cannot_be_finished(visit: Visit, code: str) -> None:
    """An old list, a stolen key and a wrong clock, with nobody to ask: grey, and whom to call."""
    patient = visit(code, has_ledger=False)
    page, body = patient.page, patient.body
    page.route("**/v?*", lambda r: r.abort() if r.request.method == "POST" else r.continue_())
    token = body.release()
    for reason, listed_at, compromised in (
        ("stale", NOON - timedelta(days=1), set()),
        ("key_compromised", NOON, {body.signer.kid}),
        ("clock", NOON + timedelta(hours=2), set()),
    ):
        body.listed_at, body.compromised = listed_at, frozenset(compromised)
        patient.scan(token)
        assert_told(page, code, reason)
        assert page.locator("main").get_attribute("class") == "undetermined"
        host = patient.url.partition("//")[2]
        assert say(code, "%(host)s could not be reached.") % {"host": host} in patient.text()
        assert "+1 555 0100" in patient.text()


def drop(page: Page, url: str, code: str, data: bytes, kind: str) -> None:
    """Hand in a file."""
    page.goto(f"{url}/v")
    file: Any = {"name": "x", "mimeType": kind, "buffer": data}
    page.get_by_label(say(code, "Picture or PDF of the certificate")).set_input_files(file)
    page.get_by_role("button", name=say(code, "Check the file")).click()
    page.wait_for_selector("main[data-answer]")


@pytest.mark.parametrize("keeps", [False, True])
def test_the_language_is_changed_without_scanning_again(visit: Visit, *, keeps: bool) -> None:
    """On a verdict, a link at the foot shows it again in the language; no token stays behind."""
    patient = visit("en", keeps=keeps)
    page = patient.page
    patient.scan(patient.body.release())
    for code in ("ar", "es", "en"):
        page.get_by_role("link", name=language(code).name).click()
        page.wait_for_selector(f"html[lang={code}] main.valid:not([data-pending])")
        assert_told(page, code, "valid")
        assert page.url == f"{patient.url}/v/{code}"
        assert "eyJ" not in page.content()
    page.goto(f"{patient.url}/v/{NUMBER}")
    page.get_by_role("link", name="Español").click()
    page.wait_for_selector("html[lang=es] main.valid")
    patient.scan_in("ar", make_token(FakeBody("https://other.example")))
    assert_told(page, "ar", "unknown_issuer")


def test_each_language_is_kept_for_when_there_is_no_network(visit: Visit) -> None:
    """The page of each language that was opened is there; another falls back to one that is.

    A page kept from before the site was changed is dropped with the files that it needs.
    """
    patient = visit("en", keeps=True)
    page = patient.page
    token = patient.body.release()
    patient.scan(token)
    page.evaluate(KEPT, "/v")
    page.evaluate(LEAVE_AN_OLD_PAGE)
    patient.scan_in("ar", token)
    page.evaluate(KEPT, "/v/ar")
    patient.context.set_offline(True)
    patient.site.stop()
    for code, shown in (("ar", "ar"), ("", "en"), ("es", "en")):
        patient.scan_in(code, token)
        assert_told(page, shown, "valid")
    kept = set(page.evaluate(PATHS))
    assert {"/v", "/v/ar", "/static/scan.en.js", "/static/scan.ar.js"} <= kept
    assert "/v/es" not in kept


PATHS = """async () => (await (await caches.open("probatum-page")).keys())
    .map(({ url }) => new URL(url).pathname)"""
LEAVE_AN_OLD_PAGE = """async () => (await caches.open("probatum-page"))
    .put("/v/es", new Response('<script src="/static/verify.js?v=older">'))"""
KEPT = """async (path) => {
    await navigator.serviceWorker.ready;
    for (;;) {
        const keys = await (await caches.open("probatum-page")).keys();
        if (keys.some(({ url }) => new URL(url).pathname === path)) return;
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
}"""


def test_days_are_those_of_the_server(visit: Visit) -> None:
    """Every month is spelled alike by Babel and by this browser, in every language."""
    patient = visit("en", has_ledger=False)
    for code in CODES:
        patient.scan_in(code, "x.y.z")
        for month in range(12):
            ends = NOON.replace(year=2027, month=month + 1, day=4, hour=0)
            token = patient.body.release(expires=ends)
            patient.rescan(token)
            text = patient.page.locator("dl").inner_text()
            assert language(code).day(last_day(ends)) in text


@pytest.mark.parametrize("code", CODES)
def test_the_reader_s_own_time(browser: Browser, site: Site, code: str) -> None:
    """A phone elsewhere tells its own time first, in its words, and UTC behind it."""
    context = browser.new_context(
        viewport=SMALL, service_workers="block", locale=code, timezone_id="Asia/Kolkata"
    )
    patient = Patient(context, site)
    patient.scan(patient.body.release())
    told = say(code, "{local} your time ({utc})").format(local="17:30", utc="12:00 UTC")
    assert told in patient.text()
    context.close()


@pytest.mark.parametrize("code", OTHERS)
def test_nothing_is_cut_off_and_it_prints_on_one_page(
    visit: Visit, tmp_path: Path, code: str
) -> None:
    """At 320 pixels, which is 400 % zoom, nothing scrolls sideways; on paper it is one sheet."""
    patient = visit(code, viewport={"width": 320, "height": 256})
    page = patient.page
    for token in (
        patient.body.release(name=LONG),
        patient.body.release(native_name="د. أميلي مثال", native_language="ar"),
    ):
        patient.scan(token)
        assert page.evaluate(SIDEWAYS) == 0
        path = tmp_path / "verdict.pdf"
        page.pdf(path=path, format="Letter")
        with pikepdf.open(path) as printed:
            assert len(printed.pages) == 1
    page.goto(f"{patient.url}/v")
    assert page.evaluate(SIDEWAYS) == 0
    assert violations(page) == []


@pytest.mark.parametrize("code", CODES)
def test_the_first_visit_is_small_in_every_language(
    browser: Browser, site: Site, code: str
) -> None:
    """With two types in the reader's language, the first visit has at most 15 KB compressed."""
    context = browser.new_context(viewport=SMALL, service_workers="block", locale=code)
    body = FakeBody()
    body.kinds = two_types(code)
    patient = Patient(context, site, body)
    sizes: list[int] = []
    patient.page.on("response", lambda r: sizes.append(len(gzip.compress(r.body(), 6))))
    patient.page.goto(f"{patient.url}/v")
    patient.page.wait_for_load_state("networkidle")
    known = patient.page.locator("#known").text_content() or ""
    assert known.count("/t/") == 2
    assert 5_000 < sum(sizes) <= 15 * 1024, sum(sizes)
    context.close()


def two_types(code: str) -> list[Any]:
    """Return two types that say different things, in English and in another language."""
    words = {
        "es": TypeWords(
            title="Certificado en inyección de toxina botulínica con fines estéticos",
            scope=("Glabela en adultos", "Frente en adultos", "Líneas cantales en adultos"),
            everyday=("Arrugas del entrecejo", "Líneas de la frente", "Patas de gallo"),
            professions={"physician": "médica o médico", "rn": "enfermera o enfermero titulado"},
        ),
        "ar": TypeWords(
            title="شهادة حقن توكسين البوتولينوم لأغراض تجميلية",
            scope=("المقطب لدى البالغين", "الجبهة لدى البالغين", "خطوط زاوية العين لدى البالغين"),
            everyday=("خطوط العبوس بين الحاجبين", "خطوط الجبهة", "الخطوط بجانب العينين"),
            professions={"physician": "طبيبة أو طبيب", "rn": "ممرضة مسجلة أو ممرض مسجل"},
        ),
    }
    first = make_type()
    second = replace(
        first,
        title="Certificate in Dermal Filler Injection for Aesthetic Indications",
        scope=("Nasolabial folds", "Lips", "Marionette lines"),
        everyday=("Lines from nose to mouth", "Lips", "Lines below the mouth"),
    )
    translations = {code: words[code]} if code in words else {}
    return [replace(kind, translations=translations) for kind in (first, second)]


def test_a_type_that_the_page_does_not_carry(visit: Visit) -> None:
    """Verified here, told by the site; while the site is away, the verdict stands without words."""
    body = FakeBody()
    lines = tuple(f"Line {n} of the face, at length" for n in range(200))
    body.kinds = [replace(make_type(), everyday=lines)]
    patient = visit("es", body=body)
    token = patient.body.release()
    patient.scan(token)
    page = patient.page
    assert patient.posts == ["/v"]
    assert_told(page, "es", "valid")
    assert "Line 199 of the face" in patient.text()
    assert page.locator("main").get_attribute("data-pending") is None
    page.route("**/v*", lambda r: r.abort() if r.request.method == "POST" else r.continue_())
    patient.rescan(token)
    assert_told(page, "es", "valid")
    assert "Line 199 of the face" not in patient.text()
    assert NUMBER in patient.text()
    assert "No se pudo contactar con" in patient.text()
