"""Taking up an invitation: with a passkey, or with a password and an app.

As with sign-in links, the secret stands behind the #, and opening the page redeems nothing.
"""

from __future__ import annotations

from flask import Blueprint, make_response, render_template
from flask.typing import ResponseReturnValue

from issuer.accounts.account import Account, Way
from issuer.accounts.errors import PasswordError, ProofError
from issuer.accounts.ports import Officer
from issuer.errors import NameTakenError
from issuer.web.admin.account.forms import NewPasskeyForm, NewPasswordForm
from issuer.web.admin.account.setting_up import offer_app, read_new_password
from issuer.web.admin.forms import DeskForm, SignInForm, first_error
from issuer.web.admin.gate import current
from issuer.web.admin.sessions import DeskSessions
from issuer.web.admin.sign_in import TRIES
from issuer.web.problems import detail_of, refusal_of
from issuer.wiring import IssuerWorld
from verifier.web.http.limits import RateLimits

_REFUSALS = (NameTakenError, PasswordError, ProofError)


def joining_blueprint(world: IssuerWorld, sessions: DeskSessions, limits: RateLimits) -> Blueprint:
    """Make the pages of an invitation."""
    blueprint = Blueprint("joining", __name__, url_prefix="/join")
    joining = _Joining(world, sessions)

    @blueprint.get("")
    def open_link() -> ResponseReturnValue:
        return render_template("admin/account/invited.html", form=SignInForm(formdata=None))

    blueprint.post("")(limits.limited(joining.ask, TRIES))
    blueprint.post("/passkey")(limits.limited(joining.by_passkey, TRIES))
    blueprint.post("/password")(limits.limited(joining.by_password, TRIES))
    return blueprint


class _Joining:
    """What the pages of an invitation send to."""

    def __init__(self, world: IssuerWorld, sessions: DeskSessions) -> None:
        self._world = world
        self._sessions = sessions

    def ask(self) -> ResponseReturnValue:
        form = SignInForm()
        if not form.validate():
            return _link_page(form, first_error(form)), 422
        try:
            account = self._world.own_account.invited(form.secret.data, at=self._world.clock())
        except ProofError as exc:
            return _link_page(form, detail_of(exc)), 403
        return self._choose(account, form.secret.data)

    def by_passkey(self) -> ResponseReturnValue:
        form, at = NewPasskeyForm(), self._world.clock()
        secret = form.secret.data or ""
        try:
            account = self._world.own_account.invited(secret, at=at)
            if not form.validate():
                return self._choose(account, secret, form, told=first_error(form)), 422
            officer, codes = self._world.own_account.join_by_passkey(
                secret, form.answer.data, form.label.data or "", key=current().passkey_key, at=at
            )
        except _REFUSALS as exc:
            return self._refused(exc, secret, form)
        return self._welcome(officer, codes, Way.PASSKEY)

    def by_password(self) -> ResponseReturnValue:
        form, at = NewPasswordForm(), self._world.clock()
        secret = form.secret.data or ""
        try:
            account = self._world.own_account.invited(secret, at=at)
            if not form.validate():
                return self._choose(account, secret, form, told=first_error(form)), 422
            new = read_new_password(form)
            officer, codes = self._world.own_account.join_by_password(secret, new, at=at)
        except _REFUSALS as exc:
            return self._refused(exc, secret, form)
        return self._welcome(officer, codes, Way.PASSWORD)

    def _refused(
        self, error: NameTakenError | PasswordError | ProofError, secret: str, form: DeskForm
    ) -> ResponseReturnValue:
        refusal, told = refusal_of(error), detail_of(error) or refusal_of(error).title
        try:
            account = self._world.own_account.invited(secret, at=self._world.clock())
        except ProofError:
            return _link_page(SignInForm(formdata=None), told), refusal.status
        return self._choose(account, secret, form, told=told), refusal.status

    def _choose(
        self,
        account: Account,
        secret: str,
        sent: DeskForm | None = None,
        *,
        told: str | None = None,
    ) -> str:
        made, at = self._world.door.ceremonies, self._world.clock()
        key = sent.app.data if isinstance(sent, NewPasswordForm) else None
        app, data = offer_app(self._world, account, key), {"secret": secret}
        options = None
        if made.are_possible:
            options = made.offer_registration(account, (), key=current().passkey_key, at=at)
        password = sent if isinstance(sent, NewPasswordForm) else None
        return render_template(
            "admin/account/join.html",
            account=account,
            options=options,
            passkey=NewPasskeyForm(formdata=None, data=data),
            password=password or NewPasswordForm(formdata=None, data=data | {"app": app.key}),
            app=app,
            error=told,
            is_password_open=password is not None or options is None,
        )

    def _welcome(self, officer: Officer, codes: list[str], way: Way) -> ResponseReturnValue:
        self._sessions.begin(current(), officer, self._world.clock(), way)
        page = render_template("admin/account/codes.html", codes=codes, joined=officer)
        return make_response(page, 201)


def _link_page(form: SignInForm, told: str | None) -> str:
    return render_template("admin/account/invited.html", form=form, error=told)
