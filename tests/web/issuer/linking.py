"""An issuer that takes applications, and a candidate's browser with a link."""

from __future__ import annotations

import html
from datetime import timedelta
from typing import Any

from werkzeug.test import TestResponse

from issuer.body.schemes import activate
from issuer.certification.dossier.applicant import read_applicant
from issuer.certification.dossier.documents import read_document
from tests.web.issuer.conftest import EXAMPLES, OFFICER, Site

SCHEME = (EXAMPLES / "botulinum-toxin.toml").read_bytes()
NAME = "Noor Example-Haddad"
DOOR = "/candidate"
PAGE = "/candidate/application"
OWN = {"Sec-Fetch-Site": "same-origin"}
COOKIE = "__Host-probatum-candidate"
LICENCE: dict[str, Any] = {
    "kind": "licence",
    "ref": "L-1",
    "profession": "rn",
    "regulator": "Texas Board of Nursing",
    "region": "US-TX",
    "number": "RN-0048213",
    "status": "active",
    "expires": "2027-12-31",
    "check": {"on": "2026-11-02", "by": "Ines Example-Officer", "how": "register-page"},
}


def take_applications(site: Site, scheme: bytes = SCHEME) -> None:
    """Put a scheme in force that keeps dossiers."""
    activate(site.world.database, site.world.body, scheme, actor="test", at=site.clock())
    site.clock.advance(timedelta(seconds=6))  # the shelf reads anew


def apply(
    site: Site,
    ref: str = "C-1",
    name: str = NAME,
    *,
    profession: str = "rn",
    region: str = "US-TX",
    scheme: str = "btx",
) -> str:
    """Take an application and return its id."""
    person = {"ref": ref, "name": name}
    told = {"person": person, "scheme": scheme, "profession": profession, "region": region}
    applicant = read_applicant(told)
    made = site.world.candidates.admission.apply(applicant, actor="test", at=site.clock())
    return made.application.id


def record(site: Site, person: str, *documents: dict[str, Any], author: str = OFFICER) -> None:
    """Put documents into a person's dossier."""
    read = [read_document(each) for each in documents]
    site.world.candidates.dossiers.record(person, read, author=author, at=site.clock())


def link(site: Site, application: str) -> str:
    """Return the secret of a new link."""
    pages = site.world.candidates.pages
    return pages.make_link(application, actor=OFFICER, at=site.clock())


def end_links(site: Site, application: str) -> int:
    """End an application's links."""
    return site.world.candidates.pages.end_links(application, actor=OFFICER, at=site.clock())


class Reader:
    """A candidate's browser."""

    def __init__(self, site: Site) -> None:
        self.browser = site.client()

    def send(self, secret: str, **options: Any) -> TestResponse:
        """Press the button that opens the application."""
        options.setdefault("headers", OWN)
        return self.browser.post(DOOR, data={"secret": secret}, **options)

    def look(self) -> TestResponse:
        """Open the page."""
        return self.browser.get(PAGE)

    def read(self) -> str:
        """Return the page as people read it, without entities."""
        answer = self.look()
        assert answer.status_code == 200, answer.text
        return html.unescape(answer.text)

    def sign_out(self, **options: Any) -> TestResponse:
        """Sign out."""
        options.setdefault("headers", OWN)
        return self.browser.post("/candidate/sign-out", **options)

    @property
    def cookie(self) -> str | None:
        """Return the secret that the browser holds."""
        held = self.browser.get_cookie(COOKIE, "cert.example.org")
        return None if held is None else held.value
