"""What a request may carry: how much, how packed, and JSON that means one thing."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Request, g, request

from verifier.strict_json import StrictJsonError, load_object
from verifier.web.http.problems import Problem

MAX_BODY = 65_536  # bytes, where a route does not say otherwise
MAX_FORM = 32_768  # bytes of an urlencoded body: it is taken apart in memory, field by field
MAX_FORM_MEMORY = 262_144  # bytes of a multipart text; Werkzeug's own buffer of 64 KiB counts
MAX_FORM_PARTS = 8
MAX_DEPTH = 16  # of JSON

_URLENCODED = "application/x-www-form-urlencoded"
_LIMITS = "body_limits"
View = TypeVar("View", bound=Callable[..., Any])


class StrictRequest(Request):
    """A request whose JSON is read strictly, and whose files stay in memory."""

    def _get_file_stream(self, *_: Any, **__: Any) -> io.BytesIO:
        """Keep an uploaded file in memory: what people hand in never touches the disk."""
        return io.BytesIO()

    def get_json(
        self,
        force: bool = False,  # noqa: FBT001, FBT002 - the signature is Flask's
        silent: bool = False,  # noqa: FBT001, FBT002, ARG002 - no refusal is ever silent
        cache: bool = True,  # noqa: FBT001, FBT002
    ) -> dict[str, Any]:
        """Return the body's JSON object, or raise a `Problem` that says what is wrong with it."""
        if not (force or self.is_json):
            raise Problem(415, "unsupported_type", "The body must be application/json.")
        data = _whole(self.get_data(cache=cache))
        try:
            return load_object(data, max_bytes=g.body_limit, max_depth=MAX_DEPTH)
        except StrictJsonError as exc:
            raise Problem(400, "malformed_request", f"The body is not JSON: {exc}.") from exc


def whole_body() -> bytes:
    """Return the body of the present request, or raise a `Problem` where it is too large."""
    return _whole(request.get_data(cache=False))


def max_body(limit: int, *, json: int = MAX_BODY) -> Callable[[View], View]:
    """Let a view take documents of up to `limit` bytes, and JSON of up to `json` bytes."""

    def mark(view: View) -> View:
        setattr(view, _LIMITS, (limit, json))
        return view

    return mark


def limit_bodies(app: Flask) -> None:
    """Hold every body to its route's limit before a byte of it is read, and refuse packed ones."""
    app.request_class = StrictRequest
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.config["MAX_FORM_MEMORY_SIZE"] = MAX_FORM_MEMORY
    app.config["MAX_FORM_PARTS"] = MAX_FORM_PARTS

    @app.before_request
    def check_body() -> None:
        if request.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise Problem(415, "unsupported_encoding", "The body must not be compressed.")
        limit = _limit(app)
        if (request.content_length or 0) > limit:
            raise _too_large(limit)
        g.body_limit = limit
        request.max_content_length = limit + 1  # one more byte is how a longer body is told


def _whole(data: bytes) -> bytes:
    # Werkzeug cuts a body of undeclared length at `max_content_length`, and says nothing.
    if len(data) > g.body_limit:
        raise _too_large(g.body_limit)
    return data


def _too_large(limit: int) -> Problem:
    return Problem(413, "too_large", f"This address takes at most {limit} bytes.")


def _limit(app: Flask) -> int:
    view = app.view_functions.get(request.endpoint or "")
    document, json = getattr(view, _LIMITS, (MAX_BODY, MAX_BODY))
    if request.mimetype == _URLENCODED:
        return MAX_FORM
    return int(json if request.is_json else document)
