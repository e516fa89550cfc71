"""The work of one transaction of the intake, and what is brought to it already decided."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from issuer.body.schemes import ShelvedScheme
from issuer.certification.exam import ExamResult
from issuer.certification.exam_document import canonical_result
from issuer.credentials.attempt import Attempt, Decision
from issuer.credentials.grant import Grant
from issuer.credentials.issue import Intention
from issuer.credentials.succession import Succession
from issuer.evidence.event import Event
from issuer.intake.answers import Answer


@dataclass(slots=True)
class Batch:
    """What a first transaction records, and what the second will release."""

    answers: dict[str, Answer] = field(default_factory=dict)
    records: list[Attempt] = field(default_factory=list)
    grants: list[Grant] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    intentions: list[Intention] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Concluded:
    """A result that comes with its decision; `told` goes into the decision's event."""

    result: ExamResult
    shelved: ShelvedScheme
    decision: Decision
    told: Mapping[str, str | int] = field(default_factory=dict)
    succession: Succession | None = None


def attempt_of(
    result: ExamResult,
    shelved: ShelvedScheme,
    decision: Decision | None,
    at: datetime,
    succession: Succession | None = None,
) -> Attempt:
    """Return the record of a result under the scheme that was in force when it arrived."""
    document = canonical_result(result)
    return Attempt(
        scheme=shelved.scheme.id,
        version=shelved.scheme.version,
        scheme_digest=shelved.scheme.digest,
        attempt=result.attempt,
        document=document,
        digest=hashlib.sha256(document).digest(),
        received=at,
        decision=decision,
        succession=succession,
    )


def key_of(result: ExamResult) -> tuple[str, str]:
    """Return what names a result: its scheme, and its attempt there."""
    return result.scheme, result.attempt


def by_scheme(results: Iterable[ExamResult]) -> dict[str, list[ExamResult]]:
    """Return results by the scheme that they are of, in their order."""
    groups: dict[str, list[ExamResult]] = {}
    for result in results:
        groups.setdefault(result.scheme, []).append(result)
    return groups
