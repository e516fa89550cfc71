"""The desk's forms. The gate has checked the token against forged requests before they are read."""

from __future__ import annotations

import re
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, Form, HiddenField, StringField, TextAreaField
from wtforms.validators import ValidationError

from issuer.web.admin.gate import current
from issuer.web.notes import MAX_NOTE, read_note

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
