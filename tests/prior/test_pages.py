"""An earlier number on the public pages: its address asks for the name, and never holds one."""

from __future__ import annotations

import pytest

from issuer.settings import IssuerSettings
from issuer.web.app import create_app
from issuer.wiring import make_world
from tests.cli.conftest import URL, Home
from tests.prior.test_import import row, taken


@pytest.fixture
def browser(home: Home):
    """Return a browser at a site where one old number is known, and the new number."""
    (report,) = taken(home, row("2019-0041"))["decided"]
    settings = IssuerSettings(home=home.path, url=URL, public_register=True)
    world = make_world(settings)
    yield create_app(world).test_client(), report["number"]
    world.database.dispose()


def test_the_pages(browser):
    """The number asks whose it is; number and name lead on, in every language."""
    client, number = browser
    asked = client.get("/v/2019%200041", base_url=URL)
    assert asked.status_code == 200
    assert "Whose certificate is it?" in asked.text
    assert 'value="2019 0041"' in asked.text
    assert number not in asked.text
    assert "Am\u00e9lie" not in asked.text
    told = client.post("/v", base_url=URL, data={"text": "2019-0041 Am\u00e9lie Example-Santos"})
    assert "Valid today" in told.text
    assert number in told.text
    assert "Its earlier number was 2019-0041." in told.text
    assert f"/v/{number}?lang=es" in told.text
    form = {"text": "2019-0041 santos amelie", "lang": "es"}
    spanish = client.post("/v?lang=es", base_url=URL, data=form)
    assert "Su n\u00famero anterior era 2019-0041." in spanish.text
    wrong = client.post("/v", base_url=URL, data={"text": "2019-0041 Ann Other"})
    assert "Whose certificate is it?" in wrong.text
    assert "/v/2019-0041?lang=es" in wrong.text
    assert "lang=es" in wrong.text
    assert "Ann%20Other" not in wrong.text
    sought = client.post("/register", base_url=URL, data={"number": "2019-0041"})
    assert (sought.status_code, sought.headers["Location"]) == (303, "/v/2019-0041")


def test_the_api(browser):
    """The same over the API, which tells the earlier number."""
    client, number = browser
    ask = {"text": "2019 0041, Example-Santos Am\u00e9lie"}
    answer = client.post("/api/v1/verify", base_url=URL, json=ask).json
    assert (answer["outcome"], answer["earlier_number"]) == ("valid", "2019-0041")
    assert answer["credential"]["number"] == number
    answer = client.post("/api/v1/verify", base_url=URL, json={"text": "2019-0041"}).json
    assert (answer["reason"], answer["credential"]) == ("unreadable", None)
