"""Signing anew at the desk: how far it is, its next steps, and who could not be told."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuer.accounts.roles import Action
from issuer.credentials.resigning import Resigning
from issuer.errors import KeyUnavailableError
from issuer.web.admin.gate import officer
from issuer.web.permission import require
from issuer.wiring import IssuerWorld
from verifier.clock import Clock
from verifier.spreadsheet import guarded

_STEPS = 2  # batches of one answer: about a second
_SHOWN = 50  # of those who could not be told


def resigning_blueprint(world: IssuerWorld) -> Blueprint:
    """Make its page, what its button sends to, and the list as CSV."""
    blueprint = Blueprint("resigning", __name__, url_prefix="/keys/resigning")
    resigning = world.compromises.resigning

    @blueprint.get("")
    @require(Action.MANAGE_KEYS, fresh=False)
    def show() -> ResponseReturnValue:
        return _page(resigning, world.clock())

    @blueprint.post("")
    @require(Action.MANAGE_KEYS, fresh=False)
    def run() -> ResponseReturnValue:
        done, after, by = 0, "", officer().name
        for _ in range(_STEPS):
            step = resigning.step(actor=by, at=world.clock(), after=after)
            done, after = done + step.done, step.after or ""
            if step.after is None:
                break
        # Where nothing was done, what is left is in other hands: the page does not go on by itself.
        return redirect(url_for("admin.resigning.show", idle=None if done else 1), 303)

    @blueprint.get("/untold.csv")
    @require(Action.READ_CERTIFICATES, fresh=True)  # names, for whoever in the office writes
    def untold() -> Response:
        answer = Response(_rows(resigning, world.clock), mimetype="text/csv")
        answer.headers["Content-Disposition"] = 'attachment; filename="untold.csv"'
        return answer

    return blueprint


def _page(resigning: Resigning, at: datetime) -> str:
    try:
        waits, obstacle = resigning.waits_until(at=at), None
    except KeyUnavailableError as refusal:
        waits, obstacle = None, str(refusal)
    found = list(islice(resigning.untold(at=at), _SHOWN + 1))
    return render_template(
        "admin/keys/resigning.html",
        progress=resigning.progress(at=at),
        waits=waits,
        obstacle=obstacle,
        idle="idle" in request.args,
        untold=found[:_SHOWN],
        more=len(found) > _SHOWN,
    )


def _rows(resigning: Resigning, clock: Clock) -> Iterator[str]:
    yield _line("number", "name")
    for each in resigning.untold(at=clock()):
        yield _line(each.number, guarded(each.name))


def _line(*cells: str) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue()
