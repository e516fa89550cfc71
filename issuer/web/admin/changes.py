"""Suspend, reinstate, withdraw: a page that says what will happen, and the form that does it."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuer.accounts.roles import Action
from issuer.credentials.lifecycle import RULES, Act, Wanted
from issuer.errors import StatedDateError, TransitionError
from issuer.requests.request import Request
from issuer.web.admin.change_forms import ChangeForm
from issuer.web.admin.gate import officer
from issuer.web.admin.words import ACTS, state_of
from issuer.web.permission import require
from issuer.web.problems import detail_of
from issuer.web.register import Entry, look_up
from issuer.wiring import IssuerWorld

_CASE = re.compile(r"C-[0-9]{4}-[0-9A-Z]{8}", re.ASCII)
ACTIONS = {
    Act.SUSPEND.value: Action.SUSPEND,
    Act.REINSTATE.value: Action.REINSTATE,
    Act.REVOKE.value: Action.REQUEST_WITHDRAWAL,
}


def acts_blueprint(world: IssuerWorld) -> Blueprint:
    """Make the page of each act."""
    blueprint = Blueprint("acts", __name__, url_prefix="/certificates")

    @blueprint.get("/<number>/<any(suspend, reinstate, revoke):act>")
    @require(ACTIONS, by="act")
    def ask(number: str, act: str) -> ResponseReturnValue:
        entry, wanted = _allowed(world, number, Act(act)), Act(act)
        form = _form(world, entry, wanted, formdata=None, data=_begun())
        return _page(world, entry, wanted, form)

    @blueprint.post("/<number>/<any(suspend, reinstate, revoke):act>")
    @require(ACTIONS, by="act")
    def change(number: str, act: str) -> ResponseReturnValue:
        entry, wanted = _allowed(world, number, Act(act)), Act(act)
        form = _form(world, entry, wanted)
        if not form.validate():
            return _page(world, entry, wanted, form), 422
        why = form.reason.data, form.note.data, form.effective.data, form.review_day
        try:
            made = world.requests.asking.change(
                Wanted(wanted, *why), number, actor=officer().name, at=world.clock()
            )
        except StatedDateError as refusal:
            form.effective.errors = [detail_of(refusal)]
            return _page(world, entry, wanted, form), 422
        if isinstance(made, Request):
            flash(f"{number} is as it was. {made.id} waits for a second officer.", "told")
            return redirect(url_for("admin.requests.show", kind="one", name=made.id), 303)
        flash(f"{number} {ACTS[wanted].done}", wanted.value)
        return redirect(url_for("admin.certificates.show", number=number), 303)

    return blueprint


def _begun() -> dict[str, str]:
    """Return what a page that led here has filled in already: a case's, its reason and number."""
    case = request.args.get("complaint", "")
    note = f"Complaint {case}" if _CASE.fullmatch(case) else ""
    return {"reason": request.args.get("reason", ""), "note": note}


def _form(world: IssuerWorld, entry: Entry, act: Act, **settings: Any) -> ChangeForm:
    made = entry.certificate
    reasons = world.lifecycle.rules.reasons(act, made)
    return ChangeForm(act, reasons, made.number, **settings)


def _allowed(world: IssuerWorld, number: str, act: Act) -> Entry:
    entry = look_up(world, number, at=world.clock())
    if entry.certificate.state not in RULES[act].sources:
        raise TransitionError(f"{number} is {entry.certificate.state}: this cannot be done to it")
    return entry


def _page(world: IssuerWorld, entry: Entry, act: Act, form: ChangeForm) -> str:
    made = entry.certificate
    return render_template(
        "admin/change.html",
        made=made,
        state=state_of(made, world.clock()),
        act=act.value,
        words=ACTS[act],
        form=form,
        second=world.lifecycle.rules.needs_second(act, made),
        lives=world.settings.request_days,
    )
