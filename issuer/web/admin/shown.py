"""What a document says, in the words of the questions that it answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from issuer.certification.figures import show_percent
from issuer.web.admin.answers import get_member
from issuer.web.admin.plain_words import in_plain_words
from issuer.web.admin.questions import Control, Question

Line = tuple[str, object]  # a label, and a value: text, or a day or moment for the page to write


def lines_of(document: object, questions: Iterable[Question]) -> Iterator[Line]:
    """Yield what a document says, line by line; what it leaves open is left out."""
    for question in questions:
        values = [get_member(document, part.split(".")) for part in question.member.split("+")]
        if any(value in (None, ()) for value in values):
            continue
        value = values[0] if len(values) == 1 else "|".join(map(str, values))
        yield question.label, _show(value, question)


def _show(value: Any, question: Question) -> object:
    labels = dict(question.choices)
    match value:
        case bool():
            return labels["yes" if value else "no"]
        case datetime() | date() | int():
            return value
        case Decimal():
            percent = "percent" in question.member
            return show_percent(value) if percent else f"{value.normalize():f}"
        case tuple():
            return ", ".join(_word(str(each), question, labels) for each in value)
        case _:
            return _word(str(value), question, labels)


def _word(value: str, question: Question, labels: dict[str, str]) -> str:
    is_id = question.control not in {Control.LINE, Control.TEXT}
    return labels.get(value) or (in_plain_words(value) if is_id else value)
