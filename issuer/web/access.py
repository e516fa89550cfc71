"""The access log: who looked at whose data, at the desk and by the API. Kept for a year."""

from __future__ import annotations

import logging

from flask import Flask, Response, current_app, g, has_request_context, request

from issuer.accounts.roles import Action
from issuer.errors import StorageUnavailableError
from issuer.privacy.ports import MANY, Access
from issuer.web.admin.gate import current
from issuer.web.permission import permission_of
from issuer.wiring import IssuerWorld

_PERSONAL = frozenset(
    {
        Action.READ_CERTIFICATES,
        Action.READ_DOSSIERS,
        Action.READ_COMPLAINTS,
        Action.EXPORT_AUDIT,
        Action.EXPORT_PERSON,
        Action.ASK_ERASURE,
        Action.DECIDE_ERASURE,
    }
)
_SUBJECTS = ("number", "application", "person", "appeal", "attempt", "complaint", "erasure")
_OK = 200
_log = logging.getLogger(__name__)


def watch_reads(app: Flask, world: IssuerWorld) -> None:
    """Note every page, file and answer that shows somebody's data."""

    @app.after_request
    def note(response: Response) -> Response:
        subject = _subject() if response.status_code == _OK else None
        if subject is not None:
            access = Access(world.clock(), _who(), str(request.endpoint), subject)
            try:
                with world.database.writing() as unit:
                    unit.accesses.add([access])
            except StorageUnavailableError:
                _log.critical("an access to %s could not be noted", access.what)
        return response


def _subject() -> str | None:
    """Return whose data this request read; None where it read nobody's."""
    if request.method != "GET" or request.endpoint is None or not has_request_context():
        return None
    permission = permission_of(current_app.view_functions.get(request.endpoint))
    action = permission.action(request.view_args) if permission else None
    if action not in _PERSONAL:
        return None
    parts = request.view_args or {}
    return next((str(parts[name]) for name in _SUBJECTS if name in parts), MANY)


def _who() -> str:
    if "client" in g:
        return f"api:{g.client}"
    officer = current().officer
    return "nobody" if officer is None else officer.name
