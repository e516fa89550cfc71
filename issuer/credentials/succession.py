"""One certificate takes another's place: why, and for how long the old one runs on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum


class Cause(StrEnum):
    """Why a newer certificate was issued. The strings are public: add, never rename."""

    RENEWAL = "renewal"
    NAME = "name-change"
    CORRECTION = "correction"
    SCOPE = "scope-reduction"

    def ends(self, at: datetime) -> datetime | None:
        """Return when one replaced at that moment is superseded; None: it runs to its own end."""
        after = _RUNS_ON[self]
        return None if after is None else at + after


_RUNS_ON: Mapping[Cause, timedelta | None] = {
    Cause.RENEWAL: None,
    Cause.NAME: timedelta(days=60),
    Cause.CORRECTION: timedelta(days=60),
    Cause.SCOPE: timedelta(),
}


@dataclass(frozen=True, slots=True)
class Succession:
    """What a granted certificate replaces, and in what it follows the old one, not the scheme.

    `type` is the credential type's URL and `valid_through` its last day, where they are kept.
    """

    replaces: str
    cause: Cause
    type: str | None = None
    valid_through: date | None = None

    def to_json(self) -> str:
        """Return it as it is on record."""
        day = self.valid_through.isoformat() if self.valid_through else None
        return json.dumps([self.replaces, self.cause.value, self.type, day])


def parse_succession(text: str) -> Succession:
    """Return what `to_json` wrote."""
    replaces, cause, kind, day = json.loads(text)
    return Succession(replaces, Cause(cause), kind, date.fromisoformat(day) if day else None)
