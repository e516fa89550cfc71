"""The examination as a scheme describes it: blueprint, stations, cut scores, floors, retakes."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field

from issuer.certification.fields import Id, Percent, ShortLine, Strict, WebAddress
from issuer.certification.requirements import Months


def _above_zero(percent: Decimal) -> Decimal:
    if not percent:  # a cut score of zero would pass everybody: an empty rule refuses
        raise ValueError("give more than 0")
    return percent


CutPercent = Annotated[Percent, AfterValidator(_above_zero)]
Days = Annotated[int, Field(ge=0, le=3650)]


class Retakes(Strict):
    """How often a part may be taken, and how soon again.

    `wait_days` are the days before the second, third ... attempt; the last figure goes on.
    """

    attempts_max: Annotated[int, Field(ge=1, le=100)]
    within_months: Months
    wait_days: tuple[Days, ...] = Field(default=(), max_length=20, strict=False)
    new_form: bool = False
    remediation_after_critical_fail: bool = False


class Section(Strict):
    """A section of the written examination. A floor cannot be offset by other sections."""

    id: Id
    title: ShortLine
    weight: CutPercent | None = None
    items: Annotated[int, Field(ge=1, le=1000)] | None = None
    floor_percent: CutPercent | None = None


class ExamForm(Strict):
    """One form of the written examination, with the cut score that standard setting gave it."""

    id: Id
    cut_percent: CutPercent


class WrittenRule(Strict):
    """What passes the written examination: the cut score over all, and every floor."""

    cut_percent: CutPercent
    minutes: Annotated[int, Field(ge=1, le=1440)] | None = None
    formats: dict[Id, Annotated[int, Field(ge=1, le=1000)]] = Field(
        default_factory=dict, max_length=20
    )
    sections: tuple[Section, ...] = Field(default=(), max_length=50, strict=False)
    forms: tuple[ExamForm, ...] = Field(default=(), max_length=50, strict=False)
    retakes: Retakes | None = None
    carry_over_months: Months | None = None
    activity: WebAddress | None = None


class Station(Strict):
    """A station of the practical examination; `critical` are the slips that fail all of it.

    `items` are what examiners score from 0 to 3: with them, stations can be scored here.
    """

    id: Id
    title: ShortLine
    weight: CutPercent | None = None
    minutes: Annotated[int, Field(ge=1, le=1440)] | None = None
    items: dict[Id, ShortLine] = Field(default_factory=dict, max_length=50)
    critical: tuple[Id, ...] = Field(default=(), max_length=20, strict=False)


class PracticalRule(Strict):
    """What passes the practical examination: score, stations passed, and no critical fail.

    Two examiners score each station alone. Where their scores are more than
    `disagreement_percent` apart, or one alone saw a critical fail, a lead scores too and counts.
    """

    cut_percent: CutPercent
    stations_passed_min: int = Field(ge=1)
    station_cut_percent: CutPercent | None = None
    disagreement_percent: CutPercent | None = None
    standardised_months: Months | None = None
    after_written: bool = False
    stations: tuple[Station, ...] = Field(min_length=1, max_length=100, strict=False)
    retakes: Retakes | None = None
    carry_over_months: Months | None = None
    activity: WebAddress | None = None

    @property
    def is_scored_here(self) -> bool:
        """Tell whether examiners score the stations in this program."""
        return any(station.items for station in self.stations)
