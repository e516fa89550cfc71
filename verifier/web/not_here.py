"""What a verifier that stands alone does not have: 404 `not_here`, and who has it.

The issuer's code is not in this process, so its addresses are named here. `tests/web/test_not_here`
holds them against the routes of the issuer's own app.
"""

from __future__ import annotations

from urllib.parse import quote

from flask import Flask, Response, request
from werkzeug.exceptions import NotFound

from verifier.scan.found import FoundNumber
from verifier.scan.text import read_text
from verifier.web.http.problems import IssuerLink, Problem, respond
from verifier.web.http.refusals import http_problem
from verifier.wiring import VerifierWorld

# Each with everything below it.
ISSUERS_OWN = (
    "/.well-known/jwks.json",
    "/.well-known/jwt-vc-issuer",
    "/.well-known/probatum-trust",
    "/admin",
    "/api/v1/applications",
    "/api/v1/certificates",
    "/api/v1/documents",
    "/api/v1/exam-results",
    "/api/v1/registers",
    "/api/v1/statements",
    "/bootstrap",
    "/candidate",
    "/certificate",
    "/concern",
    "/look",
    "/me",
    "/readyz/issuing",
    "/register",
    "/s",
    "/share",
    "/static/admin",
    "/static/candidate",
    "/static/me",
    "/static/paper.js",
    "/static/watch",
    "/t",
    "/watch",
)
_NO_PAGE = "This verifier does not have that. The certification body has it."
_NO_NUMBERS = "This verifier cannot look up a number. The certification body can."


def tell_who_has_it(app: Flask, world: VerifierWorld) -> None:
    """Answer `not_here` where an issuer's site has an answer; other addresses stay `not_found`."""

    @app.errorhandler(NotFound)
    def missing(exc: NotFound) -> Response:
        if not is_issuers_own(request.path):
            return respond(http_problem(exc))
        return respond(_not_here(world, _NO_PAGE, request.path))


def is_issuers_own(path: str) -> bool:
    """Tell whether an issuer's site answers at `path`, or below one of its addresses."""
    return any(path == own or path.startswith(own + "/") for own in ISSUERS_OWN)


def require_ledger(world: VerifierWorld, typed: str) -> None:
    """Refuse to look up a number where there is no ledger; raise a `Problem` with who has one.

    A number that was mistyped is told as such by anyone.
    """
    if world.inquiry.verifier.ledgers:
        return
    found = read_text(typed)
    if isinstance(found, FoundNumber):
        raise _not_here(world, _NO_NUMBERS, f"/v/{found.number}")


def _not_here(world: VerifierWorld, detail: str, path: str) -> Problem:
    issuers = world.trust.current().issuers
    links = [IssuerLink(name=one.name, url=one.url + quote(path)) for one in issuers]
    return Problem(404, "not_here", detail, issuers=links)
