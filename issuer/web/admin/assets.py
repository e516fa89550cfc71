"""The desk's own style sheet and script, from this machine like everything else it loads."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response

from verifier.web.http.files import Files

FOLDER = Path(__file__).parent / "static"
KINDS = {
    "desk.css": "text/css",
    "passkey.js": "text/javascript",
    "score.css": "text/css",
    "score.js": "text/javascript",
    "score_list.js": "text/javascript",
    "statistics.css": "text/css",
    "running.js": "text/javascript",
    "sign_in.js": "text/javascript",
}


def assets_blueprint() -> Blueprint:
    """Make `/static/admin/`: outside /admin, because files need no session and may be kept."""
    blueprint = Blueprint("admin_assets", __name__)
    files = Files(FOLDER, "/static/admin/", KINDS)

    @blueprint.get(files.rule)
    def show(name: str) -> Response:
        return files.answer(name)

    blueprint.add_app_template_global(files.address, "desk_asset")
    return blueprint
