"""`POST /api/v1/verify/batch`: rows in, an answer to each in their order. 200 for every verdict."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from verifier.roster.answer import BatchAnswer, BatchRequest
from verifier.roster.check import RosterCheck
from verifier.web.api import open_to_all
from verifier.web.http.bodies import max_body
from verifier.web.http.openapi import parsed_body
from verifier.web.services import Services
from verifier.wiring import VerifierWorld

PATH = "/api/v1/verify/batch"
MAX_BATCH = 2_000_000  # bytes: a thousand rows with tokens and names
BATCHES = "10 per minute"  # from one address, apart from its single look-ups


def batch_blueprint(world: VerifierWorld, services: Services) -> Blueprint:
    """Make the API for whole lists. Any web page may call it; nobody is known by it."""
    blueprint = Blueprint("batch_api", __name__)

    @services.api.operation(
        "verifyBatch",
        answers={200: BatchAnswer},
        problems=(400, 413, 415, 422, 429),
        json=BatchRequest,
        tag="Verifying",
    )
    def verify() -> ResponseReturnValue:
        """Verify up to 1,000 certificates, and compare each with what you have of the person.

        The answers come in the order of the rows. `match` tells whether the certificate says what
        the row says; `verdict` is the answer of `/api/v1/verify`. Neither speaks for the other.
        An address that asks for many numbers that do not exist gets 429 `too_many_unknown`.
        """
        at, rows = world.clock(), parsed_body(BatchRequest).rows
        check = RosterCheck(world.inquiry, world.trust, at)
        checked = list(check.answer(rows))
        for each in checked:
            services.metrics.count_verdict(each.verdict, "batch")
        services.limits.misses.allow(each.verdict for each in checked)
        answers = [each.answer for each in checked]
        answer = BatchAnswer(checked_at=at, lists=check.lists, rows=answers)
        return jsonify(answer.model_dump(mode="json"))

    limited = services.limits.limited(verify, BATCHES)
    blueprint.post(PATH)(max_body(MAX_BATCH, json=MAX_BATCH)(limited))
    blueprint.after_request(open_to_all)
    return blueprint
