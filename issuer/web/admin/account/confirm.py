"""Proving once more who one is, before an act that wants it: and back to where one was.

What a form held when it was sent is kept in the session, and shown again as a form to send. Nothing
is done by the proof alone.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from issuer.accounts.account import Passkey
from issuer.accounts.errors import ProofError, SlowDownError
from issuer.accounts.roles import Action
from issuer.web.admin.account.devices import Devices
from issuer.web.admin.account.forms import PasswordForm
from issuer.web.admin.account.ways import Entrance, Ways, told_of
from issuer.web.admin.forms import ActionForm, DeskForm, first_error
from issuer.web.admin.gate import current, officer, own_path
from issuer.web.admin.sessions import CSRF_FIELD, DeskSessions
from issuer.web.admin.sign_in import TRIES
from issuer.web.permission import require
from issuer.wiring import IssuerWorld
from verifier.web.http.limits import RateLimits

HELD = "held"
MAX_HELD = 16_384  # characters of a form that is kept
_SECRETS = ("password", "code", "secret", "answer")
_NAMES = {"": "by_link", "/passkey": "by_passkey", "/password": "by_password"}


def hold_form() -> None:
    """Keep what was just sent, but no secret of it and no file."""
    fields = [
        [name, value]
        for name, value in request.form.items(multi=True)
        if name != CSRF_FIELD and not any(word in name for word in _SECRETS)
    ]
    if sum(len(name) + len(value) for name, value in fields) <= MAX_HELD:
        path = own_path(request.full_path.rstrip("?"))
        current()[HELD] = {"path": path, "fields": fields}


class Confirming:
    """Asks who this is once more, in the place of the page that wants to know."""

    def __init__(self, world: IssuerWorld, devices: Devices) -> None:
        self._world = world
        self.ways = Ways(world, devices)

    def ask(self) -> Response:
        """Return the page that asks, instead of the one that was wanted."""
        if request.method != "GET":
            hold_form()
        wanted = own_path(request.full_path.rstrip("?")) if request.method == "GET" else None
        return make_response(self.page(wanted), 403)

    def page(
        self, wanted: str | None, sent: DeskForm | None = None, *, told: str | None = None
    ) -> str:
        """Return the page: the ways that this officer has, and the link for one who has none."""
        account, passkeys, _ = self._world.own_account.account(officer().name)
        offered = {
            "passkey": bool(passkeys) and self._world.door.ceremonies.are_possible,
            "password": account.has_password,
        }
        offered["link"] = not any(offered.values())
        entrances = self.ways.entrances()
        forms = {}
        for name in (name for name, given in offered.items() if given):
            kind = entrances["" if name == "link" else f"/{name}"].form
            data = {"next": wanted, "name": account.name}
            forms[name] = sent if isinstance(sent, kind) else kind(formdata=None, data=data)
        return render_template(
            "admin/account/confirm.html",
            forms=forms,
            options=self._options(passkeys) if offered["passkey"] else None,
            error=told,
            held=current().get(HELD),
        )

    def _options(self, passkeys: list[Passkey]) -> str:
        made, at = self._world.door.ceremonies, self._world.clock()
        return made.offer_proof(passkeys, key=current().passkey_key, at=at)


def confirm_blueprint(
    world: IssuerWorld, sessions: DeskSessions, confirming: Confirming, limits: RateLimits
) -> Blueprint:
    """Make what the page sends to, and the form that waits to be sent."""
    blueprint = Blueprint("confirm", __name__, url_prefix="/confirm")

    @blueprint.get("")
    @require(Action.OWN_ACCOUNT)
    def ask() -> ResponseReturnValue:
        return confirming.page(own_path(request.args.get("next")))

    @blueprint.get("/form")
    @require(Action.OWN_ACCOUNT)
    def held() -> ResponseReturnValue:
        kept = current().pop(HELD, None)
        if kept is None or own_path(kept["path"]) is None:
            return redirect(url_for("admin.home"), 303)
        form = ActionForm(formdata=None)
        return render_template("admin/account/held.html", held=kept, form=form)

    for part, entrance in confirming.ways.entrances().items():
        if part in _NAMES:
            view = require(Action.OWN_ACCOUNT)(_prove(world, sessions, confirming, entrance))
            view.__name__ = _NAMES[part]
            blueprint.post(part)(limits.limited(view, TRIES))
    return blueprint


def _prove(
    world: IssuerWorld, sessions: DeskSessions, confirming: Confirming, entrance: Entrance
) -> Callable[[], ResponseReturnValue]:
    def prove() -> ResponseReturnValue:
        form, who = entrance.form(), officer()
        if isinstance(form, PasswordForm):
            form.name.data, form.name.raw_data = who.name, [who.name]
        wanted = own_path(form.next.data)
        if not form.validate():
            return confirming.page(wanted, form, told=first_error(form)), 422
        try:
            entrance.believe(form, who.name)
        except (ProofError, SlowDownError) as exc:
            told, status = told_of(exc)
            return confirming.page(wanted, form, told=told), status
        kept = {HELD: current()[HELD]} if HELD in current() else {}
        sessions.begin(current(), who, world.clock(), entrance.way, keep=kept)
        waits = url_for("admin.confirm.held") if kept else None
        return redirect(waits or wanted or url_for("admin.home"), 303)

    return prove
