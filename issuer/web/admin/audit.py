"""The record of events at the desk: its newest events, and whether all of it holds."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from issuer.accounts.roles import Action
from issuer.evidence.audit import newest
from issuer.evidence.checkpoint import origin_of
from issuer.evidence.note import NoteError
from issuer.evidence.proof import Found, Proof, prove
from issuer.store.checkpoint_folder import CheckpointFolder
from issuer.web.permission import require
from issuer.wiring import IssuerWorld

_SHOWN = 100
_LONGEST = 200  # characters of a subject


def audit_blueprint(world: IssuerWorld) -> Blueprint:
    """Make the pages."""
    blueprint = Blueprint("audit", __name__, url_prefix="/record")

    @blueprint.get("")
    @require(Action.READ_AUDIT)
    def show() -> ResponseReturnValue:
        return _page(world, None)

    @blueprint.post("/verify")
    @require(Action.READ_AUDIT)
    def verify() -> ResponseReturnValue:
        return _page(world, _prove(world))

    return blueprint


def _page(world: IssuerWorld, proof: Proof | None) -> str:
    subject = request.args.get("of", "").strip()[:_LONGEST]
    events = newest(world.database, _SHOWN, subject=subject or None)
    return render_template(
        "admin/audit.html",
        events=events,
        subject=subject,
        proof=proof,
        limit=_SHOWN,
        kept=world.settings.checkpoint_folder is not None,
    )


def _prove(world: IssuerWorld) -> Proof:
    folder = world.settings.checkpoint_folder
    there = folder is not None and folder.is_dir()
    shelf = CheckpointFolder(folder) if folder is not None and there else None
    try:
        return prove(world.database, shelf, origin=origin_of(world.body.url))
    except NoteError as exc:
        return Proof(0, 0, 0, (Found(1, str(exc), "checkpoint"),))
