"""Stage 2, accredited training, and the education that goes on after it."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, Self

from pydantic import Field, model_validator

from issuer.certification.fields import Day, Hours, Id, Reference, SchemeId, ShortLine, Strict

_NONE = Decimal(0)


class Training(Strict):
    """One module of a course, as attended."""

    kind: Literal["training"]
    ref: Reference
    scheme: SchemeId
    course: Id = Field(description="The course's id in the register.")
    module: Id = Field(description="The module's id in the scheme.")
    format: Literal["lecture", "case-discussion", "peer", "live-model", "simulation", "online"]
    instructor: ShortLine
    on: Day = Field(description="Its last day.")
    classroom_hours: Hours = _NONE
    hands_on_hours: Hours = _NONE

    @model_validator(mode="after")
    def _lasted(self) -> Self:
        if not self.classroom_hours + self.hands_on_hours:
            raise ValueError("give classroom_hours or hands_on_hours")
        return self


class Education(Strict):
    """Continuing education: an activity, what it was about, and its hours of 60 minutes."""

    kind: Literal["education"]
    ref: Reference
    topic: Id = Field(description="As the scheme calls it, such as complications.")
    provider: ShortLine
    hours: Hours
    on: Day
