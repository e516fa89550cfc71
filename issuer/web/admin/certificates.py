"""The register: certificates found, and each one on its page with everything about it."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuer.accounts.roles import Action
from issuer.certificate.drawing import Paper
from issuer.certificate.qr import qr_svg
from issuer.credentials.certificate import CertificateState
from issuer.web.admin.changes import ACTIONS
from issuer.web.admin.finding import FoundPage, find, query_of, read_sought
from issuer.web.admin.forms import ActionForm
from issuer.web.admin.gate import officer
from issuer.web.admin.history import history_of
from issuer.web.admin.offers import offers_of
from issuer.web.admin.words import STATES, acts_for, state_of
from issuer.web.listing import STATES as LISTED
from issuer.web.pdf import pdf_response
from issuer.web.permission import require
from issuer.web.register import Entry, known_number, look_up, profession_of
from issuer.wiring import IssuerWorld

_REQUESTS = 20  # on a certificate's page
_LONGEST_NAME = 60


def register_blueprint(world: IssuerWorld) -> Blueprint:
    """Make the pages of certificates."""
    blueprint = Blueprint("certificates", __name__, url_prefix="/certificates")

    @blueprint.get("")
    @require(Action.READ_CERTIFICATES)
    def list_all() -> ResponseReturnValue:
        try:
            sought = read_sought(request.args)
            page = find(world.database, sought, request.args.get("after", ""))
        except ValueError as exc:
            return _list(world, FoundPage(), {}, error=str(exc)), 422
        return _list(world, page, query_of(sought))

    _add_searches(blueprint, world)
    _add_one(blueprint, world)
    return blueprint


def _add_searches(blueprint: Blueprint, world: IssuerWorld) -> None:
    @blueprint.post("")
    @require(Action.READ_CERTIFICATES)
    def keep_search() -> ResponseReturnValue:
        name = " ".join(request.form.get("name", "").split())[:_LONGEST_NAME]
        query = urlencode(query_of(read_sought(request.args))) if _is_readable() else ""
        with world.database.writing() as unit:
            if "drop" in request.form:
                unit.saved_searches.drop(officer().name, request.form["drop"][:_LONGEST_NAME])
            elif name.isprintable() and name and query:
                unit.saved_searches.save(officer().name, name, query, world.clock())
        where = url_for("admin.certificates.list_all")
        return redirect(f"{where}?{query}" if query else where, 303)


def _add_one(blueprint: Blueprint, world: IssuerWorld) -> None:
    @blueprint.get("/<number>")
    @require(Action.READ_CERTIFICATES)
    def show(number: str) -> ResponseReturnValue:
        return _show(world, look_up(world, number, at=world.clock()))

    @blueprint.get("/<number>/certificate.pdf")
    @require(Action.READ_CERTIFICATES)
    def draw(number: str) -> Response:
        paper = Paper.LETTER if request.args.get("paper") == Paper.LETTER else Paper.A4
        pdf = world.printer.print(known_number(number), paper=paper, at=world.clock())
        return pdf_response(pdf, number)

    @blueprint.get("/<number>/qr.svg")
    @require(Action.READ_CERTIFICATES)
    def code(number: str) -> Response:
        entry = look_up(world, number, at=world.clock())
        return Response(qr_svg(entry.link), mimetype="image/svg+xml")


def _is_readable() -> bool:
    try:
        read_sought(request.args)
    except ValueError:
        return False
    return True


def _show(world: IssuerWorld, entry: Entry) -> str:
    at, made = world.clock(), entry.certificate
    with world.database.reading() as unit:
        requests = unit.requests.of_certificate(made.number, _REQUESTS)
        complaints = unit.complaints.of_certificate(made.number)
        held = unit.applications.of_person(made.holder.reference)
        records = unit.credentials.of([made.number]).get(made.number, [])
    asked = [each.application.id for each in held if each.application.scheme == made.scheme]
    return render_template(
        "admin/certificate.html",
        entry=entry,
        made=made,
        state=state_of(made, at),
        allowed=[act for act in acts_for(made) if officer().may(ACTIONS[act.value])],
        replaceable=officer().may(Action.SUPERSEDE)
        and made.state is CertificateState.ACTIVE
        and made.successor is None
        and at < made.expires,
        requests=requests,
        complaints=[each for each in complaints if each.ended is None],
        applications=asked,
        records=records,
        history=history_of(made, world.database),
    )


def _list(
    world: IssuerWorld, page: FoundPage, query: dict[str, str], *, error: str | None = None
) -> str:
    at, trust = world.clock(), world.trust.current()
    with world.database.reading() as unit:
        saved = unit.saved_searches.of(officer().name)
    return render_template(
        "admin/certificates.html",
        page=page,
        query=query,
        rows=[(each, profession_of(each, trust), state_of(each, at)) for each in page.certificates],
        states=[(state.value, STATES[state].word) for state in LISTED],
        offers=offers_of(world),
        saved=[(name, kept, ActionForm(formdata=None)) for name, kept in saved],
        error=error,
    )
