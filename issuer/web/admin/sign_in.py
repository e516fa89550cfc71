"""Signing in: with a passkey, with password and app, with a recovery code, or with a link.

A link's secret stands behind the #, which no server sees. Opening the link shows a button and
redeems nothing: mail scanners and previews open links, and a link can be used once.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuer.accounts.account import Way
from issuer.accounts.errors import ProofError, SlowDownError
from issuer.accounts.roles import Action
from issuer.web.admin.account.devices import Devices
from issuer.web.admin.account.ways import Entrance, Ways, told_of
from issuer.web.admin.forms import DeskForm, first_error
from issuer.web.admin.gate import current, own_path
from issuer.web.admin.sessions import DeskSessions
from issuer.web.permission import require
from issuer.wiring import IssuerWorld
from verifier.web.http.limits import RateLimits

TRIES = "60 per minute"  # from one address: each takes the database's one write lock
_NAMES = {"": "redeem", "/passkey": "passkey", "/password": "password", "/recovery": "recovery"}


def sign_in_blueprint(
    world: IssuerWorld, sessions: DeskSessions, devices: Devices, limits: RateLimits
) -> Blueprint:
    """Make the pages that let officers in and out."""
    blueprint = Blueprint("door", __name__)
    ways = Ways(world, devices)

    @blueprint.get("/sign-in")
    def sign_in() -> ResponseReturnValue:
        if current().officer is not None:
            return redirect(url_for("admin.certificates.list_all"), 303)
        wanted = own_path(request.args.get("next"))
        return _page(ways, wanted, signed_out="bye" in request.args)

    for part, entrance in ways.entrances().items():
        view = _come_in(world, sessions, devices, ways, entrance)
        view.__name__ = _NAMES[part]
        blueprint.post(f"/sign-in{part}")(limits.limited(view, TRIES))

    @blueprint.post("/sign-out")
    @require(Action.OWN_ACCOUNT)
    def sign_out() -> ResponseReturnValue:
        sessions.end(current())
        return redirect(url_for("admin.door.sign_in", bye=1), 303)

    return blueprint


def _come_in(
    world: IssuerWorld,
    sessions: DeskSessions,
    devices: Devices,
    ways: Ways,
    entrance: Entrance,
) -> Callable[[], ResponseReturnValue]:
    def come_in() -> ResponseReturnValue:
        form = entrance.form()
        wanted = own_path(form.next.data)
        if not form.validate():
            return _page(ways, wanted, form, told=first_error(form)), 422
        try:
            officer = entrance.believe(form, None)
        except (ProofError, SlowDownError) as exc:
            told, status = told_of(exc)
            return _page(ways, wanted, form, told=told), status
        sessions.begin(current(), officer, world.clock(), entrance.way)
        response = make_response(redirect(wanted or url_for("admin.certificates.list_all"), 303))
        if entrance.way in {Way.PASSWORD, Way.RECOVERY}:
            devices.remember(response)
        return response

    return come_in


def _page(
    ways: Ways,
    wanted: str | None,
    sent: DeskForm | None = None,
    *,
    told: str | None = None,
    signed_out: bool = False,
) -> str:
    """Return the page with all ways; the one that was tried is open and says what is wrong."""
    forms = {}
    for part, entrance in ways.entrances().items():
        tried = isinstance(sent, entrance.form)
        form = sent if tried else entrance.form(formdata=None, data={"next": wanted})
        forms[part.removeprefix("/") or "link"] = form
    tried_way = next((name for name, form in forms.items() if form is sent), None)
    return render_template(
        "admin/sign_in.html",
        forms=forms,
        tried=tried_way,
        options=ways.options(),
        error=told,
        signed_out=signed_out,
    )
