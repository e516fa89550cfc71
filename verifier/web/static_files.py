"""The few files that pages load, and the style sheet that stands inside them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from flask import Blueprint, Response
from markupsafe import Markup

from verifier.web.http.files import Files

FOLDER = Path(__file__).parent / "static"
KINDS = {"verify.js": "text/javascript", "icon.svg": "image/svg+xml"}


def static_blueprint() -> Blueprint:
    """Make `/static/`."""
    blueprint = Blueprint("static_files", __name__)
    files = Files(FOLDER, "/static/", KINDS)

    @blueprint.get(files.rule)
    def show(name: str) -> Response:
        return files.answer(name)

    @blueprint.app_context_processor
    def teach() -> dict[str, object]:
        style = Markup(inline_style())  # noqa: S704 - our own file, never a caller's
        return {"asset": files.address, "page_style": style}

    return blueprint


@cache
def inline_style() -> str:
    """Return the style sheet of the public pages, exactly as it stands in them."""
    return (FOLDER / "page.css").read_text("utf-8").strip()
