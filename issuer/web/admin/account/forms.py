"""The forms of accounts. What people type as secrets is never shown again by a page."""

from __future__ import annotations

from typing import Any

from wtforms import (
    Field,
    HiddenField,
    PasswordField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import InputRequired, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from issuer.accounts.ceremony import MAX_RESPONSE
from issuer.accounts.own import LONGEST_LABEL
from issuer.accounts.passwords import LONGEST, SHORTEST
from issuer.accounts.roles import TABLE, Action, Role
from issuer.accounts.sign_in import API_KEY_LIVES
from issuer.accounts.staff import LONGEST_NAME
from issuer.certification.lines import read_line
from issuer.web.admin.forms import DeskForm

_CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": 12}
_SPELT = {"spellcheck": "false", "autocapitalize": "off"}


_LIVES = (90, "90 days"), (365, "a year"), (730, "two years"), (1095, "three years")


class PasskeyForm(DeskForm):
    """What a passkey answered, put there by the page's script."""

    answer = HiddenField()
    next = HiddenField()

    def validate_answer(self, field: Field) -> None:
        """Refuse what is too long to be an answer before it is read."""
        if not field.data or len(field.data) > MAX_RESPONSE:
            raise ValidationError("The browser sent no answer of a passkey. Try again.")


class PasswordForm(DeskForm):
    """Name, password and the code that the app shows."""

    name = StringField(
        "Your name or e-mail address",
        validators=[InputRequired("Type your name or e-mail address.")],
        render_kw={"autocomplete": "username", "maxlength": 254, **_SPELT},
    )
    password = PasswordField(
        "Password",
        validators=[InputRequired("Type your password.")],
        render_kw={"autocomplete": "current-password"},
    )
    code = StringField(
        "Code from your app",
        validators=[InputRequired("Type the six digits that your app shows.")],
        render_kw=_CODE,
    )
    next = HiddenField()


class RecoveryForm(DeskForm):
    """Name, and a code from the paper."""

    name = StringField(
        "Your name or e-mail address",
        id="recovery-name",
        validators=[InputRequired("Type your name or e-mail address.")],
        render_kw={"autocomplete": "username", "maxlength": 254, **_SPELT},
    )
    recovery = StringField(
        "Recovery code",
        validators=[InputRequired("Type one of your recovery codes.")],
        description="Six groups of four letters and digits. It works once.",
        render_kw={"autocomplete": "off", "maxlength": 40, **_SPELT},
    )
    next = HiddenField()


class NewPasskeyForm(PasskeyForm):
    """A passkey that the browser made, and what to call it."""

    label = StringField(
        "What to call this passkey",
        description="So that you know it again: “laptop”, “blue security key”.",
        render_kw={"maxlength": LONGEST_LABEL, "autocomplete": "off"},
    )
    secret = HiddenField()


class NewPasswordForm(DeskForm):
    """A new password, and the code of the app that was just set up."""

    password = PasswordField(
        "New password",
        validators=[InputRequired("Choose a password.")],
        description=f"{SHORTEST} characters at least, {LONGEST} at most. A sentence that only you "
        "would say is good.",
        render_kw={"autocomplete": "new-password", "maxlength": LONGEST},
    )
    code = StringField(
        "Code from your app",
        validators=[InputRequired("Type the six digits that your app shows.")],
        description="Six digits, to see that the app has taken the key.",
        render_kw=_CODE,
    )
    app = HiddenField()
    secret = HiddenField()


class RolesForm(DeskForm):
    """The roles of an account."""

    roles = SelectMultipleField(
        "Roles",
        choices=[SelectChoice(role.value, role.words.capitalize()) for role in Role],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[InputRequired("Choose a role at least.")],
    )

    @property
    def wanted(self) -> frozenset[Role]:
        """Return the roles that were chosen."""
        return frozenset(map(Role, self.roles.data))


class InviteForm(RolesForm):
    """Who is invited, and as what."""

    name = StringField(
        "Name",
        validators=[InputRequired("Type the name.")],
        description="As it is told on record for what they do. It cannot be changed later.",
        render_kw={"autocomplete": "off", "maxlength": LONGEST_NAME},
    )
    mail = StringField(
        "E-mail address",
        validators=[Optional()],
        description="If there is one, they can sign in by it instead of their name.",
        render_kw={"autocomplete": "off", "maxlength": 254, "type": "email", **_SPELT},
    )

    def validate_name(self, field: Field) -> None:
        """Put the name in the one form that names have."""
        try:
            field.data = read_line(field.data or "", LONGEST_NAME)
        except ValueError as exc:
            raise ValidationError(f"{str(exc).capitalize()}.") from exc


class ApiKeyForm(DeskForm):
    """A program's key, and what it may do."""

    name = StringField(
        "Name",
        validators=[InputRequired("Type the program's name.")],
        description="What the program did is on record under this name.",
        render_kw={"autocomplete": "off", "maxlength": LONGEST_NAME},
    )
    scopes = SelectMultipleField(
        "What it may do",
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[InputRequired("Choose something at least.")],
    )
    days = SelectField(
        "It ends after",
        coerce=int,
        choices=[SelectChoice(days, words) for days, words in _LIVES],
        default=API_KEY_LIVES.days,
        description="You are told 30 and 7 days before.",
    )

    def __init__(self, offered: list[Action], **settings: Any) -> None:
        super().__init__(**settings)
        self.scopes.choices = [
            SelectChoice(each.value, TABLE[each].words.capitalize()) for each in offered
        ]

    def validate_name(self, field: Field) -> None:
        """Put the name in the one form that names have."""
        try:
            field.data = read_line(field.data or "", LONGEST_NAME)
        except ValueError as exc:
            raise ValidationError(f"{str(exc).capitalize()}.") from exc
