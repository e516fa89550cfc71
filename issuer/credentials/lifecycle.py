"""After release: a certificate is suspended, reinstated, revoked. Every change is an event."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from issuer.credentials.certificate import Certificate, CertificateState
from issuer.credentials.ports import Transactions
from issuer.errors import ReasonError, TransitionError, UnknownCertificateError
from issuer.evidence.event import Event, EventKind


class Act(StrEnum):
    """What an officer may do to a certificate."""

    SUSPEND = "suspend"
    REINSTATE = "reinstate"
    REVOKE = "revoke"


@dataclass(frozen=True, slots=True)
class Rule:
    """An act: from which states, to which, for which reasons, told as which event."""

    sources: frozenset[CertificateState]
    target: CertificateState
    reasons: tuple[str, ...]
    event: EventKind


RULES = {
    Act.SUSPEND: Rule(
        frozenset({CertificateState.ACTIVE}),
        CertificateState.SUSPENDED,
        ("licence-under-review", "complaint-under-review", "audit-open", "holder-request"),
        EventKind.CERTIFICATE_SUSPENDED,
    ),
    Act.REINSTATE: Rule(
        frozenset({CertificateState.SUSPENDED}),
        CertificateState.ACTIVE,
        ("cleared",),
        EventKind.CERTIFICATE_REINSTATED,
    ),
    Act.REVOKE: Rule(
        frozenset({CertificateState.ACTIVE, CertificateState.SUSPENDED}),
        CertificateState.REVOKED,
        (
            "licence-lost",
            "exam-misconduct",
            "false-evidence",
            "misuse-of-certificate",
            "issued-in-error",
            "holder-request",
        ),
        EventKind.CERTIFICATE_REVOKED,
    ),
}


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """Changes certificates, one transaction each."""

    transactions: Transactions

    def act(
        self, act: Act, number: str, *, reason: str, actor: str, at: datetime, note: str = ""
    ) -> Certificate:
        """Do `act` to the certificate `number` and return it as it is now.

        When this returns, the change is durable and every worker tells it at its next check.
        """
        rule = RULES[act]
        if reason not in rule.reasons:
            raise ReasonError(f"to {act}, give one of: {', '.join(rule.reasons)}")
        with self.transactions.writing() as unit:
            certificate = unit.certificates.find([number], lock=True).get(number)
            if certificate is None or certificate.state in _NEVER_RELEASED:
                raise UnknownCertificateError(number)
            if certificate.state not in rule.sources:
                raise TransitionError(
                    f"{number} is {certificate.state}: it does not allow to {act} it"
                )
            unit.certificates.change(number, rule.target, at, reason)
            data = {"reason": reason} | ({"note": note} if note else {})
            unit.events.append([Event(at, rule.event, number, actor, data)])
        return replace(certificate, state=rule.target, since=at, reason=reason)


_NEVER_RELEASED = frozenset({CertificateState.INTENDED, CertificateState.VOIDED})
