"""The candidate's link at the desk: made with a button, shown once, ended with another."""

from __future__ import annotations

import re

import pytest

from issuer.candidates.links import link_of
from tests.web.issuer.conftest import OFFICER, URL, Desk, Site
from tests.web.issuer.linking import NAME, Reader, apply, take_applications

_LINK = re.compile(r'value="https://cert\.example\.org/candidate#([A-Za-z0-9_-]{43})"')


@pytest.fixture
def application(site: Site) -> str:
    """Return an application of a registered nurse in Texas."""
    take_applications(site)
    return apply(site)


def _act(desk: Desk, application: str, act: str) -> str:
    path = f"/admin/applications/{application}/{act}"
    answer = desk.post(path, page="/admin/certificates")
    assert answer.status_code in {200, 303}, answer.text
    return answer.text


def test_the_link_is_shown_once_and_opens_the_page(
    site: Site, desk: Desk, application: str
) -> None:
    """What the desk shows is the whole link; who made it is on record."""
    found = _LINK.search(_act(desk, application, "link"))
    assert found is not None
    reader = Reader(site)
    assert reader.send(link_of(URL, found[1])).status_code == 303
    assert NAME in reader.read()
    assert found[1] not in desk.get(f"/admin/applications/{application}").text
    with site.world.database.reading() as unit:
        (newest, *_) = unit.chain.newest(1, subject=application)
    assert newest.link.kind == "candidate_link.made"
    assert OFFICER.encode() in newest.data


def test_the_other_button_ends_every_link(site: Site, desk: Desk, application: str) -> None:
    """At once, and the desk says so; a second time there was none to end."""
    found = _LINK.search(_act(desk, application, "link"))
    assert found is not None
    _act(desk, application, "link/end")
    assert "is ended" in desk.get(f"/admin/applications/{application}").text
    assert Reader(site).send(found[1]).status_code == 403
    _act(desk, application, "link/end")
    assert "no link to end" in desk.get(f"/admin/applications/{application}").text


@pytest.mark.parametrize("act", ["link", "link/end"])
def test_an_application_that_is_not_there(desk: Desk, act: str) -> None:
    """404 in words."""
    answer = desk.post(f"/admin/applications/APP-0000-0000/{act}", page="/admin/certificates")
    assert answer.status_code == 404


@pytest.mark.parametrize("act", ["link", "link/end"])
def test_strangers_make_and_end_nothing(site: Site, application: str, act: str) -> None:
    """Without a session, from another site, or by a link, nothing happens."""
    path, rows = f"/admin/applications/{application}/{act}", site.rows()
    desk = Desk(site)
    token = desk.token("/admin/sign-in")
    answer = desk.browser.post(path, data={"csrf_token": token})
    assert (answer.status_code, answer.headers["Location"][:14]) == (303, "/admin/sign-in")
    assert site.rows() == rows
    officer = Desk(site).sign_in()
    rows = site.rows()
    assert officer.browser.post(path).status_code == 403
    assert officer.get(path).status_code == 405
    assert site.rows() == rows
