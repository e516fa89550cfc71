"""A score sheet: what one examiner has scored so far at one station, tap by tap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SheetKey:
    """Whose sheet of whom it is."""

    sitting: str
    person: str
    station: str
    examiner: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Marks 0 to 3 by rubric item; `revision` counts what was saved. Handed in, it is closed."""

    key: SheetKey
    items: Mapping[str, int]
    critical: tuple[str, ...]
    comment: str
    revision: int
    saved: datetime
    handed_in: datetime | None = None
