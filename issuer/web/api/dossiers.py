"""`/api/v1/applications/<id>/documents`: what was shown for an application, and what is struck."""

from __future__ import annotations

import re

from flask import Blueprint, Response, request

from issuer.accounts.roles import Action
from issuer.candidates.application import ApplicationState
from issuer.candidates.case_file import CaseFile
from issuer.candidates.errors import ApplicationClosedError, UnknownEntryError
from issuer.candidates.settlement import settle
from issuer.certification.dossier.bundle import MAX_BYTES, read_bundle
from issuer.certification.dossier.documents import Document, canonical
from issuer.intake.answers import Issued
from issuer.web.api import application_documents as documents
from issuer.web.api.answers import granted_answer, respond
from issuer.web.api.application_answers import entry_document, struck_part
from issuer.web.api.applications import TAG, show
from issuer.web.api.bodies import json_body
from issuer.web.api.clients import SECURITY, actor, require_client
from issuer.web.api.documents import GrantedAnswer
from issuer.web.api.links import APPLICATIONS
from issuer.web.permission import require
from issuer.wiring import IssuerWorld
from verifier.web.http.bodies import max_body
from verifier.web.http.openapi import ApiDescription

_ENTRY = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)


def dossiers_blueprint(world: IssuerWorld, api: ApiDescription) -> Blueprint:
    """Make the addresses of documents."""
    blueprint = Blueprint("dossiers", __name__)
    require_client(blueprint, world.sign_in, world.clock)
    _add_record(blueprint, world, api)
    _add_list(blueprint, world, api)
    _add_strike(blueprint, world, api)
    return blueprint


def _add_record(blueprint: Blueprint, world: IssuerWorld, api: ApiDescription) -> None:
    @blueprint.post(f"{APPLICATIONS}/<application>/documents")
    @max_body(MAX_BYTES, json=MAX_BYTES)
    @api.operation(
        "recordDocuments",
        json=documents.DocumentBody,
        bodies={},  # read by `read_bundle`, which tells every mistake in our words
        answers={201: documents.RecordedAnswer},
        problems=(400, 401, 404, 409, 413, 415, 422, 503),
        tag=TAG,
        security=SECURITY,
    )
    @require(Action.RECORD_DOCUMENTS)
    def record(application: str) -> Response:
        """Record one document, or `{"documents": [...]}`: all of them, or none.

        What is there already, word for word, is no news. Where the scheme itself decides, and
        everything is met now, the certificate is in the answer.
        """
        shown, at = read_bundle(request.get_json()), world.clock()
        case = world.candidates.dossiers.open(application, at=at)
        granted: list[GrantedAnswer] = []
        if not _are_known(case, shown):
            if case.record.state is not ApplicationState.OPEN:
                raise ApplicationClosedError(application)
            world.candidates.dossiers.record(case.person.ref, shown, author=actor(), at=at)
            granted = _settle(world, case.person.ref)
        stands = show(world, application)
        return respond(documents.RecordedAnswer(application=stands, granted=granted), 201)


def _are_known(case: CaseFile, shown: list[Document]) -> bool:
    known = {canonical(entry.document) for entry in case.dossier.entries}
    return all(canonical(document) in known for document in shown)


def _settle(world: IssuerWorld, person: str) -> list[GrantedAnswer]:
    """Let rules decide on what this person applied for; return what was granted."""
    return [
        granted_answer(answer.attempt, answer.number, answer.token, world.body)
        for answer in settle(world.candidates.decisions, [person], world.clock)
        if isinstance(answer, Issued)
    ]


def _add_list(blueprint: Blueprint, world: IssuerWorld, api: ApiDescription) -> None:
    @blueprint.get(f"{APPLICATIONS}/<application>/documents")
    @api.operation(
        "listDocuments",
        answers={200: documents.EntryList},
        problems=(401, 404, 503),
        tag=TAG,
        security=SECURITY,
    )
    @require(Action.READ_DOSSIERS)
    def list_all(application: str) -> Response:
        """List every document that belongs to an application, newest first, struck ones too."""
        case = world.candidates.dossiers.open(application, at=world.clock())
        with world.database.reading() as unit:
            history = unit.entries.history(case.person.ref)
        scheme = case.scheme.id
        mine = [each for each in history if getattr(each.document, "scheme", scheme) == scheme]
        return respond(documents.EntryList(documents=[entry_document(each) for each in mine]))


def _add_strike(blueprint: Blueprint, world: IssuerWorld, api: ApiDescription) -> None:
    @blueprint.post("/api/v1/documents/<document>/strike")
    @api.operation(
        "strikeDocument",
        json=documents.StrikeDocument,
        answers={200: documents.StruckAnswer},
        problems=(400, 401, 404, 409, 413, 415, 422, 503),
        tag=TAG,
        security=SECURITY,
    )
    @require(Action.RECORD_DOCUMENTS)
    def strike(document: str) -> Response:
        """Let a document count no more, for a reason. It stays on record."""
        wanted, at = json_body(documents.StrikeDocument), world.clock()
        if _ENTRY.fullmatch(document) is None:
            raise UnknownEntryError(document)
        author = actor()
        world.candidates.dossiers.strike(int(document), author=author, why=wanted.reason, at=at)
        struck = struck_part(at, author, wanted.reason)
        return respond(documents.StruckAnswer(id=int(document), struck=struck))
