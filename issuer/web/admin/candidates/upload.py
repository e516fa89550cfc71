"""A CSV file at the desk: checked first, row by row, and recorded whole once that is confirmed.

Between the two the file travels in the page, packed: the server keeps nothing of it.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuer.accounts.roles import Action
from issuer.candidates.roster import Outcome
from issuer.certification.dossier.roster_csv import (
    read_applications,
    read_documents,
    read_register,
)
from issuer.web.admin.candidates.settling import settle
from issuer.web.admin.gate import officer
from issuer.web.permission import require
from issuer.wiring import IssuerWorld
from verifier.web.http.bodies import MAX_FORM_MEMORY, max_body

MAX_FILE = 2_000_000  # bytes
MAX_PACKED = MAX_FORM_MEMORY - 16_384  # what a form may hold, less its other fields
MAX_LINES = 3000  # recorded in one request; more is for the command line
SHOWN = 200  # bad rows
KINDS = {
    "applications": "Applications",
    "documents": "Documents of dossiers",
    "registers": "Entries of the registers",
}

_TOO_LARGE = (
    f"The file is too large for this page: at most {MAX_LINES} rows and {MAX_FILE} bytes. "
    "The command line takes larger ones: probatum import."
)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was handed in, and as what."""

    kind: str
    data: bytes

    @property
    def packed(self) -> str:
        """Return the file as it travels in the page."""
        return base64.b64encode(zlib.compress(self.data, 9)).decode("ascii")


def upload_blueprint(world: IssuerWorld) -> Blueprint:
    """Make the page that takes files."""
    blueprint = Blueprint("upload", __name__, url_prefix="/applications/upload")

    @blueprint.get("")
    @require(Action.RECORD_DOCUMENTS)
    def ask() -> ResponseReturnValue:
        return _page()

    @blueprint.post("")
    @max_body(MAX_FILE + 32_768)
    @require(Action.RECORD_DOCUMENTS)
    def send() -> ResponseReturnValue:
        try:
            upload = _read()
        except ValueError as exc:
            return _page(error=str(exc)), 422
        confirmed = "packed" in request.form
        outcome = _run(world, upload, dry=not confirmed)
        if outcome.bad:
            return _page(upload, outcome), 422
        if not confirmed:
            return _page(upload, outcome)
        flash(f"{outcome.good} rows are recorded.", "told")
        return redirect(url_for("admin.applications.list_all"), 303)

    return blueprint


def _read() -> Upload:
    """Return what was handed in, or raise `ValueError` in words for people."""
    kind = request.form.get("kind", "")
    if kind not in KINDS:
        raise ValueError("Say what the file holds.")
    packed, file = request.form.get("packed"), request.files.get("file")
    data = _unpack(packed) if packed is not None else file.read() if file else b""
    if not data:
        raise ValueError("Choose a CSV file.")
    upload = Upload(kind, data)
    if data.count(b"\n") > MAX_LINES + 1 or len(data) > MAX_FILE or len(upload.packed) > MAX_PACKED:
        raise ValueError(_TOO_LARGE)
    return upload


def _unpack(packed: str) -> bytes:
    try:
        pressed = base64.b64decode(packed, validate=True)
        # One byte more than allowed tells a file that is too large from one that just fits.
        return zlib.decompressobj().decompress(pressed, MAX_FILE + 1)
    except (binascii.Error, ValueError, zlib.error) as exc:
        raise ValueError("The file was not passed on whole. Choose it again.") from exc


def _run(world: IssuerWorld, upload: Upload, *, dry: bool) -> Outcome:
    rosters, actor, at = world.candidates.roster, officer().name, world.clock()
    if upload.kind == "applications":
        roster = rosters.applications
        run = roster.check if dry else roster.take
        return run(read_applications(upload.data), actor=actor, at=at)
    if upload.kind == "registers":
        listed = rosters.registers
        register = listed.check if dry else listed.take
        return register(read_register(upload.data), actor=actor, at=at)
    rows = list(read_documents(upload.data))
    shown = rosters.documents.check if dry else rosters.documents.take
    outcome = shown(rows, actor=actor, at=at)
    if not dry and not outcome.bad:
        settle(world, sorted({row.result[0] for row in rows if row.result is not None}))
    return outcome


def _page(
    upload: Upload | None = None, outcome: Outcome | None = None, error: str | None = None
) -> str:
    return render_template(
        "admin/candidates/upload.html",
        kinds=KINDS,
        upload=upload,
        outcome=outcome,
        limit=SHOWN,
        error=error,
    )
