"""Renewals at the desk: who is due or late, what is missing, and what the audit sample asks."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuer.accounts.roles import Action
from issuer.certification.renewal import show_hours
from issuer.errors import IssuerError
from issuer.recertification.errors import RenewalError
from issuer.recertification.renewing import RenewalView
from issuer.web.admin.gate import officer
from issuer.web.admin.plain_words import in_plain_words
from issuer.web.admin.words import state_of
from issuer.web.permission import require
from issuer.web.register import known_number
from issuer.wiring import IssuerWorld

LISTED = 100  # certificates, the soonest end first
_LONGEST = 18  # digits of a document's id
_VIEWS = {RenewalView.DUE: "Due", RenewalView.LATE: "Late"}


def renewals_blueprint(world: IssuerWorld) -> Blueprint:
    """Make the list and the page of each renewal."""
    blueprint = Blueprint("renewals", __name__, url_prefix="/renewals")
    desk = world.recertification.renewals

    @blueprint.get("")
    @require(Action.READ_DOSSIERS)
    def list_all() -> ResponseReturnValue:
        asked = request.args.get("view", "")
        known = {each.value for each in RenewalView}
        view = RenewalView(asked) if asked in known else RenewalView.DUE
        found = desk.of(view, at=world.clock(), limit=LISTED)
        return render_template(
            "admin/recertification/renewals.html", dues=found, view=view, most=LISTED
        )

    @blueprint.get("/<number>")
    @require(Action.READ_DOSSIERS)
    def show(number: str) -> ResponseReturnValue:
        return _page(world, number)

    @blueprint.post("/<number>/evidence")
    @require(Action.RECORD_DOCUMENTS)
    def see(number: str) -> ResponseReturnValue:
        known_number(number)
        ticked = [each for each in request.form.getlist("entry") if _is_id(each)]
        try:
            desk.see(number, list(map(int, ticked)), actor=officer().name, at=world.clock())
        except RenewalError as error:
            return _page(world, number, error), 422
        flash("It is on record that you saw this evidence.", "told")
        return redirect(url_for("admin.renewals.show", number=number), 303)

    return blueprint


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST


def _page(world: IssuerWorld, number: str, error: IssuerError | None = None) -> str:
    due = world.recertification.renewals.one(known_number(number))
    return render_template(
        "admin/recertification/renewal.html",
        due=due,
        show_hours=show_hours,
        in_plain_words=in_plain_words,
        state=state_of(due.certificate, world.clock()),
        fault="Choose at least one document of this renewal." if error else None,
    )
