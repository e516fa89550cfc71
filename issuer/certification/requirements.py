"""The kinds of requirement a scheme can make. Each says by when, for whom, and on what ground.

A requirement without `professions` and `regions` is everybody's. One with them is asked beside
the common ones, never instead: a region can only add.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from issuer.certification.fields import (
    Day,
    Hours,
    Id,
    ProfessionCode,
    Region,
    ShortLine,
    Strict,
)

Months = Annotated[int, Field(ge=1, le=240)]
Count = Annotated[int, Field(ge=1, le=10_000)]


class Stage(StrEnum):
    """By when a requirement is to be met; in the order of the road."""

    APPLICATION = "application"
    TRAINING = "training"
    EXAMINATION = "examination"
    DECISION = "decision"


class _Requirement(Strict):
    id: Id
    title: ShortLine
    by: Stage = Field(strict=False)
    professions: tuple[ProfessionCode, ...] = Field(default=(), max_length=50, strict=False)
    regions: tuple[Region, ...] = Field(default=(), max_length=200, strict=False)
    waivable: bool = False
    source: ShortLine
    checked: Day

    def applies(self, profession: str, region: str) -> bool:
        """Tell whether it is asked of this profession in this region."""
        here = (
            not self.regions
            or region in self.regions
            or region.split("-", maxsplit=1)[0] in self.regions
        )
        return here and (not self.professions or profession in self.professions)


class IdentityRequirement(_Requirement):
    """A photo document, compared with the person by somebody who is named."""

    kind: Literal["identity"]


class LicenceRequirement(_Requirement):
    """A licence of the profession, active, where the candidate works, asked of the regulator."""

    kind: Literal["licence"]
    max_check_age_days: Annotated[int, Field(ge=1, le=3650)]


class CertificateRequirement(_Requirement):
    """A certificate of another body, in force."""

    kind: Literal["certificate"]
    certificate: Id
    max_age_months: Months | None = None


class DeclarationRequirement(_Requirement):
    """A declaration of the candidate."""

    kind: Literal["declaration"]
    declaration: Id
    max_age_months: Months | None = None


class ExperienceRequirement(_Requirement):
    """Whole months of confirmed practice in the profession; periods that overlap count once."""

    kind: Literal["experience"]
    months: Months


class EndorsementRequirement(_Requirement):
    """Somebody answers for the candidate."""

    kind: Literal["endorsement"]
    endorsement: Id
    max_age_months: Months | None = None


class SpecialtyRequirement(_Requirement):
    """A specialty background, one of several."""

    kind: Literal["specialty"]
    specialties: tuple[Id, ...] = Field(min_length=1, max_length=50, strict=False)


class TrainingRequirement(_Requirement):
    """Every module of the scheme, for its hours, in a course accredited on the day."""

    kind: Literal["training"]
    classroom_hours: Hours
    hands_on_hours: Hours
    window_months: Months


class Coverage(Strict):
    """At least so many of the performed cases with one of `values` in `field`."""

    field: Literal[
        "areas", "goal", "feature", "age_band", "skin_type", "presentation", "product", "outcome"
    ]
    values: tuple[Id, ...] = Field(min_length=1, max_length=50, strict=False)
    at_least: Count
    title: ShortLine


class Variety(Strict):
    """At least so many different values of a field among the performed cases."""

    field: Literal[
        "areas", "goal", "feature", "age_band", "skin_type", "presentation", "product", "site"
    ]
    at_least: Count
    title: ShortLine


class CasesRequirement(_Requirement):
    """The case log: how many, on how many patients, at most how many a day, and of what variety."""

    kind: Literal["cases"]
    observed: Annotated[int, Field(ge=0, le=10_000)] = 0
    performed: Count
    patients: Count = 1
    per_day: Count | None = None
    window_months: Months
    follow_ups: Annotated[int, Field(ge=0, le=10_000)] = 0
    complications: Annotated[int, Field(ge=0, le=10_000)] = 0
    coverage: tuple[Coverage, ...] = Field(default=(), max_length=100, strict=False)
    variety: tuple[Variety, ...] = Field(default=(), max_length=20, strict=False)


class FeedbackRequirement(_Requirement):
    """The mentor's view: the last cases at a level, in every domain, with feedback on each."""

    kind: Literal["feedback"]
    last_cases: Annotated[int, Field(ge=1, le=100)]
    level: Id
    every_case: bool = True


class EducationRequirement(_Requirement):
    """Continuing education: hours in all, and of them so many by topic."""

    kind: Literal["education"]
    hours: Hours
    topics: Mapping[Id, Hours] = Field(default_factory=dict, max_length=50)
    window_months: Months


Requirement = (
    IdentityRequirement
    | LicenceRequirement
    | CertificateRequirement
    | DeclarationRequirement
    | ExperienceRequirement
    | EndorsementRequirement
    | SpecialtyRequirement
    | TrainingRequirement
    | CasesRequirement
    | FeedbackRequirement
    | EducationRequirement
)
AnyRequirement = Annotated[Requirement, Field(discriminator="kind")]
