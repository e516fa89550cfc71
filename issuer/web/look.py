"""`/look/`: the body's logo, for every page's head. Its address changes whenever it does."""

from __future__ import annotations

from flask import Blueprint, Response

from issuer.body.body import Body
from issuer.body.look import Picture, PictureKind
from issuer.wiring import IssuerWorld
from verifier.brand import Brand
from verifier.web.http.problems import Problem

_PATH = "/look/"
_WIDEST, _HIGHEST = 160, 40  # pixels, so that a phone has room for the name too
_TYPES = {PictureKind.SVG: "image/svg+xml", PictureKind.PNG: "image/png"}
_FOR_EVER = "public, max-age=31536000, immutable"


def look_blueprint(world: IssuerWorld) -> Blueprint:
    """Make the route of the logo as it is now."""
    blueprint = Blueprint("look", __name__)

    @blueprint.get(f"{_PATH}<name>")
    def show(name: str) -> Response:
        logo = world.body.look.logo
        if logo is None or name != _name(logo):
            raise Problem(404, "not_found", "There is no such picture.")
        response = Response(logo.data, mimetype=_TYPES[logo.kind])
        response.headers["Cache-Control"] = _FOR_EVER
        return response

    return blueprint


def brand_of(body: Body) -> Brand | None:
    """Return what pages show of a body, or None where it chose no look of its own."""
    logo = body.look.logo
    if not body.look.is_own:
        return None
    if logo is None:
        return Brand(body.name, body.look.accent)
    share = min(_WIDEST / logo.width, _HIGHEST / logo.height)
    size = max(1, round(logo.width * share)), max(1, round(logo.height * share))
    return Brand(body.name, body.look.accent, _PATH + _name(logo), *size)


def _name(logo: Picture) -> str:
    return f"{logo.digest[:16]}.{logo.kind.value}"
