"""API keys: what programs may do, made and ended by an administrator."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuer.accounts.ports import ApiKey
from issuer.accounts.roles import API_SCOPES, TABLE, Action
from issuer.errors import NameTakenError
from issuer.web.admin.account.forms import ApiKeyForm
from issuer.web.admin.gate import officer
from issuer.web.permission import require
from issuer.wiring import IssuerWorld


def api_keys_blueprint(world: IssuerWorld) -> Blueprint:
    """Make the list of keys, and the form of a new one."""
    blueprint = Blueprint("api_keys", __name__, url_prefix="/api-keys")

    @blueprint.get("")
    @require(Action.MANAGE_API_KEYS, fresh=False)
    def list_all() -> ResponseReturnValue:
        with world.database.reading() as unit:
            keys = unit.api_keys.all()
        at = world.clock()
        shown = [(key, _in_words(key.scopes), _state(key, at)) for key in reversed(keys)]
        return render_template("admin/account/api_keys.html", keys=shown)

    @blueprint.get("/new")
    @require(Action.MANAGE_API_KEYS)
    def ask() -> ResponseReturnValue:
        return _page(ApiKeyForm(API_SCOPES, formdata=None))

    @blueprint.post("/new")
    @require(Action.MANAGE_API_KEYS)
    def make() -> ResponseReturnValue:
        return _make(world)

    @blueprint.post("/end")
    @require(Action.MANAGE_API_KEYS)
    def end() -> ResponseReturnValue:
        name = request.form.get("name", "")
        if world.sign_in.end_api_key(name, actor=officer().name, at=world.clock()):
            flash(f"The key {name} is ended. It opens nothing any more.", "told")
        else:
            flash("There was no such key to end.", "told")
        return redirect(url_for("admin.api_keys.list_all"), 303)

    return blueprint


def _make(world: IssuerWorld) -> ResponseReturnValue:
    form, at = ApiKeyForm(API_SCOPES), world.clock()
    if not form.validate():
        return _page(form), 422
    scopes = frozenset(map(Action, form.scopes.data))
    try:
        secret = world.sign_in.make_api_key(
            form.name.data,
            scopes=scopes,
            lives=timedelta(days=form.days.data),
            actor=officer().name,
            at=at,
        )
    except NameTakenError:
        form.name.errors = ["A key was called so before. Choose another name."]
        return _page(form), 409
    return render_template(
        "admin/account/api_key_made.html", secret=secret, name=form.name.data
    ), 201


def _page(form: ApiKeyForm) -> str:
    return render_template("admin/account/api_key.html", form=form)


def _state(key: ApiKey, at: datetime) -> str:
    if key.is_over(at):
        return "ended"
    return "soon" if key.ends_soon(at) else ""


def _in_words(scopes: frozenset[Action] | None) -> list[str]:
    if scopes is None:
        return ["everything that the API offers"]
    return [TABLE[scope].words for scope in Action if scope in scopes]
