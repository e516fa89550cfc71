"""One's own account: passkeys, password and app, recovery codes, sessions."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuer.accounts.errors import AccountError, PasswordError, ProofError
from issuer.accounts.roles import Action
from issuer.accounts.staff import session_place
from issuer.errors import NameTakenError
from issuer.web.admin.account.forms import NewPasskeyForm, NewPasswordForm
from issuer.web.admin.account.setting_up import offer_app, read_new_password
from issuer.web.admin.forms import first_error
from issuer.web.admin.gate import current, officer
from issuer.web.admin.sessions import DeskSessions
from issuer.web.permission import require
from issuer.web.problems import detail_of, refusal_of
from issuer.wiring import IssuerWorld

_REFUSALS = (AccountError, NameTakenError, PasswordError, ProofError)


def own_account_blueprint(world: IssuerWorld, sessions: DeskSessions) -> Blueprint:
    """Make the page of one's own account, and what its forms send to."""
    blueprint = Blueprint("own", __name__, url_prefix="/account")
    accounts = world.own_account

    @blueprint.get("")
    @require(Action.OWN_ACCOUNT)
    def show() -> ResponseReturnValue:
        return _page(world)

    @blueprint.post("/sessions/end")
    @require(Action.OWN_ACCOUNT, fresh=True)
    def end_session() -> ResponseReturnValue:
        who, place = officer().name, request.form.get("place", "")
        if not world.staff.end_session(who, place, actor=who, at=world.clock()):
            return _page(world, told="This session had ended already."), 404
        flash("The session is ended.", "told")
        return redirect(url_for("admin.own.show"), 303)

    @blueprint.post("/codes")
    @require(Action.OWN_ACCOUNT, fresh=True)
    def make_codes() -> ResponseReturnValue:
        codes = accounts.make_codes(officer().name, at=world.clock())
        return render_template("admin/account/codes.html", codes=codes, joined=None)

    @blueprint.post("/password/remove")
    @require(Action.OWN_ACCOUNT, fresh=True)
    def remove_password() -> ResponseReturnValue:
        try:
            accounts.remove_password(officer().name, at=world.clock())
        except AccountError as exc:
            return _page(world, told=detail_of(exc)), refusal_of(exc).status
        flash("Password and app are removed.", "told")
        return _again(world, sessions)

    blueprint.register_blueprint(_passkeys(world, sessions))
    blueprint.register_blueprint(_password(world, sessions))
    return blueprint


def _passkeys(world: IssuerWorld, sessions: DeskSessions) -> Blueprint:
    blueprint = Blueprint("passkeys", __name__, url_prefix="/passkeys")
    accounts = world.own_account

    @blueprint.get("/new")
    @require(Action.OWN_ACCOUNT, fresh=True)
    def ask() -> ResponseReturnValue:
        return _passkey_page(world)

    @blueprint.post("/new")
    @require(Action.OWN_ACCOUNT, fresh=True)
    def add() -> ResponseReturnValue:
        form, at = NewPasskeyForm(), world.clock()
        if not form.validate():
            return _passkey_page(world, told=first_error(form)), 422
        key = current().passkey_key
        try:
            accounts.add_passkey(
                officer().name, form.answer.data, form.label.data or "", key=key, at=at
            )
        except _REFUSALS as exc:
            return _passkey_page(world, told=_told(exc)), refusal_of(exc).status
        flash("The passkey is registered. You can sign in with it.", "told")
        return redirect(url_for("admin.own.show"), 303)

    @blueprint.post("/remove")
    @require(Action.OWN_ACCOUNT, fresh=True)
    def remove() -> ResponseReturnValue:
        try:
            key_id = bytes.fromhex(request.form.get("passkey", "")[:2048])
            accounts.remove_passkey(officer().name, key_id, at=world.clock())
        except ValueError:
            return _page(world, told="There is no such passkey."), 422
        except AccountError as exc:
            return _page(world, told=_told(exc)), refusal_of(exc).status
        flash("The passkey is removed, and your other sessions are ended.", "told")
        return _again(world, sessions)

    return blueprint


def _password(world: IssuerWorld, sessions: DeskSessions) -> Blueprint:
    blueprint = Blueprint("password", __name__, url_prefix="/password")

    @blueprint.get("")
    @require(Action.OWN_ACCOUNT, fresh=True)
    def ask() -> ResponseReturnValue:
        return _password_page(world)

    @blueprint.post("")
    @require(Action.OWN_ACCOUNT, fresh=True)
    def change() -> ResponseReturnValue:
        form = NewPasswordForm()
        if not form.validate():
            return _password_page(world, form, told=first_error(form)), 422
        try:
            new = read_new_password(form)
            world.own_account.set_password(officer().name, new, at=world.clock())
        except _REFUSALS as exc:
            return _password_page(world, form, told=_told(exc)), refusal_of(exc).status
        flash("Password and app are set. Your other sessions are ended.", "told")
        return _again(world, sessions)

    return blueprint


def _again(world: IssuerWorld, sessions: DeskSessions) -> ResponseReturnValue:
    """Go on under a new session: all that there were are ended, this one too."""
    record, told = current().record, dict(current())
    kept = {"_flashes": told["_flashes"]} if "_flashes" in told else {}
    way = record.way if record else None
    if way is not None:
        sessions.begin(current(), officer(), world.clock(), way, keep=kept)
    return redirect(url_for("admin.own.show"), 303)


def _page(world: IssuerWorld, *, told: str | None = None) -> str:
    name = officer().name
    account, passkeys, codes = world.own_account.account(name)
    with world.database.reading() as unit:
        sessions = unit.sessions.of(name)
    record = current().record
    return render_template(
        "admin/account/own.html",
        account=account,
        passkeys=passkeys,
        codes=codes,
        sessions=[(session_place(each.digest), each) for each in sessions],
        own=session_place(record.digest) if record else None,
        passkeys_possible=world.door.ceremonies.are_possible,
        error=told,
    )


def _passkey_page(world: IssuerWorld, *, told: str | None = None) -> str:
    account, passkeys, _ = world.own_account.account(officer().name)
    made, at = world.door.ceremonies, world.clock()
    options = None
    if made.are_possible:
        options = made.offer_registration(account, passkeys, key=current().passkey_key, at=at)
    form = NewPasskeyForm(formdata=None)
    return render_template("admin/account/passkey.html", form=form, options=options, error=told)


def _password_page(
    world: IssuerWorld, sent: NewPasswordForm | None = None, *, told: str | None = None
) -> str:
    account, _, _ = world.own_account.account(officer().name)
    app = offer_app(world, account, sent.app.data if sent else None)
    form = sent or NewPasswordForm(formdata=None, data={"app": app.key})
    return render_template(
        "admin/account/password.html", form=form, app=app, account=account, error=told
    )


def _told(error: AccountError | NameTakenError | PasswordError | ProofError) -> str:
    return detail_of(error) or refusal_of(error).title
