"""The page's own style sheet and script, from this machine like everything else it loads."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response

from verifier.web.http.files import Files

FOLDER = Path(__file__).parent / "static"
KINDS = {"candidate.css": "text/css", "open_link.js": "text/javascript"}


def candidate_assets_blueprint() -> Blueprint:
    """Make `/static/candidate/`: these files say nothing of anybody, and may be kept."""
    blueprint = Blueprint("candidate_assets", __name__)
    files = Files(FOLDER, "/static/candidate/", KINDS)

    @blueprint.get(files.rule)
    def show(name: str) -> Response:
        return files.answer(name)

    blueprint.add_app_template_global(files.address, "candidate_asset")
    return blueprint
