"""A certification scheme as data: what is demanded, what passing means, and who decides."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

from pydantic import Field

from issuer.certification.case_log import CaseLog
from issuer.certification.certificate_rules import (
    Appeals,
    Impartiality,
    LicenceWatch,
    Recertification,
    Retention,
    Transition,
)
from issuer.certification.examinations import PracticalRule, WrittenRule
from issuer.certification.fields import (
    Hours,
    Id,
    LanguageTag,
    LongLine,
    Prefix,
    ProfessionCode,
    Region,
    SchemeId,
    ShortLine,
    Strict,
    Version,
)
from issuer.certification.public_words import Register, Translation
from issuer.certification.requirements import AnyRequirement, Months


class DecisionMode(StrEnum):
    """Who decides: a person, with each assessment at hand, or the scheme's own rule."""

    PERSON = "person"
    RULE = "rule"


class Scope(Strict):
    """One thing a certified person is certified for, in the field's words and a patient's."""

    id: Id
    text: ShortLine
    everyday: ShortLine


class Module(Strict):
    """A module of the training: its topic, how it is taught, and for how long at least."""

    id: Id
    title: ShortLine
    setting: Literal["classroom", "hands-on"]
    hours: Hours


class SchemeFile(Strict):
    """What the file says."""

    format: Literal["certification-scheme/1"]
    id: SchemeId
    version: Version
    prefix: Prefix
    title: ShortLine
    limits_text: LongLine
    scope: tuple[Scope, ...] = Field(min_length=1, max_length=50, strict=False)
    professions: Mapping[ProfessionCode, ShortLine] = Field(min_length=1, max_length=50)
    decision: DecisionMode = Field(strict=False)
    answerable_officer: ShortLine | None = None
    validity_months: int = Field(ge=1, le=120)
    written: WrittenRule | None = None
    practical: PracticalRule | None = None
    regions: Mapping[Region, ShortLine] = Field(default_factory=dict, max_length=300)
    requirements: tuple[AnyRequirement, ...] = Field(default=(), max_length=100, strict=False)
    sources_checked_every_months: Months = 12
    modules: tuple[Module, ...] = Field(default=(), max_length=50, strict=False)
    case_log: CaseLog | None = None
    impartiality: Impartiality | None = None
    appeals: Appeals | None = None
    transitions: tuple[Transition, ...] = Field(default=(), max_length=30, strict=False)
    recertification: Recertification | None = None
    licence_watch: LicenceWatch | None = None
    retention: Retention | None = None
    public_register: bool = False  # the candidates' agreement says that a name can be searched
    registers: tuple[Register, ...] = Field(default=(), max_length=200, strict=False)
    languages: Mapping[LanguageTag, Translation] = Field(default_factory=dict, max_length=20)

    @property
    def keeps_dossiers(self) -> bool:
        """Tell whether more than an exam result is asked: candidates apply, and are assessed."""
        return bool(self.requirements)


class Scheme(SchemeFile):
    """A scheme version without contradictions; only `parse_scheme` makes one.

    `digest` is the SHA-256 of the file's exact bytes, in hex: two schemes are one if it agrees.
    """

    digest: str

    def __hash__(self) -> int:
        return hash(self.digest)
