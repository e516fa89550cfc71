"""`probatum application-link`: a link is printed once, opens the page, and is ended."""

from __future__ import annotations

import json

import pytest

from issuer.settings import IssuerSettings
from issuer.web.app import create_app
from issuer.wiring import make_world
from tests.cli.conftest import EXAMPLES, URL, Home

OWN = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def application(home: Home) -> str:
    """Return the id of an application."""
    home.done("scheme", "activate", EXAMPLES / "botulinum-toxin.toml")
    told = {
        "person": {"ref": "C-1", "name": "Noor Example-Haddad"},
        "scheme": "btx",
        "profession": "rn",
        "region": "US-TX",
    }
    file = home.path.parent / "application.json"
    file.write_text(json.dumps(told), "utf-8")
    return str(home.json("application", "add", file)["id"])


def opens(home: Home, link: str) -> int:
    """Return how the site of this home answers to a link."""
    world = make_world(IssuerSettings(home=home.path, url=URL))
    app = create_app(world)
    answer = app.test_client().post("/candidate", data={"secret": link}, headers=OWN, base_url=URL)
    world.database.dispose()
    return answer.status_code


def test_the_link_opens_the_page_until_it_is_ended(home: Home, application: str) -> None:
    """One line on the screen is the whole link; `--end` says how many it ended."""
    first = home.done("application-link", application)
    second = home.done("application-link", application)
    assert first != second
    assert first.startswith(f"{URL}/candidate#")
    assert first.count("\n") == 1
    assert opens(home, first) == 303
    assert home.done("application-link", application, "--end") == (
        f"{application}: 2 links are ended.\n"
    )
    assert opens(home, first) == 403
    third = home.done("application-link", application)
    assert opens(home, third) == 303
    assert "1 link is ended." in home.done("application-link", application, "--end")
    assert "0 links are ended." in home.done("application-link", application, "--end")


@pytest.mark.parametrize("more", [[], ["--end"]])
def test_no_application_no_link(home: Home, more: list[str]) -> None:
    """One line with the code, exit code 1, and no secret on the screen."""
    answer = home.run("application-link", "APP-0000-0000", *more)
    assert answer.exit_code == 1
    assert answer.output.startswith("unknown_application: ")
    assert "#" not in answer.output
