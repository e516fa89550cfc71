"""`POST /api/v1/statements/<sender>`: what a learning system states, signed with its secret."""

from __future__ import annotations

from typing import Annotated

from flask import Blueprint, Response, request
from pydantic import BaseModel, ConfigDict, Field, RootModel

from issuer.candidates.learning import Refusal
from issuer.candidates.statements import StatementAnswer, Told
from issuer.certification.xapi import MAX_BYTES, MAX_STATEMENTS
from issuer.certification.xapi_document import OutcomeDocument, StatementHead, VoidingDocument
from issuer.web.api.answers import respond
from issuer.web.problems import detail_of, faults_of, refusal_of
from issuer.wiring import IssuerWorld
from verifier.web.http.bodies import max_body, whole_body
from verifier.web.http.openapi import ApiDescription
from verifier.web.http.problems import FieldError, Problem

PATH = "/api/v1/statements/<sender>"
SECURITY = "signedMessage"
SECURITY_SCHEME = {
    "type": "apiKey",
    "in": "header",
    "name": "webhook-signature",
    "description": "Standard Webhooks, v1: the secret is made with `probatum sender add NAME`.",
}
_MAX_FAULTS = 50  # told at once

_AnyStatement = OutcomeDocument | VoidingDocument | StatementHead


class StatementsDocument(RootModel[_AnyStatement | list[_AnyStatement]]):
    """One xAPI statement, or a list of up to 50. Members that are not named here are welcome."""

    root: (
        _AnyStatement
        | Annotated[list[_AnyStatement], Field(min_length=1, max_length=MAX_STATEMENTS)]
    )


class MessageHeaders(BaseModel):
    """What Standard Webhooks signs a message with."""

    id: str = Field(alias="webhook-id", description="Without a full stop.")
    timestamp: str = Field(alias="webhook-timestamp", description="Unix time, in seconds.")
    signature: str = Field(
        alias="webhook-signature", description="`v1,` and base64; several are parted by spaces."
    )


class TakenStatement(BaseModel):
    """What became of one statement. `attempt` is what its result is called here."""

    model_config = ConfigDict(frozen=True)

    statement: str
    answer: Told
    attempt: str | None


class TakenStatements(BaseModel):
    """What became of each statement, in their order."""

    model_config = ConfigDict(frozen=True)

    answers: list[TakenStatement]


def statements_blueprint(world: IssuerWorld, api: ApiDescription) -> Blueprint:
    """Make the address that takes the statements of learning systems."""
    blueprint = Blueprint("statements", __name__)
    api.add_security(SECURITY, SECURITY_SCHEME)

    @blueprint.post(PATH)
    @max_body(MAX_BYTES, json=MAX_BYTES)
    @api.operation(
        "takeStatements",
        json=StatementsDocument,
        headers=MessageHeaders,
        bodies={},  # what is signed is bytes: nothing is read of them before
        answers={200: TakenStatements},
        problems=(401, 409, 413, 415, 422, 500, 503),
        tag="Exam results",
        security=SECURITY,
    )
    def take(sender: str) -> Response:
        """Take an xAPI statement, or up to 50: passed, failed, or voided; others are ignored.

        The same statement again gets the same answer, and nothing is done twice. Of a list, those
        that can be taken are taken, and the problem names the others.
        """
        if not request.is_json:
            raise Problem(415, "unsupported_type", "The body must be application/json.")
        message, at = whole_body(), world.clock()
        answers = world.candidates.learning.take(sender, dict(request.headers), message, at=at)
        taken = [each for each in answers if isinstance(each, StatementAnswer)]
        if len(taken) < len(answers):
            raise _partly_refused(answers, len(taken))
        return respond(TakenStatements(answers=[_told(each) for each in taken]))

    return blueprint


def _told(answer: StatementAnswer) -> TakenStatement:
    return TakenStatement(statement=answer.statement, answer=answer.told, attempt=answer.attempt)


def _partly_refused(answers: list[StatementAnswer | Refusal], taken: int) -> Problem:
    """Return a problem: a sender looks at the status, and must not take it for success."""
    faults = [
        fault
        for place, answer in enumerate(answers)
        if not isinstance(answer, StatementAnswer)
        for fault in _faults(place, answer)
    ]
    detail = (
        f"{taken} of {len(answers)} statements were taken. Mend the others and send the list "
        "again: nothing is done twice."
    )
    return Problem(422, "statements_refused", detail, errors=faults[:_MAX_FAULTS])


def _faults(place: int, refusal: Refusal) -> list[FieldError]:
    found = faults_of(refusal)
    if not found:
        said = detail_of(refusal) or refusal_of(refusal).title
        return [FieldError(field=f"[{place}]", message=said)]
    return [
        FieldError(field=f"[{place}].{fault.path}".removesuffix(".document"), message=fault.mend)
        for fault in found
    ]
