"""What a program sends, as JSON and as nothing else."""

from __future__ import annotations

from typing import TypeVar

from flask import request
from pydantic import BaseModel

from verifier.web.http.problems import Problem

Parsed = TypeVar("Parsed", bound=BaseModel)


def json_body(kind: type[Parsed]) -> Parsed:
    """Return the body as parsed for its operation, which named `kind`."""
    body = request.context.json  # type: ignore[attr-defined]
    if not isinstance(body, kind):  # a form: the description reads it as another kind of body
        raise Problem(415, "unsupported_type", "The body must be application/json.")
    return body
