"""Every verdict by every way in, in every language, in real Chromium: what is seen on the page.

The papers are real: drawn by the issuer's typesetter, photographed, and read by real readers. The
link is verified by the browser; number, token, photograph and PDF by the server.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.factories import NOON
from tests.web.conftest import Site
from tests.web.every_verdict import MARCH, NAME, SUCCESSOR, WAYS, Collection, Held, Papers
from tests.web.patient import SMALL, Patient
from verifier.languages import CODES, Language, language
from verifier.scan.pool import DocumentReader
from verifier.verdict import Reason, Verdict
from verifier.words import SINCE, words_for

pytestmark = pytest.mark.browser

PICTURES = os.environ.get("PROBATUM_PICTURES")  # a folder, for who wants to look
SIZES = [{"width": 390, "height": 800}, {"width": 1280, "height": 900}]
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
PROVEN = {"valid", "revoked", "suspended", "superseded", "expired", "not_yet_valid"}
PROVEN |= {"several", "stale", "key_compromised", "clock", "status_unavailable"}
RECORD = {"valid", "revoked", "suspended", "superseded", "expired", "not_yet_valid"}
BY_BROWSER = "Checked in your browser at %(time)s on %(day)s"


@dataclass
class Sites:
    """A body's own site, and a verifier without a ledger whose server falls silent after a link."""

    own: Patient
    held: list[tuple[str, Held]]
    alone: Patient
    whole: tuple[Held, ...]


@pytest.fixture(scope="module")
def sites(browser: Browser) -> Iterator[Sites]:
    """Return both, with everything that is held; made once for all languages."""
    place, papers = Site(), Papers()
    context = browser.new_context()
    reader = DocumentReader(workers=1, seconds=30)
    settings = {"documents": reader, "lookup_limit": "10000 per minute"}
    own = Patient(context, place, **settings)
    alone = Patient(context, place, has_ledger=False, **settings)
    held = Collection(own.body, papers).in_force()
    yield Sites(own, held, alone, Collection(alone.body, papers).whole())
    context.close()
    reader.close()
    place.close()


class Reader:
    """A person with a small phone in a language."""

    def __init__(self, browser: Browser, code: str) -> None:
        size: Any = SMALL
        self.context = browser.new_context(viewport=size, service_workers="block", locale=code)
        self.context.clock.set_fixed_time(NOON)
        self.language: Language = language(code)
        self.page: Page = self.context.new_page()

    def show(self, url: str, held: Held) -> None:
        """Have what is held checked at the site of `url`, by its own way."""
        page, say = self.page, self.language.say
        if held.way == "link":
            page.goto("about:blank")
            page.goto(f"{url}/v#{held.text}")
        elif held.way in {"number", "token"}:
            page.goto(f"{url}/v")
            page.get_by_label(say("Number or link on the certificate")).fill(held.text)
            page.get_by_role("button", name=say("Check"), exact=True).click()
        else:
            page.goto(f"{url}/v")
            kind = "application/pdf" if held.way == "pdf" else "image/jpeg"
            file: Any = {"name": held.way, "mimeType": kind, "buffer": held.data}
            page.locator("input[type=file]").set_input_files(file)
            page.get_by_role("button", name=say("Check the file")).click()
        page.wait_for_selector("main[data-answer]:not([data-pending])")

    def sees(self, reason: str, held: Held) -> None:
        """See that the page tells `reason`: its words, direction, shape, who checked, no more."""
        page, spoken = self.page, self.language
        main, told = page.locator("main"), (reason, held.way)
        text = " ".join(main.inner_text().split())
        answer = "unreadable" if reason == "several" else reason
        assert main.get_attribute("data-answer") == answer, told
        html = page.locator("html")
        assert html.get_attribute("lang") == spoken.code, told
        assert html.get_attribute("dir") == spoken.direction, told
        heading = page.locator("h1")
        assert heading.inner_text() == self._headline(reason), told
        box = heading.bounding_box()
        assert box, told
        assert box["y"] + box["height"] <= SMALL["height"], told
        assert page.locator("h1 svg").is_visible(), told
        assert page.evaluate(SIDEWAYS) == 0, told
        assert "{" not in text, told
        assert (NAME in text) is (reason in PROVEN and _is_read(reason, held)), told
        assert (SUCCESSOR in text) is (reason == "superseded"), told
        record = spoken.say(", against the issuer\u2019s own record")
        assert (record in text) is (reason in RECORD), told
        by_browser = spoken.say(BY_BROWSER).partition("%")[0] in text
        assert by_browser is (held.way == "link" and reason != "status_unavailable"), told

    def _headline(self, reason: str) -> str:
        if reason == "several":
            return self.language.say("Which certificate do you mean?")
        if reason in {"revoked", "suspended"}:
            day = self.language.day(MARCH.date())
            return self.language.say(SINCE[Reason(reason)]).format(day=day)
        return words_for(Verdict(Reason(reason), NOON), self.language).headline

    def keep(self, name: str) -> None:
        """Keep a picture in each size and colour, where somebody wants to look."""
        for size in SIZES if PICTURES else ():
            self.page.set_viewport_size(size)  # type: ignore[arg-type]
            for scheme in ("light", "dark"):
                self.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                path = Path(str(PICTURES)) / f"{name}-{size['width']}-{scheme}.png"
                self.page.screenshot(path=path, full_page=True)
        self.page.set_viewport_size(SMALL)  # type: ignore[arg-type]


def _is_read(reason: str, held: Held) -> bool:
    return not (reason == "status_unavailable" and held.way == "number")


@pytest.fixture
def readers(browser: Browser) -> Iterator[list[Reader]]:
    """Return somebody for each language."""
    made = [Reader(browser, code) for code in CODES]
    yield made
    for each in made:
        each.context.close()


@pytest.mark.parametrize("code", CODES)
def test_every_verdict_by_every_way(sites: Sites, readers: list[Reader], code: str) -> None:
    """What the issuer's own site can answer with."""
    (reader,) = (each for each in readers if each.language.code == code)
    seen: Counter[str] = Counter()
    for reason, held in sites.held:
        reader.show(sites.own.url, held)
        reader.sees(reason, held)
        seen[reason] += 1
        if held.way == "link" or reason not in PROVEN - {"several"}:
            reader.keep(f"{code}-{reason}-{seen[reason]}-{held.way}")


def test_every_check_that_cannot_be_finished(sites: Sites, readers: list[Reader]) -> None:
    """The record is gone; and without one an old list, a stolen key and a clock that is wrong."""
    own, alone = sites.own.body, sites.alone.body
    own.lists_down = own.ledger.down = True
    valid = [held for reason, held in sites.held if reason == "valid"]
    assert [held.way for held in valid] == ["number", *WAYS]
    _see_all(readers, sites.own.url, "status_unavailable", valid)
    for reader in readers:
        reader.page.route("**/v?*", lambda route: route.abort())  # what the script asks
    for reason, listed_at, compromised in (
        ("stale", NOON - timedelta(days=1), frozenset()),
        ("key_compromised", NOON, frozenset({alone.signer.kid})),
        ("clock", NOON + timedelta(hours=2), frozenset()),
    ):
        alone.listed_at, alone.compromised = listed_at, compromised
        _see_all(readers, sites.alone.url, reason, sites.whole)


def _see_all(readers: list[Reader], url: str, reason: str, held: Iterable[Held]) -> None:
    for reader in readers:
        for each in held:
            reader.show(url, each)
            reader.sees(reason, each)
            if each.way == "link":
                reader.keep(f"{reader.language.code}-{reason}-1-{each.way}")
