"""The pages' style sheet (that of the public pages, and a little more) and their two scripts."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response

from issuer.web.candidate import assets as candidate_assets
from issuer.web.watch import assets as watch_assets
from verifier.web.http.files import Files
from verifier.web.static_files import inline_style

FOLDER = Path(__file__).parent / "static"
OPEN_LINK = "open_link.js"
KINDS = {
    "holder.css": "text/css",
    "copy.js": "text/javascript",
    OPEN_LINK: "text/javascript",
}


def holder_assets_blueprint() -> Blueprint:
    """Make `/static/me/`: these files say nothing of anybody, and may be kept."""
    blueprint = Blueprint("holder_assets", __name__)
    forms = (watch_assets.FOLDER / "watch.css").read_text("utf-8")
    own = (FOLDER / "holder.css").read_text("utf-8")
    style = f"{inline_style()}\n{forms}\n{own}"
    script = (candidate_assets.FOLDER / OPEN_LINK).read_bytes()
    files = Files(
        FOLDER, "/static/me/", KINDS, {"holder.css": style.encode("utf-8"), OPEN_LINK: script}
    )

    @blueprint.get(files.rule)
    def show(name: str) -> Response:
        return files.answer(name)

    blueprint.add_app_template_global(files.address, "holder_asset")
    return blueprint
