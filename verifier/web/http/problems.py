"""Refusals over HTTP as problem documents (RFC 9457), or as a page where people are reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Response, current_app, make_response, render_template, request
from pydantic import BaseModel

from verifier.web.http.headers import CSP, PAGE_POLICY
from verifier.web.http.logs import note_refusal
from verifier.web.http.request_ids import request_id

MEDIA_TYPE = "application/problem+json"
FOR_PROGRAMS = ("/api/", "/.well-known/", "/s/", "/t/", "/healthz", "/readyz", "/metrics")


class FieldError(BaseModel):
    """One member of the request that cannot be used. The value is not repeated."""

    field: str
    message: str


class IssuerLink(BaseModel):
    """An issuer whose site has what this one does not."""

    name: str
    url: str


class ProblemDocument(BaseModel):
    """Why a request was refused. `code` is stable; `detail` is for people and is not."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    instance: str
    request_id: str
    errors: list[FieldError] | None = None
    issuers: list[IssuerLink] | None = None


@dataclass(eq=False)
class Problem(Exception):  # noqa: N818 - the word of RFC 9457
    """Raised by a view to refuse a request."""

    status: int
    code: str
    detail: str
    headers: Mapping[str, str] | None = None
    errors: Sequence[FieldError] = ()
    issuers: Sequence[IssuerLink] = ()


def respond(problem: Problem) -> Response:
    """Return `problem` as this route's readers want it."""
    note_refusal(problem.code)
    render = _document if request.path.startswith(FOR_PROGRAMS) else _page
    response = render(problem, HTTPStatus(problem.status).phrase)
    response.headers.extend(problem.headers or {})
    return response


def _document(problem: Problem, title: str) -> Response:
    body: dict[str, Any] = {
        "type": f"urn:probatum:problem:{problem.code}",
        "title": title,
        "status": problem.status,
        "detail": problem.detail,
        "code": problem.code,
        "instance": f"urn:probatum:request:{request_id()}",
        "request_id": request_id(),
    }
    if problem.errors:
        body["errors"] = [error.model_dump() for error in problem.errors]
    if problem.issuers:
        body["issuers"] = [link.model_dump() for link in problem.issuers]
    text = current_app.json.dumps(body)
    return current_app.response_class(text, status=problem.status, mimetype=MEDIA_TYPE)


def _page(problem: Problem, title: str) -> Response:
    page = render_template(
        "verify/problem.html", title=title, problem=problem, request_id=request_id()
    )
    response = make_response(page, problem.status)
    response.headers[CSP] = current_app.config[PAGE_POLICY]  # its style is not the blueprint's
    return response
