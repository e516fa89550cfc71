"""What waits for a second person, what is due, and each request from dry run to report."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from issuer.accounts.roles import Action
from issuer.credentials.certificate import CertificateState
from issuer.credentials.sought import Sought
from issuer.requests.request import Kind, Request, RequestState
from issuer.web.admin.change_forms import DeclineForm
from issuer.web.admin.gate import officer
from issuer.web.admin.request_standing import APPROVE
from issuer.web.admin.requests_shown import find_request, show_request
from issuer.web.admin.words import REQUESTED, state_of
from issuer.web.permission import require
from issuer.wiring import IssuerWorld

_LISTED = 100
_FEW = 20  # of those that are decided
_STEPS = 4  # batches of one answer: about a second
_ONE = "<any(one, many, replacing, resuming):kind>/<name>"
_ASK = {
    "one": Action.REQUEST_WITHDRAWAL,
    "many": Action.REQUEST_MANY,
    "replacing": Action.SUPERSEDE,
    "resuming": Action.ASK_RESUMING,
}
_ENDED = (
    RequestState.DONE,
    RequestState.DECLINED,
    RequestState.TAKEN_BACK,
    RequestState.EXPIRED,
)


def requests_blueprint(world: IssuerWorld) -> Blueprint:
    """Make the list, the page of each request, and what its buttons send to."""
    blueprint = Blueprint("requests", __name__, url_prefix="/requests")

    @blueprint.get("")
    @require(Action.READ_CERTIFICATES)
    def list_all() -> ResponseReturnValue:
        return _list(world)

    @blueprint.get(f"/{_ONE}")
    @require(Action.READ_CERTIFICATES)
    def show(kind: str, name: str) -> ResponseReturnValue:
        return show_request(world, find_request(world, kind, name), DeclineForm(formdata=None))

    _add_asking(blueprint, world)
    _add_deciding(blueprint, world)
    _add_running(blueprint, world)
    return blueprint


def _add_asking(blueprint: Blueprint, world: IssuerWorld) -> None:
    services = world.requests

    @blueprint.post(f"/{_ONE}/submit")
    @require({"many": Action.REQUEST_MANY}, by="kind")
    def submit(kind: str, name: str) -> ResponseReturnValue:
        find_request(world, kind, name)
        services.asking.submit(name, actor=officer().name, at=world.clock())
        flash(f"{name} waits for a second officer now.", "told")
        return _back(kind, name)

    @blueprint.post(f"/{_ONE}/take-back")
    @require(_ASK, by="kind", fresh=False)
    def take_back(kind: str, name: str) -> ResponseReturnValue:
        find_request(world, kind, name)
        services.deciding.take_back(name, actor=officer().name, at=world.clock())
        flash(f"{name} is taken back. Nothing was changed.", "told")
        return redirect(url_for("admin.requests.list_all"), 303)


def _add_deciding(blueprint: Blueprint, world: IssuerWorld) -> None:
    deciding = world.requests.deciding

    @blueprint.post(f"/{_ONE}/approve")
    @require(APPROVE, by="kind")
    def approve(kind: str, name: str) -> ResponseReturnValue:
        by, at = officer().name, world.clock()
        if kind == Kind.REPLACING:
            made = world.replacing.approve(name, actor=by, at=at)
        else:
            made = deciding.approve(name, kind=Kind(kind), actor=by, at=at)
        flash(_approved(made), "told")
        return _back(kind, name)

    @blueprint.post(f"/{_ONE}/decline")
    @require(APPROVE, by="kind", fresh=False)
    def decline(kind: str, name: str) -> ResponseReturnValue:
        form = DeclineForm()
        if not form.validate():
            return show_request(world, find_request(world, kind, name), form), 422
        why, by = form.why.data, officer().name
        deciding.decline(name, kind=Kind(kind), why=why, actor=by, at=world.clock())
        flash(f"{name} is declined. Nothing was changed.", "told")
        return _back(kind, name)


def _add_running(blueprint: Blueprint, world: IssuerWorld) -> None:
    running = world.requests.running

    @blueprint.post(f"/{_ONE}/run")
    @require({"many": Action.APPROVE_MANY}, by="kind", fresh=False)
    def run(kind: str, name: str) -> ResponseReturnValue:
        find_request(world, kind, name)
        for _ in range(_STEPS):
            if running.step(name, at=world.clock()).state is not RequestState.RUNNING:
                break
        return _back(kind, name)

    @blueprint.post(f"/{_ONE}/undo")
    @require({"many": Action.REQUEST_MANY}, by="kind")
    def undo(kind: str, name: str) -> ResponseReturnValue:
        find_request(world, kind, name)
        made = running.undo(name, actor=officer().name, at=world.clock())
        return _back(kind, made.id)


def _back(kind: str, name: str) -> Response:
    return redirect(url_for("admin.requests.show", kind=kind, name=name), 303)


def _approved(made: Request) -> str:
    if made.kind is Kind.RESUMING:
        return "Issuing is open again."
    if made.kind is Kind.REPLACING:
        return "Approved. The newer certificate is issued."
    if made.kind is Kind.ONE:
        return "Approved and done. Every check says so now."
    return "Approved. The certificates are being changed."


def _list(world: IssuerWorld) -> str:
    at, me = world.clock(), officer().name
    due = Sought(
        state=CertificateState.SUSPENDED, review_until=at.astimezone(world.body.zone).date()
    )
    with world.database.reading() as unit:
        waiting = unit.requests.of_states([RequestState.WAITING], _LISTED)
        drafts = unit.requests.of_states([RequestState.DRAFT], _LISTED)
        running = unit.requests.of_states([RequestState.RUNNING], _LISTED)
        ended = unit.requests.of_states(_ENDED, _LISTED)
        suspended = unit.found.page(due, limit=_LISTED)
        total = unit.found.count(due, most=_LISTED + 1)
    return render_template(
        "admin/requests.html",
        waiting=[each for each in waiting if each.expires > at],
        drafts=[each for each in drafts if each.asked_by == me and each.expires > at],
        running=running,
        ended=ended[:_FEW] if "all" not in request.args else ended,
        more=len(ended) > _FEW and "all" not in request.args,
        suspended=[(each, state_of(each, at)) for each in suspended],
        due=total,
        most=_LISTED,
        verbs=REQUESTED,
        me=me,
    )
