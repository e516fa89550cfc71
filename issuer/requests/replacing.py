"""Replacing a certificate: corrected, or with less scope, by a new one with a new number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from issuer.body.body import Body
from issuer.body.own_trust import OwnTrust
from issuer.body.ports import FoundingTransactions
from issuer.body.schemes import SchemeShelf, ShelvedScheme
from issuer.body.scoped_types import scoped_type
from issuer.certification.exam import Candidate, ExamResult
from issuer.certification.exam_document import canonical_result, parse_exam_result
from issuer.credentials.attempt import Decision, DecisionOutcome
from issuer.credentials.certificate import Certificate
from issuer.credentials.lifecycle import NEVER_RELEASED
from issuer.credentials.ports import Transactions, Unit
from issuer.credentials.succession import Cause, Succession
from issuer.credentials.successors import require_replaceable
from issuer.errors import RequestError, SecondPersonError, UnknownCertificateError
from issuer.evidence.event import Event
from issuer.intake.answers import Issued, Refused
from issuer.intake.batch import Batch, Concluded
from issuer.intake.intake import Intake
from issuer.requests.replacement import Replacement
from issuer.requests.who_replaces import WhoReplaces


@dataclass(frozen=True, slots=True)
class Prepared:
    """A replacement that was looked at and can be: the older one, and the newer one's result."""

    old: Certificate
    wanted: Replacement
    result: ExamResult
    shelved: ShelvedScheme


@dataclass(frozen=True, slots=True)
class Replacing:
    """Issues newer certificates by the one way there is: decided, intended, signed, checked.

    The newer one ends on the same day as the older. It is a person's decision, with its own entry
    among the exam results: the same result, under the name `NUMBER.1`, as it is printed now.
    """

    transactions: Transactions
    founding: FoundingTransactions
    body: Body
    schemes: SchemeShelf
    trust: OwnTrust
    intake: Intake
    who: WhoReplaces

    def replace(self, number: str, wanted: Replacement, *, actor: str, at: datetime) -> Issued:
        """Issue the newer certificate; the older is told so in the same transaction.

        Raise `SecondPersonError` where the scheme wants two: then it is a request's to do.
        """
        prepared = self.prepare(number, wanted, actor=actor, at=at)
        if self.who.needs_second(prepared.old):
            raise SecondPersonError(f"the scheme wants two people to replace {number}")
        succession = self.succession(prepared, actor=actor, at=at)
        with self.transactions.writing() as unit:
            batch = self.grant(unit, prepared, succession, actor=actor, at=at)
        return self.issue(batch, actor=actor, at=at)

    def prepare(self, number: str, wanted: Replacement, *, actor: str, at: datetime) -> Prepared:
        """Look at all that can be refused before anything is written, and at who `actor` is."""
        with self.transactions.reading() as unit:
            old, result, shelved = self._read(unit, number, at)
        self.who.require(old, actor, at=at)
        if wanted.cause is Cause.SCOPE:
            has, left = set(self.scope_of(old)), set(wanted.scope)
            if not left or not left < has:
                raise RequestError("leave some of the scope, and take some away")
        elif wanted.cause is Cause.RENEWAL:
            raise RequestError("a renewal is an application: apply again")
        elif _is_same(old, wanted):
            raise RequestError("nothing would be corrected: every name is as it was")
        corrected = _corrected(old, result, wanted)
        self.intake.names.check(corrected.candidate, corrected.profession)
        return Prepared(old, wanted, corrected, shelved)

    def succession(self, prepared: Prepared, *, actor: str, at: datetime) -> Succession:
        """Return how the newer one follows the older; a smaller scope's type is put on record."""
        old, wanted, kind = prepared.old, prepared.wanted, prepared.old.type
        if wanted.cause is Cause.SCOPE:
            scheme = prepared.shelved.scheme
            kind = scoped_type(self.founding, self.body, scheme, wanted.scope, actor=actor, at=at)
            self.trust.forget()  # the type is new, and our own verifier must know it now
        return Succession(old.number, wanted.cause, kind, old.valid_through)

    def grant(
        self,
        unit: Unit,
        prepared: Prepared,
        succession: Succession,
        *,
        actor: str,
        at: datetime,
        more: Mapping[str, str | int] | None = None,
        before: Sequence[Event] = (),
    ) -> Batch:
        """Record the decision and intend the newer one; the caller ends the transaction."""
        number, wanted = prepared.old.number, prepared.wanted
        require_replaceable(unit.certificates.find([number], lock=True)[number])
        told: dict[str, str | int] = {"cause": wanted.cause.value, "replaces": number}
        told |= {"note": wanted.note} if wanted.note else {}
        result = replace(prepared.result, attempt=_attempt_name(unit, prepared.old))
        decision = Decision(DecisionOutcome.GRANTED, "person", actor, at)
        told |= dict(more or {})
        concluded = Concluded(result, prepared.shelved, decision, told, succession)
        return self.intake.conclude(unit, [concluded], actor=actor, at=at, before=before)

    def issue(self, batch: Batch, *, actor: str, at: datetime) -> Issued:
        """Sign and release what was granted; what dies before that, the duties finish."""
        (record,) = batch.records
        answer = self.intake.issue(batch, actor=actor, at=at)[record.attempt]
        if isinstance(answer, Refused):
            raise answer.error
        if not isinstance(answer, Issued):
            raise RequestError("it was not issued")
        return answer

    def scope_of(self, certificate: Certificate) -> tuple[str, ...]:
        """Return the ids of a certificate's scope, in the scheme's order."""
        with self.founding.reading() as unit:
            types = unit.schemes.types()
        return next((each.scope for each in types if each.url == certificate.type), ())

    def _read(
        self, unit: Unit, number: str, at: datetime
    ) -> tuple[Certificate, ExamResult, ShelvedScheme]:
        old = unit.certificates.find([number]).get(number)
        if old is None or old.state in NEVER_RELEASED:
            raise UnknownCertificateError(number)
        require_replaceable(old)
        if at >= old.expires:
            raise RequestError(f"{number} has expired: only one that runs is replaced")
        attempt = unit.attempts.find(old.scheme, [old.attempt])[old.attempt]
        shelved = self.schemes.version(old.scheme, old.version)
        return old, parse_exam_result(attempt.document), shelved


def _is_same(old: Certificate, wanted: Replacement) -> bool:
    holder = old.holder
    names = (holder.name, holder.native_name, holder.native_language)
    return names == (wanted.name, wanted.native_name, wanted.native_language)


def _corrected(old: Certificate, result: ExamResult, wanted: Replacement) -> ExamResult:
    """Return the old one's exam result as it is printed now; a smaller scope keeps its names."""
    holder = old.holder
    kept = (holder.name, holder.native_name, holder.native_language)
    given = (wanted.name, wanted.native_name, wanted.native_language)
    names = kept if wanted.cause is Cause.SCOPE else given
    corrected = replace(result, candidate=Candidate(holder.reference, *names))
    return parse_exam_result(canonical_result(corrected))  # names are held to the same rules


def _attempt_name(unit: Unit, old: Certificate) -> str:
    """Return a free name for the decision: one of before may have died before it was issued."""
    serial = 1
    while unit.attempts.find(old.scheme, [f"{old.number}.{serial}"]):
        serial += 1
    return f"{old.number}.{serial}"
