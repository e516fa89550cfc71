"""`POST /api/v1/certificates/<number>/suspend|reinstate|revoke`."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response

from issuer.accounts.roles import Action
from issuer.credentials.lifecycle import Act
from issuer.web.api import documents
from issuer.web.api.answers import entry_answer
from issuer.web.api.bodies import json_body
from issuer.web.api.certificates import TAG
from issuer.web.api.clients import SECURITY, actor, require_client
from issuer.web.api.links import CERTIFICATES
from issuer.web.permission import require
from issuer.web.register import known_number, look_up
from issuer.wiring import IssuerWorld
from verifier.web.http.openapi import ApiDescription

_ACTS = {
    Act.SUSPEND: Action.SUSPEND,
    Act.REINSTATE: Action.REINSTATE,
    Act.REVOKE: Action.REQUEST_WITHDRAWAL,
}
_SAID = {
    Act.SUSPEND: "Suspend a certificate: for the time being nobody is told that it is valid.",
    Act.REINSTATE: "Reinstate a suspended certificate: it is valid again.",
    Act.REVOKE: "Revoke a certificate, for ever. When this answers, every check says so.",
}


def changes_blueprint(world: IssuerWorld, api: ApiDescription) -> Blueprint:
    """Make the addresses where certificates are changed, one for each act."""
    blueprint = Blueprint("changes", __name__, url_prefix=CERTIFICATES)
    require_client(blueprint, world.sign_in, world.clock)
    for act in Act:
        describe = api.operation(
            f"{act}Certificate",
            json=documents.ChangeDocument,
            answers={200: documents.CertificateAnswer},
            problems=(400, 401, 404, 409, 413, 415, 422, 503),
            tag=TAG,
            security=SECURITY,
        )
        blueprint.post(f"/<number>/{act}")(describe(_view(world, act)))
    return blueprint


def _view(world: IssuerWorld, act: Act) -> Callable[[str], Response]:
    def change(number: str) -> Response:
        wanted = json_body(documents.ChangeDocument)
        at = world.clock()
        world.lifecycle.act(
            act,
            known_number(number),
            reason=wanted.reason,
            actor=actor(),
            at=at,
            note=wanted.note,
        )
        return entry_answer(look_up(world, number, at=at), world.body)

    require(_ACTS[act])(change)
    change.__name__, change.__doc__ = f"{act}_certificate", _SAID[act]
    return change
