"""Stage 4, the examination: what was scored, by whom, under which form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import Field, model_validator

from issuer.certification.fields import (
    CriticalFail,
    Day,
    Id,
    Moment,
    Name,
    Percent,
    Reference,
    SchemeId,
    ShortLine,
    Strict,
)


class Written(Strict):
    """One attempt at the written examination: points by section, or what a centre reports."""

    kind: Literal["written"]
    ref: Reference = Field(description="The exam system's own number for this attempt.")
    scheme: SchemeId
    ended: Moment
    form: Id | None = Field(default=None, description="The form's id in the scheme.")
    invigilator: ShortLine | None = Field(default=None, repr=False)
    points: Mapping[Id, int] | None = Field(
        default=None, max_length=50, description="Items answered rightly, by section."
    )
    percent: Percent | None = Field(default=None, description="Over all, where points are unknown.")
    sections: Mapping[Id, Percent] = Field(
        default_factory=dict, max_length=50, description="Percent by section, beside `percent`."
    )

    @model_validator(mode="after")
    def _scored_once(self) -> Self:
        if (self.points is None) == (self.percent is None):
            raise ValueError("give points, or percent, and not both")
        if self.points is not None and self.sections:
            raise ValueError("give sections beside percent, not beside points")
        if self.points is not None and min(self.points.values(), default=-1) < 0:
            raise ValueError("give points of 0 or more for every section")
        return self


class Practical(Strict):
    """One attempt at the practical examination, scored elsewhere."""

    kind: Literal["practical"]
    ref: Reference = Field(description="The exam system's own number for this attempt.")
    scheme: SchemeId
    ended: Moment
    percent: Percent
    stations_passed: int = Field(ge=0, le=100)
    critical_fails: tuple[CriticalFail, ...] = Field(default=(), max_length=100, strict=False)
    examiners: tuple[Name, ...] = Field(min_length=1, max_length=50, strict=False, repr=False)


class StationScore(Strict):
    """What one examiner scored at one station, alone. `role` lead: asked because two differed."""

    kind: Literal["station"]
    ref: Reference = Field(description="sitting/station/examiner")
    scheme: SchemeId
    sitting: Id
    station: Id
    examiner: Id = Field(description="The examiner's id in the register.")
    role: Literal["examiner", "lead"] = "examiner"
    ended: Moment
    items: Mapping[Id, int] = Field(min_length=1, max_length=50, description="0 to 3 by item.")
    critical: tuple[Id, ...] = Field(default=(), max_length=20, strict=False)

    @model_validator(mode="after")
    def _on_the_scale(self) -> Self:
        if not all(0 <= mark <= MAX_MARK for mark in self.items.values()):
            raise ValueError(f"give every item 0 to {MAX_MARK}")
        if self.ref != f"{self.sitting}/{self.station}/{self.examiner}":
            raise ValueError("call it sitting/station/examiner")
        return self


class Remediation(Strict):
    """A plan carried out after a critical fail, signed by a supervisor, before the next attempt."""

    kind: Literal["remediation"]
    ref: Reference
    scheme: SchemeId
    supervisor: Id
    on: Day


MAX_MARK = 3  # 0 unsafe or absent, 1 below standard, 2 meets it, 3 above it
