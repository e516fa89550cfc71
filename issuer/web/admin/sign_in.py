"""Signing in with a one-time link, and signing out.

The link's secret stands behind the #, which no server sees. Opening the link shows a button and
redeems nothing: mail scanners and previews open links, and a link can be used once.
"""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuer.errors import NotSignedInError
from issuer.web.admin.forms import SignInForm, first_error
from issuer.web.admin.gate import current, own_path
from issuer.web.admin.sessions import DeskSessions
from issuer.wiring import IssuerWorld
from verifier.web.http.limits import RateLimits

TRIES = "60 per minute"  # from one address: each takes the database's one write lock

_REFUSED = (
    "This sign-in link was used before, is older than 15 minutes, or never was one. "
    "Ask for a new one: probatum admin invite NAME."
)


def sign_in_blueprint(world: IssuerWorld, sessions: DeskSessions, limits: RateLimits) -> Blueprint:
    """Make the pages that let officers in and out."""
    blueprint = Blueprint("door", __name__)

    @blueprint.get("/sign-in")
    def sign_in() -> ResponseReturnValue:
        if current().officer is not None:
            return redirect(url_for("admin.certificates.list_all"), 303)
        form = SignInForm(formdata=None, data={"next": own_path(request.args.get("next"))})
        return _page(form, signed_out="bye" in request.args)

    def redeem() -> ResponseReturnValue:
        form, at = SignInForm(), world.clock()
        if not form.validate():
            return _page(form, error=first_error(form)), 422
        try:
            officer = world.sign_in.redeem(form.secret.data, at=at)
        except NotSignedInError:
            return _page(form, error=_REFUSED), 403
        sessions.begin(current(), officer, at)
        wanted = own_path(form.next.data) or url_for("admin.certificates.list_all")
        return redirect(wanted, 303)

    blueprint.post("/sign-in")(limits.limited(redeem, TRIES))

    @blueprint.post("/sign-out")
    def sign_out() -> ResponseReturnValue:
        sessions.end(current())
        return redirect(url_for("admin.door.sign_in", bye=1), 303)

    return blueprint


def _page(form: SignInForm, *, error: str | None = None, signed_out: bool = False) -> str:
    return render_template("admin/sign_in.html", form=form, error=error, signed_out=signed_out)
