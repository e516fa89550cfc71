"""The desk's forms. The gate has checked the token against forged requests before they are read."""

from __future__ import annotations

import re
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, Form, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from issuer.credentials.lifecycle import RULES, Act
from issuer.web.admin.gate import current
from issuer.web.admin.words import REASONS
from issuer.web.notes import MAX_NOTE, read_note
from verifier.number import CertificateNumber, read_typed_number

_SECRET = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


class DeskForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A form whose token is signed with a key of the session's own: no secret to set up or leak."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # Flask-WTF has no types
        """What Flask-WTF asks a form."""

        @property
        def csrf_secret(self) -> bytes:
            """Return the key of this session's tokens."""
            return current().csrf_key


class ActionForm(DeskForm):
    """A form that is a button alone."""


class SignInForm(DeskForm):
    """The secret of a one-time sign-in: pasted, or put there by the page's script."""

    secret = StringField(
        "Your sign-in code",
        filters=[lambda text: (text or "").strip().rpartition("#")[2]],
        description="The last part of the link you were given, behind the #. The whole link will "
        "do too.",
        render_kw={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "off"},
    )
    next = HiddenField()

    def validate_secret(self, field: Field) -> None:
        """Refuse what is no code of ours before it is looked up."""
        if _SECRET.fullmatch(field.data or "") is None:
            raise ValidationError("This is not a sign-in code. Paste the whole link.")


class ChangeForm(DeskForm):
    """Why a certificate is changed, and its number as the proof that this one is meant."""

    reason = SelectField("Reason", validators=[InputRequired("Choose a reason.")])
    note = TextAreaField(
        "Note",
        description="For the record. The public never sees it. Leave out names.",
        render_kw={"rows": 3, "maxlength": MAX_NOTE},
    )
    number = StringField(
        "Type the number to confirm",
        validators=[InputRequired("Type the number of this certificate.")],
        render_kw={
            "autocomplete": "off",
            "spellcheck": "false",
            "autocapitalize": "characters",
            "maxlength": 40,
        },
    )

    def __init__(self, act: Act, number: str, **settings: Any) -> None:
        super().__init__(**settings)
        self._number = number
        reasons = RULES[act].reasons
        self.reason.choices = [(code, REASONS[code]) for code in reasons]
        if len(reasons) > 1:
            self.reason.choices.insert(0, ("", "Choose a reason"))

    def validate_note(self, field: Field) -> None:
        """Put the note in the one form that notes have."""
        read_text(field)

    def validate_number(self, field: Field) -> None:
        """Refuse any number but this one, however it is typed."""
        typed = read_typed_number(field.data or "")
        if not isinstance(typed, CertificateNumber) or str(typed) != self._number:
            raise ValidationError(f"This is not {self._number}. Nothing was changed.")


class DecisionForm(DeskForm):
    """A person's decision on an attempt, and why it is denied although the scheme is met."""

    decision = HiddenField()
    why = TextAreaField(
        "Reason for a denial",
        description="Whoever reported the result is told this sentence. Leave out names.",
        render_kw={"rows": 3, "maxlength": MAX_NOTE},
    )

    def __init__(self, *, is_met: bool, **settings: Any) -> None:
        super().__init__(**settings)
        self._is_met = is_met

    def validate_decision(self, field: Field) -> None:
        """Accept the two buttons that there are."""
        if field.data not in {"grant", "deny"}:
            raise ValidationError("Choose to grant or to deny.")

    def validate_why(self, field: Field) -> None:
        """Ask for a reason where the scheme itself gives none."""
        read_text(field)
        if self._is_met and self.decision.data == "deny" and not field.data:
            raise ValidationError("Give the reason for the denial.")


def read_text(field: Field) -> None:
    """Put a note in the one form that notes have, or say what to mend."""
    try:
        field.data = read_note(field.data or "")
    except ValueError as exc:
        raise ValidationError(f"{str(exc).capitalize()}.") from exc


def first_error(form: Form) -> str | None:
    """Return the first thing to mend."""
    return next((errors[0] for errors in form.errors.values() if errors), None)
