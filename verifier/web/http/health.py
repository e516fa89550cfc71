"""Whether the process is alive, and whether it can do its work."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue


def health_blueprint(checks: Mapping[str, Callable[[], bool]]) -> Blueprint:
    """Make `/healthz`, which asks nothing, and `/readyz`, which asks every one of `checks`."""
    blueprint = Blueprint("health", __name__)

    @blueprint.get("/healthz")
    def alive() -> ResponseReturnValue:
        return jsonify(status="alive")

    @blueprint.get("/readyz")
    def ready() -> ResponseReturnValue:
        found = {name: check() for name, check in checks.items()}
        missing = sorted(name for name, there in found.items() if not there)
        if missing:
            return jsonify(status="not ready", missing=missing), 503
        return jsonify(status="ready", missing=[])

    return blueprint
