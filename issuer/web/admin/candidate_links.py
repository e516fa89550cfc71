"""The candidate's link at the desk: made with a button, shown once, and ended with another."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from issuer.accounts.roles import Action
from issuer.candidates.links import LINK_LIVES, link_of
from issuer.web.admin.gate import officer
from issuer.web.admin.sessions import PREFIX
from issuer.web.permission import require
from issuer.wiring import IssuerWorld


def candidate_links_blueprint(world: IssuerWorld) -> Blueprint:
    """Make what the two buttons on an application's page send to."""
    blueprint = Blueprint("candidate_links", __name__, url_prefix="/applications/<application>")
    pages = world.candidates.pages

    @blueprint.post("/link")
    @require(Action.MANAGE_CANDIDATE_LINKS)
    def make(application: str) -> ResponseReturnValue:
        at = world.clock()
        secret = pages.make_link(application, actor=officer().name, at=at)
        return render_template(
            "admin/candidate_link.html",
            application=application,
            link=link_of(world.body.url, secret),
            expires=at + LINK_LIVES,
        )

    @blueprint.post("/link/end")
    @require(Action.MANAGE_CANDIDATE_LINKS)
    def end(application: str) -> ResponseReturnValue:
        if pages.end_links(application, actor=officer().name, at=world.clock()):
            flash("Every link to the candidate's page is ended.", "told")
        else:
            flash("There was no link to end.", "told")
        return redirect(f"{PREFIX}/applications/{application}", 303)

    return blueprint
