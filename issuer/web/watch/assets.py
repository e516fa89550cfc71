"""The pages' style sheet (that of the public pages, and a little more) and their one script."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response

from issuer.web.candidate import assets as candidate_assets
from verifier.web.http.files import Files
from verifier.web.static_files import inline_style

FOLDER = Path(__file__).parent / "static"
OPEN_LINK = "open_link.js"
KINDS = {"watch.css": "text/css", OPEN_LINK: "text/javascript"}


def watch_assets_blueprint() -> Blueprint:
    """Make `/static/watch/`: these files say nothing of anybody, and may be kept."""
    blueprint = Blueprint("watch_assets", __name__)
    style = inline_style() + "\n" + (FOLDER / "watch.css").read_text("utf-8")
    script = (candidate_assets.FOLDER / OPEN_LINK).read_bytes()
    made = {"watch.css": style.encode("utf-8"), OPEN_LINK: script}
    files = Files(FOLDER, "/static/watch/", KINDS, made)

    @blueprint.get(files.rule)
    def show(name: str) -> Response:
        return files.answer(name)

    blueprint.add_app_template_global(files.address, "watch_asset")
    return blueprint
