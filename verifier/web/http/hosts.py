"""Answers only to the names this site has: a page must never tell people another one."""

from __future__ import annotations

from flask import Flask, g, request

from verifier.web.http.problems import Problem


def refuse_other_hosts(app: Flask, hosts: frozenset[str]) -> None:
    """Refuse a request whose Host is not exactly one of `hosts`. None at all refuses everyone.

    Flask's TRUSTED_HOSTS is not used: it ignores the port, and an empty list admits everyone.
    """

    @app.before_request
    def check_host() -> None:
        host = request.environ.get("HTTP_HOST", "")
        if host.lower() not in hosts:
            raise Problem(400, "bad_host", "This site does not answer to that name.")
        g.host = host  # what a template may show; `request.host` is whatever was sent
