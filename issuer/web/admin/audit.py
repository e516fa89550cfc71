"""The record of events at the desk: its newest events, and whether all of it holds."""

from __future__ import annotations

import re

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from issuer.accounts.roles import Action
from issuer.errors import SettingsError
from issuer.evidence.audit import newest
from issuer.evidence.checkpoint import origin_of
from issuer.evidence.note import NoteError
from issuer.evidence.proof import Found, Proof, prove
from issuer.store.checkpoint_folder import CheckpointFolder
from issuer.web.admin.event_words import event_in_words
from issuer.web.admin.words import PUBLIC_CLASSES
from issuer.web.permission import require
from issuer.wiring import IssuerWorld

_SHOWN = 100
_LONGEST = 200  # characters of a subject
_NUMBER = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)


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
    told = request.args.get("before", "")
    before = int(told) if _NUMBER.fullmatch(told) else None
    found = newest(world.database, _SHOWN + 1, subject=subject or None, before=before)
    events = found[:_SHOWN]
    return render_template(
        "admin/audit.html",
        events=events,
        subject=subject,
        proof=proof,
        is_first=before is None,
        following=events[-1].seq if len(found) > _SHOWN else None,
        kept=world.settings.checkpoint_folder is not None,
        event_in_words=event_in_words,
        classes=PUBLIC_CLASSES,
    )


def _prove(world: IssuerWorld) -> Proof:
    folder = world.settings.checkpoint_folder
    there = folder is not None and folder.is_dir()
    try:
        shelf = CheckpointFolder(folder) if folder is not None and there else None
        return prove(world.database, shelf, origin=origin_of(world.body.url))
    except (NoteError, SettingsError) as exc:
        return Proof(0, 0, 0, (Found(1, str(exc), "checkpoint"),))
