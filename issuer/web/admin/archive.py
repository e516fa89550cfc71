"""A certificate's whole file for an audit, from the desk: a page that asks, and the signed zip."""

from __future__ import annotations

import io

from flask import Blueprint, render_template, send_file
from flask.typing import ResponseReturnValue

from issuer.accounts.roles import Action
from issuer.errors import UnknownCertificateError
from issuer.web.admin.gate import officer
from issuer.web.permission import require
from issuer.web.register import known_number
from issuer.wiring import IssuerWorld

ZIP = "application/zip"


def archive_blueprint(world: IssuerWorld) -> Blueprint:
    """Make the page and its button."""
    blueprint = Blueprint("archive", __name__, url_prefix="/certificates/<number>/archive")

    @blueprint.get("")
    @require(Action.EXPORT_AUDIT, fresh=False)
    def ask(number: str) -> ResponseReturnValue:
        with world.database.reading() as unit:
            if known_number(number) not in unit.certificates.find([number]):
                raise UnknownCertificateError(number)
        return render_template("admin/archive.html", number=number)

    @blueprint.post("")
    @require(Action.EXPORT_AUDIT)
    def make(number: str) -> ResponseReturnValue:
        at = world.clock()
        made = world.archives.make(known_number(number), actor=officer().name, at=at)
        return send_file(
            io.BytesIO(made), ZIP, as_attachment=True, download_name=f"{number}-{at:%Y%m%d}.zip"
        )

    return blueprint
