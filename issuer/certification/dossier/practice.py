"""Stage 3, supervised hands-on training: the case log, and what the mentor says of it.

No patient can be named here: every member is a day, a number, or a word from a closed list.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from issuer.certification.fields import CaseNumber, Day, Id, SchemeId, Strict


class Case(Strict):
    """One treatment, observed or performed under supervision, in the words of the scheme's lists.

    `patient` numbers the patients of this log, so that different ones can be counted; only the
    clinic knows who they are.
    """

    kind: Literal["case"]
    ref: CaseNumber
    scheme: SchemeId
    role: Literal["observed", "performed"]
    on: Day
    supervisor: Id = Field(description="The supervisor's id in the register.")
    site: Id = Field(description="One of the supervisor's sites.")
    patient: int = Field(ge=1, le=9999, description="1, 2, 3 ... as they come in this log.")
    areas: tuple[Id, ...] = Field(min_length=1, max_length=20, strict=False)
    goal: Id | None = Field(default=None, description="The treatment's goal.")
    feature: Id | None = Field(default=None, description="An anatomical feature that mattered.")
    age_band: Id | None = None
    skin_type: Id | None = None
    presentation: Id | None = Field(default=None, description="The patient's gender presentation.")
    product: Id | None = None
    units: int | None = Field(default=None, ge=1, le=1000)
    outcome: Id | None = None
    follow_up: Day | None = Field(default=None, description="When the patient was seen again.")
    complication: Id | None = None


class Feedback(Strict):
    """What the supervisor says of one case, domain by domain, on the scheme's scale."""

    kind: Literal["feedback"]
    ref: CaseNumber
    scheme: SchemeId
    case: CaseNumber = Field(description="The case's ref.")
    supervisor: Id
    on: Day
    domains: Mapping[Id, Id] = Field(min_length=1, max_length=20, description="Level by domain.")
