"""An exam result arrives: it is recorded, decided, and what was granted is issued.

Many at once are two transactions: one that records results, decisions and intentions, and one
that releases; the signing is between them. The same attempt again gets the first answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from issuer.body.schemes import SchemeShelf, ShelvedScheme
from issuer.certification.errors import CertificationError
from issuer.certification.exam import ExamResult
from issuer.certification.exam_document import canonical_result, parse_exam_result
from issuer.credentials.attempt import Attempt, DecisionOutcome
from issuer.credentials.certificate import CertificateState
from issuer.credentials.issue import INTENTION_LIVES, Issuer, intended
from issuer.credentials.ports import Transactions, Unit
from issuer.credentials.printable import PrintableNames
from issuer.credentials.successors import check_succession
from issuer.errors import (
    AttemptConflictError,
    InProgressError,
    IssuerError,
    UnknownAttemptError,
    UnknownSchemeError,
)
from issuer.evidence.event import Event, EventKind
from issuer.intake.answers import Answer, Denied, Issued, Refused, Waiting
from issuer.intake.batch import Batch, Concluded, attempt_of, by_scheme, key_of
from issuer.intake.rulings import grant_of, person_decides, require_days_left, rule_decides, told


@dataclass(frozen=True, slots=True)
class Intake:
    """Takes exam results. `actor` is who brought them: an API key's name, or a command line's."""

    transactions: Transactions
    schemes: SchemeShelf
    issuer: Issuer
    names: PrintableNames

    def take(self, result: ExamResult, *, actor: str, at: datetime) -> Answer:
        """Take one result; a refusal is raised."""
        answer = self.take_many([result], actor=actor, at=at)[0]
        if isinstance(answer, Refused):
            raise answer.error
        return answer

    def take_many(self, results: Sequence[ExamResult], *, actor: str, at: datetime) -> list[Answer]:
        """Take results of any schemes, some hundreds at most; one answer each, in their order.

        An attempt named twice is taken once, and again if it says something else the second time:
        as if they had come one after the other.
        """
        firsts: dict[tuple[str, str], ExamResult] = {}
        for result in results:
            firsts.setdefault(key_of(result), result)
        answers: dict[tuple[str, str], Answer] = {}
        for scheme, group in by_scheme(firsts.values()).items():
            for attempt, answer in self._take_group(scheme, group, actor, at).items():
                answers[scheme, attempt] = answer
        others = [result for result in results if result != firsts[key_of(result)]]
        later = iter(self.take_many(others, actor=actor, at=at) if others else ())
        return [
            answers[key_of(result)] if result == firsts[key_of(result)] else next(later)
            for result in results
        ]

    def decide(
        self, scheme: str, attempt: str, *, grant: bool, author: str, why: str, at: datetime
    ) -> Answer:
        """Let a person decide on an attempt that waits; issue what is granted."""
        batch = Batch()
        with self.transactions.writing() as unit:
            waiting = unit.attempts.find(scheme, [attempt]).get(attempt)
            if waiting is None or waiting.decision is not None:
                raise UnknownAttemptError(attempt)
            shelved = self.schemes.version(scheme, waiting.version)
            result = parse_exam_result(waiting.document)
            decision = person_decides(result, shelved, author, why, at, grant=grant)
            unit.attempts.decide(scheme, attempt, decision)
            self._follow(batch, replace(waiting, decision=decision), result, shelved, author)
            self._intend(unit, batch, author, at)
        return self.issue(batch, actor=author, at=at)[attempt]

    def conclude(
        self,
        unit: Unit,
        concluded: Sequence[Concluded],
        *,
        actor: str,
        at: datetime,
        before: Sequence[Event] = (),
    ) -> Batch:
        """Record decisions made elsewhere, as attempts, and intend what they grant.

        The caller ends the transaction, and then lets `issue` follow. The events `before` are told
        first.
        """
        batch = Batch(events=[*before])
        for each in concluded:
            record = attempt_of(each.result, each.shelved, each.decision, at, each.succession)
            batch.records.append(record)
            self._follow(batch, record, each.result, each.shelved, actor, each.told)
        unit.attempts.add(batch.records)
        self._intend(unit, batch, actor, at)
        return batch

    def reissue(
        self, scheme: str, attempts: Sequence[str], *, actor: str, at: datetime
    ) -> dict[str, Answer]:
        """Give the answers of attempts on record again; what was never released is issued anew."""
        batch = Batch()
        with self.transactions.writing() as unit:
            known = unit.attempts.find(scheme, attempts)
            self._recall(unit, batch, scheme, known, at)
            self._intend(unit, batch, actor, at)
        return self.issue(batch, actor=actor, at=at)

    def _take_group(
        self, scheme: str, results: Sequence[ExamResult], actor: str, at: datetime
    ) -> dict[str, Answer]:
        batch = Batch()
        try:
            shelved = self.schemes.in_force(scheme)
        except UnknownSchemeError as error:
            return {result.attempt: Refused(result.attempt, error) for result in results}
        with self.transactions.writing() as unit:
            known = unit.attempts.find(scheme, [result.attempt for result in results])
            for result in results:
                self._take_one(batch, result, known, shelved, actor, at)
            self._recall(unit, batch, scheme, known, at)
            unit.attempts.add(batch.records)
            self._intend(unit, batch, actor, at)
        return self.issue(batch, actor=actor, at=at)

    def _take_one(
        self,
        batch: Batch,
        result: ExamResult,
        known: dict[str, Attempt],
        shelved: ShelvedScheme,
        actor: str,
        at: datetime,
    ) -> None:
        first = known.get(result.attempt)
        if first is not None:
            if first.document != canonical_result(result):
                error = AttemptConflictError(result.attempt)
                batch.answers[result.attempt] = Refused(result.attempt, error)
            return
        try:
            self.names.check(result.candidate, result.profession)
            decision = rule_decides(result, shelved, at)
        except (IssuerError, CertificationError) as error:
            batch.answers[result.attempt] = Refused(result.attempt, error)
            return
        record = attempt_of(result, shelved, decision, at)
        known[result.attempt] = record
        batch.records.append(record)
        self._follow(batch, record, result, shelved, actor)

    def _follow(
        self,
        batch: Batch,
        record: Attempt,
        result: ExamResult,
        shelved: ShelvedScheme,
        actor: str,
        more: Mapping[str, str | int] | None = None,
    ) -> None:
        """Note what follows from a decision: an answer, an event, a grant."""
        decision = record.decision
        batch.events.append(told(record, actor, more or {}))
        if decision is None:
            batch.answers[record.attempt] = Waiting(record.attempt)
        elif decision.outcome is DecisionOutcome.DENIED:
            batch.answers[record.attempt] = Denied(record.attempt, decision.reasons)
        else:
            batch.grants.append(grant_of(result, shelved, record.succession))

    def _recall(
        self, unit: Unit, batch: Batch, scheme: str, known: dict[str, Attempt], at: datetime
    ) -> None:
        """Give first answers again; what was granted but never released is issued anew."""
        new = {record.attempt for record in batch.records}
        again = [name for name in known if name not in new and name not in batch.answers]
        granted = []
        for name in again:
            decision = known[name].decision
            if decision is None:
                batch.answers[name] = Waiting(name)
            elif decision.outcome is DecisionOutcome.DENIED:
                batch.answers[name] = Denied(name, decision.reasons)
            else:
                granted.append(name)
        certificates = unit.certificates.of_attempts(scheme, granted)
        records = unit.credentials.of([made.number for made in certificates.values()])
        for name in granted:
            certificate = certificates.get(name)
            if certificate is not None and certificate.state is not CertificateState.INTENDED:
                signed = records[certificate.number]  # one that is being signed anew has none yet
                token = next((each.token for each in signed if each.token), "")
                batch.answers[name] = Issued(name, certificate.number, token)
            elif certificate and at < records[certificate.number][0].intended + INTENTION_LIVES:
                batch.answers[name] = Refused(name, InProgressError(name))
            else:
                if certificate is not None:
                    self._void(unit, batch, certificate.number, at)
                self._grant_again(unit, batch, known[name], at)

    def _grant_again(self, unit: Unit, batch: Batch, record: Attempt, at: datetime) -> None:
        try:
            require_days_left(record, at)
            check_succession(unit, record.succession)
        except IssuerError as error:  # it is over, or what it was to replace fell meanwhile
            batch.answers[record.attempt] = Refused(record.attempt, error)
            return
        shelved = self.schemes.version(record.scheme, record.version)
        result = parse_exam_result(record.document)
        batch.grants.append(grant_of(result, shelved, record.succession, record.kept))

    def _void(self, unit: Unit, batch: Batch, number: str, at: datetime) -> None:
        unit.credentials.void([number], at)
        batch.events.append(Event(at, EventKind.CREDENTIAL_VOIDED, number, "intake"))

    def _intend(self, unit: Unit, batch: Batch, actor: str, at: datetime) -> None:
        batch.intentions = self.issuer.intend(unit, batch.grants, at=at)
        batch.events += [intended(made, actor=actor, at=at) for made in batch.intentions]
        unit.events.append(batch.events)

    def issue(self, batch: Batch, *, actor: str, at: datetime) -> dict[str, Answer]:
        """Sign and release what a batch intends, and return every answer by attempt."""
        tokens = self.issuer.sign(batch.intentions, at=at)
        successions = {
            made.record.number: made.succession for made in batch.intentions if made.succession
        }
        self.issuer.release(tokens, actor=actor, at=at, successions=successions)
        for made in batch.intentions:
            attempt, number = made.certificate.attempt, made.record.number
            batch.answers[attempt] = Issued(attempt, number, tokens[number])
        return batch.answers
