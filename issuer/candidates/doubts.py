"""Reviews are raised here: something that a decision rested on fell away."""

from __future__ import annotations

from datetime import datetime

from issuer.candidates.application import ApplicationRecord
from issuer.candidates.ports import CandidateUnit
from issuer.credentials.certificate import CertificateState
from issuer.evidence.event import Event, EventKind

STANDING = frozenset({CertificateState.ACTIVE, CertificateState.SUSPENDED})


def doubt_grant(
    unit: CandidateUnit,
    record: ApplicationRecord,
    attempt: str,
    why: str,
    actor: str,
    at: datetime,
) -> Event:
    """Raise a review of a grant, naming the certificate if it stands; return the event to tell."""
    scheme = record.application.scheme
    certificate = unit.certificates.of_attempts(scheme, [attempt]).get(attempt)
    number = certificate.number if certificate and certificate.state in STANDING else None
    return raise_review(unit, record.application.id, attempt, number, why, actor, at)


def raise_review(
    unit: CandidateUnit,
    application: str | None,
    attempt: str,
    number: str | None,
    why: str,
    actor: str,
    at: datetime,
) -> Event:
    """Raise a review of the decision `attempt`; return the event to tell."""
    unit.reviews.raise_(application=application, attempt=attempt, number=number, why=why, at=at)
    data: dict[str, str | int] = {"attempt": attempt, "why": why}
    return Event(at, EventKind.REVIEW_RAISED, number or attempt, actor, data)
