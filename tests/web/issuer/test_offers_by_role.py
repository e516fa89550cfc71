"""A page offers an act only to those whose roles have it: each role alone reads the whole desk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urlsplit

import pytest
from werkzeug.routing import RequestRedirect

from issuer.accounts.ports import Officer
from issuer.accounts.roles import Role
from issuer.web.permission import permission_of
from tests.web.issuer.conftest import Desk, Site
from tests.web.issuer.whole_road import WholeRoad

WAIVER = {
    "kind": "waiver",
    "ref": "W-1",
    "scheme": "btx",
    "requirement": "experience-np-pa",
    "reason": "practised abroad",
}
MOST = 400  # addresses of one role
_LINK = re.compile(r'<a\b[^>]*\bhref="(/admin[^"]*)"')
_FORM = re.compile(r'<form\b[^>]*\bmethod="post"[^>]*>')
_ACTION = re.compile(r'\baction="([^"]*)"')


@pytest.fixture(scope="module")
def busy(shared: Site) -> Site:
    """Return a site with something of each kind: what waits, what stands, what was asked."""
    road = WholeRoad(shared)
    road.apply()
    road.complete()
    road.apply("C-2", "Bo Example-Early", profession="np")
    road.show("C-2", WAIVER)
    number, other = shared.issue(), shared.issue(attempt="A-2")
    shared.report(scheme="btx-2", attempt="A-3")
    shared.act(other, "suspend", "audit-open")
    desk = Desk(shared).sign_in("Bo Example-Asker")
    person = "/admin/privacy/people/C-10023"
    assert desk.post(f"{person}/erasure", page=person, why="A letter").status_code == 303
    filled = {"concern": "harm", "words": "It hurt.", "number": number}
    shared.client().post("/concern", data=filled)
    return shared


def _offered(page: str, text: str) -> Iterator[tuple[str, str]]:
    """Yield method and address of each link and form."""
    for found in _LINK.finditer(text):
        yield "GET", unescape(found[1])
    for found in _FORM.finditer(text):
        action = _ACTION.search(found[0])
        yield "POST", unescape(action[1]) if action else page


def _may(site: Site, role: Role, method: str, address: str) -> bool:
    """Tell whether an address is of an act that the role has."""
    adapter = site.app.url_map.bind("cert.example.org", url_scheme="https")
    try:
        endpoint, parts = adapter.match(urlsplit(address).path, method=method)
    except RequestRedirect:
        return True
    permission = permission_of(site.app.view_functions[endpoint])
    action = permission.action(parts) if permission else None
    return permission is None or (action is not None and Officer("", frozenset({role})).may(action))


@pytest.mark.parametrize("role", list(Role))
def test_nothing_is_offered_that_is_refused(busy: Site, role: Role) -> None:
    """Every link and every form of every page that this role alone reaches is theirs to use."""
    officer = Officer(f"Only {role.words}", frozenset({role}))
    secret = busy.world.sign_in.invite(officer, actor="test", at=busy.clock())
    desk = Desk(busy)
    assert desk.post("/admin/sign-in", secret=secret).status_code == 303
    wrong, seen, ahead = set(), set(), ["/admin/certificates"]
    while ahead and len(seen) < MOST:
        page = ahead.pop(0)
        answer = desk.get(page)
        kind = re.sub(r"[A-Z0-9]{4,}(-[A-Z0-9]+)*|[0-9]+|\?.*", "*", page)
        if answer.mimetype != "text/html":
            continue
        for method, address in _offered(page, answer.text):
            if not _may(busy, role, method, address):
                wrong.add((kind, method, re.sub(r"\?.*", "", address)))
            elif method == "GET" and address not in seen:
                seen.add(address)
                ahead.append(address)
    assert wrong == set()
    assert len(seen) > len(list(Role))
