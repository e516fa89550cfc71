"""The columns of a CSV of documents: each member's path, and how its kind is read from a cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from types import NoneType
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel

from issuer.certification.csv_cells import (
    Read,
    list_of,
    read_count,
    read_decimal,
    read_flag,
    read_text,
    words_of,
)
from issuer.certification.csv_header import MAX_COLUMNS, Columns

_SCALARS: Mapping[object, Read] = {
    bool: read_flag,
    int: read_count,
    Decimal: read_decimal,
}


def columns_of(models: Sequence[type[BaseModel]], *more: str, most: int = MAX_COLUMNS) -> Columns:
    """Return the columns of a file whose rows are each one of `models`, with `more` before them.

    What every one of them needs is required. A mapping is a family of columns.
    """
    readers: dict[str, Read] = dict.fromkeys(more, read_text)
    families: dict[str, Read] = {}
    needed = [{path for path, _, must in _leaves(model) if must} for model in models]
    for model in models:
        for path, kind, _ in _leaves(model):
            if _is_mapping(kind):
                families[f"{path}."] = _reader(get_args(kind)[1])
            else:
                readers[path] = _reader(kind)
    always = set.intersection(*needed) | set(more)
    required = tuple(path for path in readers if path in always)
    return Columns(required, readers, families, most)


def _leaves(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, Any, bool]]:
    for name, field in model.model_fields.items():
        kind = _plain(field.annotation)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            for path, inner, must in _leaves(kind, f"{prefix}{name}."):
                yield path, inner, must and field.is_required()
        else:
            yield prefix + name, kind, field.is_required()


def _plain(kind: Any) -> Any:
    """Return a kind of value without what Pydantic adds, and without None."""
    if get_origin(kind) is Annotated:
        return _plain(get_args(kind)[0])
    arguments = get_args(kind)
    if NoneType in arguments:
        return _plain(next(each for each in arguments if each is not NoneType))
    return kind


def _is_mapping(kind: Any) -> bool:
    origin = get_origin(kind)
    return isinstance(origin, type) and issubclass(origin, Mapping)


def _reader(annotation: Any) -> Read:
    kind = _plain(annotation)
    if get_origin(kind) in {tuple, list}:
        return list_of(_reader(get_args(kind)[0]))
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return words_of({path: _reader(inner) for path, inner, _ in _leaves(kind)})
    return _SCALARS.get(kind, read_text)
