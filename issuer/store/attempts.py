"""Exam results on record, each with its decision."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn

from sqlalchemy import Row, exists, literal_column, select, update
from sqlalchemy.exc import IntegrityError

from issuer.credentials.attempt import Attempt, Decision, DecisionOutcome
from issuer.credentials.succession import parse_succession
from issuer.errors import AttemptConflictError, InProgressError, UnknownAttemptError
from issuer.store.credential_rows import VOIDED
from issuer.store.tables.issuing import AttemptRow, CertificateRow
from issuer.store.transaction import Transaction, bulk_insert

_attempts = AttemptRow.table()
_certificates = CertificateRow.table()
_GRANTED = _attempts.c.outcome == literal_column("'granted'")
_INSERT = bulk_insert(
    _attempts,
    "scheme",
    "version",
    "scheme_digest",
    "attempt",
    "document",
    "digest",
    "received",
    "outcome",
    "author_kind",
    "author",
    "decided",
    "reasons",
    "succession",
    "effective",
    "valid_through",
)


@dataclass(frozen=True, slots=True)
class SqlAttempts:
    """Implements `Attempts`."""

    transaction: Transaction

    def find(self, scheme: str, attempts: Sequence[str]) -> dict[str, Attempt]:
        """Return those of `attempts` that are on record."""
        if not attempts:
            return {}
        query = select(_attempts).where(
            _attempts.c.scheme == scheme, _attempts.c.attempt.in_(attempts)
        )
        rows = self.transaction.connection.execute(query)
        return {row.attempt: _attempt(row) for row in rows}

    def add(self, attempts: Sequence[Attempt]) -> None:
        """Record new ones, in one order everywhere: two that cross must not deadlock."""
        ordered = sorted(attempts, key=lambda attempt: (attempt.scheme, attempt.attempt))
        try:
            with self.transaction.connection.begin_nested():
                self.transaction.run_many(_INSERT, [self._values(made) for made in ordered])
        except IntegrityError as exc:
            self._refuse(ordered, exc)

    def decide(self, scheme: str, attempt: str, decision: Decision) -> None:
        """Record the decision; of two deciders at once, the second finds nothing that waits."""
        columns = ("outcome", "author_kind", "author", "decided", "reasons")
        query = update(_attempts).where(
            _attempts.c.scheme == scheme,
            _attempts.c.attempt == attempt,
            _attempts.c.outcome.is_(None),
        )
        values = (
            decision.outcome.value,
            decision.author_kind,
            decision.author,
            decision.at,
            _dump(decision.reasons),
        )
        made = query.values(dict(zip(columns, values, strict=True)))
        if self.transaction.connection.execute(made).rowcount == 0:
            raise UnknownAttemptError(attempt)

    def waiting(self, limit: int) -> list[Attempt]:
        """Return the oldest attempts without a decision."""
        query = (
            select(_attempts)
            .where(_attempts.c.outcome.is_(None))
            .order_by(_attempts.c.received, _attempts.c.scheme, _attempts.c.attempt)
            .limit(limit)
        )
        return [_attempt(row) for row in self.transaction.connection.execute(query)]

    def granted_unreleased(self, before: datetime, limit: int) -> list[Attempt]:
        """Return those granted before that moment without a certificate that is not voided."""
        its_certificate = (
            _certificates.c.scheme == _attempts.c.scheme,
            _certificates.c.attempt == _attempts.c.attempt,
            _certificates.c.state != VOIDED,
        )
        query = (
            select(_attempts)
            .where(_GRANTED, _attempts.c.decided < before)
            .where(~exists().where(*its_certificate))
            .order_by(_attempts.c.decided, _attempts.c.scheme, _attempts.c.attempt)
            .limit(limit)
        )
        return [_attempt(row) for row in self.transaction.connection.execute(query)]

    def _values(self, made: Attempt) -> tuple[Any, ...]:
        driver, decision = self.transaction.driver, made.decision
        moment = driver.moment
        told = (
            (
                decision.outcome.value,
                decision.author_kind,
                decision.author,
                moment(decision.at),
                _dump(decision.reasons),
            )
            if decision
            else (None,) * 5
        )
        return (
            made.scheme,
            made.version,
            made.scheme_digest,
            made.attempt,
            made.document,
            made.digest,
            moment(made.received),
            *told,
            made.succession.to_json() if made.succession else None,
            None if made.effective is None else driver.day(made.effective),
            None if made.valid_through is None else driver.day(made.valid_through),
        )

    def _refuse(self, attempts: Sequence[Attempt], cause: IntegrityError) -> NoReturn:
        """Tell an attempt that says something else from one that another transaction recorded."""
        for made in attempts:
            first = self.find(made.scheme, [made.attempt]).get(made.attempt)
            if first is not None and first.digest != made.digest:
                raise AttemptConflictError(made.attempt) from cause
            if first is not None:
                raise InProgressError(made.attempt) from cause
        raise cause


def _dump(reasons: tuple[tuple[str, str], ...]) -> str:
    return json.dumps(reasons, ensure_ascii=False, separators=(",", ":")) if reasons else "[]"


def _attempt(row: Row[Any]) -> Attempt:
    return Attempt(
        scheme=row.scheme,
        version=row.version,
        scheme_digest=row.scheme_digest,
        attempt=row.attempt,
        document=row.document,
        digest=row.digest,
        received=row.received,
        decision=_decision(row) if row.outcome is not None else None,
        succession=parse_succession(row.succession) if row.succession is not None else None,
        effective=row.effective,
        valid_through=row.valid_through,
    )


def _decision(row: Row[Any]) -> Decision:
    reasons = tuple((code, sentence) for code, sentence in json.loads(row.reasons))
    return Decision(DecisionOutcome(row.outcome), row.author_kind, row.author, row.decided, reasons)
