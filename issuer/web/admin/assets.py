"""The desk's own style sheet and script, from this machine like everything else it loads."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, request

FOLDER = Path(__file__).parent / "static"
FILES = {"desk.css": "text/css", "sign_in.js": "text/javascript"}

_YEAR = "public, max-age=31536000, immutable"


def assets_blueprint() -> Blueprint:
    """Make `/static/admin/`: outside /admin, because files need no session and may be kept."""
    blueprint = Blueprint("admin_assets", __name__)

    @blueprint.get("/static/admin/<any(" + ", ".join(f"'{name}'" for name in FILES) + "):name>")
    def show(name: str) -> Response:
        response = Response(_content(name), mimetype=FILES[name])
        current = request.args.get("v") == _digest(name)
        response.headers["Cache-Control"] = _YEAR if current else "public, max-age=300"
        return response

    blueprint.add_app_template_global(asset_address, "desk_asset")
    return blueprint


def asset_address(name: str) -> str:
    """Return the address of a file, which changes when the file does."""
    return f"/static/admin/{name}?v={_digest(name)}"


@cache
def _digest(name: str) -> str:
    return hashlib.sha256(_content(name)).hexdigest()[:12]


@cache
def _content(name: str) -> bytes:
    return (FOLDER / name).read_bytes()
