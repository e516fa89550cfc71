"""Setting up an app for one-time codes: the key as a picture to scan, and as text to type."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from issuer.accounts.account import Account
from issuer.accounts.errors import ProofError
from issuer.accounts.one_time_codes import app_link, make_secret, read_secret, secret_text
from issuer.accounts.own import NewPassword
from issuer.certificate.qr import qr_svg
from issuer.web.admin.account.forms import NewPasswordForm
from issuer.wiring import IssuerWorld


@dataclass(frozen=True, slots=True)
class App:
    """What an authenticator app is given. `text` is the key in groups of four."""

    key: str
    text: str
    picture: Markup


def offer_app(world: IssuerWorld, account: Account, key: str | None = None) -> App:
    """Return an app's key, a new one unless the form that comes back has one already."""
    secret = (read_secret(key) if key else None) or make_secret()
    text = secret_text(secret)
    link = app_link(secret, name=account.name, issuer=world.body.name)
    groups = " ".join(text[place : place + 4] for place in range(0, len(text), 4))
    drawn = qr_svg(link).decode("ascii")
    return App(text, groups, Markup(drawn))  # noqa: S704 - drawn by us: paths of figures alone


def read_new_password(form: NewPasswordForm) -> NewPassword:
    """Return what the form wants to be set."""
    secret = read_secret(form.app.data or "")
    if secret is None:
        raise ProofError("the page had grown too old: open it again and repeat")
    return NewPassword(form.password.data, secret, form.code.data)
