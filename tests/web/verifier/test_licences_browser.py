"""`/licences` as people see it: in Chromium, left to right and right to left."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser

from issuer.body.credential_types import type_of
from issuer.certification.scheme_file import parse_scheme
from tests.factories import make_world
from tests.issuer.board import BODY, EXAMPLES
from tests.web.conftest import Site
from tests.web.verifier.test_licences import Body
from verifier.type_metadata import parse_document
from verifier.web.app import create_app

pytestmark = pytest.mark.browser

LOOKS = [(390, "en"), (390, "es"), (390, "ar"), (1280, "ar")]


def test_the_example_s_registers_can_be_read(site: Site, browser: Browser, tmp_path: Path) -> None:
    """In three languages, narrow and wide: nothing runs over the edge, and axe finds nothing."""
    scheme = parse_scheme((EXAMPLES / "botulinum-toxin.toml").read_bytes())
    body = Body(parse_document(type_of(scheme, BODY, serial=1).document))
    url = site.serve(
        lambda url: create_app(make_world(body, hosts=frozenset({url.partition("//")[2]})))
    )
    with browser.new_context() as context:
        page = context.new_page()
        for width, code in LOOKS:
            page.set_viewport_size({"width": width, "height": 844})
            page.goto(f"{url}/licences?lang={code}")
            page.screenshot(path=tmp_path / f"{width}-{code}.png", full_page=True)
            assert page.get_by_role("heading", level=2).count() == 4
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert Axe().run(page).response["violations"] == []
