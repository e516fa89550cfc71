"""Examiners score stations on a tablet: what they have to score, and each score sheet.

The sheet is an ordinary form. Its script sends the same form at every tap, to `taps`, which answers
in JSON; without a script it is sent by its buttons.
"""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuer.accounts.roles import Action
from issuer.candidates.errors import ScoreError, SheetConflictError
from issuer.candidates.scoring import OpenSheet
from issuer.candidates.sheet import Sheet, SheetKey
from issuer.certification.errors import CertificationError
from issuer.errors import IssuerError
from issuer.web.admin.gate import officer
from issuer.web.admin.scored import Scored, key_of, query_of, read_scored, store_of
from issuer.web.permission import require
from issuer.web.problems import detail_of, refusal_of
from issuer.web.refusals import to_problem
from issuer.wiring import IssuerWorld
from verifier.web.http.headers import set_policy
from verifier.web.http.logs import note_refusal
from verifier.web.http.problems import Problem

# As the desk's, and the script may call this site.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
MARKS = ("Unsafe or absent", "Below standard", "Meets standard", "Above standard")


def scoring_blueprint(world: IssuerWorld) -> Blueprint:
    """Make the pages of examiners."""
    blueprint = Blueprint("scoring", __name__, url_prefix="/scoring")
    set_policy(blueprint, _POLICY)
    blueprint.register_blueprint(_taps_blueprint(world))

    @blueprint.get("")
    @require(Action.SCORE)
    def list_all() -> ResponseReturnValue:
        wanted = world.candidates.scoring.sheets_for(officer().name, world.clock())
        return render_template(
            "admin/scores.html", wanted=wanted, query_of=query_of, store_of=store_of
        )

    @blueprint.get("/sheet")
    @require(Action.SCORE)
    def show() -> ResponseReturnValue:
        opened = _open(world, key_of(request.args))
        return _page(opened, Scored.of(opened.sheet))

    @blueprint.post("/sheet")
    @require(Action.SCORE)
    def send() -> ResponseReturnValue:
        key = key_of(request.args)
        opened = _open(world, key)
        scored = read_scored(request.form)
        try:
            sheet = _save(world, key, scored)
            scored = replace(scored, after=sheet.revision)
            if request.form.get("do") == "hand-in":
                world.candidates.scoring.hand_in(key, sheet.revision, officer().name, world.clock())
                flash("Handed in. It is in the candidate's dossier now.", "good")
                return redirect(url_for("admin.scoring.list_all"), 303)
        except (ScoreError, SheetConflictError) as error:
            return _refused(world, opened, scored, error)
        flash("Saved.", "good")
        return redirect(url_for("admin.scoring.show", **query_of(key)), 303)

    return blueprint


def _taps_blueprint(world: IssuerWorld) -> Blueprint:
    """Make what the script calls. It is told refusals, the gate's too, by their code."""
    taps = Blueprint("taps", __name__, url_prefix="/taps")

    @taps.post("")
    @require(Action.SCORE)
    def save() -> ResponseReturnValue:
        sheet = _save(world, key_of(request.args), read_scored(request.form))
        local = sheet.saved.astimezone(world.body.zone)
        return {"revision": sheet.revision, "saved": f"{local:%H:%M:%S}"}

    @taps.errorhandler(Problem)
    def refused(problem: Problem) -> ResponseReturnValue:
        note_refusal(problem.code)
        return {"code": problem.code, "detail": problem.detail}, problem.status

    @taps.errorhandler(IssuerError)
    @taps.errorhandler(CertificationError)
    def refused_by_issuer(error: IssuerError | CertificationError) -> ResponseReturnValue:
        return refused(to_problem(error))

    return taps


def _open(world: IssuerWorld, key: SheetKey) -> OpenSheet:
    return world.candidates.scoring.open(key, officer().name, world.clock())


def _save(world: IssuerWorld, key: SheetKey, scored: Scored) -> Sheet:
    return world.candidates.scoring.save(
        key,
        scored.items,
        scored.confirmed,
        scored.comment,
        scored.after,
        officer().name,
        world.clock(),
    )


def _refused(
    world: IssuerWorld, opened: OpenSheet, scored: Scored, error: ScoreError | SheetConflictError
) -> ResponseReturnValue:
    """Show the form again: as it was sent, or what is saved where another browser was first."""
    told = detail_of(error) or refusal_of(error).title
    if isinstance(error, SheetConflictError):
        now = _open(world, opened.sheet.key)
        told += " This is how it is saved; what you sent was not taken."
        return _page(now, Scored.of(now.sheet), told), 409
    return _page(opened, scored, told), 422


def _page(opened: OpenSheet, scored: Scored, fault: str | None = None) -> str:
    key = opened.sheet.key
    return render_template(
        "admin/score.html",
        opened=opened,
        scored=scored,
        marks=MARKS,
        query=query_of(key),
        store=store_of(key),
        fault=fault,
    )
