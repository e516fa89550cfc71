"""Questions that a form asks so that a document can be made of the answers.

What is asked, in which words and order, is a table; how it is asked follows from the document's
own model, so that a form cannot ask for what the document does not take.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from issuer.certification.fields import Strict
from issuer.web.admin.plain_words import in_plain_words

Choices = Sequence[tuple[str, str]]


class Control(StrEnum):
    """How an answer is given."""

    LINE = "line"
    ID = "id"  # plain words, of which an id is made
    DAY = "day"
    MOMENT = "moment"  # in the body's time zone
    FIGURE = "figure"
    COUNT = "count"
    YES_NO = "yes-no"
    ONE = "one"
    SOME = "some"
    LINES = "lines"  # one id in plain words a line
    TEXT = "text"  # some lines, for the record


@dataclass(frozen=True, slots=True)
class Words:
    """How a member of a document is asked for. `yes` and `no` are the answers to a question."""

    label: str
    help: str = ""
    yes: str = "Yes"
    no: str = "No"
    as_id: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """One control of a form. `member` is the path it fills, such as `check.on`.

    Two members that one choice fills are joined: `supervisor+site`.
    """

    member: str
    label: str
    control: Control
    required: bool = True
    help: str = ""
    choices: Choices = ()
    suggestions: Choices = ()  # offered, not demanded
    group: str = ""  # neighbours of one group stand together under this heading


def questions_of(
    model: type[Strict],
    words: Mapping[str, Words],
    choices: Mapping[str, Choices],
    suggestions: Mapping[str, Choices] | None = None,
) -> Iterator[Question]:
    """Yield a question for each member in `words`, in its order; `choices` close some of them."""
    for member, said in words.items():
        annotation, required = _member(model, member.partition("+")[0].split("."))
        listed = choices.get(member) or _literals(annotation)
        control = _control(annotation, is_closed=member in choices or bool(listed))
        if control is Control.YES_NO:
            listed = [("yes", said.yes), ("no", said.no)]
        if control is Control.LINE and said.as_id:
            control = Control.ID
        offered = (suggestions or {}).get(member, ())
        yield Question(member, said.label, control, required, said.help, listed, offered)


def _member(model: type[Strict], path: list[str]) -> tuple[Any, bool]:
    field = model.model_fields[path[0]]
    annotation = _bare(field.annotation)
    if len(path) > 1:
        return _member(annotation, path[1:])
    return annotation, field.is_required()


def _bare(annotation: Any) -> Any:
    """Return what a member is if it is given, without what its values are checked by."""
    if get_origin(annotation) in {Union, types.UnionType}:
        annotation = next(each for each in get_args(annotation) if each is not types.NoneType)
    return get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation


def _literals(annotation: Any) -> Choices:
    if get_origin(annotation) is not Literal:
        return ()
    return [(each, in_plain_words(each)) for each in get_args(annotation)]


_CONTROLS: dict[Any, Control] = {
    date: Control.DAY,
    datetime: Control.MOMENT,
    Decimal: Control.FIGURE,
    int: Control.COUNT,
    bool: Control.YES_NO,
}


def _control(annotation: Any, *, is_closed: bool) -> Control:
    if get_origin(annotation) is tuple:
        return Control.SOME if is_closed else Control.LINES
    if is_closed:
        return Control.ONE
    return _CONTROLS.get(annotation, Control.LINE)
