"""The switch and the exam results, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from issuer.credentials.attempt import Attempt, Decision, DecisionOutcome
from issuer.credentials.certificate import CertificateState
from issuer.errors import (
    AttemptConflictError,
    InProgressError,
    NotFoundedError,
    UnknownAttemptError,
)
from tests.fakes.record import Record


@dataclass(frozen=True)
class FakeControl:
    record: Record

    def issuing_stopped(self) -> str | None:
        if not self.record.switch:
            raise NotFoundedError("no body")
        return self.record.switch[0]

    def stop_issuing(self, why: str | None) -> None:
        if not self.record.switch:
            raise NotFoundedError("no body")
        self.record.switch[0] = why


@dataclass(frozen=True)
class FakeAttempts:
    record: Record

    def find(self, scheme: str, attempts: Sequence[str]) -> dict[str, Attempt]:
        known = self.record.attempts
        return {name: known[scheme, name] for name in attempts if (scheme, name) in known}

    def add(self, attempts: Sequence[Attempt]) -> None:
        for made in attempts:
            first = self.record.attempts.get((made.scheme, made.attempt))
            if first is not None:
                changed = first.digest != made.digest
                raise (AttemptConflictError if changed else InProgressError)(made.attempt)
        self.record.attempts |= {(made.scheme, made.attempt): made for made in attempts}

    def decide(self, scheme: str, attempt: str, decision: Decision) -> None:
        waiting = self.record.attempts.get((scheme, attempt))
        if waiting is None or waiting.decision is not None:
            raise UnknownAttemptError(attempt)
        self.record.attempts[scheme, attempt] = replace(waiting, decision=decision)

    def waiting(self, limit: int) -> list[Attempt]:
        waiting = [made for made in self.record.attempts.values() if made.decision is None]
        waiting.sort(key=lambda made: (made.received, made.scheme, made.attempt))
        return waiting[:limit]

    def granted_unreleased(self, before: datetime, limit: int) -> list[Attempt]:
        live = {
            (made.scheme, made.attempt)
            for made in self.record.certificates.values()
            if made.state is not CertificateState.VOIDED
        }
        granted = [
            (made.decision.at, made.scheme, made.attempt)
            for made in self.record.attempts.values()
            if made.decision is not None
            and made.decision.outcome is DecisionOutcome.GRANTED
            and made.decision.at < before
            and (made.scheme, made.attempt) not in live
        ]
        return [self.record.attempts[key[1:]] for key in sorted(granted)[:limit]]
