"""`/readyz/issuing`: can this process issue? Told apart, because verifying goes on without."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from issuer.errors import IssuerError, KeyUnavailableError
from issuer.wiring import IssuerWorld


def readiness_blueprint(world: IssuerWorld) -> Blueprint:
    """Make the address that says whether issuing is possible, and what is missing if not."""
    blueprint = Blueprint("readiness", __name__)

    @blueprint.get("/readyz/issuing")
    def ready() -> ResponseReturnValue:
        missing = _missing(world)
        if missing:
            return jsonify(status="not ready", missing=missing), 503
        return jsonify(status="ready", missing=[])

    return blueprint


def _missing(world: IssuerWorld) -> list[str]:
    if not world.database.is_ready():
        return ["database"]
    at = world.clock()
    signers = {
        "credential_key": world.keys.credential_signer,
        "status_key": world.keys.status_signer,
    }
    missing = []
    for name, signer in signers.items():
        try:
            signer(at)
        except KeyUnavailableError:
            missing.append(name)
    return missing + (["issuing_open"] if _is_stopped(world) else [])


def _is_stopped(world: IssuerWorld) -> bool:
    try:
        with world.database.reading() as unit:
            return unit.control.issuing_stopped() is not None
    except IssuerError:
        return True
