"""The few files that pages load, and the style sheet that stands inside them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from flask import Blueprint, Response
from markupsafe import Markup

from verifier.languages import CODES, Language, languages
from verifier.web.http.files import Files
from verifier.web.http.headers import CSP
from verifier.web.one_script import one_script

FOLDER = Path(__file__).parent / "static"
SCRIPT = "verify.js"
MANIFEST = "app.webmanifest"
KINDS = {
    SCRIPT: "text/javascript",
    **{f"scan.{code}.js": "text/javascript" for code in CODES},
    "icon.svg": "image/svg+xml",
    MANIFEST: "application/manifest+json",
}
SCANNING = {
    "stop": "Stop the camera",
    "refused": "The camera is not allowed here. Type the number instead.",
    "none": "No camera could be used. Type the number instead.",
}
# Of the worker, for what it fetches.
KEEPER_POLICY = "default-src 'none'; connect-src 'self'; frame-ancestors 'none'"
_APP = {
    "name": "Check a certificate",
    "short_name": "Check",
    "start_url": "/v",
    "scope": "/v",
    "display": "minimal-ui",
    "background_color": "#eeeeff",
    "theme_color": "#eeeeff",
    "icons": [{"src": "/static/icon.svg", "sizes": "any", "type": "image/svg+xml"}],
}


def static_blueprint() -> Blueprint:
    """Make `/static/`, and the worker that keeps the page for when there is no network."""
    blueprint = Blueprint("static_files", __name__)
    scripts = {f"scan.{each.code}.js": scan_script(each) for each in languages()}
    made = {SCRIPT: page_script(), MANIFEST: manifest(), **scripts}
    files = Files(FOLDER, "/static/", KINDS, made)
    keeper = (FOLDER / "sw.js").read_bytes()

    @blueprint.get(files.rule)
    def show(name: str) -> Response:
        return files.answer(name)

    @blueprint.get("/sw.js")  # at the top, because a worker keeps only what is below its address
    def keep() -> Response:
        response = Response(keeper, mimetype="text/javascript")
        response.headers[CSP] = KEEPER_POLICY
        return response

    @blueprint.app_context_processor
    def teach() -> dict[str, object]:
        style = Markup(inline_style())  # noqa: S704 - our own file, never a caller's
        return {"asset": files.address, "page_style": style}

    return blueprint


@cache
def inline_style() -> str:
    """Return the style sheet of the public pages, exactly as it stands in them."""
    return (FOLDER / "page.css").read_text("utf-8").replace("\n", "")


@cache
def page_script() -> bytes:
    """Return the script of the public pages: `verify.js` and all that it imports."""
    return one_script(FOLDER / SCRIPT)


@cache
def scan_script(language: Language) -> bytes:
    """Return the script of the camera, which is fetched when its button is pressed."""
    said = {what: language.say(sentence) for what, sentence in SCANNING.items()}
    text = (FOLDER / "scan.js").read_text("utf-8")
    words = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return f"{{const SAID={words};\n{text}}}\n".encode()


@cache
def manifest() -> bytes:
    """Return what a phone needs to put the page beside its other apps."""
    return json.dumps(_APP, separators=(",", ":")).encode()
