"""`probatum holder-link`: a link is printed once, opens the page, and is ended."""

from __future__ import annotations

from issuer.settings import IssuerSettings
from issuer.web.app import create_app
from issuer.wiring import make_world
from tests.cli.conftest import EXAMPLES, URL, Home

OWN = {"Sec-Fetch-Site": "same-origin"}


def opens(home: Home, link: str) -> int:
    """Return how the site of this home answers to a link."""
    world = make_world(IssuerSettings(home=home.path, url=URL))
    app = create_app(world)
    answer = app.test_client().post("/me", data={"secret": link}, headers=OWN, base_url=URL)
    world.database.dispose()
    return answer.status_code


def test_the_link_opens_the_page_until_it_is_ended(home: Home) -> None:
    """One line on the screen is the whole link; `--end` says how many it ended."""
    home.done("scheme", "activate", EXAMPLES / "btx-1.toml")
    (report,) = home.json("issue", EXAMPLES / "physician.json")
    number = report["number"]
    link = home.done("holder-link", number)
    assert link.startswith(f"{URL}/me#")
    assert opens(home, link) == 303
    assert home.done("holder-link", number, "--end") == f"{number}: 1 link is ended.\n"
    assert opens(home, link) == 403
