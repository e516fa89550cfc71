"""Forms made of questions, with what was answered wrongly marked at its control."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wtforms import (
    Field,
    HiddenField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from issuer.certification.errors import CertificationError, Fault
from issuer.errors import IssuerError
from issuer.web.admin.forms import DeskForm, read_text
from issuer.web.admin.questions import Choices, Control, Question
from issuer.web.notes import MAX_NOTE
from issuer.web.problems import detail_of, faults_of, refusal_of

MISSING = "Fill this in."
_MISSING = "Choose at least one."

_KINDS: dict[Control, tuple[type[Field], dict[str, Any]]] = {
    Control.LINE: (StringField, {"maxlength": 200, "autocomplete": "off"}),
    Control.ID: (StringField, {"maxlength": 64, "autocomplete": "off"}),
    Control.DAY: (StringField, {"type": "date", "autocomplete": "off"}),
    Control.MOMENT: (StringField, {"type": "datetime-local", "step": "60", "autocomplete": "off"}),
    Control.FIGURE: (StringField, {"inputmode": "decimal", "maxlength": 12, "autocomplete": "off"}),
    Control.COUNT: (StringField, {"inputmode": "numeric", "maxlength": 9, "autocomplete": "off"}),
    Control.YES_NO: (SelectField, {}),
    Control.ONE: (SelectField, {}),
    Control.SOME: (SelectMultipleField, {}),
    Control.LINES: (TextAreaField, {"rows": 3}),
    Control.TEXT: (TextAreaField, {"rows": 4, "maxlength": MAX_NOTE}),
}


class AskedForm(DeskForm):
    """A form with a control for each question; `ref` names the document that is being made."""

    ref = HiddenField()
    questions: Sequence[Question] = ()

    def mark(self, faults: Iterable[Fault]) -> None:
        """Put each fault beside the control it is about; what no control is about stands on top."""
        for path, mend in faults:
            field = self._field_of(path)
            sentence = MISSING if mend == "add it" else f"{mend[:1].upper()}{mend[1:]}."
            if field is None:
                self.form_errors.append(sentence)
            else:
                field.errors = [*field.errors, sentence]

    def refuse(self, error: IssuerError | CertificationError) -> int:
        """Say on the form why nothing was done, and return the status of the answer."""
        refusal, faults = refusal_of(error), faults_of(error)
        self.mark(faults)
        if not faults:
            self.form_errors.append(detail_of(error) or refusal.title)
        return refusal.status

    def _field_of(self, path: str) -> Field | None:
        """Return the control of a member, of what it is part of, or of its first part."""
        members = {part: name for name in self._fields for part in name.split("+")}
        where = path.replace("[", ".").replace("]", "")
        while where:
            parts = (name for name in members if name == where or name.startswith(f"{where}."))
            found = next(parts, None)
            if found is not None:
                return self[members[found]]
            where = where.rpartition(".")[0]
        return None


def make_form(
    questions: Sequence[Question],
    *,
    data: Mapping[str, Any] | None = None,
    form: type[AskedForm] = AskedForm,
    **settings: Any,
) -> AskedForm:
    """Return a form that asks `questions`, with `data` as the answers it begins with."""
    members = {each.member: _control(each) for each in questions}
    kind = type("Asked", (form,), {**members, "questions": tuple(questions)})
    made: AskedForm = kind(data=dict(data or {}), **settings)
    return made


def _offered(choices: Choices) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in choices]


def _check_text(_: AskedForm, field: Field) -> None:
    read_text(field)


def _control(question: Question) -> Field:
    kind, attributes = _KINDS[question.control]
    missing = _MISSING if question.control is Control.SOME else MISSING
    validators = [DataRequired(missing) if question.required else Optional()]
    if question.control is Control.TEXT:
        validators.append(_check_text)
    settings: dict[str, Any] = {
        "description": question.help,
        "validators": validators,
        "render_kw": attributes,
    }
    if question.control is Control.SOME:
        widgets = {"widget": ListWidget(prefix_label=False), "option_widget": CheckboxInput()}
        return kind(question.label, choices=_offered(question.choices), **widgets, **settings)
    if question.control in {Control.ONE, Control.YES_NO}:
        first = "Choose" if question.required else "Not given"
        choices = _offered([("", first), *question.choices])
        return kind(question.label, choices=choices, **settings)
    if "type" in attributes:
        settings["widget"] = TextInput()
        settings["widget"].input_type = attributes["type"]
    if question.suggestions:
        settings["render_kw"] = attributes | {"list": f"{question.member}-offers"}
    return kind(question.label, **settings)
