"""A page in Chromium that has the browser's verification, and somebody to ask it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.vectors.case import Case
from tests.web.conftest import Site
from tests.web.verifier_js.asking import IN_THE_PAGE, Asked

Ask = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def asked() -> Asked:
    """Return the questions that the page can fetch."""
    return Asked()


@pytest.fixture
def page(asked: Asked, site: Site, browser: Browser) -> Iterator[Page]:
    """Return the page. A test that uses it has the marker `browser`."""
    context = browser.new_context()
    made = context.new_page()
    complaints: list[str] = []
    made.on("console", lambda line: complaints.append(line.text))
    made.on("pageerror", lambda error: complaints.append(str(error)))
    made.goto(site.serve(asked.make_app))
    yield made
    context.close()
    assert complaints == []  # no promise was left without an answer


@pytest.fixture
def ask(asked: Asked, page: Page) -> Ask:
    """Return what asks Chromium about cases. A test that uses it has the marker `browser`."""

    def answers(cases: Iterable[Case], how: str = IN_THE_PAGE) -> list[dict[str, Any]]:
        return asked.answers(page, cases, how)

    return answers
