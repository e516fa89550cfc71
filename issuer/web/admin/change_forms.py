"""The forms of changes: why, since when, and the number typed as the proof that it is meant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import DateField, Field, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional, ValidationError

from issuer.credentials.lifecycle import Act
from issuer.web.admin.forms import DeskForm, read_text
from issuer.web.admin.words import reason_in_words
from issuer.web.notes import MAX_NOTE
from verifier.number import CertificateNumber, read_typed_number

NUMBER = {
    "autocomplete": "off",
    "spellcheck": "false",
    "autocapitalize": "characters",
    "maxlength": 40,
}


class WhyForm(DeskForm):
    """A reason, a private note and the stated days; what is not asked of an act is taken out."""

    reason = SelectField("Reason", validators=[InputRequired("Choose a reason.")])
    effective = DateField(
        "Stated day",
        validators=[Optional()],
        description="If it was before today: the day that the decision names. Both are kept.",
    )
    review = DateField(
        "Look at it again on",
        validators=[Optional()],
        description="A task on your list then. Time alone changes nothing. Empty: in 30 days.",
    )
    note = TextAreaField(
        "Note",
        description="For the record. The public never sees it. Leave out names.",
        render_kw={"rows": 3, "maxlength": MAX_NOTE},
    )

    def __init__(self, act: Act, reasons: Sequence[str], **settings: Any) -> None:
        super().__init__(**settings)
        if act is not Act.SUSPEND:
            del self.review
        self.reason.choices = [SelectChoice(code, reason_in_words(code)) for code in reasons]
        if len(reasons) > 1:
            self.reason.choices.insert(0, SelectChoice("", "Choose a reason"))

    def validate_note(self, field: Field) -> None:
        """Put the note in the one form that notes have."""
        read_text(field)

    @property
    def review_day(self) -> date | None:
        """Return when it is looked at again, where that is asked."""
        return self.review.data if "review" in self else None


class ChangeForm(WhyForm):
    """Why one certificate is changed, and its number as the proof that this one is meant."""

    number = StringField(
        "Type the number to confirm",
        validators=[InputRequired("Type the number of this certificate.")],
        render_kw=NUMBER,
    )

    def __init__(self, act: Act, reasons: Sequence[str], number: str, **settings: Any) -> None:
        super().__init__(act, reasons, **settings)
        self._number = number

    def validate_number(self, field: Field) -> None:
        """Refuse any number but this one, however it is typed."""
        require_number(field, self._number)


class DeclineForm(DeskForm):
    """Why a request is declined."""

    why = TextAreaField(
        "Why you decline",
        validators=[InputRequired("Say why: who asked reads it.")],
        description="Who asked reads it. Leave out names.",
        render_kw={"rows": 2, "maxlength": MAX_NOTE},
    )

    def validate_why(self, field: Field) -> None:
        """Put the text in the one form that notes have."""
        read_text(field)
        if not field.data:
            raise ValidationError("Say why: who asked reads it.")


def require_number(field: Field, number: str) -> None:
    """Refuse any number but this one, however it is typed."""
    typed = read_typed_number(field.data or "")
    if not isinstance(typed, CertificateNumber) or str(typed) != number:
        raise ValidationError(f"This is not {number}. Nothing was changed.")
