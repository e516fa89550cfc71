"""Renewals at the desk: who is due or late, what is missing, and what the audit sample asks."""

from __future__ import annotations

from collections import Counter

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuer.accounts.roles import Action
from issuer.certification.errors import CertificationError
from issuer.certification.renewal import show_hours
from issuer.errors import IssuerError
from issuer.recertification.errors import RenewalError
from issuer.recertification.renewing import RenewalView
from issuer.web.admin.gate import officer
from issuer.web.admin.plain_words import in_plain_words
from issuer.web.admin.words import state_of
from issuer.web.permission import require
from issuer.web.problems import detail_of
from issuer.web.register import known_number
from issuer.wiring import IssuerWorld
from verifier.web.http.problems import Problem

LISTED = 100  # certificates, the soonest end first
_LONGEST = 18  # digits of a document's id
_LONGEST_WHY = 500  # characters
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
            "admin/recertification/renewals.html",
            dues=found,
            view=view,
            most=LISTED,
            waiting=Counter(each.number for each in world.recertification.claiming.waiting()),
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

    _add_entries(blueprint, world)
    return blueprint


def _add_entries(blueprint: Blueprint, world: IssuerWorld) -> None:
    """Add what holders entered: its proof, and the buttons that accept or decline it."""
    claiming = world.recertification.claiming

    @blueprint.get("/<number>/entries/<name>/proof")
    @require(Action.READ_DOSSIERS)
    def proof(number: str, name: str) -> Response:
        found = claiming.proof(known_number(number), name)
        if found is None:
            raise Problem(404, "not_found", "No file was sent with this entry.")
        response = Response(found.content, mimetype=found.media_type)
        ending = found.media_type.rpartition("/")[2]
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
        return response

    @blueprint.post("/<number>/entries/<name>")
    @require(Action.RECORD_DOCUMENTS)
    def settle(number: str, name: str) -> ResponseReturnValue:
        form, at, who = request.form, world.clock(), officer().name
        try:
            if "accept" in form:
                saw = "saw" in form
                claiming.accept(known_number(number), name, saw=saw, actor=who, at=at)
            else:
                why = " ".join(form.get("why", "").split())[:_LONGEST_WHY]
                claiming.decline(known_number(number), name, why=why, actor=who, at=at)
        except (RenewalError, CertificationError) as error:
            return _page(world, number, entry_fault=detail_of(error)), 422
        flash(f"{name} is settled. Its holder sees it on their page.", "told")
        return redirect(url_for("admin.renewals.show", number=number), 303)


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST


def _page(
    world: IssuerWorld,
    number: str,
    error: IssuerError | None = None,
    entry_fault: str | None = None,
) -> str:
    due = world.recertification.renewals.one(known_number(number))
    return render_template(
        "admin/recertification/renewal.html",
        due=due,
        show_hours=show_hours,
        in_plain_words=in_plain_words,
        state=state_of(due.certificate, world.clock()),
        entered=world.recertification.claiming.waiting_of(due.certificate.number),
        entry_fault=entry_fault,
        fault="Choose at least one document of this renewal." if error else None,
    )
