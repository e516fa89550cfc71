"""`/api/v1/registers`: providers, courses, supervisors, examiners, sittings."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, request

from issuer.accounts.roles import Action
from issuer.candidates.errors import UnknownListedError
from issuer.certification.dossier.documents import LISTED_KINDS, read_listed
from issuer.certification.dossier.register import Listed
from issuer.certification.errors import DocumentError, Fault
from issuer.web.api import application_documents as documents
from issuer.web.api.answers import respond
from issuer.web.api.application_answers import listed_document
from issuer.web.api.clients import SECURITY, actor, require_client
from issuer.web.permission import require
from issuer.wiring import IssuerWorld
from verifier.web.http.openapi import ApiDescription

TAG = "Registers"


def registers_blueprint(world: IssuerWorld, api: ApiDescription) -> Blueprint:
    """Make the addresses of the registers."""
    blueprint = Blueprint("registers", __name__, url_prefix="/api/v1/registers")
    require_client(blueprint, world.sign_in, world.clock)
    _add_readers(blueprint, world, api)
    _add_put(blueprint, world, api)
    return blueprint


def _add_readers(blueprint: Blueprint, world: IssuerWorld, api: ApiDescription) -> None:
    @blueprint.get("/<kind>")
    @api.operation(
        "listRegister",
        answers={200: documents.ListedList},
        problems=(401, 404, 503),
        tag=TAG,
        security=SECURITY,
    )
    @require(Action.READ_REGISTERS)
    def list_all(kind: str) -> Response:
        """List a register: `provider`, `course`, `supervisor`, `examiner` or `sitting`."""
        entries = world.candidates.registers.all(_known(kind))
        return respond(documents.ListedList(entries=[listed_document(each) for each in entries]))

    @blueprint.get("/<kind>/<entry>")
    @api.operation(
        "showRegisterEntry",
        answers={200: documents.ListedDocument},
        problems=(401, 404, 503),
        tag=TAG,
        security=SECURITY,
    )
    @require(Action.READ_REGISTERS)
    def show(kind: str, entry: str) -> Response:
        """Show the newest revision of an entry."""
        return respond(listed_document(world.candidates.registers.find(_known(kind), entry)))


def _add_put(blueprint: Blueprint, world: IssuerWorld, api: ApiDescription) -> None:
    @blueprint.put("/<kind>/<entry>")
    @api.operation(
        "putRegisterEntry",
        json=documents.ListedBody,
        bodies={},  # read by `read_listed`, which tells every mistake in our words
        answers={200: documents.ListedDocument},
        problems=(400, 401, 404, 413, 415, 422, 503),
        tag=TAG,
        security=SECURITY,
    )
    @require(Action.REVISE_REGISTERS)
    def put(kind: str, entry: str) -> Response:
        """Record an entry's next revision. The same content again changes nothing."""
        listed = _addressed(_known(kind), entry, request.get_json())
        registers = world.candidates.registers
        registers.put(listed, author=actor(), at=world.clock())
        return respond(listed_document(registers.find(kind, entry)))


def _known(kind: str) -> str:
    if kind not in LISTED_KINDS:
        raise UnknownListedError(kind)
    return kind


def _addressed(kind: str, entry: str, members: Mapping[str, object]) -> Listed:
    """Return the entry that `members` are: the one that the address names, and no other."""
    named = {"kind": kind, "id": entry}
    faults = [
        Fault(name, "give what the address says, or leave it out")
        for name, value in named.items()
        if members.get(name, value) != value
    ]
    if faults:
        raise DocumentError(faults)
    return read_listed({**members, **named})
