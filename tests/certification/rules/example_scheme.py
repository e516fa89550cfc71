"""The example scheme, with anything in it changed."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from issuer.certification.scheme import Scheme, SchemeFile
from issuer.certification.scheme_file import parse_scheme

EXAMPLE = Path(__file__).parents[3] / "docs" / "examples" / "botulinum-toxin.toml"


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(EXAMPLE.read_text("utf-8"), parse_float=Decimal)


@cache
def _example() -> Scheme:
    return parse_scheme(EXAMPLE.read_bytes())


def make_scheme(changes: Mapping[str, Any] | None = None) -> Scheme:
    """Return the example scheme with things changed: `{"requirements.cases.per_day": 2}`.

    A step into a list is its index, or the id of the entry meant; None takes something out.
    Whether the parts still agree is not asked.
    """
    if not changes:
        return _example()
    table = copy.deepcopy(_table())
    for path, value in changes.items():
        _put(table, path.split("."), value)
    return Scheme(**dict(SchemeFile.model_validate(table)), digest="0" * 64)


def _put(inner: Any, steps: list[str], value: Any) -> None:
    *before, last = steps
    for step in before:
        if isinstance(inner, dict):
            inner = inner[step]
        else:
            inner = next(
                each for index, each in enumerate(inner) if step in {str(index), each.get("id")}
            )
    if value is None:
        del inner[last]
    else:
        inner[int(last) if isinstance(inner, list) else last] = value
