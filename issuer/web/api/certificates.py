"""`/api/v1/certificates`: list them, show one, draw it."""

from __future__ import annotations

from flask import Blueprint, Response, request

from issuer.accounts.roles import Action
from issuer.certificate.drawing import Paper
from issuer.web.api import documents
from issuer.web.api.answers import certificate_document, entry_answer, respond
from issuer.web.api.clients import SECURITY, require_client
from issuer.web.api.links import CERTIFICATES, turned_link
from issuer.web.listing import list_page
from issuer.web.pdf import pdf_response
from issuer.web.permission import require
from issuer.web.register import known_number, look_up
from issuer.wiring import IssuerWorld
from verifier.web.http.openapi import ApiDescription

TAG = "Certificates"


def certificates_blueprint(world: IssuerWorld, api: ApiDescription) -> Blueprint:
    """Make the addresses where certificates are read."""
    blueprint = Blueprint("certificates", __name__, url_prefix=CERTIFICATES)
    require_client(blueprint, world.sign_in, world.clock)
    _add_list(blueprint, world, api)
    _add_one(blueprint, world, api)
    _add_pdf(blueprint, world, api)
    return blueprint


def _add_list(blueprint: Blueprint, world: IssuerWorld, api: ApiDescription) -> None:
    @blueprint.get("")
    @api.operation(
        "listCertificates",
        query=documents.ListQuery,
        answers={200: documents.CertificateList},
        problems=(401, 422, 503),
        tag=TAG,
        security=SECURITY,
    )
    @require(Action.READ_CERTIFICATES)
    def list_certificates() -> Response:
        """List certificates, newest first, 50 a page; or those whose number or name matches."""
        query: documents.ListQuery = request.context.query  # type: ignore[attr-defined]
        page = list_page(world.database, query.search, query.state, query.page)
        return respond(
            documents.CertificateList(
                certificates=[certificate_document(each, world.body) for each in page.certificates],
                total=page.total,
                page=page.number,
                pages=page.pages,
                next=turned_link(world.body, CERTIFICATES, request.args, page.next),
                previous=turned_link(world.body, CERTIFICATES, request.args, page.previous),
            )
        )


def _add_one(blueprint: Blueprint, world: IssuerWorld, api: ApiDescription) -> None:
    @blueprint.get("/<number>")
    @api.operation(
        "showCertificate",
        answers={200: documents.CertificateAnswer},
        problems=(401, 404, 503),
        tag=TAG,
        security=SECURITY,
    )
    @require(Action.READ_CERTIFICATES)
    def show_certificate(number: str) -> Response:
        """Show a certificate, and the verdict that the public is told of it now."""
        return entry_answer(look_up(world, number, at=world.clock()), world.body)


def _add_pdf(blueprint: Blueprint, world: IssuerWorld, api: ApiDescription) -> None:
    @blueprint.get("/<number>/certificate.pdf")
    @api.operation(
        "drawCertificate",
        query=documents.PaperQuery,
        answers={},
        problems=(401, 404, 422, 500, 503),
        tag=TAG,
        security=SECURITY,
    )
    @require(Action.READ_CERTIFICATES)
    def draw_certificate(number: str) -> Response:
        """Draw the certificate as a PDF with its credential attached: `application/pdf`."""
        query: documents.PaperQuery = request.context.query  # type: ignore[attr-defined]
        paper = Paper(query.paper)
        pdf = world.printer.print(known_number(number), paper=paper, at=world.clock())
        return pdf_response(pdf, number)
