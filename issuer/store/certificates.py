"""Certificates and their holders."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NoReturn

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from issuer.credentials.certificate import Certificate, CertificateState, CredentialRecord
from issuer.errors import InProgressError, TransitionError, UnknownCertificateError
from issuer.store.certificate_rows import (
    INSERT_CERTIFICATE,
    INSERT_HOLDER,
    certificate_of,
    certificate_values,
    holder_values,
    lock_certificates,
    select_certificates,
)
from issuer.store.credential_rows import ACTIVE, VOIDED
from issuer.store.credentials import SqlCredentials
from issuer.store.lookup import rows_of
from issuer.store.prior import earlier_numbered
from issuer.store.search import fold
from issuer.store.tables.body import ControlRow
from issuer.store.tables.issuing import CertificateRow, HolderRow
from issuer.store.transaction import Transaction

_certificates = CertificateRow.table()
_holders = HolderRow.table()
_control = ControlRow.table()
_LONGEST_SEARCH = 1000  # characters, folded; no name is longer
_SHOWN = (
    CertificateState.ACTIVE,
    CertificateState.SUSPENDED,
    CertificateState.REVOKED,
    CertificateState.SUPERSEDED,
)
_LIVE = _certificates.c.state != VOIDED  # as the partial index has it


@dataclass(frozen=True, slots=True)
class SqlCertificates:
    """Implements `Certificates`."""

    transaction: Transaction
    credentials: SqlCredentials

    def taken(self, numbers: Sequence[str]) -> set[str]:
        """Return those of `numbers` that were ever given out."""
        if not numbers:
            return set()
        query = select(_certificates.c.number).where(_certificates.c.number.in_(numbers))
        return set(self.transaction.connection.scalars(query))

    def add(self, rows: Sequence[tuple[Certificate, CredentialRecord]]) -> None:
        """Record intended certificates, each with its printed credential."""
        driver = self.transaction.driver
        certificates = [made for made, _ in rows]
        try:
            with self.transaction.connection.begin_nested():
                self.transaction.run_many(
                    INSERT_CERTIFICATE, [certificate_values(made, driver) for made in certificates]
                )
                self.transaction.run_many(
                    INSERT_HOLDER, [holder_values(made) for made in certificates]
                )
                self.credentials.add(rows)
        except IntegrityError as exc:
            self._refuse(certificates, exc)

    def find(self, numbers: Sequence[str], *, lock: bool = False) -> dict[str, Certificate]:
        """Return those on record; with `lock`, hold them until the end."""
        if not numbers:
            return {}
        query = select_certificates().where(_certificates.c.number.in_(numbers))
        if lock:
            lock_certificates(self.transaction, numbers)
        return {made.number: made for made in self._read(query)}

    def of_attempts(self, scheme: str, attempts: Sequence[str]) -> dict[str, Certificate]:
        """Return the certificate of each attempt that has one which is not voided."""
        if not attempts:
            return {}
        query = select_certificates().where(
            _certificates.c.scheme == scheme, _certificates.c.attempt.in_(attempts), _LIVE
        )
        return {made.attempt: made for made in self._read(query)}

    def of_holders(self, scheme: str, references: Sequence[str]) -> list[Certificate]:
        """Return what people, by their references, hold under a scheme; what is voided is none."""
        query = select_certificates().where(_certificates.c.scheme == scheme, _LIVE)
        rows = rows_of(self.transaction, query, _holders.c.reference, references)
        return [certificate_of(row) for row in rows]

    def change(self, number: str, state: CertificateState, at: datetime, reason: str) -> None:
        """Change the state; every index of the certificate follows, and its lists' revisions."""
        self.change_many([number], state, at, reason)

    def change_many(
        self,
        numbers: Sequence[str],
        state: CertificateState,
        at: datetime,
        reason: str,
        *,
        review: date | None = None,
    ) -> None:
        """Change the state of many at the cost of a few statements."""
        if not numbers:
            return
        if self.transaction.connection.scalar(select(_control.c.closed)) is not None:
            raise TransitionError("the certification body has closed: its lists are final")
        query = update(_certificates).where(_certificates.c.number.in_(numbers))
        made = query.values(state=state.value, since=at, reason=reason, review=review)
        if self.transaction.connection.execute(made).rowcount != len(numbers):
            raise UnknownCertificateError(numbers[0] if len(numbers) == 1 else "one of many")
        self.credentials.follow(numbers, state.status)

    def succeed(self, number: str, successor: str, ends: datetime | None) -> None:
        """Name the successor of a certificate, and when that ends it; its state stays."""
        query = update(_certificates).where(_certificates.c.number == number)
        made = query.values(successor=successor, superseded_from=ends)
        if self.transaction.connection.execute(made).rowcount == 0:
            raise UnknownCertificateError(number)

    def succeeded(self, until: datetime, limit: int) -> list[str]:
        """Return numbers in force whose successor ends them at `until` or before; lock them."""
        due = (
            _certificates.c.superseded_from.is_not(None),
            _certificates.c.superseded_from <= until,
            _certificates.c.state == ACTIVE,
        )
        query = (
            select(_certificates.c.number).where(*due).order_by(_certificates.c.number).limit(limit)
        )
        return list(self.transaction.connection.scalars(self.transaction.locked(query)))

    def search(
        self, text: str, *, state: CertificateState | None = None, offset: int = 0, limit: int = 50
    ) -> tuple[list[Certificate], int]:
        """Return a page of those whose number or name contains `text`, newest first; and how many.

        Case and accents make no difference.
        """
        folded = fold(text)
        shown = [made.value for made in _SHOWN if state is None or made is state]
        if not shown or len(folded) > _LONGEST_SEARCH:
            return [], 0
        wanted = [_certificates.c.state.in_(shown), *_containing(folded)]
        both = _certificates.outerjoin(_holders)
        count = select(func.count()).select_from(both if folded else _certificates).where(*wanted)
        page = (
            select_certificates()
            .where(*wanted)
            .order_by(_certificates.c.first_issued.desc(), _certificates.c.number)
            .offset(offset)
            .limit(limit)
        )
        return list(self._read(page)), self.transaction.connection.scalar(count) or 0

    def _read(self, query: Any) -> Iterable[Certificate]:
        return (certificate_of(row) for row in self.transaction.connection.execute(query))

    def _refuse(self, certificates: Sequence[Certificate], cause: IntegrityError) -> NoReturn:
        """Tell a race with another transaction, which a retry cures, from a bug of ours."""
        for made in certificates:
            if self.of_attempts(made.scheme, [made.attempt]) or self.taken([made.number]):
                raise InProgressError(made.attempt) from cause
        raise cause


def _containing(folded: str) -> list[ColumnElement[bool]]:
    if not folded:
        return []
    number = _certificates.c.number.contains(folded.upper(), autoescape=True)
    named = _holders.c.folded.contains(folded, autoescape=True)
    return [or_(number, named, earlier_numbered(folded))]
