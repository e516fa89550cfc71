"""`POST /api/v1/verify`: a text or a document in, the answer out. 200 for every verdict."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue
from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from verifier.answer import Answer, to_answer
from verifier.judge_day import tell_day
from verifier.roster.row import Day
from verifier.scan.pool import ReaderBusyError
from verifier.verdict import Verdict
from verifier.web.http.bodies import max_body, whole_body
from verifier.web.http.languages import in_all_languages, reader_language
from verifier.web.http.openapi import field_errors
from verifier.web.http.problems import Problem
from verifier.web.services import Services
from verifier.web.uploads import MAX_UPLOAD, busy, uploaded_file
from verifier.wiring import VerifierWorld

PATH = "/api/v1/verify"
DOCUMENTS = ("application/pdf", "image/png", "image/jpeg")

_FILE = {"type": "string", "format": "binary"}
_BODIES = {
    "multipart/form-data": {
        "type": "object",
        "properties": {"file": _FILE},
        "required": ["file"],
        "additionalProperties": False,
    },
    **dict.fromkeys(DOCUMENTS, _FILE),
}


_EXAMPLE: dict[str, JsonValue] = {"text": "BTX-7K3M-9QPD"}


class VerifyRequest(BaseModel):
    """What to verify: a token, a verification link or a certificate number, as it stands.

    `on` asks besides whether it was in force on that day, where the certification body is.
    """

    model_config = ConfigDict(
        extra="forbid", strict=True, json_schema_extra={"examples": [_EXAMPLE]}
    )

    text: str = Field(examples=["BTX-7K3M-9QPD"])
    on: Day | None = Field(default=None, examples=["2026-03-31"])


def verify_blueprint(world: VerifierWorld, services: Services) -> Blueprint:
    """Make the public API of the verifier. Any web page may call it; nobody is known by it."""
    blueprint = Blueprint("verify_api", __name__)

    @blueprint.post(PATH)
    @max_body(MAX_UPLOAD)
    @services.limits.lookups
    @services.api.operation(
        "verify",
        answers={200: Answer},
        problems=(400, 413, 415, 429, 503),
        json=VerifyRequest,
        bodies=_BODIES,
        tag="Verifying",
    )
    def verify() -> ResponseReturnValue:
        """Verify a token, link or number, or a PDF or picture of a certificate.

        Every verdict is answered with 200; look at `outcome` and `reason`. A text is taken as it
        is: spaces around a token make it another text. What kind a document is, its bytes decide.
        Sentences are in English, or as `Accept-Language` or `?lang=` asks, in Spanish or Arabic.
        With `on`, the answer's `on` tells of that day; the verdict is of now all the same.
        """
        verdict = _verdict(world)
        services.metrics.count_verdict(verdict, "api")
        return jsonify(to_answer(verdict, world.trust.current(), reader_language()))

    in_all_languages(blueprint)
    blueprint.after_request(open_to_all)
    return blueprint


def open_to_all(response: Response) -> Response:
    """Let any web page read `response`: a public answer to a public question.

    No cookie or key is ever looked at on the way to it.
    """
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Allow-Methods"] = "POST"
    response.headers["Access-Control-Allow-Headers"] = "Content-Type"
    response.headers["Access-Control-Expose-Headers"] = "Retry-After, X-Request-ID"
    response.headers["Access-Control-Max-Age"] = "86400"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _verdict(world: VerifierWorld) -> Verdict:
    at = world.clock()
    if request.is_json:
        asked = _asked()
        verdict = world.inquiry.ask_text(asked.text, at=at)
        return tell_day(verdict, asked.on, world.inquiry.verifier.ledgers)
    try:
        return world.inquiry.ask_document(_document(), at=at)
    except ReaderBusyError as exc:
        raise busy(exc) from exc


def _asked() -> VerifyRequest:
    try:
        return VerifyRequest.model_validate(request.get_json())
    except ValidationError as exc:
        raise Problem(
            400,
            "malformed_request",
            'The body must be {"text": "..."}, and may have a day like "on": "2026-03-31".',
            errors=field_errors(exc),
        ) from exc


def _document() -> bytes:
    if request.mimetype == "multipart/form-data":
        return uploaded_file("file")
    if request.mimetype not in DOCUMENTS:
        raise Problem(
            415,
            "unsupported_type",
            f"Send application/json, multipart/form-data, {', '.join(DOCUMENTS)}.",
        )
    data = whole_body()
    if not data:
        raise Problem(400, "malformed_request", "The body is empty.")
    return data
