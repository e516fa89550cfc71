"""One line of a re-check: what the regulator's register shows of one licence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wtforms import Form, SelectChoice, SelectField, StringField
from wtforms.validators import Optional
from wtforms.widgets import TextInput

from issuer.certification.errors import CertificationError
from issuer.errors import IssuerError
from issuer.web.problems import detail_of, faults_of, refusal_of

_STATUSES = [
    ("active", "Active"),
    ("restricted", "Restricted"),
    ("suspended", "Suspended"),
    ("ended", "Ended, or not listed"),
]
_WAYS = [
    ("register-page", "On the register's page"),
    ("register-interface", "By the register's interface"),
    ("letter", "By letter"),
    ("telephone", "By telephone"),
]
_DAY = TextInput()
_DAY.input_type = "date"


def _choices(first: str, listed: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in [("", first), *listed]]


class RecheckForm(Form):  # type: ignore[misc]  # WTForms has no types
    """Status, last day and way of the check; a line without a status is not saved."""

    status = SelectField("Status", choices=_choices("Not checked yet", _STATUSES))
    expires = StringField(
        "Last day",
        validators=[Optional()],
        widget=_DAY,
        description="Empty if it has none.",
        render_kw={"autocomplete": "off"},
    )
    how = SelectField("How checked", choices=[SelectChoice(*each) for each in _WAYS])

    def mark(self, error: IssuerError | CertificationError) -> None:
        """Say at a control why this line was not saved."""
        for path, mend in faults_of(error):
            field = self[_CONTROLS.get(path, "status")]
            field.errors = [*field.errors, f"{mend[:1].upper()}{mend[1:]}."]
        if not self.errors:
            self.status.errors = [detail_of(error) or refusal_of(error).title]

    @property
    def seen(self) -> Mapping[str, object]:
        """Return what was seen, as a licence's document has it."""
        return {name: (self[name].data or "").strip() for name in ("status", "expires", "how")}


_CONTROLS = {"expires": "expires", "check.how": "how", "status": "status"}
