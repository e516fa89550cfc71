"""After release: a certificate is suspended, reinstated, revoked. Every change is an event.

What a change does to one certificate is here, and nowhere else: for one, for many, for whoever
asked and whoever approved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from issuer.credentials.certificate import Certificate, CertificateState
from issuer.credentials.notices import Change
from issuer.credentials.ports import Transactions, Unit
from issuer.credentials.reasons import public_class
from issuer.errors import (
    ReasonError,
    SecondPersonError,
    StatedDateError,
    TransitionError,
    UnknownCertificateError,
)
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
    told: Change


RULES = {
    Act.SUSPEND: Rule(
        frozenset({CertificateState.ACTIVE}),
        CertificateState.SUSPENDED,
        ("licence-under-review", "complaint-under-review", "audit-open", "holder-request"),
        EventKind.CERTIFICATE_SUSPENDED,
        Change.SUSPENDED,
    ),
    Act.REINSTATE: Rule(
        frozenset({CertificateState.SUSPENDED}),
        CertificateState.ACTIVE,
        ("cleared",),
        EventKind.CERTIFICATE_REINSTATED,
        Change.REINSTATED,
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
        Change.REVOKED,
    ),
}
REVIEW_AFTER = timedelta(days=30)  # when nobody said when to look at a suspension again


class ChangeRules(Protocol):
    """What the scheme of a certificate says of its changes."""

    def reasons(self, act: Act, certificate: Certificate) -> Sequence[str]:
        """Return the reasons for which it may be done."""
        ...

    def needs_second(self, act: Act, certificate: Certificate) -> bool:
        """Tell whether a second person must approve."""
        ...


class PlainRules:
    """Says what holds where a scheme says nothing."""

    def reasons(self, act: Act, certificate: Certificate) -> Sequence[str]:  # noqa: ARG002
        """Return the reasons of every scheme."""
        return RULES[act].reasons

    def needs_second(self, act: Act, certificate: Certificate) -> bool:  # noqa: ARG002
        """Tell that one person may."""
        return False


@dataclass(frozen=True, slots=True)
class Wanted:
    """A change that is wanted: why, since when by the officer's word, and looked at again when.

    `effective` is the stated day, which may be earlier than the record's; None: the same.
    `review` is for a suspension alone. The note is never public.
    """

    act: Act
    reason: str
    note: str = ""
    effective: date | None = None
    review: date | None = None

    @property
    def data(self) -> dict[str, str | int]:
        """Return what an event says of it."""
        told: dict[str, str | int] = {"reason": self.reason}
        told["public"] = public_class(self.reason).value
        told |= {"note": self.note} if self.note else {}
        told |= {"effective": self.effective.isoformat()} if self.effective else {}
        return told | ({"review": self.review.isoformat()} if self.review else {})


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """Changes certificates by the word of one person, one transaction each."""

    transactions: Transactions
    rules: ChangeRules = field(default_factory=PlainRules)

    def act(
        self,
        act: Act,
        number: str,
        *,
        reason: str,
        actor: str,
        at: datetime,
        note: str = "",
        effective: date | None = None,
        review: date | None = None,
    ) -> Certificate:
        """Do `act` to the certificate `number` and return it as it is now.

        When this returns, the change is durable and every worker tells it at its next check.
        `SecondPersonError` where the scheme wants two: then it is a request's to do.
        """
        wanted = Wanted(act, reason, note, effective, review)
        with self.transactions.writing() as unit:
            certificate = self.open(unit, wanted, number, at=at)
            if self.rules.needs_second(act, certificate):
                raise SecondPersonError(f"the scheme wants two people to {act} {number}")
            return self.change(unit, wanted, certificate, actor=actor, at=at)

    def open(self, unit: Unit, wanted: Wanted, number: str, *, at: datetime) -> Certificate:
        """Return a certificate, held until the end, that the change may be made to."""
        certificate = unit.certificates.find([number], lock=True).get(number)
        if certificate is None or certificate.state in NEVER_RELEASED:
            raise UnknownCertificateError(number)
        self.check(wanted, certificate, at=at)
        return certificate

    def check(self, wanted: Wanted, certificate: Certificate, *, at: datetime) -> None:
        """Raise a refusal that says why the change may not be made."""
        reasons = self.rules.reasons(wanted.act, certificate)
        if wanted.reason not in reasons:
            raise ReasonError(f"to {wanted.act}, give one of: {', '.join(reasons)}")
        if certificate.state not in RULES[wanted.act].sources:
            raise TransitionError(
                f"{certificate.number} is {certificate.state}: it does not allow to {wanted.act} it"
            )
        _check_days(wanted, certificate, at)

    def change(
        self,
        unit: Unit,
        wanted: Wanted,
        certificate: Certificate,
        *,
        actor: str,
        at: datetime,
        more: Mapping[str, str | int] | None = None,
        before: Sequence[Event] = (),
    ) -> Certificate:
        """Change one certificate that was checked and is held; `before` are events of its cause."""
        events = change_all(unit, wanted, [certificate.number], actor=actor, at=at, more=more)
        unit.events.append([*before, *events])
        target, review = RULES[wanted.act].target, _review(wanted, at)
        return replace(certificate, state=target, since=at, reason=wanted.reason, review=review)


def change_all(
    unit: Unit,
    wanted: Wanted,
    numbers: Sequence[str],
    *,
    actor: str,
    at: datetime,
    more: Mapping[str, str | int] | None = None,
) -> list[Event]:
    """Change certificates that were checked and are held; return the events, one for each.

    Some hundreds at most. State, status lists and notices change here; the caller appends the
    events, last.
    """
    rule = RULES[wanted.act]
    review = _review(wanted, at)
    unit.certificates.change_many(numbers, rule.target, at, wanted.reason, review=review)
    unit.notices.changed(numbers, rule.told, at)
    data = replace(wanted, review=review).data | dict(more or {})
    return [Event(at, rule.event, number, actor, data) for number in numbers]


def _review(wanted: Wanted, at: datetime) -> date | None:
    if wanted.act is not Act.SUSPEND:
        return None
    return wanted.review or (at + REVIEW_AFTER).date()


def _check_days(wanted: Wanted, certificate: Certificate, at: datetime) -> None:
    days_away = timedelta(days=1)  # whichever zone the day was read in
    if wanted.effective is not None:
        if wanted.effective > (at + days_away).date():
            raise StatedDateError("the stated day is still to come: state today or a day before")
        if wanted.effective < (certificate.effective - days_away).date():
            raise StatedDateError("the stated day is before the certificate began")
    if wanted.review is not None and wanted.review < (at - days_away).date():
        raise StatedDateError("the day to look at it again is over")


NEVER_RELEASED = frozenset({CertificateState.INTENDED, CertificateState.VOIDED})
