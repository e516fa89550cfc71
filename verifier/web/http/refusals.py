"""The one place where what goes wrong becomes an answer: refusals, HTTP errors, and bugs."""

from __future__ import annotations

import logging

from flask import Flask, Response
from gunicorn.http.errors import ParseException  # type: ignore[import-untyped]  # it has no types
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed

from verifier.web.http.problems import Problem, respond

_SAID = {
    400: ("malformed_request", "The request could not be read."),
    403: ("forbidden", "This is not for you to see."),
    404: ("not_found", "There is nothing at this address."),
    405: ("method_not_allowed", "This address does not take this method."),
    408: ("timeout", "The request took too long to arrive."),
    413: ("too_large", "The request is larger than this address takes."),
    414: ("too_large", "The address is too long."),
    415: ("unsupported_type", "This address does not take this type of content."),
    429: ("too_many_requests", "Too many requests came from your address. Try again in a minute."),
    431: ("too_large", "The headers are too large."),
}
_OVERLOADED = Problem(
    503,
    "overloaded",
    "This machine has more to do than it can just now. Try again in a few seconds.",
    headers={"Retry-After": "3"},
)
_INCIDENT = Problem(
    500,
    "internal_error",
    "This is our mistake, and it is on record. Quote the number of this request if you call.",
)


_log = logging.getLogger("probatum.requests")


def answer_refusals(app: Flask) -> None:
    """Answer every error of `app` with a problem; a bug says its incident number and no more."""

    @app.errorhandler(Problem)
    def refused(problem: Problem) -> Response:
        return respond(problem)

    @app.errorhandler(HTTPException)
    def http_error(exc: HTTPException) -> Response:
        return respond(http_problem(exc))

    @app.errorhandler(ParseException)
    def broken_chunks(_: ParseException) -> Response:
        # The server takes a body in chunks apart only while it is read; by then it is our request.
        return respond(Problem(400, "malformed_request", "The body is not in chunks as it says."))

    @app.errorhandler(MemoryError)
    def overloaded(_: MemoryError) -> Response:
        _log.critical("there was no memory for a request")
        return respond(_OVERLOADED)

    @app.errorhandler(InternalServerError)
    def incident(_: InternalServerError) -> Response:
        return respond(_INCIDENT)


def http_problem(exc: HTTPException) -> Problem:
    """Return an HTTP error of the framework as a problem of ours."""
    status = exc.code or 500
    code, detail = _SAID.get(status, ("http_error", "The request was refused."))
    return Problem(status, code, detail, headers=_headers(exc))


def _headers(exc: HTTPException) -> dict[str, str]:
    if isinstance(exc, MethodNotAllowed) and exc.valid_methods:
        return {"Allow": ", ".join(sorted(exc.valid_methods))}
    return {}
