"""What a scheme says of the certificate's life: transitions, recertification, appeals."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from issuer.certification.fields import Hours, Id, ShortLine, Strict
from issuer.certification.requirements import Months

State = Literal["active", "suspended", "withdrawn", "superseded", "expired"]


class Transition(Strict):
    """A change of a certificate's state: for which reasons, and whether a second person must."""

    after: tuple[State, ...] = Field(min_length=1, max_length=5, strict=False)
    to: State
    second_person: bool
    reasons: tuple[Id, ...] = Field(min_length=1, max_length=30, strict=False)


class Recertification(Strict):
    """What renews a certificate, and when."""

    window_days: Annotated[int, Field(ge=1, le=1000)]
    education_hours: Hours
    topics: dict[Id, Hours] = Field(default_factory=dict, max_length=50)
    practice_cases: Annotated[int, Field(ge=0, le=10_000)] = 0
    audit_percent: Annotated[int, Field(ge=0, le=100)] = 0
    source: ShortLine


class LicenceWatch(Strict):
    """How long after certification a licence is believed, and how long a lapse may be sorted out.

    Without `recheck_days` a check does not get too old; a licence's own last day always counts.
    """

    recheck_days: Annotated[int, Field(ge=1, le=3650)] | None = None
    grace_days: Annotated[int, Field(ge=0, le=365)] = 30


class Appeals(Strict):
    """Against a decision: until when, before how many who were not involved."""

    window_days: Annotated[int, Field(ge=1, le=1000)]
    panel_min: Annotated[int, Field(ge=1, le=20)]
    decision_days: Annotated[int, Field(ge=1, le=1000)]


class Impartiality(Strict):
    """For how long teaching or supervising somebody bars from examining and deciding."""

    months: Months


class Retention(Strict):
    """For how long a person's data are kept: after the certificate's end, after a denial."""

    months_after_end: Months
    months_after_denial: Months
