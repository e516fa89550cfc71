"""The re-check in Chromium: a register opened beside it, lines saved, a suspension decided."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.web.issuer.test_desk_browser import Place, place, site  # noqa: F401 - fixtures
from tests.web.issuer.test_recertification_desk import NAME, OTHER, lapse
from tests.web.issuer.test_record_browser import look
from tests.web.issuer.whole_road import WholeRoad

pytestmark = pytest.mark.browser


def test_from_the_lapse_to_the_suspension(place: Place) -> None:  # noqa: F811
    """Two licences: one is found good and leaves the list, one is overdue: a person suspends."""
    road = WholeRoad(place.site)
    both, page = lapse(place.site, road), place.page
    place.site.clock.advance(timedelta(days=31))
    place.sign_in()
    page.get_by_role("link", name="Renewals").click()
    look(place, "renewals")
    page.get_by_role("link", name="Licences to look at").click()
    look(place, "lapses")
    line = page.get_by_role("group", name=f"What the register shows of {OTHER}")
    line.get_by_label("Status").select_option("Active")
    line.get_by_label("Last day").fill("2031-01-31")
    page.get_by_role("button", name="Save what is filled in").click()
    expect(page.get_by_role("status")).to_contain_text("1 found the licence good")
    expect(page.get_by_text(OTHER)).to_have_count(0)
    expect(page.get_by_text(NAME, exact=True)).to_be_visible()
    page.get_by_role("link", name="Settled").click()
    look(place, "lapses-settled")
    page.get_by_role("link", name="Overdue licences").click()
    page.get_by_role("link", name="Suspend").click()
    expect(page.get_by_label("Reason")).to_have_value("licence-under-review")
    page.get_by_label("Type the number to confirm").fill(both["C-1"][0])
    page.get_by_role("button", name="Suspend").click()
    expect(page.get_by_role("status")).to_contain_text("is suspended")


def test_the_page_of_a_renewal(place: Place) -> None:  # noqa: F811
    """What it takes and what is on record, at every size."""
    road, numbers = WholeRoad(place.site), []
    numbers.append(lapse(place.site, road)["C-1"][0])
    place.site.clock.advance(timedelta(days=400))
    learnt = {"kind": "education", "provider": "Example Academy", "hours": 6}
    for topic in ("injectables", "complications"):
        road.show("C-1", {**learnt, "ref": topic, "topic": topic, "on": "2028-01-15"})
    place.sign_in()
    place.go("/admin/renewals")
    look(place, "renewals-due")
    place.page.get_by_role("link", name=numbers[0]).click()
    look(place, "renewal")
