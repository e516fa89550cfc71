"""The body's registers: who and what is accredited, and since when. They change; entries refer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from issuer.certification.fields import (
    Day,
    Id,
    Name,
    Reference,
    Region,
    SchemeId,
    ShortLine,
    Strict,
)

Pair = Annotated[tuple[Id, ...], Field(min_length=2, max_length=2, strict=False)]


class _Listed(Strict):
    id: Id
    since: Day = Field(description="First day.")
    until: Day | None = Field(default=None, description="Last day; absent: until further notice.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until is not None and self.until < self.since:
            raise ValueError("give a last day that is not before the first")
        return self


class Provider(_Listed):
    """A training provider, accredited for a period."""

    kind: Literal["provider"]
    name: ShortLine


class Course(_Listed):
    """A provider's course, accredited for a period, for modules of a scheme."""

    kind: Literal["course"]
    provider: Id
    title: ShortLine
    scheme: SchemeId
    modules: tuple[Id, ...] = Field(min_length=1, max_length=50, strict=False)


class Supervisor(_Listed):
    """A person who may supervise: where, and at which sites."""

    kind: Literal["supervisor"]
    name: Name
    regions: tuple[Region, ...] = Field(default=(), max_length=100, strict=False)
    sites: tuple[Id, ...] = Field(min_length=1, max_length=50, strict=False)
    officer: Name | None = Field(default=None, description="Their name at the desk, if any.")


class Conflict(Strict):
    """A declared conflict of interest with a candidate."""

    person: Reference
    nature: Literal["family", "employer", "taught", "supervised", "financial", "other"]
    declared: Day


class Examiner(_Listed):
    """A person who may examine: qualified, standardised, and free of declared conflicts."""

    kind: Literal["examiner"]
    name: Name
    qualification: ShortLine
    standardised: Day = Field(description="When they last scored the same candidates as others.")
    schemes: tuple[SchemeId, ...] = Field(min_length=1, max_length=50, strict=False)
    conflicts: tuple[Conflict, ...] = Field(default=(), max_length=200, strict=False)
    officer: Name | None = Field(default=None, description="Their name at the desk, if any.")


class Sitting(_Listed):
    """A practical examination on a day: its candidates, and two examiners a station."""

    kind: Literal["sitting"]
    scheme: SchemeId
    site: ShortLine
    candidates: tuple[Reference, ...] = Field(min_length=1, max_length=200, strict=False)
    stations: Mapping[Id, Pair] = Field(max_length=100, description="Two examiners a station.")
    leads: tuple[Id, ...] = Field(default=(), max_length=20, strict=False)


Listed = Annotated[Provider | Course | Supervisor | Examiner | Sitting, Field(discriminator="kind")]


def is_listed(listed: _Listed | None, on: date) -> bool:
    """Tell whether an entry of a register holds on a day; what is not there does not."""
    return listed is not None and listed.since <= on <= (listed.until or on)
