"""One row of a clinic's list: what to check, and what the clinic has of the person."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from verifier.scan.text import trim

MAX_ROWS = 1000

_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def day_of_text(text: str) -> date | None:
    """Return the day that is written like 2026-03-31, or None."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _day(value: object) -> object:
    if isinstance(value, str) and _DAY.fullmatch(value):
        return date.fromisoformat(value)
    if value is None or type(value) is date:
        return value
    raise ValueError("a day is written like 2026-03-31")


def _trimmed(value: object) -> object:
    return trim(value) if isinstance(value, str) else value


Line = Annotated[str, BeforeValidator(_trimmed)]
Day = Annotated[date, BeforeValidator(_day), Field(strict=True)]


class Row(BaseModel):
    """What to check in `text`; the rest is compared with the certificate where it is not empty.

    `scope` may name several needed scopes, parted by `;` or `|`. `on` is the day in question.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    text: Line = Field(min_length=1, max_length=9000, examples=["BTX-7K3M-9QPD"])
    name: Line = Field(default="", max_length=200, examples=["Example-Santos, Amelie"])
    profession: Line = Field(default="", max_length=100, examples=["physician"])
    scope: Line = Field(default="", max_length=300, examples=["frown lines"])
    on: Day | None = Field(default=None, examples=["2026-03-31"])
