"""A certified person with a mailbox on loopback and a browser, at a site that writes to it."""

from __future__ import annotations

import html
import re
from typing import Any

from werkzeug.test import TestResponse

from issuer.certification.dossier.applicant import read_applicant
from issuer.intake.answers import Issued
from tests.notify.mail_server import MailServer
from tests.web.issuer.conftest import MakeSite, Site
from tests.web.issuer.linking import LICENCE, record, take_applications
from tests.web.issuer.small_road import CONDUCT, DECIDER, IDENTITY, SMALL, WRITTEN
from tests.web.issuer.watching import mail_settings

NAME = "Dr Noor Example-Haddad"
MAIL = "noor@home.example"
COOKIE = "__Host-probatum-holder"
OWN = {"Sec-Fetch-Site": "same-origin"}
LINK = re.compile(r"https?://\S+/me#([A-Za-z0-9_-]{43})")
CODE = re.compile(r"^([0-9]{8})\s*$", re.MULTILINE)
MORE = """
[recertification]
window_days = 180
education_hours = 20
topics = { injectables = 12, ethics-law = 2 }
practice_cases = 50
source = "illustrative"

[languages.es]
title = "Certificado de cosas pequeñas"
professions = { rn = "Enfermera titulada" }
[languages.es.scope.small]
text = "Cosas pequeñas"
everyday = "cosas pequeñas"

[languages.ar]
title = "شهادة في الأشياء الصغيرة"
professions = { rn = "ممرضة مسجلة" }
[languages.ar.scope.small]
text = "أشياء صغيرة"
everyday = "أشياء صغيرة"
"""
SCHEME = SMALL + MORE.encode()
EDUCATION: dict[str, Any] = {
    "kind": "education",
    "ref": "CE-1",
    "topic": "injectables",
    "provider": "Example Academy",
    "hours": 6.5,
    "on": "2026-11-25",
}


class Certified:
    """Somebody who was granted a certificate, and what they do in a browser."""

    def __init__(
        self,
        site: Site,
        server: MailServer | None = None,
        *,
        ref: str = "C-1",
        name: str = NAME,
        mail: str | None = MAIL,
        native: str | None = None,
    ) -> None:
        self.site, self.server = site, server
        if not site.world.schemes.knows("small"):
            take_applications(site, SCHEME)
        person = {"ref": ref, "name": name, **({"mail": mail} if mail else {})}
        if native:
            person |= {"native_name": native, "native_language": "ar"}
        told = {"person": person, "scheme": "small", "profession": "rn", "region": "US-TX"}
        services, at = site.world.candidates, site.clock()
        made = services.admission.apply(read_applicant(told), actor="test", at=at)
        written = {**WRITTEN, "ref": f"W-{ref}"}
        record(site, ref, IDENTITY, LICENCE, CONDUCT, written)
        (answer,) = services.decisions.grant([made.application.id], author=DECIDER, at=at)
        assert isinstance(answer, Issued), answer
        self.number = answer.number
        self.browser = site.client()

    def mails(self) -> list[str]:
        """Let what waits be delivered, and return the texts of all mails, oldest first."""
        assert self.server is not None
        self.site.world.deliveries.deliver_due()
        return [mail.get_content() for mail in self.server.mails]

    def mailed(self) -> str:
        """Return the secret of the newest mailed link."""
        return LINK.findall("\n".join(self.mails()))[-1]

    def code(self) -> str:
        """Return the newest mailed code."""
        return CODE.findall("\n".join(self.mails()))[-1]

    def made(self) -> str:
        """Return the secret of a link that the desk makes."""
        pages = self.site.world.holder.pages
        return pages.make_link(self.number, actor="desk", at=self.site.clock())

    def post(self, path: str, **fields: Any) -> TestResponse:
        """Send a form of the site's own pages."""
        return self.browser.post(path, data=fields, headers=OWN)

    def enter(self, secret: str | None = None) -> Certified:
        """Open a link, and press its button."""
        answer = self.post("/me", secret=secret or self.made())
        assert (answer.status_code, answer.location) == (303, "/me/certificate"), answer.text
        return self

    def look(self, path: str = "/me/certificate") -> TestResponse:
        """Open a page."""
        return self.browser.get(path)

    def read(self, path: str = "/me/certificate") -> str:
        """Return a page's text as people read it, one space between words."""
        answer = self.look(path)
        assert answer.status_code == 200, answer.text
        return plain(answer.text)


def plain(page: str) -> str:
    """Return a page without its elements, one space between words."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def make_certified(make_site: MakeSite, server: MailServer, **settings: Any) -> Certified:
    """Return a certified person, and a site that writes to their mailbox."""
    return Certified(make_site(**mail_settings(server), **settings), server)
