"""Whether a certificate was in force on a day: the answer, apart from how it is found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class InForce(StrEnum):
    """Whether a certificate was in force on a day. The strings are public."""

    IN_FORCE = "in_force"  # all day; of today, so far
    PART_OF_DAY = "part_of_day"  # its state changed on that day
    NOT_IN_FORCE = "not_in_force"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence; what stands in braces is the `day` or the `time` told with it."""

    sentence: str
    day: date | None = None
    time: str = ""


@dataclass(frozen=True, slots=True)
class OnDay:
    """The answer for one day, where the certification body is."""

    day: date
    result: InForce
    told: tuple[Told, ...]
