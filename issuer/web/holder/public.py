"""`/share/KEY`: the public page of a certificate, while its holder has it switched on.

An address that never was and one that was switched off get the same answer, which names nobody.
"""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, url_for
from flask.typing import ResponseReturnValue

from issuer.certificate.preview import HEIGHT, WIDTH, draw_preview
from issuer.errors import UnknownCertificateError
from issuer.holder.records import Share
from issuer.holder.showing import json_ld
from issuer.web.holder.own import verdict_on
from issuer.web.holder.view import shown_of
from issuer.wiring import IssuerWorld
from verifier.web.http.languages import in_all_languages, reader_language
from verifier.web.http.limits import RateLimits
from verifier.web.http.problems import Problem, respond
from verifier.web.verdict_page import make_page

PICTURES = "60 per minute"  # from one address

GONE = "There is no page at this address, or its owner has switched it off."


def share_blueprint(world: IssuerWorld, limits: RateLimits) -> Blueprint:
    """Make the public page and its picture."""
    blueprint = Blueprint("share", __name__, url_prefix="/share")
    in_all_languages(blueprint)

    @blueprint.get("/<key>")
    @limits.lookups
    def show(key: str) -> ResponseReturnValue:
        return _show(world, key)

    def picture(key: str) -> ResponseReturnValue:
        share, made = world.holder.sharing.open(key)
        verdict = verdict_on(world, made.number)
        drawing = world.printer.drawing(made.number, reader_language())
        png = draw_preview(world.printer.typesetter, drawing, world.body.url, verdict.reason)
        response = Response(png, mimetype="image/png")
        response.headers["X-Robots-Tag"] = _robots(share)
        return response

    blueprint.get("/<key>/preview.png")(limits.limited(picture, PICTURES))

    @blueprint.errorhandler(UnknownCertificateError)
    def gone(_: UnknownCertificateError) -> Response:
        return respond(Problem(404, "not_found", GONE))

    return blueprint


def _show(world: IssuerWorld, key: str) -> Response:
    share, made = world.holder.sharing.open(key)
    language = reader_language()
    verdict = verdict_on(world, made.number)
    page = make_page(verdict, world.trust.current(), host=world.body.host, language=language)
    picture = world.body.url + url_for("share.picture", key=key, lang=language.code)
    shown = shown_of(world, made.number, share, language)
    answer = make_response(
        render_template(
            "holder/share.html",
            page=page,
            share=share,
            shown=shown,
            picture=picture,
            size=(WIDTH, HEIGHT),
            data=json_ld(shown, is_valid=page.is_valid, picture=picture),
        )
    )
    answer.headers["X-Robots-Tag"] = _robots(share)
    return answer


def _robots(share: Share) -> str:
    return "all" if share.is_found else "noindex"
