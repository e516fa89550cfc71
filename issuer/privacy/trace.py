"""Everything by which one person can be found in the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Trace:
    """Where a person, known by the body's own reference, stands in the record.

    `attempts` are pairs of scheme and attempt; `names` every spelling that is on record, and
    `mails` every address: by them the free texts of others are searched.
    """

    person: str
    names: tuple[str, ...]
    mails: tuple[str, ...]
    applications: tuple[str, ...]
    attempts: tuple[tuple[str, str], ...]
    numbers: tuple[str, ...]
    appeals: tuple[str, ...]
    complaints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Period:
    """A certificate or denial that a retention period may hold on to: it ended, or will, then."""

    what: str  # a certificate's number, or an application's id
    scheme: str
    version: str
    ended: date
    granted: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """What of a person is not finished: sentences; and what runs until when."""

    open: tuple[str, ...]
    periods: tuple[Period, ...]
    in_force: tuple[str, ...]  # numbers that an erasure withdraws


@dataclass(frozen=True, slots=True)
class Held:
    """All that is held about a person, table by table, each row as names and plain values."""

    trace: Trace
    rows: Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class ErasureRequest:
    """Somebody asked, and perhaps somebody else decided. `outcome`: erased or declined."""

    id: str
    person: str
    why: str
    asked: datetime
    asked_by: str
    outcome: str | None = None
    decided: datetime | None = None
    decided_by: str | None = None
