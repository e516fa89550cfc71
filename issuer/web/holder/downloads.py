"""What a holder takes away: paper in three languages, a poster, a card, and the code alone."""

from __future__ import annotations

from flask import Blueprint, Response, request

from issuer.certificate.card import draw_card
from issuer.certificate.drawing import Paper
from issuer.certificate.poster import draw_poster
from issuer.certificate.qr import qr_svg
from issuer.web.holder.own import DRAWINGS, Own, paper_languages, type_of
from issuer.web.pdf import pdf_response
from verifier.languages import ENGLISH, Language
from verifier.web.http.limits import RateLimits

PIXELS = 12  # a module: 1,116 along an ordinary code, sharp in print at 90 mm


def add_downloads(blueprint: Blueprint, own: Own, limits: RateLimits) -> None:
    """Add the files. Each is drawn when it is asked for."""
    printer = own.world.printer

    def certificate() -> Response:
        number, spoken = _wanted(own)
        pdf = printer.print(number, paper=_paper(), at=own.world.clock(), language=spoken)
        return pdf_response(pdf, _named(number, "", spoken))

    def poster() -> Response:
        number, spoken = _wanted(own)
        pdf = draw_poster(printer.typesetter, printer.drawing(number, spoken), _paper())
        return _hand_out(own, number, f"poster-{_paper().value}-{spoken.code}", pdf)

    def card() -> Response:
        number, spoken = _wanted(own)
        pdf = draw_card(printer.typesetter, printer.drawing(number, spoken), own.world.body.url)
        return _hand_out(own, number, f"card-{spoken.code}", pdf)

    def code() -> Response:
        number, _ = _wanted(own)
        svg = qr_svg(printer.drawing(number).link)
        return _file(svg, "image/svg+xml", f"{number}.svg")

    def code_picture() -> Response:
        number, _ = _wanted(own)
        png = printer.typesetter.code_picture(printer.drawing(number).link, pixels=PIXELS)
        return _file(png, "image/png", f"{number}.png")

    blueprint.get("/certificate.pdf")(limits.limited(certificate, DRAWINGS))
    blueprint.get("/poster.pdf")(limits.limited(poster, DRAWINGS))
    blueprint.get("/card.pdf")(limits.limited(card, DRAWINGS))
    blueprint.get("/code.svg")(limits.limited(code, DRAWINGS))
    blueprint.get("/code.png")(limits.limited(code_picture, DRAWINGS))


def _wanted(own: Own) -> tuple[str, Language]:
    """Return the number behind the cookie, and the language asked for if it can be printed."""
    opened = own.opened()
    kind = type_of(own.world, opened.holding.current.type)
    asked = request.args.get("in", "")
    spoken = next((each for each in paper_languages(kind) if each.code == asked), ENGLISH)
    return opened.number, spoken


def _paper() -> Paper:
    return Paper.LETTER if request.args.get("paper") == Paper.LETTER else Paper.A4


def _named(number: str, what: str, spoken: Language) -> str:
    parts = [number, what, "" if spoken is ENGLISH else spoken.code]
    return "-".join(part for part in parts if part)


def _hand_out(own: Own, number: str, kind: str, pdf: bytes) -> Response:
    made = own.world.printer.handed_out(number, kind, pdf, at=own.world.clock())
    return pdf_response(made, f"{number}-{kind}")


def _file(data: bytes, media_type: str, name: str) -> Response:
    response = Response(data, mimetype=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
