"""What an assessment finds: requirement by requirement, in words that everybody is told alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from issuer.certification.exam import PracticalOutcome, WrittenOutcome
from issuer.certification.requirements import Stage


class UnmetCode(StrEnum):
    """What kind of requirement is not met; public, and never renamed."""

    SCHEME_MISMATCH = "scheme_mismatch"
    PROFESSION_NOT_ADMITTED = "profession_not_admitted"
    COMPLETED_IN_FUTURE = "completed_in_future"
    WRITTEN_MISSING = "written_missing"
    WRITTEN_NOT_ASKED = "written_not_asked"
    WRITTEN_BELOW_CUT = "written_below_cut"
    SECTION_UNKNOWN = "section_unknown"
    SECTION_MISSING = "section_missing"
    SECTION_BELOW_FLOOR = "section_below_floor"
    PRACTICAL_MISSING = "practical_missing"
    PRACTICAL_NOT_ASKED = "practical_not_asked"
    PRACTICAL_BELOW_CUT = "practical_below_cut"
    STATIONS_TOO_FEW = "stations_too_few"
    STATIONS_IMPOSSIBLE = "stations_impossible"
    CRITICAL_FAIL = "critical_fail"
    CRITICAL_FAIL_UNKNOWN = "critical_fail_unknown"
    ATTEMPT_NOT_COUNTED = "attempt_not_counted"
    SCORES_INCOMPLETE = "scores_incomplete"
    IDENTITY = "identity"
    LICENCE = "licence"
    CERTIFICATE = "certificate"
    DECLARATION = "declaration"
    EXPERIENCE = "experience"
    ENDORSEMENT = "endorsement"
    SPECIALTY = "specialty"
    TRAINING = "training"
    CASES = "cases"
    FEEDBACK = "feedback"
    EDUCATION = "education"


@dataclass(frozen=True, slots=True)
class Unmet:
    """One requirement that is not met; `sentence` says by how much. It names no person."""

    code: UnmetCode
    sentence: str


_NO_RESULT = frozenset(
    {UnmetCode.WRITTEN_MISSING, UnmetCode.PRACTICAL_MISSING, UnmetCode.SCORES_INCOMPLETE}
)


class FindingStatus(StrEnum):
    """How a requirement stands; public, and never renamed."""

    MET = "met"
    UNMET = "unmet"
    WAIVED = "waived"
    EXPIRED = "expired"  # it was met by something that has lapsed


@dataclass(frozen=True, slots=True)
class Finding:
    """One requirement: how it stands, and the sentence that everybody is told.

    `lacks` says what is missing, piece by piece; it is empty where the requirement is met.
    """

    requirement: str
    title: str
    by: Stage
    status: FindingStatus
    sentence: str
    lacks: tuple[Unmet, ...] = ()

    @property
    def is_settled(self) -> bool:
        """Tell whether nothing more is asked."""
        return self.status in {FindingStatus.MET, FindingStatus.WAIVED}


@dataclass(frozen=True, slots=True)
class Examined:
    """What the examination showed, in the attempts that count."""

    written: WrittenOutcome | None = None
    practical: PracticalOutcome | None = None
    ended: datetime | None = None  # the last counted part
    examiners: tuple[str, ...] = ()  # names


@dataclass(frozen=True, slots=True)
class Assessment:
    """Every requirement that applies, in the scheme's order, as of a moment."""

    at: datetime
    findings: tuple[Finding, ...]
    examined: Examined

    @property
    def is_met(self) -> bool:
        """Tell whether a certificate may be granted."""
        return all(finding.is_settled for finding in self.findings)

    @property
    def missing(self) -> tuple[Finding, ...]:
        """Return what is not met, in order."""
        return tuple(finding for finding in self.findings if not finding.is_settled)

    @property
    def reasons(self) -> tuple[Unmet, ...]:
        """Return every piece that is missing: the reasons of a denial."""
        return tuple(unmet for finding in self.missing for unmet in finding.lacks)

    @property
    def is_examined(self) -> bool:
        """Tell whether every part of the examination has a result, passed or not."""
        return not any(unmet.code in _NO_RESULT for unmet in self.reasons)

    def missing_before(self, stage: Stage) -> tuple[Finding, ...]:
        """Return what had to be met before `stage` begins, and is not."""
        order = list(Stage)
        due = order[: order.index(stage) + 1]
        return tuple(finding for finding in self.missing if finding.by in due)
