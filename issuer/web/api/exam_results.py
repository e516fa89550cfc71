"""`POST /api/v1/exam-results`: what an exam system reports, and what follows from it."""

from __future__ import annotations

from flask import Blueprint, Response, request

from issuer.accounts.roles import Action
from issuer.body.body import Body
from issuer.certification.exam import ExamResult
from issuer.certification.exam_document import ExamResultDocument, parse_exam_result
from issuer.intake.answers import Answer, Denied, Issued, Refused, Waiting
from issuer.web.api import documents
from issuer.web.api.answers import granted_answer, respond
from issuer.web.api.clients import SECURITY, actor, client_name, require_client
from issuer.web.api.links import self_link
from issuer.web.api.retries import HEADER, IdempotencyKeyError, Retries, parse_key
from issuer.web.permission import require
from issuer.wiring import IssuerWorld
from verifier.web.http.openapi import ApiDescription
from verifier.web.http.problems import FieldError, Problem

PATH = "/api/v1/exam-results"
REPLAYED = "Idempotent-Replayed"


def exam_results_blueprint(world: IssuerWorld, api: ApiDescription) -> Blueprint:
    """Make the address that takes exam results."""
    blueprint = Blueprint("exam_results", __name__)
    require_client(blueprint, world.sign_in, world.clock)
    retries = Retries(world.database)

    @blueprint.post(PATH)
    @api.operation(
        "reportExamResult",
        json=ExamResultDocument,
        headers=documents.RetryHeaders,
        bodies={},  # read by `parse_exam_result`, which tells every mistake at once
        answers={201: documents.DecidedAnswer, 202: documents.WaitingAnswer},
        problems=(400, 401, 409, 413, 415, 422, 500, 503),
        tag="Exam results",
        security=SECURITY,
    )
    @require(Action.REPORT_RESULTS)
    def report() -> Response:
        """Report one attempt. Reported again, it gets its answer again and nothing is done twice.

        201 says what was decided, 202 that a person has yet to decide.
        """
        at, result, key = world.clock(), _result(), _key()
        replayed = _is_known(world, result)
        if key is not None:
            retries.claim(client_name(), key, result, at)
        answer = world.candidates.results.take(result, actor=actor(), at=at)
        response = _told(answer, world.body)
        if replayed:
            response.headers[REPLAYED] = "true"
        return response

    return blueprint


def _result() -> ExamResult:
    if not request.is_json:
        raise Problem(415, "unsupported_type", "The body must be application/json.")
    return parse_exam_result(request.get_data(cache=False))


def _key() -> str | None:
    try:
        return parse_key(request.headers.get(HEADER))
    except IdempotencyKeyError as exc:
        fault = FieldError(field=HEADER, message=f"give {exc}")
        detail = f"The header {HEADER} cannot be read."
        raise Problem(422, "invalid_request", detail, errors=[fault]) from exc


def _is_known(world: IssuerWorld, result: ExamResult) -> bool:
    scheme, attempt = result.scheme, result.attempt
    with world.database.reading() as unit:
        shown = (unit.entries.by_ref(kind, scheme, attempt) for kind in ("written", "practical"))
        return bool(unit.attempts.find(scheme, [attempt])) or any(shown)


def _told(answer: Answer, body: Body) -> Response:
    match answer:
        case Issued(attempt, number, token):
            response = respond(granted_answer(attempt, number, token, body), 201)
            response.headers["Location"] = self_link(body, number)
            return response
        case Denied(attempt, reasons):
            unmet = [documents.UnmetReason(code=code, sentence=said) for code, said in reasons]
            return respond(documents.DeniedAnswer(attempt=attempt, reasons=unmet), 201)
        case Waiting(attempt):
            return respond(documents.WaitingAnswer(attempt=attempt), 202)
        case Refused(_, error):
            raise error
