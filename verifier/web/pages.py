"""`/v`: what the QR code opens, the form for other ways in, and every verdict as a page."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from verifier.scan.pool import ReaderBusyError
from verifier.scan.text import trim
from verifier.trust import is_specimen
from verifier.verdict import Reason, Verdict
from verifier.web.http.bodies import max_body
from verifier.web.page_data import page_data
from verifier.web.services import Services
from verifier.web.skeleton import Place, teach_templates
from verifier.web.uploads import MAX_UPLOAD, busy, uploaded_file
from verifier.web.verdict_page import VerdictPage, make_page
from verifier.wiring import VerifierWorld

MAX_SHOWN = 40  # characters of what was typed that are shown for typing again


def pages_blueprint(world: VerifierWorld, services: Services) -> Blueprint:
    """Make the public pages. They set no cookie; only the QR code's link needs JavaScript."""
    blueprint = Blueprint("pages", __name__)
    limits, metrics = services.limits, services.metrics

    @blueprint.get("/")
    def front() -> ResponseReturnValue:
        return redirect("/v")  # the paper says "check at HOST", and people type just that

    @blueprint.get("/v")
    @blueprint.get("/V")
    def form() -> ResponseReturnValue:
        return _form(world), 200

    @blueprint.post("/v")
    @blueprint.post("/V")
    @max_body(MAX_UPLOAD)
    @limits.lookups
    def ask() -> ResponseReturnValue:
        way = "document" if request.files else "text"
        typed = trim(request.form.get("text", ""))
        if way == "text" and not typed:
            return _form(world, missing=True), 400
        verdict = _ask_document(world) if way == "document" else _ask_text(world, typed)
        return _show(world, metrics.count_verdict(verdict, way), typed)

    @blueprint.get("/v/<typed>")
    @blueprint.get("/V/<typed>")
    @limits.lookups
    def number(typed: str) -> ResponseReturnValue:
        verdict = world.inquiry.ask_number(trim(typed), at=world.clock())
        return _show(world, metrics.count_verdict(verdict, "number"), typed)

    teach_templates(blueprint)
    return blueprint


def _form(world: VerifierWorld, *, missing: bool = False) -> Response:
    trust = world.trust.current()
    return _render(
        "form",
        page={"typed": ""},
        specimen=any(is_specimen(issuer.url) for issuer in trust.issuers),
        missing=missing,
        known=page_data(trust, world.inquiry.verifier.ledgers),
        skeleton=Place("page"),
        item=Place("item"),
    )


def _ask_text(world: VerifierWorld, text: str) -> Verdict:
    return world.inquiry.ask_text(text, at=world.clock())


def _ask_document(world: VerifierWorld) -> Verdict:
    try:
        return world.inquiry.ask_document(uploaded_file("file"), at=world.clock())
    except ReaderBusyError as exc:
        raise busy() from exc


def _page(world: VerifierWorld, verdict: Verdict, typed: str = "") -> VerdictPage:
    shown = typed if len(typed) <= MAX_SHOWN else ""
    return make_page(verdict, world.trust.current(), host=request.host, typed=shown)


def _show(world: VerifierWorld, verdict: Verdict, typed: str) -> ResponseReturnValue:
    status = 404 if verdict.reason is Reason.UNKNOWN_NUMBER else 200
    return _render("verdict", page=_page(world, verdict, typed)), status


def _render(template: str, **values: object) -> Response:
    return make_response(render_template(f"verify/{template}.html", **values))
