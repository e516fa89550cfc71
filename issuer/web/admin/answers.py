"""What was answered, as the members of a document; and a document as the answers that make it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from issuer.web.admin.asked import AskedForm
from issuer.web.admin.plain_words import in_plain_words, to_id
from issuer.web.admin.questions import Control, Question

_COUNT = re.compile(r"[0-9]{1,9}", re.ASCII)
_LOCAL = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?", re.ASCII)


def read_answers(form: AskedForm, zone: ZoneInfo) -> dict[str, Any]:
    """Return what was answered, each under its member; what was left empty is left out.

    An answer that cannot be read is passed on as it is: the document says what it takes.
    """
    members: dict[str, Any] = {}
    for question in form.questions:
        answer = form[question.member].data
        if answer in (None, "", []):
            continue
        answer = _suggested(question).get(str(answer).casefold(), answer)
        for member, value in _members(question, answer, zone):
            _put(members, member.split("."), value)
    return members


def _suggested(question: Question) -> dict[str, str]:
    """Return what stands for each suggestion: people may pick Texas, or write it."""
    return {label.casefold(): value for value, label in question.suggestions}


def _members(question: Question, answer: Any, zone: ZoneInfo) -> Iterator[tuple[str, Any]]:
    if "+" in question.member:
        yield from zip(question.member.split("+"), answer.split("|"), strict=True)
    else:
        yield question.member, _value(question.control, answer, zone)


def _put(members: dict[str, Any], path: list[str], value: Any) -> None:
    for step in path[:-1]:
        members = members.setdefault(step, {})
    members[path[-1]] = value


def _value(control: Control, answer: Any, zone: ZoneInfo) -> Any:
    if control is Control.MOMENT:
        return _moment(answer, zone)
    return _READERS[control](answer) if control in _READERS else answer


def _figure(text: str) -> Decimal | str:
    try:
        return Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return text


def _moment(text: str, zone: ZoneInfo) -> str:
    if _LOCAL.fullmatch(text) is None:
        return text
    try:
        local = datetime.fromisoformat(text).replace(tzinfo=zone)
        return local.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError):
        return text


def _lines(text: str) -> list[str]:
    return [to_id(line) or line for line in text.splitlines() if line.strip()]


_READERS: dict[Control, Callable[[Any], Any]] = {
    Control.LINE: lambda text: " ".join(text.split(" ")).strip(),
    Control.ID: lambda text: to_id(text) or text,
    Control.FIGURE: _figure,
    Control.COUNT: lambda text: int(text) if _COUNT.fullmatch(text.strip()) else text,
    Control.YES_NO: lambda text: text == "yes",
    Control.LINES: _lines,
}


def to_answers(questions: Sequence[Question], document: Any, zone: ZoneInfo) -> dict[str, Any]:
    """Return the answers that make `document`, to begin a form with."""
    return {
        question.member: answer
        for question in questions
        if (answer := _answer(question, document, zone)) is not None
    }


def _answer(question: Question, document: Any, zone: ZoneInfo) -> Any:
    values = [get_member(document, member.split(".")) for member in question.member.split("+")]
    if any(value is None for value in values):
        return None
    if len(values) > 1:
        return "|".join(values)
    (value,) = values
    if question.control in _WRITERS:
        return _WRITERS[question.control](value)
    return _text(value, zone)


_WRITERS: dict[Control, Callable[[Any], Any]] = {
    Control.YES_NO: lambda value: "yes" if value else "no",
    Control.LINES: lambda value: "\n".join(map(in_plain_words, value)),
    Control.ID: in_plain_words,
    Control.SOME: list,
    Control.FIGURE: lambda value: f"{value.normalize():f}",
}


def _text(value: Any, zone: ZoneInfo) -> str:
    if isinstance(value, datetime):
        return value.astimezone(zone).strftime("%Y-%m-%dT%H:%M")
    return value.isoformat() if isinstance(value, date) else str(value)


def get_member(document: Any, path: list[str]) -> Any:
    """Return what stands at `path` in a document, None where something on the way is not there."""
    for step in path:
        if document is None:
            return None
        document = document.get(step) if isinstance(document, Mapping) else getattr(document, step)
    return document
