"""`/api/v1/applications`: apply, list, show how one stands, withdraw."""

from __future__ import annotations

from flask import Blueprint, Response, request

from issuer.accounts.roles import Action
from issuer.candidates.application import ApplicationState
from issuer.certification.dossier.applicant import Applicant, read_applicant
from issuer.web.api import application_documents as documents
from issuer.web.api.answers import respond
from issuer.web.api.application_answers import application_answer, application_document
from issuer.web.api.clients import SECURITY, actor, require_client
from issuer.web.api.links import APPLICATIONS, application_link, turned_link
from issuer.web.application_listing import list_applications
from issuer.web.permission import require
from issuer.wiring import IssuerWorld
from verifier.web.http.openapi import ApiDescription

TAG = "Applications"


def applications_blueprint(world: IssuerWorld, api: ApiDescription) -> Blueprint:
    """Make the addresses of applications."""
    blueprint = Blueprint("applications", __name__, url_prefix=APPLICATIONS)
    require_client(blueprint, world.sign_in, world.clock)
    _add_apply(blueprint, world, api)
    _add_list(blueprint, world, api)
    _add_one(blueprint, world, api)
    _add_withdraw(blueprint, world, api)
    return blueprint


def show(world: IssuerWorld, application: str) -> documents.ApplicationAnswer:
    """Return how an application stands now, or raise `UnknownApplicationError`."""
    case = world.candidates.dossiers.open(application, at=world.clock())
    return application_answer(case, world.candidates.pages.aftermath(case), world.body)


def _add_apply(blueprint: Blueprint, world: IssuerWorld, api: ApiDescription) -> None:
    @blueprint.post("")
    @api.operation(
        "apply",
        json=Applicant,
        bodies={},  # read by `read_applicant`, which tells every mistake in our words
        answers={201: documents.ApplicationDocument},
        problems=(400, 401, 409, 413, 415, 422, 503),
        tag=TAG,
        security=SECURITY,
    )
    @require(Action.RECORD_DOCUMENTS)
    def apply() -> Response:
        """Apply for a certification. The same again gets the same application.

        A person's decision on it is made at the desk or by `probatum application grant`: no key
        can grant or deny.
        """
        applicant = read_applicant(request.get_json())
        record = world.candidates.admission.apply(applicant, actor=actor(), at=world.clock())
        person = applicant.person.to_person()
        response = respond(application_document(record, person, world.body), 201)
        response.headers["Location"] = application_link(world.body, record.application.id)
        return response


def _add_list(blueprint: Blueprint, world: IssuerWorld, api: ApiDescription) -> None:
    @blueprint.get("")
    @api.operation(
        "listApplications",
        query=documents.ApplicationQuery,
        answers={200: documents.ApplicationList},
        problems=(401, 422, 503),
        tag=TAG,
        security=SECURITY,
    )
    @require(Action.READ_DOSSIERS)
    def list_all() -> Response:
        """List applications, newest first, 50 a page; or those whose id, person or name matches."""
        query: documents.ApplicationQuery = request.context.query  # type: ignore[attr-defined]
        page = list_applications(
            world.database, query.search, query.scheme, query.state, query.page
        )
        found = page.applications
        return respond(
            documents.ApplicationList(
                applications=[application_document(*each, world.body) for each in found],
                total=page.total,
                page=page.number,
                pages=page.pages,
                next=turned_link(world.body, APPLICATIONS, request.args, page.next),
                previous=turned_link(world.body, APPLICATIONS, request.args, page.previous),
            )
        )


def _add_one(blueprint: Blueprint, world: IssuerWorld, api: ApiDescription) -> None:
    @blueprint.get("/<application>")
    @api.operation(
        "showApplication",
        answers={200: documents.ApplicationAnswer},
        problems=(401, 404, 503),
        tag=TAG,
        security=SECURITY,
    )
    @require(Action.READ_DOSSIERS)
    def show_application(application: str) -> Response:
        """Show how an application stands: every requirement, and the decision if there is one."""
        return respond(show(world, application))


def _add_withdraw(blueprint: Blueprint, world: IssuerWorld, api: ApiDescription) -> None:
    @blueprint.post("/<application>/withdraw")
    @api.operation(
        "withdrawApplication",
        answers={200: documents.ApplicationAnswer},
        problems=(401, 404, 409, 503),
        tag=TAG,
        security=SECURITY,
    )
    @require(Action.RECORD_DOCUMENTS)
    def withdraw(application: str) -> Response:
        """Close an open application, as the candidate asked. Asked again, nothing changes."""
        at = world.clock()
        before = world.candidates.dossiers.open(application, at=at)
        if before.record.state is not ApplicationState.WITHDRAWN:
            world.candidates.admission.withdraw(application, actor=actor(), at=at)
        return respond(show(world, application))
