"""A clinic with a browser, a mailbox on loopback, and a site that writes to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from werkzeug.test import TestResponse

from tests.notify.mail_server import MailServer
from tests.web.issuer.conftest import MakeSite, Site

MAIL = "desk@clinic.example"
COOKIE = "__Host-probatum-watch"
OWN = {"Sec-Fetch-Site": "same-origin"}
LINK = re.compile(r"https?://\S+/watch/open(?:\?lang=..)?#([A-Za-z0-9_-]{43})")
END = re.compile(r"https?://\S+(/watch/end/[A-Za-z0-9_-]{43}(?:\?lang=..)?)")


def mail_settings(server: MailServer) -> dict[str, Any]:
    """Return the settings by which a site writes to `server`."""
    return {
        "mail_server": "127.0.0.1",
        "mail_port": server.port,
        "mail_tls": "none",
        "mail_from": "no-reply@cert.example.org",
    }


@dataclass
class Clinic:
    """A clinic that watches certificates of a site."""

    site: Site
    server: MailServer

    def __post_init__(self) -> None:
        self.browser = self.site.client()

    def post(self, path: str, **fields: Any) -> TestResponse:
        """Send a form of the site's own pages."""
        return self.browser.post(path, data=fields, headers=OWN)

    def ask(self, mail: str = MAIL, **fields: str) -> TestResponse:
        """Ask for a link."""
        return self.post("/watch", mail=mail, organisation="Example Clinic", **fields)

    def read(self) -> Any:
        """Let what waits be delivered, and return the newest mail."""
        self.site.world.deliveries.deliver_due()
        return self.server.mails[-1]

    def link(self) -> str:
        """Return the secret of the newest mail's link."""
        found = LINK.search(self.read().get_content())
        assert found is not None
        return found[1]

    def enter(self) -> Clinic:
        """Ask, open the mailed link, and press its button."""
        assert self.ask().status_code == 200
        answer = self.post("/watch/open", secret=self.link())
        assert (answer.status_code, answer.location) == (303, "/watch/list"), answer.text
        return self

    def add(self, *lines: str) -> TestResponse:
        """Paste lines into the list."""
        return self.post("/watch/list", numbers="\n".join(lines))

    def list(self) -> str:
        """Return the list's page."""
        answer = self.browser.get("/watch/list")
        assert answer.status_code == 200
        return answer.text


def make_clinic(make_site: MakeSite, server: MailServer, **settings: Any) -> Clinic:
    """Return a clinic, and a site that writes to its mailbox."""
    return Clinic(make_site(**mail_settings(server), **settings), server)
