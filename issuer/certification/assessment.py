"""What of a scheme a dossier meets, requirement by requirement. Pure and total."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from issuer.certification.dossier.dossier import Dossier
from issuer.certification.fields import Strict
from issuer.certification.findings import Assessment, Finding, FindingStatus, UnmetCode
from issuer.certification.requirements import (
    CasesRequirement,
    CertificateRequirement,
    DeclarationRequirement,
    EducationRequirement,
    EndorsementRequirement,
    ExperienceRequirement,
    FeedbackRequirement,
    IdentityRequirement,
    LicenceRequirement,
    SpecialtyRequirement,
    Stage,
    TrainingRequirement,
)
from issuer.certification.rules import practice, qualification, training
from issuer.certification.rules.examination import Parts, examination
from issuer.certification.rules.standing import Standing
from issuer.certification.rules.waivers import waived
from issuer.certification.scheme import Scheme

_NOT_PASSED = frozenset(
    {
        UnmetCode.WRITTEN_BELOW_CUT,
        UnmetCode.SECTION_BELOW_FLOOR,
        UnmetCode.PRACTICAL_BELOW_CUT,
        UnmetCode.STATIONS_TOO_FEW,
        UnmetCode.CRITICAL_FAIL,
    }
)
_DUE = {
    Stage.APPLICATION: "with the application",
    Stage.TRAINING: "before training starts",
    Stage.EXAMINATION: "before the examination",
    Stage.DECISION: "before the decision",
}


def assess(dossier: Dossier, scheme: Scheme, at: datetime) -> Assessment:
    """Return how every requirement that applies stands as of `at`, in the scheme's order.

    Then come the parts of the examination, under the ids `written` and `practical`. A day is a
    day in UTC. The order of the dossier's entries makes no difference.
    """
    parts, reasons = examination(dossier, scheme, at), waived(dossier)
    today = at.date()
    anchor = min(today, parts.first_pass.date()) if parts.first_pass else today
    view = _View(dossier, scheme, anchor, today)
    candidate = dossier.application
    findings = [
        _finding(
            asked.id,
            asked.title,
            asked.by,
            _RULES[type(asked)](asked, view),
            reasons.get(asked.id) if asked.waivable else None,
        )
        for asked in scheme.requirements
        if asked.applies(candidate.profession, candidate.region)
    ]
    return Assessment(at, (*findings, *_examination(parts)), parts.examined)


def _examination(parts: Parts) -> list[Finding]:
    told = [
        ("written", "Written examination", parts.written),
        ("practical", "Practical examination", parts.practical),
    ]
    return [
        _finding(part, title, Stage.DECISION, standing)
        for part, title, standing in told
        if standing is not None
    ]


def _finding(
    requirement: str, title: str, by: Stage, standing: Standing, waiver: str | None = None
) -> Finding:
    if standing.status is FindingStatus.MET:
        sentence = _sentence(standing.shown)
        return Finding(requirement, title, by, FindingStatus.MET, sentence)
    if waiver is not None:
        return Finding(requirement, title, by, FindingStatus.WAIVED, f"Waived: {waiver}")
    pieces = "; ".join(unmet.sentence.removeprefix(f"{requirement}: ") for unmet in standing.lacks)
    sentence = f"{_standing_in_a_word(standing)}, and needed {_DUE[by]}: {pieces}."
    return Finding(requirement, title, by, standing.status, sentence, standing.lacks)


def _standing_in_a_word(standing: Standing) -> str:
    if standing.status is FindingStatus.EXPIRED:
        return "Lapsed"
    codes = {unmet.code for unmet in standing.lacks}
    return "Not passed" if codes & _NOT_PASSED else "Missing"


def _sentence(fragment: str) -> str:
    return f"{fragment[:1].upper()}{fragment[1:]}."


@dataclass(frozen=True, slots=True)
class _View:
    """What a rule looks at; `anchor` is the day the examination was first passed, or today."""

    dossier: Dossier
    scheme: Scheme
    anchor: date
    today: date


_RULES: Mapping[type[Strict], Callable[[Any, _View], Standing]] = {
    IdentityRequirement: lambda _, on: qualification.identity(on.dossier, on.today),
    LicenceRequirement: lambda asked, on: qualification.licence(
        asked, on.dossier, on.scheme, on.today
    ),
    CertificateRequirement: lambda asked, on: qualification.certificate(
        asked, on.dossier, on.today
    ),
    DeclarationRequirement: lambda asked, on: qualification.declaration(
        asked, on.dossier, on.today
    ),
    ExperienceRequirement: lambda asked, on: qualification.experience(asked, on.dossier, on.today),
    EndorsementRequirement: lambda asked, on: qualification.endorsement(
        asked, on.dossier, on.today
    ),
    SpecialtyRequirement: lambda asked, on: qualification.specialty(asked, on.dossier, on.today),
    TrainingRequirement: lambda asked, on: training.training(
        asked, on.dossier, on.scheme, on.anchor, on.today
    ),
    EducationRequirement: lambda asked, on: training.education(asked, on.dossier, on.today),
    CasesRequirement: lambda asked, on: practice.cases(asked, on.dossier, on.anchor, on.today),
    FeedbackRequirement: lambda asked, on: practice.feedback(
        asked, on.dossier, on.scheme, on.today
    ),
}
