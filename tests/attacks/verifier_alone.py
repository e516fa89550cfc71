"""Public verifiers: one that stands alone with a trust file, and the issuer's own."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import Flask

from tests.attacks.world import URL, Client, Hands, Site
from tests.factories import make_settings
from verifier.inquiry import Inquiry
from verifier.scan.pool import DocumentReader
from verifier.status_lists import ListSource, StatusLists, StatusUnavailableError
from verifier.trust import PinnedTrust, TrustSource
from verifier.trust_file import PinnedLists, TrustFile, format_trust, parse_trust
from verifier.verify import Verifier
from verifier.web.app import create_app
from verifier.wiring import VerifierWorld

HOST = "verify.example.net"


@dataclass
class Offered:
    """A `ListSource` that offers what it is told to."""

    tokens: dict[str, str] = field(default_factory=dict)

    def fetch(self, uri: str) -> str:
        """Return the token offered for `uri`."""
        if uri not in self.tokens:
            raise StatusUnavailableError("nothing is offered")
        return self.tokens[uri]


@dataclass
class Alone:
    """The verifier's app, and its clock."""

    app: Flask
    clock: Hands

    def client(self) -> Client:
        """Return somebody who asks it."""
        return Client(self.app)


def trust_file(site: Site) -> bytes:
    """Return the trust file that the issuer gives out."""
    publisher = site.world.publisher
    lists = {uri: publisher.fetch(uri) for uri in publisher.uris()}
    return format_trust(TrustFile(site.world.trust.current(), lists)).encode()


def make_alone(site: Site, lists: ListSource | None = None) -> Alone:
    """Return a verifier that believes `site`; its lists come from `lists`, or the trust file."""
    file = parse_trust(trust_file(site))
    assert file.trust.find(URL) is not None
    trust = PinnedTrust(file.trust)
    verifier = Verifier(trust, StatusLists(lists or PinnedLists(file.lists)))
    return _make(Inquiry(verifier, DocumentReader()), trust, Hands(site.clock()))


def make_public(site: Site, reader: DocumentReader) -> Alone:
    """Return the public pages and API of `site`, whose documents `reader` reads."""
    return _make(Inquiry(site.world.verifier, reader), site.world.trust, site.clock)


def _make(inquiry: Inquiry, trust: TrustSource, clock: Hands) -> Alone:
    app = create_app(
        VerifierWorld(
            settings=make_settings(lookup_limit="1000000 per minute"),
            clock=clock,
            trust=trust,
            inquiry=inquiry,
            hosts=frozenset({HOST}),
        )
    )
    app.config["TEST_URL"] = f"https://{HOST}"
    return Alone(app, clock)
