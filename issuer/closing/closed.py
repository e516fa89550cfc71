"""A body that has closed, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from issuer.errors import IssuerError


class ClosingError(IssuerError):
    """The body cannot be closed so; the message says what stands against it."""

    code = "closing_refused"


@dataclass(frozen=True, slots=True)
class Closed:
    """Since when nothing is issued or changed, and until when the last lists are believed."""

    since: datetime
    lists_until: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """How many certificates run, and when the last one ends; None where there never was one."""

    in_force: int
    suspended: int
    ends: datetime | None
