"""The few files that pages load, and the style sheet that stands inside them."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, request
from markupsafe import Markup

FOLDER = Path(__file__).parent / "static"
KINDS = {".js": "text/javascript", ".svg": "image/svg+xml"}


def static_blueprint() -> Blueprint:
    """Make `/static/`. A file asked for by its present digest may be kept for a year."""
    blueprint = Blueprint("static_files", __name__)

    @blueprint.get("/static/<any('verify.js', 'icon.svg'):name>")
    def show(name: str) -> Response:
        response = Response(_content(name), mimetype=KINDS[Path(name).suffix])
        current = request.args.get("v") == _digest(name)
        age = "max-age=31536000, immutable" if current else "max-age=300"
        response.headers["Cache-Control"] = f"public, {age}"
        return response

    @blueprint.app_context_processor
    def teach() -> dict[str, object]:
        style = Markup(inline_style())  # noqa: S704 - our own file, never a caller's
        return {"asset": _address, "page_style": style}

    return blueprint


@cache
def inline_style() -> str:
    """Return the style sheet of the public pages, exactly as it stands in them."""
    return _content("page.css").decode("utf-8").strip()


def _address(name: str) -> str:
    return f"/static/{name}?v={_digest(name)}"


@cache
def _digest(name: str) -> str:
    return hashlib.sha256(_content(name)).hexdigest()[:12]


@cache
def _content(name: str) -> bytes:
    return (FOLDER / name).read_bytes()
