"""The body's look on its pages: its name, colour and logo, and no restart for them."""

from __future__ import annotations

import gzip
import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from issuer.body.change import change_body
from issuer.body.picture_file import parse_picture
from issuer.web.published import published_files
from tests.certificate.looks import ACCENT, WIDE
from tests.web.conftest import Site as Served
from tests.web.issuer.conftest import Hands
from verifier.languages import CODES

LOGO = parse_picture(WIDE, "the logo")
PATH = f"/look/{LOGO.digest[:16]}.svg"
CHANGES = {
    "accent": ACCENT,
    "logo": LOGO,
    "name": "Board of Everything That Is Worth a Certificate",
}


@pytest.fixture
def dressed(site):
    """Return a site whose body has chosen its look."""
    return dress(site)


def dress(site):
    """Let the body choose its look, as from another machine."""
    change_body(site.world.database, CHANGES, actor="test", at=site.world.clock())
    site.world.trust.forget()  # what a few seconds do
    return site


def test_pages_show_the_body_and_not_the_program(dressed):
    """Name, colour and logo stand at the top of the public page, the desk and the holder's page."""
    client = dressed.app.test_client()
    for path in ("/v", "/admin/sign-in", "/me/lost", "/clinic", "/watch"):
        page = client.get(path, headers={"Host": dressed.world.body.host}).text
        head = page[page.index("<body") : page.index("<main")]
        assert CHANGES["name"] in head, path
        assert "Probatum" not in head, path
    front = client.get("/v", headers={"Host": dressed.world.body.host})
    assert f'fill="{ACCENT}"' in front.text
    assert f'<img src="{PATH}" width="160" height="16" alt="">' in front.text


def test_the_logo_is_kept_for_ever_and_can_do_nothing(dressed):
    """Its address changes with it; opened by itself, it may not run or load a thing."""
    client, host = dressed.app.test_client(), {"Host": dressed.world.body.host}
    answer = client.get(PATH, headers=host)
    assert (answer.data, answer.mimetype) == (LOGO.data, "image/svg+xml")
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert client.get(PATH.replace(".svg", ".png"), headers=host).status_code == 404
    assert PATH.lstrip("/") in published_files(dressed.world, has_site=True)


def test_a_body_without_a_look_is_called_as_before(site):
    """No band, no picture; and there is none to fetch."""
    client, host = site.app.test_client(), {"Host": site.world.body.host}
    assert '<a href="/v">Probatum</a>' in client.get("/v", headers=host).text
    assert client.get(PATH, headers=host).status_code == 404


def test_the_first_visit_stays_small_in_every_language(dressed):
    """Page, script and the small rest have at most 15 KB; the logo comes after, and once."""
    client, host = dressed.app.test_client(), {"Host": dressed.world.body.host}
    for code in CODES:
        page = client.get(f"/v/{code}", headers=host)
        assets = re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text)
        sizes = [len(gzip.compress(client.get(path, headers=host).data, 6)) for path in assets]
        assert len(sizes) >= 3
        assert sum(sizes) + len(gzip.compress(page.data, 6)) <= 15 * 1024, code


@pytest.mark.browser
def test_in_a_browser_the_head_fits_and_the_policy_lets_it_be(make_site, browser):
    """On a small phone, light and dark: the band is there, the logo is drawn, axe finds nothing."""
    served, made = Served(), []

    def make(url):
        made.append(dress(make_site(url, clock=Hands())))
        return made[0].app

    url, faults = served.serve(make), []
    try:
        for scheme in ("light", "dark"):
            context = browser.new_context(
                viewport={"width": 320, "height": 640}, color_scheme=scheme, service_workers="block"
            )
            page = context.new_page()
            page.on("console", lambda message: faults.append(message.text))
            page.goto(f"{url}/v", wait_until="networkidle")
            assert page.locator("header img").evaluate("image => image.naturalWidth") > 0
            band = page.locator(".band").bounding_box()
            assert (band["y"], band["width"]) == (0, 320)
            assert page.evaluate("document.documentElement.scrollWidth") == 320
            assert Axe().run(page).response["violations"] == []
            context.close()
    finally:
        served.stop()
    assert [fault for fault in faults if "blocked by Playwright" not in fault] == []
