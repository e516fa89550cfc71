"""The keys at the desk: how each stands, and what is done when a stranger may hold one."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field, StringField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from issuer.accounts.roles import Action
from issuer.custody.compromise import Outcome
from issuer.custody.standing import Standing, standings
from issuer.errors import KeyRefusedError, UnknownKeyError
from issuer.web.admin.forms import DeskForm, read_text
from issuer.web.admin.gate import officer
from issuer.web.notes import MAX_NOTE
from issuer.web.permission import require
from issuer.web.problems import detail_of
from issuer.wiring import IssuerWorld
from keys.keyring import Purpose

_MOMENT = "%Y-%m-%d %H:%M"


class CompromiseForm(DeskForm):
    """Which key, why, and since when as far as anybody knows."""

    why = TextAreaField(
        "What happened",
        validators=[InputRequired("Say what happened.")],
        description="Every officer reads it, and it stays on record. Leave out names.",
        render_kw={"rows": 2, "maxlength": MAX_NOTE},
    )
    since = StringField(
        "Since when, in UTC",
        description="As 2026-11-21 08:30. Leave it empty if nobody knows.",
        render_kw={"maxlength": 16, "autocomplete": "off"},
    )
    typed = StringField(
        "The key's name, once more",
        validators=[InputRequired("Type the key's name.")],
        description="Six letters and digits, as above: capitals count.",
        render_kw={"maxlength": 6, "autocomplete": "off", "spellcheck": "false"},
    )

    def __init__(self, kid: str, **settings: None) -> None:
        super().__init__(**settings)
        self._kid = kid

    def validate_why(self, field: Field) -> None:
        """Put the text in the one form that notes have."""
        read_text(field)

    def validate_since(self, _field: Field) -> None:
        """Accept a moment or nothing."""
        try:
            _ = self.moment
        except ValueError as exc:
            raise ValidationError("Write it as 2026-11-21 08:30.") from exc

    def validate_typed(self, field: Field) -> None:
        """Accept the name of this key alone."""
        if (field.data or "").strip() != self._kid:
            raise ValidationError("This is another name. Nothing was done.")

    @property
    def moment(self) -> datetime | None:
        """Return since when; raise `ValueError` if that is no moment."""
        text = (self.since.data or "").strip()
        return datetime.strptime(text, _MOMENT).replace(tzinfo=UTC) if text else None


def keys_blueprint(world: IssuerWorld) -> Blueprint:
    """Make the list of keys, and the page that takes one out of use."""
    blueprint = Blueprint("keys", __name__, url_prefix="/keys")

    @blueprint.get("")
    @require(Action.MANAGE_KEYS, fresh=False)
    def list_all() -> ResponseReturnValue:
        at = world.clock()
        progress = world.compromises.resigning.progress(at=at)
        found = standings(world.database, at)
        return render_template("admin/keys/list.html", standings=found, progress=progress)

    @blueprint.get("/<kid>/compromise")
    @require(Action.MANAGE_KEYS, fresh=False)
    def ask(kid: str) -> ResponseReturnValue:
        return _page(world, kid, CompromiseForm(kid, formdata=None))

    @blueprint.post("/<kid>/compromise")
    @require(Action.MANAGE_KEYS)
    def declare(kid: str) -> ResponseReturnValue:
        form = CompromiseForm(kid)
        if not form.validate():
            return _page(world, kid, form), 422
        why, by, at = form.why.data, officer().name, world.clock()
        try:
            done = world.compromises.declare(kid, since=form.moment, why=why, actor=by, at=at)
        except KeyRefusedError as refusal:
            return _page(world, kid, form, error=detail_of(refusal)), 422
        _tell(done)
        stopped = done.key.purpose is Purpose.CREDENTIAL
        return redirect(url_for("admin.resigning.show" if stopped else "admin.keys.list_all"), 303)

    return blueprint


def _tell(done: Outcome) -> None:
    kid, lists = done.key.kid, "every other status list" if done.unsigned else "every status list"
    if done.why_no_key is not None:
        flash(f"No new key could be made: {done.why_no_key}.", "told")
    if done.unsigned:
        flash(f"{done.unsigned} status lists cannot be signed: nobody gets the old ones.", "told")
    if done.key.purpose is not Purpose.CREDENTIAL:
        flash(f"{kid} is out of use. {lists.capitalize()} was signed anew.", "told")
        return
    flash(f"{kid} is out of use, issuing is stopped, and {lists} says so.", "told")


def _page(world: IssuerWorld, kid: str, form: CompromiseForm, *, error: str | None = None) -> str:
    standing = _find(world, kid)
    return render_template(
        "admin/keys/compromise.html", standing=standing, form=form, error=error, kid=kid
    )


def _find(world: IssuerWorld, kid: str) -> Standing:
    for standing in standings(world.database, world.clock()):
        if standing.key.kid == kid:
            return standing
    raise UnknownKeyError(f"no key was ever called {kid}")
