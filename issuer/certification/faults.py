"""From what Pydantic found wrong to paths and mends in our own words."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from issuer.certification.errors import Fault
from issuer.certification.fields import WORDS

MAX_FAULTS = 20  # told at once; a document with more has another problem
MAX_NAME = 40  # characters of a member's name, which a stranger may have chosen

_MENDS = {
    "missing": "add it",
    "string_type": "give text",
    "int_type": "give a whole number",
    "list_type": "give a list",
    "tuple_type": "give a list",
    "dict_type": "give an object",
    "mapping_type": "give an object",
    "model_type": "give an object",
    "greater_than_equal": "give {ge} or more",
    "less_than_equal": "give {le} or less",
    "too_short": "give at least {min_length}",
    "too_long": "give at most {max_length}",
    "bool_type": "give true or false",
    "union_tag_invalid": "give a kind of {expected_tags}",
    "union_tag_not_found": "add its kind",
    "enum": "give {expected}",
    "literal_error": "give {expected}",
}


def faults_of(model: type[BaseModel], exc: ValidationError) -> Iterator[Fault]:
    """Yield the first faults of a document that `model` refused, each with its path and mend."""
    errors = exc.errors(include_url=False, include_input=False)
    for error in errors[:MAX_FAULTS]:
        where, known = _place(model, [part for part in error["loc"] if part != "[key]"])
        yield Fault(show_path(where), _mend(known, where, dict(error)))


def _place(model: type[BaseModel], loc: list[str | int]) -> tuple[list[str | int], list[str]]:
    """Return where in the document a fault is, and the names of the members known around it.

    Pydantic puts the tag of a union's member into the path; the document has no such step.
    """
    where: list[str | int] = []
    around, inside = [model], [model]
    for part in loc:
        tagged = [each for each in inside if _tag_of(each) == part]
        if len(inside) > 1 and tagged:
            inside = tagged
            continue
        where.append(part)
        if isinstance(part, str):
            around, fields = inside, [each.model_fields.get(part) for each in inside]
            inside = [each for field in fields if field for each in _models_in(field.annotation)]
            inside = inside or around
    return where, list(dict.fromkeys(name for each in around for name in each.model_fields))


def _tag_of(model: type[BaseModel]) -> object:
    field = model.model_fields.get("kind")
    return next(iter(get_args(field.annotation)), None) if field else None


def show_path(where: list[str | int]) -> str:
    """Return `written.sections[2].floor_percent`; counting from 0, as JSON tools do."""
    path = ""
    for part in where:
        step = f"[{part}]" if isinstance(part, int) else "." + ascii(part[:MAX_NAME])[1:-1]
        path += step
    return path.removeprefix(".") or "document"


def _mend(known: list[str], where: list[str | int], error: dict[str, Any]) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        return _misplaced(str(where[-1]), known)
    if kind == "value_error":
        return str(context["error"])
    if kind == "string_pattern_mismatch":
        return f"give {WORDS[context['pattern']]}"
    return _MENDS.get(kind, "give what the format asks for").format_map(context)


def _misplaced(name: str, known: list[str]) -> str:
    close = get_close_matches(name[:MAX_NAME], known, n=1, cutoff=0.5)
    if close:
        return f"write {close[0]}, or leave it out"
    return f"leave it out; known here: {', '.join(known)}"


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)
