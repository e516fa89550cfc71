"""A random name for each request: in its answer, on each of its log lines, in an incident."""

from __future__ import annotations

import secrets
import time

from flask import Flask, Response, g

HEADER = "X-Request-ID"


def name_requests(app: Flask) -> None:
    """Time every request from its first moment, and tell its name in its answer."""

    @app.before_request
    def begin() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def tell(response: Response) -> Response:
        response.headers[HEADER] = request_id()
        return response


def request_id() -> str:
    """Return the name of the present request. It is ours: one sent to us is not believed.

    Made when first asked for: a failure may come before everything else.
    """
    return str(g.setdefault("request_id", secrets.token_hex(8)))


def seconds_taken() -> float:
    """Return how long the present request has taken so far."""
    now = time.perf_counter()
    return now - float(g.get("started", now))
