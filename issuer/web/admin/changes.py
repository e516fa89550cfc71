"""Suspend, reinstate, withdraw: a page that says what will happen, and the form that does it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from issuer.credentials.lifecycle import RULES, Act
from issuer.errors import TransitionError
from issuer.web.admin.forms import ChangeForm
from issuer.web.admin.gate import officer
from issuer.web.admin.words import ACTS, state_of
from issuer.web.register import Entry, look_up
from issuer.wiring import IssuerWorld


def acts_blueprint(world: IssuerWorld) -> Blueprint:
    """Make the page of each act."""
    blueprint = Blueprint("acts", __name__, url_prefix="/certificates")

    @blueprint.get("/<number>/<any(suspend, reinstate, revoke):act>")
    def ask(number: str, act: str) -> ResponseReturnValue:
        entry, wanted = _allowed(world, number, Act(act)), Act(act)
        return _page(world, entry, wanted, ChangeForm(wanted, number, formdata=None))

    @blueprint.post("/<number>/<any(suspend, reinstate, revoke):act>")
    def change(number: str, act: str) -> ResponseReturnValue:
        entry, wanted = _allowed(world, number, Act(act)), Act(act)
        form = ChangeForm(wanted, number)
        if not form.validate():
            return _page(world, entry, wanted, form), 422
        world.lifecycle.act(
            wanted,
            number,
            reason=form.reason.data,
            actor=officer().name,
            at=world.clock(),
            note=form.note.data,
        )
        flash(f"{number} {ACTS[wanted].done}", wanted.value)
        return redirect(url_for("admin.certificates.show", number=number), 303)

    return blueprint


def _allowed(world: IssuerWorld, number: str, act: Act) -> Entry:
    entry = look_up(world, number, at=world.clock())
    if entry.certificate.state not in RULES[act].sources:
        raise TransitionError(f"{number} is {entry.certificate.state}: this cannot be done to it")
    return entry


def _page(world: IssuerWorld, entry: Entry, act: Act, form: ChangeForm) -> str:
    return render_template(
        "admin/change.html",
        made=entry.certificate,
        state=state_of(entry.certificate, world.clock()),
        act=act.value,
        words=ACTS[act],
        form=form,
    )
