"""Certificates decided before Probatum, by the numbers they had then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, false, func, select, tuple_

from issuer.prior.prior import Prior, PriorState
from issuer.store.lookup import rows_of
from issuer.store.tables.issuing import CertificateRow
from issuer.store.tables.prior import PriorRow
from issuer.store.transaction import Transaction, bulk_insert
from verifier.earlier import earlier_key

_priors = PriorRow.table()
_certificates = CertificateRow.table()
_INSERT = bulk_insert(
    _priors,
    "key",
    "number",
    "state",
    "scheme",
    "attempt",
    "issued",
    "effective",
    "valid_through",
    "ended",
    "decided_by",
    "decided_on",
    "digest",
    "imported",
    "imported_by",
)


@dataclass(frozen=True, slots=True)
class SqlPriors:
    """Implements `Priors`."""

    transaction: Transaction

    def find(self, keys: Sequence[str]) -> dict[str, Prior]:
        """Return those on record."""
        rows = rows_of(self.transaction, select(_priors), _priors.c.key, keys)
        return {row.key: _prior(row) for row in rows}

    def add(self, priors: Sequence[Prior]) -> None:
        """Record new ones."""
        self.transaction.run_many(_INSERT, [self._values(made) for made in priors])

    def all(self) -> list[Prior]:
        """Return every one, by its key."""
        rows = self.transaction.connection.execute(select(_priors).order_by(_priors.c.key))
        return [_prior(row) for row in rows]

    def of_attempt(self, scheme: str, attempt: str) -> Prior | None:
        """Return the one that an attempt stands for."""
        query = select(_priors).where(_priors.c.scheme == scheme, _priors.c.attempt == attempt)
        row = self.transaction.connection.execute(query).first()
        return None if row is None else _prior(row)

    def _values(self, made: Prior) -> tuple[Any, ...]:
        driver = self.transaction.driver
        return (
            made.key,
            made.number,
            made.state.value,
            made.scheme,
            made.attempt,
            driver.day(made.issued),
            driver.day(made.effective),
            driver.day(made.valid_through),
            None if made.ended is None else driver.day(made.ended),
            made.decided_by,
            driver.day(made.decided_on),
            made.digest,
            driver.moment(made.imported),
            made.imported_by,
        )


def earlier_numbered(text: str) -> ColumnElement[bool]:
    """Tell whether a certificate's earlier number is `text`, or begins with it."""
    key = earlier_key(text)
    if key is None:
        return false()
    found = select(_priors.c.scheme, _priors.c.attempt).where(
        _priors.c.attempt.is_not(None), func.substr(_priors.c.key, 1, len(key)) == key
    )
    return tuple_(_certificates.c.scheme, _certificates.c.attempt).in_(found)


def _prior(row: Row[Any]) -> Prior:
    return Prior(
        key=row.key,
        number=row.number,
        state=PriorState(row.state),
        scheme=row.scheme,
        attempt=row.attempt,
        issued=row.issued,
        effective=row.effective,
        valid_through=row.valid_through,
        ended=row.ended,
        decided_by=row.decided_by,
        decided_on=row.decided_on,
        digest=row.digest,
        imported=row.imported,
        imported_by=row.imported_by,
    )
