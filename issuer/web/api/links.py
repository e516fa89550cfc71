"""Addresses that the API gives out: under the issuer's own, whatever name a request came by."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from issuer.body.body import Body

APPLICATIONS = "/api/v1/applications"
CERTIFICATES = "/api/v1/certificates"


def self_link(body: Body, number: str) -> str:
    """Return where a program finds the certificate `number`."""
    return f"{body.url}{CERTIFICATES}/{number}"


def pdf_link(body: Body, number: str) -> str:
    """Return where a program finds its PDF."""
    return f"{self_link(body, number)}/certificate.pdf"


def page_link(body: Body, number: str) -> str:
    """Return the public page of `number`, which anybody may see who knows it."""
    return f"{body.url}/v/{number}"


def application_link(body: Body, application: str) -> str:
    """Return where a program finds an application."""
    return f"{body.url}{APPLICATIONS}/{application}"


def turned_link(body: Body, path: str, arguments: Mapping[str, str], to: int | None) -> str | None:
    """Return where another page of a list is, with the same arguments, or None without one."""
    if to is None:
        return None
    kept = {name: value for name, value in arguments.items() if name != "page"}
    return f"{body.url}{path}?{urlencode({**kept, 'page': to})}"
