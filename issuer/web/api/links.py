"""Addresses that the API gives out: under the issuer's own, whatever name a request came by."""

from __future__ import annotations

from issuer.body.body import Body

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
