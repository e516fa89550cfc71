"""Every refusal of the issuer becomes a problem, by the one table."""

from __future__ import annotations

from flask import Flask, Response

from issuer.certification.errors import CertificationError
from issuer.errors import IssuerError
from issuer.web.problems import detail_of, faults_of, refusal_of
from verifier.web.http.problems import FieldError, Problem, respond


def answer_issuer_refusals(app: Flask) -> None:
    """Answer refusals of issuing and of certification; bugs stay the verifier's to handle."""

    @app.errorhandler(IssuerError)
    @app.errorhandler(CertificationError)
    def refused(error: IssuerError | CertificationError) -> Response:
        return respond(to_problem(error))


def to_problem(error: IssuerError | CertificationError) -> Problem:
    """Return `error` as it is told over HTTP."""
    refusal = refusal_of(error)
    headers = {}
    if refusal.retry_after is not None:
        headers["Retry-After"] = str(refusal.retry_after)
    if refusal.status == 401:  # noqa: PLR2004 - RFC 9110 section 15.5.2
        headers["WWW-Authenticate"] = 'Bearer realm="probatum"'
    return Problem(
        status=refusal.status,
        code=error.code,
        detail=detail_of(error) or refusal.title,
        headers=headers,
        errors=[FieldError(field=path, message=mend) for path, mend in faults_of(error)],
    )
