"""`POST /api/v1/ledger`: is this credential on record? Number and digest in, no name out."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from pydantic import BaseModel, ConfigDict, Field

from verifier.answer import Moment
from verifier.ledger import Entry, LedgerUnavailableError
from verifier.status_list import Status
from verifier.web.api import open_to_all
from verifier.web.http.openapi import parsed_body
from verifier.web.http.problems import Problem
from verifier.web.services import Services
from verifier.wiring import VerifierWorld

PATH = "/api/v1/ledger"
_NOT_NOW = "The ledger cannot be asked now."


class LedgerStatus(StrEnum):
    """Whether a credential is on record."""

    RELEASED = "released"
    UNKNOWN = "unknown"


class LedgerState(StrEnum):
    """Where the certificate of a released credential stands."""

    VALID = "valid"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    SUPERSEDED = "superseded"


class LedgerRequest(BaseModel):
    """Which credential: its certificate number, and the SHA-256 of its signing input in hex."""

    model_config = ConfigDict(extra="forbid", strict=True)

    number: str = Field(max_length=40, examples=["BTX-7K3M-9QPD"])
    digest: str = Field(pattern=r"^[0-9a-f]{64}$", examples=["0" * 64])


class LedgerAnswer(BaseModel):
    """What is on record. `state`, `since` and `successor` are null for one that is unknown."""

    model_config = ConfigDict(extra="forbid")

    status: LedgerStatus
    state: LedgerState | None
    since: Moment | None
    successor: str | None
    checked_at: Moment


def ledger_blueprint(world: VerifierWorld, services: Services) -> Blueprint:
    """Make the ledger's public address. Any web page may ask it; nobody is known by it."""
    blueprint = Blueprint("ledger_api", __name__)

    @blueprint.post(PATH)
    @services.limits.lookups
    @services.api.operation(
        "askLedger",
        answers={200: LedgerAnswer},
        problems=(404, 422, 429, 503),
        json=LedgerRequest,
        tag="Verifying",
    )
    def ask() -> ResponseReturnValue:
        """Ask whether a credential is on record, by certificate number and digest alone.

        For a verifier that has checked signature, dates and list itself: `unknown` then means a
        forgery with a stolen key. A verifier that stands alone has no ledger: 404 `not_here`.
        """
        entry = _find(world, parsed_body(LedgerRequest))
        answer = LedgerAnswer(
            status=LedgerStatus.UNKNOWN if entry is None else LedgerStatus.RELEASED,
            state=None if entry is None else _state(entry),
            since=None if entry is None else _since(entry),
            successor=None if entry is None else entry.successor,
            checked_at=world.clock(),
        )
        return jsonify(answer.model_dump(mode="json"))

    blueprint.after_request(open_to_all)
    return blueprint


def _find(world: VerifierWorld, asked: LedgerRequest) -> Entry | None:
    ledgers = world.inquiry.verifier.ledgers.values()
    if not ledgers:
        raise Problem(404, "not_here", "This verifier has no ledger. Ask the issuer's own site.")
    digest = bytes.fromhex(asked.digest)
    try:
        found = [ledger.find(asked.number, digest) for ledger in ledgers]
        lost = not any(found) and any(ledger.may_have_lost(None) for ledger in ledgers)
    except LedgerUnavailableError as exc:
        raise Problem(503, "unavailable", _NOT_NOW, {"Retry-After": "5"}) from exc
    if lost:
        raise Problem(503, "unavailable", _NOT_NOW, {"Retry-After": "3600"})
    return next(filter(None, found), None)


def _since(entry: Entry) -> datetime | None:
    """Return since when it is not in force. That a suspension was lifted is nobody's to read."""
    return None if entry.status is Status.VALID else entry.since


def _state(entry: Entry) -> LedgerState:
    return {
        Status.VALID: LedgerState.VALID,
        Status.REVOKED: LedgerState.REVOKED,
        Status.SUSPENDED: LedgerState.SUSPENDED,
        Status.SUPERSEDED: LedgerState.SUPERSEDED,
    }[entry.status]
