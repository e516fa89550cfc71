"""Replacing a certificate: what is wrong on it, and what the newer one says instead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import (
    Field,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from issuer.accounts.roles import Action
from issuer.certification.errors import CertificationError, ExamResultError
from issuer.credentials.certificate import Certificate
from issuer.credentials.succession import Cause
from issuer.credentials.successors import require_replaceable
from issuer.errors import IssuerError
from issuer.requests.replacement import Replacement
from issuer.requests.request import Request
from issuer.web.admin.change_forms import NUMBER, require_number
from issuer.web.admin.forms import DeskForm, read_text
from issuer.web.admin.gate import officer
from issuer.web.admin.words import CAUSES, state_of
from issuer.web.notes import MAX_NOTE
from issuer.web.permission import require
from issuer.web.problems import detail_of, refusal_of
from issuer.web.register import look_up
from issuer.wiring import IssuerWorld

_LONGEST_NAME = 200
_TEXT = {"autocomplete": "off", "spellcheck": "false", "maxlength": _LONGEST_NAME}
_OFFERED = (Cause.NAME, Cause.CORRECTION, Cause.SCOPE)
_LEADS = {
    "candidate.native_name": "native_name",
    "candidate.native_language": "native_language",
}


def _choice(cause: Cause) -> SelectChoice:
    return SelectChoice(cause.value, CAUSES[cause.value])


class ReplaceForm(DeskForm):
    """What the newer certificate says otherwise, and the older's number to confirm."""

    cause = SelectField(
        "Why",
        choices=[SelectChoice("", "Choose"), *(_choice(each) for each in _OFFERED)],
        validators=[InputRequired("Choose why.")],
    )
    name = StringField("Name, as it is printed", validators=[Optional()], render_kw=_TEXT)
    native_name = StringField(
        "Name in the holder's own script", validators=[Optional()], render_kw=_TEXT
    )
    native_language = StringField(
        "Language of that name",
        validators=[Optional()],
        description="A language tag such as ar or zh-Hant.",
        render_kw=_TEXT,
    )
    scope = SelectMultipleField(
        "Scope that is left",
        validators=[Optional()],
        description="Only for a smaller scope: take the tick away from what goes.",
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    note = TextAreaField(
        "Note",
        description="For the record. The public never sees it. Leave out names.",
        render_kw={"rows": 3, "maxlength": MAX_NOTE},
    )
    number = StringField(
        "Type the old number to confirm",
        validators=[InputRequired("Type the number of this certificate.")],
        render_kw=NUMBER,
    )

    def __init__(self, number: str, scope: Sequence[tuple[str, str]], **settings: Any) -> None:
        super().__init__(**settings)
        self._number = number
        self.scope.choices = [SelectChoice(*each) for each in scope]

    def validate_note(self, field: Field) -> None:
        """Put the note in the one form that notes have."""
        read_text(field)

    def validate_number(self, field: Field) -> None:
        """Refuse any number but this one, however it is typed."""
        require_number(field, self._number)

    def mark(self, error: IssuerError | CertificationError) -> int:
        """Say at a control why nothing was issued, and return the status of the answer."""
        field = self.name
        told = detail_of(error) or refusal_of(error).title
        if isinstance(error, ExamResultError) and error.fields:
            fault = error.fields[0]
            field = self[_LEADS.get(fault.path, "name")]
            told = f"{fault.mend[:1].upper()}{fault.mend[1:]}."
        elif self.cause.data == Cause.SCOPE.value:
            field = self.scope
        field.errors = [told]
        return refusal_of(error).status


def replace_blueprint(world: IssuerWorld) -> Blueprint:
    """Make the page of a replacement."""
    blueprint = Blueprint("replacing", __name__, url_prefix="/certificates")

    @blueprint.get("/<number>/replace")
    @require(Action.SUPERSEDE)
    def ask(number: str) -> ResponseReturnValue:
        old = _open(world, number)
        world.replacing.alone.who.require(old, officer().name, at=world.clock())
        holder = old.holder
        given = {
            "name": holder.name,
            "native_name": holder.native_name,
            "native_language": holder.native_language,
            "scope": [each for each, _ in _scope_of(world, old)],
        }
        form = ReplaceForm(number, _scope_of(world, old), formdata=None, data=given)
        return _page(world, old, form)

    @blueprint.post("/<number>/replace")
    @require(Action.SUPERSEDE)
    def replace(number: str) -> ResponseReturnValue:
        old = _open(world, number)
        form = ReplaceForm(number, _scope_of(world, old))
        if not form.validate():
            return _page(world, old, form), 422
        try:
            made = world.replacing.ask(
                number, _wanted(form, old), actor=officer().name, at=world.clock()
            )
        except (IssuerError, CertificationError) as error:
            status = form.mark(error)
            return _page(world, old, form), status
        if isinstance(made, Request):
            flash(f"{number} is as it was. {made.id} waits for a second officer.", "told")
            return redirect(url_for("admin.requests.show", kind=made.kind, name=made.id), 303)
        flash(f"{made.number} is issued and takes the place of {number}.", "grant")
        return redirect(url_for("admin.certificates.show", number=made.number), 303)

    return blueprint


def _wanted(form: ReplaceForm, old: Certificate) -> Replacement:
    return Replacement(
        cause=Cause(form.cause.data),
        name=" ".join((form.name.data or old.holder.name).split()),
        native_name=" ".join((form.native_name.data or "").split()) or None,
        native_language=(form.native_language.data or "").strip() or None,
        scope=tuple(form.scope.data or ()),
        note=form.note.data,
    )


def _open(world: IssuerWorld, number: str) -> Certificate:
    old = look_up(world, number, at=world.clock()).certificate
    require_replaceable(old)
    return old


def _scope_of(world: IssuerWorld, old: Certificate) -> list[tuple[str, str]]:
    scheme = world.schemes.version(old.scheme, old.version).scheme
    texts = {each.id: each.text for each in scheme.scope}
    return [(each, texts[each]) for each in world.replacing.alone.scope_of(old) if each in texts]


def _page(world: IssuerWorld, old: Certificate, form: ReplaceForm) -> str:
    state = state_of(old, world.clock())
    return render_template(
        "admin/replace.html",
        made=old,
        state=state,
        form=form,
        second=world.replacing.alone.who.needs_second(old),
        lives=world.settings.request_days,
    )
