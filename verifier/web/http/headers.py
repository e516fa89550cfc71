"""Headers of every answer, errors and static files included: nothing is framed, sniffed or kept."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable

from flask import Blueprint, Flask, Response, current_app, request

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_HSTS = "max-age=31536000"
_CLOSED = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_PICTURES = "img-src 'self'"
CSP = "Content-Security-Policy"
PAGE_POLICY = "PAGE_POLICY"  # the app's configuration: the policy of pages that have no other


def page_policy(style: str, asked: Iterable[str] = ()) -> str:
    """Return the policy of a page with this inline `style`, our own scripts and nothing else.

    Besides its own site the page may ask only what is under the addresses `asked`.
    """
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    connect = " ".join(["'self'", *asked])
    return (
        f"default-src 'none'; script-src 'self'; style-src 'sha256-{digest}'; {_PICTURES}; "
        f"connect-src {connect}; manifest-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )


def set_headers(app: Flask, *, policy: str) -> None:
    """Set the headers of every answer. HTML gets `policy` unless its own route set another."""
    app.config[PAGE_POLICY] = policy

    @app.after_request
    def finish(response: Response) -> Response:
        for name, value in _ALWAYS.items():
            response.headers.setdefault(name, value)
        html = response.mimetype == "text/html"
        response.headers.setdefault(CSP, policy if html else _CLOSED)
        response.headers.setdefault("Cache-Control", "no-store")
        if html:
            response.headers.setdefault("X-Robots-Tag", "noindex")
        if request.is_secure:
            response.headers.setdefault("Strict-Transport-Security", _HSTS)
        return response


def allow_camera(blueprint: Blueprint) -> None:
    """Let the pages of `blueprint` ask their reader for the camera; no page in them may."""

    @blueprint.after_request
    def allow(response: Response) -> Response:
        closed = _ALWAYS["Permissions-Policy"]
        response.headers["Permissions-Policy"] = closed.replace("camera=()", "camera=(self)")
        return response


def allow_made_pictures(blueprint: Blueprint) -> None:
    """Let the pages of `blueprint` show pictures that stand in them, or that a script made."""

    @blueprint.after_request
    def allow(response: Response) -> Response:
        if response.mimetype == "text/html":
            policy = current_app.config[PAGE_POLICY].replace(_PICTURES, f"{_PICTURES} data: blob:")
            response.headers.setdefault(CSP, policy)
        return response


def set_policy(blueprint: Blueprint, policy: str) -> None:
    """Give the pages of `blueprint` a Content-Security-Policy of their own."""

    @blueprint.after_request
    def police(response: Response) -> Response:
        response.headers.setdefault(CSP, policy)
        return response
