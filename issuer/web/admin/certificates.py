"""The register: certificates listed and searched, and each one on its page."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from issuer.certificate.drawing import Paper
from issuer.certificate.qr import qr_svg
from issuer.web.admin.history import history_of
from issuer.web.admin.words import STATES, acts_for, state_of
from issuer.web.listing import STATES as LISTED
from issuer.web.listing import Page, list_page, read_page, read_search, read_state
from issuer.web.pdf import pdf_response
from issuer.web.register import known_number, look_up, profession_of
from issuer.wiring import IssuerWorld


def register_blueprint(world: IssuerWorld) -> Blueprint:
    """Make the pages of certificates."""
    blueprint = Blueprint("certificates", __name__, url_prefix="/certificates")

    @blueprint.get("")
    def list_all() -> ResponseReturnValue:
        try:
            return _list(world, _find(world))
        except ValueError as exc:
            return _list(world, Page(0, 1, ()), error=str(exc)), 422

    @blueprint.get("/<number>")
    def show(number: str) -> ResponseReturnValue:
        at = world.clock()
        entry = look_up(world, number, at=at)
        return render_template(
            "admin/certificate.html",
            entry=entry,
            made=entry.certificate,
            state=state_of(entry.certificate, at),
            allowed=acts_for(entry.certificate),
            history=history_of(entry.certificate, world.database),
        )

    @blueprint.get("/<number>/certificate.pdf")
    def draw(number: str) -> Response:
        paper = Paper.LETTER if request.args.get("paper") == Paper.LETTER else Paper.A4
        pdf = world.printer.print(known_number(number), paper=paper, at=world.clock())
        return pdf_response(pdf, number)

    @blueprint.get("/<number>/qr.svg")
    def code(number: str) -> Response:
        entry = look_up(world, number, at=world.clock())
        return Response(qr_svg(entry.link), mimetype="image/svg+xml")

    return blueprint


def _find(world: IssuerWorld) -> Page:
    return list_page(
        world.database,
        read_search(request.args.get("search", "")),
        read_state(request.args.get("state", "")),
        read_page(request.args.get("page", "1")),
    )


def _list(world: IssuerWorld, page: Page, *, error: str | None = None) -> str:
    at, trust = world.clock(), world.trust.current()
    return render_template(
        "admin/certificates.html",
        page=page,
        rows=[(each, profession_of(each, trust), state_of(each, at)) for each in page.certificates],
        states=[(state.value, STATES[state].word) for state in LISTED],
        error=error,
    )
